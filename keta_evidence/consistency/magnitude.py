"""Doses and rates of a magnitude that no other document supports.

And what misprint would explain them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.issue import MAGNITUDE, Issue, slug
from keta_evidence.consistency.subjects import ReportAt, course_name
from keta_evidence.diagnostics import quoted
from keta_evidence.dosing import dose
from keta_evidence.dosing.course import Course
from keta_evidence.records.leaves import Measure
from keta_evidence.records.model import Envelope, Fact, Phase, Regimen
from keta_evidence.records.origin import Origin
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    Interval,
    exactly,
    number_text,
)

KETAMINE_UG_PER_UMOL = Fraction("237.7")
"""Molar mass of ketamine in g/mol, that is µg/µmol: what µmol printed as µg loses."""
_UNSIGNED_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Misprint:
    """What may be printed for something else: in words, what would be ``meant``, by which factor a
    figure is then higher, and whether it is the unit of time.
    """

    name: str
    meant: str
    times: Fraction
    of_time: bool = False


MISPRINTS: tuple[Misprint, ...] = (
    Misprint("µg where µmol must be meant (× 237.7)", "µmol", KETAMINE_UG_PER_UMOL),
    Misprint("an hour where a minute must be meant (× 60)", "per minute", Fraction(60), True),
    Misprint("µg where mg must be meant (× 1000)", "mg", Fraction(1000)),
)


@dataclass(frozen=True, slots=True)
class _Odd:
    """A bolus or rate to hold against what has been used.

    ``quantity`` is per kg of body weight; ``text`` is the figure as typed, ``full`` with its rate
    or dose per kg; ``said`` is what says it, a phase or a fact of the regimen.
    """

    key: KeyPath
    name: str
    kind: str
    quantity: Interval
    text: str
    full: str
    said: Phase | Fact[Measure]


@dataclass(frozen=True, slots=True)
class _Outside:
    """On which side of which bound a figure lies, by which factor, and what misprint it may be."""

    side: str
    bound: Measure
    factor: str
    guess: str = ""


def odd_magnitudes(report: ReportAt) -> Iterator[Issue]:
    """KE305: boluses and rates lie within what has been used by the route, flat ones for 70 kg.

    An amount that is printed where a rate must be meant is one issue, whether or not it also lies
    outside: ``validate`` prints it where it does.
    """
    for key, course in report.courses():
        outside = list(_outside_use(report, course, key))
        for index, phase in enumerate(course.regimen.phases):
            if _lacks_time(report, course, phase):
                place = (*key, "phases", index, "dose")
                yield _without_time(report, course, place, outside)
        yield from (
            issue for issue, figure in outside if not _lacks_time(report, course, figure.said)
        )


def _outside_use(report: ReportAt, course: Course, key: KeyPath) -> Iterator[tuple[Issue, _Odd]]:
    route = course.regimen.route.value
    envelopes = report.library.vocabulary.envelopes
    envelope = next((each for each in envelopes if each.route == route), None)
    if envelope is None:
        return
    seen: Counter[str] = Counter()
    for figure in _odd_figures(key, course.regimen):
        for outside in _outside(figure, envelope):
            seen[figure.name] += 1
            yield _issue(report, course, figure, outside, seen[figure.name]), figure


def _without_time(
    report: ReportAt, course: Course, key: KeyPath, outside: Sequence[tuple[Issue, _Odd]]
) -> Issue:
    """An amount after a bolus as if it were a rate, or with the number of another report's rate."""
    index = int(key[-2])
    phase = course.regimen.phases[index]
    same = [issue for issue, figure in outside if figure.key == key]
    elsewhere = _rates_elsewhere(report.study.collated, phase)
    difference = f"{phase.dose} without a time"
    if elsewhere:
        rates = dict.fromkeys(f"{each.source} has {each.value}" for each in elsewhere)
        difference = f"{difference}; {', '.join(rates)}"
    rule, what, printed = "time", difference, ""
    if same:
        rule, what, printed = "KE305", same[0].what, same[0].found
    return report.issue(
        rule,
        key,
        what,
        printed,
        name=course_name(report, course, f"phase-{index + 1}") + "/time",
        fact="regimen",
        kind=MAGNITUDE,
        column="regimen.rate",
        values=(course.origin(f"phase {index + 1}", phase.dose, phase), *elsewhere),
        difference=difference,
        assessment="an amount is printed where a rate must be meant",
        typed=(str(phase.dose),),
    )


def _lacks_time(report: ReportAt, course: Course, said: object) -> bool:
    """Whether a phase is an amount without a time of its own where a rate must be meant."""
    if not isinstance(said, Phase) or said.dose is None or isinstance(said.over, Measure):
        return False
    after_bolus = any(other.bolus is not None for other in course.regimen.phases)
    return after_bolus or bool(_rates_elsewhere(report.study.collated, said))


def _rates_elsewhere(collated: CollatedStudy, phase: Phase) -> tuple[Origin, ...]:
    """Rates with the number of a phase's amount, in any report of the study."""
    number = _number_of(phase.dose)
    found = []
    for _, courses in collated.regimens.by_report:
        for course in courses:
            for twin in course.regimen.phases:
                if twin.rate is not None and _number_of(twin.rate) == number:
                    found.append(course.origin("rate", twin.rate))
    return tuple(found)


def _number_of(measure: Measure | None) -> list[str]:
    """The first number of a figure, whatever its unit; words such as up to are no number."""
    return _UNSIGNED_NUMBER.findall(measure.text)[:1] if measure is not None else []


def _odd_figures(key: KeyPath, regimen: Regimen) -> Iterator[_Odd]:
    for index, phase in enumerate(regimen.phases):
        place: KeyPath = (*key, "phases", index)
        name = f"phase-{index + 1}"
        if phase.bolus is not None:
            yield _odd_figure((*place, "bolus"), name, "bolus", phase.bolus, phase)
        if phase.rate is not None:
            yield _odd_figure((*place, "rate"), name, "rate", phase.rate, phase)
        if phase.titrate is not None:
            ends = {"start": phase.titrate.start, "end": phase.titrate.end}
            for end, rate in ends.items():
                if rate is not None:
                    yield _odd_figure((*place, "titrate", end), name, "rate", rate, phase)
        hours = _phase_hours(regimen, index)
        if phase.dose is not None and hours is not None:
            yield _dose_rate((*place, "dose"), name, phase.dose, hours, phase)
    stated = regimen.max_rate
    if stated is not None and stated.value is not None:
        yield _odd_figure((*key, "max_rate"), "max_rate", "rate", stated.value, stated)


def _odd_figure(
    key: KeyPath, name: str, kind: str, measure: Measure, said: Phase | Fact[Measure]
) -> _Odd:
    quantity = per_kg(measure.quantity)
    full = str(measure)
    if measure.quantity.dimension in (AMOUNT, RATE):
        unit = "mg/kg" if kind == "bolus" else "mg/kg/h"
        full = f"{measure} ({quantity.text(unit)} at 70 kg)"
    return _Odd(key, name, kind, quantity, str(measure), full, said)


def _dose_rate(key: KeyPath, name: str, amount: Measure, hours: Interval, phase: Phase) -> _Odd:
    """An amount over a time, as the rate it comes to: least by longest to most by shortest."""
    whole = per_kg(amount.quantity)
    low = whole.low / hours.high if whole.low is not None and hours.high else None
    high = whole.high / hours.low if whole.high is not None and hours.low else None
    text = f"{amount} over {hours.text()}"
    rate = Interval(low, high, RATE_PER_WEIGHT)
    flat = " at 70 kg" if amount.quantity.dimension == AMOUNT else ""
    full = f"{text} ({rate.text('mg/kg/h')}{flat})"
    return _Odd(key, name, "rate", rate, text, full, phase)


def _phase_hours(regimen: Regimen, index: int) -> Interval | None:
    """Hours of a phase; ``None`` where they are not known, or another phase takes the rest, too."""
    others = (other for place, other in enumerate(regimen.phases) if place != index)
    if any(other.takes_rest for other in others):
        return None
    session = regimen.session.value
    return dose.phase_hours(regimen, index, session.quantity if session is not None else None)


def per_kg(quantity: Interval) -> Interval:
    """A dose or rate per kg of body weight; a flat one at the reference weight."""
    if quantity.dimension not in (AMOUNT, RATE):
        return quantity
    low, high = (
        None if end is None else end / dose.REFERENCE_WEIGHT
        for end in (quantity.low, quantity.high)
    )
    return Interval(
        low, high, AMOUNT_PER_WEIGHT if quantity.dimension == AMOUNT else RATE_PER_WEIGHT
    )


def most_per_kg(quantity: Interval) -> Fraction:
    """The known upper end of a dose or rate, else its lower, per kg of the reference weight."""
    weighted = per_kg(quantity)
    end = weighted.high if weighted.high is not None else weighted.low
    assert end is not None
    return end


def _outside(figure: _Odd, envelope: Envelope) -> Iterator[_Outside]:
    """On which sides a figure lies outside, and how far; nothing at all (0) is never too little."""
    lowest, highest = _limits(figure, envelope)
    least, most = _bounds(figure, envelope)
    low, high = figure.quantity.low, figure.quantity.high
    if high is not None and most is not None and high > most:
        yield _Outside("above the highest", highest, number_text(high / most))
    if low and least is not None and low < least:
        guess = _guess(figure, least, most)
        yield _Outside("below the lowest", lowest, number_text(least / low), guess)


def _limits(figure: _Odd, envelope: Envelope) -> tuple[Measure, Measure]:
    if figure.kind == "bolus":
        return envelope.bolus_low, envelope.bolus_high
    return envelope.rate_low, envelope.rate_high


def _bounds(figure: _Odd, envelope: Envelope) -> tuple[Fraction | None, Fraction | None]:
    """Lowest and highest that has been used, per kg of body weight."""
    lowest, highest = _limits(figure, envelope)
    return per_kg(lowest.quantity).low, per_kg(highest.quantity).high


def _issue(report: ReportAt, course: Course, figure: _Odd, outside: _Outside, number: int) -> Issue:
    place = course_name(report, course, figure.name)
    nth = f"-{number}" if number > 1 else ""
    side, bound, factor = outside.side, outside.bound, outside.factor
    likely = outside.guess.partition("if it were ")[2].partition(" or ")[0]
    route = course.regimen.route.value
    return report.issue(
        "KE305",
        figure.key,
        f"{side} {figure.kind} used by the {route} route, {bound}, by a factor of {factor}",
        quoted(figure.full),
        name=f"{place}/magnitude{nth}",
        fact="regimen",
        kind=MAGNITUDE,
        column=f"regimen.{figure.kind}",
        values=(course.origin(figure.name.replace("-", " "), figure.text, figure.said),),
        difference=f"{figure.text} is {factor} times {side} in use, {bound}",
        assessment=f"outside what has been used by this route{outside.guess}",
        typed=(figure.text,),
        cause=outside.guess
        and f"{course_name(report, course, 'magnitude')}-{slug(likely.replace('µ', 'u'))}",
    )


def _guess(figure: _Odd, least: Fraction, most: Fraction | None) -> str:
    """Which misprint would bring a figure that is too low into range."""
    names = [misprint.name for misprint in _likely(figure, least, most)]
    return f"; in range if it were {' or '.join(names)}" if names else ""


def _likely(figure: _Odd, least: Fraction, most: Fraction | None) -> Iterator[Misprint]:
    """The misprints that would explain a figure that is too low; no bolus is per minute."""
    value = figure.quantity.high or figure.quantity.low
    assert value is not None
    for misprint in MISPRINTS:
        read = value * misprint.times
        if read < least or (most is not None and read > most):
            continue
        if figure.kind != "bolus" or not misprint.of_time:
            yield misprint


def read_otherwise(course: Course, envelopes: Sequence[Envelope]) -> Iterator[tuple[str, Course]]:
    """A regimen with phases below anything in use, as each misprint that would explain all of them
    would have it: what would be meant, and the regimen then.
    """
    route = course.regimen.route.value
    envelope = next((each for each in envelopes if each.route == route), None)
    if envelope is None:
        return
    likely = dict(_misprints_of_phases(course.regimen, envelope))
    for misprint in MISPRINTS:
        if not likely or not all(misprint in each for each in likely.values()):
            continue
        phases = list(course.regimen.phases)
        for index in likely:
            phases[index] = _multiplied(phases[index], misprint.times)
        regimen = replace(course.regimen, phases=tuple(phases))
        yield misprint.meant, replace(course, regimen=regimen)


def _misprints_of_phases(
    regimen: Regimen, envelope: Envelope
) -> Iterator[tuple[int, tuple[Misprint, ...]]]:
    """Each phase below anything in use, and the misprints that would explain it."""
    for figure in _odd_figures((), regimen):
        least, most = _bounds(figure, envelope)
        low = figure.quantity.low
        if least is not None and low is not None and low < least and figure.key[0] == "phases":
            yield int(figure.key[1]), tuple(_likely(figure, least, most))


def _multiplied(phase: Phase, factor: Fraction) -> Phase:
    """A phase with a bolus, amount or rate so many times as high."""
    changed: dict[str, Any] = {}
    for kind in ("bolus", "dose", "rate"):
        measure = getattr(phase, kind)
        if measure is not None:
            read = measure.quantity * exactly(factor, NUMBER)
            changed[kind] = Measure(read.text(), read)
    return replace(phase, **changed)
