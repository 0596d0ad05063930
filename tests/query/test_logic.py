"""Ranges against values, and Kleene's laws."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keta_evidence.query.logic import Gap, Truth, conjoin, disjoin, match, negate, satisfies
from keta_evidence.reading import Reading
from keta_evidence.units import Interval, exactly

TRUTHS = st.sampled_from([True, False, None]).map(
    lambda truth: Truth(truth, () if truth is not None else (Gap("relief", "why"),))
)
SIZES = st.fractions(0, 20, max_denominator=4)
SIGNS = [">=", "<=", ">", "<", "=", "!="]


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    ends = sorted([draw(SIZES), draw(SIZES)])
    low = ends[0] if draw(st.booleans()) else None
    high = ends[1] if draw(st.booleans()) else None
    strict = draw(st.booleans()) and high is not None and high > (low or 0)
    return Reading(interval=Interval(low, high, high_strict=strict))


def reading(low: int | None, high: int | None, below: bool = False) -> Reading:
    return Reading(
        interval=Interval(
            None if low is None else Fraction(low),
            None if high is None else Fraction(high),
            high_strict=below,
        )
    )


@pytest.mark.parametrize(
    ("low", "high", "below", "expected"),
    [
        # whether a range is >= 5, > 5, <= 5, < 5, = 5, != 5
        (5, 5, False, "TFTFTF"),
        (6, 9, False, "TTFFFT"),
        (1, 4, False, "FFTTFT"),
        (4, 6, False, "??????"),
        (5, 9, False, "T??F??"),
        (1, 5, False, "?FT???"),
        (1, 5, True, "FFTTFT"),
        (None, 4, False, "FFTTFT"),
        (None, 5, True, "FFTTFT"),
        (None, 6, False, "??????"),
        (5, None, False, "T??F??"),
        (6, None, False, "TTFFFT"),
        (0, None, False, "??????"),
        (None, None, False, "??????"),
    ],
)
def test_a_range_against_five(
    low: int | None, high: int | None, below: bool, expected: str
) -> None:
    found = [
        satisfies(reading(low, high, below), sign, exactly(5))
        for sign in (">=", ">", "<=", "<", "=", "!=")
    ]
    assert found == [{"T": True, "F": False, "?": None}[letter] for letter in expected]


@pytest.mark.parametrize("sign", SIGNS)
def test_what_is_absent_is_unlike_every_number(sign: str) -> None:
    assert satisfies(Reading(absent=True), sign, exactly(0)) is (sign == "!=")


@given(readings(), SIZES, st.sampled_from(SIGNS), SIZES)
def test_a_judgement_holds_for_every_value_in_the_range(
    known: Reading, size: Fraction, sign: str, offset: Fraction
) -> None:
    low = known.low if known.low is not None else Fraction(0)
    high = known.high if known.high is not None else low + 40
    value = min(low + offset, high)
    if known.has_strict_end and value == high:
        value = (low + high) / 2
    truth = satisfies(known, sign, exactly(size))
    if truth is not None and value >= low:
        assert satisfies(Reading(interval=exactly(value)), sign, exactly(size)) is truth


@given(TRUTHS)
def test_not_not_is_nothing(one: Truth) -> None:
    assert negate(negate(one)) == one


@given(TRUTHS, TRUTHS)
def test_de_morgan(one: Truth, other: Truth) -> None:
    assert negate(conjoin([one, other])) == disjoin([negate(one), negate(other)])
    assert negate(disjoin([one, other])) == conjoin([negate(one), negate(other)])


@given(TRUTHS, TRUTHS, TRUTHS)
def test_order_and_grouping_do_not_matter(a: Truth, b: Truth, c: Truth) -> None:
    for join in (conjoin, disjoin):
        assert join([a, b]).truth is join([b, a]).truth
        assert (
            join([a, join([b, c])]).truth is join([join([a, b]), c]).truth is join([a, b, c]).truth
        )


@pytest.mark.parametrize(
    ("truth", "both", "either"), [(True, None, True), (False, False, None), (None, None, None)]
)
def test_with_what_cannot_be_judged(
    truth: bool | None, both: bool | None, either: bool | None
) -> None:
    unjudged = Truth(None, (Gap("relief", "why"),))
    assert conjoin([unjudged, Truth(truth)]).truth is both
    assert disjoin([unjudged, Truth(truth)]).truth is either


def test_reasons_are_kept_once_and_only_where_they_decide() -> None:
    first, second = Gap("relief", "a"), Gap("setting", "b")
    one, other = Truth(None, (first,)), Truth(None, (second,))
    assert conjoin([one, other, one]) == Truth(None, (first, second))
    assert Truth(None, (first, second)).reasons == ("relief: a", "setting: b")
    assert conjoin([one, Truth(False)]) == Truth(False)
    assert disjoin([one, Truth(True)]) == Truth(True)


def test_texts() -> None:
    assert match(Reading(texts=("a", "b")), lambda text: text == "b") is True
    assert match(Reading(texts=("a",), gap="partly told"), lambda text: text == "b") is False
    assert (
        match(Reading(texts=("a",), possible=("b",), gap="partly told"), lambda text: text == "b")
        is None
    )
    assert match(Reading(reason="not reported"), lambda text: text == "b") is None
    assert match(Reading(), lambda text: text == "b") is False
