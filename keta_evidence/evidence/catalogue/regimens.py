"""How what follows from a study's regimens is read.

Hours, doses and rates over all ketamine arms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from keta_evidence.collation.regimens import session_interval
from keta_evidence.dosing import dose
from keta_evidence.dosing.course import Course
from keta_evidence.evidence.catalogue.variable import one_end
from keta_evidence.evidence.subject import Subject
from keta_evidence.reading import (
    NO_DOCUMENT,
    NOT_REPORTED,
    Basis,
    Flag,
    Reading,
    all_origins,
    as_number,
    derived_flags,
    inferred_flag,
)
from keta_evidence.records.model import Fact
from keta_evidence.records.origin import Origin, fact_text
from keta_evidence.units import NUMBER, RATE, RATE_PER_WEIGHT, Dimension, Interval, number_text

_NO_SUM = str(Basis.NOT_COMPUTABLE)
OF_REGIMEN = "regimen"
"""What a total dose is that is no statistic over participants."""
THIN_SPACE = "\u202f"
"""Between thousands: narrow, and never broken at the end of a line."""
_LONG_NUMBER = re.compile(r"\d{5,}")


def _over_all_arms(derived: Reading) -> Reading:
    """A number over all arms: nothing is known of the study where an arm has no value."""
    if derived.interval is None or derived.reason:
        return Reading(reason=derived.reason or NOT_REPORTED, origins=derived.origins)
    value = as_number(derived.interval.low) if derived.interval.is_exact else None
    return replace(derived, value=value, text=derived.interval.text(), flags=derived_flags(derived))


def over_courses(name: str) -> Callable[[Subject], Reading]:
    """How one number of ``collation.regimens.DERIVED`` is read over all arms."""
    return lambda subject: _over_all_arms(subject.over_courses(name))


def total_dose_mg(subject: Subject) -> Reading:
    """Dose over the course in mg, for the body weight used."""
    return _over_all_arms(subject.total_dose(per_weight=False))


def total_dose_mg_per_kg(subject: Subject) -> Reading:
    """Dose over the course in mg/kg."""
    return _over_all_arms(subject.total_dose(per_weight=True))


def total_dose_statistic(subject: Subject) -> Reading:
    """What the total dose is over the participants: mean …; else that of the regimen."""
    total = subject.total_dose(per_weight=False)
    if total.reason or total.interval is None:
        return Reading(reason=total.reason or NOT_REPORTED, origins=total.origins)
    text = total.statistic or OF_REGIMEN
    return Reading(value=text, text=text, texts=tuple(text.split(", ")), origins=total.origins)


def dose_basis(subject: Subject) -> Reading:
    """Whether the total dose is stated, computed or not computable for all arms."""
    derived = subject.over_courses("total_dose")
    basis = _NO_SUM if derived.reason else str(derived.basis)
    return replace(derived, value=basis, text=basis, interval=None, texts=(basis,))


def max_rate_mg_h(subject: Subject) -> Reading:
    """Highest infusion rate in mg/h, for the body weight used."""
    return _highest(subject, dose.in_mg, RATE)


def max_rate_mg_per_kg_h(subject: Subject) -> Reading:
    """Highest infusion rate in mg/kg/h."""
    return _highest(subject, dose.per_weight, RATE_PER_WEIGHT)


def _highest(
    subject: Subject,
    convert: Callable[[Reading, Fraction | None], Reading],
    dimension: Dimension,
) -> Reading:
    """At least the highest rate known, and no more than that only where every arm's is known."""

    derived = subject.over_courses("max_rate", convert)
    values = [
        convert(subject.collated.regimens.reading(course, "max_rate"), subject.options.weight)
        for course in subject.collated.courses
    ]
    lows = [value.low for value in values if value.low is not None]
    highs = [value.high for value in values if value.high is not None]
    high = max(highs) if highs and len(highs) == len(values) else None
    interval = Interval(max(lows, default=None), high, dimension)
    if interval.unknown:
        return Reading(reason=derived.reason, origins=derived.origins)
    return replace(
        derived,
        interval=interval,
        text=interval.text(),
        gap=derived.reason,
        flags=derived_flags(derived),
    )


def highest_rate(subject: Subject, reading: Reading) -> Reading:
    """The highest rate; one that is known from below alone, and a mean, say so."""
    shown = one_end(high=True)(subject, reading)
    if reading.high is None and reading.low is not None:
        return replace(shown, text=f"at least {number_text(reading.low)}")
    return replace(shown, text=_with_statistic(shown.text, reading))


def rates_mg_h(subject: Subject) -> Reading:
    """From the lowest to the highest rate in mg/h, boluses not counted."""
    return _from_lowest(subject, dose.in_mg, max_rate_mg_h(subject))


def rates_mg_per_kg_h(subject: Subject) -> Reading:
    """From the lowest to the highest rate in mg/kg/h, boluses not counted."""
    return _from_lowest(subject, dose.per_weight, max_rate_mg_per_kg_h(subject))


def _from_lowest(
    subject: Subject, convert: Callable[[Reading, Fraction | None], Reading], highest: Reading
) -> Reading:
    """The highest rate alone where no lowest one is known, and the other way round."""
    known = [] if highest.interval is None else [highest.interval]
    lowest = [
        convert(dose.lowest_rate(course), subject.options.weight).interval
        for course in subject.collated.courses
    ]
    known += [interval for interval in lowest if interval is not None]
    if not known:
        return highest
    lows = [interval.low for interval in known if interval.low is not None]
    interval = Interval(min(lows, default=None), highest.high, known[0].dimension)
    return replace(highest, interval=interval)


def regimen_part(part: str, words: tuple[str, ...]) -> Callable[[Subject], Reading]:
    """How route or enantiomer is read over all arms; where an arm's is missing, any is possible."""

    def read(subject: Subject) -> Reading:
        courses = [course.giver(part) for course in subject.collated.courses]
        if not courses:
            gap = f"{NO_DOCUMENT} how ketamine was given"
            return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT, gap=gap)
        facts = [(course, getattr(course.regimen, part)) for course in courses]
        return _of_facts(
            [fact for _, fact in facts],
            words,
            [course.origin(part, fact_text(fact), fact) for course, fact in facts],
        )

    return read


def _of_facts(
    facts: Sequence[Fact[object]], words: tuple[str, ...], origins: Iterable[Origin]
) -> Reading:
    """One reading of what the arms have; ``words`` are those that a missing one could have."""
    shown = ", ".join(dict.fromkeys(map(fact_text, facts)))
    texts = tuple(dict.fromkeys(str(fact.value) for fact in facts if fact.value is not None))
    missing = dict.fromkeys(fact_text(fact) for fact in facts if fact.value is None)
    places = tuple(dict.fromkeys(origins))
    reading = Reading(
        text=shown,
        texts=texts,
        gap="; ".join(missing),
        flags=inferred_flag(places),
        origins=places,
    )
    if not texts:
        return replace(reading, reason=shown)
    return replace(reading, value=shown, possible=words if missing else ())


def infusion_phrase(subject: Subject, reading: Reading) -> Reading:
    """``100 h``, ``4 h × 10``, ``43.5 min every 30.8 d``: in the units of the documents."""
    derived = subject.over_courses("infusion_hours")
    texts = {
        subject.collated.arm_label(course.arm): _course_text(course)
        for course in subject.collated.courses
    }
    parts = [_by_arm(texts)] if texts else []
    for course in subject.collated.courses:
        if course.giver("sessions").regimen.sessions.value is None:
            parts.append(f"number of sessions {course.regimen.sessions.missing}")
            break
    text = "; ".join(parts) or NOT_REPORTED
    shown = [derived]
    for course in subject.collated.courses:
        shown += [dose.session_hours(course), dose.session_count(course), session_interval(course)]
    derived = replace(derived, origins=all_origins(shown))
    return replace(derived, value=text, text=text, interval=None, flags=derived_flags(derived))


def _course_text(course: Course) -> str:
    session = course.giver("session").regimen.session
    sessions = course.giver("sessions").regimen.sessions
    hours = dose.session_hours(course)
    text = f"length {session.missing}"
    if session.value is not None:
        text = str(session.value)
    elif hours.interval is not None:
        text = f"{hours.interval.text('')} h"
    if sessions.value is not None and sessions.value.high > 1:
        text = f"{text} × {sessions.value}"
    every = course.giver("every").regimen.every
    if every is not None and every.value is not None:
        text = f"{text} every {every.value}"
    return text


def dose_phrase(subject: Subject, reading: Reading) -> Reading:
    """Total dose in mg; where not every arm's is known, what is known of each arm and session."""
    total = subject.total_dose(per_weight=False)
    if total.interval is not None and not total.reason:
        text = _with_statistic(people_text(total.interval), total)
        return replace(total, value=text, text=text, interval=None, flags=derived_flags(total))
    arms = {course.arm: _dose_of_arm(subject, course) for course in subject.collated.courses}
    labelled = {subject.collated.arm_label(arm): shown for arm, (shown, _) in arms.items()}
    text = _by_arm(labelled) or _NO_SUM
    known = [reading for _, reading in arms.values() if reading.interval is not None]
    flags = frozenset[Flag]().union(*map(derived_flags, known))
    return Reading(
        value=text,
        text=text,
        reason=total.reason,
        flags=flags,
        origins=total.origins or all_origins(known),
        steps=tuple(dict.fromkeys(step for each in known for step in each.steps)),
        assumptions=tuple(dict.fromkeys(text for each in known for text in each.assumptions)),
    )


def _by_arm(texts: Mapping[str, str]) -> str:
    """What holds for each arm: once where it is the same for all."""
    if len(set(texts.values())) < 2:
        return "".join(dict.fromkeys(texts.values()))
    parts = [texts[""]] if "" in texts else []  # the regimen of the arms that are not named
    parts += [f"{arm}: {text}" for arm, text in texts.items() if arm]
    return "; ".join(parts)


def _dose_of_arm(subject: Subject, course: Course) -> tuple[str, Reading]:
    """The dose of one arm's course as people read it, else of its session."""
    weight = subject.options.weight
    total = dose.in_mg(subject.collated.regimens.reading(course, "total_dose"), weight)
    if total.interval is not None:
        return _with_statistic(people_text(total.interval), total), total
    session = dose.in_mg(subject.collated.regimens.reading(course, "session_dose"), weight)
    if session.interval is None:
        return _NO_SUM, session
    return f"{_with_statistic(people_text(session.interval), session)} per session", session


def _with_statistic(text: str, reading: Reading) -> str:
    return f"{text} ({reading.statistic})" if reading.statistic else text


def people_text(interval: Interval) -> str:
    """A number or range for people, without its unit: three significant digits, thin thousands.

    ``25 300–58 900``, ``up to 2220``, ``0.135``. Machines get the exact number.
    """
    ends = (interval.low, interval.high)
    low, high = (None if end is None else _three_digits(end) for end in ends)
    shown = Interval(low, high, NUMBER, interval.low_strict, interval.high_strict)
    return _LONG_NUMBER.sub(_with_thousands, shown.text())


def _with_thousands(number: re.Match[str]) -> str:
    return f"{int(number[0]):,}".replace(",", THIN_SPACE)


def _three_digits(value: Fraction) -> Fraction:
    """A number to three significant digits; a whole one of four digits or fewer as it is."""
    if value.denominator == 1 and abs(value) < 10_000:
        return value
    return Fraction(f"{float(value):.3g}")
