"""``claims``: what documents conclude across studies, tested."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer

from keta_evidence.cli import options
from keta_evidence.cli.completion import complete_source
from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say
from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.export.conclusions import render_claims, verdicts_text
from keta_evidence.export.formats import ReportFormat
from keta_evidence.records.library import Library
from keta_evidence.synthesis.claims import claims_tested
from keta_evidence.synthesis.conditions import require_whole


class Data(StrEnum):
    """Whose data a claim is tested on."""

    OWN = "own"
    ALL = "all"


def claims_command(
    session: Session,
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REVIEW[/CLAIM]...]",
            help="Documents, or single claims; without any, all.",
            autocompletion=complete_source,
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

    Each conclusion is a query that is answered again: supported, contradicted, partly or not
    testable.
    """
    names = wanted or ()
    library = require_whole(session.library)
    _refuse_unknown(names, library)
    tested = list(claims_tested(library, names, own=on is Data.OWN))
    text = render_claims(tested, form)
    if form is ReportFormat.TEXT:
        session.emit_prose(text)
    else:
        session.emit_entries(text, form)
    say(*verdicts_text(tested))
    if strict and any(each.changed for each in tested):
        raise typer.Exit(1)


def _refuse_unknown(names: Iterable[str], library: Library) -> None:
    """Raise UsageError, with a suggestion, for a document without claims or an unknown claim."""
    known = list(library.claims)
    for source, claims in library.claims.items():
        known += [f"{source}/{claim.id}" for claim in claims.claims]
    for name in names:
        if name not in known:
            hint = suggestion(name, known if "/" in name else library.claims)
            if not hint:
                hint = f"documents with claims: {', '.join(library.claims)}"
            raise UsageError(f"no claims of {name!r}", hint)
