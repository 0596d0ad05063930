"""Exact ranges of quantities: their arithmetic, how they compare, and how they are shown.

Numbers are ``Fraction``; nothing is rounded before it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.units.dimension import (
    NUMBER,
    Dimension,
    QuantityError,
    ReversedRangeError,
    combined,
    describe,
)
from keta_evidence.units.unit import UNIT_TEXTS, parse_unit

TOLERANCE = Fraction(5, 100)
"""Relative difference up to which two doses or times count as the same (rounding in print)."""


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
            combined(self.dimension, other.dimension, 1),
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
            combined(self.dimension, other.dimension, -1),
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
