"""Tab-separated values: a cell is what stands between two tabs, as its readers know no quoting."""

from __future__ import annotations

from keta_evidence.export.cells import one_line, plain_value
from keta_evidence.export.formats import Page
from keta_evidence.tables.table import Table


def render_tsv(table: Table, page: Page) -> bytes:
    """A line of names, then a line a row; tabs and newlines inside a text become spaces."""
    lines = [[column.name for column in table.columns]]
    for row in table.rows:
        lines.append([plain_value(cell.value) for cell in row.cells])
    return "".join("\t".join(map(one_line, line)) + "\n" for line in lines).encode()
