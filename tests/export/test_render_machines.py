"""csv, tsv and json, read back by the standard library."""

from __future__ import annotations

import csv
import json
from io import StringIO

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

from keta_evidence.diagnostics import UsageError
from keta_evidence.export.cells import neutralised, one_line
from keta_evidence.export.formats import TableFormat
from keta_evidence.reading import Reading
from keta_evidence.tables.table import Table

PAIRS = st.lists(TEXTS, min_size=2, max_size=6).filter(lambda texts: len(texts) % 2 == 0)


def rows_of(text: str, delimiter: str) -> list[list[str]]:
    if delimiter == "\t":
        return [line.split("\t") for line in text.removesuffix("\n").split("\n")]
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def in_pairs(texts: list[str]) -> list[list[str]]:
    return [texts[at : at + 2] for at in range(0, len(texts), 2)]


def test_csv_in_full() -> None:
    assert render_table(study_table(), "csv") == (
        "id,participants,total_dose,max_rate_mg_per_kg_h,relief_censored\n"
        "kang-2010,103,147,0.3333333333333333,true\n"
        "leung-2001,12,not computable,,false\n"
    )


def test_tsv_in_full() -> None:
    assert render_table(study_table(), "tsv") == render_table(study_table(), "csv").replace(
        ",", "\t"
    )


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_no_rows_are_a_header_only(format: str) -> None:
    assert render_table(without_rows(study_table()), format).count("\n") == 1


@given(PAIRS)
def test_csv_is_read_back_as_it_was(texts: list[str]) -> None:
    rendered = render_table(text_table(texts, columns=2), "csv")
    assert [row[1:] for row in rows_of(rendered, ",")[1:]] == in_pairs(
        [neutralised(text) for text in texts]
    )
    assert "\r" not in rendered


@given(PAIRS)
def test_tsv_is_read_back_on_one_line_a_row(texts: list[str]) -> None:
    rendered = render_table(text_table(texts, columns=2), "tsv")
    assert [row[1:] for row in rows_of(rendered, "\t")[1:]] == in_pairs(
        [one_line(text) for text in texts]
    )
    assert rendered.count("\n") == 1 + len(texts) // 2
    assert rendered.count("\t") == 2 * (1 + len(texts) // 2)


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers())
def test_numbers_keep_their_full_precision(real: float, whole: int) -> None:
    row = fake_row("a", {"real": Reading(real, "~"), "whole": Reading(whole, "~")})
    table = Table((column_of("real", "number"), column_of("whole", "integer")), (row,))
    (_, (first, second)) = rows_of(render_table(table, "csv"), ",")
    assert (float(first), int(second)) == (real, whole)
    assert json.loads(render_table(table, "json"))["rows"] == [{"real": real, "whole": whole}]


def test_json_in_full() -> None:
    text = render_table(study_table(), "json")
    assert text.endswith("\n}\n")
    assert "×" in text
    assert json.loads(text) == {
        "schema": "keta-evidence/list/1",
        "query": {"indication": "CRPS", "weight": None},
        "assumptions": {
            "body_weight_kg": 70,
            "week_days": 7,
            "month_days": 30.4375,
            "year_days": 365.25,
        },
        "rows": [
            {
                "id": "kang-2010",
                "participants": 103,
                "total_dose": "147",
                "max_rate_mg_per_kg_h": 1 / 3,
                "relief_censored": True,
            },
            {
                "id": "leung-2001",
                "participants": 12,
                "total_dose": "not computable",
                "max_rate_mg_per_kg_h": None,
                "relief_censored": False,
            },
        ],
        "not_evaluable": [
            {
                "id": "leung-2001",
                "column": "total_dose",
                "reason": "a plasma target (50 ng/mL) gives no dose",
            },
            {
                "id": "leung-2001",
                "column": "max_rate_mg_per_kg_h",
                "reason": "a plasma target has no rate",
            },
        ],
        "footnotes": [
            {
                "id": "kang-2010",
                "column": "participants",
                "mark": "§",
                "flag": "disputed",
                "text": "103 v 97",
            },
            {
                "id": "kang-2010",
                "column": "total_dose",
                "mark": "†",
                "flag": "computed",
                "text": "2.1 mg/kg × 70 kg = 147 mg",
            },
            {
                "id": "kang-2010",
                "column": "total_dose",
                "mark": "‡",
                "flag": "assumed",
                "text": "body weight 70 kg (reference; --weight changes it)",
            },
            {
                "id": "kang-2010",
                "column": "max_rate_mg_per_kg_h",
                "mark": "¶",
                "flag": "inferred",
                "text": "",
            },
        ],
    }
    assert list(json.loads(text)) == [
        "schema",
        "query",
        "assumptions",
        "rows",
        "not_evaluable",
        "footnotes",
    ]


def test_the_schema_is_named_by_the_caller() -> None:
    assert (
        json.loads(render_table(study_table(), "json", schema="keta-evidence/compare/1"))["schema"]
        == "keta-evidence/compare/1"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_json_holds_hostile_text_as_it_is_and_steers_no_terminal(text: str) -> None:
    rendered = render_table(text_table([text]), "json")
    assert json.loads(rendered)["rows"] == [{"id": "row-0", "c0": text}]
    assert controls_in(rendered) == set()


@given(TEXTS)
def test_json_is_read_back_as_it_was(text: str) -> None:
    rendered = render_table(text_table([text]), "json")
    assert json.loads(rendered.encode("utf-8"))["rows"][0]["c0"] == text


def test_an_unknown_format_is_named_with_a_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        render_table(study_table(), "jsn")
    assert (caught.value.message, caught.value.hint) == ("no format 'jsn'", "did you mean json?")
    with pytest.raises(UsageError) as caught:
        render_table(study_table(), "xlsx" * 9)
    assert caught.value.hint == "formats: table, markdown, csv, tsv, json"


@pytest.mark.parametrize("format", list(TableFormat))
def test_the_same_table_is_the_same_bytes(format: TableFormat) -> None:
    assert render_table(study_table(), format, None) == render_table(study_table(), format, None)
