"""Names that must lead somewhere: file names, arms, lines, and the facts a table promises."""

from __future__ import annotations

from collections.abc import Iterator

from keta_evidence.collation.selection import gives
from keta_evidence.consistency.checks.told import Told
from keta_evidence.diagnostics import Problem, hinted, quoted
from keta_evidence.records.library import Record
from keta_evidence.records.model import BASELINE
from keta_evidence.records.trees import KeyPath, child_of, nodes


def check_file_name(record: Record) -> Iterator[Problem]:
    """KE201: the file is named after the study."""
    name = record.document.path.name
    if name != f"{record.study.id}.yaml":
        yield record.document.problem(
            "KE201", ("id",), f"the file must be named {record.study.id}.yaml", quoted(name)
        )


def check_readers(told: Told) -> Iterator[Problem]:
    """KE210: two people read each document."""
    if told.report.extractor == told.report.reviewer:
        yield told.problem(
            "KE210", ("reviewer",), "the reviewer is the extractor", quoted(told.report.reviewer)
        )


def check_arm_names(told: Told) -> Iterator[Problem]:
    """KE205: a report names only arms of the study, as arms and as comparators."""
    known = [arm.id for arm in told.record.study.arms]
    for key, id_ in _named_arms(told):
        if id_ not in known:
            what = "the study declares no arms"
            if known:
                what = hinted("no such arm in this study", id_, known)
            yield told.problem("KE205", key, what, quoted(id_))


def _named_arms(told: Told) -> Iterator[tuple[KeyPath, str]]:
    for place, arm in enumerate(told.report.arms):
        yield ("arms", place, "arm"), arm.arm
    for key, item in told.listed():
        comparator = getattr(item, "comparator", None)
        if comparator is not None and comparator.value not in (None, BASELINE):
            yield (*key, "comparator", "value"), comparator.value
        if item.arm is not None:
            yield (*key, "arm"), item.arm


def check_arm_ids(told: Told) -> Iterator[Problem]:
    """KE209: a report tells of each arm once."""
    first: dict[str, int] = {}
    for place, arm in enumerate(told.report.arms):
        if arm.arm in first:
            what = f"the arm is also that of arms[{first[arm.arm]}]"
            yield told.problem("KE209", ("arms", place, "arm"), what, quoted(arm.arm))
        first.setdefault(arm.arm, place)


def check_study_arms(record: Record) -> Iterator[Problem]:
    """KE209: no two arms of a study share an id, and none is called baseline."""
    first: dict[str, int] = {BASELINE: -1}
    for place, arm in enumerate(record.study.arms):
        if arm.id in first:
            what = f"the id is also that of arms[{first[arm.id]}]"
            if arm.id == BASELINE:
                what = "baseline is what comparisons within an arm are made with"
            yield record.document.problem("KE209", ("arms", place, "id"), what, quoted(arm.id))
        first.setdefault(arm.id, place)


def check_lines(told: Told) -> Iterator[Problem]:
    """KE208: every place in a document with a pinned text names its lines there."""
    source = told.library.sources.get(told.report.source)
    if source is None or source.text is None:
        return
    reports = child_of(told.record.document.tree, "reports")
    for key, node in nodes(child_of(reports, told.index)):
        if key[-1] == "at" and "lines" not in node:
            yield told.problem(
                "KE208", key, f"lines is missing; {told.report.source} has a pinned text"
            )


def check_gaps(told: Told) -> Iterator[Problem]:
    """KE206: a row of a document's main table gives, or says to be missing, what the table has a column for.

    Only the first such report of the document: a further one adds to the row, it does not repeat it.
    """
    source = told.library.sources.get(told.report.source)
    if source is None or not _is_first_row(told):
        return
    seen: set[str] = set()
    for column in source.columns:
        fact = "regimen" if column.fact == "session" else column.fact
        if fact not in seen and not gives(told.report, fact):
            what = f"{fact} is neither given nor said to be missing; the table has a column {quoted(column.heading)}"
            yield told.problem("KE206", (), what)
        seen.add(fact)


def _is_first_row(told: Told) -> bool:
    rows = [
        index
        for index, report in enumerate(told.record.study.reports)
        if report.source == told.report.source and report.at.place.startswith("Table")
    ]
    return rows[:1] == [told.index]
