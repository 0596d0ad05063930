"""Regimen → hours, dose and highest rate, by exact arithmetic with every step shown (DOMAIN.md, section 2).

Total dose = (sum over phases of amount, or rate × time) × sessions. Where the time at each rate is not stated, the
lower bound is the lower rate throughout and the upper bound the upper rate throughout. A plasma target gives no dose.
Nothing is rounded; ranges stay ranges.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from fractions import Fraction

from keta_evidence.collation.course import Course
from keta_evidence.evidence.derived import (
    UNIT_TEXTS,
    Basis,
    Derived,
    hours_text,
    not_computable,
    number_text,
    range_text,
)
from keta_evidence.records.leaves import Measure, Span
from keta_evidence.records.model import Fact, Phase, Regimen
from keta_evidence.records.origin import Origin, fact_text
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    WEIGHT,
    Dimension,
    Quantity,
    QuantityError,
    exactly,
)

REFERENCE_WEIGHT = Fraction(70)
"""Body weight in kg where none is chosen."""


def _if_computable(derive: Callable[[Course], Derived]) -> Callable[[Course], Derived]:
    """A derivation whose ranges turn out to be open at both ends, or to divide by no time at all, is not computable.

    Derivations build on each other and are asked for by several columns: each is worked out once for a course.
    """

    @functools.lru_cache(maxsize=4096)
    @functools.wraps(derive)
    def guarded(course: Course) -> Derived:
        try:
            return derive(course)
        except QuantityError as error:
            return not_computable(str(error))

    return guarded


@_if_computable
def session_hours(course: Course) -> Derived:
    """Length of one session in hours: as stated, or the sum of its phases."""
    teller = course.teller("session")
    fact = teller.regimen.session
    stated = teller.origin("session", fact_text(fact), fact, column="session")
    if fact.value is not None:
        return Derived(fact.value.quantity, Basis.STATED, (f"session = {fact.value}",), (stated,))
    overs = [phase.over for phase in course.regimen.phases]
    if overs and all(isinstance(over, Measure) for over in overs):
        total = _sum([over.quantity for over in overs if isinstance(over, Measure)])
        origins = [course.origin("phase", phase.over, phase) for phase in course.regimen.phases]
        return Derived(
            total,
            Basis.COMPUTED,
            (f"{' + '.join(map(str, overs))} = {hours_text(total)}",),
            tuple(origins),
        )
    return not_computable(f"length of a session: {fact_text(fact)}", (stated,))


def session_count(course: Course) -> Derived:
    """Sessions in a course."""
    teller = course.teller("sessions")
    fact = teller.regimen.sessions
    origin = teller.origin("sessions", fact_text(fact), fact, column="session")
    if fact.value is None:
        return not_computable(f"number of sessions: {fact_text(fact)}", (origin,))
    return Derived(_number(fact.value), Basis.STATED, (f"sessions = {fact.value}",), (origin,))


@_if_computable
def infusion_hours(course: Course) -> Derived:
    """Hours of infusion over the course: session × sessions."""
    return _times_sessions(session_hours(course), course, "h")


@_if_computable
def session_dose(course: Course) -> Derived:
    """Dose of one session, in mg or mg/kg as the regimen is given: the sum of its phases."""
    if not course.regimen.phases:
        return _stated(course, course.regimen.session_dose, "dose of a session") or not_computable(
            "no dose is given"
        )
    hours = session_hours(course)
    parts = [_phase_dose(course, index, hours) for index in range(len(course.regimen.phases))]
    missing = next((part for part in parts if part.quantity is None), None)
    if missing is not None:
        return missing
    alike = _in_one_dimension(parts, course.weight)
    quantities = [part.quantity for part in alike if part.quantity is not None]
    total = _sum(quantities)
    steps = [step for part in alike for step in part.steps]
    unit = UNIT_TEXTS[total.dimension]
    if len(alike) > 1:
        steps.append(
            f"dose of a session = {' + '.join(range_text(quantity) for quantity in quantities)} = {range_text(total, unit)}"
        )
    inputs = tuple(origin for part in alike for origin in part.inputs)
    assumptions = tuple(
        dict.fromkeys(assumption for part in alike for assumption in part.assumptions)
    )
    return Derived(total, Basis.COMPUTED, tuple(steps), inputs, assumptions)


@_if_computable
def computed_total(course: Course) -> Derived:
    """Dose of the course by arithmetic alone: dose of a session × sessions, in mg or mg/kg as the regimen is given."""
    dose = session_dose(course)
    return _times_sessions(
        dose, course, UNIT_TEXTS.get(dose.quantity.dimension, "") if dose.quantity else ""
    )


def total_dose(course: Course) -> Derived:
    """Dose of the course: as the document states it, else computed."""
    return _stated(course, course.regimen.total_dose, "total dose") or computed_total(course)


@_if_computable
def max_rate(course: Course) -> Derived:
    """Highest infusion rate, boluses not counted: as stated, else the highest of the phases."""
    return _stated(course, course.regimen.max_rate, "highest rate") or computed_max_rate(course)


@_if_computable
def computed_max_rate(course: Course) -> Derived:
    """Highest infusion rate of the phases, boluses not counted."""
    rates, missing = _rates(course, _phase_rate)
    return missing or max(
        rates,
        key=lambda rate: (rate.quantity.high or Fraction(0)) if rate.quantity else Fraction(0),
    )


@_if_computable
def lowest_rate(course: Course) -> Derived:
    """Lowest infusion rate of the phases, boluses not counted."""
    rates, missing = _rates(course, _lowest_of_phase)
    return missing or min(
        rates, key=lambda rate: (rate.quantity.low or Fraction(0)) if rate.quantity else Fraction(0)
    )


def _rates(
    course: Course, of_phase: Callable[[Course, int, Derived], Derived]
) -> tuple[list[Derived], Derived | None]:
    """Rates of the phases in one dimension, boluses left out; or the first that is not known, or that there is none."""
    hours = session_hours(course)
    rates = [
        of_phase(course, index, hours)
        for index, phase in enumerate(course.regimen.phases)
        if phase.bolus is None
    ]
    missing = next((rate for rate in rates if rate.quantity is None), None)
    if missing is not None or not rates:
        return [], missing or not_computable("no infusion rate is given")
    return _in_one_dimension(rates, course.weight), None


def stated_session_dose(course: Course) -> Derived:
    """Dose of one session as the document states it beside the regimen."""
    return _stated(course, course.regimen.session_dose, "dose of a session") or not_computable(
        "not stated"
    )


def _stated(course: Course, fact: Fact[Measure] | None, name: str) -> Derived | None:
    if fact is None or fact.value is None:
        return None
    return Derived(
        fact.value.quantity,
        Basis.STATED,
        (f"{name} = {fact.value}",),
        (course.origin(name, fact.value, fact),),
    )


def per_weight(derived: Derived, weight: Fraction | None) -> Derived:
    """The same value per kg of body weight: mg → mg/kg, mg/h → mg/kg/h; unchanged if it already is.

    ``weight`` in kg, ``None`` for the reference weight.
    """
    return _at_weight(derived, weight, (AMOUNT, RATE), "/")


def in_mg(derived: Derived, weight: Fraction | None) -> Derived:
    """The same value for one body weight: mg/kg → mg, mg/kg/h → mg/h; unchanged if it already is.

    ``weight`` in kg, ``None`` for the reference weight.
    """
    return _at_weight(derived, weight, (AMOUNT_PER_WEIGHT, RATE_PER_WEIGHT), "×")


def quantity_in_mg(quantity: Quantity) -> Quantity:
    """A quantity for the reference weight where it is one per kg, without the step that says so; for comparisons."""
    return (
        quantity * _REFERENCE
        if quantity.dimension in (AMOUNT_PER_WEIGHT, RATE_PER_WEIGHT)
        else quantity
    )


_REFERENCE = exactly(REFERENCE_WEIGHT, WEIGHT)


def _at_weight(
    derived: Derived, weight: Fraction | None, dimensions: tuple[Dimension, ...], sign: str
) -> Derived:
    if derived.quantity is None or derived.quantity.dimension not in dimensions:
        return derived
    kilograms = _REFERENCE if weight is None else exactly(weight, WEIGHT)
    value = derived.quantity * kilograms if sign == "×" else derived.quantity / kilograms
    before, after = (
        range_text(quantity, UNIT_TEXTS[quantity.dimension])
        for quantity in (derived.quantity, value)
    )
    body_weight = f"{number_text(kilograms.exact)} kg"
    assumption = (
        f"body weight {body_weight}{' (reference; --weight changes it)' if weight is None else ''}"
    )
    return derived.then(value, f"{before} {sign} {body_weight} = {after}", assumption=assumption)


def _in_one_dimension(values: Sequence[Derived], weight: Fraction | None) -> list[Derived]:
    """Values that can be added or compared: as they are if they are alike, else for one body weight."""
    dimensions = {value.quantity.dimension for value in values if value.quantity is not None}
    return list(values) if len(dimensions) < 2 else [in_mg(value, weight) for value in values]


def _times_sessions(one: Derived, course: Course, unit: str) -> Derived:
    count = session_count(course)
    if one.quantity is None:
        return one
    if count.quantity is None:
        return not_computable(
            f"{count.reason}; {range_text(one.quantity, unit)} per session",
            (*one.inputs, *count.inputs),
        )
    total = one.quantity * count.quantity
    basis = one.basis if count.quantity == exactly(1, NUMBER) else Basis.COMPUTED
    word = "session" if count.quantity.high == 1 else "sessions"
    step = f"{range_text(one.quantity, unit)} × {range_text(count.quantity)} {word} = {range_text(total, unit)}"
    return Derived(total, basis, (*one.steps, step), (*one.inputs, *count.inputs), one.assumptions)


def phase_hours(regimen: Regimen, index: int, session: Quantity | None) -> Quantity | None:
    """Hours of one phase: its own, or what the others leave of the session. ``None`` where that is not known."""
    phase = regimen.phases[index]
    if isinstance(phase.over, Measure):
        return phase.over.quantity
    if session is None or (phase.over is None and phase.bolus is not None):
        return None
    others = [
        other.over.quantity
        for place, other in enumerate(regimen.phases)
        if place != index and isinstance(other.over, Measure)
    ]
    return _minus(session, _sum(others)) if others else session


def _phase_dose(course: Course, index: int, hours: Derived) -> Derived:
    phase = course.regimen.phases[index]
    origin = course.origin(
        f"phase {index + 1}", _phase_text(phase), phase, figure=_figure_text(phase)
    )
    amount = phase.bolus or phase.dose
    if amount is not None:
        return Derived(
            amount.quantity,
            Basis.COMPUTED,
            (f"{phase.kind} = {amount}{_statistic(phase)}",),
            (origin,),
        )
    if phase.target is not None:
        return not_computable(f"a plasma target ({phase.target}) gives no dose", (origin,))
    time = phase_hours(course.regimen, index, hours.quantity)
    if time is None:
        return not_computable(
            f"time at the rate is not known: {hours.reason or 'the session has no stated length'}",
            (origin, *hours.inputs),
        )
    needs_session = () if isinstance(phase.over, Measure) else hours.inputs
    low, high, rate_text = _rate_bounds(phase)
    if phase.double_at:
        return _doubling_dose(phase, time, (origin, *needs_session))
    rate = Quantity(low.low, high.high if high is not None else None, low.dimension)
    dose = rate * time
    step = f"{rate_text} × {hours_text(time)} = {range_text(dose, UNIT_TEXTS[dose.dimension])}"
    if phase.titrate is not None:
        step += (
            " (lower rate throughout to upper rate throughout; times at each rate are not stated)"
        )
    return Derived(dose, Basis.COMPUTED, (step,), (origin, *needs_session))


def _doubling_dose(phase: Phase, time: Quantity, inputs: tuple[Origin, ...]) -> Derived:
    """Never doubled to doubled at every stated time."""
    assert phase.rate is not None
    rate = phase.rate.quantity
    ends = [at.quantity.exact for at in phase.double_at]
    never = rate * time
    if time.high is None or rate.high is None:
        return not_computable("the length of the session has no upper end", inputs)
    pieces, previous, factor = [], Fraction(0), 1
    for end in [*ends, time.high]:
        pieces.append((rate.high * factor, max(Fraction(0), min(end, time.high) - previous)))
        previous, factor = end, factor * 2
    upper = sum((speed * span for speed, span in pieces), Fraction(0))
    unit = UNIT_TEXTS[rate.dimension]
    dose = Quantity(never.low, upper, never.dimension)
    steps = (
        f"never doubled: {range_text(rate, unit)} × {hours_text(time)} = {range_text(never, UNIT_TEXTS[never.dimension])}",
        "doubled each time: "
        + " + ".join(
            f"{number_text(speed)} {unit} × {number_text(span)} h" for speed, span in pieces
        )
        + f" = {number_text(upper)} {UNIT_TEXTS[never.dimension]}",
    )
    return Derived(dose, Basis.COMPUTED, steps, inputs)


def _phase_rate(course: Course, index: int, hours: Derived) -> Derived:
    phase = course.regimen.phases[index]
    origin = course.origin(
        f"phase {index + 1}", _phase_text(phase), phase, figure=_figure_text(phase)
    )
    if phase.target is not None:
        return not_computable(f"a plasma target ({phase.target}) gives no rate", (origin,))
    if phase.dose is not None:
        time = phase_hours(course.regimen, index, hours.quantity)
        if time is None or (time.low is None and time.high is None):
            return not_computable(
                "the time over which the dose was given is not known", (origin, *hours.inputs)
            )
        rate = phase.dose.quantity / time
        step = f"{phase.dose} / {hours_text(time)} = {range_text(rate, UNIT_TEXTS[rate.dimension])}"
        return Derived(rate, Basis.COMPUTED, (step,), (origin, *hours.inputs))
    _, high, text = _rate_bounds(phase)
    if high is None:
        return not_computable("the highest rate of the titration is not reported", (origin,))
    doubled = exactly(2 ** len(phase.double_at), NUMBER)
    step = f"highest rate of {text}" + (
        f", doubled {len(phase.double_at)} times" if phase.double_at else ""
    )
    top = high * doubled
    return Derived(
        Quantity(top.high, top.high, top.dimension),
        Basis.COMPUTED,
        (f"{step} = {number_text(top.high or Fraction(0))} {UNIT_TEXTS[top.dimension]}",),
        (origin,),
    )


def _lowest_of_phase(course: Course, index: int, hours: Derived) -> Derived:
    phase = course.regimen.phases[index]
    if phase.rate is None and phase.titrate is None:
        return _phase_rate(course, index, hours)
    low, _, text = _rate_bounds(phase)
    origin = course.origin(
        f"phase {index + 1}", _phase_text(phase), phase, figure=_figure_text(phase)
    )
    return Derived(
        Quantity(low.low, low.low, low.dimension),
        Basis.COMPUTED,
        (f"lowest rate of {text}",),
        (origin,),
    )


def _rate_bounds(phase: Phase) -> tuple[Quantity, Quantity | None, str]:
    """Lower and upper rate of a rate or titration (the upper ``None`` if not reported), and its text."""
    if phase.titrate is None:
        assert phase.rate is not None
        return phase.rate.quantity, phase.rate.quantity, str(phase.rate)
    start, end = phase.titrate.start, phase.titrate.end
    if end is None:
        return start.quantity, None, f"{start} upwards"
    both = start.quantity.hull(end.quantity)
    return both, both, f"{start} to {end}"


def _phase_text(phase: Phase) -> str:
    kind = phase.kind
    what = _rate_bounds(phase)[2] if kind == "titrate" else str(getattr(phase, kind))
    over = f" over {phase.over}" if phase.over is not None else ""
    doubled = f", doubled at {' and '.join(map(str, phase.double_at))}" if phase.double_at else ""
    condition = f" if {phase.only_if}" if phase.only_if else ""
    return f"{kind} {what}{over}{doubled}{condition}{_statistic(phase)}"


def _figure_text(phase: Phase) -> str:
    """The figure of a phase as typed, without the words that tell its kind."""
    return "" if phase.titrate is not None else str(getattr(phase, phase.kind))


def _statistic(phase: Phase) -> str:
    return f" ({phase.statistic})" if phase.statistic else ""


def _number(span: Span) -> Quantity:
    return Quantity(Fraction(span.low), Fraction(span.high), NUMBER)


def _sum(quantities: Sequence[Quantity]) -> Quantity:
    total = quantities[0]
    for quantity in quantities[1:]:
        total += quantity
    return total


def _minus(whole: Quantity, part: Quantity) -> Quantity | None:
    """What is left of a time, never below zero; an unknown end stays unknown."""
    low = (
        None if whole.low is None or part.high is None else max(Fraction(0), whole.low - part.high)
    )
    high = (
        None if whole.high is None or part.low is None else max(Fraction(0), whole.high - part.low)
    )
    return None if low is None and high is None else Quantity(low, high, TIME)
