"""One regimen of one report, with what is needed to say where each of its figures stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.records.model import Fact, Phase, Regimen, Report, Source
from keta_evidence.records.origin import Origin, origin_of

ELEMENTS: tuple[str, ...] = ("route", "enantiomer", "sessions", "every", "session")
"""Elements of a regimen that another document may supply where the one shown is silent, or where
that is decided; doses and rates are never put together from two documents.
"""


@dataclass(frozen=True, slots=True)
class Course:
    """One regimen of one report, with what is needed to say where each figure stands.

    ``weight`` is the body weight in kg that was asked for, ``None`` for the reference weight; it is
    used only where phases in mg and in mg/kg have to be put together.
    """

    regimen: Regimen
    report: Report
    source: Source | None
    arm: str = ""
    weight: Fraction | None = None
    lenders: tuple[Course, ...] = ()
    """Courses of other reports, in order of preference, for the ``ELEMENTS`` that this one leaves
    open.
    """
    taken: tuple[tuple[str, Course], ...] = ()
    """Elements taken from another report, with its course: decided so, or said there more exactly.
    """

    def giver(self, name: str) -> Course:
        """The course that gives an element: the one it is taken from, else this one, else the first
        lender that has a value.
        """
        for element, course in self.taken:
            if element == name:
                return course
        for course in (self, *self.lenders):
            fact = getattr(course.regimen, name)
            if fact is not None and fact.value is not None:
                return course
        return self

    def origin(
        self,
        what: str,
        value: object,
        *chain: Fact[object] | Phase | None,
        column: str = "regimen",
        figure: str = "",
    ) -> Origin:
        """Where a value of this regimen stands."""
        name = f"{what} ({self.arm})" if self.arm else what
        return origin_of(
            self.source,
            self.report,
            name,
            value,
            self.regimen,
            *chain,
            column=column,
            figure=figure,
        )
