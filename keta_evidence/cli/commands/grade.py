"""``grade``: evidence levels, step by step."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.completion import complete_study
from keta_evidence.cli.context import Session
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.audit import render_levels


def grade_command(
    session: Session,
    studies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]",
            help="Study ids; without one, all studies.",
            autocompletion=complete_study,
        ),
    ] = None,
    question: options.QuestionAsked = Question.BENEFIT,
    scheme: options.Ladder = Scheme.OCEBM_2011,
    source: options.SourceKey = None,
) -> None:
    """Derive the evidence level of studies, step by step.

    Levels are not recommendations.
    """
    ids = studies or session.library.records
    session.emit_prose(render_levels(session.row(study) for study in ids))
