"""Doses and rates of a magnitude that no other document supports, and what misprint would explain them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.collation.course import Course
from keta_evidence.collation.selection import View
from keta_evidence.consistency.discrepancies.found import MAGNITUDE, Discrepancy, settled
from keta_evidence.evidence import dose
from keta_evidence.records.leaves import Measure
from keta_evidence.records.library import Library
from keta_evidence.records.model import Envelope, Phase
from keta_evidence.records.origin import report_name
from keta_evidence.units import RATE_PER_WEIGHT, Interval, number_text

KETAMINE_UG_PER_UMOL = Fraction("237.7")
"""Molar mass of ketamine in g/mol, that is µg/µmol: what µmol printed as µg loses."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_FAR = 30
"""How many times above or below the median of its neighbours a dose must lie to be asked about."""
_MISPRINTS: tuple[tuple[str, Fraction], ...] = (
    ("µg where µmol must be meant (× 237.7)", KETAMINE_UG_PER_UMOL),
    ("an hour where a minute must be meant (× 60)", Fraction(60)),
    ("µg where mg must be meant (× 1000)", Fraction(1000)),
)


def odd_magnitudes(view: View) -> Iterator[Discrepancy]:
    """Phases outside what has been used by their route, and rates printed without their time."""
    for report in view.reports:
        for course in view.courses_of(report):
            route = course.regimen.route.value
            envelope = next(
                (item for item in view.library.vocabulary.envelopes if item.route == route), None
            )
            for index, phase in enumerate(course.regimen.phases):
                yield from _without_time(view, course, index, phase)
                if envelope is not None:
                    yield from _outside(view, course, index, phase, envelope)


def far_from_neighbours(view: View) -> Iterator[Discrepancy]:
    """A total dose per kg tens of times above or below the median of the other studies of the same indication."""
    told = _dosed(view.library)
    own = told.get(view.study.id)
    if (
        own is None or own.value <= 0 or view.source is not None
    ):  # what one document tells of others is not asked
        return
    others = sorted(
        other.value
        for other in told.values()
        if other is not own and (own.ids & other.within or other.ids & own.within)
    )
    if len(others) >= 2:
        middle = (others[(len(others) - 1) // 2] + others[len(others) // 2]) / 2
        ratio = own.value / middle if middle else Fraction(1)
        if ratio > _FAR or ratio < Fraction(1, _FAR):
            yield _neighbour(view, own.value, middle, ratio)


def _without_time(view: View, course: Course, index: int, phase: Phase) -> Iterator[Discrepancy]:
    """An amount printed after a bolus as if it were a rate, or where another report prints the same number per time."""
    if phase.dose is None or isinstance(phase.over, Measure):
        return
    rates = [
        (other, twin.rate)
        for report in view.reports
        for other in view.courses_of(report)
        for twin in other.regimen.phases
        if twin.rate is not None and _same_number(twin.rate, phase.dose)
    ]
    if rates or any(other.bolus is not None for other in course.regimen.phases):
        told = course.origin(f"phase {index + 1}", phase.dose, phase)
        elsewhere = tuple(other.origin("rate", rate) for other, rate in rates)
        likely = (
            f"; {', '.join(dict.fromkeys(f'{origin.source} has {origin.value}' for origin in elsewhere))}"
            if elsewhere
            else ""
        )
        difference = f"{phase.dose} without a time{likely}"
        yield Discrepancy(
            f"{_name(view, course, index)}/time",
            MAGNITUDE,
            view.study.id,
            "regimen.rate",
            (told, *elsewhere),
            difference,
            "an amount is printed where a rate must be meant",
            settled(view.decisions("regimen"), difference),
        )


def _same_number(rate: Measure, amount: Measure) -> bool:
    """The same figure before another unit; words such as up to are no figure."""
    return _FIGURE.findall(rate.text)[:1] == _FIGURE.findall(amount.text)[:1]


def _name(view: View, course: Course, index: int) -> str:
    """Where a phase stands: arm, place and report, so that no two share an id."""
    arm = f":{course.arm}" if course.arm else ""
    return f"{view.study.id}{arm}/phase-{index + 1}/{report_name(view.study, course.report)}"


def _outside(
    view: View, course: Course, index: int, phase: Phase, envelope: Envelope
) -> Iterator[Discrepancy]:
    low, high = (
        (envelope.bolus_low, envelope.bolus_high)
        if phase.bolus is not None
        else (envelope.rate_low, envelope.rate_high)
    )
    for figure in _figures(phase):
        value, least, most = (most_per_kg(each.quantity) for each in (figure, low, high))
        if value == 0 or least <= value <= most:
            continue
        below = value < least
        factor = least / value if below else value / most
        bound = f"below the lowest in use, {low}" if below else f"above the highest in use, {high}"
        difference = f"{figure} is {number_text(factor)} times {bound}"
        yield Discrepancy(
            f"{_name(view, course, index)}/magnitude",
            MAGNITUDE,
            view.study.id,
            "regimen.rate" if phase.bolus is None else "regimen.bolus",
            (course.origin(f"phase {index + 1}", figure, phase),),
            difference,
            f"outside what has been used by this route{_guess(phase, value, least, most)}{_answered(view, course)}",
            settled(view.decisions("regimen"), difference),
        )
        return  # one finding a phase: both ends of a titration tell of one figure on the page


def _guess(phase: Phase, value: Fraction, least: Fraction, most: Fraction) -> str:
    """Which misprint would bring a figure that is too low into range; a bolus is not given per minute."""
    likely = [name for name, times in _MISPRINTS if value < least <= value * times <= most]
    names = [name for name in likely if phase.bolus is None or "minute" not in name]
    return f"; in range if it were {' or '.join(names)}" if names else ""


def _answered(view: View, course: Course) -> str:
    answer = next(
        (
            entry
            for entry in view.study.decisions
            if entry.answers == ("KE305", course.report.source)
        ),
        None,
    )
    return f" (answered: {answer.why})" if answer else ""


def _figures(phase: Phase) -> Iterator[Measure]:
    """The bolus or rate of a phase, or both ends of its titration."""
    ends = (phase.titrate.start, phase.titrate.end) if phase.titrate is not None else ()
    yield from (figure for figure in (phase.bolus, phase.rate, *ends) if figure is not None)


def most_per_kg(quantity: Interval) -> Fraction:
    """The known upper end of a dose or rate, else its lower, per kg of the reference weight."""
    weighted = _weighted(quantity)
    end = weighted.high if weighted.high is not None else weighted.low
    assert end is not None
    return end


def _weighted(quantity: Interval) -> Interval:
    """Per kg of the reference weight."""
    per_kg = quantity.dimension in (RATE_PER_WEIGHT, (1, -1, 0, 0))
    divisor = Fraction(1) if per_kg else dose.REFERENCE_WEIGHT
    low, high = (None if end is None else end / divisor for end in (quantity.low, quantity.high))
    return Interval(low, high, quantity.dimension)


@dataclass(frozen=True, slots=True, eq=False)
class _Dosed:
    """Highest total dose of a study in mg/kg at the reference weight, its indications, and these with all broader ones."""

    value: Fraction
    ids: frozenset[str]
    within: frozenset[str]


@functools.lru_cache(maxsize=1)
def _dosed(library: Library) -> dict[str, _Dosed]:
    """Every study whose dose is known; chronic pain as such holds nearly all and makes no neighbours."""
    told = {}
    for study in library:
        view = View(library, study)
        values = [
            dose.per_weight(dose.total_dose(course), None).interval for course in view.courses
        ]
        ends = [value.high for value in values if value is not None and value.high is not None]
        if ends:
            report = view.chosen("indications")
            items = (
                report.indications.items
                if report is not None and report.indications is not None
                else ()
            )
            ids = frozenset(items) - {"chronic-pain"}
            told[study.id] = _Dosed(max(ends), ids, ids.union(*map(library.broader, ids)))
    return told


def _neighbour(view: View, value: Fraction, middle: Fraction, ratio: Fraction) -> Discrepancy:
    times, side = (ratio, "above") if ratio > 1 else (1 / ratio, "below")
    difference = f"{number_text(value)} mg/kg is {number_text(times)} times {side} the median of its neighbours, {number_text(middle)} mg/kg"
    return Discrepancy(
        f"{view.study.id}/total_dose/neighbours",
        MAGNITUDE,
        view.study.id,
        "total_dose",
        tuple(origin for course in view.courses for origin in dose.total_dose(course).origins),
        difference,
        "a dose far from those of other studies of the same indication: a difference of method, or of units",
        settled(view.decisions("regimen"), difference),
    )
