"""Tables as JSON, with what they rest on and what is missing."""

from __future__ import annotations

from typing import Any

from keta_evidence.export.formats import Page
from keta_evidence.export.json_text import json_text
from keta_evidence.export.marks import MARKS
from keta_evidence.tables.table import Table, footnotes, named_cells, not_evaluable


def render_json(table: Table, page: Page) -> bytes:
    """One object; numbers are JSON numbers, unknown is null."""
    document: dict[str, Any] = {
        "schema": page.schema,
        "query": table.query,
        "assumptions": table.assumptions,
        "rows": [
            {name: cell.value for name, cell in named_cells(table, row).items()}
            for row in table.rows
        ],
        "not_evaluable": [
            {"id": id_, "column": column, "reason": reason}
            for id_, column, reason in not_evaluable(table)
        ],
        "footnotes": [
            {
                "id": note.id,
                "column": note.column,
                "mark": MARKS[note.flag],
                "flag": str(note.flag),
                "text": note.text,
            }
            for note in footnotes(table)
        ],
    }
    if table.notes:
        document["notes"] = {notes.title: notes.lines for notes in table.notes}
    return json_text(document).encode()
