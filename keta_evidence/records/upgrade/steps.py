"""What brings each kind of file from format 1 to format 2; imported where such a file is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keta_evidence.records.upgrade.arms import upgrade_arms
from keta_evidence.records.upgrade.citations import upgrade_citation
from keta_evidence.records.upgrade.claims import upgrade_claims
from keta_evidence.records.upgrade.decisions import upgrade_decisions
from keta_evidence.records.upgrade.relief import upgrade_relief
from keta_evidence.records.upgrade.sources import upgrade_sources
from keta_evidence.records.upgrade.statistics import upgrade_figures, upgrade_outcomes

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
