"""From plain trees to frozen dataclasses, by the types of their fields, with every problem at its
place.

The record format is declared once, as dataclasses (``model.py``) whose leaves (``leaves.py``) know
how to parse themselves. This module builds records from those declarations; ``schema.py`` publishes
them as JSON Schema.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import itertools
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, dataclass_transform

from keta_evidence.diagnostics import Problem, quoted, suggestion
from keta_evidence.records.filling import fill_in
from keta_evidence.records.text import Document
from keta_evidence.records.trees import KeyPath, Tree
from keta_evidence.records.upgrade import upgrade


class LeafError(ValueError):
    """A text that is not what its key asks for: the code of the finding, and what is wrong."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code
        self.what = what


@dataclass(frozen=True, eq=False)
class Leaf:
    """How a plain text becomes a value, what it is called, and the JSON Schema of what may be
    typed.
    """

    name: str
    parse: Callable[[str], Any]
    schema: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Doc:
    """Description and example of a key, for the data dictionary and the JSON Schema.

    ``elsewhere`` says that the key may be left out where another entry says it, which is filled in
    on reading.
    """

    description: str
    example: Any = None
    elsewhere: bool = False


class Entry:
    """What every mapping of a record has in common: keys given by name, nothing changed afterwards.

    Entries are dataclasses for their fields only. Generating a constructor, a comparison and a
    representation for each of them took a tenth of the time of a whole ``list``.
    """

    hyphenated = frozenset[str]()  # names of attributes whose keys have hyphens
    short_key = ""  # the key that the short form stands for

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({values})"

    @staticmethod
    def short(tree: Tree) -> Tree:
        """The full mapping for a short way of typing the entry; here there is none."""
        return tree

    def faults(self) -> Iterator[tuple[str, str]]:
        """Code and message of each rule that holds between the keys of this entry and is broken."""
        yield from ()


@dataclass_transform(frozen_default=True, kw_only_default=True)
def entry(cls: type[Any]) -> type[Any]:
    """Class decorator: a frozen, keyword-only record entry."""
    return dataclass(kw_only=True, init=False, eq=False, repr=False)(cls)


class _Invalid:
    """What a value that could not be built is replaced by; never leaves this module."""


_MANY = 200
"""Findings after which a file is taken for another kind of file, not for one with typing errors."""
_INVALID: Final = _Invalid()
_Plan = Callable[["_Build", Tree, KeyPath], Any]


def build_entry(
    type_: Any, document: Document, shared: Mapping[str, Any] | None = None
) -> tuple[Any | None, tuple[Problem, ...]]:
    """The document's tree as an instance of ``type_``, or ``None``, and every problem found.

    Where ``type_`` is that of a whole file, its tree is first brought to the present format, and
    what its sources say once is filled in; ``shared`` are the trees of the folder's source files by
    id.
    """
    if document.tree is None:
        return None, document.problems
    build = _Build(document)
    kind = getattr(type_, "file_kind", None)
    if kind is not None and isinstance(document.tree, dict):
        newer = upgrade(document.tree, kind)
        if newer:
            build.add("KE007", ("format",), newer, quoted(document.tree["format"]))
            return None, (*document.problems, *build.problems)
        fill_in(document.tree, shared or {})
    value = _plan(type_)(build, document.tree, ())
    problems = (*document.problems, *build.problems)
    return (None if value is _INVALID else value), problems


class _Build:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def add(self, code: str, key: KeyPath, what: str, found: str = "") -> _Invalid:
        self.problems.append(self.document.problem(code, key, what, found))
        return _INVALID

    def no_such_key(self, name: str, known: Iterable[str]) -> str:
        """What is wrong with an unknown key; near ones are looked for while there is hope of a
        typing error.
        """
        hint = suggestion(name, known) if len(self.problems) < _MANY else ""
        return f"no such key here ({hint})" if hint else "no such key here"

    def check_order(self, tree: dict[str, Tree], key: KeyPath, rank: Mapping[str, int]) -> None:
        """Ask for the keys of an entry in canonical order; those that an upgrade put in have no
        place in the file.
        """
        typed = [name for name in tree if name in rank and name in getattr(tree, "marks", tree)]
        ordered = sorted(typed, key=rank.__getitem__)
        if typed != ordered:
            late = next(name for one, name in itertools.pairwise(typed) if rank[name] < rank[one])
            self.add("KE113", (*key, late), f"keys are out of order: {', '.join(ordered)}")


@functools.cache
def _plan(type_: Any) -> _Plan:
    origin = typing.get_origin(type_)
    if origin is typing.Annotated:
        leaf = leaf_of(type_)
        return _leaf_plan(leaf) if leaf else _plan(type_.__origin__)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (arg for arg in typing.get_args(type_) if arg is not type(None))
        return _plan(inner)
    if origin is Literal:
        return _word_plan(typing.get_args(type_))
    if origin is tuple:
        return _list_plan(_plan(typing.get_args(type_)[0]))
    return _mapping_plan(type_)


def _leaf_plan(leaf: Leaf) -> _Plan:
    def plan(build: _Build, tree: Tree, key: KeyPath) -> Any:
        if not isinstance(tree, str):
            return build.add("KE103", key, "a plain value belongs here", _shape(tree))
        try:
            return leaf.parse(tree)
        except LeafError as error:
            return build.add(error.code, key, error.what, quoted(tree))

    return plan


def _word_plan(words: tuple[str, ...]) -> _Plan:
    def plan(build: _Build, tree: Tree, key: KeyPath) -> Any:
        if isinstance(tree, str) and tree in words:
            return tree
        if not isinstance(tree, str):
            return build.add("KE103", key, "a word belongs here", _shape(tree))
        hint = suggestion(tree, words)
        return build.add(
            "KE104",
            key,
            f"one of {', '.join(words)} belongs here" + (f" ({hint})" if hint else ""),
            quoted(tree),
        )

    return plan


def _list_plan(inner: _Plan) -> _Plan:
    def plan(build: _Build, tree: Tree, key: KeyPath) -> Any:
        if not isinstance(tree, list):
            return build.add("KE103", key, "a list belongs here", _shape(tree))
        values = [inner(build, item, (*key, index)) for index, item in enumerate(tree)]
        return _INVALID if any(value is _INVALID for value in values) else tuple(values)

    return plan


def _mapping_plan(type_: Any) -> _Plan:
    cls: type[Any] = typing.get_origin(type_) or type_
    keys = entry_fields(type_)
    plans = {name: _plan(hint) for name, hint in keys.items()}
    required = required_keys(cls)
    rank = {name: place for place, name in enumerate(keys)}

    def plan(build: _Build, tree: Tree, key: KeyPath) -> Any:
        tree = cls.short(tree)
        if not isinstance(tree, dict):
            return build.add("KE103", key, "a mapping belongs here", _shape(tree))
        values: dict[str, Any] = {}
        for name, item in tree.items():
            if name in plans:
                values[name.replace("-", "_")] = plans[name](build, item, (*key, name))
            else:
                build.add("KE101", (*key, name), build.no_such_key(name, plans), quoted(name))
        for name in required:
            if name not in tree:
                build.add("KE102", key, f"{name} is missing")
                values[name] = _INVALID
        build.check_order(tree, key, rank)
        if any(value is _INVALID for value in values.values()):
            return _INVALID
        value = cls(**values)
        for code, what in value.faults():
            build.add(code, key, what)
        return value

    return plan


def leaf_of(type_: Any) -> Leaf | None:
    """How the text under an annotated key is read; ``None`` where an entry or a list belongs."""
    return next((extra for extra in type_.__metadata__ if isinstance(extra, Leaf)), None)


def entry_fields(type_: Any) -> dict[str, Any]:
    """Key → type of an entry in canonical order: the keys of the class itself, then those it
    inherits.
    """
    cls: type[Any] = typing.get_origin(type_) or type_
    names = vars(cls).get("__parameters__", ())
    parameters = dict(zip(names, typing.get_args(type_), strict=False))
    hints: dict[str, Any] = {}
    for klass in cls.__mro__:
        hints = {
            **hints,
            **{
                name: hint
                for name, hint in inspect.get_annotations(klass).items()
                if name not in hints
            },
        }
    return {_spelled(cls, name): _substitute(hint, parameters) for name, hint in hints.items()}


def required_keys(cls: type[Any]) -> list[str]:
    """The keys of an entry that have no default."""
    fields = dataclasses.fields(cls)
    return [_spelled(cls, f.name) for f in fields if f.default is dataclasses.MISSING]


def _spelled(cls: type[Any], name: str) -> str:
    """The key of an attribute: its name, or with hyphens where the class says so."""
    return name.replace("_", "-") if name in cls.hyphenated else name


def _substitute(hint: Any, parameters: dict[Any, Any]) -> Any:
    if isinstance(hint, TypeVar):
        return parameters[hint]
    if typing.get_origin(hint) is typing.Annotated:
        inner = _substitute(hint.__origin__, parameters)
        return typing.Annotated[(inner, *hint.__metadata__)]
    if typing.get_origin(hint) is not None and getattr(hint, "__parameters__", None):
        return hint[tuple(parameters[parameter] for parameter in hint.__parameters__)]
    return hint


def _shape(tree: Tree) -> str:
    if isinstance(tree, dict):
        return "a mapping"
    if isinstance(tree, list):
        return "a list"
    return quoted(tree)
