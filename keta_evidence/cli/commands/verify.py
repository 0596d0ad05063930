"""``verify``: figures looked for in the documents' texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say
from keta_evidence.consistency.verification import verify_anchors
from keta_evidence.export.anchors import render_verification


def verify_command(
    session: Session,
    texts: Annotated[
        Path,
        typer.Option(
            "--texts", metavar="DIR", help="Folder with your own copies of the documents' texts."
        ),
    ],
) -> None:
    """Look for every figure in your own copies of the documents.

    Each in the lines that its locator cites.
    """
    verification = verify_anchors(session.library, texts)
    session.emit(render_verification(verification, session.library))
    say(f"{len(verification.found)} figures found, {len(verification.lost)} lost")
    if verification.elsewhere:
        say(
            f"{len(verification.elsewhere)} stand in documents of which no text is pinned; "
            "their locators name the page"
        )
    if not verification.sound:
        raise typer.Exit(1)
