"""A filter and a cell read the same value: whatever is shown of a study can be asked for, and finds it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES, Scope, Variable
from keta_evidence.evidence.catalogue.outcomes import adverse_event_text
from keta_evidence.evidence.subject import Options
from keta_evidence.query.expressions import judge
from keta_evidence.query.request import check_columns
from keta_evidence.query.values import known_word
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.tables.row import Row, study_rows

LISTS = {
    "comedication": "; ",
    "adverse_events": "; ",
    "comparator": ", ",
    "source": ", ",
    "route": ", ",
    "enantiomer": ", ",
    "indication": ", ",
}
"""Variables whose cell shows several entries, and what stands between them."""
DESIGN_WORDS = ("prospective", "retrospective", "parallel", "crossover", "single group")
GAPS = ("not reported", "unclear", "none told for this arm", "not told for this arm")
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
    cell = row.cell(variable.columns[0].column)
    if cell.value is None and cell.text != "not applicable":
        return
    texts = cell.text.split(LISTS[variable.name]) if variable.name in LISTS else [cell.text]
    if variable.name == "design":
        texts = [word for word in DESIGN_WORDS if word in f" {cell.text}".split(" ", 2)[1:]]
        texts += [word for word in DESIGN_WORDS if cell.text.endswith(word)]
    for text in texts:
        if text not in GAPS:
            sign = "~" if known_word(variable, text, Scope(library)) is None else "="
            yield f"{variable.name} {sign} {quoted(text)}"


def did_not_happen(row: Row, question: str) -> bool:
    """An event that is counted as none is shown with its count, and did not happen."""
    items = row.view.every_adverse_event
    zeros = [item for item in items.items if item.count == 0] if items is not None else []
    return any(quoted(adverse_event_text(item)) in question for item in zeros)


@pytest.mark.parametrize("name", VARIABLES)
def test_what_is_shown_is_found(name: str, rows: tuple[Row, ...], library: Library) -> None:
    variable = VARIABLES[name]
    questions = [(row, question) for row in rows for question in numbers(variable, row)]
    if variable.has_words:
        for row in rows:
            questions += [(row, question) for question in words(variable, row, library)]
    assert questions
    for row, question in questions:
        if not did_not_happen(row, question):
            assert judge(parse_where(question, Scope(library)), row).truth is True, question


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
        and all(course.regimen.enantiomer.value is None for course in row.view.courses)
    ]
    assert len(borrowed) > 1
    assert all(judge(racemic, row).truth for row in borrowed)
