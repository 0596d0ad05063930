"""Discrepancies as text, JSON or Markdown.

Both values with their places, the size of the difference, what was decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from keta_evidence.consistency.issue import Issue
from keta_evidence.export.formats import Page, ReportFormat, TableFormat
from keta_evidence.export.grids import text_grid
from keta_evidence.export.json_text import json_text
from keta_evidence.export.trail import decision_text

DISCREPANCIES_SCHEMA = "keta-evidence/discrepancies/1"
_DISCREPANCY_HEADINGS = ("Discrepancy", "Kind", "Difference", "Where", "Assessment", "Status")


def render_discrepancies(found: Sequence[Issue], form: ReportFormat) -> str:
    """Every discrepancy, in the order given."""
    match form:
        case ReportFormat.TEXT:
            return "\n".join(map(_discrepancy_text, found))
        case ReportFormat.JSON:
            return json_text(
                {
                    "schema": DISCREPANCIES_SCHEMA,
                    "rows": [_discrepancy_document(item) for item in found],
                }
            )
        case ReportFormat.MARKDOWN:
            grid = text_grid(_DISCREPANCY_HEADINGS, map(_discrepancy_row, found))
            return TableFormat.MARKDOWN.render(grid, Page()).decode()


def counts_text(found: Sequence[Issue]) -> str:
    """``131 discrepancies: 12 adjudicated, 119 open``."""
    noun = "discrepancy" if len(found) == 1 else "discrepancies"
    statuses = sorted(Counter(item.status for item in found).items())
    parts = ", ".join(f"{count} {status}" for status, count in statuses)
    return f"{len(found)} {noun}: {parts}" if parts else f"{len(found)} {noun}"


def _discrepancy_text(item: Issue) -> str:
    lines = [f"{item.id}  [{item.kind}; {item.status}]"]
    lines += [f"  {item.difference}", f"  {item.assessment}"]
    for origin in item.values:
        lines += [f"  - {origin.value}: {origin.grounds}", f"    {origin.place}"]
    if item.adjudication is not None:
        lines.append(f"  decided: {decision_text(item.adjudication)}")
    return "".join(f"{line}\n" for line in lines)


def _discrepancy_row(item: Issue) -> tuple[str, ...]:
    places = "; ".join(dict.fromkeys(origin.place for origin in item.values))
    return (item.id, item.kind, item.difference, places, item.assessment, item.status)


def _discrepancy_document(item: Issue) -> dict[str, Any]:
    decision = item.adjudication
    document: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "study": item.study,
        "column": item.column,
        "values": [
            {"value": origin.value, "source": origin.source, "locator": origin.place}
            for origin in item.values
        ],
        "difference": item.difference,
        "assessment": item.assessment,
        "status": item.status,
        "adjudication": None,
    }
    if decision is not None:
        document["adjudication"] = {
            "use": decision.use,
            "because": decision.why,
            "by": decision.by,
            "date": decision.date.isoformat(),
        }
    return document
