"""``migrate``: records of an older format rewritten in the present one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say
from keta_evidence.export.write import write_files
from keta_evidence.records.migrate import migrated_folder
from keta_evidence.records.upgrade import FORMAT


def migrate_command(
    session: Session,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of records, with all that is in it.")
    ],
) -> None:
    """Rewrite records of an older format in the present one.

    Values, comments and order are kept. All files are written, or none; a second run changes
    nothing.
    """
    migrated = migrated_folder(folder)
    if migrated.changed:
        texts = {path: text.encode("utf-8") for path, text in migrated.changed.items()}
        write_files(texts, force=True)
    session.emit("".join(f"{path}\n" for path in migrated.changed))
    already = len(migrated.paths) - len(migrated.changed)
    say(f"{len(migrated.changed)} files migrated to format {FORMAT}; {already} were in it already")
