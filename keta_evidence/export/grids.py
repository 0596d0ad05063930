"""Grids of words alone as tables, so that every format can print them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keta_evidence.evidence.catalogue import Column
from keta_evidence.tables.table import Table, TableRow, text_cell


def text_grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of these texts; the first of a row says what the row is about."""
    columns = tuple(Column(heading, heading, "", "text", "") for heading in headings)
    return Table(columns, tuple(TableRow(row[0], tuple(map(text_cell, row))) for row in rows))
