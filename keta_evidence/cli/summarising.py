"""The commands that describe studies together: summary, near."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.output import emit_prose, emit_table
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.level import Question, Scheme
from keta_evidence.export.render import Format
from keta_evidence.query.request import check_source
from keta_evidence.records.library import load_library
from keta_evidence.tables.row import Options

SUMMARY_SCHEMA = "keta-evidence/summary/1"
NEAR_SCHEMA = "keta-evidence/near/1"

Indications = Annotated[
    list[str] | None,
    typer.Option(
        "--indication",
        "-i",
        metavar="NAME",
        help="Indication, its narrower ones included.",
        autocompletion=options.complete_indication,
    ),
]


def summary(
    context: typer.Context,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="WHAT",
            help="Group by indication, setting, design, level or duration-band.",
        ),
    ] = None,
    methods: Annotated[
        bool,
        typer.Option(
            "--methods", help="Write the paragraph on methods instead (PRISMA 2020, SWiM)."
        ),
    ] = False,
    indication: Indications = None,
    source: options.Source = None,
    weight: options.Weight = None,
    question: options.QuestionOption = Question.BENEFIT,
    scheme: options.SchemeOption = Scheme.OCEBM_2011,
    form: options.OutputFormat = Format.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Sum studies up in groups, without pooling.

    Medians, ranges, direction of effect, adverse events; says why nothing is pooled.
    """
    from keta_evidence.synthesis.summary import summarise  # noqa: PLC0415 - each command pays for its own

    if methods and form is not Format.TABLE:
        raise UsageError("--methods writes a paragraph of text, not a table", "leave out --format")
    library = load_library(context.obj).require_sound()
    check_source(source, library)
    settings = Options(source, options.parse_weight(weight), question, scheme)
    made = summarise(library, settings, by, indication or ())
    if methods:
        from keta_evidence.synthesis.methods import methods_text  # noqa: PLC0415

        emit_prose(methods_text(made), output, force)
        return
    from keta_evidence.synthesis.summary_table import summary_table  # noqa: PLC0415

    emit_table(
        summary_table(made, options.asked(context), machine=form.is_for_machines),
        form,
        output,
        force,
        SUMMARY_SCHEMA,
    )


def near(
    context: typer.Context,
    rate: Annotated[
        str | None, typer.Option(metavar="RATE", help="Rate of infusion: 0.2mg/kg/h, 20mg/h.")
    ] = None,
    hours: Annotated[
        str | None, typer.Option(metavar="TIME", help="Length of one session: 4, 4h, 5d.")
    ] = None,
    sessions: Annotated[str | None, typer.Option(metavar="N", help="Sessions in a course.")] = None,
    dose: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Dose over the course: 400mg, 5mg/kg.")
    ] = None,
    indication: Indications = None,
    route: Annotated[str | None, typer.Option(metavar="WORD", help="intravenous, oral …")] = None,
    enantiomer: Annotated[str | None, typer.Option(metavar="WORD", help="racemic, s or r.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Nearest regimens shown.")
    ] = 5,
    source: options.Source = None,
    weight: options.Weight = None,
    form: options.OutputFormat = Format.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Find the published regimens nearest to one.

    And what happened: relief, evidence level, adverse events. Describes studies; recommends no dose for anyone.
    """
    from keta_evidence.synthesis.near import Wanted, find_near, near_table  # noqa: PLC0415 - each command pays for its own

    library = load_library(context.obj).require_sound()
    check_source(source, library)
    settings = Options(source, options.parse_weight(weight))
    wanted = Wanted.read(
        {"rate": rate, "hours": hours, "sessions": sessions, "dose": dose}, settings
    )
    found = find_near(library, wanted, indication or (), route, enantiomer)
    emit_table(
        near_table(found, limit, options.asked(context), machine=form.is_for_machines),
        form,
        output,
        force,
        NEAR_SCHEMA,
    )
