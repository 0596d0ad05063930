"""A cell carries the mark of every open discrepancy in what it prints, whatever the column, on the shipped records."""

from __future__ import annotations

import pytest

from keta_evidence.consistency.issue import Issue
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import Flag
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.records.origin import Origin
from keta_evidence.tables.row import Row, study_rows

OF_AMOUNTS = ("total_dose", "session_dose", "max_rate", "regimen.bolus", "regimen.rate")
OF_TIMES = (
    "session_hours_min", "session_hours_max", "sessions_min", "sessions_max",
    "infusion_hours_min", "infusion_hours_max", "infusion",
)  # fmt: skip
"""Hours and sessions are not in doubt because a dose worked out with them is."""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(default_folder())


@pytest.fixture(scope="module", params=[False, True], ids=["study", "arm"])
def rows(request: pytest.FixtureRequest, library: Library) -> tuple[Row, ...]:
    return study_rows(library, library, Options(), by_arm=request.param)


def place(origin: Origin) -> tuple[object, ...]:
    return origin.source, origin.what, origin.locator, origin.printed, origin.figure


def prints(row: Row, name: str, found: Issue) -> bool:
    """Whether a cell takes a figure from a place that differs from another."""
    if name in OF_TIMES and found.column in OF_AMOUNTS:
        return False
    origins = row.cell(COLUMNS[name]).origins
    return bool(set(map(place, origins)) & set(map(place, found.values)))


def test_a_cell_is_marked_for_every_open_discrepancy_in_what_it_prints(
    rows: tuple[Row, ...],
) -> None:
    printed = [
        (row.id, name, found)
        for row in rows
        for found in row.open_discrepancies
        for name in COLUMNS
        if prints(row, name, found)
    ]
    assert len({name for _, name, _ in printed}) > 15
    by_id = {row.id: row for row in rows}
    for id_, name, found in printed:
        cell = by_id[id_].cell(COLUMNS[name])
        assert Flag.DISPUTED in cell.flags, (id_, name, found.id)
        assert found.difference in cell.dispute


def test_the_spacing_of_sessions_is_marked_where_it_is_printed(library: Library) -> None:
    """An adjudication on the dose once left the open discrepancy on the spacing without a mark."""
    spaced = [
        (row, found)
        for row in study_rows(library, library, Options())
        for found in row.open_discrepancies
        if found.column == "session_interval"
    ]
    assert spaced
    for row, found in spaced:
        assert found.difference in row.cell(COLUMNS["infusion"]).dispute


def test_a_dose_is_marked_where_the_hours_that_it_rests_on_differ(library: Library) -> None:
    disputed = [
        (row, found)
        for row in study_rows(library, library, Options())
        for found in row.open_discrepancies
        if found.column == "session_hours" and row.cell(COLUMNS["dose_basis"]).value == "computed"
    ]
    assert disputed
    for row, found in disputed:
        assert found.difference in row.cell(COLUMNS["total_dose_mg_max"]).dispute
