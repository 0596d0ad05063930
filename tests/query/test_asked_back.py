"""A filter and a cell read the same value: whatever is shown of a study can be asked for, and finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from keta_evidence.collation.wording import adverse_event_text, comedication_text
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES, Scope, Variable, find_variable
from keta_evidence.evidence.subject import Options
from keta_evidence.query.expressions import judge
from keta_evidence.query.filters import apply_filters
from keta_evidence.query.request import Filters, check_columns, sort_rows
from keta_evidence.query.values import known_word
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.tables.row import Row, study_rows

LISTS = ("comparator", "source", "route", "enantiomer", "indication", "relief_statistic")
"""Variables whose cell shows several entries with commas between them."""
ENTRIES = {"comedication": "comedication", "adverse_events": "adverse_events"}
"""Variables whose cell shows the entries of a list of the collated study."""
ENTRY_TEXTS: dict[str, Callable[[Any], str]] = {
    "comedication": comedication_text,
    "adverse_events": adverse_event_text,
}
OPTIONS = ("indication", "kind", "design", "level", "setting", "enantiomer")
"""Variables that have an option of ``list``."""
DESIGN_WORDS = ("prospective", "retrospective", "parallel", "crossover", "single group")
GAPS = (
    "design not reported",
    "not reported",
    "unclear",
    "none reported for this arm",
    "not reported for this arm",
)
"""What stands among the entries of several arms where one arm has none."""


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(default_folder())


@pytest.fixture(scope="module", params=["study", "arm", "maher-2017"])
def rows(request: pytest.FixtureRequest, library: Library) -> tuple[Row, ...]:
    source = request.param if request.param in library.sources else None
    return study_rows(library, library, Options(source), by_arm=request.param == "arm")


def quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def figure(value: float, *, up: bool) -> str:
    """A number as it is typed: exact where it can be, else rounded away from the value."""
    exact = f"{value:.9f}".rstrip("0").rstrip(".")
    if float(exact) == value:
        return exact
    return f"{value * (1 + (1 if up else -1) / 10**6):.9f}"[:15]


def numbers(variable: Variable, row: Row) -> Iterator[str]:
    """The number of each cell that machines read, as a question: it is an end, or both ends."""
    for shown in variable.columns:
        column, value = shown.column, row.cell(shown.column).value
        if column.people or not variable.is_number or not isinstance(value, int | float):
            continue
        unit = "" if column.unit == "%" else column.unit
        if not column.name.endswith("_max") and variable.name != "max_rate":  # an upper end
            yield f"{variable.name} >= {figure(value, up=False)} {unit}"
        if not column.name.endswith("_min"):
            yield f"{variable.name} <= {figure(value, up=True)} {unit}"


def words(variable: Variable, row: Row, library: Library) -> Iterator[str]:
    """What the cell shows, entry by entry, as a question."""
    if variable.name in ENTRIES:
        for item in getattr(row.collated, ENTRIES[variable.name]).items:
            if getattr(item, "count", None) != 0:  # an event counted as none did not happen
                text = ENTRY_TEXTS[variable.name](item)
                assert text in row.cell(variable.columns[0].column).text
                yield f"{variable.name} = {quoted(text)}"
        return
    for shown in variable.columns:
        cell = row.cell(shown.column)
        if cell.value is None and cell.text != "not applicable":
            continue
        if variable.is_number and not isinstance(cell.value, str):
            continue
        texts = cell.text.split(", ") if variable.name in LISTS else [cell.text]
        if shown.column.name == "design":
            texts = [word for word in DESIGN_WORDS if f" {word} " in f" {cell.text} "]
        if shown.column.name == "design_summary":
            texts = cell.text.split(", vs ")[0].split(", ")
        for text in texts:
            if text not in GAPS:
                sign = "~" if known_word(variable, text, Scope(library)) is None else "="
                yield f"{variable.name} {sign} {quoted(text)}"


@pytest.mark.parametrize("name", VARIABLES)
def test_what_is_shown_is_found(name: str, rows: tuple[Row, ...], library: Library) -> None:
    variable = VARIABLES[name]
    questions = [(row, question) for row in rows for question in numbers(variable, row)]
    if variable.has_words:
        for row in rows:
            questions += [(row, question) for question in words(variable, row, library)]
    if not questions:  # this document gives none
        cells = [row.cell(shown.column) for row in rows for shown in variable.columns]
        assert rows[0].options.source is not None
        assert all(cell.value is None for cell in cells)
    lost = []
    for row, question in questions:
        verdict = judge(parse_where(question, Scope(library)), row)
        if verdict.truth is not True:
            lost.append((row.id, question, verdict.reasons))
    assert not lost


@pytest.mark.parametrize("name", VARIABLES)
def test_what_can_be_asked_can_be_shown_by_the_same_name(name: str) -> None:
    shown = check_columns([name])
    assert shown
    assert set(shown) <= {each.column.name for each in VARIABLES[name].columns}


@pytest.mark.parametrize("name", COLUMNS)
def test_what_can_be_shown_belongs_to_a_variable_that_can_be_asked(name: str) -> None:
    owners = [
        variable
        for variable in VARIABLES.values()
        if name in {each.column.name for each in variable.columns}
    ]
    assert len(owners) == 1
    assert owners[0].is_number or owners[0].has_words


def test_what_a_cell_takes_from_another_document_is_found_as_well(library: Library) -> None:
    """Filters used to read the report shown alone, and left out studies shown as racemic."""
    racemic = parse_where("enantiomer = racemic", Scope(library))
    borrowed = [
        row
        for row in study_rows(library, library, Options())
        if row.cell(COLUMNS["enantiomer"]).text == "racemic"
        and all(course.regimen.enantiomer.value is None for course in row.collated.courses)
    ]
    assert len(borrowed) > 1
    assert all(judge(racemic, row).truth for row in borrowed)


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_finds_what_its_cell_shows(
    name: str, rows: tuple[Row, ...], library: Library
) -> None:
    for row in rows:
        for question in words(VARIABLES[name], row, library):
            text = question.split(" ", 2)[2].strip('"').replace('""', '"')
            filters = replace(Filters(), **{name: (text,)})  # type: ignore[arg-type]
            found = apply_filters([row], filters, library)
            assert found.kept == (row,), question


def test_a_comparator_is_found_without_what_stands_in_brackets(library: Library) -> None:
    rows = study_rows(library, library, Options())
    bracketed = [row for row in rows if "midazolam (active placebo)" in comparators(row)]
    assert bracketed
    for row in bracketed:
        assert judge(parse_where("comparator = midazolam", Scope(library)), row).truth is True


def comparators(row: Row) -> list[str]:
    return row.cell(COLUMNS["comparator"]).text.split(", ")


ALIASES = [(alias, variable.name) for variable in VARIABLES.values() for alias in variable.aliases]


@pytest.mark.parametrize(("alias", "name"), ALIASES)
def test_another_name_asks_shows_and_sorts_the_same(
    alias: str, name: str, library: Library
) -> None:
    variable = VARIABLES[name]
    assert find_variable(alias) is variable
    assert set(check_columns([alias])) <= {each.column.name for each in variable.columns}
    rows = study_rows(library, library, Options())
    by_alias, by_name = sort_rows(rows, [alias]), sort_rows(rows, [name])
    known = [row for row in by_name if row.cell(variable.columns[0].column).value is not None]
    assert [row.id for row in by_alias if row in known] == [row.id for row in known]


@pytest.mark.parametrize("name", [*VARIABLES, *COLUMNS])
def test_whatever_can_be_asked_or_shown_can_be_sorted_by(name: str, library: Library) -> None:
    rows = study_rows(library, library, Options())
    assert sorted(row.id for row in sort_rows(rows, [name])) == sorted(row.id for row in rows)


@pytest.mark.parametrize("name", [name for name in COLUMNS if find_variable(name) is None])
def test_a_long_name_of_a_column_is_answered_by_the_name_to_ask_by(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_where(f"{name} = 1")
    assert f"the column {name} is asked for as " in refused.value.hint
    assert refused.value.hint.split()[-1] in VARIABLES
