"""What ``discrepancies`` shows of the issues: values that cannot all be right."""

from __future__ import annotations

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.issue import Issue
from keta_evidence.consistency.rules import (
    DISCREPANCIES,
    issues_of_overview,
    issues_of_study,
    overviews_at,
    studies_at,
)
from keta_evidence.consistency.subjects import OverviewAt, StudyAt
from keta_evidence.records.library import Library
from keta_evidence.records.model import Overview


def find_discrepancies(collated: CollatedStudy) -> tuple[Issue, ...]:
    """Every discrepancy of a collated study; of one document where that is all it has."""
    document = collated.library.records[collated.study.id].document
    return tuple(issues_of_study(StudyAt(collated, document), DISCREPANCIES))


def find_in_overview(library: Library, overview: Overview) -> tuple[Issue, ...]:
    """Every discrepancy of a survey, guideline or review."""
    _, document = library.companions.overviews[overview.id]
    return tuple(issues_of_overview(OverviewAt(library, overview, document), DISCREPANCIES))


def find_all(library: Library) -> tuple[Issue, ...]:
    """Every discrepancy of every record, in order of their ids."""
    found: list[Issue] = []
    for study in studies_at(library):
        found += issues_of_study(study, DISCREPANCIES)
    for overview in overviews_at(library):
        found += issues_of_overview(overview, DISCREPANCIES)
    return tuple(sorted(found, key=lambda issue: issue.id))
