"""Places where documents disagree with each other or with their own arithmetic, found by computation."""

from __future__ import annotations

from collections.abc import Iterator

from keta_evidence.appraisal.discrepancies.arithmetic import agree, stated_and_computed, within_arithmetic
from keta_evidence.appraisal.discrepancies.found import ARITHMETIC, BETWEEN, MAGNITUDE, TOLERANCE, WITHIN, Discrepancy
from keta_evidence.appraisal.discrepancies.reports import REGIMEN_FACTS, between_reports
from keta_evidence.appraisal.selection import View
from keta_evidence.records.library import Library
from keta_evidence.records.model import Study

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
    "stated_and_computed",
]


def find_discrepancies(library: Library, study: Study, source: str | None = None) -> tuple[Discrepancy, ...]:
    """What a table must mark: every discrepancy of one study between its reports, and with their own arithmetic."""
    view = View(library, study, source)
    return (*between_reports(view), *within_arithmetic(view))


def find_all(library: Library) -> tuple[Discrepancy, ...]:
    """Every discrepancy of every record, in order of their ids."""
    return tuple(sorted(_everything(library), key=lambda found: found.id))


def _everything(library: Library) -> Iterator[Discrepancy]:
    from keta_evidence.appraisal.discrepancies.figures import odd_counts, odd_figures  # noqa: PLC0415 - tables do without
    from keta_evidence.appraisal.discrepancies.magnitude import far_from_neighbours, odd_magnitudes  # noqa: PLC0415

    for study in library:
        yield from find_discrepancies(library, study)
        yield from odd_magnitudes(View(library, study))
        yield from odd_counts(library, study)
    yield from far_from_neighbours(library)
    for overview in library.overviews.values():
        yield from odd_figures(library, overview)
