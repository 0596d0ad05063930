"""Trees of an older record format → trees of the present one, in place, one module a concern.

The same functions serve reading (trees with places) and ``migrate`` (trees with comments and
layout). They take what they know and leave anything else where it is, so that a wrong file is found
wrong by the format itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from keta_evidence.records.trees import put

FORMAT = "2"
"""The record format of this program; a file without ``format`` is of format 1."""


def upgrade(tree: dict[str, Any], kind: str) -> str:
    """Bring the tree of a whole file to the present format, in place.

    ``kind`` is study, overview, claims, source or vocabulary. Comes back "" or, where the file is
    of a format that this program does not know, in which case nothing is changed, what is wrong
    with it.
    """
    format_ = tree.get("format", "1")
    if format_ == FORMAT:
        return ""
    if format_ != "1":
        known = f"this program reads formats 1 and {FORMAT}"
        if isinstance(format_, str) and format_.isdecimal() and int(format_) > int(FORMAT):
            return f"a newer record format; {known}"
        return f"no such record format; {known}"
    tree.pop("format", None)
    for step in import_module("keta_evidence.records.upgrade.steps").STEPS[kind]:
        step(tree)
    put(tree, "format", FORMAT, before=" ".join(tree))
    return ""
