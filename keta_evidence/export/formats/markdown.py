"""GitHub tables. Any text comes through as it is: nothing in a record can be read as markup or start a new cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keta_evidence.export.cells import grid, holds_numbers, neutralised, one_line
from keta_evidence.export.formats import Page
from keta_evidence.export.marks import legend
from keta_evidence.tables.table import Notes, Table

_ESCAPES = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_[]~$"},
        **{"<": "&lt;", ">": "&gt;", "&": "&amp;"},
        "|": "&#124;",  # renderers disagree on what \| means after a backslash; none splits a cell at an entity
        "\t": "&#9;",
        "\n": "<br>",
    }
)


def render(table: Table, page: Page) -> bytes:
    """A table with a heading for each column; below it what the marks mean, one paragraph each."""
    headings, *rows = grid(table, escaped)
    rule = ["---:" if holds_numbers(column) else "---" for column in table.columns]
    lines = [_line(cells) for cells in (headings, rule, *rows)]
    notes = [escaped(one_line(note)) for note in legend(table)]
    paragraphs = ["\n".join(lines), *notes, *map(_notes, table.notes)]
    return ("\n\n".join(paragraphs) + "\n").encode()


def markdown_rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows of plain text as a table."""
    lines = [
        _line(headings),
        _line(["---"] * len(headings)),
        *(_line([escaped(cell) for cell in row]) for row in rows),
    ]
    return "\n".join(lines) + "\n"


def _notes(notes: Notes) -> str:
    """A title and a list; the title begins with a capital, as a paragraph does."""
    return "\n".join(
        [
            f"{notes.title[:1].upper()}{notes.title[1:]}:",
            "",
            *(f"- {escaped(one_line(line))}" for line in notes.lines),
        ]
    )


def escaped(text: str) -> str:
    """Text as Markdown that renders as that text; spaces at either end, which renderers strip, as entities."""
    safe = neutralised(text)
    inner = safe.strip()
    start = safe.find(inner) if inner else len(safe)
    return (
        _entities(safe[:start]) + inner.translate(_ESCAPES) + _entities(safe[start + len(inner) :])
    )


def _entities(spaces: str) -> str:
    return "".join(f"&#{ord(space)};" for space in spaces)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
