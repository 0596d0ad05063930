"""Claims as text, JSON or Markdown: the verdict with the numbers and studies that decide it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from keta_evidence.export.formats import Page, ReportFormat, TableFormat
from keta_evidence.export.formats.markdown import escaped
from keta_evidence.export.grids import text_grid
from keta_evidence.export.json_text import json_text
from keta_evidence.export.marks import MARKS, mark_meanings, marked_text
from keta_evidence.reading import Flag
from keta_evidence.records.model import VERDICTS
from keta_evidence.records.origin import Origin
from keta_evidence.synthesis.claim_studies import Judged
from keta_evidence.synthesis.claim_values import DecidingValue
from keta_evidence.synthesis.claims import ClaimResult, check_text, fate_text

CLAIMS_SCHEMA = "keta-evidence/claims/1"
_CLAIM_HEADINGS = ("Where", "Claim", "Verdict", "Numbers", "Studies")


def render_claims(tested: Sequence[ClaimResult], form: ReportFormat) -> str:
    """Every claim, in the order given, and what the marks on values mean."""
    match form:
        case ReportFormat.TEXT:
            return "\n".join([*map(_claim_text, tested), *_legend(tested)])
        case ReportFormat.JSON:
            return json_text(
                {"schema": CLAIMS_SCHEMA, "rows": [_claim_document(each) for each in tested]}
            )
        case ReportFormat.MARKDOWN:
            grid = text_grid(_CLAIM_HEADINGS, map(_claim_row, tested))
            table = TableFormat.MARKDOWN.render(grid, Page()).decode()
            return "\n\n".join([table.rstrip("\n"), *map(escaped, _meanings(tested))]) + "\n"


def _legend(tested: Sequence[ClaimResult]) -> Iterator[str]:
    lines = list(_meanings(tested))
    if lines:
        yield "".join(f"{line}\n" for line in lines)


def _meanings(tested: Sequence[ClaimResult]) -> Iterator[str]:
    """What the marks that occur mean, a line each."""
    cells = [value.cell for each in tested for judged in each.studies for value in judged.values]
    yield from mark_meanings(cells)
    if any(Flag.DISPUTED in cell.flags for cell in cells):
        yield f"{MARKS[Flag.DISPUTED]} disputed: keta-evidence discrepancies says how"


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
    lines += _fate_lines(tested)
    return "".join(f"{line}\n" for line in lines)


def _fate_lines(tested: ClaimResult) -> Iterator[str]:
    """How the studies fare: those of which no value decides in a line, each other one below it."""
    fates: dict[str, list[Judged]] = {}
    for judged in tested.studies:
        fates.setdefault(fate_text(judged), []).append(judged)
    for fate, studies in fates.items():
        plain = [judged.study for judged in studies if not judged.values]
        yield f"  - {fate}: {', '.join(plain)}".removesuffix(": ")
        yield from (f"      {_study_text(judged)}" for judged in studies if judged.values)


def _study_text(judged: Judged) -> str:
    """A study with the value that decides: ``kvarnstrom-2004: 0.6 mg/kg/h``."""
    texts = {value.variable: marked_text(value.cell) for value in judged.values}
    if len(texts) == 1:
        return f"{judged.study}: {marked_text(judged.values[0].cell)}"
    named = (f"{value.variable} {marked_text(value.cell)}" for value in judged.values)
    return f"{judged.study}: {'; '.join(named)}"


def _numbers_text(tested: ClaimResult) -> str:
    return "; ".join(dict.fromkeys(found.numbers for found in tested.found))


def _place_text(tested: ClaimResult) -> str:
    return Origin(tested.source, "claim", "", tested.claim.at).place


def _claim_row(tested: ClaimResult) -> tuple[str, ...]:
    return (
        _place_text(tested),
        tested.claim.statement,
        tested.verdict,
        _numbers_text(tested),
        "; ".join(_deciding_studies(tested)),
    )


def _deciding_studies(tested: ClaimResult) -> Iterator[str]:
    """The studies whose values decide, each with how it fares and the values."""
    for judged in tested.studies:
        if judged.values:
            yield f"{_study_text(judged)} ({fate_text(judged)})"


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
                "values": [_value_document(value) for value in judged.values],
            }
            for judged in tested.studies
        ],
    }


def _value_document(value: DecidingValue) -> dict[str, Any]:
    cell = value.cell
    return {
        "variable": value.variable,
        "text": cell.text,
        "marks": [str(flag) for flag in Flag if flag in cell.flags],
        "dispute": cell.dispute or None,
    }
