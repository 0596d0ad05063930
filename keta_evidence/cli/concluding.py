"""The commands that draw on all studies: claims, trend."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.output import emit, emit_prose, emit_table, say, say_count
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.export.render import Format, ReportFormat
from keta_evidence.query.request import Filters, check_source, select_rows
from keta_evidence.records.library import load_library
from keta_evidence.tables.row import Options
from keta_evidence.tables.table import study_rows


class Data(StrEnum):
    """Whose data a claim is tested on."""

    OWN = "own"
    ALL = "all"


TREND_SCHEMA = "keta-evidence/trend/1"
DEFAULT_X = ("infusion", "total_dose", "max_rate")


def claims(
    context: typer.Context,
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REVIEW[/CLAIM]...]",
            help="Documents, or single claims; without any, all.",
            autocompletion=options.complete_source,
        ),
    ] = None,
    on: Annotated[
        Data,
        typer.Option(
            "--source",
            metavar="own|all",
            help="Test on the document's own data alone, or on everything recorded.",
        ),
    ] = Data.OWN,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if a verdict is not the recorded one.")
    ] = False,
    form: options.ReportFormatOption = ReportFormat.TEXT,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Test what documents conclude across studies.

    Each conclusion is a query that is answered again: supported, contradicted, partly or not testable.
    """
    from keta_evidence.export.conclusions import render_claims, verdicts_text  # noqa: PLC0415 - only here
    from keta_evidence.synthesis.claims import claims_tested  # noqa: PLC0415

    library = load_library(context.obj).require_sound()
    known = [
        *library.claims,
        *(
            f"{source}/{claim.id}"
            for source, claims in library.claims.items()
            for claim in claims.claims
        ),
    ]
    for name in wanted or ():
        if name not in known:
            hint = (
                suggestion(name, known if "/" in name else library.claims)
                or f"documents with claims: {', '.join(library.claims)}"
            )
            raise UsageError(f"no claims of {name!r}", hint)
    tested = list(claims_tested(library, wanted or (), own=on is Data.OWN))
    (emit_prose if form is ReportFormat.TEXT else emit)(render_claims(tested, form), output, force)
    say(*verdicts_text(tested))
    if strict and any(each.changed for each in tested):
        raise typer.Exit(1)


def trend(
    context: typer.Context,
    x: Annotated[
        str | None,
        typer.Argument(
            metavar="[X]", help="Field; without one, infusion hours, total dose and highest rate."
        ),
    ] = None,
    y: Annotated[str, typer.Argument(metavar="[Y]", help="Field it is set against.")] = "relief",
    where: options.Where = None,
    source: options.Source = None,
    weight: options.Weight = None,
    form: options.OutputFormat = Format.TABLE,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Correlate two quantities over studies.

    Over all, within like studies, by indication, design and level, and without each study.
    """
    from keta_evidence.synthesis.points import numeric_field, points_of  # noqa: PLC0415 - only here
    from keta_evidence.synthesis.trend import find_trend  # noqa: PLC0415 - imports numpy
    from keta_evidence.synthesis.trend_table import trend_table  # noqa: PLC0415

    fields, other = [numeric_field(name) for name in ([x] if x else DEFAULT_X)], numeric_field(y)
    library = load_library(context.obj).require_sound()
    check_source(source, library)
    settings = Options(source, options.parse_weight(weight))
    selection = select_rows(study_rows(library, library, settings), Filters(where=where), library)
    points = points_of(library, selection.kept)
    results = [find_trend(points, field, other) for field in fields]
    table = trend_table(results, settings, options.asked(context), machine=form.is_for_machines)
    emit_table(table, form, output, force, TREND_SCHEMA)
    if where is not None:
        say_count(selection, "studies")
