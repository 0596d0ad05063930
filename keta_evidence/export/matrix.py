"""The study × document matrix as text."""

from __future__ import annotations

from keta_evidence.synthesis.overlap import Overlap


def render_overlap(overlap: Overlap) -> str:
    """One row a study, one column a document, x where the document tells of the study; then the corrected covered area of the reviews."""
    header = ["Study", *overlap.documents]
    rows = [
        [
            study,
            *(
                "x" if (study, document) in overlap.included else ""
                for document in overlap.documents
            ),
        ]
        for study in overlap.studies
    ]
    totals = [
        "studies",
        *(
            str(sum((study, document) in overlap.included for study in overlap.studies))
            for document in overlap.documents
        ),
    ]
    area = overlap.corrected_covered_area
    share = "not defined for fewer than two" if area is None else f"{float(100 * area):.1f} %"
    shared = [
        f"{one} has the same participants as {other}; they are one row"
        for one, other in overlap.shared
    ]
    covered = (
        f"corrected covered area of the reviews ({', '.join(overlap.reviews) or 'none'}): {share}"
    )
    return "\n".join([*_aligned([header, *rows, totals]), "", covered, *shared]) + "\n"


def _aligned(rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
