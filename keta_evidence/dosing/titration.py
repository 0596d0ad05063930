"""A titration whose start, end, step and interval are all stated: the rate at each time, and so the
dose, are known.
"""

from __future__ import annotations

from fractions import Fraction

from keta_evidence.records.model import Titration
from keta_evidence.units import TIME, UNIT_TEXTS, Dimension, Interval, exactly, number_text

_MOST_SHOWN = 8
"""Pieces of a sum that are written out; of more, the first and the last."""

Piece = tuple[Fraction, Fraction]
"""A rate and the hours for which it ran."""


def has_stated_steps(titration: Titration) -> bool:
    """Whether start, end, step and interval are all given, each as one value, and the steps lead
    somewhere.
    """
    measures = (titration.start, titration.end, titration.step, titration.every)
    if any(measure is None or not measure.quantity.is_exact for measure in measures):
        return False
    assert titration.step is not None
    assert titration.every is not None
    return titration.step.quantity.exact > 0 and titration.every.quantity.exact > 0


def stepwise_dose(titration: Titration, hours: Interval) -> tuple[Interval, str]:
    """Dose of a titration with stated steps over ``hours``, and the sum written out.

    The last step is smaller where the way from start to end is no multiple of it. Raises
    QuantityError where rates of unlike dimensions meet.
    """
    assert titration.start is not None
    dimension = titration.start.quantity.dimension
    ends = [
        None if end is None else _sum(_pieces(titration, end)) for end in (hours.low, hours.high)
    ]
    dose = Interval(ends[0], ends[1], dimension) * exactly(1, TIME)
    longest = hours.high if hours.high is not None else hours.low
    assert longest is not None  # a quantity has one end at least
    shown = _written(_pieces(titration, longest), dimension)
    return dose, f"{shown} = {dose.text()}"


def _pieces(titration: Titration, hours: Fraction) -> list[Piece]:
    """Each rate with the hours for which it ran, up to ``hours`` in all."""
    assert titration.start is not None
    assert titration.end is not None
    assert titration.step is not None
    assert titration.every is not None
    titration.start.quantity.hull(titration.end.quantity).hull(
        titration.step.quantity
    )  # or it raises
    rate, end = titration.start.quantity.exact, titration.end.quantity.exact
    step, every, left = titration.step.quantity.exact, titration.every.quantity.exact, hours
    pieces: list[Piece] = []
    while left > every and rate != end:
        pieces.append((rate, every))
        left -= every
        rate = min(rate + step, end) if rate < end else max(rate - step, end)
    return [*pieces, (rate, left)]


def _sum(pieces: list[Piece]) -> Fraction:
    return sum((rate * hours for rate, hours in pieces), Fraction(0))


def _written(pieces: list[Piece], dimension: Dimension) -> str:
    texts = [
        f"{number_text(rate)} {UNIT_TEXTS[dimension]} × {number_text(hours)} h"
        for rate, hours in pieces
    ]
    if len(texts) > _MOST_SHOWN:
        texts = [*texts[:3], "…", texts[-1]]
    return " + ".join(texts)
