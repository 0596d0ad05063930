"""Data to stdout or a file, everything else to stderr; a reader who stops reading is not an error."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from keta_evidence.diagnostics import KetaError, Problem, UnreadableError
from keta_evidence.export.cells import display_width
from keta_evidence.export.render import Format, render_table
from keta_evidence.query.request import Selection
from keta_evidence.tables.table import Table

_NARROWEST = 40
_ROOMY = 24
_SHALLOW = 4
_UNJUDGED_SHOWN = 5
_GAP = re.compile(r"(?<=\S) {2,}(?=[^ \[])")
_SPELT = str.maketrans({"≥": ">=", "≤": "<=", "µ": "u", "μ": "u", "×": "x", "–": "-", "─": "-", "≠": "!=", "→": "->"} | {
    "†": "[c]", "‡": "[a]", "¶": "[i]", "§": "[d]", "“": '"', "”": '"', "…": "..."
})  # fmt: skip
"""What stands for the signs of the tables where a terminal or pipe cannot show them: never a ? for a ≥, or five marks alike."""


def prepare_streams() -> None:
    """Records hold µ and ≥: where they cannot be shown they are spelt out, or replaced, and there is never a traceback."""
    codecs.register_error("spelt", _spelt)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # closed before the program began
            stream.reconfigure(errors="spelt")  # type: ignore[union-attr]


def _spelt(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_SPELT)
    return "".join(sign if sign.isascii() else "?" for sign in text), error.end


def emit(text: str, output: Path | None = None, force: bool = False) -> None:
    """Print a text, or write it to a file. Raises UsageError or UnreadableError if the file cannot be written."""
    if output is not None:
        from keta_evidence.export.write import write_text  # noqa: PLC0415 - most runs write to stdout

        write_text(output, text, force)
        say(f"written: {output}")
        return
    if sys.stdout is None:
        raise UnreadableError("standard output: cannot be written: it is closed")
    try:
        sys.stdout.write(text)
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


def emit_prose(text: str, output: Path | None = None, force: bool = False) -> None:
    """Print lines of text, on a terminal wrapped so that no figure is cut at its edge."""
    width = terminal_width() if output is None else None
    emit(text if width is None else _fitted(text, width), output, force)


def _fitted(text: str, width: int) -> str:
    return "".join(
        f"{part.rstrip()}\n" for line in text.splitlines() for part in _fitted_line(line, width)
    )


def _fitted_line(line: str, width: int) -> list[str]:
    """A line in parts; those after the first stand below the text beside the label, or a little further in where that is too narrow."""
    from keta_evidence.export.wrapping import wrapped  # noqa: PLC0415 - only a terminal needs it

    if display_width(line) <= width:
        return [line]
    before, body = line[: len(line) - len(line.lstrip())], line.lstrip()
    if len(before) > width - _ROOMY:
        before = " " * _SHALLOW
    labels = [gap for gap in _GAP.finditer(line) if gap.end() <= width - _ROOMY]
    hang = len(before) + 2
    if labels:
        hang = labels[-1].end()
        before, body = line[:hang], line[hang:]
    elif gap := _GAP.search(body):
        hang = len(before) + _SHALLOW
        before, body = f"{before}{body[: gap.start()]}  ", body[gap.end() :]
    first, *more = wrapped(body, width - hang, display_width, width - display_width(before))
    return [before + first, *(" " * hang + part for part in more)]


def emit_table(table: Table, form: Format, output: Path | None, force: bool, schema: str) -> None:
    """Render a table for where it goes: fitted to the width on a terminal, plain and uncut elsewhere.

    ``schema`` is the name that JSON output says of itself. Notes go into a manuscript and into JSON with their table;
    elsewhere they are said beside it.
    """
    width = terminal_width() if output is None and form is Format.TABLE else None
    emit(
        render_table(table, form, width, color=width is not None and wants_color(), schema=schema),
        output,
        force,
    )
    if form not in (Format.MARKDOWN, Format.JSON):
        for notes in table.notes:
            say(f"{notes.title}:", *(f"  {line}" for line in notes.lines))


def terminal_width() -> int | None:
    """Columns of the terminal, or ``None`` where stdout is not one."""
    if sys.stdout is None or not sys.stdout.isatty():
        return None
    import shutil  # noqa: PLC0415 - only a terminal has a width

    return max(_NARROWEST, shutil.get_terminal_size().columns)


def wants_color() -> bool:
    """Colour unless NO_COLOR is set or the terminal is dumb."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")


def say(*lines: str) -> None:
    """Tell the user something that is not data. If nobody can be told, the data and the exit code still stand."""
    if sys.stderr is None:  # print would take stdout instead
        return
    try:
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()
    except OSError:
        _turn_away(sys.stderr)


def say_count(selection: Selection, what: str) -> None:
    """How many rows were kept of how many, and which could not be judged."""
    say(f"{len(selection.kept)} of {selection.total} {what}")
    if selection.unjudged:
        shown = selection.unjudged[:_UNJUDGED_SHOWN]
        say(
            f"{len(selection.unjudged)} could not be judged:",
            *(f"  {id_}: {reason}" for id_, reason in shown),
        )
        if len(selection.unjudged) > len(shown):
            say(f"  and {len(selection.unjudged) - len(shown)} more")


def say_error(error: KetaError) -> None:
    """A failure, its findings if it has any, and its hint."""
    problems: Iterable[Problem] = getattr(error, "problems", ())
    ordered = sorted(
        problems, key=lambda problem: (problem.path, problem.line, problem.column, problem.code.id)
    )
    say(*(problem.text() for problem in ordered), f"keta-evidence: {error.message}")
    if error.hint:
        say(f"hint: {error.hint}")
