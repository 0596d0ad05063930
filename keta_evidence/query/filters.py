"""Filters → which studies are kept, which cannot be judged and why; and the order of rows.

Options are joined by and, the values of one option by or. Each option is the question ``--where``
would ask of the variable of the same name, so that both judge alike (see ``logic.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.evidence.catalogue import (
    COLUMNS,
    VARIABLES,
    Scope,
    Variable,
    column_reading,
    find_column,
    find_variable,
    lookup_key,
)
from keta_evidence.evidence.subject import Subject
from keta_evidence.query.expressions import All, AnyOf, Comparison, Expression, Search, judge
from keta_evidence.query.remarks import met_by_different_arms, unknown_texts
from keta_evidence.query.request import Filters, S, Selection, split_names
from keta_evidence.query.values import read_value
from keta_evidence.query.where import parse_where
from keta_evidence.reading import Reading
from keta_evidence.records.library import Library
from keta_evidence.records.words import fold

_OPTIONS = ("indication", "kind", "design", "level", "setting", "enantiomer")


def apply_filters(subjects: Iterable[S], filters: Filters, library: Library) -> Selection[S]:
    """The studies or arms that satisfy every option.

    Raises UsageError for an unknown word, variable, value or indication.
    """
    offered = tuple(subjects)
    scope = Scope(library, offered[0].options.scheme if offered else None)
    asked = filter_expression(filters, scope)
    if asked is None:
        return Selection(offered, (), len(offered))
    judged = [(subject, judge(asked, subject)) for subject in offered]
    kept = tuple(subject for subject, verdict in judged if verdict.truth is True)
    gaps: list[tuple[str, str, str]] = []
    for subject, verdict in judged:
        if verdict.truth is None:
            gaps += [(subject.id, gap.variable, gap.reason) for gap in verdict.gaps]
    remarks = (*unknown_texts(asked, offered), *met_by_different_arms(asked, kept))
    return Selection(kept, tuple(gaps), len(offered), remarks)


def filter_expression(filters: Filters, scope: Scope) -> Expression | None:
    """What the filters ask for, as one expression; ``None`` where nothing is asked.

    Raises UsageError as ``apply_filters`` does.
    """
    parts = [
        _alternatives(VARIABLES[name], getattr(filters, name), scope)
        for name in _OPTIONS
        if getattr(filters, name)
    ]
    if filters.search is not None:
        parts.append(_search(filters.search))
    if filters.where is not None:
        parts.append(parse_where(filters.where, scope))
    if not parts:
        return None
    return All(tuple(parts)) if len(parts) > 1 else parts[0]


def sorted_rows(subjects: Iterable[S], keys: Sequence[str]) -> tuple[S, ...]:
    """Rows by one or more variables or columns, ``-name`` for descending; unknown comes last.

    Ranges are ordered by their lower end (where only the upper is known, by that), then by the
    upper; no relief comes before any relief. Raises UsageError, with a suggestion, for an unknown
    name.
    """
    ordered = list(subjects)
    for name, read in reversed([(name, _sort_reader(name)) for name in split_names(keys)]):
        values = [(read(subject), subject) for subject in ordered]
        known = [(value, subject) for value, subject in values if value is not None]
        known.sort(key=lambda pair: pair[0], reverse=name.startswith("-"))
        ordered = [subject for _, subject in known]
        ordered += [subject for value, subject in values if value is None]
    return tuple(ordered)


SortValue = tuple[int, Fraction, Fraction, str]
"""Numbers before texts; a number by its ends, a text folded."""
_ZERO = Fraction(0)


def _sort_reader(name: str) -> Callable[[Subject], SortValue | None]:
    """A name is that of a variable before that of a column, unless the column has it exactly."""
    plain = name.removeprefix("-")
    variable, column = find_variable(plain), find_column(plain)
    if column is not None and (variable is None or variable.name != lookup_key(plain)):
        return lambda subject: _by_value(column_reading(subject, column.name).value)
    if variable is None:
        names = [*VARIABLES, *COLUMNS]
        raise UsageError(
            f"--sort: unknown field or column {quoted(plain)}",
            suggestion(plain, names) or f"known: {', '.join(names)}",
        )
    if variable.is_number:
        return lambda subject: _by_ends(variable.of(subject))
    shown = column or variable.columns[0].column
    return lambda subject: _by_value(column_reading(subject, shown.name).value)


def _by_ends(reading: Reading) -> SortValue | None:
    if reading.absent:
        return (-1, _ZERO, _ZERO, "")
    first = reading.low if reading.low is not None else reading.high
    if first is None:
        return None
    return (0, first, reading.high if reading.high is not None else first, "")


def _by_value(value: object) -> SortValue | None:
    if value is None or value == "":
        return None
    if isinstance(value, int | float):
        return (0, Fraction(value), _ZERO, "")
    return (1, _ZERO, _ZERO, fold(str(value)))


def _alternatives(variable: Variable, texts: Sequence[str], scope: Scope) -> Expression:
    parts = tuple(_is(variable, text, scope) for text in texts)
    return AnyOf(parts) if len(parts) > 1 else parts[0]


def _is(variable: Variable, text: str, scope: Scope) -> Comparison:
    try:
        return Comparison(variable, "=", (read_value(variable, "=", text, scope),))
    except UsageError as error:
        raise UsageError(f"--{variable.name}: {error.message}", error.hint) from None


def _search(text: str) -> Search:
    words = tuple(fold(text).split())
    if not words:
        raise UsageError("--search: no word to look for", "for example: --search placebo")
    return Search(words)
