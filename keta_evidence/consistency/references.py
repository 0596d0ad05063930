"""What must lead somewhere in a study.

Sources, indications, arms, lines, facts a table promises.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from keta_evidence.collation.facts import FACTS, gives
from keta_evidence.consistency.issue import Issue
from keta_evidence.consistency.subjects import ReportAt, StudyAt
from keta_evidence.diagnostics import hinted, quoted
from keta_evidence.records.library import Library
from keta_evidence.records.model import BASELINE, Items
from keta_evidence.records.trees import KeyPath, child_of, nodes


def file_names(study: StudyAt) -> Iterator[Issue]:
    """KE201: the file is named after the study."""
    name, id_ = study.document.path.name, study.collated.study.id
    if name != f"{id_}.yaml":
        yield study.issue("KE201", ("id",), f"the file must be named {id_}.yaml", quoted(name))


def sources(report: ReportAt) -> Iterator[Issue]:
    """KE203: the source of a report is there."""
    known = source_keys(report.library)
    if report.report.source not in known:
        what = hinted("no such source in studies/sources/", report.report.source, known)
        yield report.issue("KE203", ("source",), what, quoted(report.report.source))


@functools.lru_cache(maxsize=1)
def source_keys(library: Library) -> frozenset[str]:
    """Sources whose file is there; one that holds errors is a problem once, at its own file."""
    files = (library.folder / "sources").glob("*.yaml")
    return frozenset([*library.sources, *(path.stem for path in files)])


def indications(report: ReportAt) -> Iterator[Issue]:
    """KE204: the indications of a report and of its arms are in the vocabulary."""
    listed: list[tuple[KeyPath, Items[str] | None]] = [((), report.report.indications)]
    for place, arm in enumerate(report.report.arms):
        listed.append((("arms", place), arm.indications))
    known = report.library.indications
    if not known:  # the vocabulary itself could not be read, which is a problem of its own
        return
    for key, items in listed:
        for place, id_ in enumerate(items.items if items is not None else ()):
            if id_ not in known:
                what = hinted("no such indication in studies/vocabulary.yaml", id_, known)
                place_key = (*key, "indications", "items", place)
                yield report.issue("KE204", place_key, what, quoted(id_))


def terms(report: ReportAt) -> Iterator[Issue]:
    """KE214: explicit ids of measures and adverse events are in the vocabulary."""
    said = report.report
    lists = (
        ("relief", "measure", "measures", said.relief),
        ("outcomes", "measure", "measures", said.outcomes),
        ("adverse_events", "term", "adverse_events", said.adverse_events),
    )
    for fact, name, of_list, items in lists:
        known = [term.id for term in getattr(report.library.vocabulary, of_list)]
        for place, item in enumerate(items.items if items is not None else ()):
            id_ = getattr(item, name)
            if id_ is not None and id_ not in known:
                what = hinted(f"no such term in {of_list} of studies/vocabulary.yaml", id_, known)
                yield report.issue("KE214", (fact, "items", place, name), what, quoted(id_))


def arm_names(report: ReportAt) -> Iterator[Issue]:
    """KE205: a report names only arms of the study, as arms and as comparators."""
    known = [arm.id for arm in report.study.collated.study.arms]
    for key, id_ in _named_arms(report):
        if id_ not in known:
            what = "the study declares no arms"
            if known:
                what = hinted("no such arm in this study", id_, known)
            yield report.issue("KE205", key, what, quoted(id_))


def _named_arms(report: ReportAt) -> Iterator[tuple[KeyPath, str]]:
    for place, arm in enumerate(report.report.arms):
        yield ("arms", place, "arm"), arm.arm
    for key, item in report.listed():
        comparator = getattr(item, "comparator", None)
        if comparator is not None and comparator.value not in (None, BASELINE):
            yield (*key, "comparator", "value"), comparator.value
        if item.arm is not None:
            yield (*key, "arm"), item.arm


def gaps(report: ReportAt) -> Iterator[Issue]:
    """KE206: a row of a main table gives, or says to be missing, what the table has a column for.

    Only the first such report of the document: a further one adds to the row, and does not
    repeat it.
    """
    source = report.library.sources.get(report.report.source)
    if source is None or not _is_first_row(report):
        return
    seen: set[str] = set()
    for column in source.columns:
        fact = "regimen" if column.fact == "session" else column.fact
        if fact in FACTS and fact not in seen and not gives(report.report, fact):
            what = (
                f"{fact} is neither given nor said to be missing; "
                f"the table has a column {quoted(column.heading)}"
            )
            yield report.issue("KE206", (), what)
        seen.add(fact)


def _is_first_row(report: ReportAt) -> bool:
    rows = [
        index
        for index, other in enumerate(report.study.collated.study.reports)
        if other.source == report.report.source and other.at.place.startswith("Table")
    ]
    return rows[:1] == [report.index]


def lines(report: ReportAt) -> Iterator[Issue]:
    """KE208: every place in a document with a pinned text names its lines there."""
    source = report.library.sources.get(report.report.source)
    if source is None or source.text is None:
        return
    reports = child_of(report.study.document.tree, "reports")
    for key, node in nodes(child_of(reports, report.index)):
        if key[-1] == "at" and "lines" not in node:
            what = f"lines is missing; {report.report.source} has a pinned text"
            yield report.issue("KE208", key, what)


def arms_of_reports(report: ReportAt) -> Iterator[Issue]:
    """KE209: a report tells of each arm once."""
    first: dict[str, int] = {}
    for place, arm in enumerate(report.report.arms):
        if arm.arm in first:
            what = f"the arm is also that of arms[{first[arm.arm]}]"
            yield report.issue("KE209", ("arms", place, "arm"), what, quoted(arm.arm))
        first.setdefault(arm.arm, place)


def arm_ids(study: StudyAt) -> Iterator[Issue]:
    """KE209: no two arms of a study share an id, and none is called baseline."""
    first: dict[str, int] = {BASELINE: -1}
    for place, arm in enumerate(study.collated.study.arms):
        if arm.id in first:
            what = f"the id is also that of arms[{first[arm.id]}]"
            if arm.id == BASELINE:
                what = "baseline is what comparisons within an arm are made with"
            yield study.issue("KE209", ("arms", place, "id"), what, quoted(arm.id))
        first.setdefault(arm.id, place)


def readers(report: ReportAt) -> Iterator[Issue]:
    """KE210: two people read each document."""
    if report.report.extractor == report.report.reviewer:
        what, found = "the reviewer is the extractor", quoted(report.report.reviewer)
        yield report.issue("KE210", ("reviewer",), what, found)


def same_participants(study: StudyAt) -> Iterator[Issue]:
    """KE221: the study whose participants these are is another one, and there."""
    library, own = study.collated.library, study.collated.study
    other = own.same_participants_as
    if other is None:
        return
    chain = [own.id]
    while other in library.records and other not in chain:
        chain.append(other)
        other = library.records[other].study.same_participants_as or ""
    if other == own.id:
        what = "a study is not the same as itself"
        if len(chain) > 1:
            what = f"a circle: {' → '.join([*chain, own.id])}"
    elif len(chain) == 1:
        known = study_ids(library)
        if other in known:  # its file holds errors, which are problems of their own
            return
        what = hinted("no such study", other, known - {own.id})
    else:
        return
    key = ("same_participants_as",)
    yield study.issue("KE221", key, what, quoted(own.same_participants_as))


@functools.lru_cache(maxsize=1)
def study_ids(library: Library) -> frozenset[str]:
    """Studies whose file is there, be it broken or not among those that were read."""
    files = library.folder.glob("*.yaml")
    return frozenset([*library.records, *(path.stem for path in files)])


def reports_there(study: StudyAt) -> Iterator[Issue]:
    """KE215: a study has at least one report."""
    if not study.collated.study.reports:
        yield study.issue("KE215", ("reports",), "a study without reports is shown nowhere")
