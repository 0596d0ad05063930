"""Lines break between words and never inside a figure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_fakes import TEXTS, squeezed

from keta_evidence.export.cells import display_width, one_line
from keta_evidence.export.wrapping import TALLEST, fitted_widths, words, wrapped_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two words", ["two", "words"]),
        ("≥ 11 wk, lost by 12 wk", ["≥ 11 wk,", "lost", "by", "12 wk"]),
        ("0.25–0.35 mg/kg/h for 4 h × 10", ["0.25–0.35 mg/kg/h", "for", "4 h × 10"]),
        ("0.35 mg kg-1 h-1 racemic", ["0.35 mg kg-1 h-1", "racemic"]),
        ("20 mg/h per 70 kg once", ["20 mg/h per 70 kg", "once"]),
        ("1 mg/24 h", ["1 mg/24 h"]),
        ("900 – 1900 mg", ["900 – 1900 mg"]),
        ("3 to 5 d then", ["3 to 5 d", "then"]),
        ("up to 1 h", ["up to 1 h"]),
        ("at least 3 h", ["at least 3 h"]),
        ("p < 0.05 and n = 20", ["p < 0.05", "and", "n = 20"]),
        ("4–≥ 6 mo", ["4–≥ 6 mo"]),
        ("nausea (2), 45 % (of 20)", ["nausea", "(2),", "45 %", "(of", "20)"]),
        ("12 doses", ["12", "doses"]),
        ("5 mice", ["5", "mice"]),
        ("", []),
    ],
)
def test_where_a_line_may_break(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(TEXTS, st.integers(2, 50), st.none() | st.integers(0, 50))
def test_wrapping_loses_nothing_and_keeps_the_width(
    text: str, width: int, first: int | None
) -> None:
    shown = one_line(text)
    lines = wrapped_lines(shown, width, display_width, first)
    assert squeezed("".join(lines)) == squeezed(shown)
    assert [line for line in lines[1:] if display_width(line) > width] == []
    assert display_width(lines[0]) <= (width if first is None else first)


def test_only_what_no_line_can_hold_is_folded() -> None:
    assert wrapped_lines("a 123456789 b", 5, len) == ["a", "12345", "6789", "b"]
    assert wrapped_lines("4 h × 10", 5, len) == ["4 h ×", "10"]


def test_the_first_line_stays_empty_where_nothing_fits() -> None:
    assert wrapped_lines("eleven wide", 8, len, first=3) == ["", "eleven", "wide"]


def test_only_the_first_line_is_shorter() -> None:
    assert wrapped_lines("aa bb cc dd", 8, len, first=2) == ["aa", "bb cc dd"]
    assert wrapped_lines("aa bb cc dd", 5, len, first=8) == ["aa bb cc", "dd"]


def test_widths_are_those_of_the_lowest_rows() -> None:
    cells = [[[4, 4, 4]], [[2]]]
    assert fitted_widths(cells, 16, [1, 1]) == [14, 2]
    assert fitted_widths(cells, 15, [1, 1]) == [9, 2]
    assert fitted_widths(cells, 6, [1, 1]) == [4, 2]
    assert fitted_widths(cells, 5, [1, 1]) is None
    assert fitted_widths(cells, 14, [1, 5]) == [9, 5]


def test_a_row_too_tall_to_read_does_not_fit() -> None:
    assert fitted_widths([[[4] * TALLEST]], 4, [1]) == [4]
    assert fitted_widths([[[4] * (TALLEST + 1)]], 4, [1]) is None
