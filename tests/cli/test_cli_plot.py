"""The command that draws: what it writes where, what it says, and what it leaves alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from cli_runs import ROOT, is_clean_failure, run, run_in, run_on_terminal

KINDS = ("dose", "timeline", "harvest", "map")
SHIPPED = {"KETA_EVIDENCE_STUDIES": str(ROOT / "studies")}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suffix", [".svg", ".png", ".SVG"])
def test_a_picture_with_its_data_and_its_words(kind: str, suffix: str, tmp_path: Path) -> None:
    ran = run_in(tmp_path, "plot", kind, "-o", f"figure{suffix}")
    assert (ran.code, ran.out) == (0, "")
    assert set(contents(tmp_path)) == {f"figure{suffix}", "figure.csv", "figure.txt"}
    for name in contents(tmp_path):
        assert f"written: {name}\n" in ran.err
    start = contents(tmp_path)[f"figure{suffix}"][:8]
    assert start == b"\x89PNG\r\n\x1a\n" if suffix == ".png" else start.startswith(b"<?xml")
    data = io.StringIO((tmp_path / "figure.csv").read_text(encoding="utf-8"))
    assert {line["study"] for line in csv.DictReader(data)} == {
        "adams-2001", "brown-2005", "clark-2010", "davis-2012", "evans-2015"
    }  # fmt: skip
    assert "of 5 studies are drawn" in (tmp_path / "figure.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("there", ["figure.svg", "figure.csv", "figure.txt"])
def test_nothing_is_overwritten_or_left_behind_without_force(there: str, tmp_path: Path) -> None:
    (tmp_path / there).write_bytes(b"mine")
    ran = run_in(tmp_path, "plot", "map", "-o", "figure.svg")
    assert is_clean_failure(ran, 2)
    assert f"{there} is already there\nhint: --force overwrites it" in ran.err
    assert contents(tmp_path) == {there: b"mine"}


def test_what_is_already_there_word_for_word_is_not_overwritten(tmp_path: Path) -> None:
    assert run_in(tmp_path, "plot", "map", "-o", "figure.png").code == 0
    assert run_in(tmp_path, "plot", "map", "-o", "figure.svg").code == 0
    assert set(contents(tmp_path)) == {"figure.png", "figure.svg", "figure.csv", "figure.txt"}
    assert is_clean_failure(run_in(tmp_path, "plot", "dose", "-o", "figure.svg"), 2)


def test_force_overwrites_all_three(tmp_path: Path) -> None:
    for name in ("figure.svg", "figure.csv", "figure.txt"):
        (tmp_path / name).write_bytes(b"mine")
    assert run_in(tmp_path, "plot", "map", "-o", "figure.svg", "--force").code == 0
    assert b"mine" not in contents(tmp_path).values()
    assert len(contents(tmp_path)) == 3


def test_where_one_file_cannot_be_written_the_others_stay_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "figure.svg").write_bytes(b"mine")
    (tmp_path / "figure.txt").mkdir()
    ran = run_in(tmp_path, "plot", "map", "-o", "figure.svg", "--force")
    assert is_clean_failure(ran, 3)
    assert "figure.txt: cannot be written: it is a folder" in ran.err
    assert (tmp_path / "figure.svg").read_bytes() == b"mine"
    assert {path.name for path in tmp_path.iterdir()} == {"figure.svg", "figure.txt"}


@pytest.mark.parametrize("name", ["figure.pdf", "figure", ".svg", "figure.svg.gz"])
def test_another_ending_is_a_wrong_use(name: str, tmp_path: Path) -> None:
    ran = run_in(tmp_path, "plot", "dose", "-o", name)
    assert is_clean_failure(ran, 2)
    assert "a picture ends in .svg or .png\nhint: -o dose.svg" in ran.err
    assert contents(tmp_path) == {}


@pytest.mark.parametrize(
    ("words", "told"),
    [(("dot",), "dot"), (("dose", "--source", "nobody"), "nobody"), ((), "PICTURE")],
)
def test_wrong_uses(words: tuple[str, ...], told: str) -> None:
    ran = run("plot", *words)
    assert is_clean_failure(ran, 2)
    assert told in ran.err


@pytest.mark.parametrize("kind", KINDS)
def test_text_lists_every_study(kind: str) -> None:
    ran = run("plot", kind)
    assert ran.code == 0
    for study in ("adams-2001", "brown-2005", "clark-2010", "davis-2012", "evans-2015"):
        assert study in ran.out
    assert "of 5 studies drawn\n" in ran.err


def test_what_is_not_drawn_is_said() -> None:
    ran = run("plot", "dose")
    assert "4 of 5 studies drawn\n1 not drawn:\n  davis-2012: dose: " in ran.err
    assert "1 drawn in one panel only:\n  evans-2015: dose: a plasma target" in ran.err
    shipped = run_in(ROOT, "plot", "dose", **SHIPPED)
    assert "24 of 34 studies drawn\n10 not drawn:\n" in shipped.err
    assert "\n  and 5 more\n" in shipped.err


def test_piped_text_is_uncut_and_a_terminal_has_its_width() -> None:
    assert max(map(len, run("plot", "timeline").out.splitlines())) > 80
    for kind in KINDS:
        shown = run_on_terminal(60, "plot", kind, **SHIPPED)
        table, _, _ = shown.out.partition("studies drawn")
        assert shown.code == 0
        assert max(map(len, table.splitlines())) <= 60
        if kind in ("dose", "timeline"):
            line = next(line for line in table.splitlines() if line.startswith("kiefer-2008"))
            assert line.endswith("=*>")  # fitted, not folded


def test_source_and_weight_are_heeded() -> None:
    assert run("plot", "map", "--source", "abstract-2005").err.startswith("1 of 1 studies drawn\n")
    light, reference = (
        run_in(ROOT, "plot", "dose", *words, **SHIPPED).out for words in (("--weight", "35"), ())
    )
    assert "126 mg; 6 h" in light
    assert "252 mg; 6 h" in reference
    assert "Doses per body weight are taken at 35 kg" in light
