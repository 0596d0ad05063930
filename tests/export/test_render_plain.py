"""Tables for pipes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_fakes import (
    HOSTILE,
    TEXTS,
    column_of,
    controls_in,
    fake_row,
    render_table,
    study_table,
    text_table,
    without_rows,
)

from keta_evidence.export.cells import display_width, neutralised, one_line
from keta_evidence.reading import Flag, Reading
from keta_evidence.tables.table import Table


def test_a_table_in_full() -> None:
    assert render_table(study_table(), "table", None).splitlines() == [
        "Study       Participants  Total dose, mg  Highest rate, mg/kg/h  Relief censored",
        "kang-2010           103§  147†‡                         0.3333¶  true",
        "leung-2001            12  not computable                         false",
        "",
        "† computed from figures the documents give, not printed there",
        "‡ rests on an assumption: body weight 70 kg (reference; --weight changes it)",
        "¶ inferred, not printed in the document",
        "§ disputed: kang-2010 Participants: 103 v 97",
        "not computable: leung-2001: a plasma target (50 ng/mL) gives no dose",
    ]


def test_no_rows_are_a_header_only() -> None:
    text = render_table(without_rows(study_table()), "table", None)
    assert text == "Study  Participants  Total dose, mg  Highest rate, mg/kg/h  Relief censored\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_on_its_line_uncut_and_steers_nothing(text: str) -> None:
    lines = render_table(text_table([text, "after"], columns=2), "table", None).split("\n")
    assert len(lines) == 3
    assert one_line(text) in lines[1]
    assert lines[1].endswith("after")
    assert controls_in(lines[1]) == set()


@pytest.mark.parametrize(
    ("format", "width"), [("table", None), ("table", 40), ("table", 200), ("markdown", None)]
)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_below_the_table_steers_nothing(
    text: str, format: str, width: int | None
) -> None:
    row = fake_row(
        "a-2001", {"dose": Reading("5", "5", flags=frozenset({Flag.DISPUTED}))}, {"dose": text}
    )
    rendered = render_table(Table((column_of("dose"),), (row,)), format, width)
    assert controls_in(rendered) == set()
    below = rendered.split("disputed: a-2001 dose:")[1]
    assert width is not None or below.count("\n") == 1


@given(st.lists(TEXTS, min_size=2, max_size=8).filter(lambda texts: len(texts) % 2 == 0))
def test_any_text_is_one_line_a_row_aligned_and_writable(texts: list[str]) -> None:
    rendered = render_table(text_table(texts, columns=2), "table", None)
    header, *rows = rendered.removesuffix("\n").split("\n")
    assert len(rows) == len(texts) // 2
    rendered.encode("utf-8")
    start = display_width(header[: header.index("c1")])
    for row, last in zip(rows, texts[1::2], strict=True):
        shown = one_line(last).rstrip(" ")
        assert row.endswith(shown)
        assert not shown or display_width(row[: len(row) - len(shown)]) == start
    assert controls_in(rendered) == set()


def test_columns_stand_below_each_other_whatever_the_script() -> None:
    lines = render_table(
        text_table(["幻肢痛", "x", "e\u0301", "x"], columns=2), "table", None
    ).splitlines()
    assert lines == ["id     c0      c1", "row-0  幻肢痛  x", "row-1  e\u0301       x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ≥ µ 疼", "plain ≥ µ 疼"),
        ("\x1b[31m", "␛[31m"),
        ("\x00\x7f\x9b", "␀␡\ufffd"),
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\u202ea\u2066b\ud800", "\ufffda\ufffdb\ufffd"),
        ("a\tb\nc", "a\tb\nc"),
        ("no-break\u00a0space", "no-break\u00a0space"),
    ],
)
def test_control_characters_are_seen_and_not_obeyed(text: str, expected: str) -> None:
    assert neutralised(text) == expected


@pytest.mark.parametrize(
    ("format", "needed"),
    [("table", set()), ("markdown", set()), ("csv", {"csv"}), ("tsv", set()), ("json", {"json"})],
)
def test_a_piped_format_imports_what_it_needs_alone(format: str, needed: set[str]) -> None:
    code = (
        "import sys\n"
        "from keta_evidence.evidence.catalogue import COLUMNS\n"
        "from keta_evidence.tables.table import Table\n"
        "from keta_evidence.export.formats import Page, TableFormat\n"
        "table = Table((COLUMNS['id'],), ())\n"
        f"TableFormat.named({format!r}).render(table, Page('x'))\n"
        "print(*{'rich', 'csv', 'json', 'pandas', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert set(done.stdout.split()) == needed
