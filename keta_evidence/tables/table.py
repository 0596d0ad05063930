"""A table: typed columns, rows of readings, notes. Data alone; every format is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from keta_evidence.evidence.catalogue import COLUMNS, Column
from keta_evidence.evidence.subject import Options
from keta_evidence.query.request import Selection
from keta_evidence.reading import Flag, Reading, Value, as_number
from keta_evidence.tables.row import Row


@dataclass(frozen=True, slots=True)
class TableRow:
    """What a row is about, and one reading a column, in the order of the columns."""

    id: str
    cells: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What a reader of a table must know besides its cells."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows and columns with everything a reader needs to judge them.

    ``query`` is what was asked; ``assumptions`` are what every value rests on. ``gaps`` are the
    studies that could not be judged: id, variable and reason.
    """

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    query: Mapping[str, Value] = field(default_factory=dict)
    assumptions: Mapping[str, Value] = field(default_factory=dict)
    notes: tuple[Notes, ...] = ()
    gaps: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """What a mark in a cell means, for one cell."""

    id: str
    column: str
    flag: Flag
    text: str


_GAP_COLUMNS = (
    Column("id", "Study", "", "text", "Key of the study."),
    Column("column", "Asked for", "", "text", "What is not known well enough."),
    Column("reason", "Reason", "", "text", "Why it could not be judged."),
)


def gaps_table(table: Table) -> Table:
    """The studies that could not be judged, as a table of their own."""
    rows = tuple(TableRow(gap[0], tuple(map(text_cell, gap))) for gap in table.gaps)
    return Table(_GAP_COLUMNS, rows)


def named_cells(table: Table, row: TableRow) -> dict[str, Reading]:
    """The cells of a row by the names of their columns."""
    names = (column.name for column in table.columns)
    return dict(zip(names, row.cells, strict=True))


def table_cells(table: Table) -> Iterator[tuple[TableRow, Column, Reading]]:
    """Every cell with its row and column, row by row."""
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            yield row, column, cell


def not_evaluable(table: Table) -> tuple[tuple[str, str, str], ...]:
    """Row id, column and reason of every cell without a value, or that leaves a part out; then of
    every study that could not be judged, with the variable that was asked for.
    """
    cells = tuple(
        (row.id, column.name, cell.reason)
        for row, column, cell in table_cells(table)
        if cell.reason
    )
    return (*cells, *table.gaps)


def footnotes(table: Table) -> tuple[Footnote, ...]:
    """One for each mark of each cell, in the order of the table."""
    found = []
    for row, column, cell in table_cells(table):
        marks = [flag for flag in Flag if flag in cell.flags]
        found += [Footnote(row.id, column.name, flag, _meaning(cell, flag)) for flag in marks]
    return tuple(found)


def _meaning(cell: Reading, flag: Flag) -> str:
    if flag is Flag.COMPUTED:
        return cell.steps[-1] if cell.steps else "computed"
    if flag is Flag.ASSUMED:
        return "; ".join(cell.assumptions)
    if flag is Flag.DISPUTED:
        return cell.dispute
    grounds = [f"{origin.what}: {origin.inferred}" for origin in cell.origins if origin.inferred]
    return "; ".join(dict.fromkeys(grounds))


def assumptions_of(options: Options) -> dict[str, Value]:
    """What every value of a table rests on."""
    return {
        "body_weight_kg": as_number(options.kilograms),
        "week_days": 7,
        "month_days": 30.4375,
        "year_days": 365.25,
    }


def row_of(row: Row, columns: Iterable[Column]) -> TableRow:
    """A study or arm as a row of a table."""
    return TableRow(row.id, tuple(row.cell(column) for column in columns))


def named_row(id_: str, columns: Iterable[Column], cells: Mapping[str, Reading]) -> TableRow:
    """A row of the cells that the columns name."""
    return TableRow(id_, tuple(cells[column.name] for column in columns))


def text_cell(text: str, reason: str = "") -> Reading:
    """A cell that is a text."""
    return Reading(value=text, text=text, reason=reason)


def count_cell(count: int) -> Reading:
    """A cell that is a whole number."""
    return Reading(value=count, text=str(count))


def tabulate(
    rows: Sequence[Row],
    options: Options,
    names: Iterable[str],
    query: Mapping[str, Value] | None = None,
    selection: Selection[Row] | None = None,
) -> Table:
    """The table of some rows and the columns named.

    ``selection`` is what they were chosen from: what could not be judged and what must be said
    besides go with the table.
    """
    columns = tuple(COLUMNS[name] for name in names)
    table_rows = tuple(row_of(row, columns) for row in rows)
    table = Table(columns, table_rows, query or {}, assumptions_of(options))
    if selection is None:
        return table
    return replace(table, notes=remarks_of(selection), gaps=selection.gaps)


def remarks_of(selection: Selection[Row]) -> tuple[Notes, ...]:
    """What must be said of an answer besides its rows."""
    if not selection.remarks:
        return ()
    return (Notes("on what was asked", selection.remarks),)
