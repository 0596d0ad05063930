"""YAML text → plain trees with marks. The one module that imports yaml.

Every scalar stays the text that was typed, so nothing is read as a bool, a base-60 number or an
octal. What another YAML reader would take for something else is refused, as are duplicate keys,
anchors, aliases, tags and further documents.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from keta_evidence.diagnostics import CODES, Problem, Severity, quoted
from keta_evidence.records.trees import (
    KeyPath,
    MarkedDict,
    MarkedList,
    Tree,
    key_text,
    place_of,
    typed_key,
)

MAX_BYTES = 1_000_000
"""Larger than any record by a factor of fifty: beyond it the file is something else."""
MAX_DEPTH = 40
"""Deeper than any record by a factor of three. YAML's C parser crashes the interpreter where
nesting has no limit.
"""
MAX_TEXT = 1000
"""Longer than any text of a record. Numbers of thousands of digits would also be more than Python
converts.
"""


LineColumn = tuple[int, int]
"""Line and column, both from 1."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes nodes without guessing what a scalar is: nothing here asks, and the guess took half
    of the time.
    """

    def resolve(self, kind: type, value: object, implicit: object) -> str:
        """One tag for each kind of node."""
        return _TAGS[kind]


_TAGS: dict[type, str] = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}
_TRAP = re.compile(
    r"""
      (?i: y | n | yes | no | on | off | true | false )
    | [-+]? [0-9] [0-9_]*+ (?: : [0-5]? [0-9] )++ (?: \. [0-9_]* )?     # 4:30, to the base 60
    | [-+]? 0 [0-9_]+                                                   # 010, octal
    | 0 [xob] [0-9a-fA-F_]+
    | [-+]? [0-9]++ _ [0-9_]*                                           # 1_000
    | [-+]? (?: [0-9]++ \.? [0-9]*+ | \. [0-9]++ ) [eE] [-+]? [0-9]+     # 1e5
    | [-+]? \. (?i: inf )
    | \. (?i: nan )
    """,
    re.VERBOSE,
)
_LAST_ZERO = re.compile(r"[-+]?\d*+\.\d*0", re.ASCII)
"""7.70, which others read as 7.7: the figure is the same, so it is only asked about."""
_LAST_ZERO_DROPPED = replace(CODES["KE005"], severity=Severity.WARNING)
_LINE_BREAK = re.compile(r"\r\n | [\n\r\x85\u2028\u2029]", re.VERBOSE)
_EMPTY = re.compile(r"~|(?i:null)|")
_FEW_BRACKETS = 1000
_DEEP_BLOCK = re.compile(rf"^ [ \t?:-]{{{MAX_DEPTH},}}", re.MULTILINE | re.VERBOSE)


@dataclass(frozen=True)
class Document:
    """One file as read: its tree (``None`` if it could not be read) and what is wrong with it."""

    path: Path
    tree: Tree | None
    problems: tuple[Problem, ...] = ()

    def typed(self, key: KeyPath) -> KeyPath:
        """The key path as it stands in the file: value, items and missing are left out of short
        forms.
        """
        return typed_key(self.tree, key)

    def mark(self, key: KeyPath) -> LineColumn:
        """Line and column of a key, or of its nearest ancestor that is there."""
        return place_of(self.tree, key) or (1, 1)

    def problem(self, code: str, key: KeyPath, what: str, found: str = "") -> Problem:
        """A finding at a key of this file."""
        key = self.typed(key)
        line, column = self.mark(key)
        return Problem(self.path, line, column, CODES[code], key_text(key), what, found)


def is_trap(text: str) -> bool:
    """Whether a text without quotes would be taken for something else, or for nothing, by other
    YAML readers.
    """
    return any(pattern.fullmatch(text) for pattern in (_TRAP, _EMPTY, _LAST_ZERO))


def load_document(path: Path) -> Document:  # noqa: PLR0911 - one for each way of being unreadable
    """Read one YAML file. Whatever is wrong becomes a problem of the document; nothing is raised
    for bad data.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe would wait for ever
            return _unreadable(path, "not a file")
        size = status.st_size
        raw = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        return _unreadable(path, f"cannot be read: {error.strerror or error}")
    if size > MAX_BYTES:
        return _unreadable(
            path, f"larger than {MAX_BYTES:,} bytes: not a record", f"{size:,} bytes"
        )
    if raw.startswith(b"\xef\xbb\xbf"):
        return _unreadable(path, "starts with a byte order mark")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _unreadable(
            path, "not UTF-8 text", f"byte 0x{raw[error.start]:02x}", raw, error.start
        )
    if "\0" in text:
        return _unreadable(
            path, "holds a NUL byte: a binary file, not text", "", raw, raw.index(b"\0")
        )
    if not text.strip():
        return _unreadable(path, "empty")
    return parse_document(text, path)


def parse_document(text: str, path: Path) -> Document:
    """Compose one YAML text into a tree with marks; ``path`` is only named in problems."""
    builder = _Builder(path, text)
    try:
        _refuse_depth(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        features = _forbidden_features(text, path)
        tree = builder.tree(node, ()) if node is not None and not features else None
    except yaml.YAMLError as error:
        return Document(path, None, (_syntax_problem(path, text, error),))
    if tree is None:
        return Document(
            path,
            None,
            tuple(features) or (Problem(path, 1, 1, CODES["KE001"], "", "holds comments only"),),
        )
    return Document(path, tree, tuple(builder.problems))


def _refuse_depth(text: str) -> None:
    """Raise a YAMLError where the text is nested more deeply than any record. Most texts are told
    by a glance.
    """
    if text.count("[") + text.count("{") <= _FEW_BRACKETS and not _DEEP_BLOCK.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(
            event, yaml.CollectionEndEvent
        )
        if depth > MAX_DEPTH:
            raise _too_deep(event.start_mark)


def _too_deep(mark: Any) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem="nested too deeply to be a record", problem_mark=mark)


def _unreadable(path: Path, what: str, found: str = "", raw: bytes = b"", at: int = 0) -> Document:
    before = raw[:at]
    line, column = (
        before.count(b"\n") + 1,
        len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1,
    )
    return Document(path, None, (Problem(path, line, column, CODES["KE001"], "", what, found),))


def _syntax_problem(path: Path, text: str, error: yaml.YAMLError) -> Problem:
    line, column = _syntax_mark(text, error)
    what = str(
        getattr(error, "problem", None)
        or getattr(error, "reason", None)
        or str(error).splitlines()[0]
    )
    if "another document" in what:
        return Problem(path, line, column, CODES["KE003"], "", "a second document is not allowed")
    if "alias" in what:
        return Problem(
            path,
            line,
            column,
            CODES["KE003"],
            "",
            "anchors and aliases are not allowed",
            what.removeprefix("found "),
        )
    context = getattr(error, "context", None)
    return Problem(
        path, line, column, CODES["KE002"], "", f"{context}, {what}" if context else what
    )


def _syntax_mark(text: str, error: yaml.YAMLError) -> LineColumn:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark:
        return mark.line + 1, mark.column + 1
    character = getattr(
        error, "character", None
    )  # a control character; the C parser counts its place in bytes
    at = text.find(chr(character) if isinstance(character, int) else str(character))
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at) if at >= 0 else 1


def _forbidden_features(text: str, path: Path) -> list[Problem]:
    """Anchors, aliases and tags, one finding for each kind. Looked for as tokens, and only where
    their signs occur at all.
    """
    if not any(sign in text for sign in "&*!"):
        return []
    kinds = {
        yaml.AnchorToken: "anchors and aliases",
        yaml.AliasToken: "anchors and aliases",
        yaml.TagToken: "tags",
    }
    places: dict[str, list[LineColumn]] = {}
    for token in yaml.scan(text, Loader=_Loader):
        if type(token) in kinds:
            places.setdefault(kinds[type(token)], []).append(
                (token.start_mark.line + 1, token.start_mark.column + 1)
            )
    return [
        Problem(
            path,
            *marks[0],
            CODES["KE003"],
            "",
            f"{kind} are not allowed",
            _lines_text(line for line, _ in marks),
        )
        for kind, marks in places.items()
    ]


def _lines_text(lines: Iterable[int]) -> str:
    """``on lines 3, 7, 12``, each once; no more than ten are named."""
    each = sorted(set(lines))
    named = ", ".join(map(str, each[:10]))
    if len(each) > 10:
        named += f" and {len(each) - 10} more"
    return f"on lines {named}" if len(each) > 1 else f"on line {named}"


class _Builder:
    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = _LINE_BREAK.split(text) if " #" in text else []
        self.problems: list[Problem] = []

    def tree(self, node: yaml.Node, key: KeyPath) -> Tree:
        if isinstance(node, yaml.ScalarNode):
            return self._text(node, key)
        if len(key) >= MAX_DEPTH:
            raise _too_deep(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        assert isinstance(node, yaml.SequenceNode)
        return self._list(node, key)

    def _text(self, node: yaml.ScalarNode, key: KeyPath) -> str:
        if len(node.value) > MAX_TEXT:
            what = f"a text of {len(node.value):,} characters, {MAX_TEXT:,} at most"
            self._add("KE109", node, key, what)
        elif not node.style:  # plain: None from the Python parser, "" from the C one
            self._check_plain(node, key)
        return str(node.value)[:MAX_TEXT]

    def _list(self, node: yaml.SequenceNode, key: KeyPath) -> MarkedList:
        result = MarkedList(node.start_mark)
        for index, item in enumerate(node.value):
            result.append(self.tree(item, (*key, index)))
            result.marks[index] = item.start_mark
        return result

    def _mapping(self, node: yaml.MappingNode, key: KeyPath) -> MarkedDict:
        result = MarkedDict(node.start_mark)
        for name_node, value_node in node.value:
            if not isinstance(name_node, yaml.ScalarNode):
                self._add("KE103", name_node, key, "a key must be a plain word")
                continue
            name = str(name_node.value)
            child = (*key, name)
            if name in result:
                what = f"the key stands twice; first on line {result.marks[name].line + 1}"
                self._add("KE004", name_node, child, what, quoted(name))
                continue
            result[name] = self.tree(value_node, child)
            result.marks[name] = name_node.start_mark
        return result

    def _check_plain(self, node: yaml.ScalarNode, key: KeyPath) -> None:
        if _EMPTY.fullmatch(node.value):
            self._add("KE006", node, key, "a key without a value")
        elif _TRAP.fullmatch(node.value):
            what = "other YAML readers take this for something else"
            self._add("KE005", node, key, what, quoted(node.value))
        elif _LAST_ZERO.fullmatch(node.value):
            what = "other YAML readers drop the last zero: put the figure in quotes"
            at, found = _mark(node), quoted(node.value)
            self.problems.append(
                Problem(self.path, *at, _LAST_ZERO_DROPPED, key_text(key), what, found)
            )
        elif self.lines:
            self._check_remark(node, key)

    def _check_remark(self, node: yaml.ScalarNode, key: KeyPath) -> None:
        """What follows a text on its line, after a blank and #, is no part of it to any reader."""
        end = node.end_mark
        rest = self.lines[end.line][end.column :].strip()
        if rest.startswith("#"):
            what = "the text ends before the #; what follows is a remark to every reader"
            self._add("KE008", node, key, what, quoted(rest))

    def _add(self, code: str, node: yaml.Node, key: KeyPath, what: str, found: str = "") -> None:
        self.problems.append(
            Problem(self.path, *_mark(node), CODES[code], key_text(key), what, found)
        )


def _mark(node: yaml.Node) -> LineColumn:
    return node.start_mark.line + 1, node.start_mark.column + 1
