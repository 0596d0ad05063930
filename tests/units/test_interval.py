"""Exact ranges: the rules of their arithmetic, how they compare, and how they are shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    UNIT_TEXTS,
    WEIGHT,
    Dimension,
    Interval,
    QuantityError,
    ReversedRangeError,
    exactly,
    number_text,
    parse_interval,
    parse_unit,
)


def test_range_arithmetic_end_by_end() -> None:
    rate, time = parse_interval("0.2-0.25 mg/kg/h"), parse_interval("2-5 d")
    assert rate * time == Interval(Fraction("9.6"), Fraction(30), AMOUNT_PER_WEIGHT)
    assert parse_interval("10-20 mg") / parse_interval("2-4 h") == Interval(
        Fraction("2.5"), Fraction(10), RATE
    )
    assert parse_interval("up to 1 h") * parse_interval("2 mg/h") == Interval(
        None, Fraction(2), AMOUNT
    )


def test_a_sum_does_not_reach_an_end_that_one_of_its_terms_does_not_reach() -> None:
    closed, strict = parse_interval("1-2 h"), parse_interval("more than 1 to less than 2 h")
    assert closed + closed == parse_interval("2-4 h")
    assert closed + strict == strict + closed == parse_interval("more than 2 to less than 4 h")


def test_a_range_begins_below_its_end_and_only_one_value_is_exact() -> None:
    assert Interval(None, None, TIME).unknown
    assert not Interval(None, Fraction(1), TIME).unknown
    assert not Interval(Fraction(1), None, TIME).unknown
    with pytest.raises(ReversedRangeError):
        Interval(Fraction(2), Fraction(1), TIME)
    assert parse_interval("2 h").exact == 2
    assert parse_interval("2 h").is_exact
    for text in ("1-2 h", "up to 2 h", "at least 2 h"):
        assert not parse_interval(text).is_exact
        with pytest.raises(QuantityError, match="one value is needed"):
            _ = parse_interval(text).exact
    nothing = Interval(None, None, TIME)
    assert not nothing.is_exact
    with pytest.raises(QuantityError, match="one value is needed"):
        _ = nothing.exact


@pytest.mark.parametrize(
    ("one", "other", "less"),
    [
        ("1-2 h", "3-4 h", True),
        ("1-2 h", "2-3 h", False),
        ("1 to less than 2 h", "2-3 h", True),
        ("1-2 h", "more than 2 to 3 h", True),
        ("1 h", "1 h", False),
        ("< 1 h", "1 h", True),
        ("1 h", "> 1 h", True),
        ("up to 1 h", "at least 1 h", False),
        ("at least 1 h", "at least 5 h", False),
        ("up to 1 h", "up to 9 h", False),
        ("60 min", "1.01 h", True),
    ],
)
def test_less_than_is_certain_only_between_known_ends(one: str, other: str, less: bool) -> None:
    assert parse_interval(one).certainly_less(parse_interval(other)) is less


@pytest.mark.parametrize(
    ("one", "other", "within"),
    [
        ("1-2 h", "1-2 h", True),
        ("1-2 h", "1 to less than 2 h", False),
        ("1 to less than 2 h", "1-2 h", True),
        ("1 to less than 2 h", "1 to less than 2 h", True),
        ("1-2 h", "more than 1 to 2 h", False),
        ("more than 1 to 2 h", "1-2 h", True),
        ("more than 1 to 2 h", "more than 1 to 2 h", True),
        ("1-2 h", "at least 1 h", True),
        ("1-2 h", "at least 1.01 h", False),
        ("1-2 h", "up to 2 h", True),
        ("1-2 h", "up to 1.99 h", False),
        ("at least 1 h", "1-2 h", False),
        ("up to 1 h", "0-2 h", False),
    ],
)
def test_within_is_at_its_ends_as_strict_as_the_other(one: str, other: str, within: bool) -> None:
    assert parse_interval(one).within(parse_interval(other)) is within


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("100 mg", "105 mg", True),
        ("100 mg", "105.01 mg", False),
        ("80-100 mg", "105-200 mg", True),
        ("80-100 mg", "105.01-200 mg", False),
        ("at least 100 mg", "95.24 mg", True),
        ("at least 100 mg", "95.23 mg", False),
        ("at least 100 mg", "up to 200 mg", True),
        ("0 h", "0 h", True),
        ("0 h", "0.01 h", False),
    ],
)
def test_agreement_allows_five_per_cent_of_the_smaller_end(
    one: str, other: str, agree: bool
) -> None:
    for first, second in ((one, other), (other, one)):
        assert parse_interval(first).agrees(parse_interval(second)) is agree


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0.2-0.25 mg/kg/h", "0.2–0.25 mg/kg/h"),
        ("1 wk", "168 h"),
        ("up to 1 h", "up to 1 h"),
        ("at least 3 h", "at least 3 h"),
        ("< 24 h", "less than 24 h"),
        ("> 12 h", "more than 12 h"),
        ("4 to less than 5 h", "4 to less than 5 h"),
        ("more than 4 to 5 h", "more than 4 to 5 h"),
        ("0 mg", "0 mg"),
        ("100 ng/mL", "100 ng/mL"),
        ("7", "7"),
    ],
)
def test_text_for_people(text: str, shown: str) -> None:
    assert parse_interval(text).text() == shown


def test_text_in_another_unit_or_in_none() -> None:
    assert parse_interval("2-4 wk").text("d") == "14–28 d"
    assert parse_interval("up to 2 h").text("") == "up to 2"
    assert Interval(None, None, TIME).text() == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("123456", "123456"),
        ("0.123456", "0.123456"),
        ("0.1234567", "0.1235"),
        ("9999.4912", "9999"),
        ("9999.5", "9999.5"),
        ("9999.5123", "10000"),
        ("30001/3", "10000"),
        ("1/3", "0.3333"),
    ],
)
def test_numbers_are_shown_in_full_or_to_four_digits(value: str, text: str) -> None:
    assert number_text(Fraction(value)) == text


positive = st.fractions(min_value=0, max_value=10_000, max_denominator=1000)
dimensions = st.sampled_from([AMOUNT, AMOUNT_PER_WEIGHT, RATE, RATE_PER_WEIGHT, TIME, WEIGHT])


@st.composite
def intervals(draw: st.DrawFn, dimension: Dimension | None = None) -> Interval:
    """Any interval: an end may be unknown, or strict."""
    low, high = sorted([draw(positive), draw(positive)])
    strict = st.booleans() if low < high else st.just(False)
    return Interval(
        draw(st.sampled_from([low, low, None])),
        draw(st.sampled_from([high, high, None])),
        dimension or draw(dimensions),
        draw(strict),
        draw(strict),
    )


@st.composite
def members(draw: st.DrawFn, interval: Interval) -> Fraction:
    """A value that lies in an interval, its ends among them where they belong to it."""
    low = interval.low if interval.low is not None else Fraction(0)
    high = interval.high if interval.high is not None else low + 100
    low = min(low, high)
    choices = [(low + high) / 2]
    if interval.low is None or not interval.low_strict:
        choices.append(low)
    if interval.high is None or not interval.high_strict:
        choices.append(high)
    return draw(st.sampled_from(choices))


same = intervals(TIME)


@given(intervals(AMOUNT), intervals(AMOUNT), intervals(AMOUNT))
def test_addition_is_commutative_and_associative(a: Interval, b: Interval, c: Interval) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)


@given(st.data(), intervals(TIME), intervals(TIME))
def test_sum_product_and_quotient_hold_those_of_any_members(
    data: st.DataObject, a: Interval, b: Interval
) -> None:
    one, other = data.draw(members(a)), data.draw(members(b))
    assert exactly(one + other, TIME).within(a + b)
    assert exactly(one * other, (0, 0, 2, 0)).within(a * b)
    if other:
        assert exactly(one / other, NUMBER).within(a / b)


@given(same, same)
def test_products_are_as_strict_as_their_factors(a: Interval, b: Interval) -> None:
    """A known end of a product is reached where both ends are, or where one is a zero reached."""
    product = a * b
    if product.low is not None and product.low > 0:
        assert product.low_strict == (a.low_strict or b.low_strict)
    if product.high is not None and product.high > 0:
        assert product.high_strict == (a.high_strict or b.high_strict)
    zero = exactly(0, TIME) * Interval(Fraction(1), Fraction(2), TIME, True, True)
    assert zero == exactly(0, (0, 0, 2, 0))


@given(intervals(AMOUNT), st.fractions(min_value="1/100", max_value=500, max_denominator=100))
def test_converting_by_a_weight_and_back_changes_nothing(
    amount: Interval, kilograms: Fraction
) -> None:
    weight = exactly(kilograms, WEIGHT)
    assert amount / weight * weight == amount


@given(same, same, same)
def test_hull_is_commutative_associative_and_idempotent(
    a: Interval, b: Interval, c: Interval
) -> None:
    assert a.hull(b) == b.hull(a)
    assert a.hull(b).hull(c) == a.hull(b.hull(c))
    assert a.hull(a) == a


@given(same, same, same)
def test_hull_is_the_smallest_that_holds_both(a: Interval, b: Interval, c: Interval) -> None:
    assert a.within(a.hull(b))
    assert b.within(a.hull(b))
    if a.within(c) and b.within(c):
        assert a.hull(b).within(c)


@given(same, same, same)
def test_within_is_an_order(a: Interval, b: Interval, c: Interval) -> None:
    assert a.within(a)
    if a.within(b) and b.within(a):
        assert a == b
    if a.within(b) and b.within(c):
        assert a.within(c)


@given(same, same, same)
def test_certainly_less_is_a_strict_order(a: Interval, b: Interval, c: Interval) -> None:
    assert not a.certainly_less(a)
    if a.certainly_less(b):
        assert not b.certainly_less(a)
        assert not a.overlaps(b)
        assert not a.within(b)
    if a.certainly_less(b) and b.certainly_less(c):
        assert a.certainly_less(c)


@given(same, same)
def test_overlap_is_symmetric_and_every_part_overlaps(a: Interval, b: Interval) -> None:
    assert a.overlaps(b) == b.overlaps(a)
    assert a.overlaps(a)
    assert a.overlaps(b) or a.certainly_less(b) or b.certainly_less(a)
    if a.within(b):
        assert a.overlaps(b)


@given(st.data(), same, same)
def test_a_common_member_is_an_overlap(data: st.DataObject, a: Interval, b: Interval) -> None:
    member = exactly(data.draw(members(a)), TIME)
    if member.within(b):
        assert a.overlaps(b)
        assert not a.certainly_less(b)


@given(same, same)
def test_agreement_is_symmetric_and_holds_for_what_overlaps(a: Interval, b: Interval) -> None:
    assert a.agrees(b) == b.agrees(a)
    assert a.agrees(a)
    if a.overlaps(b):
        assert a.agrees(b, Fraction(0))


@given(intervals(AMOUNT), intervals(TIME))
def test_what_has_another_dimension_is_never_compared(a: Interval, b: Interval) -> None:
    for compare in (Interval.hull, Interval.overlaps, Interval.within, Interval.agrees):
        with pytest.raises(QuantityError, match="beside"):
            compare(a, b)
    with pytest.raises(QuantityError, match="beside"):
        a.certainly_less(b)
    with pytest.raises(QuantityError, match="plus"):
        _ = a + b


few_digits = st.integers(0, 99_999).map(lambda number: Fraction(number, 10))


@given(few_digits, few_digits, st.sampled_from(list(UNIT_TEXTS)), st.booleans(), st.booleans())
def test_text_is_read_back_as_the_same_interval(
    one: Fraction, other: Fraction, dimension: Dimension, low_strict: bool, high_strict: bool
) -> None:
    size, _ = parse_unit(UNIT_TEXTS[dimension]) if UNIT_TEXTS[dimension] else (Fraction(1), NUMBER)
    low, high = sorted([one * size, other * size])
    strict = (low_strict, high_strict) if low < high else (False, False)
    for ends in ((low, high), (low, None), (None, high)):
        interval = Interval(ends[0], ends[1], dimension, strict[0], strict[1])
        assert parse_interval(interval.text()) == interval
