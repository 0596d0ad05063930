"""``fields``: what can be asked for."""

from __future__ import annotations

from keta_evidence.cli.context import Session
from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES
from keta_evidence.query.logic import SEMANTICS


def fields_command(session: Session) -> None:
    """List what can be asked with --where, and every column."""
    lines = ["Fields of --where, --columns and --sort, by one name", ""]
    for variable in VARIABLES.values():
        lines += [
            f"  {', '.join((variable.name, *variable.aliases))}",
            f"    {variable.units:<16} {variable.description}",
            f"    {'':<16} {variable.example}",
        ]
    lines += ["", *SEMANTICS]
    lines += ["", "Columns of --columns and --sort, as csv and json name them", ""]
    for column in COLUMNS.values():
        kind = column.unit or column.type
        lines.append(f"  {column.name:<29} {kind:<10} {column.description}")
    session.emit_prose("".join(f"{line}\n" for line in lines))
