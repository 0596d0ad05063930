"""Claims: what a document cites besides the studies recorded here is shown, and called so."""

from __future__ import annotations

from typing import Any

from keta_evidence.records.trees import entries, rename


def upgrade_claims(claims: dict[str, Any]) -> None:
    """``uncited``, which nothing read, becomes ``also_cites``."""
    for claim in entries(claims, "claims"):
        rename(claim, "uncited", "also_cites")
