"""Dimensions: mass of drug, body weight, time and volume, and what must not be mixed.

Body weight is a dimension of its own, so ``mg/kg`` is not a pure number and ``mg/kg/h`` never turns
into ``1/h`` (DOMAIN.md, section 2). Base units: mg, kg (body weight), h, mL.
"""

from __future__ import annotations

Dimension = tuple[int, int, int, int]
"""Exponents of (mass of drug, body weight, time, volume)."""

AMOUNT: Dimension = (1, 0, 0, 0)
AMOUNT_PER_WEIGHT: Dimension = (1, -1, 0, 0)
RATE: Dimension = (1, 0, -1, 0)
RATE_PER_WEIGHT: Dimension = (1, -1, -1, 0)
WEIGHT: Dimension = (0, 1, 0, 0)
TIME: Dimension = (0, 0, 1, 0)
VOLUME: Dimension = (0, 0, 0, 1)
CONCENTRATION: Dimension = (1, 0, 0, -1)
NUMBER: Dimension = (0, 0, 0, 0)

DIMENSION_NAMES: dict[Dimension, str] = {
    AMOUNT: "an amount (mg)",
    AMOUNT_PER_WEIGHT: "an amount per body weight (mg/kg)",
    RATE: "a rate (mg/h)",
    RATE_PER_WEIGHT: "a rate per body weight (mg/kg/h)",
    WEIGHT: "a body weight (kg)",
    TIME: "a time (h)",
    VOLUME: "a volume (mL)",
    (0, 0, -1, 1): "a volume per time (mL/h), from which a dose follows only with a concentration",
    CONCENTRATION: "a concentration (ng/mL)",
    NUMBER: "a number without a unit",
}


class QuantityError(ValueError):
    """A text that is no quantity, or an operation its dimensions do not allow; the message says
    which.
    """


class ReversedRangeError(QuantityError):
    """A range whose first number is the larger one."""


def describe(dimension: Dimension) -> str:
    """A dimension in words, for messages."""
    known = DIMENSION_NAMES.get(dimension)
    if known is not None:
        return known
    names = ("mg", "kg", "h", "mL")
    above = [name for name, power in zip(names, dimension, strict=True) for _ in range(power)]
    below = [name for name, power in zip(names, dimension, strict=True) for _ in range(-power)]
    over = "".join(f" per {name}" for name in below)
    return f"{' times '.join(above) or '1'}{over}"


def combined(one: Dimension, other: Dimension, sign: int) -> Dimension:
    """Dimension of a product of two quantities; with ``sign`` -1 of their quotient."""
    mass, weight, time, volume = (a + sign * b for a, b in zip(one, other, strict=True))
    return mass, weight, time, volume
