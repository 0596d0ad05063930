"""Surveys, guidelines and reviews as tables of their own, in the library and through the commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keta_evidence.consistency.checks import require_sound
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import Value
from keta_evidence.records.library import load_library
from keta_evidence.tables.overviews import OVERVIEW_COLUMNS, figure_text, overview_table
from keta_evidence.tables.table import Table, named_cells, not_evaluable, table_cells

ROOT = Path(__file__).parent.parent.parent
HEAD = "id: {}\nkind: {}\ntitle: Title of {}\ncitation: {{authors: Roe R, journal: J, year: {}}}\nreports:\n"
ACCOUNT = "  - source: {}\n    at: {{place: {}, lines: {}}}\n    extractor: reader-1\n    reviewer: reader-2\n"
SAMPLED = "    sample: 51\n    sample_of: pain clinics\n"
FIGURES = """    figures:
      - {what: starting dose, group: outpatient, value: 5 mg/h, statistic: median, low: 3 mg/h, high: 9 mg/h,
         spread: quartiles, responders: 13}
      - {what: clinics with ketamine, count: 31, of: 51, share: 61 %}
"""
STUDY = "    participants: 20\n    design: {allocation: randomised, structure: parallel, comparators: [placebo], masking: open}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {
        f"sources/{name}.yaml": HEAD.format(name, "review", name, 2010).replace("reports:\n", "")
        for name in ("first-2010", "second-2011")
    }
    files["vocabulary.yaml"] = "indications: [{id: crps, label: CRPS}]\nenvelopes: []\n"
    files["roe-1999.yaml"] = (
        HEAD.format("roe-1999", "study", "roe-1999", 1999)
        + ACCOUNT.format("first-2010", "Table 1", 1)
        + STUDY
    )
    told = {
        "survey": ACCOUNT.format("first-2010", "Results", 5) + SAMPLED + FIGURES
        + ACCOUNT.format("second-2011", "Table 2", 7) + "    figures: [{what: fee, value: 9 EUR}]\n",
        "guideline": ACCOUNT.format("second-2011", "Box", 8) + "    note: its text could not be seen\n",
        "review": ACCOUNT.format("first-2010", "Intro", 9) + "    sample: {value: 7, printed: seven}\n    sample_of: trials\n",
    }  # fmt: skip
    for kind, accounts in told.items():
        files[f"overviews/{kind}-2015.yaml"] = (
            HEAD.format(f"{kind}-2015", kind, kind, 2015) + accounts
        )
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert require_sound(load_library(tmp_path)).overviews.keys() == {
        "guideline-2015",
        "review-2015",
        "survey-2015",
    }
    return tmp_path


def table(folder: Path, *kinds: str, source: str | None = None, figures: bool = True) -> Table:
    return overview_table(load_library(folder), kinds, Options(source), {}, figures=figures)


def values(told: Table) -> dict[str, dict[str, Value]]:
    return {
        line.id: {name: cell.value for name, cell in named_cells(told, line).items()}
        for line in told.rows
    }


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


# --- rows and columns ------------------------------------------------------------------------------------------------


def test_every_column_of_a_survey(folder: Path) -> None:
    assert values(table(folder, "survey")) == {
        "survey-2015": {
            "id": "survey-2015",
            "title": "Title of survey",
            "year": 2015,
            "kind": "survey",
            "sample": 51,
            "sample_of": "pain clinics",
            "figures": "starting dose: median 5 mg/h (quartiles 3 mg/h to 9 mg/h), n = 13 [outpatient]; "
            "clinics with ketamine: 31/51 61 %; fee: 9 EUR",
            "sources": "first-2010, second-2011",
        }
    }


@pytest.mark.parametrize(
    "kinds",
    [
        ("survey",),
        ("guideline",),
        ("review",),
        ("guideline", "survey"),
        ("guideline", "review", "survey"),
        (),
    ],
)
def test_only_the_kinds_asked_for_and_never_a_study(kinds: tuple[str, ...], folder: Path) -> None:
    assert [line.id for line in table(folder, *kinds).rows] == [f"{kind}-2015" for kind in kinds]


def test_the_column_of_figures_is_for_machines(folder: Path) -> None:
    assert [column.name for column in table(folder, "survey").columns] == [
        column.name for column in OVERVIEW_COLUMNS
    ]
    assert "figures" not in [
        column.name for column in table(folder, "survey", figures=False).columns
    ]


def test_one_documents_version(folder: Path) -> None:
    told = values(table(folder, "survey", "guideline", "review", source="second-2011"))
    assert list(told) == ["guideline-2015", "survey-2015"]
    assert (told["survey-2015"]["sample"], told["survey-2015"]["figures"]) == (None, "fee: 9 EUR")
    assert told["survey-2015"]["sources"] == "second-2011"


def test_what_is_not_told_says_so(folder: Path) -> None:
    told = table(folder, "guideline")
    empty = [(column, cell.text) for _, column, cell in table_cells(told) if cell.value is None]
    assert [(column.name, text) for column, text in empty] == [
        (name, "not told") for name in ("sample", "sample_of", "figures")
    ]
    assert {reason for _, _, reason in not_evaluable(told)} == {"no document read here tells"}


def test_each_figure_keeps_its_place(folder: Path) -> None:
    told = table(folder, "survey")
    figures = named_cells(told, told.rows[0])["figures"]
    assert [(origin.what, origin.place) for origin in figures.origins] == [
        ("starting dose", "first-2010, Results (line 5)"),
        ("clinics with ketamine", "first-2010, Results (line 5)"),
        ("fee", "second-2011, Table 2 (line 7)"),
    ]


def test_a_figure_in_a_line(folder: Path) -> None:
    dose, counted, fee = (
        figure
        for account in load_library(folder).overviews["survey-2015"].reports
        for figure in account.figures
    )
    assert figure_text(dose) == "median 5 mg/h (quartiles 3 mg/h to 9 mg/h), n = 13 [outpatient]"
    assert (figure_text(counted), figure_text(fee)) == ("31/51 61 %", "9 EUR")


# --- commands --------------------------------------------------------------------------------------------------------


def test_the_table_as_json(folder: Path) -> None:
    ran = keta(folder, "list", "--kind", "survey", "-f", "json")
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["schema"]) == (0, "keta-evidence/overviews/1")
    assert [row["id"] for row in told["rows"]] == ["survey-2015"]
    assert told["rows"][0]["sample"] == 51
    assert "5 mg/h" in told["rows"][0]["figures"]
    assert "5 mg/h" not in keta(folder, "list", "--kind", "survey", "-f", "markdown").stdout
    assert "1 of 3 overviews" in ran.stderr


def test_several_kinds_of_overview_share_a_table(folder: Path) -> None:
    ran = keta(folder, "list", "--kind", "survey", "--kind", "review", "-f", "csv")
    assert ran.returncode == 0
    assert [line.split(",")[0] for line in ran.stdout.splitlines()[1:]] == [
        "review-2015",
        "survey-2015",
    ]


@pytest.mark.parametrize(
    "kinds",
    [
        ("survey", "trial"),
        ("trial", "survey"),
        ("cohort", "guideline", "review"),
        ("case-series", "review"),
    ],
)
def test_studies_and_overviews_share_no_table(kinds: tuple[str, ...], folder: Path) -> None:
    ran = keta(folder, "list", *(word for kind in kinds for word in ("--kind", kind)))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "studies and overviews share no table" in ran.stderr


def test_a_list_of_studies_holds_no_overview(folder: Path) -> None:
    for words in (("list", "-f", "json"), ("list", "--kind", "trial", "-f", "json")):
        told = json.loads(keta(folder, *words).stdout)
        assert (told["schema"], [row["id"] for row in told["rows"]]) == (
            "keta-evidence/list/1",
            ["roe-1999"],
        )


def test_an_overview_whole(folder: Path) -> None:
    ran = keta(folder, "show", "survey-2015")
    assert (ran.returncode, ran.stderr) == (0, "")
    for part in ("survey-2015 (survey)", "Title of survey", "sample 51 pain clinics",
                 "starting dose", "quartiles 3 mg/h to 9 mg/h", "31/51 61 %",
                 "first-2010, Results (line 5)", "second-2011, Table 2 (line 7)", "reader-1", "reader-2"):  # fmt: skip
        assert part in ran.stdout


def test_one_documents_version_of_an_overview_whole(folder: Path) -> None:
    ran = keta(folder, "show", "survey-2015", "--source", "second-2011")
    assert ran.returncode == 0
    assert "fee" in ran.stdout
    assert "first-2010" not in ran.stdout


def test_why_a_figure_of_an_overview(folder: Path) -> None:
    ran = keta(folder, "why", "survey-2015", "starting dose")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line.split() for line in ran.stdout.splitlines()] == [
        ["survey-2015,", "starting", "dose"],
        *map(str.split, (
            "figures starting dose: median 5 mg/h (quartiles 3 mg/h to 9 mg/h), n = 13 [outpatient]",
            "told in other words on the page",
            "first-2010, Results (line 5)",
            "read first-2010: extracted by reader-1, reviewed by reader-2",
        )),
    ]  # fmt: skip
    assert [
        line for line in keta(folder, "why", "survey-2015").stdout.splitlines() if line[:1].strip()
    ] == [
        "survey-2015, starting dose",
        "survey-2015, clinics with ketamine",
        "survey-2015, fee",
    ]


def test_why_tells_what_is_wrong_with_a_figure_and_what_was_decided(folder: Path) -> None:
    path = folder / "overviews" / "survey-2015.yaml"
    text = path.read_text(encoding="utf-8").replace("share: 61 %", "share: 71 %")
    decided = "adjudications:\n  - {fact: clinics with ketamine, because: a slip, by: reader-3, date: 2026-01-31}\n"
    path.write_text(text + decided, encoding="utf-8")
    told = keta(folder, "why", "survey-2015", "clinics with ketamine").stdout
    assert "disputed     31 of 51 is 60.78 %, printed 71 %" in told
    assert (
        "decided      clinics with ketamine: not a real difference: a slip (reader-3, 2026-01-31)"
        in told
    )
    assert "disputed" not in keta(folder, "why", "survey-2015", "fee").stdout


def test_why_a_figure_that_is_not_told(folder: Path) -> None:
    for words in (("clinics with ketamin",), ("fee", "--source", "first-2010")):
        ran = keta(folder, "why", "survey-2015", *words)
        assert (ran.returncode, ran.stdout) == (2, "")
    assert (
        "did you mean clinics with ketamine?"
        in keta(folder, "why", "survey-2015", "clinics with ketamin").stderr
    )


@pytest.mark.parametrize("source", ["second-2012", "first-2010"])
def test_an_overview_by_a_document_that_does_not_tell_of_it(source: str, folder: Path) -> None:
    assert keta(folder, "show", "guideline-2015", "--source", source).returncode == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--where", "participants > 999"),
        ("--indication", "gout"),
        ("--setting", "home"),
        ("--columns", "nonsense"),
        ("--search", "zzz"),
    ],
)
def test_filters_that_a_table_of_overviews_cannot_heed_are_refused(
    words: tuple[str, str], folder: Path
) -> None:
    assert keta(folder, "list", "--kind", "survey", *words).returncode == 2
