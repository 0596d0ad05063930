"""Regimens of a study: whole, from one report, with elements that others make more exact or that a
decision takes from elsewhere; and what differs between reports, element by element.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from keta_evidence.collation.facts import gives_regimen, is_same
from keta_evidence.collation.likeness import alike, times_agree
from keta_evidence.collation.statements import Relation, Shown, Statement
from keta_evidence.dosing import dose
from keta_evidence.dosing.course import Course
from keta_evidence.reading import Reading, not_computable
from keta_evidence.records.leaves import Measure
from keta_evidence.records.library import Library
from keta_evidence.records.model import SECONDARY, Decision, Regimen, Report
from keta_evidence.records.origin import Origin, fact_text
from keta_evidence.units import Interval, QuantityError, print_rounding


def session_interval(course: Course) -> Reading:
    """Time from one session to the next, as stated."""
    giver = course.giver("every")
    fact = giver.regimen.every
    if fact is None or fact.value is None:
        return not_computable("the time between sessions is not reported")
    origin = giver.origin("every", fact_text(fact), fact, column="session")
    return Reading(interval=fact.value.quantity, origins=(origin,))


DERIVED: dict[str, Callable[[Course], Reading]] = {
    "sessions": dose.session_count,
    "session_interval": session_interval,
    "session_hours": dose.session_hours,
    "infusion_hours": dose.infusion_hours,
    "session_dose": dose.session_dose,
    "total_dose": dose.total_dose,
    "max_rate": dose.max_rate,
}
"""Numbers of a regimen that are compared between reports, by the names that decisions use."""

_ELEMENT_OF = {"sessions": "sessions", "session_interval": "every", "session_hours": "session"}
_WORDS = ("route", "enantiomer")


@dataclass(frozen=True)
class Regimens:
    """The regimens of the reports of a study, of one arm or all.

    ``comparators`` are the arms that got no ketamine; ``weight`` is a body weight in kg, ``None``
    for the reference weight.
    """

    library: Library
    reports: tuple[Report, ...]
    decisions: tuple[Decision, ...]
    comparators: frozenset[str]
    arm: str | None = None
    weight: Fraction | None = None

    @functools.cached_property
    def by_report(self) -> tuple[tuple[Report, tuple[Course, ...]], ...]:
        """The regimens that each report gives."""
        return tuple((report, tuple(self._given(report))) for report in self.reports)

    def of(self, report: Report) -> tuple[Course, ...]:
        """The regimens of one report: an arm's own, and the one that the others share."""
        return next(courses for other, courses in self.by_report if other is report)

    def _given(self, report: Report) -> Iterator[Course]:
        source = self.library.sources.get(report.source)
        of_study = [arm for arm in report.arms if arm.arm not in self.comparators]
        arms = [arm for arm in of_study if self.arm in (None, arm.arm)]
        for arm in arms:
            if arm.regimen is not None:
                yield Course(arm.regimen, report, source, arm.arm, self.weight)
        undivided = not report.arms or (not of_study and self.arm is None)
        shared = undivided or any(arm.regimen is None for arm in arms)
        if report.regimen is not None and shared:
            yield Course(report.regimen, report, source, self.arm or "", self.weight)

    @functools.cached_property
    def report(self) -> Report | None:
        """The report whose regimen is used: the one decided, else the first that gives a dose,
        else the first that gives any regimen.
        """
        giving = [report for report in self.reports if gives_regimen(report)]
        for decision in self.decisions:
            if decision.what == "regimen" and decision.use is not None:
                chosen = [report for report in giving if report.source == decision.use]
                giving = chosen or giving
                break
        return next(
            (report for report in giving if gives_dose(report)), giving[0] if giving else None
        )

    @functools.cached_property
    def courses(self) -> tuple[Course, ...]:
        """The regimens used, one for each arm that has its own."""
        if self.report is None:
            return ()
        return tuple(self._completed(course) for course in self.of(self.report))

    def _completed(self, course: Course) -> Course:
        """A regimen with what others add to it, and with what was decided of its elements."""
        lenders: list[Course] = []
        for report, courses in self.by_report:
            if report is not self.report and report.access not in SECONDARY:
                lenders += _counterpart(course, courses)
        taken = (*self._decided(course), *_more_exact(course, lenders))
        return replace(course, lenders=tuple(lenders), taken=taken)

    def _decided(self, course: Course) -> Iterator[tuple[str, Course]]:
        elements = dict(_ELEMENT_OF) | {name: name for name in _WORDS}
        for decision in self.decisions:
            element = elements.get(decision.what)
            if element is None or decision.use is None or decision.use == course.report.source:
                continue
            for other in self._elsewhere(course, decision.use):
                yield element, other

    def reading(self, course: Course, name: str) -> Reading:
        """A number of ``DERIVED`` for one regimen: from the report decided, else from the regimen
        used, else from the first other report of its arm that gives it.
        """
        derive = DERIVED[name]
        for decision in self.decisions:
            if decision.what == name and decision.use is not None:
                for other in self._elsewhere(course, decision.use):
                    return derive(other)
        own = derive(course)
        if _gives(name, own):
            return own
        for other in course.lenders:
            lent = derive(other)
            if _gives(name, lent):
                return lent
        return own

    def _elsewhere(self, course: Course, source: str) -> Iterator[Course]:
        for report, courses in self.by_report:
            if report.source == source:
                yield from _counterpart(course, courses)

    def statements(self, name: str) -> list[Statement]:
        """What the reports give of one element or number of the regimen, by arm."""
        read = _numbers_of
        if name in _WORDS:
            read = _words_of
        elif name == "session_interval":
            read = _spacing_of
        found = [read(name, report, courses) for report, courses in self.by_report if courses]
        return [each for each in found if each is not None]


def _gives(name: str, derived: Reading) -> bool:
    """Whether a number is known; the mean over participants is not the highest rate of any."""
    if derived.interval is None:
        return False
    return name != "max_rate" or not derived.statistic


def _more_exact(course: Course, lenders: Iterable[Course]) -> Iterator[tuple[str, Course]]:
    """Times that another report gives to a finer place: 100 h for 4.2 d."""
    for name in ("session", "every"):
        own = getattr(course.regimen, name)
        for other in lenders:
            said = getattr(other.regimen, name)
            if own is None or own.value is None or said is None or said.value is None:
                continue
            finer = print_rounding(said.value.text) < print_rounding(own.value.text)
            if finer and times_agree(own.value, said.value):
                yield name, other
                break


def _counterpart(course: Course, courses: Sequence[Course]) -> Iterable[Course]:
    """The regimen of another report for the same arm, or the only one that it gives."""
    same = [other for other in courses if other.arm == course.arm]
    if len(same) == 1:
        return same
    return courses if len(courses) == 1 else ()


def gives_dose(report: Report) -> bool:
    """Whether a report gives a dose in any regimen."""
    regimens = [report.regimen, *(arm.regimen for arm in report.arms)]
    return any(_has_dose(regimen) for regimen in regimens if regimen is not None)


def _has_dose(regimen: Regimen) -> bool:
    stated = (regimen.total_dose, regimen.session_dose)
    return bool(regimen.phases) or any(
        fact is not None and fact.value is not None for fact in stated
    )


def _words_of(name: str, report: Report, courses: Sequence[Course]) -> Statement | None:
    facts = [(course, getattr(course.regimen, name)) for course in courses]
    known = [(course, fact) for course, fact in facts if fact.value is not None]
    if not known:
        return None
    words = tuple(sorted({fact_text(fact) for _, fact in known}))

    def show() -> Shown:
        text = ", ".join(words)
        origins = tuple(
            course.origin(name, fact_text(fact), fact, column="session") for course, fact in known
        )
        return Shown(text, text, origins)

    return Statement(report, words, (), show)


def _numbers_of(name: str, report: Report, courses: Sequence[Course]) -> Statement | None:
    """A number by arm, in mg where it is a dose."""
    values = {course.arm: DERIVED[name](course) for course in courses}
    known = {
        arm: dose.quantity_in_mg(value.interval)
        for arm, value in values.items()
        if value.interval is not None and _gives(name, value)
    }
    if not known:
        return None

    def show() -> Shown:
        texts = dict.fromkeys(quantity.text() for quantity in known.values())
        origins: dict[Origin, None] = {}
        for value in values.values():
            origins |= dict.fromkeys(value.origins)
        typed = "; ".join(dict.fromkeys(origin.value for origin in origins))
        return Shown(", ".join(texts), typed, tuple(origins))

    return Statement(report, known, (), show)


def _spacing_of(name: str, report: Report, courses: Sequence[Course]) -> Statement | None:
    """Time from one session to the next by arm, as typed."""
    known = {
        course.arm: course.regimen.every.value
        for course in courses
        if course.regimen.every is not None and course.regimen.every.value is not None
    }
    if not known:
        return None
    text = ", ".join(dict.fromkeys(map(str, known.values())))

    def show() -> Shown:
        origins: dict[Origin, None] = {}
        for course in courses:
            origins |= dict.fromkeys(session_interval(course).origins)
        return Shown(text, text, tuple(origins))

    return Statement(report, known, (), show)


def relate_spacing(one: Mapping[str, Measure], other: Mapping[str, Measure]) -> Relation:
    """Times between sessions agree within the rounding of the less exact one, arm by arm where
    both give the same arms, else any with any.
    """
    common = one.keys() & other.keys()
    pairs = [(one[arm], other[arm]) for arm in common]
    agree = all(times_agree(*pair) for pair in pairs)
    if not common:
        agree = any(times_agree(each, every) for each in one.values() for every in other.values())
    return Relation.SAME if agree else Relation.OTHER


def relate_numbers(one: Mapping[str, Interval], other: Mapping[str, Interval]) -> Relation:
    """Arm by arm where both give the same arms, else over all arms."""
    common = one.keys() & other.keys()
    if common:
        agree = all(alike(one[arm], other[arm]) for arm in common)
    else:
        agree = alike(_over_arms(one), _over_arms(other))
    return Relation.SAME if agree else Relation.OTHER


def _over_arms(values: Mapping[str, Interval]) -> Interval | None:
    try:
        return functools.reduce(Interval.hull, values.values())
    except QuantityError:  # one arm open below, another above: nothing to compare
        return None


REGIMEN_FACTS: tuple[str, ...] = (*_WORDS, *DERIVED)
"""What of a regimen is compared between reports; a decision on the regimen decides on these."""

RELATIONS: dict[str, Callable[[Any, Any], Relation]] = {
    **dict.fromkeys(_WORDS, is_same),
    **dict.fromkeys(DERIVED, relate_numbers),
    "session_interval": relate_spacing,
}
"""How each of them is compared."""
