"""Grids of words alone as tables, so that every format can print them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keta_evidence.tables.row import Cell, Options
from keta_evidence.tables.table import PlainLine, Table, plain_column


def text_grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of these texts; the first of a row says what the row is about."""
    columns = tuple(plain_column(heading, heading, "text", "") for heading in headings)
    lines = []
    for row in rows:
        cells = {heading: Cell(text, text) for heading, text in zip(headings, row, strict=True)}
        lines.append(PlainLine(row[0], cells))
    return Table(columns, tuple(lines), Options(), {})
