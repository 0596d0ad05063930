"""A document's statements across studies against its own reports of these studies.

Each claim cites studies and says what they share; the condition is judged for each of them, by what this document
alone tells of it. A study that does not meet it is a discrepancy within the document.
"""

from __future__ import annotations

from collections.abc import Iterator

from keta_evidence.appraisal.discrepancies import WITHIN, Discrepancy
from keta_evidence.query.expressions import Expression, judge
from keta_evidence.query.values import Scope
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library
from keta_evidence.records.model import Claim, Claims
from keta_evidence.records.origin import Origin
from keta_evidence.tables.columns import COLUMNS
from keta_evidence.tables.row import Options, Row
from keta_evidence.tables.table import study_rows

_TOLD = ("indications", "design_summary", "setting", "infusion", "total_dose", "max_rate_mg_per_kg_h", "comedication", "relief")
"""Columns whose values are shown where a study does not meet a claim."""


def broken_claims(library: Library) -> Iterator[Discrepancy]:
    """Every study that does not meet a claim it is cited for, and every count that is not what is counted."""
    for claims in library.claims.values():
        for claim in claims.claims:
            yield from _counts(claims, claim)
            if claim.holds is not None:
                yield from _unmet(library, claims, claim, parse_where(claim.holds, Scope(library)))


def _unmet(library: Library, claims: Claims, claim: Claim, expression: Expression) -> Iterator[Discrepancy]:
    studies = [library[study] for study in claim.studies]
    for row in study_rows(library, studies, Options(claims.source)):
        if judge(expression, row).truth is False:
            told = _told(row, claim)
            yield Discrepancy(
                f"{claims.source}/{claim.id}/{row.id}",
                WITHIN,
                row.id,
                "claim",
                (_origin(claims, claim, claim.statement), *told),
                f"claimed: {claim.holds}; told of the study: {'; '.join(dict.fromkeys(origin.value for origin in told))}",
                f"the study is cited for a statement that the document's own report of it does not bear out: {claim.statement}",
            )


def _told(row: Row, claim: Claim) -> tuple[Origin, ...]:
    """What the document tells of the columns that the condition asks for."""
    asked = [name for name in _TOLD if any(word in (claim.holds or "") for word in _WORDS[name])]
    return tuple(dict.fromkeys(origin for name in asked for origin in row.cell(COLUMNS[name]).origins))


_WORDS: dict[str, tuple[str, ...]] = {
    "indications": ("indication",),
    "design_summary": ("timing", "allocation", "comparator"),
    "setting": ("setting",),
    "infusion": ("infusion", "session"),
    "total_dose": ("total_dose",),
    "max_rate_mg_per_kg_h": ("max_rate",),
    "comedication": ("comedication",),
    "relief": ("relief",),
}
"""Column → words of a condition that ask for it."""


def _counts(claims: Claims, claim: Claim) -> Iterator[Discrepancy]:
    if claim.count is not None and claim.studies and claim.count != len(claim.studies):
        yield _count(
            claims, claim, "cited", f"{claim.count} said, {len(claim.studies)} cited", "the number of studies is not the number cited"
        )
    if claim.count is not None and claim.parts and sum(claim.parts) != claim.count:
        sum_text = f"{' + '.join(map(str, claim.parts))} = {sum(claim.parts)}"
        yield _count(claims, claim, "parts", f"{claim.count} said, {sum_text}", "the parts do not add up to the total")


def _count(claims: Claims, claim: Claim, what: str, difference: str, assessment: str) -> Discrepancy:
    origin = _origin(claims, claim, str(claim.count))
    return Discrepancy(f"{claims.source}/{claim.id}/{what}", WITHIN, claims.source, "claim", (origin,), difference, assessment)


def _origin(claims: Claims, claim: Claim, value: str) -> Origin:
    return Origin(claims.source, f"claim {claim.id}", value, claim.at, inferred="a statement, told here in own words")
