"""JSON for programs: whatever is told, in a form every reader takes; and tables, with what they rest on and what is missing."""

from __future__ import annotations

import json
import re
from typing import Any

from keta_evidence.export.marks import MARKS
from keta_evidence.tables.table import Table

_UNSAFE = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def render_json(table: Table, schema: str) -> str:
    """One object; numbers are JSON numbers, unknown is null. ``schema`` names what the rows are."""
    document = {
        "schema": schema,
        "query": table.query,
        "assumptions": table.assumptions,
        "rows": [
            {column.name: row.cell(column).value for column in table.columns} for row in table.rows
        ],
        "not_evaluable": [
            {"id": id_, "column": column, "reason": reason}
            for id_, column, reason in table.not_evaluable
        ],
        "footnotes": _footnotes(table),
        **({"notes": {notes.title: notes.lines for notes in table.notes}} if table.notes else {}),
    }
    return json_text(document)


def json_text(document: dict[str, Any]) -> str:
    """An object, indented. What JSON leaves as it is and others stumble over stands escaped.

    Such are some control characters, signs that turn the direction of text, and lone surrogates (file names that are not UTF-8).
    All of them stand only inside strings, so an escape says the same.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _footnotes(table: Table) -> list[dict[str, str]]:
    return [
        {
            "id": note.id,
            "column": note.column,
            "mark": MARKS[note.flag],
            "flag": str(note.flag),
            "text": note.text,
        }
        for note in table.footnotes
    ]
