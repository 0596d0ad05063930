"""Which documents tell of which studies, and how much they overlap."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.records.library import Library

REVIEWING = ("review", "survey", "guideline", "cohort")
"""Kinds of document that tell of other people's studies."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Study × document matrix.

    ``included`` holds (study, document) pairs; ``shared`` pairs of studies with the same
    participants.
    """

    studies: tuple[str, ...]
    documents: tuple[str, ...]
    reviews: tuple[str, ...]
    included: frozenset[tuple[str, str]]
    shared: tuple[tuple[str, str], ...]

    @property
    def corrected_covered_area(self) -> Fraction | None:
        """(N − r) / (r·c − r) for N inclusions, r studies and c reviews (Pieper et al, J Clin
        Epidemiol 2014;67:368-75).

        A survey or a cohort that names studies has not looked for all of them, so it does not
        count. ``None`` where a single review leaves nothing to overlap.
        """
        reviewed = [pair for pair in self.included if pair[1] in self.reviews]
        rows = len({study for study, _ in reviewed})
        area = rows * len(self.reviews) - rows
        return Fraction(len(reviewed) - rows, area) if area else None


def find_overlap(library: Library) -> Overlap:
    """The matrix of all studies that a document other than their own tells of.

    Studies with the same participants are one row.
    """
    same = {study.id: study.same_participants_as for study in library if study.same_participants_as}
    pairs = set()
    for study in library:
        row = same.get(study.id, study.id)
        for report in study.reports:
            document = library.sources.get(report.source)
            told = document is not None and document.kind in REVIEWING
            if told and report.source not in (study.id, row):
                pairs.add((row, report.source))
    studies = tuple(sorted({study for study, _ in pairs}))
    documents = tuple(sorted({document for _, document in pairs}))
    reviews = tuple(
        document for document in documents if library.sources[document].kind == "review"
    )
    return Overlap(
        studies,
        documents,
        reviews,
        frozenset(pairs),
        tuple(sorted(same.items())),
    )
