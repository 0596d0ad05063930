"""The commands for those who keep the records: validate, explain, new, schema."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.cli.output import emit, emit_prose, say
from keta_evidence.diagnostics import CODES, Severity, UsageError, suggestion
from keta_evidence.export.findings import FindingsFormat, explain_code, render_findings
from keta_evidence.records.leaves import ID_PATTERN


class SchemaName(StrEnum):
    """Kinds of file with a published schema."""

    STUDY = "study"
    OVERVIEW = "overview"
    CLAIMS = "claims"
    SOURCE = "source"
    VOCABULARY = "vocabulary"


def validate(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH...]", help="Records or folders; without one, all records."),
    ] = None,
    form: Annotated[
        FindingsFormat, typer.Option("--format", "-f", help="Output format.")
    ] = FindingsFormat.TEXT,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 for warnings, too.")
    ] = False,
) -> None:
    """Report every problem of every record.

    Each with its place, what is wrong and what was found.
    """
    from keta_evidence.consistency.checks import check_library  # noqa: PLC0415 - only validate checks meaning
    from keta_evidence.records.library import load_libraries  # noqa: PLC0415
    from keta_evidence.synthesis.unmet import stale_decisions  # noqa: PLC0415

    libraries = load_libraries(context.obj, paths or [])
    problems = [problem for library in libraries for problem in check_library(library)]
    problems += [
        problem for library in libraries if library.is_whole for problem in stale_decisions(library)
    ]
    emit(render_findings(problems, form))
    errors = sum(problem.code.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    files = sum(len(library.paths) for library in libraries)
    say(
        f"{_counted(files, 'record')}: {_counted(errors, 'error')}, {_counted(warnings, 'warning')}"
    )
    if problems and form is FindingsFormat.TEXT:
        say("hint: `keta-evidence explain CODE` says what a code means and how to fix it")
    if any(problem.code is CODES["KE001"] for problem in problems):
        raise typer.Exit(3)
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Code of a finding, such as KE305, or its name.")
    ],
) -> None:
    """Say what a finding means and how to fix it."""
    known = {**CODES, **{entry.name: entry for entry in CODES.values()}}
    found = known.get(code.upper()) or known.get(code.lower())
    if found is None:
        raise UsageError(
            f"no code {code!r}", suggestion(code, known) or f"codes: {', '.join(CODES)}"
        )
    emit_prose(explain_code(found))


def verify(
    context: typer.Context,
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
    from keta_evidence.consistency.verification import verify_anchors  # noqa: PLC0415 - only here
    from keta_evidence.export.anchors import render_verification  # noqa: PLC0415
    from keta_evidence.records.library import load_library  # noqa: PLC0415

    library = load_library(context.obj).require_sound()
    verification = verify_anchors(library, texts)
    emit(render_verification(verification, library))
    say(f"{len(verification.found)} figures found, {len(verification.lost)} lost")
    if verification.elsewhere:
        say(
            f"{len(verification.elsewhere)} stand in documents of which no text is pinned; their locators name the page"
        )
    if not verification.sound:
        raise typer.Exit(1)


def new(
    context: typer.Context,
    study: Annotated[
        str, typer.Argument(metavar="ID", help="First author and year, such as kang-2010.")
    ],
) -> None:
    """Write a scaffold for a new record.

    Never overwrites.
    """
    from keta_evidence.export.write import write_text  # noqa: PLC0415
    from keta_evidence.records.scaffold import scaffold  # noqa: PLC0415 - only here

    if not ID_PATTERN.fullmatch(study):
        raise UsageError(
            f"not an id: {study!r}",
            "lower-case ASCII words and digits joined by hyphens, such as kang-2010",
        )
    path = Path(context.obj) / f"{study}.yaml"
    if path.exists():
        raise UsageError(f"{path} is already there", "edit it, or choose another id")
    write_text(path, scaffold(study), force=False)
    emit(f"{path}\n")
    say(
        "hint: fill in every TODO, then `keta-evidence validate`; studies/README.md is the data dictionary"
    )


def schema(
    name: Annotated[
        SchemaName,
        typer.Argument(metavar="[NAME]", help="Kind of file: study, source or vocabulary."),
    ] = SchemaName.STUDY,
) -> None:
    """Print the JSON Schema of the record format."""
    from keta_evidence.export.json_text import json_text  # noqa: PLC0415 - only here
    from keta_evidence.records.schema import json_schema  # noqa: PLC0415 - imports pydantic

    emit(json_text(json_schema(name)))
