"""Rank correlation of values of which only an interval may be known, overall and within strata.

One formula serves three coefficients: Daniels' general correlation coefficient (Biometrika
1944;33:129-35), the sum of the products of two scores over all pairs of studies, divided by the
root of the product of their sums of squares. With differences of ranks it is Spearman's rho, with
the order of two values Kendall's tau-b, and with the order counted only where it is certain a tau
for intervals and censored values (Oakes, Biometrics 1982;38:451-5).

p is two-sided: the share of permutations with a coefficient at least as far from 0, all of them
where they are few enough, else seeded random ones. Intervals are percentiles of seeded resamples of
studies, given only where nearly all resamples have an order: those that have none cannot be left
out without narrowing the interval.

Above ``LARGE`` studies nothing is sampled. p is then that of a normal deviate, with the variance
that all permutations together have (Daniels, as above), and the interval is that of the delete-one
jackknife. Scores are made in blocks of studies, so that memory grows with the number of studies and
not with that of their pairs.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from keta_evidence.reading import Reading

PERMUTATIONS, RESAMPLES, SEED = 9999, 1999, 1
LARGE = 200
"""Up to this number of studies p rests on permutations and the interval on resamples."""
FEWEST_PAIRS = 6
"""Below this number of pairs that have an order no coefficient is given. Four studies have six; of
three, full agreement has a p of a third, which shows nothing.
"""
USABLE = 0.99
"""Share of resamples that must have an order for an interval: were more left out, they could hold a
fifth or more of its 5 %.
"""

_BLOCK = 1 << 18
"""Pairs that are held at once."""
_SLACK = 1e-12
_NORMAL_97_5 = 1.959963984540054

_Floats = NDArray[np.float64]
_Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The score of every pair of studies, made from two numbers a study when it is asked for.

    A study is certainly above another where its ``low`` is greater than the other's ``high``. With
    ``graded`` the score is the difference of the two ``low``, else 1, 0 or -1.
    """

    low: _Floats
    high: _Floats
    graded: bool = False

    def __len__(self) -> int:
        return len(self.low)

    def __neg__(self) -> Scores:
        return Scores(-self.high, -self.low, self.graded)

    def block(self, first: int = 0, end: int | None = None) -> _Floats:
        """The scores of studies ``first`` up to ``end`` (a row each) against all studies."""
        low, high = self.low[first:end, None], self.high[first:end, None]
        if self.graded:
            return low - self.low
        return (low > self.high).astype(np.float64) - (high < self.low)


@dataclass(frozen=True, slots=True)
class Correlation:
    """A coefficient in -1..1 with p (two-sided) and a 95 % interval; ``None`` where it is not
    defined, or not worked out.

    ``studies`` is their number, ``pairs`` that of the pairs that have an order in both (below
    ``FEWEST_PAIRS`` there is no coefficient), ``exact`` whether all permutations were gone through.
    """

    studies: int
    pairs: int
    value: float | None
    p: float | None = None
    low: float | None = None
    high: float | None = None
    exact: bool = False

    @property
    def all_pairs(self) -> int:
        """Pairs of the studies, with an order or without."""
        return self.studies * (self.studies - 1) // 2

    @property
    def text(self) -> str:
        """The coefficient to two decimals, or why there is none."""
        if self.value is not None:
            return f"{self.value:.2f}"
        return f"too few pairs ({self.pairs})" if self.pairs else "no order"


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """For each study the sums over its pairs: how many have an order in both, the products, the
    squares, the scores.
    """

    ordered: _Floats
    products: _Floats
    squares_x: _Floats
    squares_y: _Floats
    x: _Floats
    y: _Floats

    def coefficient(self) -> Correlation:
        """The coefficient over all the pairs, each of which is in the sums of two studies."""
        pairs = int(self.ordered.sum()) // 2
        norm = math.sqrt(self.squares_x.sum() * self.squares_y.sum())
        value = float(self.products.sum()) / norm if pairs >= FEWEST_PAIRS else None
        return Correlation(len(self.x), pairs, value)

    def without_each(self) -> _Floats:
        """The coefficient without each study, its scores left as they are; not a number where no
        order is left.
        """
        products = self.products.sum() - 2 * self.products
        squares_x = self.squares_x.sum() - 2 * self.squares_x
        squares_y = self.squares_y.sum() - 2 * self.squares_y
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(products / np.sqrt(squares_x * squares_y), dtype=np.float64)


def mean_ranks(values: Sequence[float]) -> _Floats:
    """Ranks from 1, ties at their mean."""
    _, places, counts = np.unique(
        np.asarray(values, dtype=np.float64), return_inverse=True, return_counts=True
    )
    means = np.cumsum(counts) - (counts - 1) / 2
    return np.asarray(means[places], dtype=np.float64)


def rank_scores(values: Sequence[float]) -> Scores:
    """Differences of ranks, ties at their mean: with these the coefficient is Spearman's rho."""
    ranks = mean_ranks(values)
    return Scores(ranks, ranks, graded=True)


def order_scores(values: Sequence[float]) -> Scores:
    """1, 0 or -1 for each pair: with these the coefficient is Kendall's tau-b."""
    column = np.asarray(values, dtype=np.float64)
    return Scores(column, column)


def interval_scores(intervals: Sequence[Reading]) -> Scores:
    """1 or -1 where the order of two intervals is certain, else 0. No relief at all is less than
    any relief.

    The ends that occur are numbered, two numbers apart: an upper end that is itself not reached
    comes one below its number, so that what begins there is certainly more. Exact, as the ends are.
    """
    ends = {end for each in intervals for end in each.ends}
    numbers = {end: 2 * place + 2 for place, end in enumerate(sorted(ends))}
    low, high = [], []
    for each in intervals:
        if each.absent:
            low.append(-1)
            high.append(-1)
            continue
        low.append(0 if each.low is None else numbers[each.low])
        if each.high is None:
            high.append(2 * len(numbers) + 2)
        else:
            high.append(numbers[each.high] - int(each.has_strict_end))
    return Scores(np.array(low, dtype=np.float64), np.array(high, dtype=np.float64))


def correlate(x: Scores, y: Scores, strata: Sequence[str] | None = None) -> Correlation:
    """The coefficient of two scores with p and interval; with ``strata`` over the pairs within
    each, permuted within them.
    """
    groups = _numbered(strata, len(x))
    sums = _sums(x, y, groups, within=True)
    found = sums.coefficient()
    if found.value is None:
        return found
    if len(x) > LARGE:
        p, exact = _normal_p(sums, groups), False
        low, high = _jackknife(sums) or (None, None)
    else:
        p, exact = _permuted(x, y, groups)
        low, high = _resampled(x, y, groups) or (None, None)
    return replace(found, p=p, low=low, high=high, exact=exact)


def correlate_across(x: Scores, y: Scores, strata: Sequence[str]) -> Correlation:
    """The coefficient over the pairs of studies of different strata, without p and interval."""
    return _sums(x, y, _numbered(strata, len(x)), within=False).coefficient()


def leave_one_out(x: Scores, y: Scores) -> tuple[Correlation, ...]:
    """The coefficient without each study in turn, without p and interval."""
    sums = _sums(x, y, _numbered(None, len(x)), within=True)
    pairs = (int(sums.ordered.sum()) - 2 * sums.ordered.astype(np.intp)) // 2
    if x.graded:
        values = [_rho_without(x.low, y.low, place) for place in range(len(x))]
    else:
        values = sums.without_each().tolist()
    return tuple(
        Correlation(len(x) - 1, int(left), value if left >= FEWEST_PAIRS else None)
        for left, value in zip(pairs, values, strict=True)
    )


def _rho_without(x: _Floats, y: _Floats, place: int) -> float:
    """Spearman's rho without one study: the others are ranked anew.

    Not a number where no order is left.
    """
    one, other = (mean_ranks(np.delete(ranks, place).tolist()) for ranks in (x, y))
    one, other = one - one.mean(), other - other.mean()
    norm = math.sqrt(float(one @ one) * float(other @ other))
    return float(one @ other) / norm if norm else math.nan


def _numbered(strata: Sequence[str] | None, studies: int) -> _Places:
    """A number for each stratum, at the place of each of its studies."""
    if strata is None:
        return np.zeros(studies, dtype=np.intp)
    return np.unique(list(strata), return_inverse=True)[1]


def _sums(x: Scores, y: Scores, groups: _Places, *, within: bool) -> _Sums:
    """Sums over the pairs within the groups, or over those across them, a block of studies at a
    time.
    """
    blocks = []
    step = max(1, _BLOCK // max(len(x), 1))
    for first in range(0, len(x), step):
        end = first + step
        pairs = groups[first:end, None] == groups
        if not within:
            pairs = ~pairs
        blocks.append(_block_sums(x.block(first, end), y.block(first, end), pairs))
    columns = zip(*blocks, strict=True) if blocks else [()] * 6
    return _Sums(*(np.concatenate([np.zeros(0), *parts]) for parts in columns))


def _block_sums(x: _Floats, y: _Floats, pairs: NDArray[np.bool_]) -> tuple[_Floats, ...]:
    x, y = x * pairs, y * pairs
    products = x * y
    ordered = np.count_nonzero(products, axis=1).astype(np.float64)
    return ordered, *(each.sum(axis=1) for each in (products, x * x, y * y, x, y))


def _permuted(x: Scores, y: Scores, groups: _Places) -> tuple[float, bool]:
    """Share of permutations within the groups that are at least as far from 0, and whether these
    were all.

    Permuting within groups leaves the sums of squares as they are, so that sums of products can be
    compared. Only pairs with a score in ``x`` have a part in them.
    """
    members = [np.flatnonzero(groups == group) for group in range(int(groups.max()) + 1)]
    exact = math.prod(math.factorial(len(each)) for each in members) <= PERMUTATIONS
    orders = _all_orders(members) if exact else _random_orders(members)
    scores, other = x.block(), y.block()
    one, two = np.nonzero(np.triu(scores * (groups[:, None] == groups)))
    weights = scores[one, two]
    observed = abs(float(other[one, two] @ weights))
    least = observed - _SLACK * max(observed, 1)
    extreme = 0
    step = max(1, _BLOCK // len(weights))
    for first in range(0, len(orders), step):
        some = orders[first : first + step]
        found = other[some[:, one], some[:, two]] @ weights
        extreme += int(np.count_nonzero(np.abs(found) >= least))
    if exact:
        return extreme / len(orders), True
    return (extreme + 1) / (len(orders) + 1), False


def _all_orders(members: list[_Places]) -> _Places:
    choices = itertools.product(*(itertools.permutations(each.tolist()) for each in members))
    told = [list(itertools.chain.from_iterable(choice)) for choice in choices]
    return _placed(members, np.array(told, dtype=np.intp))


def _random_orders(members: list[_Places]) -> _Places:
    random = np.random.default_rng(SEED)
    orders = [random.permuted(np.tile(each, (PERMUTATIONS, 1)), axis=1) for each in members]
    return _placed(members, np.hstack(orders))


def _placed(members: list[_Places], orders: _Places) -> _Places:
    """Orders given group after group, put at the places of the groups' members."""
    placed = np.empty_like(orders)
    placed[:, np.concatenate(members)] = orders
    return placed


def _resampled(x: Scores, y: Scores, groups: _Places) -> tuple[float, float] | None:
    """2.5th and 97.5th percentile over resamples of studies; ``None`` where too many of them have
    no pair with an order.

    A study drawn twice is there twice: each pair counts as often as its two studies together.
    """
    studies = len(x)
    drawn = np.random.default_rng(SEED).integers(0, studies, (RESAMPLES, studies))
    places = drawn + studies * np.arange(RESAMPLES)[:, None]
    times = np.bincount(places.ravel(), minlength=RESAMPLES * studies)
    times = times.reshape(RESAMPLES, studies).astype(np.float64)

    def total(scores: _Floats) -> _Floats:
        return np.asarray(((times @ scores) * times).sum(axis=1))

    within = groups[:, None] == groups
    first, second = x.block() * within, y.block() * within
    products = first * second
    usable = total((products != 0).astype(np.float64)) > 0
    if np.mean(usable) < USABLE:
        return None
    norm = np.sqrt(total(first * first) * total(second * second))
    low, high = np.percentile(total(products)[usable] / norm[usable], [2.5, 97.5])
    return float(low), float(high)


def _normal_p(sums: _Sums, groups: _Places) -> float:
    """Two-sided p of a normal deviate; groups are permuted each by itself, so that their variances
    add up.
    """
    variance = 0.0
    for group in range(int(groups.max()) + 1):
        own = groups == group
        size = int(own.sum())
        squares_x, squares_y = (each[own].sum() for each in (sums.squares_x, sums.squares_y))
        if size > 1:
            variance += 2 * squares_x * squares_y / (size * (size - 1))
        if size > 2:
            rest_x, rest_y = (
                (sums.x[own] ** 2).sum() - squares_x,
                (sums.y[own] ** 2).sum() - squares_y,
            )
            variance += 4 * rest_x * rest_y / (size * (size - 1) * (size - 2))
    return math.erfc(abs(float(sums.products.sum())) / math.sqrt(2 * variance))


def _jackknife(sums: _Sums) -> tuple[float, float] | None:
    """The 95 % interval by leaving out each study; ``None`` where without one no order is left."""
    without = sums.without_each()
    if not np.all(np.isfinite(without)):
        return None
    studies = len(without)
    error = math.sqrt((studies - 1) / studies * float(((without - without.mean()) ** 2).sum()))
    value = sums.coefficient().value
    assert value is not None
    return max(value - _NORMAL_97_5 * error, -1.0), min(value + _NORMAL_97_5 * error, 1.0)


def middle(interval: Reading) -> float | None:
    """The middle of an interval, or its one known end; ``None`` where nothing is known."""
    if not interval.ends:
        return None
    return float(sum(interval.ends, Fraction(0)) / len(interval.ends))
