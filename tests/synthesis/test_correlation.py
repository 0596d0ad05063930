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

from keta_evidence.reading import Reading
from keta_evidence.synthesis.correlation import (
    FEWEST_PAIRS,
    correlate,
    correlate_across,
    interval_scores,
    middle,
    order_scores,
    rank_scores,
)
from keta_evidence.units import Interval

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "worked" / "correlation.yaml").read_text(encoding="utf-8")
)
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


def between(low: int | None, high: int | None, *, below: bool = True) -> Reading:
    strict = below and high is not None and high > (low or 0)
    return Reading(
        interval=Interval(
            None if low is None else Fraction(low),
            None if high is None else Fraction(high),
            high_strict=strict,
        )
    )


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
    days = [
        Reading(interval=Interval(Fraction(str(day)), Fraction(str(day)) if end else None))
        for day, end in zip(CASES[0]["y"], ended, strict=True)
    ]
    found = correlate(order_scores(hours), interval_scores(days))
    assert found.pairs == 15
    assert found.value == pytest.approx(13 / math.sqrt(28 * 15))


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
        (Reading(absent=True), between(0, None), -1),  # no relief is less than any
        (Reading(absent=True), Reading(absent=True), 0),
        (between(None, 3), between(4, 5), -1),
        (between(7, 7), between(7, 7), 0),
    ],
)
def test_only_a_certain_order_counts(one: Reading, other: Reading, order: int) -> None:
    assert interval_scores([one, other]).block().tolist() == [[0, order], [-order, 0]]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "within" in case], ids=lambda case: case["case"]
)
def test_within_and_across_strata_as_worked_by_hand(case: dict[str, Any]) -> None:
    x, y, strata = order_scores(case["x"]), order_scores(case["y"]), case["strata"]
    inside = correlate(x, y, strata)
    assert (inside.studies, inside.pairs, inside.exact) == (len(strata), case["within_pairs"], True)
    assert (inside.value, inside.p) == pytest.approx((case["within"], case["within_p"]))
    across = correlate_across(x, y, strata)
    assert (across.pairs, across.p) == (case["across_pairs"], None)
    assert across.value == pytest.approx(case["across"])


@pytest.mark.parametrize(
    "case", [case for case in CASES if "certain" in case], ids=lambda case: case["case"]
)
def test_tau_over_intervals_as_worked_by_hand(case: dict[str, Any]) -> None:
    relief = [Reading(absent=True) if ends == "none" else between(*ends) for ends in case["relief"]]
    found = correlate(order_scores(case["x"]), interval_scores(relief))
    assert (found.pairs, found.exact) == (case["certain_pairs"], True)
    assert (found.value, found.p) == pytest.approx((case["certain"], case["certain_p"]))


@pytest.mark.parametrize(
    ("values", "pairs"),
    [([1, 1, 1, 1, 1], 0), ([1, 2, 3], 3), ([1, 1, 2, 3], 5), ([], 0)],
    ids=["alike", "three", "a tie", "none"],
)
def test_too_few_pairs_have_no_coefficient(values: list[float], pairs: int) -> None:
    found = correlate(order_scores(values), order_scores(range(len(values))))
    assert (found.pairs, found.value, found.p, found.low) == (pairs, None, None, None)


def test_pairs_that_are_just_enough_have_a_coefficient_and_p() -> None:
    """Four studies in the same order: 2 of 24 orders are as far from 0."""
    found = correlate(order_scores(range(4)), order_scores(range(4)))
    assert (found.pairs, found.value) == (FEWEST_PAIRS, 1)
    assert found.p == pytest.approx(2 / 24)


def test_where_resamples_often_have_no_order_there_is_no_interval() -> None:
    """All order is between one study and eleven: (11/12)^12 of the resamples, 35 %, do not hold the one."""
    relief = [Reading(absent=True), *[between(0, None)] * 11]
    found = correlate(order_scores(range(12)), interval_scores(relief))
    assert found.pairs == 11
    assert found.value is not None
    assert found.p is not None
    assert (found.low, found.high) == (None, None)


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
        assert found.pairs < FEWEST_PAIRS
        return
    assert found.p is not None
    assert -1 - 1e-9 <= found.value <= 1 + 1e-9
    assert 0 < found.p <= 1
    assert correlate(other, one).value == pytest.approx(found.value)
    assert correlate(-one, other).value == pytest.approx(-found.value)


@SOME
@given(NUMBERS)
def test_intervals_that_are_points_give_kendalls_tau(values: list[int]) -> None:
    assert np.array_equal(
        interval_scores([between(value, value, below=False) for value in values]).block(),
        order_scores(values).block(),
    )


def test_the_middle_of_what_is_known() -> None:
    assert (
        middle(between(2, 4)),
        middle(between(2, None)),
        middle(between(None, 4)),
        middle(Reading()),
    ) == (3.0, 2.0, 4.0, None)
