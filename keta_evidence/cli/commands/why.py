"""``why``: how a value came about."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.completion import complete_columns
from keta_evidence.cli.context import Session
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.audit import render_why
from keta_evidence.export.overviews import render_figures
from keta_evidence.query.request import check_columns
from keta_evidence.records.model import Overview


def why_command(
    session: Session,
    study: options.StudyId,
    column: Annotated[
        str | None,
        typer.Argument(
            metavar="[COLUMN]",
            help="Column, or what a figure of a survey is of; without one, all.",
            autocompletion=complete_columns,
        ),
    ] = None,
    source: options.SourceKey = None,
    weight: options.Weight = None,
    question: options.QuestionAsked = Question.BENEFIT,
    scheme: options.Ladder = Scheme.OCEBM_2011,
) -> None:
    """Say why a value is what it is.

    Formula with numbers, printed figures, locators, other documents, readers.
    """
    overview = session.overview(study)
    if overview is not None:
        figures = _figure_names(overview, source, column)
        session.emit_prose(render_figures(session.library, overview, source, figures))
        return
    row = session.row(study)
    names = tuple(COLUMNS) if column is None else check_columns([column])
    session.emit_prose(render_why(row, [COLUMNS[name] for name in names]))


def _figure_names(overview: Overview, source: str | None, wanted: str | None) -> tuple[str, ...]:
    """What the figures of an overview are of, or the one asked for.

    Raises UsageError with a suggestion.
    """
    reports = [report for report in overview.reports if source in (None, report.source)]
    names = tuple(dict.fromkeys(figure.what for report in reports for figure in report.figures))
    if wanted is None:
        return names
    if wanted not in names:
        hint = suggestion(wanted, names) or f"`keta-evidence show {overview.id}`"
        raise UsageError(f"no figure {wanted!r} of {overview.id}", hint)
    return (wanted,)
