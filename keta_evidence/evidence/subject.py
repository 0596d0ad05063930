"""What variables are read from: one study, or one arm of it, under the options of a question."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.dosing import dose
from keta_evidence.dosing.course import Course
from keta_evidence.evidence.level import Level, Question, Scheme, derive_level
from keta_evidence.evidence.relief import (
    ReliefObservation,
    ReliefSpan,
    observations_of,
    relief_span,
)
from keta_evidence.reading import (
    NO_DOCUMENT,
    OPEN_AT_BOTH_ENDS,
    Basis,
    Reading,
    all_origins,
    all_statistics,
    not_computable,
)
from keta_evidence.records.model import Study
from keta_evidence.units import Interval, QuantityError


@dataclass(frozen=True)
class Options:
    """What readings rest on besides the records.

    ``source`` restricts them to one document; ``weight`` is in kg, ``None`` for the reference
    weight; ``question`` and ``scheme`` are those of the evidence level.
    """

    source: str | None = None
    weight: Fraction | None = None
    question: Question = Question.BENEFIT
    scheme: Scheme = Scheme.OCEBM_2011

    @property
    def kilograms(self) -> Fraction:
        """The body weight used."""
        return dose.REFERENCE_WEIGHT if self.weight is None else self.weight


class OpenQuestion(Protocol):
    """What a variable reads of a discrepancy; the rules that find them stand in a later layer."""

    @property
    def id(self) -> str:
        """Record, what differs and, where needed, how."""

    @property
    def difference(self) -> str:
        """Its size in words."""

    @property
    def status(self) -> str:
        """open, adjudicated or explained."""


@dataclass(frozen=True)
class Subject:
    """One study, or one arm of it, under the options of a question. Each variable is read once."""

    collated: CollatedStudy
    options: Options
    readings: dict[tuple[str, bool], Reading] = field(default_factory=dict, compare=False)
    """Readings made so far, by variable and whether per body weight."""

    @property
    def id(self) -> str:
        """Study id, with the arm where it is an arm: ``patil-2012:crps``."""
        if self.collated.arm:
            return f"{self.collated.study.id}:{self.collated.arm}"
        return self.collated.study.id

    @property
    def study(self) -> Study:
        """The study."""
        return self.collated.study

    @property
    def discrepancies(self) -> Sequence[OpenQuestion]:
        """What its documents differ on; none where nobody has looked."""
        return ()

    @cached_property
    def observations(self) -> tuple[ReliefObservation, ...]:
        """The observations of relief, each with what it is compared with."""
        return observations_of(self.collated)

    @cached_property
    def relief(self) -> ReliefSpan:
        """Duration of relief."""
        return relief_span(self.collated, self.observations)

    @cached_property
    def level(self) -> Level:
        """Evidence level."""
        return derive_level(
            self.collated.design, self.study.decisions, self.options.question, self.options.scheme
        )

    def over_courses(
        self,
        name: str,
        convert: Callable[[Reading, Fraction | None], Reading] | None = None,
    ) -> Reading:
        """One number of ``collation.regimens.DERIVED`` over all arms: the hull of theirs.

        ``convert`` brings it to a body weight, or to one kg of it. Arms without a value are named
        in the reason.
        """
        values = []
        for course in self.collated.courses:
            reading = self.collated.regimens.reading(course, name)
            if convert is not None:
                reading = convert(reading, self.options.weight)
            values.append((course, reading))
        if not values:
            return not_computable(f"{NO_DOCUMENT} how ketamine was given")
        known = [(course, value) for course, value in values if value.interval is not None]
        reason = "; ".join(dict.fromkeys(_reasons_by_arm(values)))
        if not known:
            return not_computable(reason, all_origins(value for _, value in values))
        hull = _hull_of(known)
        return hull if hull.interval is None else replace(hull, reason=reason)

    def total_dose(self, *, per_weight: bool) -> Reading:
        """Total dose over all ketamine arms in mg/kg or in mg."""
        return self.over_courses("total_dose", dose.per_weight if per_weight else dose.in_mg)


def _hull_of(known: Sequence[tuple[Course, Reading]]) -> Reading:
    """The hull of numbers that are known, or why there is none."""
    readings = [value for _, value in known]
    origins = all_origins(readings)
    try:
        hull = functools.reduce(Interval.hull, filter(None, (each.interval for each in readings)))
    except QuantityError as error:
        return not_computable(str(error), origins)
    if hull.unknown:  # one arm open below, another above: nothing is known of the whole
        return not_computable(OPEN_AT_BOTH_ENDS, origins)
    stated = all(each.basis is Basis.STATED for each in readings)
    assumptions = dict.fromkeys(text for each in readings for text in each.assumptions)
    return Reading(
        interval=hull,
        basis=Basis.STATED if stated else Basis.COMPUTED,
        origins=origins,
        steps=tuple(dict.fromkeys(_steps_by_arm(known))),
        assumptions=tuple(assumptions),
        statistic=all_statistics(readings),
    )


def _reasons_by_arm(values: Sequence[tuple[Course, Reading]]) -> Iterator[str]:
    for course, value in values:
        if value.interval is not None:
            continue
        if course.arm and len(values) > 1:
            yield f"{course.arm}: {value.reason}"
        else:
            yield value.reason


def _steps_by_arm(values: Sequence[tuple[Course, Reading]]) -> Iterator[str]:
    for course, value in values:
        for step in value.steps:
            yield f"{course.arm}: {step}" if course.arm else step
