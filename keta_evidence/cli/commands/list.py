"""``list``: studies as a table, or surveys, guidelines and reviews as a table of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.completion import complete_columns
from keta_evidence.cli.context import Session, say_count
from keta_evidence.cli.streams import say
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import MACHINE, PEOPLE
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.formats import TableFormat
from keta_evidence.query.request import Filters, check_columns, sort_rows
from keta_evidence.tables.overviews import overview_table
from keta_evidence.tables.row import Row
from keta_evidence.tables.table import tabulate

LIST_SCHEMA = "keta-evidence/list/1"
OVERVIEWS_SCHEMA = "keta-evidence/overviews/1"
OVERVIEW_KINDS = ("survey", "guideline", "review")
_OF_OVERVIEWS = ("kind", "source", "form", "output", "force", "question", "scheme")
"""Options that mean something for overviews, too."""


def list_command(
    session: Session,
    indication: options.Indications = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="trial, cohort (controlled) or case-series, by design; or survey, guideline, "
            "review, as a table of their own.",
        ),
    ] = None,
    design: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="trial, cohort, case-series, randomised, crossover …"),
    ] = None,
    level: Annotated[
        list[str] | None, typer.Option(metavar="LEVEL", help="Evidence level.")
    ] = None,
    setting: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="inpatient, outpatient, intensive care …"),
    ] = None,
    enantiomer: Annotated[
        list[str] | None, typer.Option(metavar="WORD", help=options.ENANTIOMER_HELP)
    ] = None,
    source: options.SourceKey = None,
    search: Annotated[
        str | None,
        typer.Option(
            "--search", metavar="TEXT", help="Words in title, authors, outcomes, adverse events …"
        ),
    ] = None,
    where: options.Where = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="arm", help="One row an arm instead of one a study."),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="NAMES",
            help="Fields or columns to sort by, joined by commas; -name: descending.",
            autocompletion=complete_columns,
        ),
    ] = None,
    columns: options.ColumnNames = None,
    weight: options.Weight = None,
    question: options.QuestionAsked = Question.BENEFIT,
    scheme: options.Ladder = Scheme.OCEBM_2011,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with 1 while a discrepancy of a study listed is open."),
    ] = False,
    form: options.TableFormatOption = TableFormat.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """List studies as a table.

    Design, participants, infusion, total dose, duration of relief, evidence level and more.
    """
    if kind and any(word in OVERVIEW_KINDS for word in kind):
        _list_overviews(session, kind)
        return
    if by not in (None, "arm"):
        raise UsageError(f"--by: no {by!r}", "only --by arm")
    filters = Filters(
        tuple(indication or ()),
        tuple(kind or ()),
        tuple(design or ()),
        tuple(level or ()),
        tuple(setting or ()),
        tuple(enantiomer or ()),
        search,
        where,
    )
    names = MACHINE if form.is_for_machines else PEOPLE
    if columns is not None:
        names = check_columns(columns.split(","), "--columns: ")
    selection = session.select(filters, by_arm=by == "arm")
    rows = selection.kept
    if sort is not None:
        rows = sort_rows(rows, sort.split(","))
    table = tabulate(rows, session.settings, names, session.asked, selection)
    session.emit_table(table, LIST_SCHEMA)
    say_count(selection, "arms" if by else "studies")
    if strict:
        _refuse_disputes(rows)


def _refuse_disputes(rows: Iterable[Row]) -> None:
    """Exit with 1 if documents differ on a row and nobody has decided."""
    disputed = [row.id for row in rows if row.open_discrepancies]
    if disputed:
        say(f"{len(disputed)} with open discrepancies: {', '.join(disputed)}")
        raise typer.Exit(1)


def _list_overviews(session: Session, kinds: list[str]) -> None:
    """List surveys, guidelines or reviews: clinics and participants share no table with studies.

    Raises UsageError for a mixture, and for an option that asks of studies what these do not have.
    """
    if not all(kind in OVERVIEW_KINDS for kind in kinds):
        raise UsageError(
            "--kind: studies and overviews share no table",
            f"ask for {' and '.join(OVERVIEW_KINDS)} on their own",
        )
    for name in session.given():
        if name not in _OF_OVERVIEWS:
            raise UsageError(
                f"--{name} asks of studies; surveys, guidelines and reviews do not have it",
                "leave it out, or ask for studies",
            )
    table = overview_table(
        session.library,
        kinds,
        session.settings,
        session.asked,
        figures=session.form.is_for_machines,
    )
    session.emit_table(table, OVERVIEWS_SCHEMA)
    say(
        f"{len(table.rows)} of {len(session.library.overviews)} overviews; "
        "`keta-evidence show ID` shows every figure"
    )
