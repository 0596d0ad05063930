"""Correlations against R, scipy and lifelines; worked by hand where strata and intervals come in; properties."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from keta_evidence.query.logic import Interval
from keta_evidence.synthesis.correlation import correlate, interval_scores, middle, order_scores, rank_scores

CASES = yaml.safe_load((Path(__file__).parents[1] / "worked" / "correlation.yaml").read_text(encoding="utf-8"))
SCORES = {"kendall": order_scores, "spearman": rank_scores}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
@pytest.mark.parametrize("kind", SCORES)
def test_values_of_other_programs(case: dict[str, Any], kind: str) -> None:
    if kind in case:
        found = correlate(SCORES[kind](case["x"]), SCORES[kind](case["y"]))
        assert found.value is not None
        assert found.value == pytest.approx(case[kind], abs=1e-9)
        if f"{kind}_p" in case:
            assert found.exact
            assert found.p == pytest.approx(case[f"{kind}_p"], abs=1e-9)
        assert found.low is not None
        assert found.high is not None
        assert found.low <= found.value <= found.high


def test_where_not_all_permutations_are_gone_through_p_is_near_the_exact_one() -> None:
    """R 4.2.2, cor.test(method = "kendall", exact = TRUE) on the first case: p = 0.001736111."""
    found = correlate(order_scores(CASES[0]["x"]), order_scores(CASES[0]["y"]))
    assert not found.exact
    assert found.p == pytest.approx(0.001736, abs=0.001)


def test_right_censored_values_as_lifelines_compares_them() -> None:
    """lifelines 0.30.3, concordance: of 15 pairs that can be compared 14 are concordant, 1 is not.

    The coefficient is (14 - 1) over the root of 28 pairs ordered in x times 15 in y.
    """
    hours = CASES[0]["x"]
    ended = (False, True, True, False, True, True, False, False)
    days = [Interval(Fraction(str(day)), Fraction(str(day)) if end else None) for day, end in zip(CASES[0]["y"], ended, strict=True)]
    found = correlate(order_scores(hours), interval_scores(days))
    assert found.pairs == 15
    assert found.value == pytest.approx(13 / math.sqrt(28 * 15))


def between(low: int | None, high: int | None, *, below: bool = True) -> Interval:
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high), below)


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [
        (between(1, 2), between(2, 3), -1),  # less than 2, and at least 2
        (between(1, 2, below=False), between(2, 3), 0),  # may both be 2
        (between(1, 3), between(2, 4), 0),
        (between(5, None), between(1, 4), 1),
        (between(5, None), between(9, 9), 0),  # never seen to end
        (between(1, 4), between(5, None), -1),
        (between(0, None), between(182, None), 0),  # looked for once
        (Interval(absent=True), between(0, None), -1),  # no relief is less than any
        (Interval(absent=True), Interval(absent=True), 0),
        (between(None, 3), between(4, 5), -1),
        (between(7, 7), between(7, 7), 0),
    ],
)
def test_only_a_certain_order_counts(one: Interval, other: Interval, order: int) -> None:
    assert interval_scores([one, other]).tolist() == [[0, order], [-order, 0]]


def test_a_contrast_of_two_groups_is_no_trend_within_them() -> None:
    """Worked by hand: short and brief in one group, long and lasting in the other, and within each group no order in common.

    Of 15 pairs all 9 across groups agree; within the groups 2 agree and 4 do not: overall (11 - 4) / 15, within (2 - 4) / 6.
    """
    x, y = order_scores([1, 2, 3, 11, 12, 13]), order_scores([2, 3, 1, 13, 11, 12])
    groups = ["a", "a", "a", "b", "b", "b"]
    assert correlate(x, y).value == pytest.approx(7 / 15)
    inside = correlate(x, y, groups)
    assert inside.value == pytest.approx(-2 / 6)
    assert (inside.studies, inside.pairs, inside.exact) == (6, 6, True)
    # Permuted within groups: each group's sum is 3, 1, 1, -1, -1 or -3 alike often; of 36 sums 22 are at least 2 from 0.
    sums = [one + other for one in (3, 1, 1, -1, -1, -3) for other in (3, 1, 1, -1, -1, -3)]
    assert inside.p == pytest.approx(sum(abs(total) >= 2 for total in sums) / 36)


@pytest.mark.parametrize("values", [[1, 2, 3], [1, 1, 1, 1, 1]])
def test_too_few_or_all_alike_have_no_coefficient(values: list[float]) -> None:
    found = correlate(order_scores(values), order_scores(range(len(values))))
    assert (found.value, found.p, found.low) == (None, None, None)


NUMBERS = st.lists(st.integers(0, 9), min_size=5, max_size=9)
SOME = settings(max_examples=20, deadline=None)


@SOME
@given(st.data(), NUMBERS)
def test_properties(data: st.DataObject, x: list[int]) -> None:
    """Symmetric; within -1..1; turned by turning one; the same again; all studies in one stratum are all studies."""
    y = data.draw(st.lists(st.integers(0, 9), min_size=len(x), max_size=len(x)))
    one, other = order_scores(x), order_scores(y)
    found = correlate(one, other)
    assert found == correlate(one, other)
    assert found == correlate(one, other, ["same"] * len(x))
    if found.value is None:
        assert len(set(x)) == 1 or len(set(y)) == 1
        return
    assert found.p is not None
    assert -1 - 1e-9 <= found.value <= 1 + 1e-9
    assert 0 < found.p <= 1
    assert correlate(other, one).value == pytest.approx(found.value)
    assert correlate(-one, other).value == pytest.approx(-found.value)


@SOME
@given(NUMBERS)
def test_intervals_that_are_points_give_kendalls_tau(values: list[int]) -> None:
    assert np.array_equal(interval_scores([between(value, value, below=False) for value in values]), order_scores(values))


def test_the_middle_of_what_is_known() -> None:
    assert (middle(between(2, 4)), middle(between(2, None)), middle(between(None, 4)), middle(Interval())) == (3.0, 2.0, 4.0, None)
