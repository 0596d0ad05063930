"""Every number that used to come from scipy against scipy, which the program itself does not need."""

from __future__ import annotations

import itertools
import math
import tracemalloc
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from keta_evidence.reading import Reading
from keta_evidence.synthesis import correlation
from keta_evidence.synthesis.correlation import (
    FEWEST_PAIRS,
    LARGE,
    Scores,
    correlate,
    interval_scores,
    leave_one_out,
    mean_ranks,
    order_scores,
    rank_scores,
)
from keta_evidence.units import Interval

SOME = settings(max_examples=30, deadline=None)
NUMBERS = st.lists(st.integers(0, 6), min_size=4, max_size=40)
SCORES = {"spearman": rank_scores, "kendall": order_scores}


def oracle(kind: str, x: Sequence[int], y: Sequence[int]) -> float:
    """The coefficient as scipy works it out."""
    if kind == "spearman":
        return float(stats.spearmanr(x, y).statistic)
    return float(stats.kendalltau(x, y).statistic)


@SOME
@given(st.lists(st.floats(0, 9).map(lambda value: round(value, 1)), max_size=40))
def test_ranks(values: list[float]) -> None:
    assert mean_ranks(values).tolist() == stats.rankdata(values).tolist()


@pytest.mark.parametrize("kind", SCORES)
@SOME
@given(st.data())
def test_coefficients_with_ties(kind: str, data: st.DataObject) -> None:
    x = data.draw(NUMBERS)
    y = data.draw(st.lists(st.integers(0, 6), min_size=len(x), max_size=len(x)))
    found = correlate(SCORES[kind](x), SCORES[kind](y))
    if found.value is None:
        assert found.pairs < FEWEST_PAIRS
    else:
        assert found.value == pytest.approx(oracle(kind, x, y), abs=1e-12)


@pytest.mark.parametrize("y", [(2, 7, 1, 8, 3), (1, 2, 3, 4, 5, 7, 6), (3, 1, 2, 6, 5, 4)])
def test_p_of_kendall_without_ties_is_scipys_exact_one(y: Sequence[int]) -> None:
    x = range(len(y))
    found = correlate(order_scores(x), order_scores(y))
    assert found.exact
    assert found.p == pytest.approx(stats.kendalltau(x, y, method="exact").pvalue, abs=1e-12)


@pytest.mark.parametrize("kind", SCORES)
@pytest.mark.parametrize(
    ("x", "y"),
    [
        ((1, 1, 2, 3, 4, 4), (1, 2, 2, 2, 3, 1)),
        ((1, 2, 3, 4, 5, 5, 6), (0, 0, 0, 1, 1, 2, 2)),
        ((5, 1, 1, 1, 2), (1, 1, 2, 3, 4)),
    ],
)
def test_p_with_ties_is_that_of_all_permutations(
    kind: str, x: Sequence[int], y: Sequence[int]
) -> None:
    found = correlate(SCORES[kind](x), SCORES[kind](y))
    all_of_them = stats.permutation_test(
        (y,),
        lambda order: oracle(kind, x, order),
        permutation_type="pairings",
        n_resamples=9999,
    )
    far = np.abs(all_of_them.null_distribution) >= abs(all_of_them.statistic) - 1e-12
    assert found.exact
    assert len(far) == math.factorial(len(x))
    assert found.p == pytest.approx(np.mean(far), abs=1e-12)


def many(studies: int, ties: int) -> tuple[list[int], list[int]]:
    random = np.random.default_rng(7)
    x = random.integers(0, ties, studies)
    y = np.where(random.random(studies) < 0.2, x, random.integers(0, ties, studies))
    return x.tolist(), y.tolist()


@pytest.mark.parametrize("ties", [5, 10_000])
def test_p_of_many_studies_is_that_of_a_normal_deviate(ties: int) -> None:
    """scipy's asymptotic p of tau-b has the same variance; that of rho over all permutations is 1 / (n - 1)."""
    x, y = many(LARGE + 1, ties)
    tau = correlate(order_scores(x), order_scores(y))
    assert not tau.exact
    assert tau.p == pytest.approx(stats.kendalltau(x, y, method="asymptotic").pvalue, rel=1e-9)
    rho = correlate(rank_scores(x), rank_scores(y))
    assert rho.value is not None
    deviate = rho.value * math.sqrt(len(x) - 1)
    assert rho.p == pytest.approx(2 * stats.norm.sf(abs(deviate)), rel=1e-9)


def some_intervals(studies: int, seed: int) -> list[Reading]:
    random = np.random.default_rng(seed)
    made = []
    for low, width, kind in random.integers(0, 9, (studies, 3)).tolist():
        high = None if kind < 3 else Fraction(low + width)
        interval = Interval(Fraction(low), high)
        made.append(Reading(absent=True) if kind == 8 else Reading(interval=interval))
    return made


@pytest.mark.parametrize("strata", [None, ["a", "b", "a", "b", "a", "b"]])
def test_the_variance_is_that_of_all_permutations(
    strata: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over all orders of six studies (those within two strata), counted here in plain Python."""
    x, y = order_scores([3, 1, 2, 2, 5, 4]), interval_scores(some_intervals(6, 2))
    groups = strata or [""] * 6
    one, other = x.block(), y.block()
    sums = []
    for order in itertools.permutations(range(6)):
        if [groups[place] for place in order] == groups:
            pairs = ((i, j) for i in range(6) for j in range(6) if groups[i] == groups[j])
            sums.append(sum(one[i, j] * other[order[i], order[j]] for i, j in pairs))
    assert len(sums) == (720 if strata is None else 36)
    assert sum(sums) == 0
    variance = sum(each**2 for each in sums) / len(sums)
    now = sums[0]  # the order they have
    monkeypatch.setattr(correlation, "LARGE", 5)
    monkeypatch.setattr(correlation, "FEWEST_PAIRS", 1)
    assert correlate(x, y, strata).p == pytest.approx(
        2 * stats.norm.sf(abs(now) / math.sqrt(variance)), rel=1e-9
    )


@pytest.mark.parametrize("kind", ["spearman", "kendall", "intervals"])
def test_both_sides_of_what_is_large_are_alike(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = many(LARGE, 50)
    if kind == "intervals":
        pair = order_scores(x), interval_scores(some_intervals(LARGE, 5))
    else:
        pair = SCORES[kind](x), SCORES[kind](y)
    sampled = correlate(*pair)
    monkeypatch.setattr(correlation, "LARGE", 10)
    worked_out = correlate(*pair)
    assert worked_out.value == sampled.value
    for one, other in ((sampled.low, worked_out.low), (sampled.high, worked_out.high)):
        assert one == pytest.approx(other, abs=0.03)
    assert sampled.p == pytest.approx(worked_out.p, abs=0.02)


def test_an_order_that_one_study_alone_makes_has_no_interval_among_many_either() -> None:
    relief = [Reading(absent=True), *[Reading(interval=Interval(Fraction(0), None))] * LARGE]
    found = correlate(order_scores(range(LARGE + 1)), interval_scores(relief))
    assert found.value is not None
    assert found.p is not None
    assert (found.low, found.high) == (None, None)


@pytest.mark.parametrize("kind", ["spearman", "kendall", "intervals"])
def test_leaving_one_out_is_working_it_out_again(kind: str) -> None:
    x, y = many(12, 6)
    relief = some_intervals(12, 9)
    for place, found in enumerate(leave_one_out(*scores(kind, x, y, relief))):
        kept = [other for other in range(12) if other != place]
        again = correlate(
            *scores(kind, [x[k] for k in kept], [y[k] for k in kept], [relief[k] for k in kept])
        )
        assert (found.studies, found.pairs) == (again.studies, again.pairs)
        assert found.value == pytest.approx(again.value, abs=1e-12)
        assert (found.p, found.low) == (None, None)


def scores(kind: str, x: list[int], y: list[int], relief: list[Reading]) -> tuple[Scores, Scores]:
    if kind == "intervals":
        return order_scores(x), interval_scores(relief)
    return SCORES[kind](x), SCORES[kind](y)


@pytest.mark.parametrize("kind", ["spearman", "kendall"])
def test_leaving_out_the_only_study_with_an_order_leaves_no_coefficient(kind: str) -> None:
    x, y = [9, *[1] * 11], [9, *[1] * 11]
    one, *others = leave_one_out(SCORES[kind](x), SCORES[kind](y))
    assert (one.pairs, one.value) == (0, None)
    assert [each.pairs for each in others] == [10] * 11
    assert [each.value for each in others] == pytest.approx([1] * 11)


def test_pairs_of_many_studies_are_never_held_all_at_once() -> None:
    """A matrix of their pairs would have 8 bytes each."""
    studies = 3000
    x, y = many(studies, 40)
    pair = order_scores(x), order_scores(y)
    tracemalloc.start()
    correlate(*pair, ["ab"[place % 2] for place in range(studies)])
    leave_one_out(*pair)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * studies**2 / 3


@pytest.mark.parametrize("block", [1, 7, 100])
def test_blocks_change_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, _ = many(12, 6)
    pair = order_scores(x), interval_scores(some_intervals(12, 9))
    whole = correlate(*pair), leave_one_out(*pair)
    monkeypatch.setattr(correlation, "_BLOCK", block)
    assert (correlate(*pair), leave_one_out(*pair)) == whole
