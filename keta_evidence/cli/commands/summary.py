"""``summary``: studies summed up in groups."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.context import Session
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.evidence.routes import ANY_ROUTE
from keta_evidence.export.formats import TableFormat
from keta_evidence.synthesis.methods import methods_text
from keta_evidence.synthesis.near import read_route
from keta_evidence.synthesis.summary import summarise
from keta_evidence.synthesis.summary_table import summary_table

SUMMARY_SCHEMA = "keta-evidence/summary/1"


def summary_command(
    session: Session,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="Group by indication (its broad group, or indication:narrow), setting, design, "
            "level or duration-band.",
        ),
    ] = None,
    methods: Annotated[
        bool,
        typer.Option(
            "--methods", help="Write the paragraph on methods instead (PRISMA 2020, SWiM)."
        ),
    ] = False,
    indication: options.Indications = None,
    route: Annotated[
        str | None,
        typer.Option(
            "--route",
            metavar="WORD",
            help="Hours and doses of studies of this route (intravenous without one); any pools "
            "them.",
        ),
    ] = None,
    source: options.SourceKey = None,
    weight: options.Weight = None,
    question: options.QuestionAsked = Question.BENEFIT,
    scheme: options.Ladder = Scheme.OCEBM_2011,
    form: options.TableFormatOption = TableFormat.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Sum studies up in groups, without pooling.

    Medians, ranges, direction of effect, adverse events; says why nothing is pooled.
    """
    if methods and form is not TableFormat.TABLE and "form" in session.given():
        raise UsageError("--methods writes a paragraph of text, not a table", "leave out --format")
    if route is not None and route != ANY_ROUTE:
        route = read_route(route)
    made = summarise(session.library, session.settings, by, indication or (), route=route)
    if methods:
        session.emit_prose(methods_text(made))
        return
    table = summary_table(made, session.asked, machine=form.is_for_machines)
    session.emit_table(table, SUMMARY_SCHEMA)
