"""One report as the checks see it: with its record, for places, and the library, for what it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

from keta_evidence.collation.course import Course
from keta_evidence.diagnostics import Problem
from keta_evidence.records.library import Library, Record
from keta_evidence.records.model import (
    PHASE_KINDS,
    AdverseEvent,
    Comedication,
    Outcome,
    Regimen,
    Relief,
    Report,
)
from keta_evidence.records.trees import KeyPath

LISTS: tuple[str, ...] = ("comedication", "relief", "outcomes", "adverse_events")
"""Lists of a report whose entries can name an arm."""

Listed = Comedication | Relief | Outcome | AdverseEvent


@dataclass(frozen=True, slots=True)
class Told:
    """The report at ``index`` of a record."""

    library: Library
    record: Record
    index: int

    @property
    def report(self) -> Report:
        """The report itself."""
        return self.record.study.reports[self.index]

    def problem(self, code: str, key: KeyPath, what: str, found: str = "") -> Problem:
        """A finding at a key of the report."""
        return self.record.document.problem(code, ("reports", self.index, *key), what, found)

    def listed(self) -> Iterator[tuple[KeyPath, Listed]]:
        """Key and entry of every list that can name arms."""
        for name in LISTS:
            entries = getattr(self.report, name)
            for place, item in enumerate(entries.items if entries else ()):
                yield (name, "items", place), item

    def courses(self) -> Iterator[tuple[KeyPath, Course]]:
        """Key and course of every regimen typed in the report, its own and those of its arms, that arithmetic can read."""
        source = self.library.sources.get(self.report.source)
        if _is_readable(self.report.regimen):
            yield ("regimen",), Course(self.report.regimen, self.report, source)
        for place, arm in enumerate(self.report.arms):
            if _is_readable(arm.regimen):
                yield ("arms", place, "regimen"), Course(arm.regimen, self.report, source, arm.arm)


def _is_readable(regimen: Regimen | None) -> TypeGuard[Regimen]:
    """Whether each phase is of exactly one kind; where not, that is a finding already (KE112)."""
    return regimen is not None and all(
        sum(getattr(phase, kind) is not None for kind in PHASE_KINDS) == 1
        for phase in regimen.phases
    )


def told_reports(library: Library, record: Record) -> Iterator[Told]:
    """Every report of a record."""
    return (Told(library, record, index) for index in range(len(record.study.reports)))
