"""Figures as papers print them: a number or a range with its unit, and what print rounds off."""

from __future__ import annotations

import functools
import re
from fractions import Fraction

from keta_evidence.units.dimension import NUMBER, QuantityError
from keta_evidence.units.interval import Interval
from keta_evidence.units.unit import AS_TYPED, DECIMAL, MIDLINE_POINTS, parse_unit

MAX_DIGITS = 15
"""More than any figure needs; exact arithmetic on longer numbers would only take longer."""

_MIDLINE_POINT = re.compile(
    rf"(?<=\d) [{MIDLINE_POINTS}] (?=\d)",  # 0·35
    re.VERBOSE,
)
_TOO_MANY_DIGITS = re.compile(rf"[0-9.]{{{MAX_DIGITS + 1}}}", re.VERBOSE)
_COMMA = re.compile(r"[0-9]+(?:,[0-9]+)+")
_VALUE = re.compile(
    rf"""
    (?: (?P<below>less\ than|up\ to|<=|≤|<)\s*(?P<most>{DECIMAL})     # open at its lower end
      | (?P<above>more\ than|at\ least|>=|≥|>)?\s*(?P<low>{DECIMAL})   # open at its upper end
        (?: \s*(?:-|\bto\b)\s*(?P<under>less\ than)?\s*(?P<high>{DECIMAL}) )?
    )
    (?: \s*(?P<unit>[^\s0-9.].*) )?
    """,
    re.VERBOSE,
)
_STRICT = (">", "<", "more than", "less than")


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
    plain = _MIDLINE_POINT.sub(".", text.strip().translate(AS_TYPED))
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
    match = _VALUE.fullmatch(_MIDLINE_POINT.sub(".", text.strip().translate(AS_TYPED)))
    assert match is not None
    number = match["high"] or match["low"] or match["most"]
    size, _ = parse_unit(match["unit"]) if match["unit"] else (Fraction(1), NUMBER)
    decimals = len(number.partition(".")[2])
    return size * Fraction(1, 2 * 10**decimals)
