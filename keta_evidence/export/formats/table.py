"""Tables for pipes and files: one line a row, aligned, uncut, without colour or boxes.

The fast path: no rich here.
"""

from __future__ import annotations

from collections.abc import Sequence

from keta_evidence.export.cells import display_width, grid, holds_numbers, one_line
from keta_evidence.export.formats import Page
from keta_evidence.export.marks import legend
from keta_evidence.tables.table import Table


def render_table(table: Table, page: Page) -> bytes:
    """Header and rows with two spaces between columns; below them what the marks mean."""
    cells = grid(table, one_line)
    widths = [max(map(display_width, column)) for column in zip(*cells, strict=True)]
    right = [holds_numbers(column) for column in table.columns]
    lines = [_aligned(line, widths, right) for line in cells]
    notes = [one_line(note) for note in legend(table)]
    if notes:
        lines += ["", *notes]
    return "".join(f"{line}\n" for line in lines).encode()


def _aligned(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    """Cells side by side, two spaces between them."""
    padded = [_padded(*cell) for cell in zip(cells, widths, right, strict=True)]
    return "  ".join(padded).rstrip(" ")


def _padded(text: str, width: int, right: bool) -> str:
    # str.ljust counts characters, not the columns of the terminal that they take.
    space = " " * (width - display_width(text))
    return space + text if right else text + space
