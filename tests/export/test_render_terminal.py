"""Tables for people at a terminal: nothing cut, nothing obeyed, at every width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_fakes import (
    FIGURES,
    HOSTILE,
    TEXTS,
    UNBROKEN,
    column_of,
    controls_in,
    fake_row,
    render_table,
    squeezed,
    study_table,
    text_table,
    uncoloured,
    without_rows,
)
from rich.cells import cell_len

from keta_evidence.export.cells import one_line
from keta_evidence.reading import Reading
from keta_evidence.tables.table import Table

WIDTHS = [40, 80, 200]
PROSE = (
    "calcitonin 200 IU infusion over 1 h, midazolam as needed, clonidine patch, and "
    "supportive care in hospital throughout"
)


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "COLUMNS", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def too_wide(text: str, width: int) -> list[str]:
    return [line for line in uncoloured(text).split("\n") if cell_len(line) > width]


def test_a_table_across() -> None:
    assert render_table(study_table(), "table", 90).split("\n\n")[0].splitlines() == [
        "Study       Participants  Total dose, mg  Highest rate, mg/kg/h  Relief censored",
        "────────────────────────────────────────────────────────────────────────────────",
        "kang-2010           103§  147†‡                         0.3333¶  true",
        "leung-2001            12  not computable                         false",
    ]


def test_headings_and_texts_wrap_between_words_and_a_blank_line_parts_tall_rows() -> None:
    assert render_table(study_table(), "table", 58).split("\n\n†")[0].splitlines() == [
        "                                      Highest",
        "                          Total         rate,  Relief",
        "Study       Participants  dose, mg    mg/kg/h  censored",
        "───────────────────────────────────────────────────────",
        "kang-2010           103§  147†‡       0.3333¶  true",
        "",
        "leung-2001            12  not                  false",
        "                          computable",
    ]


def test_headings_share_the_room_that_is_left() -> None:
    columns = (column_of("one", title="aaaa bbbb"), column_of("two", title="cccc dddd"))
    row = fake_row("r", {"one": Reading("x", "x"), "two": Reading("y", "y")})
    assert render_table(Table(columns, (row,)), "table", 16).splitlines() == [
        "           cccc",
        "aaaa bbbb  dddd",
        "───────────────",
        "x          y",
    ]


def test_record_blocks() -> None:
    assert render_table(study_table(), "table", 50).splitlines() == [
        "kang-2010",
        "  Participants           103§",
        "  Total dose, mg         147†‡",
        "  Highest rate, mg/kg/h  0.3333¶",
        "  Relief censored        true",
        "",
        "leung-2001",
        "  Participants           12",
        "  Total dose, mg         not computable",
        "  Highest rate, mg/kg/h  not known",
        "  Relief censored        false",
        "",
        "† computed from figures the documents give, not",
        "  printed there",
        "‡ rests on an assumption: body weight 70 kg",
        "  (reference; --weight changes it)",
        "¶ inferred, not printed in the document",
        "§ disputed: kang-2010 Participants: 103 v 97",
        "not computable: leung-2001: a plasma target",
        "  (50 ng/mL) gives no dose",
    ]


def test_long_values_hang_beside_their_label_where_there_is_room_else_below_it() -> None:
    table = text_table(["nausea (12/29), hypertension 45 % and more " * 9])
    assert render_table(table, "table", 46).splitlines()[:4] == [
        "row-0",
        "  c0  nausea (12/29), hypertension 45 % and",
        "      more nausea (12/29), hypertension 45 %",
        "      and more nausea (12/29), hypertension",
    ]
    assert render_table(table, "table", 28).splitlines()[:4] == [
        "row-0",
        "  c0  nausea (12/29),",
        "    hypertension 45 % and",
        "    more nausea (12/29),",
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("columns", [1, 2, 7])
def test_figures_are_never_cut_or_broken(width: int, color: bool, columns: int) -> None:
    text = uncoloured(render_table(text_table([*FIGURES], columns), "table", width, color=color))
    lines = text.split("\n")
    assert [figure for figure in UNBROKEN if not any(figure in line for line in lines)] == []
    assert too_wide(text, width) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_through_whole_and_steers_nothing(text: str, width: int) -> None:
    rendered = render_table(text_table([text]), "table", width, color=True)
    shown = uncoloured(rendered)
    assert squeezed(one_line(text)) in squeezed(shown)
    assert controls_in(shown) == set()
    assert too_wide(rendered, width) == []


@given(TEXTS, st.integers(10, 200))
def test_any_text_comes_through_whole(text: str, width: int) -> None:
    rendered = render_table(text_table([text, PROSE]), "table", width)
    assert squeezed(one_line(text)) in squeezed(rendered)
    assert squeezed(PROSE) in squeezed(rendered)
    assert controls_in(rendered) == set()
    assert too_wide(rendered, width) == []
    rendered.encode("utf-8")


def test_without_colour_there_is_no_escape_sequence() -> None:
    assert "\x1b" not in render_table(study_table(), "table", 80)
    assert "\x1b" in render_table(study_table(), "table", 80, color=True)


def test_a_dumb_terminal_gets_no_escape_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in render_table(study_table(), "table", 80, color=True)


@pytest.mark.parametrize("width", WIDTHS)
def test_colour_changes_nothing_but_the_look(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = render_table(study_table(), "table", width)
    monkeypatch.setenv("NO_COLOR", "1")
    coloured = uncoloured(render_table(study_table(), "table", width, color=True))
    assert [line.rstrip() for line in coloured.splitlines()] == plain.splitlines()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_rows_are_the_headings_only(width: int) -> None:
    text = render_table(without_rows(study_table()), "table", width)
    for word in ("Study", "Participants", "mg/kg/h", "censored"):
        assert text.count(word) == 1
    assert "not known" not in text


@pytest.mark.parametrize("width", range(40, 100))
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert too_wide(render_table(study_table(), "table", width), width) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_legend_is_below_at_every_width(width: int) -> None:
    text = render_table(study_table(), "table", width)
    assert squeezed(
        "not computable: leung-2001: a plasma target (50 ng/mL) gives no dose"
    ) in squeezed(text)
    assert text.index("kang-2010") < text.index("† computed from")


def test_blocks_of_a_comparison_are_named_by_what_is_compared() -> None:
    columns = (column_of("column", title="What"), column_of("kang-2010"))
    line = fake_row(
        "relief",
        {"column": Reading("relief", "Duration of relief"), "kang-2010": Reading(PROSE, PROSE * 9)},
    )
    assert render_table(Table(columns, (line,)), "table", 40).splitlines()[:2] == [
        "Duration of relief",
        "  kang-2010  calcitonin 200 IU infusion",
    ]
