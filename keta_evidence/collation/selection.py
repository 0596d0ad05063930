"""Which report's value is shown for each fact of a study: adjudicated, else its own paper, else the
most detailed.

Nothing is settled here in silence: every other report's value stays reachable (``others``), and an
adjudication is carried along with what it decided.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from keta_evidence.dosing.course import Course
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    POINTER,
    SECONDARY,
    AdverseEvent,
    ArmReport,
    Comedication,
    Decision,
    Design,
    Fact,
    Items,
    Regimen,
    Relief,
    Report,
    Setting,
    Study,
)

FACTS: tuple[str, ...] = (
    "indications",
    "participants",
    "infusions",
    "design",
    "setting",
    "regimen",
    "comedication",
    "relief",
    "outcomes",
    "adverse_events",
)
"""Facts a report can give, each chosen on its own.

``regimen`` stands for the regimen with its arms.
"""


DESIGN_PARTS: tuple[str, ...] = ("allocation", "structure", "timing", "comparators", "masking")
_LAST = 1000
"""Rank of what was only seen on somebody else's page about the paper."""


@dataclass(frozen=True)
class View:
    """One study, or one of its arms, as a row sees it: the reports that may speak and the one
    chosen for each fact.

    ``source`` restricts the view to one document; ``arm`` to one arm. ``weight`` is a body weight
    in kg.
    """

    library: Library
    study: Study
    source: str | None = None
    arm: str | None = None
    weight: Fraction | None = None

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """Reports in order of preference: the study's own paper, then by the document's detail,
        then as written.
        """
        allowed = [report for report in self.study.reports if self.source in (None, report.source)]
        return tuple(sorted(allowed, key=self._preference))

    @cached_property
    def speakers(self) -> tuple[Report, ...]:
        """The reports whose values may be shown: a pointer only where it was asked for by name."""
        sources = self.library.sources
        if self.source is not None:
            return self.reports
        return tuple(
            report
            for report in self.reports
            if report.source not in sources or sources[report.source].kind != POINTER
        )

    @cached_property
    def _choices(self) -> dict[str, Report | None]:
        return {}

    def chosen(self, fact: str) -> Report | None:
        """The report whose value is shown for a fact: the adjudicated one, else the first with a
        value, not only a reason.
        """
        if fact not in self._choices:  # several columns rest on the same fact
            self._choices[fact] = self._choose(fact)
        return self._choices[fact]

    def _choose(self, fact: str) -> Report | None:
        candidates = [report for report in self.speakers if gives(report, fact)]
        decision = next((entry for entry in self.decisions(fact) if entry.use is not None), None)
        if decision is not None:
            candidates.sort(key=lambda report: report.source != decision.use)
            if decision.what == fact and candidates and candidates[0].source == decision.use:
                return candidates[0]
        return next(
            (report for report in candidates if self._tells(report, fact)),
            candidates[0] if candidates else None,
        )

    def _tells(self, report: Report, fact: str) -> bool:
        """Whether a report gives a value; relief under a comparator alone is none of ketamine."""
        if fact != "relief":
            return has_value(report, fact)
        observed = self._relief_by_ketamine(report)
        return has_value(replace(report, relief=observed), fact)

    def others(self, fact: str) -> tuple[Report, ...]:
        """Every other report that says something of a fact."""
        return tuple(
            report
            for report in self.reports
            if gives(report, fact) and report is not self.chosen(fact)
        )

    def decisions(self, fact: str) -> tuple[Decision, ...]:
        """The recorded decisions on a fact.

        One document's own version knows no decisions between documents.
        """
        if self.source is not None:
            return ()
        return tuple(
            entry for entry in self.study.decisions if entry.what in (fact, fact.partition(".")[0])
        )

    @cached_property
    def design(self) -> Design | None:
        """The design shown: each part from the first report that tells it, so that none is hidden
        by one that tells less.
        """
        parts = {
            part: getattr(report.design, part)
            for part in DESIGN_PARTS
            if (report := self.chosen(f"design.{part}")) is not None
        }
        unknown: dict[str, Any] = {
            "allocation": Fact(missing="not reported"),
            "masking": Fact(missing="not reported"),
        }
        absent: dict[str, Any] = {
            "structure": None,
            "timing": None,
            "comparators": Items(missing="not reported"),
        }
        return Design(**{**unknown, **absent, **parts}) if parts else None

    @property
    def setting(self) -> Fact[Setting] | None:
        """The setting shown."""
        report = self.chosen("setting")
        return report.setting if report else None

    @cached_property
    def arms(self) -> tuple[ArmReport, ...]:
        """Arms of the report whose regimen is shown; for a view of one arm, that arm."""
        report = self.chosen("regimen")
        return tuple(arm for arm in report.arms if self.arm in (None, arm.arm)) if report else ()

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """Every ketamine regimen of the report whose regimen is shown."""
        report = self.chosen("regimen")
        if report is None:
            return ()
        others: list[Course] = []
        for other in self.others("regimen"):
            if other.access not in SECONDARY:
                others += self._undivided(other)
        return tuple(
            replace(course, lenders=tuple(others)) if course.borrows else course
            for course in self.courses_of(report)
        )

    def _undivided(self, report: Report) -> tuple[Course, ...]:
        """The regimen of a report that tells of one only: of several it could not be said which one
        lends.
        """
        courses = self.courses_of(report)
        return courses if len(courses) == 1 else ()

    @cached_property
    def _told_courses(self) -> dict[Report, tuple[Course, ...]]:
        return {report: tuple(self._courses_told(report)) for report in self.reports}

    def courses_of(self, report: Report) -> tuple[Course, ...]:
        """Every ketamine regimen of a report within the view: an arm's own, and the one that the
        others share.
        """
        return self._told_courses[report]

    def _courses_told(self, report: Report) -> Iterator[Course]:
        source = self.library.sources.get(report.source)
        ketamine = [arm for arm in report.arms if arm.arm not in self.study.comparators]
        arms = [arm for arm in ketamine if self.arm in (None, arm.arm)]
        yield from (
            Course(arm.regimen, report, source, arm.arm, self.weight)
            for arm in arms
            if arm.regimen is not None
        )
        undivided = not report.arms or (not ketamine and self.arm is None)
        if report.regimen is not None and (undivided or any(arm.regimen is None for arm in arms)):
            yield Course(report.regimen, report, source, self.arm or "", self.weight)

    @property
    def relief(self) -> Items[Relief] | None:
        """The relief observations shown, those of comparator arms left out: they say nothing of
        ketamine.
        """
        report = self.chosen("relief")
        return self._relief_by_ketamine(report) if report else None

    @property
    def every_relief(self) -> tuple[Relief, ...]:
        """The relief observations of all reports, those of comparator arms left out."""
        found: list[Relief] = []
        for report in self.speakers:
            observed = self._relief_by_ketamine(report)
            if observed is not None:
                found += observed.items
        return tuple(found)

    @property
    def comedication(self) -> Items[Comedication] | None:
        """The comedication shown."""
        report = self.chosen("comedication")
        return report.comedication if report else None

    @property
    def every_adverse_event(self) -> Items[AdverseEvent] | None:
        """Adverse events of all reports: none is hidden by a document that tells of fewer."""
        told: list[AdverseEvent] = []
        for report in self.speakers:
            if report.adverse_events is not None:
                told += report.adverse_events.items
        return Items(items=tuple(told)) if told else self.adverse_events

    @property
    def adverse_events(self) -> Items[AdverseEvent] | None:
        """The adverse events shown."""
        report = self.chosen("adverse_events")
        return report.adverse_events if report else None

    def by_arm(self) -> Iterator[View]:
        """One view for each ketamine arm, or the view itself where the study tells of none."""
        ids = [arm.arm for arm in self.arms if arm.arm not in self.study.comparators]
        yield from (replace(self, arm=id_) for id_ in ids) if ids else (self,)

    def _relief_by_ketamine(self, report: Report) -> Items[Relief] | None:
        if report.relief is None:
            return None
        comparators = self.study.comparators
        return replace(
            report.relief,
            items=tuple(item for item in report.relief.items if item.arm not in comparators),
        )

    def _preference(self, report: Report) -> tuple[bool, int]:
        source = self.library.sources.get(report.source)
        if source is None or report.access in SECONDARY:
            return True, _LAST
        return report.source != self.study.id and source.kind != "abstract", source.detail


def gives(report: Report, fact: str) -> bool:
    """Whether a report says anything of a fact, be it only why it is missing."""
    if fact.startswith("design."):
        return (
            report.design is not None
            and getattr(report.design, fact.removeprefix("design.")) is not None
        )
    if fact == "regimen":
        return report.regimen is not None or any(arm.regimen is not None for arm in report.arms)
    if fact == "participants" and report.participants is None:
        return any(arm.participants is not None for arm in report.arms)
    return getattr(report, fact) is not None


def has_value(report: Report, fact: str) -> bool:
    """Whether a report gives a value for a fact, not only a reason why there is none.

    A regimen has one if it tells of any dose, relief if it tells of any time or that there was
    none.
    """
    if fact == "regimen":
        regimens = [report.regimen, *(arm.regimen for arm in report.arms)]
        return any(_tells_a_dose(regimen) for regimen in regimens if regimen is not None)
    if fact == "design" and report.design is not None:
        return _tells_of_design(report.design)
    if fact == "relief" and report.relief is not None and report.relief.items:
        return any(_is_timed(item) for item in report.relief.items)
    value = (
        getattr(report.design, fact.removeprefix("design."), None)
        if fact.startswith("design.")
        else getattr(report, fact, None)
    )
    return _tells_something(value)


def _tells_of_design(design: Design) -> bool:
    parts = (design.allocation, design.structure, design.timing, design.masking)
    return bool(design.comparators.items) or any(
        part is not None and part.value is not None for part in parts
    )


def _tells_something(value: object) -> bool:
    if isinstance(value, Fact):
        return value.value is not None
    if isinstance(value, Items):
        return bool(value.items) or value.none
    return True


def _tells_a_dose(regimen: Regimen) -> bool:
    stated = (regimen.total_dose, regimen.session_dose)
    return bool(regimen.phases) or any(
        fact is not None and fact.value is not None for fact in stated
    )


def _is_timed(item: Relief) -> bool:
    return any(
        fact is not None and fact.value is not None for fact in (item.last_present, item.duration)
    )
