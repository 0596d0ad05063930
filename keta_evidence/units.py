"""Exact quantities with ranges: amounts, rates, times and concentrations as papers print them.

Dimensions are mass of drug, body weight, time and volume. Body weight is a dimension of its own, so ``mg/kg``
is not a pure number and ``mg/kg/h`` never turns into ``1/h`` (DOMAIN.md, section 2). Numbers are ``Fraction``;
nothing is rounded before it is shown. Base units: mg, kg (body weight), h, mL.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from fractions import Fraction

Dimension = tuple[int, int, int, int]
"""Exponents of (mass of drug, body weight, time, volume)."""

AMOUNT: Dimension = (1, 0, 0, 0)
AMOUNT_PER_WEIGHT: Dimension = (1, -1, 0, 0)
RATE: Dimension = (1, 0, -1, 0)
RATE_PER_WEIGHT: Dimension = (1, -1, -1, 0)
WEIGHT: Dimension = (0, 1, 0, 0)
TIME: Dimension = (0, 0, 1, 0)
CONCENTRATION: Dimension = (1, 0, 0, -1)
NUMBER: Dimension = (0, 0, 0, 0)

DIMENSION_NAMES: dict[Dimension, str] = {
    AMOUNT: "an amount (mg)",
    AMOUNT_PER_WEIGHT: "an amount per body weight (mg/kg)",
    RATE: "a rate (mg/h)",
    RATE_PER_WEIGHT: "a rate per body weight (mg/kg/h)",
    WEIGHT: "a body weight (kg)",
    TIME: "a time (h)",
    CONCENTRATION: "a concentration (ng/mL)",
    NUMBER: "a number without a unit",
}

_HOUR = Fraction(1)
_DAY = 24 * _HOUR
_UNITS: dict[str, tuple[Fraction, Dimension]] = {
    "g": (Fraction(1000), AMOUNT),
    "mg": (Fraction(1), AMOUNT),
    "µg": (Fraction(1, 1000), AMOUNT),
    "ug": (Fraction(1, 1000), AMOUNT),
    "mcg": (Fraction(1, 1000), AMOUNT),
    "ng": (Fraction(1, 1_000_000), AMOUNT),
    "kg": (Fraction(1), WEIGHT),
    "s": (Fraction(1, 3600), TIME),
    "min": (Fraction(1, 60), TIME),
    "h": (_HOUR, TIME),
    "d": (_DAY, TIME),
    "wk": (7 * _DAY, TIME),
    "mo": (Fraction("30.4375") * _DAY, TIME),
    "yr": (Fraction("365.25") * _DAY, TIME),
    "mL": (Fraction(1), (0, 0, 0, 1)),
    "ml": (Fraction(1), (0, 0, 0, 1)),
    "dL": (Fraction(100), (0, 0, 0, 1)),
    "dl": (Fraction(100), (0, 0, 0, 1)),
    "L": (Fraction(1000), (0, 0, 0, 1)),
    "l": (Fraction(1000), (0, 0, 0, 1)),
}
UNIT_NAMES: tuple[str, ...] = tuple(_UNITS)

MAX_DIGITS = 15
"""More than any figure needs; exact arithmetic on longer numbers would only take longer."""

_NUMBER = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_VALUE = re.compile(
    rf"(?:(?P<upto>up to|<=|≤|<)\s*(?P<most>{_NUMBER})"
    rf"|(?P<atleast>at least|>=|≥|>)\s*(?P<least>{_NUMBER})"
    rf"|(?P<low>{_NUMBER})(?:\s*(?:-|–|to)\s*(?P<high>{_NUMBER}))?)"
    r"(?:\s*(?P<unit>[^\s0-9.].*))?"
)
_FACTOR = re.compile(rf"(?:(?P<number>{_NUMBER})\s*)?(?P<name>[A-Za-zµ]+)(?P<power>-1|⁻¹)?")


class QuantityError(ValueError):
    """A text that is not a quantity, or an operation its dimensions do not allow. The message says which."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A closed range ``low``..``high`` in base units; one end is ``None`` where it is not known."""

    low: Fraction | None
    high: Fraction | None
    dimension: Dimension

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise QuantityError("a range needs at least one end")
        if (
            self.low is not self.high
            and self.low is not None
            and self.high is not None
            and self.low > self.high
        ):
            raise QuantityError("the range starts above its end; the smaller number goes first")

    @property
    def exact(self) -> Fraction:
        """The single value. Raises QuantityError for a range."""
        if self.low is None or self.low != self.high:
            raise QuantityError("a range where one value is needed")
        return self.low

    def __add__(self, other: Quantity) -> Quantity:
        if self.dimension != other.dimension:
            raise QuantityError(f"{describe(self.dimension)} plus {describe(other.dimension)}")
        return Quantity(_add(self.low, other.low), _add(self.high, other.high), self.dimension)

    def __mul__(self, other: Quantity) -> Quantity:
        """Product of two ranges of non-negative values, end by end."""
        dimension = tuple(a + b for a, b in zip(self.dimension, other.dimension, strict=True))
        return Quantity(_times(self.low, other.low), _times(self.high, other.high), dimension)  # type: ignore[arg-type]

    def __truediv__(self, other: Quantity) -> Quantity:
        """Quotient of two ranges of positive values: smallest by largest to largest by smallest."""
        dimension = tuple(a - b for a, b in zip(self.dimension, other.dimension, strict=True))
        return Quantity(_over(self.low, other.high), _over(self.high, other.low), dimension)  # type: ignore[arg-type]

    def hull(self, other: Quantity) -> Quantity:
        """The smallest range that holds both; an unknown end stays unknown."""
        if self.dimension != other.dimension:
            raise QuantityError(f"{describe(self.dimension)} beside {describe(other.dimension)}")
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Quantity(low, high, self.dimension)


def exactly(value: Fraction | int, dimension: Dimension) -> Quantity:
    """The range that is one value, in base units."""
    return Quantity(Fraction(value), Fraction(value), dimension)


def describe(dimension: Dimension) -> str:
    """A dimension in words, for messages."""
    return DIMENSION_NAMES.get(dimension, f"a quantity of dimension {dimension}")


@functools.lru_cache(maxsize=1024)
def parse_unit(text: str) -> tuple[Fraction, Dimension]:
    """Factor to base units and dimension of a unit as papers print it.

    Reads ``mg/kg/h``, ``mg kg-1 h-1``, ``µg/kg/min``, ``mg/24 h``, ``mg/h per 70 kg``. A slash or ``per`` divides by
    the one factor that follows. Raises QuantityError for anything else.
    """
    factor, dimension = Fraction(1), [0, 0, 0, 0]
    for joiner, part in _split_unit(text.replace("μ", "µ").replace("·", " ")):
        match = _FACTOR.fullmatch(part)
        if match is None or match["name"] not in _UNITS:
            raise QuantityError(f"unknown unit {part!r}")
        size, exponents = _UNITS[match["name"]]
        size *= Fraction(match["number"] or 1)
        if not size:
            raise QuantityError(f"a unit of zero {match['name']}")
        sign = -1 if (joiner == "/") != bool(match["power"]) else 1
        factor *= size**sign
        dimension = [a + sign * b for a, b in zip(dimension, exponents, strict=True)]
    return factor, tuple(dimension)  # type: ignore[return-value]


@functools.lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Quantity:
    """A figure with its unit: ``0.35 mg/kg/h``, ``3-7 mg/kg/h``, ``up to 1 h``, ``mg/24 h`` rates, plain numbers.

    Raises QuantityError with what is wrong.
    """
    if "±" in text or "+/-" in text:
        raise QuantityError(
            "write the mean alone, with statistic: mean and its spread as sd beside it"
        )
    match = _VALUE.fullmatch(text.strip())
    if match is None:
        raise QuantityError("not a number with a unit")
    if re.search(rf"[0-9.]{{{MAX_DIGITS + 1}}}", text):
        raise QuantityError(f"a number of more than {MAX_DIGITS} digits is no figure")
    factor, dimension = parse_unit(match["unit"]) if match["unit"] else (Fraction(1), NUMBER)
    if match["upto"]:
        return Quantity(None, Fraction(match["most"]) * factor, dimension)
    if match["atleast"]:
        return Quantity(Fraction(match["least"]) * factor, None, dimension)
    low = Fraction(match["low"]) * factor
    return Quantity(low, Fraction(match["high"]) * factor if match["high"] else low, dimension)


def _split_unit(text: str) -> list[tuple[str, str]]:
    """Pairs of what joins a factor to those before it ("" or "/") and the factor, its number kept with it."""
    marked = re.sub(r"\s*(?:/|\bper\b)\s*", " / ", text.strip())
    joined = re.sub(rf"(?<![-\w.])({_NUMBER}) (?=[A-Za-zµ])", r"\1", marked)
    parts: list[tuple[str, str]] = []
    joiner = ""
    for token in joined.split():
        if token == "/":
            if joiner or not parts:
                raise QuantityError(f"unit {text!r} has a slash with nothing before it")
            joiner = "/"
        else:
            parts.append((joiner, token))
            joiner = ""
    if joiner or not parts:
        raise QuantityError(f"unit {text!r} ends in a slash" if joiner else "no unit")
    return parts


def _add(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _times(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a * b


def _over(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or not b else a / b
