"""From any folder, on any folder of records; new records; the schema; completion; the scripts."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
from cli_runs import ROOT, STUDIES, Ran, in_environment, is_clean_failure, run, run_in

SCRIPTS = ("keta-evidence", "test", "environment", "bench", "docs")


def test_from_another_folder(tmp_path: Path) -> None:
    shipped = run_in(tmp_path, "list", "-f", "csv", KETA_EVIDENCE_STUDIES="")
    assert shipped.code == 0
    assert len(shipped.out.splitlines()) > 20
    assert (
        run_in(tmp_path, "--studies", str(STUDIES), "list", KETA_EVIDENCE_STUDIES="").whole
        == run("list").whole
    )
    assert run_in(tmp_path, "list").whole == run("list").whole


def test_the_option_goes_before_the_variable(tmp_path: Path) -> None:
    assert (
        run_in(tmp_path, "--studies", str(STUDIES), "list", KETA_EVIDENCE_STUDIES="gone").whole
        == run("list").whole
    )
    assert is_clean_failure(run_in(tmp_path, "--studies", "gone", "list"), 3)


def test_a_relative_folder_is_that_of_the_working_folder(tmp_path: Path) -> None:
    shutil.copytree(STUDIES, tmp_path / "mine")
    assert run_in(tmp_path, "--studies", "mine", "list").whole == run("list").whole
    assert run_in(tmp_path / "mine", "--studies", ".", "list").whole == run("list").whole


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_sound_shell(name: str, tmp_path: Path) -> None:
    link = tmp_path / name
    link.symlink_to(ROOT / "scripts" / name)
    done = subprocess.run(["sh", "-n", str(link)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_new_record_is_unfinished_at_every_to_do(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(STUDIES, tmp_path / "mine"))
    made = run_in(tmp_path, "--studies", "mine", "new", "fox-2020")
    assert (made.code, made.out) == (0, "mine/fox-2020.yaml\n")
    assert made.err.startswith("hint: fill in every TODO")
    text = (folder / "fox-2020.yaml").read_text(encoding="utf-8")
    found = run_in(tmp_path, "--studies", "mine", "validate", "mine/fox-2020.yaml", "-f", "json")
    assert found.code == 1
    told = {finding["line"] for finding in json.loads(found.out)["findings"]}
    for number, line in enumerate(text.splitlines(), 1):
        if "TODO" in line:
            assert number in told, line
    assert is_clean_failure(run_in(tmp_path, "--studies", "mine", "list"), 1)


def test_a_new_record_never_overwrites(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(STUDIES, tmp_path / "mine"))
    before = (folder / "adams-2001.yaml").read_bytes()
    refused = run_in(tmp_path, "--studies", "mine", "new", "adams-2001")
    assert is_clean_failure(refused, 2)
    assert refused.err.startswith("keta-evidence: mine/adams-2001.yaml is already there\nhint: ")
    assert (folder / "adams-2001.yaml").read_bytes() == before
    (folder / "link-2001.yaml").symlink_to("gone.yaml")
    assert is_clean_failure(run_in(tmp_path, "--studies", "mine", "new", "link-2001"), 2)
    assert not (folder / "gone.yaml").exists()


@pytest.mark.parametrize(
    "id_",
    [
        "Fox-2020",
        "fox 2020",
        "../fox-2020",
        "fox/2020",
        "füchs-2020",
        "",
        "-",
        "fox-2020.yaml",
        "fox-2020\n",
    ],
)
def test_a_bad_id_makes_no_file(tmp_path: Path, id_: str) -> None:
    folder = Path(shutil.copytree(STUDIES, tmp_path / "mine"))
    before = sorted(tmp_path.rglob("*"))
    assert is_clean_failure(run_in(tmp_path, "--studies", str(folder), "new", "--", id_), 2)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_new_record_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    ran = run_in(tmp_path, "--studies", "gone", "new", "fox-2020")
    assert is_clean_failure(ran, 3)
    assert "gone: no such folder" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["study", "source", "vocabulary"])
def test_the_schema_is_json_and_a_schema(name: str) -> None:
    ran = run("schema", name)
    assert (ran.code, ran.err) == (0, "")
    jsonschema.Draft202012Validator.check_schema(json.loads(ran.out))
    if name == "study":
        assert run("schema").out == ran.out


def complete(line: str, shell: str = "bash", **changes: str) -> Ran:
    if shell == "bash":
        words = {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    else:
        words = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return in_environment({"_KETA_EVIDENCE_COMPLETE": f"complete_{shell}", **words, **changes})


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("keta-evidence show br", ["brown-2005"]),
        (
            "keta-evidence why ",
            ["adams-2001", "brown-2005", "clark-2010", "davis-2012", "evans-2015"],
        ),
        ("keta-evidence compare adams-2001 c", ["clark-2010"]),
        ("keta-evidence grade e", ["evans-2015"]),
        ("keta-evidence show voc", []),
        ("keta-evidence list --indication CR", ["CRPS", "CRPS-1", "CRPS-2"]),
        ("keta-evidence list --indication cr", ["crps", "crps-1", "crps-2"]),
        ("keta-evidence list -i neuro", ["neuropathic-pain"]),
        ("keta-evidence list --source a", ["abstract-2005"]),
        ("keta-evidence li", ["list"]),
        ("keta-evidence list -f m", ["markdown"]),
        ("keta-evidence show clark-2010:h", ["clark-2010:high"]),
        ("keta-evidence why brown-2005 max", ["max_rate", "max_rate_mg_per_kg_h"]),
        ("keta-evidence list --columns id,responder", ["id,responder_share"]),
        ("keta-evidence list --sort level,-respon", ["level,-responder_share"]),
        ("keta-evidence list --columns peo", ["people"]),
    ],
)
def test_completion(line: str, offered: list[str]) -> None:
    ran = complete(line)
    assert (ran.code, ran.out.split(), ran.err) == (0, offered, "")
    if " -" not in line:
        fish = complete(line, "fish")
        assert (fish.code, fish.out.split(), fish.err) == (0, offered, "") or line.endswith("li")


def test_completion_heeds_the_folder_on_the_line() -> None:
    ran = complete(f"keta-evidence --studies {STUDIES} show da", KETA_EVIDENCE_STUDIES="/gone")
    assert (ran.code, ran.out.split(), ran.err) == (0, ["davis-2012"], "")


def test_completion_stays_quiet_where_there_is_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yaml").mkdir()
    (tmp_path / "sources").write_text("no folder\n", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "gone"):
        for line in (
            "keta-evidence show x",
            "keta-evidence list -i x",
            "keta-evidence list --source x",
        ):
            ran = complete(line, KETA_EVIDENCE_STUDIES=str(folder))
            assert (ran.code, ran.out.strip(), ran.err) == (0, "", "")
    broken = Path(shutil.copytree(STUDIES, tmp_path / "mine"))
    (broken / "vocabulary.yaml").write_bytes(b"  - id: \xff\n  - id: fine\n")
    assert complete("keta-evidence list -i f", KETA_EVIDENCE_STUDIES=str(broken)).out.split() == [
        "fine"
    ]


def test_installing_completion_shows_a_script_with_the_name_of_the_program(tmp_path: Path) -> None:
    ran = run_in(
        tmp_path, "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert ran.code == 0
    assert "_KETA_EVIDENCE_COMPLETE=complete_bash" in ran.out
