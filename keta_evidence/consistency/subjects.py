"""What the rules look at, with its file: a study, a report of it, an overview, a file of claims."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.issue import Issue
from keta_evidence.dosing.course import Course
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    PHASE_KINDS,
    AdverseEvent,
    Claims,
    Comedication,
    Outcome,
    Overview,
    Regimen,
    Relief,
    Report,
    Source,
)
from keta_evidence.records.origin import report_name
from keta_evidence.records.text import Document
from keta_evidence.records.trees import KeyPath

LISTED_FACTS: tuple[str, ...] = ("comedication", "relief", "outcomes", "adverse_events")
"""Lists of a report whose entries can name an arm."""

Listed = Comedication | Relief | Outcome | AdverseEvent


class FileAt(ABC):
    """A record with its file."""

    __slots__ = ()
    document: Document

    @property
    @abstractmethod
    def record(self) -> str:
        """What the record is called in the ids of issues."""

    def issue(self, rule: str, key: KeyPath, what: str, found: str = "", **more: Any) -> Issue:
        """An issue at a key of the file; ``more`` are the further fields of ``Issue``."""
        return Issue(rule, self.record, self.document, key, what, found, **more)


@dataclass(frozen=True, slots=True)
class StudyAt(FileAt):
    """A collated study with its file."""

    collated: CollatedStudy
    document: Document

    @property
    def record(self) -> str:
        """Id of the record."""
        return self.collated.study.id

    def reports(self) -> Iterator[ReportAt]:
        """The reports, in order of preference."""
        places = {id(report): place for place, report in enumerate(self.collated.study.reports)}
        for report in self.collated.reports:
            yield ReportAt(self, report, places[id(report)])


@dataclass(frozen=True, slots=True)
class ReportAt:
    """One report; ``index`` is its place in the study."""

    study: StudyAt
    report: Report
    index: int

    @property
    def library(self) -> Library:
        """The library of the study."""
        return self.study.collated.library

    @property
    def name(self) -> str:
        """Its source, numbered from the second report of one source on."""
        return report_name(self.study.collated.study, self.report)

    def issue(self, rule: str, key: KeyPath, what: str, found: str = "", **more: Any) -> Issue:
        """An issue at a key of the report; ``more`` are the further fields of ``Issue``."""
        return self.study.issue(rule, ("reports", self.index, *key), what, found, **more)

    def listed(self) -> Iterator[tuple[KeyPath, Listed]]:
        """Key and entry of every list that can name arms."""
        for name in LISTED_FACTS:
            entries = getattr(self.report, name)
            for place, item in enumerate(entries.items if entries else ()):
                yield (name, "items", place), item

    def courses(self) -> Iterator[tuple[KeyPath, Course]]:
        """Key and course of every regimen typed in the report that arithmetic can read."""
        source = self.library.sources.get(self.report.source)
        if _is_readable(self.report.regimen):
            yield ("regimen",), Course(self.report.regimen, self.report, source)
        for place, arm in enumerate(self.report.arms):
            if _is_readable(arm.regimen):
                yield ("arms", place, "regimen"), Course(arm.regimen, self.report, source, arm.arm)


@dataclass(frozen=True, slots=True)
class OverviewAt(FileAt):
    """A survey, guideline or review with its file."""

    library: Library
    overview: Overview
    document: Document

    @property
    def record(self) -> str:
        """Id of the record."""
        return self.overview.id


@dataclass(frozen=True, slots=True)
class ClaimsAt(FileAt):
    """The claims of one document with their file."""

    library: Library
    claims: Claims
    document: Document

    @property
    def record(self) -> str:
        """Key of the document that makes them."""
        return self.claims.source


@dataclass(frozen=True, slots=True)
class SourceAt(FileAt):
    """A source with its file."""

    library: Library
    source: Source
    document: Document

    @property
    def record(self) -> str:
        """Id of the record."""
        return self.source.id


def course_name(report: ReportAt, course: Course, what: str) -> str:
    """Name of an issue of one regimen: ``:arm/max_rate/maher-2017``, so that no two share an id."""
    name = f"{what}/{report.name}"
    return f":{course.arm}/{name}" if course.arm else name


def _is_readable(regimen: Regimen | None) -> TypeGuard[Regimen]:
    """Whether each phase is of exactly one kind.

    Where not, that is a problem of its own (KE112).
    """
    return regimen is not None and all(
        sum(getattr(phase, kind) is not None for kind in PHASE_KINDS) == 1
        for phase in regimen.phases
    )
