"""The study × document matrix as text."""

from __future__ import annotations

from keta_evidence.export.formats import Page, TableFormat
from keta_evidence.export.grids import text_grid
from keta_evidence.synthesis.overlap import Overlap


def render_overlap(overlap: Overlap) -> str:
    """One row a study, one column a document, x where the document reports the study.

    Below it the corrected covered area of the reviews, and studies that share participants.
    """
    rows = []
    for study in overlap.studies:
        pairs = [(study, document) in overlap.included for document in overlap.documents]
        rows.append([study, *("x" if reported else "" for reported in pairs)])
    totals = [
        sum((study, document) in overlap.included for study in overlap.studies)
        for document in overlap.documents
    ]
    rows.append(["studies", *map(str, totals)])
    grid = text_grid(["Study", *overlap.documents], rows)
    area = overlap.corrected_covered_area
    share = "not defined for fewer than two" if area is None else f"{float(100 * area):.1f} %"
    reviews = ", ".join(overlap.reviews) or "none"
    lines = ["", f"corrected covered area of the reviews ({reviews}): {share}"]
    for one, other in overlap.shared:
        lines.append(f"{one} has the same participants as {other}; they are one row")
    text = TableFormat.TABLE.render(grid, Page()).decode()
    return text + "".join(f"{line}\n" for line in lines)
