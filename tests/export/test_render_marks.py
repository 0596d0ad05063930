"""Marks and the lines below a table."""

from __future__ import annotations

import pytest
from render_fakes import column_of, fake_row, study_table, text_table, without_rows

from keta_evidence.export.marks import MARKS, legend, marked_text
from keta_evidence.reading import Flag, Reading
from keta_evidence.tables.table import Table


def test_every_flag_has_a_mark_of_its_own() -> None:
    assert list(MARKS) == list(Flag)
    assert len(set(MARKS.values())) == len(Flag)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (set(), "5"),
        ({Flag.COMPUTED}, "5†"),
        ({Flag.DISPUTED, Flag.ASSUMED}, "5‡§"),
        ({Flag.DISPUTED, Flag.INFERRED, Flag.ASSUMED, Flag.COMPUTED}, "5†‡¶§"),
    ],
)
def test_marks_follow_the_text_in_the_order_of_the_flags(flags: set[Flag], expected: str) -> None:
    assert marked_text(Reading(5, "5", flags=frozenset(flags))) == expected


def test_a_legend_says_what_each_mark_means() -> None:
    assert legend(study_table()) == [
        "† computed from figures the documents give, not printed there",
        "‡ rests on an assumption: body weight 70 kg (reference; --weight changes it)",
        "¶ inferred, not printed in the document",
        "§ disputed: kang-2010 Participants: 103 v 97",
        "not computable: leung-2001: a plasma target (50 ng/mL) gives no dose",
    ]


def test_a_table_without_marks_has_no_legend() -> None:
    assert legend(text_table(["plain"])) == []
    assert legend(without_rows(study_table())) == []


def test_each_dispute_has_its_line_and_each_reason_is_told_once() -> None:
    columns = (
        column_of("dose", title="Dose", people=True),
        column_of("again", title="Again", people=True),
        column_of("machine"),
    )
    missing = Reading(None, "not computable; 5 per session", reason="no count")
    disputed = Reading(None, "not computable", flags=frozenset({Flag.DISPUTED}), reason="no count")
    row = fake_row(
        "a-2001",
        {"dose": disputed, "again": disputed, "machine": missing},
        {"dose": "1 v 2", "again": "1 v 2"},
    )
    assert legend(Table(columns, (row,))) == [
        "§ disputed: a-2001 Dose: 1 v 2",
        "§ disputed: a-2001 Again: 1 v 2",
        "not computable: a-2001: no count",
    ]


def test_what_is_not_computable_without_a_reason_has_no_line() -> None:
    row = fake_row("a-2001", {"dose": Reading(None, "not computable")})
    assert legend(Table((column_of("dose", people=True),), (row,))) == []


def test_a_reason_in_a_column_for_machines_is_not_told_below_the_table() -> None:
    row = fake_row(
        "a-2001", {"dose_basis": Reading("not computable", "not computable", reason="no count")}
    )
    assert legend(Table((column_of("dose_basis"),), (row,))) == []
