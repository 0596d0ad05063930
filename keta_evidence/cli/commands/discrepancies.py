"""``discrepancies``: where documents differ."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.completion import complete_study
from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say
from keta_evidence.consistency.discrepancies import find_all
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.export.disagreements import counts_text, render_discrepancies
from keta_evidence.export.formats import ReportFormat
from keta_evidence.synthesis.conditions import require_whole
from keta_evidence.synthesis.unmet import unmet_claims


def discrepancies_command(
    session: Session,
    records: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID...]",
            help="Records; without one, all.",
            autocompletion=complete_study,
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
    library = require_whole(session.library)
    known = [*library.records, *library.overviews]
    for record in records or ():
        if record not in known:
            hint = suggestion(record, known) or "`keta-evidence list` shows all ids"
            raise UsageError(f"no record {record!r}", hint)
    everything = sorted([*find_all(library), *unmet_claims(library)], key=lambda item: item.id)
    found = [item for item in everything if not records or item.study in records]
    session.emit_entries(render_discrepancies(found, form), form)
    say(counts_text(found))
    if strict and any(item.status == "open" for item in found):
        raise typer.Exit(1)
