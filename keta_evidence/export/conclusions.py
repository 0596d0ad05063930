"""Claims as text, JSON or Markdown: the verdict with the numbers and studies that decide it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from keta_evidence.export.formats import Page, ReportFormat, TableFormat
from keta_evidence.export.grids import text_grid
from keta_evidence.export.json_text import json_text
from keta_evidence.records.model import VERDICTS
from keta_evidence.records.origin import Origin
from keta_evidence.synthesis.claims import ClaimResult, check_text, fate_text

CLAIMS_SCHEMA = "keta-evidence/claims/1"
_CLAIM_HEADINGS = ("Where", "Claim", "Verdict", "Numbers")


def render_claims(tested: Sequence[ClaimResult], form: ReportFormat) -> str:
    """Every claim, in the order given."""
    match form:
        case ReportFormat.TEXT:
            return "\n".join(map(_claim_text, tested))
        case ReportFormat.JSON:
            return json_text(
                {"schema": CLAIMS_SCHEMA, "rows": [_claim_document(each) for each in tested]}
            )
        case ReportFormat.MARKDOWN:
            grid = text_grid(_CLAIM_HEADINGS, map(_claim_row, tested))
            return TableFormat.MARKDOWN.render(grid, Page()).decode()


def verdicts_text(tested: Sequence[ClaimResult]) -> Iterator[str]:
    """How many claims of each document have which verdict, and which are not as recorded."""
    for source in dict.fromkeys(each.source for each in tested):
        counts = Counter(each.verdict for each in tested if each.source == source)
        parts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
        noun = "claim" if counts.total() == 1 else "claims"
        yield f"{source}: {counts.total()} {noun}: {parts}"
    for each in tested:
        if each.changed:
            yield f"changed: {each.id}: {each.recorded} recorded, {each.verdict} now"


def _claim_text(tested: ClaimResult) -> str:
    changed = f", recorded {tested.recorded}" if tested.changed else ""
    lines = [
        f"{tested.id}  [{tested.verdict}{changed}]",
        f"  {tested.claim.statement}",
        f"  {_place_text(tested)}",
        f"  check    {check_text(tested.claim)}",
        f"  numbers  {_numbers_text(tested)}",
    ]
    if tested.claim.also_cites:
        lines.append(f"  cites    also {', '.join(tested.claim.also_cites)}")
    if tested.claim.count is None or tested.claim.studies:
        fates: dict[str, list[str]] = {}
        for judged in tested.studies:
            fates.setdefault(fate_text(judged), []).append(judged.study)
        lines += [f"  - {fate}: {', '.join(studies)}" for fate, studies in fates.items()]
    return "".join(f"{line}\n" for line in lines)


def _numbers_text(tested: ClaimResult) -> str:
    return "; ".join(found.numbers for found in tested.found)


def _place_text(tested: ClaimResult) -> str:
    return Origin(tested.source, "claim", "", tested.claim.at).place


def _claim_row(tested: ClaimResult) -> tuple[str, ...]:
    return (
        _place_text(tested),
        tested.claim.statement,
        tested.verdict,
        _numbers_text(tested),
    )


def _claim_document(tested: ClaimResult) -> dict[str, Any]:
    return {
        "id": tested.id,
        "source": tested.source,
        "locator": _place_text(tested),
        "statement": tested.claim.statement,
        "check": check_text(tested.claim),
        "verdict": tested.verdict,
        "recorded_verdict": tested.recorded,
        "numbers": [found.numbers for found in tested.found],
        "also_cites": list(tested.claim.also_cites),
        "studies": [
            {
                "id": judged.study,
                "meets": judged.truth,
                "used": judged.used,
                "reason": judged.reason,
            }
            for judged in tested.studies
        ],
    }
