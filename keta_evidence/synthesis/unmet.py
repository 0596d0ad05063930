"""Claims that a document's own data do not bear out, as discrepancies within the document."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from keta_evidence.consistency.issue import WITHIN, Issue, decided
from keta_evidence.consistency.rules import claims_at
from keta_evidence.consistency.subjects import ClaimsAt
from keta_evidence.evidence.catalogue import COLUMNS, PEOPLE, Column, Variable
from keta_evidence.query.expressions import variables_of
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library
from keta_evidence.records.origin import Origin
from keta_evidence.synthesis.claim_checks import CONTRADICTED, PARTLY
from keta_evidence.synthesis.claims import ClaimResult, check_text, claims_tested
from keta_evidence.tables.row import Row


def unmet_claims(library: Library, wanted: Collection[str] = ()) -> Iterator[Issue]:
    """The discrepancies of all claims, or of those ``wanted`` (as for ``claims_tested``)."""
    for claims in claims_at(library):
        decisions = claims.claims.decisions
        for issue in unmet(claims, wanted):
            yield decided(issue, decisions)


def unmet_where_decided(claims: ClaimsAt) -> Iterator[Issue]:
    """The discrepancies of the claims that are decided on; testing all of them takes long."""
    source = claims.claims.source
    # A decision may be on what one study does not meet: ``claim/study``.
    decided_claims = {decision.what.partition("/")[0] for decision in claims.claims.decisions}
    wanted = {f"{source}/{claim}" for claim in decided_claims}
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
                    yield _issue_of_study(claims, place, tested, judged.row)
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


def _issue_of_study(claims: ClaimsAt, place: int, tested: ClaimResult, row: Row) -> Issue:
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
    if tested.claim.holds is None:
        return ()
    asked = dict.fromkeys(map(_shown_in, variables_of(parse_where(tested.claim.holds))))
    origins: dict[Origin, None] = {}
    for column in COLUMNS.values():
        if column in asked:
            origins |= dict.fromkeys(row.cell(column).origins)
    return tuple(origins)


def _shown_in(variable: Variable) -> Column:
    """The column that shows a variable to people: one of its own, else one that rests on the same
    facts, as that of the infusion does on the sessions; else the first of its own.
    """
    own = [shown.column for shown in variable.columns]
    facts = own[0].facts
    for column in own:
        if column.name in PEOPLE:
            return column
    for column in map(COLUMNS.__getitem__, PEOPLE):
        if facts and all(fact.startswith(column.facts) for fact in facts):
            return column
    return own[0]


def _origin(tested: ClaimResult, value: str) -> Origin:
    claim = tested.claim
    return Origin(
        tested.source,
        f"claim {claim.id}",
        value,
        claim.at,
        inferred="a statement, told here in own words",
    )
