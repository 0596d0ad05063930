"""Values per kg of body weight and for one body weight, each conversion shown as a step with its
assumption.
"""

from __future__ import annotations

from fractions import Fraction

from keta_evidence.reading import Reading
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    RATE,
    RATE_PER_WEIGHT,
    WEIGHT,
    Dimension,
    Interval,
    exactly,
    number_text,
)

REFERENCE_WEIGHT = Fraction(70)
"""Body weight in kg where none is chosen."""


def per_weight(derived: Reading, weight: Fraction | None) -> Reading:
    """The same value per kg of body weight: mg → mg/kg, mg/h → mg/kg/h; unchanged if it already is.

    ``weight`` in kg, ``None`` for the reference weight.
    """
    return _at_weight(derived, weight, (AMOUNT, RATE), "/")


def in_mg(derived: Reading, weight: Fraction | None) -> Reading:
    """The same value for one body weight: mg/kg → mg, mg/kg/h → mg/h; unchanged if it already is.

    ``weight`` in kg, ``None`` for the reference weight.
    """
    return _at_weight(derived, weight, (AMOUNT_PER_WEIGHT, RATE_PER_WEIGHT), "×")


def quantity_in_mg(quantity: Interval) -> Interval:
    """A quantity for the reference weight where it is one per kg, without the step that says so;
    for comparisons.
    """
    return (
        quantity * _REFERENCE
        if quantity.dimension in (AMOUNT_PER_WEIGHT, RATE_PER_WEIGHT)
        else quantity
    )


_REFERENCE = exactly(REFERENCE_WEIGHT, WEIGHT)


def _at_weight(
    derived: Reading, weight: Fraction | None, dimensions: tuple[Dimension, ...], sign: str
) -> Reading:
    if derived.interval is None or derived.interval.dimension not in dimensions:
        return derived
    kilograms = _REFERENCE if weight is None else exactly(weight, WEIGHT)
    value = derived.interval * kilograms if sign == "×" else derived.interval / kilograms
    before, after = (quantity.text() for quantity in (derived.interval, value))
    body_weight = f"{number_text(kilograms.exact)} kg"
    assumption = f"body weight {body_weight}"
    if weight is None:
        assumption += " (reference; --weight changes it)"
    return derived.then(value, f"{before} {sign} {body_weight} = {after}", assumption=assumption)
