"""The commands that set documents against each other: discrepancies, overlap."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.output import emit, say
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.export.disagreements import counts_text, render_discrepancies
from keta_evidence.export.render import ReportFormat
from keta_evidence.records.library import load_library


def discrepancies(
    context: typer.Context,
    records: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]",
            help="Records; without one, all.",
            autocompletion=options.complete_study,
        ),
    ] = None,
    form: options.ReportFormatOption = ReportFormat.TEXT,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 while any is open.")
    ] = False,
    output: options.Output = None,
    force: options.Force = False,
) -> None:
    """Find where documents disagree.

    With each other, with themselves and with their own arithmetic.
    """
    from keta_evidence.consistency.discrepancies import find_all  # noqa: PLC0415 - only here
    from keta_evidence.synthesis.unmet import unmet_claims  # noqa: PLC0415

    library = load_library(context.obj).require_sound()
    known = [*library.records, *library.overviews]
    for record in records or ():
        if record not in known:
            raise UsageError(
                f"no record {record!r}",
                suggestion(record, known) or "`keta-evidence list` shows all ids",
            )
    everything = sorted([*find_all(library), *unmet_claims(library)], key=lambda item: item.id)
    found = [item for item in everything if not records or item.study in records]
    emit(render_discrepancies(found, form), output, force)
    say(counts_text(found))
    if strict and any(item.status == "open" for item in found):
        raise typer.Exit(1)


def overlap(context: typer.Context) -> None:
    """Print which document tells of which study.

    And the corrected covered area.
    """
    from keta_evidence.export.matrix import render_overlap  # noqa: PLC0415
    from keta_evidence.synthesis.overlap import find_overlap  # noqa: PLC0415

    emit(render_overlap(find_overlap(load_library(context.obj).require_sound())))
