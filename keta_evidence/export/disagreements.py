"""Discrepancies as text, JSON or Markdown: both values with their places, the size of the difference, what was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from keta_evidence.consistency.discrepancies import Discrepancy
from keta_evidence.export.formats import ReportFormat
from keta_evidence.export.formats.markdown import markdown_rows
from keta_evidence.export.json_text import json_text
from keta_evidence.records.model import Decision

SCHEMA = "keta-evidence/discrepancies/1"


def render_discrepancies(found: Sequence[Discrepancy], form: ReportFormat) -> str:
    """Every discrepancy, in the order given."""
    match form:
        case ReportFormat.TEXT:
            return "\n".join(_block(item) for item in found)
        case ReportFormat.JSON:
            return json_text({"schema": SCHEMA, "rows": [_row(item) for item in found]})
        case ReportFormat.MARKDOWN:
            return _markdown(found)


def counts_text(found: Sequence[Discrepancy]) -> str:
    """``131 discrepancies: 12 adjudicated, 119 open``."""
    statuses = Counter(item.status for item in found)
    parts = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    return f"{len(found)} {'discrepancy' if len(found) == 1 else 'discrepancies'}" + (
        f": {parts}" if parts else ""
    )


def _block(item: Discrepancy) -> str:
    lines = [
        f"{item.id}  [{item.kind}; {item.status}]",
        f"  {item.difference}",
        f"  {item.assessment}",
    ]
    for origin in item.values:
        lines += [f"  - {origin.value}: {origin.grounds}", f"    {origin.place}"]
    if item.adjudication is not None:
        lines.append(f"  decided: {_decision_text(item.adjudication)}")
    return "\n".join(lines) + "\n"


def _decision_text(decision: Decision) -> str:
    used = f"{decision.use} is used" if decision.use else "not a real difference"
    return f"{used}: {decision.why} ({decision.by}, {decision.date})"


def _row(item: Discrepancy) -> dict[str, Any]:
    return {
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
        "adjudication": _decision(item.adjudication),
    }


def _decision(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "use": decision.use,
        "because": decision.why,
        "by": decision.by,
        "date": decision.date.isoformat(),
    }


def _markdown(found: Sequence[Discrepancy]) -> str:
    rows = (
        (
            item.id,
            item.kind,
            item.difference,
            "; ".join(dict.fromkeys(origin.place for origin in item.values)),
            item.assessment,
            item.status,
        )
        for item in found
    )
    return markdown_rows(
        ("Discrepancy", "Kind", "Difference", "Where", "Assessment", "Status"), rows
    )
