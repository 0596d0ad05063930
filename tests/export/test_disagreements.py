"""Discrepancies as text, JSON and Markdown, and the command that prints them."""

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from keta_evidence.consistency.issue import Issue
from keta_evidence.export.disagreements import counts_text, render_discrepancies
from keta_evidence.export.formats import ReportFormat
from keta_evidence.records.leaves import Span
from keta_evidence.records.model import Decision, Locator
from keta_evidence.records.origin import Origin
from keta_evidence.records.text import Document

ROOT = Path(__file__).parent.parent.parent
FIRST = Origin(
    "first-2010", "participants", "20", Locator(place="Table 1", lines=Span(3, 3)), printed="n = 20"
)
SECOND = Origin(
    "second-2011", "participants", "21", Locator(place="Results", lines=Span(5, 6)), figure="21"
)
DOCUMENT = Document(Path("roe-1999.yaml"), None)
OPEN = Issue(
    "reports",
    "roe-1999",
    DOCUMENT,
    ("reports",),
    "20 v 21",
    name="participants",
    kind="between documents",
    column="participants",
    values=(FIRST, SECOND),
    difference="20 v 21",
    assessment="the documents do not tell the same",
)
CHOSEN = Decision(
    why="the paper's own count",
    by="reader-3",
    date=datetime.date(2026, 1, 31),
    what="participants",
    use="second-2011",
)
NO_DIFFERENCE = Decision(
    why="one was lost", by="reader-3", date=datetime.date(2026, 1, 31), what="participants"
)


def with_(adjudication: Decision | None = None, **changes: Any) -> Issue:
    return replace(OPEN, adjudication=adjudication, **changes)


def test_json_has_the_keys_of_its_schema_and_no_other() -> None:
    told = json.loads(
        render_discrepancies([OPEN, with_(CHOSEN), with_(NO_DIFFERENCE)], ReportFormat.JSON)
    )
    assert list(told) == ["schema", "rows"]
    assert told["schema"] == "keta-evidence/discrepancies/1"
    keys = [
        "id",
        "kind",
        "study",
        "column",
        "values",
        "difference",
        "assessment",
        "status",
        "adjudication",
    ]
    assert [list(row) for row in told["rows"]] == [keys] * 3
    row = told["rows"][0]
    assert {name: row[name] for name in keys if name != "values"} == {
        "id": "roe-1999/participants",
        "kind": "between documents",
        "study": "roe-1999",
        "column": "participants",
        "difference": "20 v 21",
        "assessment": "the documents do not tell the same",
        "status": "open",
        "adjudication": None,
    }
    assert [(value["value"], value["source"], value["locator"]) for value in row["values"]] == [
        ("20", "first-2010", "first-2010, Table 1 (line 3)"),
        ("21", "second-2011", "second-2011, Results (lines 5-6)"),
    ]


def test_json_values_have_the_keys_of_the_schema_and_no_other() -> None:
    told = json.loads(render_discrepancies([OPEN], ReportFormat.JSON))
    assert [list(value) for value in told["rows"][0]["values"]] == [
        ["value", "source", "locator"]
    ] * 2


def test_json_tells_what_was_decided_by_whom_and_when() -> None:
    rows = json.loads(
        render_discrepancies([with_(CHOSEN), with_(NO_DIFFERENCE)], ReportFormat.JSON)
    )["rows"]
    assert [(row["status"], row["adjudication"]) for row in rows] == [
        (
            "adjudicated",
            {
                "use": "second-2011",
                "because": "the paper's own count",
                "by": "reader-3",
                "date": "2026-01-31",
            },
        ),
        (
            "explained",
            {"use": None, "because": "one was lost", "by": "reader-3", "date": "2026-01-31"},
        ),
    ]


def test_json_of_nothing_and_of_signs() -> None:
    assert json.loads(render_discrepancies([], ReportFormat.JSON)) == {
        "schema": "keta-evidence/discrepancies/1",
        "rows": [],
    }
    text = render_discrepancies([with_(difference='6 µg/kg "v" 6 mg\n')], ReportFormat.JSON)
    assert "6 µg/kg" in text
    assert json.loads(text)["rows"][0]["difference"] == '6 µg/kg "v" 6 mg\n'


def test_text_in_full() -> None:
    assert render_discrepancies([OPEN, with_(CHOSEN, name="other")], ReportFormat.TEXT) == (
        "roe-1999/participants  [between documents; open]\n"
        "  20 v 21\n"
        "  the documents do not tell the same\n"
        "  - 20: printed “n = 20”\n"
        "    first-2010, Table 1 (line 3)\n"
        "  - 21: printed “21”\n"
        "    second-2011, Results (lines 5-6)\n"
        "\n"
        "roe-1999/other  [between documents; adjudicated]\n"
        "  20 v 21\n"
        "  the documents do not tell the same\n"
        "  - 20: printed “n = 20”\n"
        "    first-2010, Table 1 (line 3)\n"
        "  - 21: printed “21”\n"
        "    second-2011, Results (lines 5-6)\n"
        "  decided: second-2011 is used: the paper's own count (reader-3, 2026-01-31)\n"
    )


def test_text_of_what_is_no_difference_and_of_nothing() -> None:
    text = render_discrepancies([with_(NO_DIFFERENCE)], ReportFormat.TEXT)
    assert text.endswith("  decided: not a real difference: one was lost (reader-3, 2026-01-31)\n")
    assert render_discrepancies([], ReportFormat.TEXT) == ""


def cells(text: str) -> list[list[str]]:
    """Rows of the one table, as another parser reads them.

    Anything but text and line breaks has slipped through.
    """
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    assert [token.type for token in tokens].count("table_open") == 1
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            children = token.children or []
            assert all(child.type == "text" or child.content == "<br>" for child in children), (
                children
            )
            rows[-1].append(
                "".join(
                    "\n" if child.type == "html_inline" else child.content for child in children
                )
            )
    return rows


def test_markdown_in_full() -> None:
    assert cells(render_discrepancies([OPEN, with_(CHOSEN)], ReportFormat.MARKDOWN)) == [
        ["Discrepancy", "Kind", "Difference", "Where", "Assessment", "Status"],
        *(
            [
                "roe-1999/participants",
                "between documents",
                "20 v 21",
                "first-2010, Table 1 (line 3); second-2011, Results (lines 5-6)",
                "the documents do not tell the same",
                status,
            ]
            for status in ("open", "adjudicated")
        ),
    ]


@pytest.mark.parametrize(
    "text", ["a | b", "< 5 *mg* _h_", "one\ntwo", "\\| `x` [a](b)", "<b>&amp;</b>", "~~5~~ ≥ 3 µg"]
)
@pytest.mark.parametrize("part", ["name", "difference", "assessment"])
def test_any_text_comes_through_markdown(part: str, text: str) -> None:
    header, row = cells(render_discrepancies([with_(None, **{part: text})], ReportFormat.MARKDOWN))
    assert len(header) == len(row) == 6
    shown = f"roe-1999/{text}" if part == "name" else text
    assert row[{"name": 0, "difference": 2, "assessment": 4}[part]] == shown


def test_a_place_comes_through_markdown() -> None:
    odd = replace(OPEN, values=(Origin("x", "w", "1", Locator(place="Table 1, row a|b*")),))
    assert cells(render_discrepancies([odd], ReportFormat.MARKDOWN))[1][3] == "x, Table 1, row a|b*"


def test_counts_by_status() -> None:
    told = [OPEN, OPEN, with_(CHOSEN), with_(NO_DIFFERENCE)]
    assert counts_text(told) == "4 discrepancies: 1 adjudicated, 1 explained, 2 open"
    assert counts_text([]) == "0 discrepancies"


def test_one_is_not_several() -> None:
    assert counts_text([OPEN]) == "1 discrepancy: 1 open"


# --- the command ----------------------------------------------------------------------------------

SOURCE = (
    "id: {}\nkind: review\ntitle: A review\ncitation: {{authors: Poe R, journal: J, "
    "year: 2010}}\ndetail: {}\n"
)
SURVEY = """id: survey-2015
kind: survey
title: A survey
citation: {authors: Poe R, journal: J, year: 2015}
reports:
  - {source: first-2010, at: {place: Results, lines: 9}, extractor: reader-1, reviewer: reader-2, figures: [{what: clinics, FIGURE}]}
"""


def write(
    folder: Path,
    second: int = 20,
    decision: str = "",
    figure: str = "count: 1, of: 2, share: 50 %",
    said: int = 2,
) -> Path:
    """Two studies.

    Of roe-1999 second-2011 tells ``second`` participants; a survey and a claim beside them.
    """
    files = {
        f"sources/{name}.yaml": SOURCE.format(name, rank)
        for rank, name in enumerate(("first-2010", "second-2011"))
    }
    files |= {
        "vocabulary.yaml": "indications: []\nenvelopes: []\n",
        "overviews/survey-2015.yaml": SURVEY.replace("FIGURE", figure),
    }
    for study in ("roe-1999", "doe-2001"):
        files[f"{study}.yaml"] = (
            f"id: {study}\nkind: study\ntitle: T\ncitation: {{authors: Roe R, "
            f"journal: J, year: 1999}}\nreports:\n"
        )
        for source, count in (
            ("first-2010", 20),
            ("second-2011", second if study == "roe-1999" else 20),
        ):
            told = (
                f"source: {source}, at: {{place: Table 1, lines: 1}}, extractor: "
                f"reader-1, reviewer: reader-2, participants: {count}"
            )
            files[f"{study}.yaml"] += f"  - {{{told}}}\n"
    files["roe-1999.yaml"] += decision
    files["claims/first-2010.yaml"] = (
        "source: first-2010\nextractor: reader-1\nreviewer: reader-2\nclaims:\n"
        "  - {id: a-claim, at: {place: Discussion, lines: 4}, statement: two studies, "
        f"count: {said}, verdict: supported}}\n"
    )
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def keta(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "KETA_EVIDENCE_STUDIES": str(folder),
    }
    command = [sys.executable, "-P", "-m", "keta_evidence", *words]
    return subprocess.run(
        command,
        capture_output=True,
        env=environment,
        check=False,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


DECIDED = (
    "adjudications: [{{fact: participants, {}settles: [20 v 21], because: a reason, by: "
    "reader-3, date: 2026-01-31}}]\n"
)


@pytest.mark.parametrize(
    "planted", [{"second": 21}, {"figure": "count: 1, of: 2, share: 51 %"}, {"said": 3}]
)
def test_strict_fails_while_any_is_open(planted: dict[str, object], tmp_path: Path) -> None:
    write(tmp_path, **planted)  # type: ignore[arg-type]
    strict, lax = keta(tmp_path, "discrepancies", "--strict"), keta(tmp_path, "discrepancies")
    assert (strict.returncode, lax.returncode) == (1, 0)
    assert strict.stdout == lax.stdout != ""
    assert "1 open" in strict.stderr


@pytest.mark.parametrize("use", ["use: second-2011, ", ""])
def test_strict_is_content_with_what_was_decided(use: str, tmp_path: Path) -> None:
    ran = keta(write(tmp_path, 21, DECIDED.format(use)), "discrepancies", "--strict")
    assert ran.returncode == 0
    assert ("adjudicated" if use else "explained") in ran.stderr


@pytest.mark.parametrize(("decision", "code"), [("", 1), (DECIDED.format("use: second-2011, "), 0)])
def test_a_strict_list_fails_while_a_study_listed_is_disputed(
    decision: str, code: int, tmp_path: Path
) -> None:
    write(tmp_path, 21, decision)
    ran, other = (
        keta(tmp_path, "list", "--strict", "--columns", "id", "--where", f"id = {id_}")
        for id_ in ("roe-1999", "doe-2001")
    )
    assert (ran.returncode, ran.stdout) == (code, "Study\nroe-1999\n")
    assert ("1 with open discrepancies: roe-1999" in ran.stderr) == bool(code)
    assert other.returncode == 0


def test_a_figure_of_a_survey_that_was_decided_on(tmp_path: Path) -> None:
    write(tmp_path, figure="count: 1, of: 2, share: 51 %")
    path = tmp_path / "overviews" / "survey-2015.yaml"
    what = re.search(r"what: ([^,}]*)", path.read_text(encoding="utf-8"))
    assert what is not None
    settles = "settles: ['1 of 2 is 50 %, printed 51 %']"
    decision = (
        f"adjudications: [{{fact: {what[1]}, {settles}, because: a reason, by: reader-3, "
        f"date: 2026-01-31}}]\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + decision, encoding="utf-8")
    ran = keta(tmp_path, "discrepancies", "--strict")
    assert (ran.returncode, ran.stderr) == (0, "1 discrepancy: 1 explained\n")


def test_strict_is_content_with_nothing(tmp_path: Path) -> None:
    ran = keta(write(tmp_path), "discrepancies", "--strict")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "0 discrepancies\n")


def test_only_the_records_asked_for(tmp_path: Path) -> None:
    write(tmp_path, 21, figure="count: 1, of: 2, share: 51 %")
    told = {
        record: [
            row["id"]
            for row in json.loads(keta(tmp_path, "discrepancies", record, "-f", "json").stdout)[
                "rows"
            ]
        ]
        for record in ("roe-1999", "doe-2001", "survey-2015")
    }
    assert told == {
        "roe-1999": ["roe-1999/participants"],
        "doe-2001": [],
        "survey-2015": ["survey-2015/clinics/first-2010/percentage"],
    }
    assert keta(tmp_path, "discrepancies", "doe-2001", "--strict").returncode == 0
    assert keta(tmp_path, "discrepancies", "doe-2001", "roe-1999", "--strict").returncode == 1


@pytest.mark.parametrize(
    ("record", "near"), [("roe-1998", "roe-1999"), ("survey-2016", "survey-2015")]
)
def test_an_unknown_record_is_a_usage_error_with_a_suggestion(
    record: str, near: str, tmp_path: Path
) -> None:
    ran = keta(write(tmp_path), "discrepancies", record)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"no record '{record}'" in ran.stderr
    assert f"did you mean {near}" in ran.stderr


def test_all_are_sorted_and_the_bytes_are_the_same_twice(tmp_path: Path) -> None:
    write(tmp_path, 21, figure="count: 1, of: 2, share: 51 %", said=3)
    first, again = (keta(tmp_path, "discrepancies", "-f", "json").stdout for _ in "12")
    assert first == again
    ids = [row["id"] for row in json.loads(first)["rows"]]
    assert ids == [
        "first-2010/a-claim",
        "roe-1999/participants",
        "survey-2015/clinics/first-2010/percentage",
    ]


def test_the_same_are_in_every_format(tmp_path: Path) -> None:
    write(tmp_path, 21, said=3)
    text, markdown = (
        keta(tmp_path, "discrepancies", "-f", form).stdout for form in ("text", "markdown")
    )
    ids = [
        row["id"]
        for row in json.loads(keta(tmp_path, "discrepancies", "-f", "json").stdout)["rows"]
    ]
    assert [
        line.split("  ")[0] for line in text.splitlines() if line and not line.startswith(" ")
    ] == ids
    assert [row[0] for row in cells(markdown)[1:]] == ids


def test_to_a_file_that_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, 21)
    target = tmp_path / "found.md"
    words = ("discrepancies", "-f", "markdown", "-o", str(target))
    assert keta(tmp_path, *words).returncode == 0
    before = target.read_text(encoding="utf-8")
    assert "roe-1999/participants" in before
    assert keta(tmp_path, *words).returncode == 2
    assert target.read_text(encoding="utf-8") == before


def test_an_unsound_folder_shows_nothing(tmp_path: Path) -> None:
    write(tmp_path, 21)
    (tmp_path / "moe-2002.yaml").write_text("id: moe-2002\n", encoding="utf-8")
    ran = keta(tmp_path, "discrepancies", "--strict")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "cannot be used" in ran.stderr
