"""From trees to records: whatever one key or value is turned into, the answer is findings, never an exception."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.checks import check_study
from keta_evidence.consistency.subjects import StudyAt
from keta_evidence.diagnostics import Problem
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import Library
from keta_evidence.records.model import Source, Study, Vocabulary
from keta_evidence.records.text import load_document, parse_document
from keta_evidence.records.trees import KeyPath, Tree, nodes

HERE = Path(__file__).parent
VALID = sorted((HERE / "valid").glob("*.yaml"))
GARBAGE = (
    "", "x", "0", "-1", "9" * 900, "0." + "1" * 900,
    "no", "none", "rest", "not reported", "a\nb", "\u2028", "0 h", "up to 1 h", "at least 1 h", "9-2 h",
    "up to 5 mg/h", "at least 5 mg/h", "0 mg/kg/h", "up to 5 mg/kg", "0-0", "0 %", "2026-02-30", "10.1000/x", "Table", "KE305", "%s {0}",
)  # fmt: skip


def shared_library() -> Library:
    folder = HERE / "shared"
    vocabulary, _ = build_entry(Vocabulary, load_document(folder / "vocabulary.yaml"))
    sources = [
        build_entry(Source, load_document(path))[0] for path in (folder / "sources").glob("*.yaml")
    ]
    assert vocabulary is not None
    return Library(folder, {}, {source.id: source for source in sources if source}, vocabulary)


def findings(library: Library, tree: Tree) -> list[Problem]:
    """Every finding in a record, written as JSON, which is YAML, and read again."""
    document = parse_document(json.dumps(tree, indent=1), Path("mutant.yaml"))
    study, problems = build_entry(Study, document)
    if study is None:
        return list(problems)
    issues = check_study(StudyAt(CollatedStudy(library, study), document))
    return [*problems, *(issue.problem for issue in issues if issue.is_asked)]


def places(tree: Tree, key: KeyPath = ()) -> Iterator[KeyPath]:
    """Every key and item of a tree."""
    items = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for name, item in items:
        yield (*key, name)
        yield from places(item, (*key, name))


def at(tree: Tree, key: KeyPath) -> Tree:
    for part in key:
        tree = tree[part]  # type: ignore[index]
    return tree


def without(tree: Tree, key: KeyPath) -> Tree:
    mutant = copy.deepcopy(tree)
    del at(mutant, key[:-1])[key[-1]]  # type: ignore[arg-type, union-attr]
    return mutant


def with_value(tree: Tree, key: KeyPath, value: Tree) -> Tree:
    mutant = copy.deepcopy(tree)
    at(mutant, key[:-1])[key[-1]] = value  # type: ignore[index]
    return mutant


def tree_of(path: Path) -> Tree:
    tree = load_document(path).tree
    assert tree is not None
    return tree


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_written_out_and_read_again_nothing_is_wrong(path: Path) -> None:
    assert {problem.code.id for problem in findings(shared_library(), tree_of(path))} == {
        "KE201"
    }  # it is called mutant.yaml


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_any_key_deleted_or_renamed_never_raises(path: Path) -> None:
    library, tree = shared_library(), tree_of(path)
    for key in places(tree):
        findings(library, without(tree, key))
        if isinstance(key[-1], str):
            renamed = with_value(without(tree, key), (*key[:-1], f"{key[-1]}x"), at(tree, key))
            assert any(problem.code.id == "KE101" for problem in findings(library, renamed)), key


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_any_value_replaced_by_garbage_never_raises(path: Path, garbage: str) -> None:
    library, tree = shared_library(), tree_of(path)
    for key in places(tree):
        for problem in findings(library, with_value(tree, key, garbage)):
            assert len(problem.text().splitlines()) == 1, key


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
@pytest.mark.parametrize(
    "shape", [[], {}, [[]], ["x", {}], {"value": "x"}, {"items": "x"}, {"items": {}}], ids=str
)
def test_any_value_replaced_by_another_shape_never_raises(path: Path, shape: Tree) -> None:
    library, tree = shared_library(), tree_of(path)
    for key in places(tree):
        findings(library, with_value(tree, key, shape))


def test_marks_are_those_that_yaml_gives() -> None:
    """Against PyYAML's own reading of the same file: every place named is where the key stands."""
    path = HERE / "valid" / "arms-2002.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    document = load_document(path)
    assert yaml.safe_load(path.read_text(encoding="utf-8")).keys() == tree_of(path).keys()  # type: ignore[union-attr]
    named = [key for key, _ in nodes(tree_of(path)) if isinstance(key[-1], str)]
    assert len(named) > 50
    for key in named:
        line, column = document.mark(key)
        assert lines[line - 1][column - 1 :].startswith(str(key[-1])), key
