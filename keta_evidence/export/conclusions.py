"""Claims as text, JSON or Markdown: the verdict with the numbers and studies that decide it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from keta_evidence.export.formats import ReportFormat
from keta_evidence.export.formats.markdown import markdown_rows
from keta_evidence.export.json_text import json_text
from keta_evidence.records.model import VERDICTS
from keta_evidence.records.origin import Origin
from keta_evidence.synthesis.claims import ClaimResult, check_text, fate_text

SCHEMA = "keta-evidence/claims/1"


def render_claims(tested: Sequence[ClaimResult], form: ReportFormat) -> str:
    """Every claim, in the order given."""
    match form:
        case ReportFormat.TEXT:
            return "\n".join(_block(each) for each in tested)
        case ReportFormat.JSON:
            return json_text({"schema": SCHEMA, "rows": [_row(each) for each in tested]})
        case ReportFormat.MARKDOWN:
            rows = (
                (_place(each), each.claim.statement, each.verdict, _numbers(each))
                for each in tested
            )
            return markdown_rows(("Where", "Claim", "Verdict", "Numbers"), rows)


def verdicts_text(tested: Sequence[ClaimResult]) -> Iterator[str]:
    """How many claims of each document have which verdict, and which are no longer what was recorded."""
    for source in dict.fromkeys(each.source for each in tested):
        verdicts = Counter(each.verdict for each in tested if each.source == source)
        parts = ", ".join(
            f"{verdicts[verdict]} {verdict}" for verdict in VERDICTS if verdicts[verdict]
        )
        total = sum(verdicts.values())
        yield f"{source}: {total} {'claim' if total == 1 else 'claims'}: {parts}"
    yield from (
        f"changed: {each.id}: {each.recorded} recorded, {each.verdict} now"
        for each in tested
        if each.changed
    )


def _block(tested: ClaimResult) -> str:
    changed = f", recorded {tested.recorded}" if tested.changed else ""
    lines = [
        f"{tested.id}  [{tested.verdict}{changed}]",
        f"  {tested.claim.statement}",
        f"  {_place(tested)}",
        f"  check    {check_text(tested.claim)}",
        f"  numbers  {_numbers(tested)}",
    ]
    if tested.claim.count is None or tested.claim.studies:
        fates: dict[str, list[str]] = {}
        for judged in tested.studies:
            fates.setdefault(fate_text(judged), []).append(judged.study)
        lines += [f"  - {fate}: {', '.join(studies)}" for fate, studies in fates.items()]
    return "\n".join(lines) + "\n"


def _numbers(tested: ClaimResult) -> str:
    return "; ".join(found.numbers for found in tested.found)


def _place(tested: ClaimResult) -> str:
    return Origin(tested.source, "claim", "", tested.claim.at).place


def _row(tested: ClaimResult) -> dict[str, Any]:
    return {
        "id": tested.id,
        "source": tested.source,
        "locator": _place(tested),
        "statement": tested.claim.statement,
        "check": check_text(tested.claim),
        "verdict": tested.verdict,
        "recorded_verdict": tested.recorded,
        "numbers": [found.numbers for found in tested.found],
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
