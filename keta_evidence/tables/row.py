"""A row: one study, or one arm of it, under the options of a table; and what a cell and a column are.

Every cell keeps where its figures stand and how they were worked out.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from keta_evidence.collation.course import Course
from keta_evidence.collation.selection import View
from keta_evidence.consistency.discrepancies import REGIMEN_FACTS, Discrepancy, find_discrepancies
from keta_evidence.evidence import dose
from keta_evidence.evidence.derived import Basis, Derived, not_computable
from keta_evidence.evidence.level import Level, Question, Scheme, derive_level
from keta_evidence.evidence.relief import ReliefSpan, relief_span
from keta_evidence.records.model import Decision, Study
from keta_evidence.records.origin import Origin
from keta_evidence.units import Interval, QuantityError

Value = str | int | float | bool | None
NOT_TOLD = "no document read here tells"


class Flag(StrEnum):
    """What a reader must know of a cell: shown as a mark with a footnote."""

    COMPUTED = "computed"
    ASSUMED = "assumed"
    INFERRED = "inferred"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: for machines (``value``), for people (``text``), and how it came about.

    ``reason`` says why ``value`` is ``None``, or what part of the study it leaves out.
    """

    value: Value
    text: str
    flags: frozenset[Flag] = frozenset()
    reason: str = ""
    origins: tuple[Origin, ...] = ()
    steps: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``type`` is text, integer, number or boolean; ``people`` is true for those made for reading."""

    name: str
    title: str
    unit: str
    type: str
    description: str
    fill: Callable[[Row], Cell]
    people: bool = False
    facts: tuple[str, ...] = ()
    """Facts of the record the column rests on; the column is disputed where one of them is."""

    @property
    def heading(self) -> str:
        """Title with its unit."""
        return f"{self.title}, {self.unit}" if self.unit else self.title


@dataclass(frozen=True)
class Options:
    """What a table rests on besides the records. ``weight`` is in kg, ``None`` for the reference weight."""

    source: str | None = None
    weight: Fraction | None = None
    question: Question = Question.BENEFIT
    scheme: Scheme = Scheme.OCEBM_2011

    @property
    def kilograms(self) -> Fraction:
        """The body weight used."""
        return dose.REFERENCE_WEIGHT if self.weight is None else self.weight


def concerns(found: Discrepancy, column: Column) -> bool:
    """Whether a discrepancy is about a fact that a column rests on, or about a part of it."""
    return any(found.column == fact or found.column.startswith(f"{fact}.") for fact in column.facts)


def decides(decision: Decision, column: Column) -> bool:
    """Whether a decision is about a fact that a column rests on; one on the regimen is about all that follows from it."""
    facts = {part for fact in column.facts for part in (fact, fact.split(".")[0])}
    return decision.what in facts or (decision.what == "regimen" and bool(facts & REGIMEN_FACTS))


@dataclass(frozen=True)
class Row:
    """A study, or one arm of it, under the options of a table. Cells are made when asked for, each once."""

    view: View
    options: Options
    _cells: dict[str, Cell] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> str:
        """Study id, with the arm where the row is an arm: ``patil-2012:crps``."""
        return f"{self.view.study.id}:{self.view.arm}" if self.view.arm else self.view.study.id

    @property
    def study(self) -> Study:
        """The study of the row."""
        return self.view.study

    def cell(self, column: Column) -> Cell:
        """The cell of a column, its disputed mark set where a discrepancy about what it rests on is open."""
        if column.name not in self._cells:
            cell = column.fill(self)
            if self.dispute(column):
                cell = replace(cell, flags=cell.flags | {Flag.DISPUTED})
            self._cells[column.name] = cell
        return self._cells[column.name]

    def dispute(self, column: Column) -> str:
        """What is open about what a column rests on, or ""."""
        return "; ".join(
            found.difference for found in self.open_discrepancies if concerns(found, column)
        )

    def told_by(self, source: str) -> Row:
        """The same row as one document alone tells it."""
        return Row(replace(self.view, source=source), self.options)

    @cached_property
    def discrepancies(self) -> tuple[Discrepancy, ...]:
        """Every discrepancy of the study among the reports of the view: of all its arms, and at the reference weight."""
        whole = self.view.arm is None and self.view.weight is None
        return find_discrepancies(self.view if whole else replace(self.view, arm=None, weight=None))

    @property
    def open_discrepancies(self) -> tuple[Discrepancy, ...]:
        """Those nobody has decided."""
        return tuple(found for found in self.discrepancies if found.status == "open")

    @cached_property
    def relief(self) -> ReliefSpan:
        """Duration of relief."""
        return relief_span(self.view.relief, self.view.arm or "")

    @cached_property
    def level(self) -> Level:
        """Evidence level."""
        return derive_level(
            self.view.design, self.study.decisions, self.options.question, self.options.scheme
        )

    def over_courses(self, derive: Callable[[Course], Derived]) -> Derived:
        """One value over all ketamine arms: the hull of theirs; arms without a value are named in the reason."""
        return _hull(self.view.courses, [derive(course) for course in self.view.courses])

    def total_dose(self, per_weight: bool) -> Derived:
        """Total dose in mg/kg or in mg."""
        convert = dose.per_weight if per_weight else dose.in_mg
        return self.over_courses(
            lambda course: convert(dose.total_dose(course), self.options.weight)
        )


def _hull(courses: Sequence[Course], values: Sequence[Derived]) -> Derived:
    if not values:
        return not_computable(f"{NOT_TOLD} how ketamine was given")
    known = [
        (course, value)
        for course, value in zip(courses, values, strict=True)
        if value.quantity is not None
    ]
    missing = [
        (course, value)
        for course, value in zip(courses, values, strict=True)
        if value.quantity is None
    ]
    reason = "; ".join(
        dict.fromkeys(
            f"{course.arm}: {value.reason}" if course.arm and len(values) > 1 else value.reason
            for course, value in missing
        )
    )
    if not known:
        return not_computable(reason, [origin for _, value in missing for origin in value.inputs])
    try:
        quantity = functools.reduce(
            Interval.hull, [value.quantity for _, value in known if value.quantity is not None]
        )
    except QuantityError as error:
        return not_computable(str(error), [origin for _, value in known for origin in value.inputs])
    if quantity.unknown:  # one arm open below, another above: nothing is known of the whole
        reason = "a range needs at least one end"
        return not_computable(reason, [origin for _, value in known for origin in value.inputs])
    steps = [
        f"{course.arm}: {step}" if course.arm else step
        for course, value in known
        for step in value.steps
    ]
    basis = (
        Basis.STATED if all(value.basis is Basis.STATED for _, value in known) else Basis.COMPUTED
    )
    return Derived(
        quantity,
        basis,
        tuple(dict.fromkeys(steps)),
        tuple(dict.fromkeys(origin for _, value in known for origin in value.inputs)),
        tuple(dict.fromkeys(assumption for _, value in known for assumption in value.assumptions)),
        reason,
    )
