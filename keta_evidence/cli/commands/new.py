"""``new``: a scaffold for a record."""

from __future__ import annotations

from typing import Annotated

import typer

from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say
from keta_evidence.diagnostics import UsageError
from keta_evidence.export.write import write_text
from keta_evidence.records.leaves import ID_PATTERN
from keta_evidence.records.scaffold import scaffold


def new_command(
    session: Session,
    study: Annotated[
        str, typer.Argument(metavar="ID", help="First author and year, such as kang-2010.")
    ],
) -> None:
    """Write a scaffold for a new record.

    Never overwrites.
    """
    if not ID_PATTERN.fullmatch(study):
        raise UsageError(
            f"not an id: {study!r}",
            "lower-case ASCII words and digits joined by hyphens, such as kang-2010",
        )
    path = session.folder / f"{study}.yaml"
    if path.exists():
        raise UsageError(f"{path} is already there", "edit it, or choose another id")
    write_text(path, scaffold(study), force=False)
    session.emit(f"{path}\n")
    say(
        "hint: fill in every TODO, then `keta-evidence validate`; "
        "studies/README.md is the data dictionary"
    )
