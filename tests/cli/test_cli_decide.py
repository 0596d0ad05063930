"""``decide``: what is written into the record, what is refused, what is asked for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli_runs import ROOT, Ran, run_in

DECIDED = (
    "--use", "own-abstract", "--why", "read again: the page is plain", "--by", "reader-3",
    "--on", "2026-01-31",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped records, to be written into."""
    return Path(shutil.copytree(ROOT / "studies", tmp_path / "studies"))


def decide(folder: Path, *words: str) -> Ran:
    return run_in(ROOT, "--studies", str(folder), "decide", *words)


def test_a_decision_is_appended_and_the_rest_stays(folder: Path) -> None:
    path = folder / "kang-2010.yaml"
    before = path.read_text(encoding="utf-8")
    ran = decide(folder, "kang-2010/setting", *DECIDED)
    assert (ran.code, ran.out) == (0, f"{path}\n")
    assert ran.err == "kang-2010/setting: own-abstract is used\n"
    assert path.read_text(encoding="utf-8") == before + (
        "  - what: setting\n"
        "    values: [outpatient, inpatient]\n"
        "    use: own-abstract\n"
        "    why: 'read again: the page is plain'\n"
        "    by: reader-3\n"
        "    date: 2026-01-31\n"
    )
    shown = run_in(ROOT, "--studies", str(folder), "discrepancies", "kang-2010").out
    assert "kang-2010/setting  [between documents; adjudicated]" in shown
    again = decide(folder, "kang-2010/setting", *DECIDED)
    assert (again.code, again.out) == (2, "")
    assert "kang-2010/setting is decided already" in again.err


def test_a_difference_that_is_none_and_the_first_decision_of_a_record(folder: Path) -> None:
    words = ("--not-real", "--why", "one clinic", "--by", "reader-3", "--on", "2026-01-31")
    path = folder / "kang-2010.yaml"
    ran = decide(folder, "kang-2010/setting", *words)
    assert ran.code == 0
    assert "use:" not in path.read_text(encoding="utf-8").partition("what: setting")[2]
    shown = run_in(ROOT, "--studies", str(folder), "discrepancies", "kang-2010").out
    assert "kang-2010/setting  [between documents; explained]" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kang-2010/seting", *DECIDED), "did you mean kang-2010/setting"),
        (("kang-2010/setting", *DECIDED[2:]), "missing: --use or --not-real"),
        (("kang-2010/setting", "--not-real"), "missing: --why, --by"),
        (("kang-2010/setting", "--not-real", *DECIDED), "--use and --not-real exclude each other"),
        (("kang-2010/setting", "--use", "maher-207", *DECIDED[2:]), "did you mean maher-2017"),
    ],
    ids=["no-such", "no-source", "no-reason", "both", "other-source"],
)  # fmt: skip
def test_what_is_refused_changes_nothing(folder: Path, words: tuple[str, ...], said: str) -> None:
    path = folder / "kang-2010.yaml"
    before = path.read_bytes()
    ran = decide(folder, *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert path.read_bytes() == before


def test_a_date_that_is_none_is_a_finding(folder: Path) -> None:
    path = folder / "kang-2010.yaml"
    before = path.read_bytes()
    ran = decide(folder, "kang-2010/setting", *DECIDED[:-1], "yesterday")
    assert (ran.code, ran.out) == (1, "")
    assert "KE110 error: decisions[1].date" in ran.err
    assert path.read_bytes() == before
