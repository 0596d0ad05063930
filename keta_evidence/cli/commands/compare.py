"""``compare``: studies side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.context import Session
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.formats import TableFormat
from keta_evidence.query.request import check_columns
from keta_evidence.tables.compare import COMPARED, compare

COMPARE_SCHEMA = "keta-evidence/compare/1"


def compare_command(
    session: Session,
    studies: options.StudyIds,
    fold: Annotated[
        bool, typer.Option("--fold", help="Leave out what is the same in all.")
    ] = False,
    source: options.SourceKey = None,
    columns: options.ColumnNames = None,
    weight: options.Weight = None,
    question: options.QuestionAsked = Question.BENEFIT,
    scheme: options.Ladder = Scheme.OCEBM_2011,
    form: options.TableFormatOption = TableFormat.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Put studies side by side in the same units.

    Marks what differs, and says what makes them not like for like.
    """
    if len(set(studies)) < 2:
        raise UsageError("compare needs at least two studies", "`keta-evidence show ID` shows one")
    rows = tuple(session.row(study) for study in dict.fromkeys(studies))
    names = check_columns(columns.split(","), "--columns: ") if columns else COMPARED
    session.emit_table(compare(rows, names, session.asked, fold), COMPARE_SCHEMA)
