"""`import keta_evidence as ke`: loading, looking up, a typed DataFrame, and what importing costs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas
import pytest

import keta_evidence as ke
from keta_evidence.diagnostics import FindingsError, UnreadableError, UsageError
from keta_evidence.evidence.catalogue import COLUMNS, MACHINE
from keta_evidence.records.model import Study

DTYPES = {"text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}
SOURCE = "id: {}\nkind: review\ntitle: A review\ncitation: {{authors: Poe R, journal: J, year: 2000}}\ndetail: {}\n"
HEAD = "id: {id}\nkind: study\ntitle: Invented {id}\ncitation: {{authors: Roe R, journal: J, year: 1999}}\nreports:\n"
REPORT = (
    "  - source: {}\n    at: {{place: Table 1}}\n    extractor: reader-1\n    reviewer: reader-2\n"
)
REGIMEN = "{{route: intravenous, enantiomer: racemic, sessions: {sessions}, session: 10 h, phases: [{{rate: 0.1 mg/kg/h}}]}}"
RELIEF = "[{outcome: VAS, last_present: 1 wk}]"
ARMS = f"[{{id: low, participants: 4}}, {{id: high, participants: 5, regimen: {REGIMEN.format(sessions=3)}}}]"


def report(source: str, **facts: str) -> str:
    return REPORT.format(source) + "".join(
        f"    {fact}: {value}\n" for fact, value in facts.items()
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """abe-2001 has two arms and is told twice; roe-1999 is nearly unknown."""
    (tmp_path / "sources").mkdir()
    for rank, name in enumerate(("first-2010", "second-2011")):
        (tmp_path / "sources" / f"{name}.yaml").write_text(
            SOURCE.format(name, rank), encoding="utf-8"
        )
    (tmp_path / "vocabulary.yaml").write_text(
        "indications: [{id: crps, label: CRPS}]\nenvelopes: []\n", encoding="utf-8"
    )
    first = report(
        "first-2010",
        indications="[crps]",
        setting="home",
        arms=ARMS,
        regimen=REGIMEN.format(sessions=1),
        relief=RELIEF,
    )
    text = (
        HEAD.format(id="abe-2001")
        + first
        + report("second-2011", participants="8", setting="inpatient")
    )
    (tmp_path / "abe-2001.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "roe-1999.yaml").write_text(
        HEAD.format(id="roe-1999") + report("first-2010", participants="unclear"), encoding="utf-8"
    )
    return tmp_path


def test_loading_a_folder(folder: Path) -> None:
    evidence = ke.load(folder)
    assert isinstance(evidence, ke.Evidence)
    assert (len(evidence), [study.id for study in evidence]) == (2, ["abe-2001", "roe-1999"])
    assert [study.id for study in ke.load(str(folder))] == ["abe-2001", "roe-1999"]


def test_loading_what_is_shipped() -> None:
    evidence = ke.load()
    assert len(evidence) >= 26
    assert evidence["sigtermans-2009"].citation.issued == 2009


def test_looking_up_a_study(folder: Path) -> None:
    study = ke.load(folder)["roe-1999"]
    assert isinstance(study, Study)
    assert study.id == "roe-1999"


@pytest.mark.parametrize(
    ("id_", "hint"),
    [("roe-1998", "did you mean roe-1999?"), ("ABE-2001", "did you mean abe-2001?")],
)
def test_an_unknown_study_is_refused_with_a_suggestion(id_: str, hint: str, folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        ke.load(folder)[id_]
    assert (caught.value.message, caught.value.hint, caught.value.exit_code) == (
        f"no study {id_!r}",
        hint,
        2,
    )


def test_an_unknown_study_that_resembles_none(folder: Path) -> None:
    with pytest.raises(UsageError) as caught:
        ke.load(folder)["zzz"]
    assert "list" in caught.value.hint


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        ke.load(tmp_path / "nowhere")


def test_every_problem_of_every_record_is_in_the_error(folder: Path) -> None:
    (folder / "bad-2000.yaml").write_text("[\n", encoding="utf-8")
    (folder / "cox-2002.yaml").write_text(
        HEAD.format(id="cox-2002") + report("first-2010", participants="many", settings="home"),
        encoding="utf-8",
    )
    (folder / "dix-2003.yaml").write_text("kind: study\n", encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        ke.load(folder)
    found = [(problem.path.name, problem.code.id) for problem in caught.value.problems]
    assert found[0] == ("bad-2000.yaml", "KE002")
    assert {("cox-2002.yaml", "KE105"), ("cox-2002.yaml", "KE101")} <= set(found)
    assert found.count(("dix-2003.yaml", "KE102")) == 4  # id, title, citation, reports
    assert caught.value.message.startswith("3 files cannot be used")
    assert caught.value.exit_code == 1


def test_a_warning_is_no_reason_to_refuse(folder: Path) -> None:
    text = (folder / "roe-1999.yaml").read_text(encoding="utf-8")
    (folder / "roe-1999.yaml").write_text(
        "kind: study\nid: roe-1999\n" + text.split("\n", 2)[2], encoding="utf-8"
    )
    evidence = ke.load(folder)
    assert [problem.code.id for problem in evidence.library.problems] == ["KE113"]
    assert len(evidence) == 2


def test_a_frame_has_the_columns_of_the_contract_in_their_order(folder: Path) -> None:
    for frame in (ke.load(folder).frame(), ke.load().frame()):
        assert list(frame.columns) == list(MACHINE)
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
            name: DTYPES[COLUMNS[name].type] for name in MACHINE
        }


def test_what_is_not_known_is_na_and_never_zero_or_empty(folder: Path) -> None:
    row = ke.load(folder).frame().set_index("id").loc["roe-1999"]
    assert (row["title"], row["year"], row["sources"], row["discrepancies"]) == (
        "Invented roe-1999",
        1999,
        "first-2010",
        0,
    )
    known = {"title", "year", "sources", "discrepancies", "dose_basis"}
    known |= {
        "relief_status",
        "relief_versus",
        "relief_vs_comparator_status",
    }  # where they say: not reported
    assert {name for name in MACHINE[1:] if row[name] is not pandas.NA} == known
    assert row["dose_basis"] == "not computable"


def test_values_of_a_frame(folder: Path) -> None:
    """9 participants in arms, but the other document says 8; 0.1 mg/kg/h × 10 h × 70 kg = 70 mg a session."""
    row = ke.load(folder).frame().set_index("id").loc["abe-2001"]
    assert (row["total_dose_mg_min"], row["total_dose_mg_max"], row["infusion_hours_max"]) == (
        70.0,
        210.0,
        30.0,
    )
    assert (row["relief_days_min"], row["relief_censored"]) == (7.0, True)
    assert (row["setting"], row["sources"]) == ("home", "first-2010, second-2011")


def test_one_row_an_arm(folder: Path) -> None:
    frame = ke.load(folder).frame(by_arm=True).set_index("id")
    assert list(frame.index) == ["abe-2001:low", "abe-2001:high", "roe-1999"]
    assert list(frame["total_dose_mg_max"][:2]) == [70.0, 210.0]
    assert list(frame["participants"][:2]) == [4, 5]


@pytest.mark.parametrize("weight", [50, 50.0, 62.5])
def test_body_weight(weight: float, folder: Path) -> None:
    frames = ke.load(folder).frame(), ke.load(folder).frame(weight=weight)
    reference, other = (frame.set_index("id").loc["abe-2001"] for frame in frames)
    assert other["total_dose_mg_max"] == 3 * weight
    changed = {
        name
        for name in MACHINE[1:]
        if reference[name] is not pandas.NA and reference[name] != other[name]
    }
    assert changed == {"total_dose_mg_min", "total_dose_mg_max"}


def test_one_documents_version(folder: Path) -> None:
    frame = ke.load(folder).frame(source="second-2011")
    assert list(frame["id"]) == ["abe-2001"]
    assert (frame["participants"][0], frame["setting"][0], frame["sources"][0]) == (
        8,
        "inpatient",
        "second-2011",
    )
    assert frame["total_dose_mg_max"][0] is pandas.NA


def test_the_frame_is_the_table_of_the_command_line(folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "keta_evidence",
        "--studies",
        str(folder),
        "list",
        "-f",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    frame = ke.load(folder).frame()
    rows = [
        {name: None if value is pandas.NA else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    assert json.loads(done.stdout)["rows"] == rows


def test_an_unknown_source_is_refused_with_a_suggestion(folder: Path) -> None:
    with pytest.raises(UsageError, match="first-2011"):
        ke.load(folder).frame(source="first-2011")


@pytest.mark.parametrize("weight", [0, -70, float("nan"), float("inf")])
def test_a_weight_that_nobody_has_is_refused(weight: float, folder: Path) -> None:
    with pytest.raises(UsageError, match="weight"):
        ke.load(folder).frame(weight=weight)


def modules_after(statement: str) -> set[str]:
    code = f"import sys\n{statement}\nprint(*sorted(sys.modules))"
    return set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )


def test_importing_costs_nothing_that_is_not_used() -> None:
    loaded = modules_after("import keta_evidence")
    assert "keta_evidence" in loaded
    assert not loaded & {"pandas", "numpy", "typer", "rich", "yaml", "pydantic"}


def test_tabulating_without_a_frame_imports_no_pandas() -> None:
    loaded = modules_after("import keta_evidence as ke\nke.load().table().rows")
    assert "yaml" in loaded
    assert not loaded & {"pandas", "numpy", "typer", "rich", "pydantic", "matplotlib"}


def test_public_names() -> None:
    assert ke.__all__ == ["Evidence", "load"]
    assert ke.__version__.count(".") == 2
