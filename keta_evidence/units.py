"""Exact ranges of quantities: amounts, rates, times and concentrations as papers print them.

Dimensions are mass of drug, body weight, time and volume. Body weight is a dimension of its own,
so ``mg/kg`` is not a pure number and ``mg/kg/h`` never turns into ``1/h`` (DOMAIN.md, section 2).
Numbers are ``Fraction``; nothing is rounded before it is shown. Base units: mg, kg (body weight),
h, mL.
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
UNIT_TEXTS: dict[Dimension, str] = {
    AMOUNT: "mg",
    AMOUNT_PER_WEIGHT: "mg/kg",
    RATE: "mg/h",
    RATE_PER_WEIGHT: "mg/kg/h",
    WEIGHT: "kg",
    TIME: "h",
    VOLUME: "mL",
    CONCENTRATION: "ng/mL",
    NUMBER: "",
}
"""Unit in which a quantity of each dimension is shown."""

TOLERANCE = Fraction(5, 100)
"""Relative difference up to which two doses or times count as the same (rounding in print)."""
MAX_DIGITS = 15
"""More than any figure needs; exact arithmetic on longer numbers would only take longer."""

_DAY = Fraction(24)
_SIZES: dict[tuple[str, ...], tuple[Fraction, Dimension]] = {
    ("g",): (Fraction(1000), AMOUNT),
    ("mg",): (Fraction(1), AMOUNT),
    ("µg", "ug", "mcg"): (Fraction(1, 1000), AMOUNT),
    ("ng",): (Fraction(1, 1_000_000), AMOUNT),
    ("kg",): (Fraction(1), WEIGHT),
    ("s", "sec", "second", "seconds"): (Fraction(1, 3600), TIME),
    ("min", "mins", "minute", "minutes"): (Fraction(1, 60), TIME),
    ("h", "hr", "hrs", "hour", "hours"): (Fraction(1), TIME),
    ("d", "day", "days"): (_DAY, TIME),
    ("wk", "wks", "week", "weeks"): (7 * _DAY, TIME),
    ("mo", "month", "months"): (Fraction("30.4375") * _DAY, TIME),
    ("yr", "yrs", "year", "years"): (Fraction("365.25") * _DAY, TIME),
    ("mL", "ml"): (Fraction(1), VOLUME),
    ("dL", "dl"): (Fraction(100), VOLUME),
    ("L", "l"): (Fraction(1000), VOLUME),
}
"""Every spelling of a unit, its short one first."""
_UNITS = {name: size for names, size in _SIZES.items() for name in names}
UNIT_NAMES: tuple[str, ...] = tuple(_UNITS)

_AS_TYPED = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " "),  # no-break and thin spaces
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),  # every dash of a page
        "\u03bc": "µ",  # the Greek letter for the micro sign
    }
)
_MIDLINE_POINT = re.compile(
    r"(?<=\d) [\u00b7\u2219\u22c5] (?=\d)",  # 0·35 in some journals
    re.VERBOSE,
)
_TOO_MANY_DIGITS = re.compile(rf"[0-9.]{{{MAX_DIGITS + 1}}}", re.VERBOSE)
_COMMA = re.compile(r"[0-9]+(?:,[0-9]+)+")
_DECIMAL = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_VALUE = re.compile(
    rf"""
    (?: (?P<below>less\ than|up\ to|<=|≤|<)\s*(?P<most>{_DECIMAL})     # open at its lower end
      | (?P<above>more\ than|at\ least|>=|≥|>)?\s*(?P<low>{_DECIMAL})   # open at its upper end
        (?: \s*(?:-|\bto\b)\s*(?P<under>less\ than)?\s*(?P<high>{_DECIMAL}) )?
    )
    (?: \s*(?P<unit>[^\s0-9.].*) )?
    """,
    re.VERBOSE,
)
_STRICT = (">", "<", "more than", "less than")
_FACTOR = re.compile(
    rf"""
    (?: (?P<number>{_DECIMAL})\s* )?
    (?P<name>[A-Za-zµ]+)
    (?P<power>-1|⁻¹)?      # it divides
    """,
    re.VERBOSE,
)
_DIVISION = re.compile(r"\s* (?: / | \bper\b ) \s*", re.VERBOSE)
_NUMBER_BEFORE_UNIT = re.compile(
    rf"""
    (?<![-\w.])
    ({_DECIMAL})[ ]
    (?=[A-Za-zµ])
    """,
    re.VERBOSE,
)


class QuantityError(ValueError):
    """A text that is no quantity, or an operation its dimensions do not allow; the message says
    which.
    """


class ReversedRangeError(QuantityError):
    """A range whose first number is the larger one."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The values from ``low`` to ``high``, in base units; an end is ``None`` where it is not known.

    A strict end does not belong to the interval: ``> 12 wk`` begins after 12 wk. An unknown end
    has no limit, so that an interval without ends says nothing but the dimension.
    """

    low: Fraction | None
    high: Fraction | None
    dimension: Dimension = NUMBER
    low_strict: bool = False
    high_strict: bool = False

    def __post_init__(self) -> None:
        if self.low is None or self.high is None:
            # what is not known is neither strict nor closed: equal intervals are to be equal
            object.__setattr__(self, "low_strict", self.low_strict and self.low is not None)
            object.__setattr__(self, "high_strict", self.high_strict and self.high is not None)
        elif self.low is not self.high and self.low > self.high:
            raise ReversedRangeError(
                "the range starts above its end; the smaller number goes first"
            )
        elif (self.low_strict or self.high_strict) and self.low == self.high:
            raise QuantityError("no value lies above and below the same number")

    @property
    def unknown(self) -> bool:
        """Whether neither end is known."""
        return self.low is None and self.high is None

    @property
    def is_exact(self) -> bool:
        """Whether it is one value."""
        return self.low is not None and self.low == self.high

    @property
    def exact(self) -> Fraction:
        """The single value in base units. Raises QuantityError for a range."""
        if self.low is None or self.low != self.high:
            raise QuantityError("a range where one value is needed")
        return self.low

    def __add__(self, other: Interval) -> Interval:
        """Sum, end by end. Raises QuantityError where the dimensions differ."""
        if self.dimension != other.dimension:
            raise QuantityError(f"{describe(self.dimension)} plus {describe(other.dimension)}")
        low, high = _add(self.low, other.low), _add(self.high, other.high)
        return Interval(
            low,
            high,
            self.dimension,
            self.low_strict or other.low_strict,
            self.high_strict or other.high_strict,
        )

    def __mul__(self, other: Interval) -> Interval:
        """Product of two intervals of non-negative values, end by end."""
        low, high = _times(self.low, other.low), _times(self.high, other.high)
        return Interval(
            low,
            high,
            _combined(self.dimension, other.dimension, 1),
            _strict_product((self.low, self.low_strict), (other.low, other.low_strict)),
            _strict_product((self.high, self.high_strict), (other.high, other.high_strict)),
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient of two intervals of positive values: least by most, to most by least.

        A divisor that may be zero leaves the upper end unknown.
        """
        low, high = _over(self.low, other.high), _over(self.high, other.low)
        return Interval(
            low,
            high,
            _combined(self.dimension, other.dimension, -1),
            _strict_product((self.low, self.low_strict), (other.high, other.high_strict)),
            _strict_product((self.high, self.high_strict), (other.low, other.low_strict)),
        )

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both; an unknown end stays unknown.

        Raises QuantityError where the dimensions differ.
        """
        self._same_dimension(other)
        low = high = None
        low_strict = high_strict = False
        if self.low is not None and other.low is not None:
            low, low_strict = min((self.low, self.low_strict), (other.low, other.low_strict))
        if self.high is not None and other.high is not None:
            high, closed = max(
                (self.high, not self.high_strict), (other.high, not other.high_strict)
            )
            high_strict = not closed
        return Interval(low, high, self.dimension, low_strict, high_strict)

    def certainly_less(self, other: Interval) -> bool:
        """Whether every value is below every value of the other, which needs the ends between them.

        Raises QuantityError where the dimensions differ.
        """
        self._same_dimension(other)
        if self.high is None or other.low is None:
            return False
        if self.high == other.low:
            return self.high_strict or other.low_strict
        return self.high < other.low

    def overlaps(self, other: Interval) -> bool:
        """Whether one value may lie in both; an unknown end reaches everything.

        Raises QuantityError where the dimensions differ.
        """
        return not self.certainly_less(other) and not other.certainly_less(self)

    def within(self, other: Interval) -> bool:
        """Whether every value lies in the other one as well; an unknown end has no limit.

        Raises QuantityError where the dimensions differ.
        """
        self._same_dimension(other)
        if other.low is not None:
            if self.low is None or self.low < other.low:
                return False
            if self.low == other.low and other.low_strict and not self.low_strict:
                return False
        if other.high is not None:
            if self.high is None or self.high > other.high:
                return False
            if self.high == other.high and other.high_strict and not self.high_strict:
                return False
        return True

    def agrees(
        self,
        other: Interval,
        tolerance: Fraction = TOLERANCE,
        rounding: Fraction = Fraction(0),
    ) -> bool:
        """Whether the two overlap once their ends are moved apart by what print rounds off.

        ``tolerance`` is relative to the smaller of the two ends between them; ``rounding`` is in
        base units (see ``print_rounding``). The end of the allowance still agrees. Raises
        QuantityError where the dimensions differ.
        """
        self._same_dimension(other)
        for low, high in ((self.low, other.high), (other.low, self.high)):
            if low is None or high is None:
                continue
            if low > high * (1 + tolerance) + rounding:
                return False
        return True

    def text(self, unit: str | None = None) -> str:
        """As people read it: ``0.2–0.25 mg/kg/h``, ``up to 1 h``, ``more than 12 h``.

        ``unit`` is that of its dimension where none is named, and left out where it is "". An
        interval without ends is "".
        """
        if unit is None:
            unit = UNIT_TEXTS[self.dimension]
        size, _ = parse_unit(unit) if unit else (Fraction(1), NUMBER)
        low = None if self.low is None else number_text(self.low / size)
        high = None if self.high is None else number_text(self.high / size)
        if low is None and high is None:
            return ""
        return f"{self._in_words(low, high)} {unit}".rstrip()

    def _in_words(self, low: str | None, high: str | None) -> str:
        """The ends as written, at least one of them known, with what they leave open."""
        if low is None:
            words = "less than" if self.high_strict else "up to"
            return f"{words} {high}"
        if high is None:
            words = "more than" if self.low_strict else "at least"
            return f"{words} {low}"
        if self.low == self.high:
            return low
        if not self.low_strict and not self.high_strict:
            return f"{low}–{high}"
        first = f"more than {low}" if self.low_strict else low
        last = f"less than {high}" if self.high_strict else high
        return f"{first} to {last}"

    def _same_dimension(self, other: Interval) -> None:
        if self.dimension != other.dimension:
            raise QuantityError(f"{describe(self.dimension)} beside {describe(other.dimension)}")


def exactly(value: Fraction | int, dimension: Dimension = NUMBER) -> Interval:
    """The interval that is one value, in base units."""
    return Interval(Fraction(value), Fraction(value), dimension)


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


def number_text(value: Fraction) -> str:
    """A number for people: in full where it takes six digits at most, else to four.

    Only shown values are rounded; arithmetic and machine-readable output are not.
    """
    if value.denominator == 1:
        return str(value.numerator)
    full = f"{float(value):.6g}"
    if "e" not in full and Fraction(full) == value:
        return full
    if abs(value) >= Fraction("9999.5"):  # four digits of it would be 1e+04
        return str(round(value))
    return f"{float(value):.4g}"


@functools.lru_cache(maxsize=1024)
def parse_unit(text: str) -> tuple[Fraction, Dimension]:
    """Factor to base units and dimension of a unit as papers print it.

    Reads ``mg/kg/h``, ``mg kg-1 h-1``, ``µg/kg/min``, ``mg/24 h``, ``mg/h per 70 kg``. A slash or
    ``per`` divides by the one factor that follows. Raises QuantityError for anything else.
    """
    factor, dimension = Fraction(1), NUMBER
    divided = False
    plain = text.translate(_AS_TYPED)
    for divides, part in _split_unit(re.sub("[\u00b7\u2219\u22c5]", " ", plain)):
        match = _FACTOR.fullmatch(part)
        if match is None or match["name"] not in _UNITS:
            raise QuantityError(f"unknown unit {part!r}")
        size, exponents = _UNITS[match["name"]]
        size *= Fraction(match["number"] or 1)
        if not size:
            raise QuantityError(f"a unit of zero {match['name']}")
        sign = -1 if divides != bool(match["power"]) else 1
        if divided and sign > 0:
            # mg/kg·h stands for mg per kg per h on many pages, and by the letter for mg × h per kg
            raise QuantityError(
                f"{text!r} does not say whether {match['name']} divides or multiplies; "
                "each unit that divides has its own slash, as in mg/kg/h"
            )
        divided = divided or divides
        factor *= size**sign
        dimension = _combined(dimension, exponents, sign)
    return factor, dimension


@functools.lru_cache(maxsize=4096)
def parse_interval(text: str) -> Interval:
    """A figure with its unit: ``0.35 mg/kg/h``, ``3-7 mg/kg/h``, ``up to 1 h``, ``> 12 wk``,
    ``10``.

    Typographic signs of pages are read as what they stand for: every kind of dash and space, and a
    point at mid-line. Raises QuantityError with what is wrong, ReversedRangeError for ``7-3 h``.
    """
    if "±" in text or "+/-" in text:
        raise QuantityError(
            "write the mean alone, with statistic: mean and its spread as sd beside it"
        )
    plain = _MIDLINE_POINT.sub(".", text.strip().translate(_AS_TYPED))
    if _TOO_MANY_DIGITS.search(plain):
        raise QuantityError(f"a number of more than {MAX_DIGITS} digits is no figure")
    comma = _COMMA.search(plain)
    if comma is not None:
        raise QuantityError(
            f"{comma[0]!r} has a comma: a decimal point belongs there (0.5), "
            "and nothing between thousands (1000)"
        )
    match = _VALUE.fullmatch(plain)
    if match is None or (match["high"] and match["above"] not in (None, "more than")):
        raise QuantityError("not a number with a unit")
    factor, dimension = parse_unit(match["unit"]) if match["unit"] else (Fraction(1), NUMBER)
    if match["most"]:
        most = Fraction(match["most"]) * factor
        return Interval(None, most, dimension, high_strict=match["below"] in _STRICT)
    low = Fraction(match["low"]) * factor
    strict = match["above"] in _STRICT
    if match["high"]:
        high = Fraction(match["high"]) * factor
        return Interval(low, high, dimension, strict, match["under"] is not None)
    return Interval(low, None if match["above"] else low, dimension, strict)


def print_rounding(text: str) -> Fraction:
    """Half of the last printed place of a figure, in base units: half a month for ``3 mo``.

    Raises QuantityError for a text that is no quantity.
    """
    parse_interval(text)
    match = _VALUE.fullmatch(_MIDLINE_POINT.sub(".", text.strip().translate(_AS_TYPED)))
    assert match is not None
    number = match["high"] or match["low"] or match["most"]
    size, _ = parse_unit(match["unit"]) if match["unit"] else (Fraction(1), NUMBER)
    decimals = len(number.partition(".")[2])
    return size * Fraction(1, 2 * 10**decimals)


def _split_unit(text: str) -> list[tuple[bool, str]]:
    """Each factor of a unit, its number kept with it, and whether it divides."""
    marked = _DIVISION.sub(" / ", text.strip())
    joined = _NUMBER_BEFORE_UNIT.sub(r"\1", marked)
    parts: list[tuple[bool, str]] = []
    divides = False
    for token in joined.split():
        if token != "/":
            parts.append((divides, token))
            divides = False
        elif divides or not parts:
            raise QuantityError(f"unit {text!r} has a slash with nothing before it")
        else:
            divides = True
    if divides:
        raise QuantityError(f"unit {text!r} ends in a slash")
    if not parts:
        raise QuantityError("no unit")
    return parts


def _combined(one: Dimension, other: Dimension, sign: int) -> Dimension:
    mass, weight, time, volume = (a + sign * b for a, b in zip(one, other, strict=True))
    return mass, weight, time, volume


def _strict_product(one: tuple[Fraction | None, bool], other: tuple[Fraction | None, bool]) -> bool:
    """Whether a product of two ends is not reached: neither end alone makes it zero."""
    if any(end == 0 and not strict for end, strict in (one, other)):
        return False
    return one[1] or other[1]


def _add(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _times(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a * b


def _over(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or not b else a / b
