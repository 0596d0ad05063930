"""Files of an older record format → the same files in the present one, comments and layout kept as far as can be."""

from __future__ import annotations

from keta_evidence.records.roundtrip import read_layout, write_layout
from keta_evidence.records.upgrade import FORMAT, upgrade


def migrated_text(text: str, kind: str) -> str:
    """The YAML text of a sound file in the present format; unchanged where it is in it already."""
    tree = read_layout(text)
    if tree.get("format") == FORMAT:
        return text
    upgrade(tree, kind)
    return write_layout(tree, text)
