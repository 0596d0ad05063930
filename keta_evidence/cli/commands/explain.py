"""``explain``: what a finding means."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli.context import Session
from keta_evidence.diagnostics import CODES, UsageError, suggestion
from keta_evidence.export.findings import explain_code


def explain_command(
    session: Session,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Code of a finding, such as KE305, or its name.")
    ],
) -> None:
    """Say what a finding means and how to fix it."""
    known = CODES | {entry.name: entry for entry in CODES.values()}
    found = known.get(code.upper()) or known.get(code.lower())
    if found is None:
        hint = suggestion(code, known) or f"codes: {', '.join(CODES)}"
        raise UsageError(f"no code {code!r}", hint)
    session.emit_prose(explain_code(found))
