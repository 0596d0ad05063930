"""``show``: one study, or one overview, whole."""

from __future__ import annotations

from keta_evidence.cli import options
from keta_evidence.cli.context import Session
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.audit import render_study
from keta_evidence.export.overviews import render_overview


def show_command(
    session: Session,
    study: options.StudyId,
    source: options.SourceKey = None,
    weight: options.Weight = None,
    question: options.QuestionAsked = Question.BENEFIT,
    scheme: options.Ladder = Scheme.OCEBM_2011,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Show one study whole.

    Every value, every step of arithmetic, every printed figure and where it stands.
    """
    overview = session.overview(study)
    if overview is not None:
        session.emit(render_overview(session.library, overview, source))
    else:
        session.emit_prose(render_study(session.row(study)))
