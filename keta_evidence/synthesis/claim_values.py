"""The values by which a study meets a claim's condition or does not, as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from keta_evidence.evidence.catalogue import PEOPLE, Column, Variable
from keta_evidence.evidence.catalogue.regimens import people_text
from keta_evidence.query.expressions import All, AnyOf, Comparison, Expression, Not, judge
from keta_evidence.query.values import TypedFigure, Word
from keta_evidence.reading import Flag, Reading
from keta_evidence.records.words import fold
from keta_evidence.tables.row import Row
from keta_evidence.units import TIME, UNIT_TEXTS, Dimension, Interval, parse_unit

_TIME_UNITS: dict[str, Fraction] = {
    unit: parse_unit(unit)[0] for unit in ("yr", "mo", "wk", "d", "h", "min")
}
"""Units of time in hours, longest first."""
_MOST_OF_A_UNIT = 1000
_AMONG_OTHERS = "; "
"""What parts the entries of a list in a cell."""


@dataclass(frozen=True, slots=True)
class DecidingValue:
    """What is known of one variable of a condition: its name, and the cell with its marks."""

    variable: str
    cell: Reading


def deciding_values(asked: Expression, row: Row) -> tuple[DecidingValue, ...]:
    """The values of a study by which it meets a condition, does not, or cannot be judged."""
    values: dict[tuple[str, str], DecidingValue] = {}
    for comparison in _deciding(asked, row):
        value = _value_compared(comparison, row)
        if value.cell.text:
            values.setdefault((value.variable, value.cell.text), value)
    return tuple(values.values())


def _deciding(asked: Expression, row: Row) -> Iterator[Comparison]:
    """The comparisons that make the whole what it is."""
    match asked:
        case Comparison():
            yield asked
        case Not(inner):
            yield from _deciding(inner, row)
        case All(parts) | AnyOf(parts):
            whole = judge(asked, row).truth
            for part in parts:
                if judge(part, row).truth is whole:
                    yield from _deciding(part, row)


def _value_compared(asked: Comparison, row: Row) -> DecidingValue:
    figures = [value for value in asked.values if isinstance(value, TypedFigure)]
    if figures:
        return number_value(asked.variable, row, figures[0].size.dimension)
    cell = row.cell(_column_of(asked.variable))
    words = [fold(value.text) for value in asked.values if isinstance(value, Word)]
    entries = cell.text.split(_AMONG_OTHERS)
    fitting = [entry for entry in entries if any(word in fold(entry) for word in words)]
    text = _AMONG_OTHERS.join(fitting or entries)
    return DecidingValue(asked.variable.name, replace(cell, text=text))


def number_values(variables: Iterable[Variable], row: Row) -> tuple[DecidingValue, ...]:
    """What is known of some numbers of a study."""
    return tuple(number_value(variable, row, None) for variable in variables)


def number_value(variable: Variable, row: Row, dimension: Dimension | None) -> DecidingValue:
    """What is known of a number of a study, in a unit people read, with the marks of its cell."""
    reading = variable.of(row, dimension)
    cell = row.cell(_column_of(variable))
    text = reading.text
    if reading.interval is not None and not reading.interval.unknown:
        text = quantity_text(reading.interval)
        if reading.statistic:
            text = f"{text} ({reading.statistic})"
    flags = reading.flags | (cell.flags & {Flag.DISPUTED})
    shown = replace(reading, text=text, flags=flags, dispute=cell.dispute)
    return DecidingValue(variable.name, shown)


def quantity_text(interval: Interval) -> str:
    """A number with its unit as people read it: a time in the largest unit in which its ends are
    whole, else in the largest that they fill; others to three digits.
    """
    unit = UNIT_TEXTS[interval.dimension]
    if interval.dimension == TIME:
        return interval.text(_time_unit(interval))
    return f"{people_text(interval)} {unit}".rstrip()


def _time_unit(interval: Interval) -> str:
    ends = [end for end in (interval.low, interval.high) if end]
    for unit, size in _TIME_UNITS.items():
        if ends and all(end % size == 0 and end < _MOST_OF_A_UNIT * size for end in ends):
            return unit
    for unit, size in _TIME_UNITS.items():
        if ends and min(ends) >= size:
            return unit
    return UNIT_TEXTS[TIME]


def _column_of(variable: Variable) -> Column:
    """The column that shows a variable: the one for people, else the first."""
    columns = [shown.column for shown in variable.columns]
    return next((column for column in columns if column.name in PEOPLE), columns[0])
