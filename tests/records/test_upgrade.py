"""Older record formats: read by the same steps as ``migrate``, with every place where it stands in the file."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest

from keta_evidence.records.text import Document, load_document, parse_document
from keta_evidence.records.trees import MarkedDict, nodes, put, rename, take
from keta_evidence.records.upgrade import FORMAT, upgrade
from keta_evidence.records.upgrade.steps import STEPS

HERE = Path(__file__).parent
FIXTURES = sorted((HERE / "format-1").glob("*-*.yaml"))


def tree_of(text: str) -> MarkedDict:
    document = parse_document(text, Path("x.yaml"))
    assert isinstance(document.tree, MarkedDict)
    return document.tree


def test_a_file_without_a_format_is_of_format_1_and_format_stands_first_afterwards() -> None:
    tree = tree_of("id: a\ntitle: b\n")
    assert upgrade(tree, "study") == ""
    assert next(iter(tree.items())) == ("format", FORMAT)
    again = copy.deepcopy(tree)
    assert upgrade(again, "study") == ""
    assert again == tree


def test_a_file_of_format_2_is_taken_as_it_is() -> None:
    tree = tree_of("format: 2\nadjudications: []\n")
    before = copy.deepcopy(tree)
    assert upgrade(tree, "study") == ""
    assert tree == before


def test_a_newer_format_is_refused_and_nothing_changed() -> None:
    tree = tree_of("format: 30\nadjudications: []\n")
    before = copy.deepcopy(tree)
    assert upgrade(tree, "study").startswith("a newer record format")
    assert tree == before


def test_what_is_moved_keeps_its_place_and_the_others_their_order() -> None:
    tree = tree_of("a: 1\nb:\n  c: {d: x, e: y}\nf: 2\n")
    inner = tree["b"]
    assert isinstance(inner, dict)
    rename(tree, "a", "z")
    taken = take(inner, "c")
    assert taken is not None
    put(tree, "g", taken.value, like=taken, before="f")
    assert list(tree) == ["z", "b", "g", "f"]
    document = Document(Path("x.yaml"), tree)
    assert document.mark(("z",)) == (1, 1)
    assert document.mark(("g",)) == (3, 3)
    assert document.mark(("g", "e")) == (3, 13)
    assert document.mark(("f",)) == (4, 1)


def test_renaming_to_a_key_that_is_there_changes_nothing() -> None:
    tree = tree_of("a: 1\nb: 2\n")
    rename(tree, "a", "b")
    assert tree == {"a": "1", "b": "2"}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_place_of_an_upgraded_tree_is_a_place_of_the_file(path: Path) -> None:
    document = load_document(path)
    assert isinstance(document.tree, MarkedDict)
    before = {document.mark(key) for key, _ in nodes(document.tree)} | {document.mark(())}
    upgrade(document.tree, "study")
    assert {document.mark(key) for key, _ in nodes(document.tree)} <= before


DECIDED = """\
id: a
adjudications:
  - fact: regimen
    use: b
    settles:
      - 35 h v 5 h
      - 7 v 1 v 35 h
    because: c
answers:
  - {code: KE305, source: b, because: d}
judgements:
  - {question: benefit, step: down, reason: imprecision, because: e}
"""


def test_three_kinds_of_decisions_become_one_and_stay_where_they_are() -> None:
    tree = tree_of(DECIDED)
    assert upgrade(tree, "study") == ""
    assert tree["decisions"] == [
        {"what": "regimen", "values": ["35 h", "5 h", "7", "1"], "use": "b", "why": "c"},
        {"what": "level.benefit", "step": "down", "reason": "imprecision", "why": "e"},
        {"what": "KE305/b", "why": "d"},
    ]
    document = Document(Path("x.yaml"), tree)
    assert document.mark(("decisions",)) == (2, 1)
    assert document.mark(("decisions", 0, "values", 2)) == (7, 9)
    assert document.mark(("decisions", 0, "why")) == (8, 5)
    assert document.mark(("decisions", 1, "reason")) == (12, 37)
    assert document.mark(("decisions", 2, "what")) == (10, 6)


SHAPES: tuple[Any, ...] = (
    "",
    "x",
    "a v b",
    [],
    {},
    [[]],
    ["x", {}],
    {"value": "x"},
    {"items": "x"},
)


MANY = 400
"""Values of a record above which not each of them takes every shape."""


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_no_shape_of_any_value_makes_the_upgrade_raise(path: Path, shape: Any) -> None:
    document = load_document(path)
    tree: Any = document.tree
    stored = pickle.dumps(tree)  # read back ten times as fast as copied
    keys = [key for key, _ in nodes(tree)]
    if len(keys) > MANY:  # of a long record each value takes one of the shapes
        keys = keys[SHAPES.index(shape) :: len(SHAPES)]
    for key in keys:
        for kind in STEPS:
            mutant = pickle.loads(stored)
            node = mutant
            for part in key[:-1]:
                node = node[part]
            node[key[-1]] = shape
            assert upgrade(mutant, kind) == "" or key == ("format",)
