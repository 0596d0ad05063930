"""``decide``: a decision on a discrepancy, written into the record."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from keta_evidence.cli.context import Session
from keta_evidence.cli.streams import say
from keta_evidence.collation.facts import DESIGN_PARTS, FACTS
from keta_evidence.consistency.discrepancies import find_all
from keta_evidence.consistency.issue import Issue
from keta_evidence.diagnostics import FindingsError, Severity, UsageError, suggestion
from keta_evidence.export.write import write_files
from keta_evidence.records.deciding import with_decision
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import Library
from keta_evidence.records.migrate import files_of, is_migrated
from keta_evidence.records.schema import PUBLISHED
from keta_evidence.records.text import parse_document
from keta_evidence.synthesis.conditions import require_whole
from keta_evidence.synthesis.unmet import unmet_claims

_CHOOSING = (*FACTS, *(f"design.{part}" for part in DESIGN_PARTS), "design.comparators")
"""What a decision must be on for the source that it uses to be the one whose value is shown."""


def decide_command(
    session: Session,
    discrepancy: Annotated[
        str, typer.Argument(metavar="RECORD/ID", help="As `keta-evidence discrepancies` prints it.")
    ],
    use: Annotated[
        str | None, typer.Option("--use", metavar="SOURCE", help="Source whose value is used.")
    ] = None,
    not_real: Annotated[
        bool, typer.Option("--not-real", help="It is not a real difference.")
    ] = False,
    why: Annotated[str | None, typer.Option("--why", help="The grounds, in own words.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who decides.")] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="When, if not today.")
    ] = None,
) -> None:
    """Write a decision on a discrepancy into its record.

    On a terminal, what no option says is asked for. The comments and the layout of the file stay.
    """
    if use is not None and not_real:
        raise UsageError("--use and --not-real exclude each other", "give one of them")
    issue = _open_discrepancy(require_whole(session.library), discrepancy)
    sources = list(dict.fromkeys(origin.source for origin in issue.values))
    if use is not None and use not in sources:
        hint = suggestion(use, sources) or f"values are given by {', '.join(sources)}"
        raise UsageError(f"--use: {use!r} gives none of the values of {issue.id}", hint)
    if _can_ask():
        if use is None and not not_real:
            use = _asked_source(issue, sources)
            not_real = use is None
        why = (why or "").strip() or _asked("Why")
        by = (by or "").strip() or _asked("By")
    _require(use is not None or not_real, why, by)
    _append_decision(
        session.library, issue, {"use": use, "why": why, "by": by, "date": on or _today()}
    )
    session.emit(f"{issue.document.path}\n")
    outcome = "not a real difference" if use is None else f"{use} is used"
    say(f"{issue.id}: {outcome}")


def _open_discrepancy(library: Library, name: str) -> Issue:
    """The open discrepancy of that id. Raises UsageError where there is none, or it is decided."""
    found = {issue.id: issue for issue in (*find_all(library), *unmet_claims(library))}
    if name not in found:
        hint = suggestion(name, found) or "`keta-evidence discrepancies` shows all ids"
        raise UsageError(f"no discrepancy {name!r}", hint)
    issue = found[name]
    path = issue.document.path
    if issue.adjudication is not None:
        raise UsageError(f"{name} is decided already", f"edit decisions in {path} to change it")
    if not is_migrated(path):
        raise UsageError(
            f"{path} is of an older format", "`keta-evidence migrate DIR` rewrites the folder"
        )
    return issue


def _require(chosen: bool, why: str | None, by: str | None) -> None:
    """Raise UsageError for what a decision lacks."""
    missing = [] if chosen else ["--use or --not-real"]
    missing += [name for name, text in (("--why", why), ("--by", by)) if not (text or "").strip()]
    if missing:
        raise UsageError(f"missing: {', '.join(missing)}", "on a terminal, they are asked for")


def _can_ask() -> bool:
    """Whether somebody can read a question, on stderr, and type an answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _asked_source(issue: Issue, sources: Sequence[str]) -> str | None:
    """Show what differs and ask whose value is used; None: it is not a real difference."""
    say(issue.id, f"  {issue.difference}", f"  {issue.assessment}")
    for origin in issue.values:
        say(f"  - {origin.source}: {origin.value}: {origin.grounds}")
    choices: dict[str, str | None] = {}
    for number, source in enumerate(sources, start=1):
        choices[str(number)] = source
        say(f"  {number}  {source} is used")
    choices["0"] = None
    say("  0  not a real difference")
    while (answer := _asked("Which")) not in choices:
        say(f"no such number: {answer}; 0 to {len(sources)}")
    return choices[answer]


def _asked(question: str) -> str:
    """What is typed to a question, which is put again until something is.

    typer's prompt would write a space to stdout, which is for data. Raises Exit where the question
    is left unanswered.
    """
    answer = ""
    while not answer:
        try:  # from the question on: an interrupt may come before the answer is waited for
            print(f"{question}: ", end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            say("", "nothing was written")
            raise typer.Exit(130)
        answer = line.strip()
    return answer


def _today() -> str:
    return datetime.datetime.now(tz=datetime.UTC).date().isoformat()


def _append_decision(library: Library, issue: Issue, said: dict[str, Any]) -> None:
    """Append the decision to the record.

    Raises FindingsError, and writes nothing, where the record would hold an error afterwards.
    """
    what = issue.name
    if said["use"] is not None and issue.name not in _CHOOSING and issue.fact in _CHOOSING:
        what = issue.fact
    values = list(dict.fromkeys(value.typed for value in issue.alternatives))
    path = issue.document.path
    text = with_decision(path.read_text(encoding="utf-8"), {"what": what, "values": values, **said})
    kind = dict(files_of(library.folder))[path]
    sources = {id_: document.tree for id_, document in library.source_files.items()}
    _, found = build_entry(PUBLISHED[kind], parse_document(text, path), sources)
    errors = tuple(problem for problem in found if problem.code.severity is Severity.ERROR)
    if errors:
        raise FindingsError("the decision was not written", errors, "say it otherwise")
    write_files({path: text.encode("utf-8")}, force=True)
