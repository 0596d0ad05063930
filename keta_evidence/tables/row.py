"""A row: one study, or one arm of it, with the marks of what its documents differ on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from keta_evidence.collation.regimens import REGIMEN_FACTS
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.discrepancies import find_discrepancies
from keta_evidence.consistency.issue import BETWEEN, MAGNITUDE, Issue
from keta_evidence.consistency.magnitude import read_otherwise
from keta_evidence.dosing import dose
from keta_evidence.evidence.catalogue import Column, column_reading
from keta_evidence.evidence.catalogue.regimens import people_text
from keta_evidence.evidence.subject import Options, Subject
from keta_evidence.reading import Flag, Reading
from keta_evidence.records.library import Library
from keta_evidence.records.model import Decision, Study
from keta_evidence.records.origin import Origin

_AMOUNTS = frozenset(("total_dose", "session_dose", "max_rate", "regimen.bolus", "regimen.rate"))
"""Facts about amounts: hours and sessions that they were worked out with are not in doubt."""


def concerns(found: Issue, column: Column, origins: Iterable[Origin]) -> bool:
    """Whether a discrepancy is about what a cell shows.

    It is where it is about a fact that the column rests on, or a part of it; and where the cell
    takes a figure, one of ``origins``, from a place that differs from another.
    """
    if any(found.column == fact or found.column.startswith(f"{fact}.") for fact in column.facts):
        return True
    if found.column in _AMOUNTS and _AMOUNTS.isdisjoint(column.facts):
        return False
    return not set(map(_place, origins)).isdisjoint(map(_place, found.values))


def _place(origin: Origin) -> tuple[object, ...]:
    """Where a figure stands, however much of it is shown."""
    return origin.source, origin.what, origin.locator, origin.printed, origin.figure


def decides(decision: Decision, column: Column) -> bool:
    """Whether a decision is about a fact that a column rests on.

    One on the regimen is about all that follows from it.
    """
    facts = {part for fact in column.facts for part in (fact, fact.split(".")[0])}
    return decision.what in facts or (
        decision.what == "regimen" and not facts.isdisjoint(REGIMEN_FACTS)
    )


@dataclass(frozen=True)
class Row(Subject):
    """A study, or one arm of it, whose documents have been compared."""

    def cell(self, column: Column) -> Reading:
        """The cell of a column, with what is open about it."""
        reading = column_reading(self, column.name)
        dispute = self._dispute(column, reading)
        if not dispute:
            return reading
        if column.name == "total_dose":
            reading = self._with_other_doses(reading)
        return replace(reading, flags=reading.flags | {Flag.DISPUTED}, dispute=dispute)

    def _with_other_doses(self, reading: Reading) -> Reading:
        """A disputed dose with what it would be by another document, or in another unit."""
        others: dict[str, None] = {}
        for found in self.open_discrepancies:
            if found.column == "total_dose" and found.kind == BETWEEN:
                shown = (each.shown.removesuffix(" mg") for each in found.alternatives)
                own = reading.text.removesuffix(f" ({reading.statistic})")
                others |= dict.fromkeys(text for text in shown if text != own)
            elif found.kind == MAGNITUDE:
                others |= dict.fromkeys(self._doses_read_otherwise())
        if not others:
            return reading
        text = f"{reading.text} or {' or '.join(others)}"
        return replace(reading, value=text, text=text)

    def _doses_read_otherwise(self) -> Iterator[str]:
        envelopes = self.collated.library.vocabulary.envelopes
        for course in self.collated.courses:
            for meant, read in read_otherwise(course, envelopes):
                total = dose.in_mg(dose.total_dose(read), self.options.weight)
                if total.interval is not None:
                    yield f"{people_text(total.interval)} if {meant} is meant"

    def _dispute(self, column: Column, reading: Reading) -> str:
        """What is open about what a cell shows, or ""."""
        return "; ".join(
            found.difference
            for found in self.open_discrepancies
            if concerns(found, column, reading.origins)
        )

    def told_by(self, source: str) -> Row:
        """The same row as one document alone reports it."""
        return Row(replace(self.collated, source=source), self.options)

    @cached_property
    def discrepancies(self) -> tuple[Issue, ...]:
        """What the documents differ on: over all arms, at the reference weight."""
        if self.collated.arm is None and self.collated.weight is None:
            return find_discrepancies(self.collated)
        return find_discrepancies(replace(self.collated, arm=None, weight=None))

    @property
    def open_discrepancies(self) -> tuple[Issue, ...]:
        """Those nobody has decided."""
        return tuple(found for found in self.discrepancies if found.status == "open")


def study_rows(
    library: Library, studies: Iterable[Study], options: Options, *, by_arm: bool = False
) -> tuple[Row, ...]:
    """One row a study (or ketamine arm) that the source reports, if one is named."""
    rows = []
    for study in studies:
        collated = CollatedStudy(library, study, options.source, weight=options.weight)
        if not collated.reports:
            continue
        parts = collated.by_arm() if by_arm else (collated,)
        rows += [Row(part, options) for part in parts]
    return tuple(rows)
