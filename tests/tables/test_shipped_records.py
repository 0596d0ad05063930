"""What must hold of every record that is shipped, whoever wrote it; and of every cell made from them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

import keta_evidence as ke
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import Flag
from keta_evidence.records.format import Entry
from keta_evidence.records.library import default_folder, record_paths
from keta_evidence.records.model import Locator, Report, Said
from keta_evidence.tables.row import study_rows
from keta_evidence.tables.table import Table, named_cells, table_cells, tabulate

IDS = [path.stem for path in record_paths(default_folder())]
OF_THE_STUDY = ("id", "title", "year", "sources", "discrepancies")
RULED = ("kind", "evidence_level")
"""Their design is where these come from; see test_columns.py, bug 8."""
UNTOLD = ("not reported", "not computable", "not told for this arm", "none told for this arm")
"""Words for people that say that no document gives a figure; the last is bug 13 of test_columns.py."""


@cache
def evidence() -> ke.Evidence:
    return ke.load()


@cache
def every_cell(by_arm: bool) -> Table:
    rows = study_rows(evidence().library, evidence(), Options(), by_arm=by_arm)
    return tabulate(rows, Options(), COLUMNS)


def entries(
    value: object, at: Locator | None, key: str
) -> Iterator[tuple[str, Entry, Locator | None]]:
    """Every entry below a value with its path and the locator that holds for it."""
    if isinstance(value, tuple):
        for place, part in enumerate(value):
            yield from entries(part, at, f"{key}[{place}]")
    elif isinstance(value, Entry):
        own = getattr(value, "at", None) or at
        yield key, value, own
        for name, part in vars(value).items():
            yield from entries(part, own, f"{key}.{name}")


def told(report: Report) -> Iterator[tuple[str, Entry, Locator | None]]:
    yield from entries(report, None, report.source)


@pytest.mark.parametrize("id_", IDS)
def test_two_people_read_each_document(id_: str) -> None:
    reports = evidence()[id_].reports
    assert reports
    for report in reports:
        assert report.extractor
        assert report.reviewer
        assert report.extractor != report.reviewer, report.source


@pytest.mark.parametrize("id_", IDS)
def test_every_phase_observation_and_event_stands_on_a_line(id_: str) -> None:
    for report in evidence()[id_].reports:
        source = evidence().library.sources[report.source]
        if source.text is None:
            continue  # there is no text version with lines
        for key, entry, at in told(report):
            if type(entry).__name__ in (
                "Phase",
                "Relief",
                "AdverseEvent",
                "Fact",
                "Items",
                "Comedication",
                "Outcome",
            ):
                assert at is not None, key
                assert at.lines is not None, key


@pytest.mark.parametrize("id_", IDS)
def test_printed_is_a_figure_with_few_words_and_never_a_sentence(id_: str) -> None:
    for report in evidence()[id_].reports:
        for key, entry, _ in told(report):
            printed = entry.printed if isinstance(entry, Said) and entry.printed else ""
            assert len(printed) <= 100, key
            assert not (printed.endswith(".") and len(printed.split()) > 12), key


@pytest.mark.parametrize("by_arm", [False, True])
def test_no_cell_raises_and_no_gap_is_silent(by_arm: bool) -> None:
    for row, column, cell in table_cells(every_cell(by_arm)):
        assert cell.value is not None or cell.reason, (row.id, column.name)


@pytest.mark.parametrize("by_arm", [False, True])
def test_every_value_from_a_document_says_where_it_stands(by_arm: bool) -> None:
    for row, column, cell in table_cells(every_cell(by_arm)):
        if (
            cell.value is None
            or column.name in (*OF_THE_STUDY, *RULED)
            or cell.text.startswith(UNTOLD)
        ):
            continue
        assert cell.origins, (row.id, column.name)
        for origin in cell.origins:
            assert origin.source in evidence().library.sources, (row.id, column.name)
            assert origin.locator.place, (row.id, column.name)


@pytest.mark.parametrize("name", RULED)
def test_what_follows_from_the_design_says_where_it_stands(name: str) -> None:
    table = every_cell(False)
    assert named_cells(table, table.rows[0])[name].origins


@pytest.mark.parametrize("by_arm", [False, True])
def test_nothing_is_quoted_that_python_made_up(by_arm: bool) -> None:
    for row, column, cell in table_cells(every_cell(by_arm)):
        for text in (
            cell.text,
            cell.reason,
            *cell.steps,
            *(origin.value for origin in cell.origins),
        ):
            assert "None" not in text, (row.id, column.name)


def test_by_arm_there_are_at_least_as_many_rows_and_each_id_once() -> None:
    studies, arms = ([row.id for row in every_cell(by_arm).rows] for by_arm in (False, True))
    assert len(set(arms)) == len(arms) >= len(studies) == len(IDS)
    assert {id_.partition(":")[0] for id_ in arms} == set(studies)


def test_a_dose_that_must_be_misprinted_is_marked() -> None:
    """felsby-1996 tells micrograms where every other study tells milligrams."""
    table = every_cell(False)
    (row,) = (row for row in table.rows if row.id == "felsby-1996")
    cells = named_cells(table, row)
    assert Flag.DISPUTED in cells["total_dose"].flags
    assert Flag.DISPUTED in cells["max_rate_mg_per_kg_h"].flags
