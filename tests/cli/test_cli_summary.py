"""summary and near as whole programs.

Data on stdout, the rest on stderr, exit codes, files, terminals of any width.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from cli_runs import is_clean_failure, run, run_in, run_on_terminal

FORMATS = ("table", "markdown", "csv", "tsv", "json")
SUMMARY = ("summary", "--by", "design")
NEAR = ("near", "--rate", "0.2mg/kg/h", "--hours", "4", "--sessions", "5")
REFUSED: dict[tuple[str, ...], tuple[str, str]] = {
    ("summary", "--by", "desing"): ("--by: no 'desing'", "did you mean design"),
    ("summary", "--by", "zzz"): (
        "--by: no 'zzz'",
        "known: indication, indication:narrow, setting, design, level, duration-band",
    ),
    ("summary", "-i", "CRSP"): ("--indication: unknown indication 'CRSP'", "did you mean CRPS"),
    ("summary", "--source", "rewiev-2020"): (
        "--source: unknown source 'rewiev-2020'",
        "did you mean review-2020?",
    ),
    ("summary", "--weight", "abc"): ("--weight: not a body weight: 'abc'", "--weight 55"),
    ("summary", "--methods", "-f", "csv"): (
        "--methods writes a paragraph of text, not a table",
        "leave out --format",
    ),
    ("near",): (
        "near needs one of --rate, --hours, --sessions, --dose",
        "for example: --rate 0.2mg/kg/h",
    ),
    ("near", "--rate", "0.2mg"): ("--rate needs a rate", "for example: --rate 0.2mg/kg/h"),
    ("near", "--hours", "4", "-i", "CRSP"): (
        "--indication: unknown indication 'CRSP'",
        "did you mean CRPS",
    ),
    ("near", "--hours", "4", "--route", "orla"): (
        "--route: unknown route 'orla'",
        "did you mean oral?",
    ),
    ("near", "--hours", "4", "--limit", "0"): ("--limit", "keta-evidence near -h"),
    ("near", "--hours", "4", "--source", "rewiev-2020"): (
        "--source: unknown source 'rewiev-2020'",
        "did you mean review-2020?",
    ),
}


@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_what_is_not_there_is_said_with_a_hint(words: tuple[str, ...]) -> None:
    ran = run(*words)
    message, hint = REFUSED[words]
    assert is_clean_failure(ran, 2), ran
    first, second = ran.err.splitlines()
    assert message in first
    assert second.startswith("hint: ")
    assert hint in second


@pytest.mark.parametrize(
    ("words", "schema"), [(SUMMARY, "keta-evidence/summary/1"), (NEAR, "keta-evidence/near/1")]
)
def test_json_names_its_schema_and_its_question(words: tuple[str, ...], schema: str) -> None:
    ran = run(*words, "-f", "json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert told["schema"] == schema
    assert (
        told["query"].items()
        >= {
            words[place].removeprefix("--"): words[place + 1] for place in range(1, len(words), 2)
        }.items()
    )
    assert told["assumptions"]["body_weight_kg"] == 70
    columns = [tuple(row) for row in told["rows"]]
    assert len(set(columns)) == 1
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.reader(io.StringIO(run(*words, "-f", form).out), delimiter=delimiter))
        assert tuple(rows[0]) == columns[0]
        assert len(rows) == len(columns) + 1


def test_a_summary_counts_every_study_once() -> None:
    """Trials: 58 by the abstract of the one, which comes before the review, and 20 of the other."""
    told = json.loads(run(*SUMMARY, "-f", "json").out)
    assert [(row["design"], row["studies"], row["participants"]) for row in told["rows"]] == [
        ("trial", 2, 78), ("cohort", 1, 10), ("case-series", 2, 61),
    ]  # fmt: skip
    ids = [id_ for row in told["rows"] for id_ in row["study_ids"].split(", ")]
    assert sorted(ids) == ["adams-2001", "brown-2005", "clark-2010", "davis-2012", "evans-2015"]


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_why_nothing_is_pooled_is_said_in_every_form(form: str) -> None:
    ran = run(*SUMMARY, "-f", form)
    assert ran.code == 0
    beside = ran.err if form == "table" else ran.out
    assert "effect sizes: with a confidence interval, against a comparator, in 0 studies" in beside
    assert "relief is a course over time, not an effect" in beside


@pytest.mark.parametrize("form", FORMATS)
def test_near_recommends_nothing_in_any_form(form: str) -> None:
    ran = run(*NEAR, "-f", form)
    assert ran.code == 0
    beside = ran.out if form in ("markdown", "json") else ran.err
    assert "describes published studies; recommends no dose for anyone" in beside
    if form not in ("markdown", "json"):
        assert ran.err.rstrip().endswith(
            "describes published studies; recommends no dose for anyone"
        )
    assert "no dose for anyone" in run("near", "-h").out


def test_near_ranks_and_then_tells_what_is_not_known() -> None:
    rows = json.loads(run(*NEAR, "-f", "json").out)["rows"]
    known = [row["distance"] for row in rows if row["distance"] is not None]
    assert known == sorted(known)
    assert [row["distance"] is None for row in rows] == sorted(
        row["distance"] is None for row in rows
    )
    # 0.35 v 0.2 mg/kg/h, 4 h, 10 v 5 sessions
    assert [(row["id"], row["parts"]) for row in rows if row["id"] == "adams-2001"] == [
        ("adams-2001", "rate ×1.75, hours equal, sessions ×2")
    ]
    assert {row["id"] for row in rows if row["distance"] is None} == {"davis-2012", "evans-2015"}


def test_methods_are_one_paragraph_and_wrapped_on_a_terminal(tmp_path: Path) -> None:
    ran = run("summary", "--methods", "--by", "level")
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    assert ran.out.startswith("Eligible were the 5 recorded studies")
    screen = run_on_terminal(60, "summary", "--methods", "--by", "level")
    assert max(map(len, screen.out.splitlines())) <= 60
    assert " ".join(screen.out.split()) == " ".join(ran.out.split())
    written = run_in(tmp_path, "summary", "--methods", "--by", "level", "-o", "methods.txt")
    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "methods.txt").read_text(encoding="utf-8") == ran.out


def test_a_file_is_written_whole_and_not_overwritten_unasked(tmp_path: Path) -> None:
    for words in (SUMMARY, NEAR):
        name = f"{words[0]}.csv"
        first = run_in(tmp_path, *words, "-f", "csv", "-o", name)
        assert (first.code, first.out) == (0, "")
        assert (tmp_path / name).read_text(encoding="utf-8") == run(*words, "-f", "csv").out
        assert run_in(tmp_path, *words, "-f", "csv", "-o", name).code == 2
        assert run_in(tmp_path, *words, "-f", "csv", "-o", name, "--force").code == 0


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("words", [SUMMARY, NEAR], ids=["summary", "near"])
def test_nothing_is_cut_on_a_terminal(words: tuple[str, ...], columns: int) -> None:
    ran = run_on_terminal(columns, *words, NO_COLOR="1")
    assert ran.code == 0
    table = (
        ran.out.split("participants counted once")[0]
        .split("not known, and left out")[0]
        .split("regimens:")[0]
    )
    assert max(map(len, table.splitlines())) <= columns
    expected = ("case-series", "not judged") if words is SUMMARY else ("adams-2001", "×1.75")
    assert all(text in ran.out for text in expected)


def test_a_filter_that_leaves_nothing_leaves_no_row() -> None:
    for words in (("summary", "--by", "level"), ("near", "--hours", "4", "--route", "topical")):
        asked = (
            (*words, "--source", "abstract-2005", "-i", "cancer-pain")
            if words[0] == "summary"
            else words
        )
        ran = run(*asked, "-f", "csv")
        assert ran.code == 0
        assert len(ran.out.splitlines()) == 1
