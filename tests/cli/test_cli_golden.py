"""Output compared byte for byte with files that a person has read.

`python tests/golden/write.py` rewrites them.
"""

from __future__ import annotations

import csv
import json

import pytest
from cli_runs import GOLDEN, run
from golden_cases import CASES, golden_content

from keta_evidence.cli.app import COMMANDS


@pytest.mark.parametrize("name", CASES)
def test_output_is_what_was_read(name: str) -> None:
    now = golden_content(name).decode()
    assert now == (GOLDEN / name).read_bytes().decode(), (
        "if this is meant: python tests/golden/write.py, then read the difference"
    )
    assert run(*CASES[name]).code == 0


def test_every_golden_file_has_a_case() -> None:
    there = {path.name for path in GOLDEN.iterdir() if path.is_file()}
    assert there == {*CASES, "write.py"}


def test_every_command_has_its_help_read() -> None:
    commands = [line.split()[0] for line in run("--help").out.split("Commands:\n")[1].splitlines()]
    assert {f"help-{command}.txt" for command in commands} == {
        name for name in CASES if name.startswith("help-")
    }


@pytest.mark.parametrize(("command", "summary"), COMMANDS.items())
def test_a_command_is_listed_by_the_first_line_of_its_help(command: str, summary: str) -> None:
    usage, _, first, *_ = run(command, "--help").out.splitlines()
    assert usage.startswith(f"Usage: keta-evidence {command} ")
    assert first == f"  {summary}"


def test_the_same_studies_in_every_format() -> None:
    ids = ["adams-2001", "brown-2005", "clark-2010", "davis-2012", "evans-2015"]
    text = {
        name: (GOLDEN / name).read_text(encoding="utf-8")
        for name in ("list.txt", "list.md", "list.csv", "list.tsv", "list.json")
    }
    assert [row["id"] for row in json.loads(text["list.json"])["rows"]] == ids
    assert [row["id"] for row in csv.DictReader(text["list.csv"].splitlines())] == ids
    assert [
        row["id"] for row in csv.DictReader(text["list.tsv"].splitlines(), delimiter="\t")
    ] == ids
    assert [line.split()[0] for line in text["list.txt"].splitlines()[1:6]] == ids
    assert [
        line.split(" | ")[0].removeprefix("| ") for line in text["list.md"].splitlines()[2:7]
    ] == ids


def test_csv_and_json_hold_the_same_cells() -> None:
    rows = json.loads((GOLDEN / "list.json").read_text(encoding="utf-8"))["rows"]
    cells = list(csv.DictReader((GOLDEN / "list.csv").read_text(encoding="utf-8").splitlines()))
    assert [list(row) for row in rows] == [list(row) for row in cells]
    assert [
        {name: "" if value is None else str(value).lower() for name, value in row.items()}
        for row in rows
    ] == [{name: value.lower() for name, value in row.items()} for row in cells]


def test_worked_by_hand() -> None:
    """0.35 mg/kg/h × 4 h × 10 × 70 kg.

    20-30 mg/h × 100 h; (0.1 + 5 µg/kg/min × 120 min) and (0.2 + 8 × 0.12) mg/kg × 70 kg.
    """
    rows = {
        row["id"]: row
        for row in json.loads((GOLDEN / "list.json").read_text(encoding="utf-8"))["rows"]
    }
    told = {id_: (row["total_dose_mg_min"], row["total_dose_mg_max"]) for id_, row in rows.items()}
    assert told == {
        "adams-2001": (980, 980),
        "brown-2005": (2000, 3000),
        "clark-2010": (49, 81.2),
        "davis-2012": (None, None),
        "evans-2015": (None, None),
    }
    relief = {
        id_: (row["relief_days_min"], row["relief_days_max"], row["relief_lost_by_days"])
        for id_, row in rows.items()
    }
    assert relief["adams-2001"] == (28, 84, None)
    assert relief["brown-2005"] == (77, 77, 84)
    assert relief["clark-2010"] == (0, 2, 7)


def test_what_was_asked_stands_in_json_as_plain_text() -> None:
    asked = json.loads((GOLDEN / "list-nothing.json").read_text(encoding="utf-8"))["query"]
    assert asked == {
        "columns": "id",
        "design": "randomised",
        "indication": "cancer-pain",
        "question": "benefit",
        "scheme": "2011",
    }
