"""What can be wrong: findings in the data (values with a place) and failures of a run (exceptions).

A finding is a ``Problem``: it is collected, never raised, so that one run shows every problem of
every file. A failure is a ``KetaError``: the command line turns it into one message and an exit
code, in one place.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from keta_evidence.diagnostics.codes import CODES, Code, Severity

__all__ = [
    "CODES",
    "Code",
    "FindingsError",
    "KetaError",
    "Problem",
    "Severity",
    "UnreadableError",
    "UsageError",
    "hinted",
    "quoted",
    "suggestion",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding at one place.

    Lines and columns count from 1; ``key`` is its path in the record.
    """

    path: Path
    line: int
    column: int
    code: Code
    key: str
    what: str
    found: str = ""

    def text(self) -> str:
        """``path:line:column: CODE severity: key: what; found what``, on one line."""
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.code.id} {self.code.severity}: {self.message}"

    @property
    def message(self) -> str:
        """``key: what; found what``: the finding without its place."""
        key = f"{self.key}: " if self.key else ""
        found = f"; found {self.found}" if self.found else ""
        return f"{key}{self.what}{found}"


class KetaError(Exception):
    """A run that cannot go on. ``exit_code`` 1: findings; 2: usage; 3: unreadable or unexpected."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(KetaError):
    """The user asked for something that is not there: a study, field, value or file name."""

    exit_code = 2


class UnreadableError(KetaError):
    """A file or folder that cannot be read or written."""

    exit_code = 3


class FindingsError(KetaError):
    """Records hold errors, so nothing may be tabulated from them. ``problems`` are all of them."""

    exit_code = 1

    def __init__(self, message: str, problems: tuple[Problem, ...], hint: str = "") -> None:
        super().__init__(message, hint)
        self.problems = problems


def suggestion(word: str, known: Iterable[str]) -> str:
    """``did you mean …?`` for the nearest known words, or "" where nothing is near."""
    lowered = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), lowered, n=3, cutoff=0.55)
    if not near:
        return ""
    return f"did you mean {', '.join(lowered[name] for name in near)}?"


def quoted(value: object, limit: int = 60) -> str:
    """A value as found, quoted and short enough for one line of a message."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def hinted(what: str, word: str, known: Iterable[str]) -> str:
    """What is wrong with a word, with the nearest known words in brackets where any is near."""
    hint = suggestion(word, known)
    return f"{what} ({hint})" if hint else what
