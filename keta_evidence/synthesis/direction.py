"""Direction of effect of each study, and votes counted by it (SWiM, item 3; Cochrane Handbook,
section 12.2.1.3).

A vote says whether relief was shown, not how large or how significant it was. Only a study with a
comparator can show an effect; without one, relief is a course over time. Of a controlled study two
things are told apart: whether relief was shown *against its comparator*, and whether it was shown
at all, be it against baseline or against nothing told.

A direction rests on what was seen, not on when: how long relief lasted is another question
(DOMAIN.md, section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from keta_evidence.records.leaves import NONE_SHOWN
from keta_evidence.records.model import Relief
from keta_evidence.synthesis.binomial import share_limits, sign_test_p
from keta_evidence.synthesis.points import Point
from keta_evidence.tables.row import Row

CONTROLLED: tuple[str, ...] = ("trial", "cohort")
UNCONTROLLED = "case-series"
SIGNIFICANT = 0.05
"""A p below this is taken to show a difference or a trend."""
ANY_TIME = (
    "relief shown at any time counts as shown, also during the infusion only or at a time not told"
)


class Direction(StrEnum):
    """What a study tells of the direction of effect."""

    SHOWN = "relief shown"
    NONE = "none shown"
    UNJUDGED = "cannot be judged"


@dataclass(frozen=True, slots=True)
class Votes:
    """How many of the studies that can be judged show relief; ``unjudged`` are the ids of the
    others.
    """

    shown: int
    judged: int
    unjudged: tuple[str, ...]

    @property
    def studies(self) -> int:
        """Judged or not."""
        return self.judged + len(self.unjudged)

    def interval(self) -> tuple[float, float] | None:
        """Exact (Clopper-Pearson) 95 % interval of the share that shows relief, 0 to 1; ``None``
        where none can be judged.
        """
        return share_limits(self.shown, self.judged) if self.judged else None

    def sign_test(self) -> float | None:
        """Two-sided p of as uneven a count where either direction is as likely; ``None`` where none
        can be judged.
        """
        return sign_test_p(self.shown, self.judged) if self.judged else None


def direction(row: Row) -> Direction:
    """Whether relief was shown at all, whatever it was compared with."""
    relief = row.view.relief
    return _direction(relief.items if relief else ())


def compared_direction(row: Row) -> Direction:
    """Whether relief was shown against a comparator of the study, by what says so."""
    relief = row.view.relief
    items = relief.items if relief else ()
    # not what was compared with baseline, or with another dose of ketamine
    return _direction(item for item in items if item.comparator.value in row.study.comparators)


def observed_direction(item: Relief) -> Direction:
    """What one observation tells.

    One with no more than a time at which relief was absent tells of no relief before it.
    """
    fact = item.duration or item.last_present
    if fact is None or fact.missing == "not applicable":
        return Direction.UNJUDGED
    nobody = item.count == 0 or (item.share is not None and item.share.percent == 0)
    if fact.value == NONE_SHOWN or (fact.value is None and nobody):
        return Direction.NONE
    return Direction.SHOWN


def _direction(items: Iterable[Relief]) -> Direction:
    told = set(map(observed_direction, items))
    if Direction.SHOWN in told:
        return Direction.SHOWN
    return Direction.NONE if told == {Direction.NONE} else Direction.UNJUDGED


def count_votes(points: Iterable[Point], judge: Callable[[Row], Direction]) -> Votes:
    """The votes of studies, none of them twice."""
    told = [(point.id, judge(point.row)) for point in points]
    judged = [verdict for _, verdict in told if verdict is not Direction.UNJUDGED]
    return Votes(
        judged.count(Direction.SHOWN),
        len(judged),
        tuple(id_ for id_, verdict in told if verdict is Direction.UNJUDGED),
    )


def p_text(p: float) -> str:
    """``= 0.038`` or ``< 0.001``."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"
