"""Trees of an older record format → trees of the present one, in place, one module a concern.

The same functions serve reading (trees with places) and ``migrate`` (trees with comments and
layout). They take what they know and leave anything else where it is, so that a wrong file is found
wrong by the format itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keta_evidence.records.trees import put
from keta_evidence.records.upgrade.arms import upgrade_arms
from keta_evidence.records.upgrade.citations import upgrade_citation
from keta_evidence.records.upgrade.claims import upgrade_claims
from keta_evidence.records.upgrade.decisions import upgrade_decisions
from keta_evidence.records.upgrade.relief import upgrade_relief
from keta_evidence.records.upgrade.sources import upgrade_sources
from keta_evidence.records.upgrade.statistics import upgrade_figures, upgrade_outcomes

FORMAT = "2"
"""The record format of this program; a file without ``format`` is of format 1."""

Step = Callable[[dict[str, Any]], None]
STEPS: dict[str, tuple[Step, ...]] = {
    "study": (
        upgrade_citation,
        upgrade_sources,
        upgrade_decisions,
        upgrade_arms,
        upgrade_relief,
        upgrade_outcomes,
    ),
    "overview": (upgrade_citation, upgrade_sources, upgrade_decisions, upgrade_figures),
    "claims": (upgrade_decisions, upgrade_claims),
    "source": (upgrade_citation,),
    "vocabulary": (),
}
"""Kind of file → what brings it from format 1 to format 2, in order."""


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
    for step in STEPS[kind]:
        step(tree)
    put(tree, "format", FORMAT, before=" ".join(tree))
    return ""
