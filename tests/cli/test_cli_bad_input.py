"""Bad files: nothing is shown but what is wrong, never a missing row, never a traceback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_runs import STUDIES, is_clean_failure, run_in

Spoil = Callable[[Path], object]
LAUGHS = "a: &a [lol, lol]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe_instead(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link_instead(target: str) -> Spoil:
    def spoil(path: Path) -> None:
        path.unlink()
        path.symlink_to(target)

    return spoil


FILES: dict[str, tuple[Spoil, int, str]] = {
    "broken": (
        lambda path: path.write_text("id: evans-2015\nreports: [\n"),
        1,
        ":3:1: KE002 error: ",
    ),
    "binary": (lambda path: path.write_bytes(bytes(range(256)) * 9), 3, "KE001 error: "),
    "empty": (lambda path: path.write_bytes(b""), 3, ":1:1: KE001 error: empty"),
    "huge": (
        lambda path: path.write_bytes(b"# twenty megabytes\n" * 1_100_000),
        3,
        ":1:1: KE001 error: larger than 1,000,000 bytes",
    ),
    "folder": (folder_instead, 3, ":1:1: KE001 error: not a file"),
    "pipe": (pipe_instead, 3, ":1:1: KE001 error: not a file"),
    "vanished": (
        link_instead("nowhere"),
        3,
        ":1:1: KE001 error: cannot be read: No such file or directory",
    ),
    "loop": (
        link_instead("evans-2015.yaml"),
        3,
        ":1:1: KE001 error: cannot be read: Too many levels of symbolic links",
    ),
    "latin-1": (
        lambda path: path.write_bytes("id: évans\n".encode("latin-1")),
        3,
        ":1:5: KE001 error: not UTF-8 text; found byte 0xe9",
    ),
    "utf-16": (
        lambda path: path.write_text("id: evans-2015\n", encoding="utf-16"),
        3,
        ":1:1: KE001 error: not UTF-8 text",
    ),
    "bom": (
        lambda path: path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes()),
        3,
        ":1:1: KE001 error: starts with a byte order mark",
    ),
    "nul": (
        lambda path: path.write_bytes(b"id: e\0vans\n"),
        3,
        ":1:6: KE001 error: holds a NUL byte",
    ),
    "laughs": (
        lambda path: path.write_text(LAUGHS),
        1,
        ":1:4: KE003 error: anchors and aliases are not allowed",
    ),
    "deep": (lambda path: path.write_text("[" * 100_000), 1, "KE002 error: nested too deeply"),
    "misspelt key": (
        lambda path: path.write_text(path.read_text().replace("title:", "titel:")),
        1,
        ":2:1: KE102 error: title is missing",
    ),
    "unknown key": (
        lambda path: path.write_text(path.read_text() + "nonsense: x\n"),
        1,
        "KE101 error: nonsense: ",
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STUDIES, tmp_path / "records"))


@pytest.mark.parametrize("name", FILES)
def test_a_bad_record_is_an_error_and_never_a_missing_row(folder: Path, name: str) -> None:
    spoil, code, message = FILES[name]
    spoil(folder / "evans-2015.yaml")
    listed = run_in(folder.parent, "--studies", "records", "list")
    assert is_clean_failure(listed, code), listed
    problem, *rest = listed.err.splitlines()
    assert problem.startswith("records/evans-2015.yaml:")
    assert message in problem
    assert (
        rest[-2]
        == "keta-evidence: 1 file cannot be used; nothing is shown, so that nothing is missing unseen"
    )
    assert rest[-1].startswith("hint: `keta-evidence validate` lists every problem")

    validated = run_in(folder.parent, "--studies", "records", "validate")
    assert validated.code == code
    assert validated.out.splitlines()[0] == problem
    assert validated.err.startswith("5 records: ")
    assert "Traceback" not in validated.err


@pytest.mark.parametrize(
    "command",
    [
        ("show", "adams-2001"),
        ("why", "adams-2001"),
        ("compare", "adams-2001", "brown-2005"),
        ("grade",),
    ],
)
def test_no_command_answers_from_a_folder_with_a_bad_record(
    folder: Path, command: tuple[str, ...]
) -> None:
    (folder / "evans-2015.yaml").write_bytes(b"")
    ran = run_in(folder, "--studies", ".", *command)
    assert is_clean_failure(ran, 3), ran
    assert "evans-2015.yaml:1:1: KE001" in ran.err


def test_all_problems_of_all_files_in_one_run(folder: Path) -> None:
    (folder / "adams-2001.yaml").write_bytes(b"")
    broken = (
        (folder / "brown-2005.yaml")
        .read_text(encoding="utf-8")
        .replace("participants: 60", "participants: many")
    )
    (folder / "brown-2005.yaml").write_text(
        broken.replace("route: intravenous", "route: by vein"), encoding="utf-8"
    )
    (folder / "sources" / "abstract-2005.yaml").write_text("id: [\n", encoding="utf-8")
    ran = run_in(folder, "--studies", ".", "validate")
    assert ran.code == 3
    places = [line.split(" error: ")[0] for line in ran.out.splitlines()]
    assert places == sorted(places)
    told = {
        (path, line, code)
        for path, line, _, code in (place.replace(" ", "").split(":") for place in places)
    }
    assert told == {
        ("adams-2001.yaml", "1", "KE001"),
        ("brown-2005.yaml", "19", "KE105"),
        ("brown-2005.yaml", "24", "KE104"),
        ("sources/abstract-2005.yaml", "2", "KE002"),
    }
    assert ran.err.splitlines() == [
        "5 records: 4 errors, 0 warnings",
        "hint: `keta-evidence explain CODE` says what a code means and how to fix it",
    ]


def test_one_error_is_not_called_errors(folder: Path) -> None:
    (folder / "adams-2001.yaml").write_bytes(b"")
    assert run_in(folder, "validate", "adams-2001.yaml").err.startswith(
        "1 record: 1 error, 0 warnings\n"
    )


def without_vocabulary(folder: Path) -> None:
    (folder / "vocabulary.yaml").unlink()


def broken_vocabulary(folder: Path) -> None:
    (folder / "vocabulary.yaml").write_text("indications: [\n", encoding="utf-8")


def broken_source(folder: Path) -> None:
    (folder / "sources" / "review-2020.yaml").write_text("{\n", encoding="utf-8")


def without_records(folder: Path) -> None:
    for path in folder.glob("*-20*.yaml"):
        path.unlink()


def nothing_at_all(folder: Path) -> None:
    shutil.rmtree(folder)


def only_a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder\n", encoding="utf-8")


FOLDERS: dict[Spoil, tuple[int, str]] = {
    without_vocabulary: (
        3,
        "records/vocabulary.yaml:1:1: KE001 error: cannot be read: No such file or directory",
    ),
    broken_vocabulary: (1, "records/vocabulary.yaml:2:1: KE002 error: "),
    broken_source: (1, "records/sources/review-2020.yaml:2:1: KE002 error: "),
    without_records: (3, "keta-evidence: records: no records (*.yaml) in this folder"),
    nothing_at_all: (3, "keta-evidence: records: No such file or directory"),
    only_a_file: (3, "keta-evidence: records: Not a directory"),
}


@pytest.mark.parametrize("spoil", FOLDERS, ids=lambda spoil: str(spoil.__name__))
def test_a_bad_folder(folder: Path, spoil: Spoil) -> None:
    spoil(folder)
    code, message = FOLDERS[spoil]
    listed = run_in(folder.parent, "--studies", "records", "list")
    assert is_clean_failure(listed, code), listed
    assert message in listed.err
    validated = run_in(folder.parent, "--studies", "records", "validate")
    assert validated.code == code
    assert message in validated.out + validated.err
    assert "Traceback" not in validated.err


def test_a_hint_says_how_to_name_another_folder(folder: Path) -> None:
    ran = run_in(folder, KETA_EVIDENCE_STUDIES="gone")
    assert ran.code == 2
    ran = run_in(folder, "list", KETA_EVIDENCE_STUDIES="gone")
    assert ran.err.splitlines() == [
        "keta-evidence: gone: No such file or directory",
        "hint: --studies names the folder that holds the records",
    ]


def without_sources(folder: Path) -> None:
    shutil.rmtree(folder / "sources")


def without_one_source(folder: Path) -> None:
    (folder / "sources" / "abstract-2005.yaml").unlink()


@pytest.mark.parametrize(
    "spoil", [without_sources, without_one_source], ids=lambda spoil: str(spoil.__name__)
)
def test_no_table_without_the_sources_that_decide_what_is_shown(folder: Path, spoil: Spoil) -> None:
    spoil(folder)
    ran = run_in(folder.parent, "--studies", "records", "list")
    assert is_clean_failure(ran, 1), ran
    assert "KE203" in ran.err


@pytest.mark.parametrize("ending", [".yml", ".YAML"])
def test_a_record_with_another_ending_is_not_a_missing_row(folder: Path, ending: str) -> None:
    (folder / "evans-2015.yaml").rename(folder / f"evans-2015{ending}")
    ran = run_in(folder.parent, "--studies", "records", "list")
    assert f"evans-2015{ending}" in ran.err


def test_two_sources_with_one_id_are_an_error(folder: Path) -> None:
    shutil.copy(folder / "sources" / "review-2020.yaml", folder / "sources" / "zzz.yaml")
    assert run_in(folder, "--studies", ".", "validate").code == 1
