"""Direction of effect of each study, and votes counted by it (SWiM, item 3; Cochrane Handbook,
section 12.2.1.3).

A vote says whether relief was shown, not how large or how significant it was. In a study with a
comparator the comparison with it is the result, and counts first; what such a study reports of
one group alone, against baseline or against nothing that is reported, is counted apart; and so is
relief in a series without a comparator, which is a course over time.

A direction rests on the status of relief (``evidence.relief``) and on nothing else, so that rows,
pictures and counts say the same of a study. How long relief lasted is another question (DOMAIN.md,
section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from keta_evidence.evidence.catalogue.study_facts import kind_of_study
from keta_evidence.evidence.relief import Status, Versus
from keta_evidence.evidence.subject import Subject
from keta_evidence.synthesis.binomial import share_limits, sign_test_p
from keta_evidence.synthesis.points import Point

CONTROLLED: tuple[str, ...] = ("trial", "cohort")
UNCONTROLLED = "case-series"
SIGNIFICANT = 0.05
"""A p below this is taken to show a difference or a trend."""
ANY_TIME = (
    "relief shown at any time counts as shown, also during the infusion only or at a time not "
    "reported"
)


class Direction(StrEnum):
    """Whether a study shows relief."""

    SHOWN = "relief shown"
    NONE = "none shown"
    UNJUDGED = "cannot be judged"


class Against(StrEnum):
    """What the direction of a study rests on."""

    COMPARATOR = "against the comparator"
    OWN_GROUP = "within the group"
    NOTHING = "without a comparator"
    UNKNOWN = "design not reported"


_DIRECTIONS: dict[Status, Direction] = {
    Status.SHOWN: Direction.SHOWN,
    Status.DURING: Direction.SHOWN,
    Status.UNTIMED: Direction.SHOWN,
    Status.NONE: Direction.NONE,
    Status.NOT_REPORTED: Direction.UNJUDGED,
}


@dataclass(frozen=True, slots=True)
class StudyVote:
    """What one study says of the direction of effect, and against what.

    ``mixed`` where relief is shown against a comparator, also at a time not reported, and none by
    another outcome or against another comparator; whichever of them the direction is.
    """

    against: Against
    status: Status
    mixed: bool = False

    @property
    def direction(self) -> Direction:
        """Whether relief was shown."""
        return _DIRECTIONS[self.status]


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


def vote_of(subject: Subject) -> StudyVote:
    """The vote of a study: against its comparator where that is reported, else by all it reports of
    relief.
    """
    compared = subject.relief.compared_with(Versus.COMPARATOR)
    if compared.status is not Status.NOT_REPORTED:
        found = {_DIRECTIONS[each.status] for each in compared.observations}
        mixed = {Direction.SHOWN, Direction.NONE} <= found
        return StudyVote(Against.COMPARATOR, compared.status, mixed)
    kind = kind_of_study(subject.collated)
    if kind in CONTROLLED:
        return StudyVote(Against.OWN_GROUP, subject.relief.status)
    against = Against.NOTHING if kind == UNCONTROLLED else Against.UNKNOWN
    return StudyVote(against, subject.relief.status)


def compared_direction(subject: Subject) -> Direction:
    """Whether relief was shown against a comparator of the study."""
    vote = vote_of(subject)
    return vote.direction if vote.against is Against.COMPARATOR else Direction.UNJUDGED


def direction(subject: Subject) -> Direction:
    """Whether relief was shown, by what the vote of a study rests on."""
    return vote_of(subject).direction


def count_votes(points: Iterable[Point], judge: Callable[[Subject], Direction]) -> Votes:
    """The votes of studies, none of them twice."""
    told = [(point.id, judge(point.row)) for point in points]
    judged = [verdict for _, verdict in told if verdict is not Direction.UNJUDGED]
    return Votes(
        judged.count(Direction.SHOWN),
        len(judged),
        tuple(id_ for id_, verdict in told if verdict is Direction.UNJUDGED),
    )


def within_groups(points: Iterable[Point]) -> tuple[str, ...]:
    """Ids of the controlled studies whose relief is reported within a group alone."""
    return tuple(point.id for point in points if vote_of(point.row).against is Against.OWN_GROUP)


def p_text(p: float) -> str:
    """``= 0.038`` or ``< 0.001``."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"
