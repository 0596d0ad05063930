"""What ``list`` was asked for, and the names that can be checked without judging a row.

Kept apart from ``filters.py`` so that a plain ``list`` does not pay for the grammar it does not use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.query.words import name_key
from keta_evidence.records.library import Library
from keta_evidence.tables.columns import COLUMNS, MACHINE, PEOPLE
from keta_evidence.tables.row import Column, Row

_GROUPS: dict[str, tuple[str, ...]] = {"people": PEOPLE, "machine": MACHINE}


@dataclass(frozen=True, slots=True)
class Filters:
    """What ``list`` was asked for. Several values of one option are alternatives; different options are joined by and.

    Which document may speak is decided by the rows' options.
    """

    indication: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    design: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    enantiomer: tuple[str, ...] = ()
    search: str | None = None
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows that satisfy the filters, ids of rows that cannot be judged with the reason, and how many rows there were."""

    kept: tuple[Row, ...]
    unjudged: tuple[tuple[str, str], ...]
    total: int


def select_rows(rows: Iterable[Row], filters: Filters, library: Library) -> Selection:
    """The rows that satisfy every option. Raises UsageError for an unknown word, field, value or indication."""
    offered = tuple(rows)
    if filters == Filters():
        return Selection(offered, (), len(offered))
    from keta_evidence.query.filters import apply_filters  # noqa: PLC0415 - see the module's docstring

    return apply_filters(offered, filters, library)


def sort_rows(rows: tuple[Row, ...], names: list[str]) -> tuple[Row, ...]:
    """The rows by the fields or columns named. Raises UsageError for an unknown one."""
    from keta_evidence.query.filters import sort_rows  # noqa: PLC0415 - see the module's docstring

    return sort_rows(rows, names)


def check_source(name: str | None, library: Library) -> None:
    """Raise UsageError, with a suggestion, if a source is named that is not there.

    The key must be exact, because the same text goes on to decide which document may speak.
    """
    if name is not None and name not in library.sources:
        known = f"known: {', '.join(library.sources)}"
        raise UsageError(
            f"--source: unknown source {quoted(name)}", suggestion(name, library.sources) or known
        )


def check_columns(names: Iterable[str]) -> tuple[str, ...]:
    """Column names, each once, from names in any case, with commas between them or not, and the groups people and machine.

    Raises UsageError, with a suggestion, for an unknown one.
    """
    asked = [name.strip() for text in names for name in text.split(",") if name.strip()]
    if not asked:
        raise UsageError(
            "--columns: no column is named", f"known: {', '.join([*_GROUPS, *COLUMNS])}"
        )
    return tuple(dict.fromkeys(column for name in asked for column in _columns(name)))


def find_column(name: str) -> Column | None:
    """The column of that name, in any case, hyphens as underscores."""
    return next(
        (column for column in COLUMNS.values() if name_key(column.name) == name_key(name)), None
    )


def _columns(name: str) -> tuple[str, ...]:
    if name_key(name) in _GROUPS:
        return _GROUPS[name_key(name)]
    column = find_column(name)
    if column is None:
        names = [*_GROUPS, *COLUMNS]
        raise UsageError(
            f"--columns: unknown column {quoted(name)}",
            suggestion(name, names) or f"known: {', '.join(names)}",
        )
    return (column.name,)
