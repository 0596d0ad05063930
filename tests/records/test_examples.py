"""Whole records: the valid ones raise nothing, each invalid one exactly the findings its first lines name.

An example is a file of ``valid/`` or ``invalid/``, or a folder of files that are read together. It begins with one
``# expect: line:column: CODE severity: key: what; found …`` for each finding, in order. ``# file: NAME`` names the copy.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from keta_evidence.consistency.checks import check_library
from keta_evidence.diagnostics import CODES
from keta_evidence.records.library import load_library
from keta_evidence.synthesis.conditions import ALL_RULES

HERE = Path(__file__).parent
VALID = sorted((HERE / "valid").glob("*.yaml"))
INVALID = sorted(
    path for path in (HERE / "invalid").iterdir() if path.suffix == ".yaml" or path.is_dir()
)
_EXPECT = re.compile(r"^# expect: (.*)$", re.MULTILINE)
_NAME = re.compile(r"^(?:# file: (?P<file>\S+)|id: (?P<id>[a-z0-9-]+)$)", re.MULTILINE)


def copy_shared(folder: Path) -> Path:
    return Path(shutil.copytree(HERE / "shared", folder / "studies"))


def name_of(text: str) -> str:
    """Name of the copy: as the example says, else after its id."""
    match = _NAME.search(text)
    return (match["file"] or f"{match['id']}.yaml") if match else "roe-1999.yaml"


def expected_in(files: dict[str, str]) -> list[str]:
    return [
        f"{name}:{line}" for name, text in sorted(files.items()) for line in _EXPECT.findall(text)
    ]


def found_in(folder: Path) -> list[str]:
    problems = check_library(load_library(folder), rules=ALL_RULES)
    return [problem.text().removeprefix(f"{folder}/") for problem in problems]


@pytest.mark.parametrize("example", VALID, ids=lambda path: path.stem)
def test_valid_record_raises_nothing(example: Path, tmp_path: Path) -> None:
    folder = copy_shared(tmp_path)
    shutil.copy(example, folder)
    assert found_in(folder) == []
    assert list(load_library(folder).records) == [example.stem]


def test_valid_records_show_every_shape() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in VALID)
    shapes = (
        "bolus:",
        "dose:",
        "rate:",
        "titrate:",
        "target:",
        "double_at:",
        "pause:",
        "cap:",
        "sd:",
        "over: rest",
        "arms:",
        "interventions:",
        "comparator:",
        "ended:",
        "missing:",
        "inferred:",
    )
    words = (
        "none\n",
        "not reported\n",
        "unclear\n",
        "not applicable\n",
        "none shown",
        "during infusion",
        "decisions:",
        "what: KE",
        "what: level.",
    )
    assert [word for word in (*shapes, *words) if word not in text] == []


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.stem)
def test_invalid_record_raises_exactly(example: Path, tmp_path: Path) -> None:
    folder = copy_shared(tmp_path)
    if example.is_dir():
        files = {
            str(path.relative_to(example)): path.read_text(encoding="utf-8")
            for path in sorted(example.rglob("*"))
            if path.is_file()
        }
    else:
        text = example.read_text(encoding="utf-8")
        files = {name_of(text): text}
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    expected = expected_in(files)
    assert expected, "an invalid example expects something"
    assert found_in(folder) == expected


def test_every_code_has_an_example() -> None:
    shown = {path.stem.partition("-")[0].upper() for path in INVALID}
    assert sorted(set(CODES) - shown) == []


@pytest.mark.parametrize("example", INVALID, ids=lambda path: path.stem)
def test_example_shows_the_code_it_is_named_after(example: Path) -> None:
    code = example.stem.partition("-")[0].upper()
    files = sorted(example.rglob("*")) if example.is_dir() else [example]
    text = "".join(path.read_text(encoding="utf-8") for path in files if path.is_file())
    assert code not in CODES or any(f" {code} " in line for line in _EXPECT.findall(text))
