"""What could not be judged goes with the table, with its reasons and all of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from cli_runs import run

ASKED = ("list", "--where", "relief > 4 wk and responder_share > 1", "--columns", "id,level")
UNJUDGED = {
    "davis-2012": {"relief", "responder_share"},
    "brown-2005": {"responder_share"},
}


def test_json_names_each_study_that_could_not_be_judged_and_what_is_missing() -> None:
    ran = run(*ASKED, "--format", "json")
    shown = json.loads(ran.out)
    assert [row["id"] for row in shown["rows"]] == ["adams-2001"]
    gaps: dict[str, set[str]] = {}
    for gap in shown["not_evaluable"]:
        assert gap["reason"]
        gaps.setdefault(gap["id"], set()).add(gap["column"])
    assert gaps == UNJUDGED


def test_markdown_lists_them_under_the_table() -> None:
    ran = run(*ASKED, "--format", "markdown")
    below = ran.out.split("Could not be judged:\n\n")[1].splitlines()
    assert {line.split(": ")[0].removeprefix("- ") for line in below} == set(UNJUDGED)
    assert len(below) == sum(map(len, UNJUDGED.values()))


@pytest.mark.parametrize("format_", ["csv", "tsv", "table"])
def test_beside_a_file_they_stand_in_a_file_of_their_own(tmp_path: Path, format_: str) -> None:
    ran = run(*ASKED, "--format", format_, "-o", str(tmp_path / "mine.out"))
    assert ran.code == 0
    beside = tmp_path / "mine.not-judged.csv"
    assert f"written: {beside}" in ran.err
    with beside.open(encoding="utf-8", newline="") as lines:
        entries = list(csv.DictReader(lines))
    assert {(each["id"], each["column"]) for each in entries} == {
        (id_, name) for id_, names in UNJUDGED.items() for name in names
    }
    assert all(each["reason"] for each in entries)


def test_where_all_could_be_judged_nothing_stands_beside(tmp_path: Path) -> None:
    for format_ in ("csv", "json", "markdown"):
        assert run("list", "-f", format_, "-o", str(tmp_path / f"a.{format_}")).code == 0
    assert len(list(tmp_path.iterdir())) == 3


def test_a_short_list_says_how_to_see_the_rest() -> None:
    ran = run("list", "--where", "relief_vs_baseline > 4 wk or comedication ~ placebo")
    assert "could not be judged:" in ran.err
    more = [line for line in ran.err.splitlines() if "more" in line]
    assert all("--format json or markdown lists them all" in line for line in more)


def test_a_text_that_no_study_has_is_said_and_is_no_failure() -> None:
    ran = run("list", "--where", "comedication = midazolm", "--columns", "id")
    assert (ran.code, ran.out.split()) == (0, ["Study"])
    assert "no study has comedication = 'midazolm'; did you mean midazolam?" in ran.err
    shown = json.loads(run("list", "--where", "comedication = midazolm", "-f", "json").out)
    assert shown["rows"] == []
    assert "midazolm" in shown["notes"]["on what was asked"][0]
