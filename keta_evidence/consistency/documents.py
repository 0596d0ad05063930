"""What the reports of a study differ on, as collation finds it, at its place in the record."""

from __future__ import annotations

from collections.abc import Iterator

from keta_evidence.collation.statements import Difference
from keta_evidence.consistency.issue import BETWEEN, VERSUS, Issue, kind_of
from keta_evidence.consistency.subjects import StudyAt
from keta_evidence.records.origin import Origin


def between_reports(study: StudyAt) -> Iterator[Issue]:
    """One issue for each thing on which the reports of a study do not agree."""
    for difference in study.collated.differences:
        yield _as_issue(study, difference)


def _as_issue(study: StudyAt, found: Difference) -> Issue:
    typed: dict[str, str] = {}
    places: dict[Origin, None] = {}
    for statement in found.statements:
        shown = statement.show()
        typed.setdefault(shown.text, shown.typed)
        places |= dict.fromkeys(shown.origins)
    origins = tuple(places)
    difference = VERSUS.join(typed)
    kind = kind_of(origins)
    where = "documents" if kind == BETWEEN else "places of the document"
    name = found.name.lstrip(":").replace(".", ": ", 1).replace("_", " ")
    reports = study.collated.study.reports
    first = found.statements[0].report
    index = next(place for place, other in enumerate(reports) if other is first)
    return study.issue(
        "reports",
        ("reports", index, found.fact),
        difference,
        name=found.name,
        fact=found.fact,
        kind=kind,
        column=found.column,
        values=origins,
        difference=difference,
        assessment=f"the {where} do not report the same {name}",
        typed=tuple(typed.values()),
    )
