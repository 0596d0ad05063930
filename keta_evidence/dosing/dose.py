"""Regimen → hours, dose and highest rate, by exact arithmetic with every step shown (DOMAIN.md,
section 2).

Total dose = (sum over phases of amount, or rate × time) × sessions. Where the time at each rate is
not stated, the lower bound is the lower rate throughout and the upper bound the upper rate
throughout. A plasma target gives no dose. Nothing is rounded; ranges stay ranges. What one phase
gives stands in phases.py.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from keta_evidence.dosing.course import Course
from keta_evidence.dosing.phases import (
    phase_dose,
    phase_hours,
    phase_lowest_rate,
    phase_rate,
    remainder,
    sum_of,
)
from keta_evidence.dosing.weight import REFERENCE_WEIGHT, in_mg, per_weight, quantity_in_mg
from keta_evidence.reading import (
    OPEN_AT_BOTH_ENDS,
    Basis,
    Reading,
    all_statistics,
    not_computable,
    worked_out,
)
from keta_evidence.records.leaves import Measure, Span
from keta_evidence.records.model import Fact
from keta_evidence.records.origin import Origin, fact_text
from keta_evidence.units import (
    NUMBER,
    UNIT_TEXTS,
    Interval,
    QuantityError,
    exactly,
)

__all__ = [
    "REFERENCE_WEIGHT",
    "computed_max_rate",
    "computed_total",
    "in_mg",
    "infusion_hours",
    "lowest_rate",
    "max_rate",
    "per_weight",
    "phase_hours",
    "quantity_in_mg",
    "session_count",
    "session_dose",
    "session_hours",
    "stated_session_dose",
    "total_dose",
]


def _if_computable(derive: Callable[[Course], Reading]) -> Callable[[Course], Reading]:
    """A derivation whose ranges turn out to be open at both ends, or to divide by no time at all,
    is not computable.

    Derivations build on each other and are asked for by several columns: each is worked out once
    for a course.
    """

    @functools.lru_cache(maxsize=4096)
    @functools.wraps(derive)
    def guarded(course: Course) -> Reading:
        try:
            derived = derive(course)
        except QuantityError as error:
            return not_computable(str(error))
        if derived.interval is not None and derived.interval.unknown:
            return not_computable(OPEN_AT_BOTH_ENDS)
        return derived

    return guarded


@_if_computable
def session_hours(course: Course) -> Reading:
    """Length of one session in hours: as stated, or the sum of its phases."""
    giver = course.giver("session")
    fact = giver.regimen.session
    stated = giver.origin("session", fact_text(fact), fact, column="session")
    if fact.value is not None:
        return worked_out(
            fact.value.quantity,
            Basis.STATED,
            (f"session = {fact_text(fact)}",),
            (stated,),
            statistic=fact.statistic or "",
        )
    lengths = [phase.length for phase in course.regimen.phases if phase.length is not None]
    if lengths and len(lengths) == len(course.regimen.phases):
        total = sum_of([length.quantity for length in lengths])
        origins = [course.origin("phase", phase.length, phase) for phase in course.regimen.phases]
        return worked_out(
            total,
            Basis.COMPUTED,
            (f"{' + '.join(map(str, lengths))} = {total.text()}",),
            tuple(origins),
        )
    return not_computable(f"length of a session: {fact_text(fact)}", (stated,))


def session_count(course: Course) -> Reading:
    """Sessions in a course."""
    giver = course.giver("sessions")
    fact = giver.regimen.sessions
    origin = giver.origin("sessions", fact_text(fact), fact, column="session")
    if fact.value is None:
        return not_computable(f"number of sessions: {fact_text(fact)}", (origin,))
    return worked_out(
        _number_interval(fact.value),
        Basis.STATED,
        (f"sessions = {fact_text(fact)}",),
        (origin,),
        statistic=fact.statistic or "",
    )


@_if_computable
def infusion_hours(course: Course) -> Reading:
    """Hours of infusion over the course: session × sessions, pauses taken off."""
    return _times_sessions(_running_hours(course), course, "h")


def _running_hours(course: Course) -> Reading:
    hours = session_hours(course)
    pauses = [phase for phase in course.regimen.phases if phase.pause is not None]
    if hours.interval is None or not pauses:
        return hours
    paused = sum_of([phase.pause.quantity for phase in pauses if phase.pause is not None])
    running = remainder(hours.interval, paused)
    if running is None:
        return not_computable("length of a session without its pauses", hours.origins)
    step = f"{hours.interval.text()} - {paused.text()} of pause = {running.text()}"
    origins = [course.origin("pause", phase.pause, phase) for phase in pauses]
    return replace(hours.then(running, step, origins), basis=Basis.COMPUTED)


@_if_computable
def session_dose(course: Course) -> Reading:
    """Dose of one session, in mg or mg/kg as the regimen is given: the sum of its phases."""
    if not course.regimen.phases:
        return _stated(course, course.regimen.session_dose, "dose of a session") or not_computable(
            "no dose is given"
        )
    hours = session_hours(course)
    parts = [
        phase_dose(course, index, hours)
        for index, phase in enumerate(course.regimen.phases)
        if phase.pause is None
    ]
    if not parts:
        return not_computable("no dose is given")
    missing = next((part for part in parts if part.interval is None), None)
    return missing or _sum_of_doses(_in_one_dimension(parts, course.weight))


def _sum_of_doses(alike: Sequence[Reading]) -> Reading:
    """The doses of phases, all of one dimension, as the dose of a session."""
    quantities = [part.interval for part in alike if part.interval is not None]
    total = sum_of(quantities)
    steps: list[str] = []
    inputs: list[Origin] = []
    assumptions: list[str] = []
    for part in alike:
        steps += part.steps
        inputs += part.origins
        assumptions += part.assumptions
    unit = UNIT_TEXTS[total.dimension]
    if len(alike) > 1:
        addends = " + ".join(quantity.text("") for quantity in quantities)
        steps.append(f"dose of a session = {addends} = {total.text(unit)}")
    each_once = tuple(dict.fromkeys(assumptions))
    statistic = all_statistics(alike)
    return worked_out(
        total, Basis.COMPUTED, tuple(steps), tuple(inputs), each_once, statistic=statistic
    )


@_if_computable
def computed_total(course: Course) -> Reading:
    """Dose of the course by arithmetic alone: dose of a session × sessions, in mg or mg/kg as the
    regimen is given.
    """
    dose = session_dose(course)
    return _times_sessions(
        dose, course, UNIT_TEXTS.get(dose.interval.dimension, "") if dose.interval else ""
    )


def total_dose(course: Course) -> Reading:
    """Dose of the course: as the document states it, else computed."""
    return _stated(course, course.regimen.total_dose, "total dose") or computed_total(course)


@_if_computable
def max_rate(course: Course) -> Reading:
    """Highest infusion rate, boluses not counted: as stated, else the highest of the phases."""
    return _stated(course, course.regimen.max_rate, "highest rate") or computed_max_rate(course)


@_if_computable
def computed_max_rate(course: Course) -> Reading:
    """Highest infusion rate of the phases, boluses not counted."""
    rates, missing = _rates_of_phases(course, phase_rate)
    return missing or max(rates, key=_reach)


def _reach(rate: Reading) -> tuple[bool, Fraction | None]:
    """How high a rate may be: one without an upper end is above every other."""
    assert rate.interval is not None
    highest = rate.interval.high
    return (True, rate.interval.low) if highest is None else (False, highest)


@_if_computable
def lowest_rate(course: Course) -> Reading:
    """Lowest infusion rate of the phases, boluses not counted."""
    rates, missing = _rates_of_phases(course, phase_lowest_rate)
    return missing or min(rates, key=_least)


def _least(rate: Reading) -> tuple[bool, Fraction]:
    """How low a rate may be: one without a lower end is below every other."""
    assert rate.interval is not None
    lowest = rate.interval.low
    return (False, Fraction(0)) if lowest is None else (True, lowest)


def _rates_of_phases(
    course: Course, of_phase: Callable[[Course, int, Reading], Reading]
) -> tuple[list[Reading], Reading | None]:
    """Rates of the phases in one dimension, boluses and pauses left out; or the first that is not
    known, or that there is none.
    """
    hours = session_hours(course)
    rates = [
        of_phase(course, index, hours)
        for index, phase in enumerate(course.regimen.phases)
        if phase.bolus is None and phase.pause is None
    ]
    missing = next((rate for rate in rates if rate.interval is None), None)
    if missing is not None or not rates:
        return [], missing or not_computable("no infusion rate is given")
    return _in_one_dimension(rates, course.weight), None


def stated_session_dose(course: Course) -> Reading:
    """Dose of one session as the document states it beside the regimen."""
    return _stated(course, course.regimen.session_dose, "dose of a session") or not_computable(
        "not stated"
    )


def _stated(course: Course, fact: Fact[Measure] | None, name: str) -> Reading | None:
    if fact is None or fact.value is None:
        return None
    return worked_out(
        fact.value.quantity,
        Basis.STATED,
        (f"{name} = {fact_text(fact)}",),
        (course.origin(name, fact.value, fact),),
        statistic=fact.statistic or "",
    )


def _in_one_dimension(values: Sequence[Reading], weight: Fraction | None) -> list[Reading]:
    """Values that can be added or compared: as they are if they are alike, else for one body
    weight.
    """
    dimensions = {value.interval.dimension for value in values if value.interval is not None}
    return list(values) if len(dimensions) < 2 else [in_mg(value, weight) for value in values]


def _times_sessions(one: Reading, course: Course, unit: str) -> Reading:
    count = session_count(course)
    if one.interval is None:
        return one
    if count.interval is None:
        return not_computable(
            f"{count.reason}; {one.interval.text(unit)} per session",
            (*one.origins, *count.origins),
        )
    total = one.interval * count.interval
    basis = one.basis if count.interval == exactly(1, NUMBER) else Basis.COMPUTED
    word = "session" if count.interval.high == 1 else "sessions"
    step = f"{one.interval.text(unit)} × {count.interval.text()} {word} = {total.text(unit)}"
    return worked_out(
        total,
        basis,
        (*one.steps, step),
        (*one.origins, *count.origins),
        one.assumptions,
        statistic=all_statistics((one, count)),
    )


def _number_interval(span: Span) -> Interval:
    return Interval(Fraction(span.low), Fraction(span.high), NUMBER)
