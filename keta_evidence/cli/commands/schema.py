"""``schema``: the record format as JSON Schema."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from keta_evidence.cli.context import Session
from keta_evidence.export.json_text import json_text
from keta_evidence.records.schema import json_schema


class SchemaName(StrEnum):
    """Kinds of file with a published schema."""

    STUDY = "study"
    OVERVIEW = "overview"
    CLAIMS = "claims"
    SOURCE = "source"
    VOCABULARY = "vocabulary"


def schema_command(
    session: Session,
    name: Annotated[
        SchemaName,
        typer.Argument(metavar="[NAME]", help="Kind of file: study, source or vocabulary."),
    ] = SchemaName.STUDY,
) -> None:
    """Print the JSON Schema of the record format."""
    session.emit(json_text(json_schema(name)).encode())
