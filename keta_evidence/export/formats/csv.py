"""Comma-separated values for R and spreadsheets: machine names, full precision, data alone."""

from __future__ import annotations

import csv
from io import StringIO

from keta_evidence.export.cells import neutralised, plain_value
from keta_evidence.export.formats import Page
from keta_evidence.tables.table import Table


def render_csv(table: Table, page: Page) -> bytes:
    """A line of names, then a line a row; a text may hold newlines."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([neutralised(column.name) for column in table.columns])
    for row in table.rows:
        writer.writerow([neutralised(plain_value(cell.value)) for cell in row.cells])
    return text.getvalue().encode()
