"""``overlap``: which document reports which study."""

from __future__ import annotations

from keta_evidence.cli.context import Session
from keta_evidence.export.matrix import render_overlap
from keta_evidence.synthesis.overlap import find_overlap


def overlap_command(session: Session) -> None:
    """Print which document reports which study.

    And the corrected covered area.
    """
    session.emit(render_overlap(find_overlap(session.library)))
