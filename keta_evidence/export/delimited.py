"""Comma- and tab-separated values for R, Word and spreadsheets: machine names, full precision, nothing but the data."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO

from keta_evidence.export.cells import neutralised, one_line
from keta_evidence.tables.row import Value
from keta_evidence.tables.table import Table


def render_csv(table: Table) -> str:
    """Comma-separated values; a text may hold newlines."""
    return _delimited(table, ",", neutralised)


def render_tsv(table: Table) -> str:
    """Tab-separated values; tabs and newlines inside a text become spaces, as many readers of tsv know no quoting."""
    return _delimited(table, "\t", one_line)


def _delimited(table: Table, delimiter: str, clean: Callable[[str], str]) -> str:
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow([clean(column.name) for column in table.columns])
    writer.writerows(
        [clean(_plain(row.cell(column).value)) for column in table.columns] for row in table.rows
    )
    return text.getvalue()


def _plain(value: Value) -> str:
    """A value as text: unknown is empty, booleans as R and pandas read them, numbers in full precision."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
