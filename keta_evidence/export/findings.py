"""Findings as text, JSON, GitHub workflow commands or SARIF, and one code explained. Every format holds the same findings."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from keta_evidence.diagnostics import CODES, Code, Problem
from keta_evidence.export.json_text import json_text

SCHEMA = "keta-evidence/findings/1"
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = sorted(CODES)


class FindingsFormat(StrEnum):
    """Formats of ``validate``."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def render_findings(
    problems: Sequence[Problem], format: FindingsFormat = FindingsFormat.TEXT
) -> str:
    """Findings in one of the formats of ``validate``. Nothing found is no text, or a document with an empty list."""
    if format in (FindingsFormat.JSON, FindingsFormat.SARIF):
        own = {"schema": SCHEMA, "findings": [_finding(problem) for problem in problems]}
        return json_text(own if format is FindingsFormat.JSON else _sarif(problems))
    lines = [
        _github_line(problem) if format is FindingsFormat.GITHUB else _one_line(problem)
        for problem in problems
    ]
    return _writable("".join(f"{line}\n" for line in lines))


def explain_code(code: Code) -> str:
    """What a finding means and how to fix it."""
    return f"{code.id} {code.name} ({code.severity})\n\n{code.about}\n\nTo fix it: {code.fix}\n"


def _one_line(problem: Problem) -> str:
    """``Problem.text()``; a file name may hold a line break, a finding may not."""
    return " ".join(problem.text().splitlines())


def _writable(text: str) -> str:
    """File names that are not UTF-8 come from the system as lone surrogates, which nothing can write out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _finding(problem: Problem) -> dict[str, str | int]:
    return {
        "code": problem.code.id,
        "name": problem.code.name,
        "severity": str(problem.code.severity),
        "path": problem.path.as_posix(),
        "line": problem.line,
        "column": problem.column,
        "key": problem.key,
        "message": problem.what,
        "found": problem.found,
        "fix": problem.code.fix,
    }


def _github_line(problem: Problem) -> str:
    """``::error file=…,line=…,col=…,title=…::…``: a workflow command that marks the line in the review."""
    place = f"file={_escaped(_relative(problem.path), property_=True)},line={problem.line},col={problem.column}"
    title = _escaped(f"{problem.code.id} {problem.code.name}", property_=True)
    return f"::{problem.code.severity} {place},title={title}::{_escaped(problem.message)}"


def _escaped(text: str, *, property_: bool = False) -> str:
    """Text as workflow commands want it; in a property the signs that part properties are escaped, too."""
    for sign, code in (
        ("%", "%25"),
        ("\r", "%0D"),
        ("\n", "%0A"),
        *([(":", "%3A"), (",", "%2C")] if property_ else []),
    ):
        text = text.replace(sign, code)
    return text


def _relative(path: Path) -> str:
    """The path from the working folder, with forward slashes, where it lies below it; else as it is."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    driver = {"name": "keta-evidence", "rules": [_rule(CODES[id_]) for id_ in _RULES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem) for problem in problems],
    }
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "name": code.name,
        "shortDescription": {"text": code.about},
        "help": {"text": code.fix},
        "defaultConfiguration": {"level": str(code.severity)},
    }


def _result(problem: Problem) -> dict[str, Any]:
    location = {
        "artifactLocation": {"uri": _uri(problem.path)},
        "region": {"startLine": problem.line, "startColumn": problem.column},
    }
    return {
        "ruleId": problem.code.id,
        "ruleIndex": _RULES.index(problem.code.id),
        "level": str(problem.code.severity),
        "message": {"text": f"{problem.message}. {problem.code.fix}"},
        "locations": [{"physicalLocation": location}],
    }


def _uri(path: Path) -> str:
    """A relative reference where the path can be told from the working folder, else a file URI."""
    relative = _relative(path)
    return (
        path.as_uri()
        if Path(relative).is_absolute()
        else quote(relative, safe="/~", errors="surrogateescape")
    )
