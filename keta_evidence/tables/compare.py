"""Studies side by side: one line a column, one column a study, with what differs and what makes them not like for like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from keta_evidence.records.model import Relief, comparator_text
from keta_evidence.tables.columns import COLUMNS
from keta_evidence.tables.row import Cell, Column, Row, Value
from keta_evidence.tables.table import Notes, Table

COMPARED: tuple[str, ...] = (
    "kind", "indications", "participants", "design", "allocation", "comparator", "masking", "setting", "route", "enantiomer", "infusion",
    "infusion_hours_min", "infusion_hours_max", "total_dose_mg_min", "total_dose_mg_max", "total_dose_mg_per_kg_min",
    "total_dose_mg_per_kg_max", "dose_basis", "max_rate_mg_per_kg_h", "comedication", "relief", "relief_days_min", "relief_days_max",
    "relief_lost_by_days", "evidence_level", "adverse_events", "sources", "discrepancies",
)  # fmt: skip
"""What is compared where no columns are chosen."""

SAME, DIFFERS = "=", "≠"


@dataclass(frozen=True)
class Line:
    """One column of the studies compared, turned into a row."""

    compared: Column
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        """Name of the column."""
        return self.compared.name

    @property
    def differs(self) -> bool:
        """Whether the studies differ in it; not knowing is a difference from any value."""
        return len({row.cell(self.compared).text for row in self.rows}) > 1

    def cell(self, column: Column) -> Cell:
        """The name, the sign of difference, or the cell of one study."""
        row = next((row for row in self.rows if row.id == column.name), None)
        if row is not None:
            return row.cell(self.compared)
        if column.name == "differs":
            return Cell(self.differs, DIFFERS if self.differs else SAME)
        return Cell(self.compared.name, self.compared.heading)

    def dispute(self, column: Column) -> str:
        """How the documents differ on a study's value."""
        return next((row.dispute(self.compared) for row in self.rows if row.id == column.name), "")


def compare(
    rows: Sequence[Row], names: Iterable[str], query: dict[str, Value], fold: bool
) -> Table:
    """One line a column named, one column a study; ``fold`` leaves out the lines in which all studies agree."""
    lines = tuple(Line(COLUMNS[name], tuple(rows)) for name in names)
    kept = tuple(line for line in lines if line.differs) if fold else lines
    columns = (
        _text_column("column", "What"),
        *(_text_column(row.id, row.id) for row in rows),
        _text_column("differs", "Differs"),
    )
    caveats = tuple(unlike(rows))
    return Table(
        columns,
        kept,
        rows[0].options,
        query,
        (Notes("not like for like", caveats),) if caveats else (),
    )


def unlike(rows: Sequence[Row]) -> Iterator[str]:
    """What makes the studies not like for like, one sentence each."""
    ids = {row.study.id for row in rows}
    for row in rows:
        if row.study.same_participants_as in ids:
            yield f"participants: {row.id} has the same participants as {row.study.same_participants_as}"
    for what, told in _CONTRASTS:
        values = {row.id: told(row) for row in rows}
        if len(set(values.values())) > 1:
            yield f"{what}: " + "; ".join(f"{id_}: {value}" for id_, value in values.items())


def _text_column(name: str, title: str) -> Column:
    return Column(name, title, "", "text", title, lambda row: row.cell(COLUMNS["id"]))


def _observations(row: Row) -> tuple[Relief, ...]:
    return row.view.relief.items if row.view.relief is not None else ()


def _outcomes(row: Row) -> str:
    return ", ".join(sorted({item.outcome for item in _observations(row)})) or "not reported"


def _versus(row: Row) -> str:
    return (
        ", ".join(
            sorted({comparator_text(item.comparator) or "not told" for item in _observations(row)})
        )
        or "not reported"
    )


def _thresholds(row: Row) -> str:
    return (
        ", ".join(sorted({item.threshold for item in _observations(row) if item.threshold}))
        or "none"
    )


def _shown(name: str) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        value: Value = row.cell(COLUMNS[name]).text
        return str(value)

    return told


_CONTRASTS: tuple[tuple[str, Callable[[Row], str]], ...] = (
    ("outcome measures of relief", _outcomes),
    ("time points of relief", _shown("relief")),
    ("what relief was compared with", _versus),
    ("threshold of relief", _thresholds),
    ("comparators", _shown("comparator")),
    ("route", _shown("route")),
    ("enantiomer", _shown("enantiomer")),
    ("comedication", _shown("comedication")),
    ("indications", _shown("indications")),
)
