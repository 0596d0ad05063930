"""Claims that a document's own data do not bear out, as discrepancies within the document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from keta_evidence.consistency.checks.decisions import check_settled
from keta_evidence.consistency.discrepancies import WITHIN, Discrepancy, settled
from keta_evidence.diagnostics import Problem
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.records.library import Library
from keta_evidence.records.model import Decision
from keta_evidence.records.origin import Origin
from keta_evidence.synthesis.claim_checks import CONTRADICTED, PARTLY
from keta_evidence.synthesis.claims import ClaimResult, check_text, claims_tested
from keta_evidence.tables.row import Row

_WORDS: dict[str, tuple[str, ...]] = {
    "year": ("year",),
    "evidence_level": ("level",),
    "indications": ("indication",),
    "participants": ("participants",),
    "design_summary": (
        "kind",
        "design",
        "timing",
        "allocation",
        "structure",
        "masking",
        "comparator",
    ),
    "setting": ("setting",),
    "route": ("route",),
    "enantiomer": ("enantiomer",),
    "infusion": ("infusion", "session"),
    "total_dose": ("total_dose",),
    "max_rate_mg_per_kg_h": ("max_rate",),
    "comedication": ("comedication",),
    "relief": ("relief",),
    "adverse_events": ("adverse_event",),
}
"""Column whose value is shown where a study does not meet a claim → words of a condition that ask
for it.
"""


def unmet_claims(library: Library, wanted: Collection[str] = ()) -> Iterator[Discrepancy]:
    """One discrepancy for each study that does not meet what it is cited for; else one for the
    claim. ``wanted``: as for claims_tested.
    """
    for tested in claims_tested(library, wanted):
        decisions = [
            entry
            for entry in library.claims[tested.source].decisions
            if entry.what == tested.claim.id
        ]
        failing = tested.claim.extent == "none"
        if tested.claim.extent in (None, "all", "none") and tested.claim.studies:
            rows = [
                judged.row
                for judged in tested.studies
                if judged.truth is failing and judged.row is not None
            ]
            yield from (_of_study(tested, row, decisions) for row in rows)
        broken = [
            found
            for found in tested.found[_by_study(tested) :]
            if found.verdict in (CONTRADICTED, PARTLY) and not found.undecided
        ]
        if broken:
            yield _of_claim(tested, decisions)


def stale_decisions(library: Library) -> Iterator[Problem]:
    """KE211 for the decisions on claims; only the claims decided on are tested."""
    for source, (claims, document) in library.companions.claims.items():
        decided = {f"{source}/{entry.what}" for entry in claims.decisions}
        if decided:
            yield from check_settled(document, claims.decisions, unmet_claims(library, decided))


def _by_study(tested: ClaimResult) -> int:
    """How many of the first checks are told study by study."""
    return int(
        bool(tested.claim.studies)
        and tested.claim.holds is not None
        and tested.claim.extent in (None, "all", "none")
    )


def _of_study(tested: ClaimResult, row: Row, decisions: Iterable[Decision]) -> Discrepancy:
    told = _told(tested, row)
    values = "; ".join(dict.fromkeys(origin.value for origin in told))
    difference = (
        f"claimed: {tested.claim.holds}{f'; told of the study: {values}' if values else ''}"
    )
    return Discrepancy(
        f"{tested.id}/{row.id}",
        WITHIN,
        row.id,
        "claim",
        (_origin(tested, tested.claim.statement), *told),
        difference,
        f"the study is cited for a statement that the document's own report of it does not bear out: {tested.claim.statement}",
        settled(decisions, difference),
    )


def _of_claim(tested: ClaimResult, decisions: Iterable[Decision]) -> Discrepancy:
    difference = "; ".join(found.numbers for found in tested.found[_by_study(tested) :])
    return Discrepancy(
        tested.id,
        WITHIN,
        tested.source,
        "claim",
        (_origin(tested, tested.claim.statement),),
        difference,
        f"the document's own data do not bear out its statement, or only in part: {check_text(tested.claim)}",
        settled(decisions, difference),
    )


def _told(tested: ClaimResult, row: Row) -> tuple[Origin, ...]:
    """What the document tells of the columns that the condition asks for."""
    asked = [
        name
        for name, words in _WORDS.items()
        if any(word in (tested.claim.holds or "") for word in words)
    ]
    return tuple(
        dict.fromkeys(origin for name in asked for origin in row.cell(COLUMNS[name]).origins)
    )


def _origin(tested: ClaimResult, value: str) -> Origin:
    claim = tested.claim
    return Origin(
        tested.source,
        f"claim {claim.id}",
        value,
        claim.at,
        inferred="a statement, told here in own words",
    )
