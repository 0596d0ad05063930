"""Filters → which rows are kept, which cannot be judged and why; the order of rows.

Options are joined by and, the values of one option by or. Each option is the question ``--where`` would ask of the
field of the same name, so that both judge alike (see ``logic.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.query.expressions import All, AnyOf, Comparison, Expression, Search, judge
from keta_evidence.query.fields import FIELDS, field_names, find_field
from keta_evidence.query.logic import Interval
from keta_evidence.query.request import Filters, Selection, find_column
from keta_evidence.query.values import Field, Scope, read_value
from keta_evidence.query.where import parse_where
from keta_evidence.query.words import fold, name_key
from keta_evidence.records.library import Library
from keta_evidence.tables.columns import COLUMNS
from keta_evidence.tables.row import Column, Row

_BY_FIELD = ("indication", "kind", "design", "level", "setting", "enantiomer")


def apply_filters(rows: Iterable[Row], filters: Filters, library: Library) -> Selection:
    """The rows that satisfy every option. Raises UsageError for an unknown word, field, value or indication."""
    offered = tuple(rows)
    scope = Scope(library, offered[0].options.scheme if offered else None)
    asked = filter_expression(filters, scope)
    if asked is None:
        return Selection(offered, (), len(offered))
    judged = [(row, judge(asked, row)) for row in offered]
    kept = tuple(row for row, verdict in judged if verdict.truth is True)
    unjudged = tuple(
        (row.id, "; ".join(verdict.reasons)) for row, verdict in judged if verdict.truth is None
    )
    return Selection(kept, unjudged, len(offered))


def filter_expression(filters: Filters, scope: Scope) -> Expression | None:
    """What the filters ask for, as one expression; ``None`` where nothing is asked. Raises UsageError as ``apply_filters``."""
    parts = [
        _alternatives(name, getattr(filters, name), scope)
        for name in _BY_FIELD
        if getattr(filters, name)
    ]
    if filters.search is not None:
        parts.append(_search(filters.search))
    if filters.where is not None:
        parts.append(parse_where(filters.where, scope))
    return All(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def sort_rows(rows: Iterable[Row], keys: Sequence[str]) -> tuple[Row, ...]:
    """Rows by one or more fields or columns, ``-name`` for descending; what is not known comes last either way.

    Ranges are ordered by their lower end (where only the upper is known, by that), then by the upper; no relief comes
    before any relief. Raises UsageError, with a suggestion, for an unknown name.
    """
    ordered = list(rows)
    names = [name.strip() for text in keys for name in text.split(",") if name.strip()]
    for name, read in reversed([(name, _sort_reader(name)) for name in names]):
        values = [(read.value(row), row) for row in ordered]
        known = [(value, row) for value, row in values if value is not None]
        known.sort(key=lambda pair: pair[0], reverse=name.startswith("-"))
        ordered = [row for _, row in known] + [row for value, row in values if value is None]
    return tuple(ordered)


SortValue = tuple[int, Fraction, Fraction, str]
"""Numbers before texts; a number by its ends, a text folded."""
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class _SortReader:
    field: Field | None
    column: Column | None

    def value(self, row: Row) -> SortValue | None:
        if self.field is not None and self.field.measure is not None:
            return _by_interval(self.field.measure(row, self.field.dimensions[0]))
        if self.column is not None:
            return _by_cell(self.column.fill(row).value)
        assert self.field is not None
        assert self.field.tell is not None
        values = self.field.tell(row).values
        return _by_cell(values[0] if values else None)


def _by_interval(interval: Interval) -> SortValue | None:
    if interval.absent:
        return (-1, _ZERO, _ZERO, "")
    first = interval.low if interval.low is not None else interval.high
    if first is None:
        return None
    return (0, first, interval.high if interval.high is not None else first, "")


def _by_cell(value: object) -> SortValue | None:
    if value is None or value == "":
        return None
    if isinstance(value, int | float):
        return (0, Fraction(value), _ZERO, "")
    return (1, _ZERO, _ZERO, fold(str(value)))


def _sort_reader(name: str) -> _SortReader:
    plain = name.removeprefix("-")
    field, column = find_field(plain), find_column(plain)
    if field is None and column is None:
        hint = suggestion(plain, [*field_names(), *COLUMNS])
        raise UsageError(
            f"--sort: unknown field or column {quoted(plain)}",
            hint or f"known: {', '.join([*field_names(), *COLUMNS])}",
        )
    exact = column is not None and (field is None or name_key(field.name) != name_key(plain))
    return _SortReader(None if exact else field, column)


def _alternatives(name: str, texts: Sequence[str], scope: Scope) -> Expression:
    parts = tuple(_one(FIELDS[name], text, scope) for text in texts)
    return AnyOf(parts) if len(parts) > 1 else parts[0]


def _one(field: Field, text: str, scope: Scope) -> Comparison:
    try:
        return Comparison(field, "=", (read_value(field, "=", text, scope),))
    except UsageError as error:
        raise UsageError(f"--{field.name}: {error.message}", error.hint) from None


def _search(text: str) -> Search:
    words = tuple(fold(text).split())
    if not words:
        raise UsageError("--search: no word to look for", "for example: --search placebo")
    return Search(words)
