"""Data to stdout, everything else to stderr; a reader who stops reading is not an error."""

from __future__ import annotations

import codecs
import os
import shutil
import sys
from collections.abc import Iterable
from typing import TextIO

from keta_evidence.diagnostics import KetaError, Problem, UnreadableError

_NARROWEST = 40
_SPELT = str.maketrans({
    "≥": ">=", "≤": "<=", "≠": "!=", "→": "->", "×": "x", "–": "-", "─": "-", "µ": "u", "μ": "u",
    "†": "[c]", "‡": "[a]", "¶": "[i]", "§": "[d]", "“": '"', "”": '"', "…": "...",
})  # fmt: skip
"""What stands for the signs of the tables where a terminal or pipe cannot show them.

Never a ? for a ≥, or four marks alike.
"""


def prepare_streams() -> None:
    """Make both streams spell out the signs that they cannot show; there is never a traceback."""
    codecs.register_error("spelt", _spelt)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed before the program began
            stream.reconfigure(errors="spelt")  # type: ignore[union-attr]


def _spelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_SPELT)
    return "".join(sign if sign.isascii() else "?" for sign in text), error.end


def print_data(content: str | bytes) -> None:
    """Write to stdout: a text in the encoding of the stream, bytes as they are.

    Raises UnreadableError if nothing can be written there.
    """
    if sys.stdout is None:
        raise UnreadableError("standard output: cannot be written: it is closed")
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        _turn_away(sys.stdout)  # the reader (head, less) has what it wanted
    except OSError as error:
        _turn_away(sys.stdout)
        raise UnreadableError(
            f"standard output: cannot be written: {error.strerror or error}"
        ) from None


def _turn_away(stream: TextIO) -> None:
    """Send what a stream still holds to nowhere, so that closing it at exit stays quiet."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def terminal_width() -> int | None:
    """Columns of the terminal, or ``None`` where stdout is not one."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    return max(_NARROWEST, shutil.get_terminal_size().columns)


def wants_color() -> bool:
    """Colour unless NO_COLOR is set or the terminal is dumb."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")


def say(*lines: str) -> None:
    """Print on stderr what is not data. If that cannot be done, data and exit code still stand."""
    if sys.stderr is None:  # print would take stdout instead
        return
    try:
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()
    except OSError:
        _turn_away(sys.stderr)


def say_first(heading: str, lines: Iterable[str], most: int = 5, rest: str = "") -> None:
    """A heading and the first of some lines below it, and how many more there are.

    ``rest`` says how to see these.
    """
    every = [f"  {line}" for line in lines]
    say(heading, *every[:most])
    if len(every) > most:
        say(f"  and {len(every) - most} more{rest}")


def say_error(error: KetaError) -> None:
    """A failure, its findings if it has any, and its hint."""
    problems: Iterable[Problem] = getattr(error, "problems", ())
    ordered = sorted(
        problems, key=lambda problem: (problem.path, problem.line, problem.column, problem.code.id)
    )
    say(*(problem.text() for problem in ordered), f"keta-evidence: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")
