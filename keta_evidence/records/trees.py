"""What a record is as read: mappings, lists and texts, each key and item with its place in the
file.

The places stay with the nodes, so that a part of a tree that is moved or renamed (``upgrade``)
keeps them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from keta_evidence.diagnostics import quoted

Tree = dict[str, "Tree"] | list["Tree"] | str
KeyPath = tuple[str | int, ...]


class YamlMark(Protocol):
    """Where a node stands, as the YAML reader says it: line and column, both from 0."""

    line: int
    column: int


_PLAIN_KEY = re.compile(r"[\w-]+")
_SHORT_FORMS = ("value", "items", "missing", "name")


class MarkedDict(dict[str, Tree]):
    """A mapping with its own place and that of each of its keys."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: YamlMark | None = None) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[str, YamlMark] = {}


class MarkedList(list[Tree]):
    """A list with its own place and that of each of its items."""

    __slots__ = ("mark", "marks")

    def __init__(self, mark: YamlMark | None = None) -> None:
        super().__init__()
        self.mark = mark
        self.marks: dict[int, YamlMark] = {}


def key_text(key: KeyPath) -> str:
    """``reports[0].regimen.session``: a key path as people write it."""
    return "".join(map(_step_text, key)).removeprefix(".")


def _step_text(part: str | int) -> str:
    """One step of a key path. A key that is not a plain word is quoted, so that a message stays on
    one line.
    """
    if isinstance(part, int):
        return f"[{part}]"
    if _PLAIN_KEY.fullmatch(part):
        return f".{part}"
    return f"[{quoted(part)}]"


def child_of(tree: Any, part: str | int) -> Any:
    """What stands under a key or at an index of a tree; None where there is nothing."""
    if isinstance(tree, dict):
        return tree.get(part)
    if isinstance(tree, list) and isinstance(part, int) and part < len(tree):
        return tree[part]
    return None


def place_of(tree: Tree | None, key: KeyPath) -> tuple[int, int] | None:
    """Line and column, both from 1, of a key, or of its nearest ancestor that has a place; None
    where no node of the tree has.
    """
    node: Any = tree
    found: YamlMark | None = getattr(tree, "mark", None)
    for part in key:
        child = child_of(node, part)
        if child is None:
            break
        found = getattr(node, "marks", {}).get(part) or getattr(child, "mark", None) or found
        node = child
    if found is None:
        return None
    return found.line + 1, found.column + 1


def typed_key(tree: Tree | None, key: KeyPath) -> KeyPath:
    """A key path as it stands in the file: value, items and missing are left out where the short
    form was typed.
    """
    node: Any = tree
    done: list[str | int] = []
    for part in key:
        child = child_of(node, part)
        if child is None and part in _SHORT_FORMS:
            continue
        done.append(part)
        node = child
    return tuple(done)


def plain(tree: Any) -> Any:
    """A copy of a tree without places."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(item) for item in tree]
    return tree


def nodes(tree: Any, key: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every key and item of a tree with what stands there, in the order of the tree."""
    children: Any = ()
    if isinstance(tree, dict):
        children = tree.items()
    elif isinstance(tree, list):
        children = enumerate(tree)
    for part, child in children:
        yield (*key, part), child
        yield from nodes(child, (*key, part))


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out of a mapping: the value, the place of its key, comments around it."""

    value: Any
    mark: YamlMark | None = None
    comments: Any = None


def take(node: dict[str, Any], key: str) -> Taken | None:
    """Take a key out of a mapping; None where it is not there."""
    if key not in node:
        return None
    comments = node.ca.items.pop(key, None) if hasattr(node, "ca") else None
    mark = node.marks.pop(key, None) if isinstance(node, MarkedDict) else None
    return Taken(node.pop(key), mark, comments)


def put(
    node: dict[str, Any], key: str, value: Any, *, like: Taken | None = None, before: str = ""
) -> None:
    """Put a value under a key that is not there yet.

    ``like`` gives it the place and the comments of what was taken elsewhere. ``before`` names keys,
    parted by blanks: the new one goes before the first of them that is there, else to the end.
    """
    later = before.split()
    following = [name for name in node if name in later]
    rest = []
    if following:
        names = list(node)
        rest = [(name, take(node, name)) for name in names[names.index(following[0]) :]]
    _append(node, key, value, like)
    if like is not None and like.comments is not None and hasattr(node, "fa"):
        node.fa.set_block_style()  # a comment ends its line, and braces with it would not read well
    for name, taken in rest:
        assert taken is not None
        _append(node, name, taken.value, taken)


def rename(node: dict[str, Any], old: str, new: str) -> None:
    """Give a key another name where it stands. Nothing happens where it is not there, or the new
    name is.
    """
    if old not in node or new in node:
        return
    names = list(node)
    rest = [(name, take(node, name)) for name in names[names.index(old) :]]
    for name, taken in rest:
        assert taken is not None
        _append(node, new if name == old else name, taken.value, taken)


def _append(node: dict[str, Any], key: str, value: Any, like: Taken | None) -> None:
    node[key] = value
    if like is None:
        return
    if isinstance(node, MarkedDict) and like.mark is not None:
        node.marks[key] = like.mark
    if like.comments is not None and hasattr(node, "ca"):
        node.ca.items[key] = like.comments


def fresh_map(like: Any) -> dict[str, Any]:
    """An empty mapping for the tree of ``like``, at its place."""
    if isinstance(like, MarkedDict | MarkedList):
        return MarkedDict(like.mark)
    made: dict[str, Any] = {}
    if isinstance(like, dict) and hasattr(like, "fa"):  # of ruamel.yaml: it can hold comments
        made = type(like)()
        made.fa.set_flow_style()  # type: ignore[attr-defined]
    return made


def fresh_list(like: Any) -> list[Any]:
    """An empty list for the tree of ``like``, at its place."""
    return MarkedList(like.mark) if isinstance(like, MarkedDict | MarkedList) else []


def mappings(tree: Any, *path: str) -> Iterator[dict[str, Any]]:
    """The mappings that stand under a path of keys, lists looked through; ``items`` of a list's
    long form too.

    ``mappings(study, "reports", "relief")`` are all relief entries. What has another shape is
    passed over.
    """
    if isinstance(tree, list):
        for item in tree:
            yield from mappings(item, *path)
    elif isinstance(tree, dict):
        if path:
            child = tree.get(path[0])
            if isinstance(child, dict) and isinstance(child.get("items"), list):
                child = child["items"]
            yield from mappings(child, *path[1:])
        else:
            yield tree


def entries(node: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """The mappings of a list under a key, in its short or long form; none where the list is said to
    be missing.
    """
    listed = node.get(key)
    if isinstance(listed, dict):
        listed = listed.get("items")
    if isinstance(listed, list):
        yield from (item for item in listed if isinstance(item, dict))


def texts_of(tree: Tree | None, key: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:
    """Every text of a tree with its key, in the order of the file."""
    if isinstance(tree, str):
        yield key, tree
    elif isinstance(tree, dict):
        for name, value in tree.items():
            yield from texts_of(value, (*key, name))
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from texts_of(value, (*key, place))
