"""Rank correlation of values of which only an interval may be known, overall and within strata.

One formula serves three coefficients: Daniels' general correlation coefficient (Biometrika 1944;33:129-35), the sum of
the products of two scores over all pairs of studies, divided by the root of the product of their sums of squares. With
differences of ranks it is Spearman's rho, with the order of two values Kendall's tau-b, and with the order counted only
where it is certain a tau for intervals and censored values (Oakes, Biometrics 1982;38:451-5).

p is two-sided: the share of permutations with a coefficient at least as far from 0, all of them where they are few
enough, else seeded random ones. Intervals are percentiles of seeded resamples of studies, given only where nearly all
resamples tell of an order: those that do not cannot be left out without narrowing the interval.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from keta_evidence.query.logic import Interval

PERMUTATIONS, RESAMPLES, SEED = 9999, 1999, 1
FEWEST_PAIRS = 6
"""Below this number of pairs that tell of an order no coefficient is given. Four studies have six; of three, full agreement has a p of
a third, which tells of nothing."""
USABLE = 0.99
"""Share of resamples that must tell of an order for an interval: were more left out, they could hold a fifth or more of its 5 %."""

Scores = NDArray[np.float64]
_SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class Correlation:
    """A coefficient in -1..1 with p (two-sided) and a 95 % interval; ``None`` where it is not defined, or not worked out.

    ``studies`` is their number, ``pairs`` that of the pairs that tell of an order in both (below ``FEWEST_PAIRS`` there is
    no coefficient), ``exact`` whether all permutations were gone through.
    """

    studies: int
    pairs: int
    value: float | None
    p: float | None = None
    low: float | None = None
    high: float | None = None
    exact: bool = False


def rank_scores(values: Sequence[float]) -> Scores:
    """Differences of ranks, ties at their mean: with these the coefficient is Spearman's rho."""
    ranks = np.asarray(rankdata(values), dtype=np.float64)
    return ranks[:, None] - ranks[None, :]


def order_scores(values: Sequence[float]) -> Scores:
    """1, 0 or -1 for each pair: with these the coefficient is Kendall's tau-b."""
    column = np.asarray(values, dtype=np.float64)
    return np.sign(column[:, None] - column[None, :])


def interval_scores(intervals: Sequence[Interval]) -> Scores:
    """1 or -1 where the order of two intervals is certain, else 0. No relief at all is less than any relief."""
    made = np.zeros((len(intervals), len(intervals)))
    for (i, one), (j, other) in itertools.combinations(enumerate(intervals), 2):
        made[i, j] = _certain(one, other) - _certain(other, one)
        made[j, i] = -made[i, j]
    return made


def _certain(one: Interval, other: Interval) -> int:
    """1 if the first is certainly greater."""
    if one.absent or other.absent:
        return int(other.absent and not one.absent)
    if one.low is None or other.high is None:
        return 0
    return int(one.low > other.high or (one.low == other.high and other.below))


def correlate(x: Scores, y: Scores, strata: Sequence[str] | None = None) -> Correlation:
    """The coefficient of two scores with p and interval; with ``strata`` over the pairs within each, permuted within them."""
    groups = np.unique(list(strata) if strata is not None else [""] * len(x), return_inverse=True)[
        1
    ]
    within = groups[:, None] == groups[None, :]
    found = coefficient(x, y, within)
    if found.value is None:
        return found
    p, exact = _permuted(x * within, y, groups)
    low, high = _resampled(x, y, within) or (None, None)
    return replace(found, p=p, low=low, high=high, exact=exact)


def coefficient(x: Scores, y: Scores, pairs: NDArray[np.bool_]) -> Correlation:
    """The general correlation coefficient of two scores over some of the pairs, without p and interval."""
    first, second = x * pairs, y * pairs
    informative = int(np.count_nonzero(first * second)) // 2
    norm = math.sqrt(float(np.sum(first**2)) * float(np.sum(second**2)))
    return Correlation(
        len(x),
        informative,
        float(np.sum(first * second)) / norm if informative >= FEWEST_PAIRS else None,
    )


def _permuted(x: Scores, y: Scores, groups: NDArray[np.intp]) -> tuple[float, bool]:
    """Share of permutations within the groups that are at least as far from 0, and whether these were all.

    Permuting within groups leaves the sums of squares as they are, so that sums of products can be compared.
    """
    members = [np.flatnonzero(groups == group) for group in range(int(groups.max()) + 1)]
    exact = math.prod(math.factorial(len(each)) for each in members) <= PERMUTATIONS
    orders = _all_orders(members) if exact else _random_orders(members)
    found = np.abs(np.sum(x * y[orders[:, :, None], orders[:, None, :]], axis=(1, 2)))
    observed = abs(float(np.sum(x * y)))
    extreme = int(np.count_nonzero(found >= observed - _SLACK * max(observed, 1)))
    return (extreme / len(found), True) if exact else ((extreme + 1) / (len(found) + 1), False)


def _all_orders(members: list[NDArray[np.intp]]) -> NDArray[np.intp]:
    choices = itertools.product(*(itertools.permutations(each.tolist()) for each in members))
    return _placed(
        members,
        np.array(
            [list(itertools.chain.from_iterable(choice)) for choice in choices], dtype=np.intp
        ),
    )


def _random_orders(members: list[NDArray[np.intp]]) -> NDArray[np.intp]:
    random = np.random.default_rng(SEED)
    return _placed(
        members,
        np.hstack([random.permuted(np.tile(each, (PERMUTATIONS, 1)), axis=1) for each in members]),
    )


def _placed(members: list[NDArray[np.intp]], orders: NDArray[np.intp]) -> NDArray[np.intp]:
    """Orders told group after group, put at the places of the groups' members."""
    placed = np.empty_like(orders)
    placed[:, np.concatenate(members)] = orders
    return placed


def _resampled(x: Scores, y: Scores, within: NDArray[np.bool_]) -> tuple[float, float] | None:
    """2.5th and 97.5th percentile over resamples of studies; ``None`` where too many of them have no pair that tells of an order."""
    drawn = np.random.default_rng(SEED).integers(0, len(x), (RESAMPLES, len(x)))
    rows, columns = drawn[:, :, None], drawn[:, None, :]
    first, second = (x * within)[rows, columns], (y * within)[rows, columns]
    usable = np.any(first * second, axis=(1, 2))
    if np.mean(usable) < USABLE:
        return None
    norm = np.sqrt(np.sum(first**2, axis=(1, 2)) * np.sum(second**2, axis=(1, 2)))
    found = np.sum(first * second, axis=(1, 2))[usable] / norm[usable]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)


def middle(interval: Interval) -> float | None:
    """The middle of an interval, or its one known end; ``None`` where nothing is known."""
    ends = [end for end in (interval.low, interval.high) if end is not None]
    return float(sum(ends, Fraction(0)) / len(ends)) if ends else None
