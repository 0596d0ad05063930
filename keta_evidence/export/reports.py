"""What each report of a study says of single facts, arms and regimens, a line each.

With the lists, which are collated entry by entry, it is everything that any report says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from keta_evidence.collation import facts
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.dosing.course import ELEMENTS, Course
from keta_evidence.dosing.phases import phase_origin
from keta_evidence.evidence.catalogue.lists import places_of
from keta_evidence.records.model import ArmReport, Intervention, Report
from keta_evidence.records.origin import Origin, fact_text, origin_of

LISTED = ("comedication", "relief", "outcomes", "adverse_events")
"""Keys of a report that hold lists."""
_STATED_NUMBERS = ("session_dose", "total_dose", "max_rate")


def report_lines(study: CollatedStudy) -> Iterator[str]:
    """Each report with its place, then a line for each thing that it says."""
    for report in study.reports:
        yield f"{report.source}, {report.at.place}"
        said = list(_statements_in(study, report))
        if report not in study.documents:
            said += _lists_of(replace(study, source=report.source))
        for origin in said:
            yield f"  {origin.what}: {origin.value}; {origin.grounds}"
        if report.note is not None:
            yield f"  note: {report.note}"


def _statements_in(study: CollatedStudy, report: Report) -> Iterator[Origin]:
    library = study.library
    for rule in facts.FACT_RULES.values():
        for statement in facts.statements_on(library, [report], rule):
            yield from statement.show().origins
    source = library.sources.get(report.source)
    if report.design is not None:
        items = report.design.comparators
        text = facts.said_text(items)
        yield origin_of(source, report, "comparators", text, report.design, items, column="design")
    for name in ("participants", "analysed"):
        fact = getattr(report, name)
        if fact is not None:
            yield origin_of(source, report, name, fact_text(fact), fact, column=name)
    for name in (*LISTED, "design"):
        whole = getattr(report, name)
        if whole is not None and (whole.printed or whole.noted or whole.inferred):
            yield origin_of(source, report, name.replace("_", " "), "as a whole", whole)
    for arm in report.arms:
        yield from _of_arm(study, report, arm)
    alone = replace(study.regimens, reports=(report,), comparators=frozenset())
    for course in alone.of(report):
        yield from _of_regimen(course)


def _lists_of(alone: CollatedStudy) -> Iterator[Origin]:
    """The lists of a page that only points to a document, which are not collated."""
    for collated in (alone.every_relief, alone.outcomes, alone.adverse_events, alone.comedication):
        yield from places_of(collated.entries)


def _of_arm(study: CollatedStudy, report: Report, arm: ArmReport) -> Iterator[Origin]:
    source = study.library.sources.get(report.source)
    for name in ("participants", "analysed", "indications"):
        said = getattr(arm, name)
        if said is not None:
            text = facts.said_text(said)
            yield origin_of(source, report, f"{name} ({arm.arm})", text, said, column=name)
    for given in arm.interventions:
        text = _intervention_text(given)
        yield origin_of(source, report, f"given ({arm.arm})", text, given, column="regimen")


def _intervention_text(given: Intervention) -> str:
    parts = (given.enantiomer, given.drug, given.dose, given.route)
    return " ".join(str(part) for part in parts if part is not None)


def _of_regimen(course: Course) -> Iterator[Origin]:
    yield course.origin("regimen", "as a whole")
    for name in (*ELEMENTS, *_STATED_NUMBERS):
        fact = getattr(course.regimen, name)
        if fact is not None:
            yield course.origin(name.replace("_", " "), fact_text(fact), fact, column="session")
    for index in range(len(course.regimen.phases)):
        yield phase_origin(course, index)
