"""``fields``: what can be asked for."""

from __future__ import annotations

from keta_evidence.cli.context import Session
from keta_evidence.query.fields import describe_fields
from keta_evidence.query.logic import SEMANTICS
from keta_evidence.tables.columns import COLUMNS


def fields_command(session: Session) -> None:
    """List what can be asked with --where, and every column."""
    lines = ["Fields of --where (and --sort)", ""]
    for name, units, description, example in describe_fields():
        lines += [f"  {name:<18} {units:<16} {description}", f"  {'':<18} {'':<16} {example}"]
    lines += ["", *SEMANTICS]
    lines += ["", "Columns of --columns (and --sort)", ""]
    for column in COLUMNS.values():
        kind = column.unit or column.type
        lines.append(f"  {column.name:<26} {kind:<10} {column.description}")
    session.emit_prose("".join(f"{line}\n" for line in lines))
