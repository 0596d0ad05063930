"""``validate``: every problem of every record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say
from keta_evidence.consistency.checks import check_library
from keta_evidence.diagnostics import CODES, Problem, Severity
from keta_evidence.export.findings import FindingsFormat, render_findings
from keta_evidence.records.library import Library, load_libraries
from keta_evidence.synthesis.conditions import ALL_RULES


def validate_command(
    session: Session,
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
    libraries = load_libraries(session.folder, paths or [])
    problems = list(_all_problems(libraries))
    findings = render_findings(problems, form)
    session.emit(findings if form is FindingsFormat.TEXT else findings.encode())
    counts = Counter(problem.code.severity for problem in problems)
    errors, warnings = counts[Severity.ERROR], counts[Severity.WARNING]
    files = sum(len(library.paths) for library in libraries)
    say(f"{_plural(files, 'record')}: {_plural(errors, 'error')}, {_plural(warnings, 'warning')}")
    if problems and form is FindingsFormat.TEXT:
        say("hint: `keta-evidence explain CODE` says what a code means and how to fix it")
    if any(problem.code is CODES["KE001"] for problem in problems):
        raise typer.Exit(3)
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _all_problems(libraries: Sequence[Library]) -> Iterator[Problem]:
    for library in libraries:
        yield from check_library(library, rules=ALL_RULES)


def _plural(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
