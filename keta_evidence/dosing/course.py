"""One regimen of one report, with what is needed to say where each of its figures stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.records.model import Fact, Phase, Regimen, Report, Source
from keta_evidence.records.origin import Origin, origin_of

BORROWED: tuple[str, ...] = ("route", "enantiomer", "sessions", "session")
"""Facts of a regimen that another document may supply where the one shown is silent; doses and
rates never are.
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
    """Courses of other reports, in order of preference, for what this one does not tell:
    ``BORROWED`` and nothing else.
    """

    @property
    def borrows(self) -> bool:
        """Whether it leaves untold what another document may supply."""
        return any(getattr(self.regimen, name).value is None for name in BORROWED)

    def teller(self, name: str) -> Course:
        """The course that tells a fact of ``BORROWED``: this one, else the first lender that gives
        it a value.
        """
        return next(
            (
                course
                for course in (self, *self.lenders)
                if getattr(course.regimen, name).value is not None
            ),
            self,
        )

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
