"""Regimens against themselves and against what has been used: totals, phases and sessions, doses and rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.consistency.checks.told import Told
from keta_evidence.consistency.discrepancies import agree, stated_and_computed
from keta_evidence.diagnostics import Problem, quoted
from keta_evidence.evidence import dose
from keta_evidence.evidence.reading import Reading
from keta_evidence.records.leaves import Measure
from keta_evidence.records.model import Envelope, Phase, Regimen
from keta_evidence.records.trees import KeyPath
from keta_evidence.units import AMOUNT, RATE, RATE_PER_WEIGHT, Interval, number_text


@dataclass(frozen=True, slots=True)
class _Figure:
    """A bolus or rate to hold against what has been used: its place, its ends per kg of body weight, and its text."""

    key: KeyPath
    kind: str
    low: Fraction | None
    high: Fraction | None
    text: str


def check_totals(told: Told) -> Iterator[Problem]:
    """KE304: a stated total is what the regimen adds up to."""
    for key, course in told.courses():
        both = stated_and_computed(course)
        if both is not None and not agree(*both):
            stated, computed = both
            what = f"the regimen adds up to another total: {_last_step(stated, computed)}"
            assert course.regimen.total_dose is not None  # or there were no stated total
            yield told.problem(
                "KE304", (*key, "total_dose"), what, quoted(str(course.regimen.total_dose.value))
            )


def check_phases(told: Told) -> Iterator[Problem]:
    """KE306: the phases fit the session, and at most one of them takes its rest; the time of a plasma target makes no dose."""
    for key, course in told.courses():
        regimen = course.regimen
        takers = [
            index
            for index, phase in enumerate(regimen.phases)
            if phase.takes_rest and phase.target is None
        ]
        for index in takers[1:]:
            what = (
                f"no time of its own, and phases[{takers[0]}] already takes the rest of the session"
            )
            yield told.problem("KE306", (*key, "phases", index), what)
        yield from _check_length(told, key, regimen, bool(takers))


def check_envelopes(told: Told) -> Iterator[Problem]:
    """KE305: boluses and rates lie within what has been used by the route, flat ones taken at the reference body weight."""
    for key, course in told.courses():
        route = course.regimen.route.value
        envelope = next(
            (item for item in told.library.vocabulary.envelopes if item.route == route), None
        )
        if envelope is not None:
            for figure in _figures(key, course.regimen):
                yield from _outside(told, figure, envelope)


def _last_step(stated: Reading, computed: Reading) -> str:
    """The sum itself; taken to the stated unit where it is in another."""
    assert stated.interval is not None
    assert computed.interval is not None
    last = computed.steps[-1]
    if stated.interval.dimension == computed.interval.dimension:
        return last
    convert = dose.in_mg if stated.interval.dimension == AMOUNT else dose.per_weight
    step = convert(computed, None).steps[-1]
    return f"{last} and {step}" if step != last else last


def _check_length(told: Told, key: KeyPath, regimen: Regimen, rest: bool) -> Iterator[Problem]:
    session = regimen.session.value
    overs = [phase.length.quantity for phase in regimen.phases if phase.length is not None]
    least = sum((over.low or Fraction(0) for over in overs), Fraction(0))
    if session is None or session.quantity.high is None or not overs:
        return
    text = number_text(least)
    if least > session.quantity.high:
        yield told.problem(
            "KE306",
            (*key, "phases"),
            f"the phases last {text} h, longer than the session",
            quoted(str(session)),
        )
    elif rest and least == session.quantity.high:
        what = f"the phases with a time of their own last {text} h and leave nothing of the session for the one without"
        yield told.problem("KE306", (*key, "phases"), what, quoted(str(session)))


def _figures(key: KeyPath, regimen: Regimen) -> Iterator[_Figure]:
    for index, phase in enumerate(regimen.phases):
        yield from _phase_figures((*key, "phases", index), regimen, index, phase)
    if regimen.max_rate is not None and regimen.max_rate.value is not None:
        yield _figure((*key, "max_rate"), "rate", regimen.max_rate.value)


def _phase_figures(key: KeyPath, regimen: Regimen, index: int, phase: Phase) -> Iterator[_Figure]:
    if phase.bolus is not None:
        yield _figure((*key, "bolus"), "bolus", phase.bolus)
    if phase.rate is not None:
        yield _figure((*key, "rate"), "rate", phase.rate)
    if phase.titrate is not None:
        yield _figure((*key, "titrate", "start"), "rate", phase.titrate.start)
        if phase.titrate.end is not None:
            yield _figure((*key, "titrate", "end"), "rate", phase.titrate.end)
    if phase.dose is not None and (hours := _phase_hours(regimen, index)) is not None:
        yield _dose_rate((*key, "dose"), phase.dose, hours)


def _figure(key: KeyPath, kind: str, measure: Measure) -> _Figure:
    quantity = measure.quantity
    if quantity.dimension not in (AMOUNT, RATE):
        return _Figure(key, kind, quantity.low, quantity.high, str(measure))
    low, high = _per_kg(quantity)
    shown = _ends_text(low, high, "mg/kg" if kind == "bolus" else "mg/kg/h")
    return _Figure(key, kind, low, high, f"{measure} ({shown} at 70 kg)")


def _dose_rate(key: KeyPath, amount: Measure, hours: Interval) -> _Figure:
    """An amount over a time, as the rate it comes to: smallest by longest to largest by shortest."""
    low, high = _per_kg(amount.quantity)
    low, high = _over(low, hours.high), _over(high, hours.low)
    flat = " at 70 kg" if amount.quantity.dimension == AMOUNT else ""
    shown = "" if low is None and high is None else f" ({_ends_text(low, high, 'mg/kg/h')}{flat})"
    return _Figure(key, "rate", low, high, f"{amount} over {hours.text()}{shown}")


def _phase_hours(regimen: Regimen, index: int) -> Interval | None:
    """Hours of a phase; ``None`` where the record does not tell, be it because another phase takes the rest, too."""
    if any(other.takes_rest for place, other in enumerate(regimen.phases) if place != index):
        return None
    session = regimen.session.value
    return dose.phase_hours(regimen, index, session.quantity if session is not None else None)


def _per_kg(quantity: Interval) -> tuple[Fraction | None, Fraction | None]:
    divisor = dose.REFERENCE_WEIGHT if quantity.dimension in (AMOUNT, RATE) else Fraction(1)
    return _over(quantity.low, divisor), _over(quantity.high, divisor)


def _over(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or not other else one / other


def _ends_text(low: Fraction | None, high: Fraction | None, unit: str) -> str:
    return Interval(low, high, RATE_PER_WEIGHT).text(unit)


def _outside(told: Told, figure: _Figure, envelope: Envelope) -> Iterator[Problem]:
    """The factor by which a figure lies above the highest or below the lowest; nothing at all (0) is never too little."""
    lowest, highest = (
        (envelope.bolus_low, envelope.bolus_high)
        if figure.kind == "bolus"
        else (envelope.rate_low, envelope.rate_high)
    )
    most, least = _per_kg(highest.quantity)[1], _per_kg(lowest.quantity)[0]
    used = f"{figure.kind} used by the {envelope.route} route"
    if figure.high is not None and most is not None and figure.high > most:
        what = (
            f"above the highest {used}, {highest}, by a factor of {number_text(figure.high / most)}"
        )
        yield told.problem("KE305", figure.key, what, quoted(figure.text))
    if figure.low and least is not None and figure.low < least:
        what = (
            f"below the lowest {used}, {lowest}, by a factor of {number_text(least / figure.low)}"
        )
        yield told.problem("KE305", figure.key, what, quoted(figure.text))
