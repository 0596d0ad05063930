"""Studies side by side: a row a column, a column a study.

What differs, and what is not like for like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from keta_evidence.evidence.catalogue import COLUMNS, MACHINE, Column
from keta_evidence.reading import NOT_REPORTED, Reading, Value
from keta_evidence.records.model import Relief
from keta_evidence.tables.row import Row
from keta_evidence.tables.table import Notes, Table, TableRow, assumptions_of

_LEFT_OUT = (
    "id", "title", "year", "session_hours_min", "session_hours_max", "sessions_min",
    "sessions_max", "relief_censored", "relief_vs_comparator_days_min",
    "relief_vs_comparator_days_max",
    "relief_vs_baseline_days_min", "relief_vs_baseline_days_max",
)  # fmt: skip
_PEOPLE_BEFORE = {"infusion_hours_min": "infusion", "relief_days_min": "relief"}
"""Columns for people, and the column for machines that each goes before."""


def _compared() -> Iterator[str]:
    for name in MACHINE:
        if name in _PEOPLE_BEFORE:
            yield _PEOPLE_BEFORE[name]
        if name not in _LEFT_OUT:
            yield name


COMPARED: tuple[str, ...] = tuple(_compared())
"""What is compared where no columns are chosen: what tables for machines have, in their order."""
SAME, DIFFERS = "=", "≠"


def compare(
    rows: Sequence[Row], names: Iterable[str], query: Mapping[str, Value], fold: bool
) -> Table:
    """One row a column named, one column a study.

    ``fold`` leaves out the rows in which all studies agree.
    """
    columns = [Column("column", "What", "", "text", "What")]
    columns += [Column(row.id, row.id, "", "text", row.id) for row in rows]
    columns.append(Column("differs", "Differs", "", "text", "Differs"))
    made = [_compared_row(COLUMNS[name], rows) for name in names]
    kept = [row for row in made if row.cells[-1].value or not fold]
    caveats = tuple(unlike(rows))
    return Table(
        tuple(columns),
        tuple(kept),
        query,
        assumptions_of(rows[0].options),
        (Notes("not like for like", caveats),) if caveats else (),
    )


def _compared_row(column: Column, rows: Sequence[Row]) -> TableRow:
    """One column over the studies; not knowing is a difference from any value."""
    cells = tuple(row.cell(column) for row in rows)
    differs = len({cell.text for cell in cells}) > 1
    name = Reading(value=column.name, text=column.heading)
    sign = Reading(value=differs, text=DIFFERS if differs else SAME)
    return TableRow(column.name, (name, *cells, sign))


def unlike(rows: Sequence[Row]) -> Iterator[str]:
    """What makes the studies not like for like, one sentence each."""
    ids = {row.study.id for row in rows}
    for row in rows:
        same = row.study.same_participants_as
        if same in ids:
            yield f"participants: {row.id} has the same participants as {same}"
    for what, write in _CONTRASTS:
        values = {row.id: write(row) for row in rows}
        if len(set(values.values())) > 1:
            parts = "; ".join(f"{id_}: {value}" for id_, value in values.items())
            yield f"{what}: {parts}"


def _relief_items(row: Row) -> tuple[Relief, ...]:
    return row.collated.relief.items


def _outcomes(row: Row) -> str:
    return ", ".join(sorted({item.outcome for item in _relief_items(row)})) or "not reported"


def _versus(row: Row) -> str:
    found = set()
    for item in _relief_items(row):
        comparator = item.comparator.value
        found.add(NOT_REPORTED if comparator is None else row.collated.arm_label(comparator))
    return ", ".join(sorted(found)) or NOT_REPORTED


def _thresholds(row: Row) -> str:
    found = {item.threshold for item in _relief_items(row) if item.threshold}
    return ", ".join(sorted(found)) or "none"


def _cell_text(name: str) -> Callable[[Row], str]:
    return lambda row: row.cell(COLUMNS[name]).text


_CONTRASTS: tuple[tuple[str, Callable[[Row], str]], ...] = (
    ("outcome measures of relief", _outcomes),
    ("time points of relief", _cell_text("relief")),
    ("what relief was compared with", _versus),
    ("threshold of relief", _thresholds),
    *(
        (name, _cell_text(column))
        for name, column in (
            ("comparators", "comparator"),
            ("route", "route"),
            ("enantiomer", "enantiomer"),
            ("comedication", "comedication"),
            ("indications", "indications"),
        )
    ),
)
