"""Findings as text, JSON, GitHub workflow commands or SARIF, and one code explained.

Every format holds the same findings.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote

from keta_evidence.diagnostics import CODES, Code, Problem
from keta_evidence.export.json_text import json_text

FINDINGS_SCHEMA = "keta-evidence/findings/1"
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = sorted(CODES)
_IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_DATA | str.maketrans({":": "%3A", ",": "%2C"})
"""As workflow commands want it: in a property the signs that part properties are escaped, too."""


class FindingsFormat(StrEnum):
    """Formats of ``validate``."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def render_findings(problems: Sequence[Problem], form: FindingsFormat = FindingsFormat.TEXT) -> str:
    """Findings in one of the formats of ``validate``.

    Nothing found is no text, or a document with an empty list.
    """
    match form:
        case FindingsFormat.TEXT:
            return _writable([_one_line_text(problem) for problem in problems])
        case FindingsFormat.GITHUB:
            return _writable([_github_line(problem) for problem in problems])
        case FindingsFormat.JSON:
            findings = [_finding(problem) for problem in problems]
            return json_text({"schema": FINDINGS_SCHEMA, "findings": findings})
        case FindingsFormat.SARIF:
            return json_text(_sarif(problems))


def explain_code(code: Code) -> str:
    """What a finding means and how to fix it."""
    return f"{code.id} {code.name} ({code.severity})\n\n{code.about}\n\nTo fix it: {code.fix}\n"


def _writable(lines: Sequence[str]) -> str:
    text = "".join(f"{line}\n" for line in lines)
    # File names that are not UTF-8 come as lone surrogates, which nothing can write out.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _one_line_text(problem: Problem) -> str:
    """``Problem.text()``; a file name may hold a line break, a finding may not."""
    return " ".join(problem.text().splitlines())


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
    """``::error file=…,line=…,col=…,title=…::…`` marks the line in a review."""
    properties = {
        "file": _relative_text(problem.path),
        "line": str(problem.line),
        "col": str(problem.column),
        "title": f"{problem.code.id} {problem.code.name}",
    }
    parts = (f"{name}={text.translate(_IN_PROPERTY)}" for name, text in properties.items())
    message = problem.message.translate(_IN_DATA)
    return f"::{problem.code.severity} {','.join(parts)}::{message}"


def _relative_text(path: Path) -> str:
    """The path from the working folder where it lies below it, with forward slashes."""
    here = Path.cwd()
    shown = path.relative_to(here) if path.is_relative_to(here) else path
    return shown.as_posix()


def _sarif(problems: Sequence[Problem]) -> dict[str, Any]:
    rules = [_sarif_rule(CODES[id_]) for id_ in _RULES]
    run = {
        "tool": {"driver": {"name": "keta-evidence", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(problem) for problem in problems],
    }
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _sarif_rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "name": code.name,
        "shortDescription": {"text": code.about},
        "help": {"text": code.fix},
        "defaultConfiguration": {"level": str(code.severity)},
    }


def _sarif_result(problem: Problem) -> dict[str, Any]:
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
    """A relative reference where the path lies below the working folder, else a file URI."""
    relative = _relative_text(path)
    if Path(relative).is_absolute():
        return path.as_uri()
    return quote(relative, safe="/~", errors="surrogateescape")
