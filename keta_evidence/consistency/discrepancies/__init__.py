"""Places where documents disagree with each other or with their own arithmetic, found by computation."""

from __future__ import annotations

from keta_evidence.collation.selection import View
from keta_evidence.consistency.discrepancies.arithmetic import (
    agree,
    odd_counts,
    stated_and_computed,
    within_arithmetic,
)
from keta_evidence.consistency.discrepancies.found import (
    ARITHMETIC,
    BETWEEN,
    MAGNITUDE,
    WITHIN,
    Discrepancy,
    settled,
)
from keta_evidence.consistency.discrepancies.magnitude import far_from_neighbours, odd_magnitudes
from keta_evidence.consistency.discrepancies.reports import REGIMEN_FACTS, between_reports
from keta_evidence.records.library import Library
from keta_evidence.records.model import Overview
from keta_evidence.units import TOLERANCE

__all__ = [
    "ARITHMETIC",
    "BETWEEN",
    "MAGNITUDE",
    "REGIMEN_FACTS",
    "TOLERANCE",
    "WITHIN",
    "Discrepancy",
    "agree",
    "find_all",
    "find_discrepancies",
    "find_in_overview",
    "settled",
    "stated_and_computed",
]


def find_discrepancies(view: View) -> tuple[Discrepancy, ...]:
    """Every discrepancy of the study of a view; where the view is of one document, those inside it."""
    return (
        *between_reports(view),
        *within_arithmetic(view),
        *odd_counts(view),
        *odd_magnitudes(view),
        *far_from_neighbours(view),
    )


def find_in_overview(library: Library, overview: Overview) -> tuple[Discrepancy, ...]:
    """Every discrepancy of a survey, guideline or review."""
    from keta_evidence.consistency.discrepancies.figures import odd_figures  # noqa: PLC0415 - tables do without

    return tuple(odd_figures(library, overview))


def find_all(library: Library) -> tuple[Discrepancy, ...]:
    """Every discrepancy of every record, in order of their ids."""
    of_studies = (found for study in library for found in find_discrepancies(View(library, study)))
    of_overviews = (
        found
        for overview in library.overviews.values()
        for found in find_in_overview(library, overview)
    )
    return tuple(sorted((*of_studies, *of_overviews), key=lambda found: found.id))
