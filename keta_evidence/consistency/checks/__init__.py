"""Everything wrong with the records of a folder: what reading them found, and what only their meaning shows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from keta_evidence.collation.selection import View
from keta_evidence.consistency.checks.decisions import ANSWERABLE, check_decisions, check_settled
from keta_evidence.consistency.checks.figures import (
    check_analysed,
    check_arm_sum,
    check_counts,
    check_relief_times,
    check_shares,
)
from keta_evidence.consistency.checks.references import (
    check_arm_ids,
    check_arm_names,
    check_file_name,
    check_gaps,
    check_lines,
    check_readers,
    check_study_arms,
)
from keta_evidence.consistency.checks.regimens import check_envelopes, check_phases, check_totals
from keta_evidence.consistency.checks.told import Told, told_reports
from keta_evidence.consistency.discrepancies import find_discrepancies, find_in_overview
from keta_evidence.diagnostics import Problem
from keta_evidence.records.library import Library, Record

__all__ = ["ANSWERABLE", "REPORT_CHECKS", "check_library", "check_record"]

REPORT_CHECKS: tuple[Callable[[Told], Iterator[Problem]], ...] = (
    check_readers,
    check_arm_names,
    check_gaps,
    check_lines,
    check_arm_ids,
    check_arm_sum,
    check_shares,
    check_relief_times,
    check_totals,
    check_envelopes,
    check_phases,
    check_counts,
    check_analysed,
)
"""What is checked in each report, on its own."""


def check_library(library: Library, paths: Collection[Path] | None = None) -> tuple[Problem, ...]:
    """Every finding in every file, in order of place; with ``paths`` only those in these files."""
    found = [
        *library.problems,
        *library.companions.problems,
        *(
            problem
            for record in library.records.values()
            for problem in check_record(library, record)
        ),
        *(_stale_decisions(library) if library.is_whole else ()),
    ]
    if paths is not None:
        wanted = {path.resolve() for path in paths}
        found = [problem for problem in found if problem.path.resolve() in wanted]
    return tuple(sorted(found, key=_place))


def _stale_decisions(library: Library) -> Iterator[Problem]:
    """Only where all records can be read: a dose is also compared with those of other studies."""
    for study, document in ((record.study, record.document) for record in library.records.values()):
        if study.decisions:
            yield from check_settled(
                document, study.decisions, find_discrepancies(View(library, study))
            )
    for overview, document in library.companions.overviews.values():
        if overview.decisions:
            yield from check_settled(
                document, overview.decisions, find_in_overview(library, overview)
            )


def check_record(library: Library, record: Record) -> Iterator[Problem]:
    """Findings in the meaning of one record. One that the record answers is not shown."""
    told = [
        (report.report.source, problem)
        for report in told_reports(library, record)
        for check in REPORT_CHECKS
        for problem in check(report)
    ]
    answered = {
        decision.answers
        for decision in record.study.decisions
        if decision.answers is not None and decision.answers[0] in ANSWERABLE
    }
    yield from check_file_name(record)
    yield from check_study_arms(record)
    yield from (problem for source, problem in told if (problem.code.id, source) not in answered)
    yield from check_decisions(record, {(problem.code.id, source) for source, problem in told})


def _place(problem: Problem) -> tuple[str, int, int, str, str, str]:
    return (
        str(problem.path),
        problem.line,
        problem.column,
        problem.code.id,
        problem.key,
        problem.what,
    )
