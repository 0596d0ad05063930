"""Whether a quantity differs between studies that meet a condition and those that do not, by an
exact rank-sum test.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.evidence.catalogue import Variable
from keta_evidence.query.expressions import Expression, judge
from keta_evidence.synthesis.points import Point
from keta_evidence.synthesis.spread import NO_RELIEF

FEWEST = 3
"""Studies that each side needs: with fewer no difference could ever be shown."""


@dataclass(frozen=True, slots=True)
class Contrast:
    """Values (base units) of the studies that meet the condition and of the others; ``left_out``
    are (study, reason).
    """

    meeting: tuple[Fraction, ...]
    others: tuple[Fraction, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def p(self) -> float | None:
        """Two-sided p, or ``None`` where a side has too few studies."""
        if min(len(self.meeting), len(self.others)) < FEWEST:
            return None
        return rank_sum_p(self.meeting, self.others)

    @property
    def is_higher(self) -> bool:
        """Whether those that meet the condition are above the others more often than below them."""
        order = [(one > other) - (one < other) for one in self.meeting for other in self.others]
        return sum(order) > 0


def find_contrast(points: Sequence[Point], field: Variable, condition: Expression) -> Contrast:
    """The two groups; of a range its middle, and a study of which too little is known left out."""
    sides: dict[bool, list[Fraction]] = {True: [], False: []}
    left_out: list[tuple[str, str]] = []
    for point in points:
        value, verdict = point.measure(field), judge(condition, point.row)
        if verdict.truth is None:
            left_out.append((point.id, "; ".join(verdict.reasons)))
        elif value.absent:
            sides[verdict.truth].append(NO_RELIEF)
        elif value.low is None or value.high is None:
            left_out.append(
                (point.id, f"{field.name}: {value.why_open or 'only an end of it is known'}")
            )
        else:
            sides[verdict.truth].append((value.low + value.high) / 2)
    return Contrast(tuple(sides[True]), tuple(sides[False]), tuple(left_out))


def rank_sum_p(ones: Sequence[Fraction], others: Sequence[Fraction]) -> float:
    """Two-sided exact p of the Mann-Whitney test: of all ways to deal out the ranks (ties at their
    middle), those as far from even.

    Exact with ties too, where printed tables are not.
    """
    values = sorted([*ones, *others])
    # doubled, so that those in the middle of a tie are whole numbers, too
    ranks = [
        bisect_left(values, value) + bisect_right(values, value) + 1 for value in (*ones, *others)
    ]
    ways = Counter({(0, 0): 1})  # (studies dealt, sum of their ranks) → in how many ways
    for rank in ranks:
        for (size, total), count in list(ways.items()):
            if size < len(ones):
                ways[size + 1, total + rank] += count
    even = len(ones) * (len(values) + 1)
    far = abs(sum(ranks[: len(ones)]) - even)
    as_far = sum(
        count
        for (size, total), count in ways.items()
        if size == len(ones) and abs(total - even) >= far
    )
    return as_far / math.comb(len(values), len(ones))
