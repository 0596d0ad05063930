"""One phase of a session → its hours, dose and rates, by exact arithmetic with every step shown
(DOMAIN.md, section 2).

Where the time at each rate is not stated, the lower bound is the lower rate throughout and the
upper bound the upper rate throughout; stated steps are worked out, and a stated ceiling holds the
rate down. A plasma target gives no dose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from keta_evidence.dosing.course import Course
from keta_evidence.dosing.titration import has_stated_steps, stepwise_dose
from keta_evidence.dosing.weight import in_mg
from keta_evidence.reading import (
    Basis,
    Reading,
    not_computable,
    worked_out,
)
from keta_evidence.records.leaves import Measure
from keta_evidence.records.model import Phase, Regimen
from keta_evidence.records.origin import Origin, statistic_text
from keta_evidence.units import (
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    UNIT_TEXTS,
    Interval,
    exactly,
    number_text,
)


def phase_hours(regimen: Regimen, index: int, session: Interval | None) -> Interval | None:
    """Hours of one phase: its own, or what the others leave of the session.

    ``None`` where that is not known.
    """
    phase = regimen.phases[index]
    if phase.length is not None:
        return phase.length.quantity
    if session is None or not phase.takes_rest:
        return None
    others = [other.length.quantity for other in regimen.phases if other.length is not None]
    return remainder(session, sum_of(others)) if others else session


def phase_dose(course: Course, index: int, hours: Reading) -> Reading:
    """Dose of one phase in mg or mg/kg, as its figure is typed; ``hours`` is the length of the
    session.
    """
    dose = _dose_without_statistic(course, index, hours)
    return replace(dose, statistic=course.regimen.phases[index].statistic or "")


def phase_origin(course: Course, index: int) -> Origin:
    """Where one phase of a regimen stands, in words with its figure."""
    phase = course.regimen.phases[index]
    figure = _figure_text(phase)
    return course.origin(f"phase {index + 1}", _phase_text(phase), phase, figure=figure)


def _dose_without_statistic(course: Course, index: int, hours: Reading) -> Reading:
    phase = course.regimen.phases[index]
    origin = phase_origin(course, index)
    amount = phase.bolus or phase.dose
    if amount is not None:
        return worked_out(
            amount.quantity,
            Basis.COMPUTED,
            (f"{phase.kind} = {amount}{statistic_text(phase.statistic, phase.sd)}",),
            (origin,),
        )
    if phase.target is not None:
        return not_computable(f"a plasma target ({phase.target}) gives no dose", (origin,))
    time = phase_hours(course.regimen, index, hours.interval)
    if time is None:
        return not_computable(
            f"time at the rate is not known: {hours.reason or 'the session has no stated length'}",
            (origin, *hours.origins),
        )
    inputs = (origin,) if phase.length is not None else (origin, *hours.origins)
    return _rate_for_time(course, phase, time, inputs)


def _rate_for_time(
    course: Course, phase: Phase, time: Interval, inputs: tuple[Origin, ...]
) -> Reading:
    capped = _capped(course, phase)
    if capped is not None and capped.interval is not None:
        rate = capped.interval
        dose = rate * time
        shown = rate.text()
        step = f"{shown} × {time.text()} = {dose.text()}"
        return capped.then(dose, step, inputs)
    if phase.double_at:
        return _doubling_dose(phase, time, inputs)
    if phase.titrate is not None and has_stated_steps(phase.titrate):
        dose, step = stepwise_dose(phase.titrate, time)
        return worked_out(dose, Basis.COMPUTED, (step,), inputs)
    low, high, rate_text = _rate_bounds(phase)
    rate = Interval(low.low, high.high if high is not None else None, low.dimension)
    dose = rate * time
    step = f"{rate_text} × {time.text()} = {dose.text()}"
    if phase.titrate is not None:
        step += (
            " (lower rate throughout to upper rate throughout; times at each rate are not stated)"
        )
    return worked_out(dose, Basis.COMPUTED, (step,), inputs)


def _capped(course: Course, phase: Phase) -> Reading | None:
    """Rate of a phase that would be above a stated ceiling, held down to it; ``None`` where none
    is, or it stays below.

    A ceiling in mg/h over a rate in mg/kg/h depends on body weight: both are taken at the one asked
    for.
    """
    ceiling = phase.cap or _highest_allowed(course.regimen, phase)
    if ceiling is None:
        return None
    low, high, text = _rate_bounds(phase)
    doubled = high * exactly(2 ** len(phase.double_at), NUMBER) if high is not None else None
    top = doubled.high if doubled is not None else None
    rate = worked_out(Interval(low.low, top, low.dimension), Basis.COMPUTED)
    limit = worked_out(ceiling.quantity, Basis.STATED)
    if low.dimension != ceiling.quantity.dimension:
        rate, limit = in_mg(rate, course.weight), in_mg(limit, course.weight)
    assert rate.interval is not None
    assert limit.interval is not None
    most = limit.interval.high
    if most is None or (rate.interval.high is not None and rate.interval.high <= most):
        return None
    least = None if rate.interval.low is None else min(rate.interval.low, most)
    held = Interval(least, most, limit.interval.dimension)
    return rate.then(held, f"{text}, not above {ceiling}")


def _highest_allowed(regimen: Regimen, phase: Phase) -> Measure | None:
    """The stated highest rate, where it is flat and the rate is one per body weight: a ceiling, not
    the rate reached.
    """
    fact = regimen.max_rate
    if fact is None or fact.value is None or fact.statistic is not None:
        return None
    if phase.rate is None and phase.titrate is None:
        return None
    flat = fact.value.quantity.dimension == RATE
    per_weight_rate = _rate_bounds(phase)[0].dimension == RATE_PER_WEIGHT
    return fact.value if flat and per_weight_rate else None


def _doubling_dose(phase: Phase, time: Interval, inputs: tuple[Origin, ...]) -> Reading:
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
    dose = Interval(never.low, upper, never.dimension)
    steps = (
        f"never doubled: {rate.text(unit)} × {time.text()} = {never.text()}",
        "doubled each time: "
        + " + ".join(
            f"{number_text(speed)} {unit} × {number_text(span)} h" for speed, span in pieces
        )
        + f" = {number_text(upper)} {UNIT_TEXTS[never.dimension]}",
    )
    return worked_out(dose, Basis.COMPUTED, steps, inputs)


def phase_rate(course: Course, index: int, hours: Reading) -> Reading:
    """Highest rate of one phase in mg/h or mg/kg/h; ``hours`` is the length of the session."""
    rate = _rate_without_statistic(course, index, hours)
    return replace(rate, statistic=course.regimen.phases[index].statistic or "")


def _rate_without_statistic(course: Course, index: int, hours: Reading) -> Reading:
    phase = course.regimen.phases[index]
    origin = phase_origin(course, index)
    if phase.target is not None:
        return not_computable(f"a plasma target ({phase.target}) gives no rate", (origin,))
    if phase.dose is not None:
        time = phase_hours(course.regimen, index, hours.interval)
        if time is None or (time.low is None and time.high is None):
            return not_computable(
                "the time over which the dose was given is not known", (origin, *hours.origins)
            )
        rate = phase.dose.quantity / time
        step = f"{phase.dose} / {time.text()} = {rate.text()}"
        return worked_out(rate, Basis.COMPUTED, (step,), (origin, *hours.origins))
    capped = _capped(course, phase)
    if capped is not None and capped.interval is not None:
        rate = capped.interval
        return replace(
            capped, interval=Interval(rate.high, rate.high, rate.dimension), origins=(origin,)
        )
    _, high, text = _rate_bounds(phase)
    if high is None:
        return not_computable("the highest rate of the titration is not reported", (origin,))
    doubled = exactly(2 ** len(phase.double_at), NUMBER)
    step = f"highest rate of {text}" + (
        f", doubled {len(phase.double_at)} times" if phase.double_at else ""
    )
    top = high * doubled
    return worked_out(
        Interval(top.high, top.high, top.dimension),
        Basis.COMPUTED,
        (f"{step} = {number_text(top.high or Fraction(0))} {UNIT_TEXTS[top.dimension]}",),
        (origin,),
    )


def phase_lowest_rate(course: Course, index: int, hours: Reading) -> Reading:
    """Lowest rate of one phase in mg/h or mg/kg/h; ``hours`` is the length of the session."""
    phase = course.regimen.phases[index]
    if phase.rate is None and phase.titrate is None:
        return phase_rate(course, index, hours)
    low, _, text = _rate_bounds(phase)
    origin = phase_origin(course, index)
    if low.low is None:
        return not_computable("the lowest rate of the titration is not reported", (origin,))
    return worked_out(
        Interval(low.low, low.low, low.dimension),
        Basis.COMPUTED,
        (f"lowest rate of {text}",),
        (origin,),
    )


def _rate_bounds(phase: Phase) -> tuple[Interval, Interval | None, str]:
    """Lower and upper rate of a rate or titration (the upper ``None`` if not reported), and its
    text.
    """
    if phase.titrate is None:
        assert phase.rate is not None
        return phase.rate.quantity, phase.rate.quantity, str(phase.rate)
    start, end = phase.titrate.start, phase.titrate.end
    if start is None:
        assert end is not None
        reached = Interval(None, end.quantity.high, end.quantity.dimension)
        return reached, end.quantity, f"up to {end}, reached at the end"
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
    return f"{kind} {what}{over}{doubled}{condition}{statistic_text(phase.statistic, phase.sd)}"


def _figure_text(phase: Phase) -> str:
    """The figure of a phase as typed, without the words that tell its kind."""
    return "" if phase.titrate is not None else str(getattr(phase, phase.kind))


def sum_of(quantities: Sequence[Interval]) -> Interval:
    """Sum of at least one quantity. Raises QuantityError where their dimensions differ."""
    total = quantities[0]
    for quantity in quantities[1:]:
        total += quantity
    return total


def remainder(whole: Interval, part: Interval) -> Interval | None:
    """What is left of a time, never below zero; an unknown end stays unknown."""
    low = (
        None if whole.low is None or part.high is None else max(Fraction(0), whole.low - part.high)
    )
    high = (
        None if whole.high is None or part.low is None else max(Fraction(0), whole.high - part.low)
    )
    return None if low is None and high is None else Interval(low, high, TIME)
