"""Exact ranges of quantities: amounts, rates, times and concentrations as papers print them."""

from keta_evidence.units.dimension import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    CONCENTRATION,
    DIMENSION_NAMES,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    VOLUME,
    WEIGHT,
    Dimension,
    QuantityError,
    ReversedRangeError,
    describe,
)
from keta_evidence.units.figure import MAX_DIGITS, parse_interval, print_rounding
from keta_evidence.units.interval import TOLERANCE, Interval, exactly, number_text
from keta_evidence.units.unit import UNIT_NAMES, UNIT_TEXTS, parse_unit

__all__ = [
    "AMOUNT",
    "AMOUNT_PER_WEIGHT",
    "CONCENTRATION",
    "DIMENSION_NAMES",
    "MAX_DIGITS",
    "NUMBER",
    "RATE",
    "RATE_PER_WEIGHT",
    "TIME",
    "TOLERANCE",
    "UNIT_NAMES",
    "UNIT_TEXTS",
    "VOLUME",
    "WEIGHT",
    "Dimension",
    "Interval",
    "QuantityError",
    "ReversedRangeError",
    "describe",
    "exactly",
    "number_text",
    "parse_interval",
    "parse_unit",
    "print_rounding",
]
