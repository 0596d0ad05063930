"""YAML text → tree with comments and layout → YAML text. The one module that imports ruamel.yaml.

For what rewrites a record: ``migrate`` and ``decide``. Scalars stay the text that was typed, as in
``text.py``, and keep their quotes; a text that came in new is quoted where a reader would take it
for something else.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.emitter import Emitter
from ruamel.yaml.nodes import Node
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.resolver import VersionedResolver

from keta_evidence.records.text import MAX_BYTES, is_trap

_WIDTH = 80
"""Column after which a mapping in braces goes on in the next line."""
_DASH_AT_KEY = re.compile(
    r"""
    ^ [\w-]+ : [ ]* \n   # a key of the file with nothing after it on its line
    - [ ]                # the list under it begins in the same column
    """,
    re.MULTILINE | re.VERBOSE,
)


class _Resolver(VersionedResolver):
    """Takes every scalar for text: nothing becomes a number, and nothing is quoted for looking like
    one.
    """

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """The tag of a node."""
        return super().resolve(kind, value, (False, False))


class _Emitter(Emitter):
    """Breaks lines between the keys of the outermost mapping in braces, and nowhere else."""

    def expect_flow_mapping_key(self) -> None:
        """A further key of a mapping in braces."""
        unbroken = self.best_width
        if self.column > _WIDTH and self.flow_level == 1:
            self.best_width = _WIDTH
        super().expect_flow_mapping_key()
        self.best_width = unbroken


class _Representer(RoundTripRepresenter):
    """Writes each node where it stands, and what came in new in braces or brackets."""

    def ignore_aliases(self, data: Any) -> bool:
        """What occurs twice is written twice."""
        return True


def _new_text(representer: RoundTripRepresenter, data: str) -> Node:
    style = '"' if is_trap(data) else None
    return representer.represent_scalar("tag:yaml.org,2002:str", data, style=style)


def _new_mapping(representer: RoundTripRepresenter, data: dict[str, Any]) -> Node:
    return representer.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


def _new_list(representer: RoundTripRepresenter, data: list[Any]) -> Node:
    in_brackets = not any(isinstance(item, dict) for item in data)
    return representer.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=in_brackets)


_Representer.add_representer(str, _new_text)
_Representer.add_representer(dict, _new_mapping)
_Representer.add_representer(list, _new_list)


def _yaml(text: str) -> YAML:
    yaml = YAML(typ="rt")
    yaml.Resolver = _Resolver
    yaml.Emitter = _Emitter
    yaml.Representer = _Representer
    yaml.preserve_quotes = True
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    yaml.width = MAX_BYTES
    if not _DASH_AT_KEY.search(text):
        yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def read_layout(text: str) -> Any:
    """The tree of a YAML text with its comments and layout. The text must be one that ``text.py``
    reads without a problem.
    """
    return _yaml(text).load(text)


def write_layout(tree: Any, text: str) -> str:
    """A tree as YAML; ``text`` is what it was read from, whose indentation of lists is kept."""
    stream = io.StringIO()
    _yaml(text).dump(tree, stream)
    return stream.getvalue()


def block_map(values: Mapping[str, Any]) -> Any:
    """A new mapping that is written with one key a line."""
    return CommentedMap(values)


def block_list() -> Any:
    """A new list that is written with one item a line."""
    return CommentedSeq()
