"""GitHub tables. Any text comes through as it is.

Nothing in a record can be read as markup or start a new cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from keta_evidence.export.cells import grid, holds_numbers, neutralised, one_line
from keta_evidence.export.formats import Page
from keta_evidence.export.marks import legend
from keta_evidence.tables.table import Notes, Table

_ESCAPES = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "\\`*_[]~$"},
        **{"<": "&lt;", ">": "&gt;", "&": "&amp;"},
        # Renderers disagree on what \| means after a backslash; none splits a cell at an entity.
        "|": "&#124;",
        "\t": "&#9;",
        "\n": "<br>",
    }
)


def render_markdown(table: Table, page: Page) -> bytes:
    """A table with a heading for each column; below it what the marks mean, one paragraph each."""
    headings, *rows = grid(table, escaped)
    rule = ["---:" if holds_numbers(column) else "---" for column in table.columns]
    lines = [_table_line(cells) for cells in (headings, rule, *rows)]
    notes = [escaped(one_line(note)) for note in legend(table)]
    paragraphs = ["\n".join(lines), *notes, *map(_note_list, (*table.notes, *_gaps(table)))]
    return ("\n\n".join(paragraphs) + "\n").encode()


def _gaps(table: Table) -> tuple[Notes, ...]:
    """The studies that could not be judged, all of them."""
    lines = tuple(f"{id_}: {variable}: {reason}" for id_, variable, reason in table.gaps)
    return (Notes("could not be judged", lines),) if lines else ()


def _note_list(notes: Notes) -> str:
    """A title and a list; the title begins with a capital, as a paragraph does."""
    title = f"{notes.title[:1].upper()}{notes.title[1:]}:"
    return "\n".join([title, "", *(f"- {escaped(one_line(line))}" for line in notes.lines)])


def escaped(text: str) -> str:
    """Text as Markdown that renders as that text.

    Spaces at either end, which renderers strip, become entities.
    """
    safe = neutralised(text)
    inner = safe.strip()
    start = safe.find(inner) if inner else len(safe)
    before, after = safe[:start], safe[start + len(inner) :]
    return _entities(before) + inner.translate(_ESCAPES) + _entities(after)


def _entities(spaces: str) -> str:
    return "".join(f"&#{ord(space)};" for space in spaces)


def _table_line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
