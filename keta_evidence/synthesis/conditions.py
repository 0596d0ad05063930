"""Rules on the claims of documents that need the query grammar or an answer to the claim itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from keta_evidence.consistency.checks import require_sound_companions
from keta_evidence.consistency.issue import Issue
from keta_evidence.consistency.rules import RULES, Of, Resolution, Rule
from keta_evidence.consistency.subjects import ClaimsAt
from keta_evidence.diagnostics import UsageError, quoted
from keta_evidence.evidence.catalogue import Scope
from keta_evidence.query.where import parse_where
from keta_evidence.records.library import Library
from keta_evidence.records.model import Claim
from keta_evidence.records.trees import KeyPath
from keta_evidence.synthesis.claim_figures import figure_condition
from keta_evidence.synthesis.points import numeric_field
from keta_evidence.synthesis.unmet import unmet_where_decided
from keta_evidence.units import describe

Read = Callable[[str], object]


def conditions(claims: ClaimsAt) -> Iterator[Issue]:
    """KE219: every condition and field of a claim can be read."""
    for place, claim in enumerate(claims.claims.claims):
        for key, text, read in _readers(claims.library, claim):
            try:
                read(text)
            except UsageError as error:
                what = error.message.removeprefix("--where: ")
                if error.hint:
                    what = f"{what} ({error.hint})"
                yield claims.issue("KE219", ("claims", place, *key), what, quoted(text))
        yield from _recomputed_in_its_unit(claims, place, claim)


def _readers(library: Library, claim: Claim) -> Iterator[tuple[KeyPath, str, Read]]:
    """Key, text and reader of each condition or field."""

    def condition(text: str) -> object:
        return parse_where(text, Scope(library))

    for name in ("among", "holds"):
        text = getattr(claim, name)
        if text is not None:
            yield (name,), text, condition
    if claim.trend is not None:
        yield ("trend", "of"), claim.trend.of, numeric_field
        yield ("trend", "against"), claim.trend.against, _other_than(claim.trend.of)
    if claim.recomputed is not None:
        yield ("recomputed", "of"), claim.recomputed.of, numeric_field
    if claim.contrast is not None:
        yield ("contrast", "of"), claim.contrast.of, numeric_field
        yield ("contrast", "between"), claim.contrast.between, condition
    for number, check in enumerate(claim.figures):
        yield ("figures", number, "holds"), check.holds, figure_condition


def _other_than(field: str) -> Read:
    """A reader of a field that is not the one a trend is of."""

    def read(text: str) -> object:
        if text == field:
            raise UsageError(f"{text} against itself")
        return numeric_field(text)

    return read


def _recomputed_in_its_unit(claims: ClaimsAt, place: int, claim: Claim) -> Iterator[Issue]:
    """What a document says of a field is in a unit of that field."""
    if claim.recomputed is None:
        return
    try:
        field = numeric_field(claim.recomputed.of)
    except UsageError:  # said of the field itself
        return
    said = claim.recomputed.said
    if field.dimensions and said.quantity.dimension not in field.dimensions:
        wanted = " or ".join(describe(dimension) for dimension in field.dimensions)
        what = f"{claim.recomputed.of} is {wanted}"
        key = ("claims", place, "recomputed", "said")
        yield claims.issue("KE219", key, what, quoted(str(said)))


ALL_RULES: tuple[Rule, ...] = (
    *RULES,
    Rule("KE219", Of.CLAIMS, conditions),
    Rule("claims", Of.CLAIMS, unmet_where_decided, Resolution.DECIDE),
)
"""Every rule there is: those of ``consistency``, and those that need the query grammar."""


def require_whole(library: Library) -> Library:
    """The library itself, which is sound, if its overviews and claims hold no error, either.

    Raises FindingsError or UnreadableError as ``require_sound`` does.
    """
    return require_sound_companions(library, ALL_RULES)
