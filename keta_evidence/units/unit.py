"""Units as papers print them: their spellings, sizes and dimensions."""

from __future__ import annotations

import functools
import re
from fractions import Fraction

from keta_evidence.units.dimension import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    CONCENTRATION,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    VOLUME,
    WEIGHT,
    Dimension,
    QuantityError,
    combined,
)

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

AS_TYPED = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " "),  # no-break and thin spaces
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),  # every dash of a page
        "\u03bc": "µ",  # the Greek letter for the micro sign
    }
)
"""Signs of typeset pages, and what they stand for on a keyboard."""
MIDLINE_POINTS = "\u00b7\u2219\u22c5"
"""They multiply between units, and are decimal points between digits in some journals."""
DECIMAL = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
"""Pattern of a number without a sign."""
_FACTOR = re.compile(
    rf"""
    (?: (?P<number>{DECIMAL})\s* )?
    (?P<name>[A-Za-zµ]+)
    (?P<power>-1|⁻¹)?      # it divides
    """,
    re.VERBOSE,
)
_DIVISION = re.compile(r"\s* (?: / | \bper\b ) \s*", re.VERBOSE)
_NUMBER_BEFORE_UNIT = re.compile(
    rf"""
    (?<![-\w.])
    ({DECIMAL})[ ]
    (?=[A-Za-zµ])
    """,
    re.VERBOSE,
)


@functools.lru_cache(maxsize=1024)
def parse_unit(text: str) -> tuple[Fraction, Dimension]:
    """Factor to base units and dimension of a unit as papers print it.

    Reads ``mg/kg/h``, ``mg kg-1 h-1``, ``µg/kg/min``, ``mg/24 h``, ``mg/h per 70 kg``. A slash or
    ``per`` divides by the one factor that follows. Raises QuantityError for anything else.
    """
    factor, dimension = Fraction(1), NUMBER
    divided = False
    plain = text.translate(AS_TYPED)
    for divides, part in _split_unit(re.sub(f"[{MIDLINE_POINTS}]", " ", plain)):
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
        dimension = combined(dimension, exponents, sign)
    return factor, dimension


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
