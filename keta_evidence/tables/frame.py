"""A table as a pandas DataFrame. The one module that imports pandas."""

from __future__ import annotations

import pandas

from keta_evidence.tables.table import Table

_DTYPES = {"text": "string", "integer": "Int64", "number": "Float64", "boolean": "boolean"}


def table_frame(table: Table) -> pandas.DataFrame:
    """One row a row, one typed column a column; unknown is ``pandas.NA``.

    An evidence level may be text (2009: 1b).
    """
    data = {}
    for place, column in enumerate(table.columns):
        values = [row.cells[place].value for row in table.rows]
        has_text = any(isinstance(value, str) for value in values)
        dtype = "string" if has_text else _DTYPES[column.type]
        data[column.name] = pandas.Series(values, dtype=dtype, name=column.name)
    return pandas.DataFrame(data)
