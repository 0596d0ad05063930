"""``migrate``: every file becomes the same record, with its comments, its order and its quotes; again changes nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from keta_evidence.diagnostics import FindingsError, Severity
from keta_evidence.records.format import build_entry
from keta_evidence.records.migrate import files_of, is_migrated, migrated_folder, migrated_text
from keta_evidence.records.schema import PUBLISHED
from keta_evidence.records.text import load_document, parse_document
from keta_evidence.records.upgrade import upgrade

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FORMAT_1 = ROOT / "tests" / "records" / "format-1"
FILES = [*files_of(FORMAT_1)]
IDS = [f"{path.parent.name}-{path.stem}" for path, _ in FILES]


@pytest.mark.parametrize(("path", "kind"), FILES, ids=IDS)
def test_a_migrated_file_is_the_record_that_reading_makes_of_it(path: Path, kind: str) -> None:
    read = load_document(path)
    before, _ = build_entry(PUBLISHED[kind], read)
    text = migrated_text(path.read_text(encoding="utf-8"), kind)
    document = parse_document(text, path)
    tree = load_document(path).tree
    assert isinstance(tree, dict)
    upgrade(tree, kind)
    assert json.dumps(document.tree) == json.dumps(tree)  # in the same order, too
    after, found = build_entry(PUBLISHED[kind], document)
    assert repr(after) == repr(before)
    assert before is not None
    assert [problem.text() for problem in found if problem.code.id == "KE113"] == []
    assert migrated_text(text, kind) == text


@pytest.mark.parametrize(("path", "kind"), [*files_of(ROOT / "studies")], ids=str)
def test_every_shipped_file_is_of_the_present_format(path: Path, kind: str) -> None:
    assert is_migrated(path)
    text = path.read_text(encoding="utf-8")
    assert migrated_text(text, kind) == text


COMMENTED = """\
# yaml-language-server: $schema=study.schema.json
# A remark on the file.
id: roe-1999
kind: study
title: 'An invented record: in quotes'  # of the paper
citation:
  authors: Roe R, Poe E, et al  # three are printed
  journal: "Invented J"
  year: 1999  # of the issue
  pages: 1-9
reports:
  # From the abstract.
  - source: own-abstract
    at: {place: Abstract, url: "http://localhost/1?x=y"}
    extractor: reader-1  # herself
    reviewer: reader-2
    certainty: abstract seen
    participants: 20
    setting: {value: home, printed: "no: 'at home'"}

# Decided by two.
adjudications:
  - fact: participants
    settles: ["20 v 21"]
    because: "yes"  # in one word
    by: reader-3
    date: 2026-01-31
"""
EXPECTED = """\
# yaml-language-server: $schema=study.schema.json
# A remark on the file.
format: 2
id: roe-1999
kind: study
title: 'An invented record: in quotes'  # of the paper
citation:
  author: [Roe R, Poe E]        # three are printed
  more_authors: not listed
  container-title: "Invented J"
  issued: 1999 # of the issue
  page: 1-9
sources:
  - id: own-abstract
    access: abstract
    url: "http://localhost/1?x=y"
    extractor: reader-1  # herself
    reviewer: reader-2
reports:
  # From the abstract.
  - source: own-abstract
    at: {place: Abstract}
    participants: 20
    setting: {value: home, printed: "no: 'at home'"}

# Decided by two.
decisions:
  - what: participants
    values: [20, 21]
    why: "yes"      # in one word
    by: reader-3
    date: 2026-01-31
"""


def test_comments_order_and_quotes_are_kept() -> None:
    assert migrated_text(COMMENTED, "study") == EXPECTED


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(FORMAT_1, folder / "studies"))


def test_a_folder_is_migrated_whole_and_then_left_alone(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    migrated = migrated_folder(folder)
    assert set(migrated.changed) == set(migrated.paths) == {path for path, _ in files_of(folder)}
    assert {kind for _, kind in files_of(folder)} == set(PUBLISHED)
    for path, text in migrated.changed.items():
        path.write_text(text, encoding="utf-8")
    again = migrated_folder(folder)
    assert (again.changed, again.paths) == ({}, migrated.paths)


def test_nothing_is_migrated_while_a_file_holds_an_error(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    paths = [path for path, kind in files_of(folder) if kind in ("study", "overview")]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("kind: ", "kind: x"), encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        migrated_folder(folder)
    assert {problem.path for problem in caught.value.problems} == set(paths)
    assert {problem.code.severity for problem in caught.value.problems} == {Severity.ERROR}
