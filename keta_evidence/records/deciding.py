"""A decision written into the file of a record, whose comments and layout stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keta_evidence.records.roundtrip import block_list, block_map, read_layout, write_layout


def with_decision(text: str, decision: Mapping[str, Any]) -> str:
    """The YAML text of a file of the present format with one more decision, after those it has.

    ``decision`` has the keys of a decision in their order; what is None or empty is left out.
    """
    tree = read_layout(text)
    given = {key: value for key, value in decision.items() if value not in (None, "", [])}
    decisions = tree.get("decisions")
    if decisions is None:
        tree["decisions"] = decisions = block_list()
    decisions.append(block_map(given))
    return write_layout(tree, text)
