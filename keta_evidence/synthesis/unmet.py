"""Claims that a document's own data do not bear out, as discrepancies within the document."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from keta_evidence.consistency.issue import WITHIN, Issue, decided
from keta_evidence.consistency.rules import claims_at
from keta_evidence.consistency.subjects import ClaimsAt
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.records.library import Library
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


def unmet_claims(library: Library, wanted: Collection[str] = ()) -> Iterator[Issue]:
    """The discrepancies of all claims, or of those ``wanted`` (as for ``claims_tested``)."""
    for claims in claims_at(library):
        decisions = claims.claims.decisions
        for issue in unmet(claims, wanted):
            yield decided(issue, decisions)


def unmet_where_decided(claims: ClaimsAt) -> Iterator[Issue]:
    """The discrepancies of the claims that are decided on; testing all of them takes long."""
    source = claims.claims.source
    wanted = {f"{source}/{decision.what}" for decision in claims.claims.decisions}
    if wanted:
        yield from unmet(claims, wanted)


def unmet(claims: ClaimsAt, wanted: Collection[str]) -> Iterator[Issue]:
    """One issue for each study that does not meet what it is cited for; else one for the claim."""
    source = claims.claims.source
    places = {claim.id: place for place, claim in enumerate(claims.claims.claims)}
    own = wanted or {source}
    for tested in claims_tested(claims.library, own):
        if tested.source != source:
            continue
        place = places[tested.claim.id]
        failing = tested.claim.extent == "none"
        if tested.claim.extent in (None, "all", "none") and tested.claim.studies:
            for judged in tested.studies:
                if judged.truth is failing and judged.row is not None:
                    yield _of_study(claims, place, tested, judged.row)
        broken = [
            found
            for found in tested.found[_by_study(tested) :]
            if found.verdict in (CONTRADICTED, PARTLY) and not found.undecided
        ]
        if broken:
            yield _of_claim(claims, place, tested)


def _by_study(tested: ClaimResult) -> int:
    """How many of the first checks are judged study by study."""
    return int(
        bool(tested.claim.studies)
        and tested.claim.holds is not None
        and tested.claim.extent in (None, "all", "none")
    )


def _of_study(claims: ClaimsAt, place: int, tested: ClaimResult, row: Row) -> Issue:
    reported = _reported(tested, row)
    difference = f"claimed: {tested.claim.holds}"
    values = "; ".join(dict.fromkeys(origin.value for origin in reported))
    if values:
        difference = f"{difference}; told of the study: {values}"
    return claims.issue(
        "claims",
        ("claims", place),
        difference,
        name=f"{tested.claim.id}/{row.id}",
        fact=tested.claim.id,
        about=row.id,
        kind=WITHIN,
        column="claim",
        values=(_origin(tested, tested.claim.statement), *reported),
        difference=difference,
        assessment=(
            "the study is cited for a statement that the document's own report of it does not "
            f"bear out: {tested.claim.statement}"
        ),
    )


def _of_claim(claims: ClaimsAt, place: int, tested: ClaimResult) -> Issue:
    difference = "; ".join(found.numbers for found in tested.found[_by_study(tested) :])
    return claims.issue(
        "claims",
        ("claims", place),
        difference,
        name=tested.claim.id,
        fact=tested.claim.id,
        kind=WITHIN,
        column="claim",
        values=(_origin(tested, tested.claim.statement),),
        difference=difference,
        assessment=(
            "the document's own data do not bear out its statement, or only in part: "
            f"{check_text(tested.claim)}"
        ),
    )


def _reported(tested: ClaimResult, row: Row) -> tuple[Origin, ...]:
    """What the document reports for the columns that the condition asks for."""
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
