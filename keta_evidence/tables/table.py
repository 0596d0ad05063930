"""A table: rows and columns with everything a reader needs to judge them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from keta_evidence.collation.selection import View
from keta_evidence.records.library import Library
from keta_evidence.records.model import Study
from keta_evidence.tables.columns import COLUMNS, number
from keta_evidence.tables.row import Cell, Column, Flag, Options, Row, Value


class Line(Protocol):
    """What a table asks of its rows: a study, an arm, or one line of a comparison."""

    @property
    def id(self) -> str:
        """What the line is about."""

    def cell(self, column: Column) -> Cell:
        """The line's cell of a column."""

    def dispute(self, column: Column) -> str:
        """How the documents differ on the cell, or ""."""


@dataclass(frozen=True)
class PlainLine:
    """A row whose cells are there already: a group of studies, a claim."""

    id: str
    cells: Mapping[str, Cell]

    def cell(self, column: Column) -> Cell:
        """The cell of a column."""
        return self.cells[column.name]

    def dispute(self, column: Column) -> str:
        """Nothing: what documents say of single studies is told of these."""
        return ""


def plain_column(name: str, title: str, type_: str, description: str, unit: str = "") -> Column:
    """A column of ``PlainLine`` rows."""
    return Column(name, title, unit, type_, description, _there_already)


def _there_already(row: Row) -> Cell:
    raise AssertionError("lines of such tables hold their cells")


@dataclass(frozen=True)
class Footnote:
    """What a mark in a cell means, for one cell."""

    id: str
    column: str
    flag: Flag
    text: str


@dataclass(frozen=True)
class Notes:
    """What a reader of a table must know besides its cells."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Rows and columns with everything a reader needs to judge them."""

    columns: tuple[Column, ...]
    rows: tuple[Line, ...]
    options: Options
    query: dict[str, Value]
    notes: tuple[Notes, ...] = ()

    @cached_property
    def assumptions(self) -> dict[str, Value]:
        """What every value rests on."""
        return {
            "body_weight_kg": number(self.options.kilograms),
            "week_days": 7,
            "month_days": 30.4375,
            "year_days": 365.25,
        }

    @cached_property
    def not_evaluable(self) -> tuple[tuple[str, str, str], ...]:
        """Row id, column and reason of every cell without a value, and of those that leave a part out."""
        return tuple(
            (row.id, column.name, cell.reason) for row, column, cell in self.cells() if cell.reason
        )

    @cached_property
    def footnotes(self) -> tuple[Footnote, ...]:
        """One for each mark of each cell, in the order of the table."""
        return tuple(
            Footnote(row.id, column.name, flag, _footnote(row, column, cell, flag))
            for row, column, cell in self.cells()
            for flag in Flag
            if flag in cell.flags
        )

    def cells(self) -> Iterable[tuple[Line, Column, Cell]]:
        """Every cell, row by row."""
        return ((row, column, row.cell(column)) for row in self.rows for column in self.columns)


def _footnote(row: Line, column: Column, cell: Cell, flag: Flag) -> str:
    if flag is Flag.COMPUTED:
        return cell.steps[-1] if cell.steps else "computed"
    if flag is Flag.ASSUMED:
        return "; ".join(cell.assumptions)
    if flag is Flag.INFERRED:
        return "; ".join(
            dict.fromkeys(
                f"{origin.what}: {origin.inferred}" for origin in cell.origins if origin.inferred
            )
        )
    return row.dispute(column)


def study_rows(
    library: Library, studies: Iterable[Study], options: Options, *, by_arm: bool = False
) -> tuple[Row, ...]:
    """One row a study (or arm) that the source, if one is named, tells of."""
    views = (View(library, study, options.source, weight=options.weight) for study in studies)
    told = (view for view in views if view.reports)
    return tuple(
        Row(part, options) for view in told for part in (view.by_arm() if by_arm else (view,))
    )


def tabulate(
    rows: Sequence[Line],
    options: Options,
    columns: Iterable[str],
    query: dict[str, Value] | None = None,
) -> Table:
    """The table of some rows and the columns named."""
    return Table(tuple(COLUMNS[name] for name in columns), tuple(rows), options, query or {})
