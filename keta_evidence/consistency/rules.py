"""The rules: each once, with its id, what it looks at, and how an issue of it is resolved.

``validate`` (``checks``) and ``discrepancies`` are two views of what they find. Rules on claims,
which need the query grammar, stand in ``synthesis`` and are added to these by the commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency import (
    companions,
    counts,
    documents,
    limits,
    magnitude,
    neighbours,
    overviews,
    participants,
    prose,
    ratios,
    references,
    regimens,
    shares,
    titles,
    unit_kinds,
)
from keta_evidence.consistency.issue import Issue, by_cause, decided
from keta_evidence.consistency.subjects import ClaimsAt, OverviewAt, SourceAt, StudyAt
from keta_evidence.records.library import Library


class Of(Enum):
    """What a rule looks at."""

    REPORT = "each report of a study"
    STUDY = "each study"
    OVERVIEW = "each survey, guideline or review"
    CLAIMS = "each file of claims"
    SOURCE = "each source"


class Resolution(Enum):
    """How an issue goes away."""

    FIX = "the record is corrected"
    ANSWER = "the record is corrected, or says that the document is printed so"
    DECIDE = "a value is chosen, or the difference explained"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``id`` is a code where ``validate`` prints its issues, else a name.

    ``compares``: its issues are discrepancies, values that cannot all be right; an issue of any
    other rule has no ``difference``.
    """

    id: str
    of: Of
    find: Callable[[Any], Iterator[Issue]]
    resolution: Resolution = Resolution.FIX
    compares: bool = False


RULES: tuple[Rule, ...] = (
    Rule("reports", Of.STUDY, documents.between_reports, Resolution.DECIDE, compares=True),
    Rule("KE304", Of.REPORT, regimens.stated_values, Resolution.ANSWER, compares=True),
    Rule("KE302", Of.REPORT, counts.percentages, Resolution.ANSWER, compares=True),
    Rule("KE305", Of.REPORT, magnitude.odd_magnitudes, Resolution.ANSWER, compares=True),
    Rule("neighbours", Of.STUDY, neighbours.far_from_neighbours, Resolution.DECIDE, compares=True),
    Rule("denominator", Of.REPORT, shares.impossible_shares, Resolution.DECIDE, compares=True),
    Rule("unit", Of.REPORT, unit_kinds.impossible_units, Resolution.DECIDE, compares=True),
    Rule("in words", Of.STUDY, prose.shares_in_words, Resolution.DECIDE, compares=True),
    Rule(
        "confidence",
        Of.STUDY,
        limits.confidence_read_as_shares,
        Resolution.DECIDE,
        compares=True,
    ),
    Rule("title", Of.STUDY, titles.designs_in_titles, Resolution.DECIDE, compares=True),
    Rule("year", Of.STUDY, titles.years_of_citations, Resolution.DECIDE, compares=True),
    Rule(
        "participants",
        Of.STUDY,
        participants.same_participants_agree,
        Resolution.DECIDE,
        compares=True,
    ),
    Rule("KE301", Of.REPORT, counts.arm_sum, Resolution.ANSWER),
    Rule("KE303", Of.REPORT, counts.relief_times),
    Rule("KE306", Of.REPORT, regimens.phases),
    Rule("KE307", Of.REPORT, counts.counts),
    Rule("KE307", Of.REPORT, counts.analysed),
    Rule("KE308", Of.REPORT, regimens.sessions, Resolution.ANSWER),
    Rule("KE309", Of.REPORT, counts.shares),
    Rule("KE201", Of.STUDY, references.file_names),
    Rule("KE203", Of.REPORT, references.sources),
    Rule("KE204", Of.REPORT, references.indications),
    Rule("KE214", Of.REPORT, references.terms),
    Rule("KE205", Of.REPORT, references.arm_names),
    Rule("KE206", Of.REPORT, references.gaps),
    Rule("KE208", Of.REPORT, references.lines),
    Rule("KE209", Of.STUDY, references.arm_ids),
    Rule("KE209", Of.REPORT, references.arms_of_reports),
    Rule("KE210", Of.REPORT, references.readers),
    Rule("KE221", Of.STUDY, references.same_participants),
    Rule("KE215", Of.STUDY, references.reports_there),
    Rule("KE216", Of.STUDY, companions.same_paper),
    Rule("KE310", Of.STUDY, companions.years),
    Rule(
        "percentage",
        Of.OVERVIEW,
        overviews.percentages_of_figures,
        Resolution.DECIDE,
        compares=True,
    ),
    Rule("order", Of.OVERVIEW, overviews.bounds_in_order, Resolution.DECIDE, compares=True),
    Rule("outside", Of.OVERVIEW, overviews.values_within_bounds, Resolution.DECIDE, compares=True),
    Rule("magnitude", Of.OVERVIEW, overviews.rates_within_use, Resolution.DECIDE, compares=True),
    Rule("time", Of.OVERVIEW, overviews.amounts_with_their_time, Resolution.DECIDE, compares=True),
    Rule("places", Of.OVERVIEW, overviews.figures_at_two_places, Resolution.DECIDE, compares=True),
    Rule(
        "denominator",
        Of.OVERVIEW,
        shares.impossible_shares_of_figures,
        Resolution.DECIDE,
        compares=True,
    ),
    Rule(
        "unit",
        Of.OVERVIEW,
        unit_kinds.impossible_units_of_figures,
        Resolution.DECIDE,
        compares=True,
    ),
    Rule(
        "in words",
        Of.OVERVIEW,
        prose.shares_of_figures_in_words,
        Resolution.DECIDE,
        compares=True,
    ),
    Rule("called", Of.OVERVIEW, titles.kinds_said_of_documents, Resolution.DECIDE, compares=True),
    Rule("ratio", Of.OVERVIEW, ratios.strengths_turned_round, Resolution.DECIDE, compares=True),
    Rule("year", Of.OVERVIEW, titles.years_of_citations, Resolution.DECIDE, compares=True),
    Rule("KE202", Of.OVERVIEW, companions.names_of_overviews),
    Rule("KE203", Of.OVERVIEW, companions.sources_of_overviews),
    Rule("KE210", Of.OVERVIEW, companions.readers_of_overviews),
    Rule("KE217", Of.OVERVIEW, companions.studies_of_overviews),
    Rule("KE310", Of.OVERVIEW, companions.years),
    Rule("KE202", Of.CLAIMS, companions.ids_of_claims),
    Rule("KE203", Of.CLAIMS, companions.sources_of_claims),
    Rule("KE210", Of.CLAIMS, companions.readers_of_claims),
    Rule("KE217", Of.CLAIMS, companions.studies_of_claims),
    Rule("KE218", Of.CLAIMS, companions.figures_of_claims),
    Rule("KE220", Of.SOURCE, companions.facts_of_columns),
    Rule("KE310", Of.SOURCE, companions.years),
)
"""Every rule of this package; decisions are checked against what these find (``checks``)."""

DISCREPANCIES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.compares)
"""Rules whose issues are discrepancies."""

ANSWERABLE: tuple[str, ...] = tuple(
    sorted(rule.id for rule in RULES if rule.resolution is Resolution.ANSWER)
)
"""Codes of issues that can be right about a document that is wrong: an answer settles them."""


def issues_of_study(study: StudyAt, rules: Sequence[Rule] = RULES) -> Iterator[Issue]:
    """What the rules find in a study, with the decisions made on it.

    One document's own version of a study knows no decisions between documents.
    """
    decisions = study.collated.study.decisions if study.collated.source is None else ()
    for rule in rules:
        if rule.of is Of.STUDY:
            found = by_cause(rule.find(study))
        elif rule.of is Of.REPORT:
            found = by_cause(issue for report in study.reports() for issue in rule.find(report))
        else:
            continue
        for issue in found:
            yield decided(issue, decisions)


def issues_of_overview(overview: OverviewAt, rules: Sequence[Rule] = RULES) -> Iterator[Issue]:
    """What the rules find in a survey, guideline or review, with the decisions made on it."""
    for rule in rules:
        if rule.of is Of.OVERVIEW:
            for issue in by_cause(rule.find(overview)):
                yield decided(issue, overview.overview.decisions)


def issues_of_claims(claims: ClaimsAt, rules: Sequence[Rule] = RULES) -> Iterator[Issue]:
    """What the rules find in the claims of a document, with the decisions made on them."""
    for rule in rules:
        if rule.of is Of.CLAIMS:
            for issue in rule.find(claims):
                yield decided(issue, claims.claims.decisions)


def issues_of_source(source: SourceAt, rules: Sequence[Rule] = RULES) -> Iterator[Issue]:
    """What the rules find in the description of a source."""
    for rule in rules:
        if rule.of is Of.SOURCE:
            yield from rule.find(source)


def studies_at(library: Library) -> Iterator[StudyAt]:
    """Every study of a library with its file."""
    for record in library.records.values():
        yield StudyAt(CollatedStudy(library, record.study), record.document)


def overviews_at(library: Library) -> Iterator[OverviewAt]:
    """Every survey, guideline and review of a library with its file."""
    for overview, document in library.companions.overviews.values():
        yield OverviewAt(library, overview, document)


def claims_at(library: Library) -> Iterator[ClaimsAt]:
    """Every file of claims of a library."""
    for claims, document in library.companions.claims.values():
        yield ClaimsAt(library, claims, document)


def sources_at(library: Library) -> Iterator[SourceAt]:
    """Every source of a library with its file."""
    for id_, document in library.source_files.items():
        yield SourceAt(library, library.sources[id_], document)
