"""What ``discrepancies`` shows of the issues: values that cannot all be right."""

from __future__ import annotations

from keta_evidence.collation.selection import View
from keta_evidence.consistency.issue import Issue
from keta_evidence.consistency.rules import (
    issues_of_overview,
    issues_of_study,
    overviews_at,
    studies_at,
)
from keta_evidence.consistency.subjects import OverviewAt, StudyAt
from keta_evidence.records.library import Library
from keta_evidence.records.model import Overview


def find_discrepancies(view: View) -> tuple[Issue, ...]:
    """Every discrepancy of the study of a view; of one document where the view is of one."""
    document = view.library.records[view.study.id].document
    return tuple(issue for issue in issues_of_study(StudyAt(view, document)) if issue.difference)


def find_in_overview(library: Library, overview: Overview) -> tuple[Issue, ...]:
    """Every discrepancy of a survey, guideline or review."""
    _, document = library.companions.overviews[overview.id]
    found = issues_of_overview(OverviewAt(library, overview, document))
    return tuple(issue for issue in found if issue.difference)


def find_all(library: Library) -> tuple[Issue, ...]:
    """Every discrepancy of every record, in order of their ids."""
    found = [issue for study in studies_at(library) for issue in issues_of_study(study)]
    found += [issue for overview in overviews_at(library) for issue in issues_of_overview(overview)]
    discrepancies = [issue for issue in found if issue.difference]
    return tuple(sorted(discrepancies, key=lambda issue: issue.id))
