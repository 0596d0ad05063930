"""Exact quantities: what is read, what is refused, and the rules of their arithmetic."""

from __future__ import annotations

import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    CONCENTRATION,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
    UNIT_NAMES,
    UNIT_TEXTS,
    WEIGHT,
    Dimension,
    Interval,
    QuantityError,
    ReversedRangeError,
    describe,
    exactly,
    number_text,
    parse_interval,
    parse_unit,
    print_rounding,
)


@pytest.mark.parametrize(
    ("text", "low", "high", "dimension"),
    [
        ("0.35 mg/kg/h", "0.35", "0.35", RATE_PER_WEIGHT),
        ("0.35 mg kg-1 h-1", "0.35", "0.35", RATE_PER_WEIGHT),
        ("0.35 mg kg⁻¹ h⁻¹", "0.35", "0.35", RATE_PER_WEIGHT),
        ("6 µg/kg/min", "0.36", "0.36", RATE_PER_WEIGHT),
        ("6 μg/kg/min", "0.36", "0.36", RATE_PER_WEIGHT),
        ("6 mcg/kg/min", "0.36", "0.36", RATE_PER_WEIGHT),
        ("6 ug/kg/min", "0.36", "0.36", RATE_PER_WEIGHT),
        ("100 mg/24 h", "25/6", "25/6", RATE),
        ("22.2 mg/h per 70 kg", "22.2/70", "22.2/70", RATE_PER_WEIGHT),
        ("17.5 mg per 70 kg", "0.25", "0.25", AMOUNT_PER_WEIGHT),
        ("1 g", "1000", "1000", AMOUNT),
        ("250-300 µg/dL", "0.0025", "0.003", CONCENTRATION),
        ("100 ng/mL", "0.0001", "0.0001", CONCENTRATION),
        ("17–21 min", "17/60", "21/60", TIME),
        ("20 to 30 mg/h", "20", "30", RATE),
        ("1 wk", "168", "168", TIME),
        ("1 mo", "730.5", "730.5", TIME),
        ("1 yr", "8766", "8766", TIME),
        ("70 kg", "70", "70", WEIGHT),
        ("10", "10", "10", NUMBER),
    ],
)
def test_reads_figures_as_papers_print_them(
    text: str, low: str, high: str, dimension: Dimension
) -> None:
    quantity = parse_interval(text)
    assert (quantity.low, quantity.high) == (_fraction(low), _fraction(high))
    assert quantity.dimension == dimension


def _fraction(text: str) -> Fraction:
    top, _, bottom = text.partition("/")
    return Fraction(top) / Fraction(bottom or "1")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("0·35 mg/kg/h", "0.35 mg/kg/h"),
        ("1·5-2·5 mg/kg", "1.5-2.5 mg/kg"),
        ("0∙35 mg/kg/h", "0.35 mg/kg/h"),
        ("100\u00a0mg/24\u00a0h", "100 mg/24 h"),
        ("100\u2009mg", "100 mg"),
        ("100\u202fmg", "100 mg"),
        ("10−20 mg/h", "10-20 mg/h"),
        ("10‑20 mg/h", "10-20 mg/h"),
        ("10‐20 mg/h", "10-20 mg/h"),
        ("10‒20 mg/h", "10-20 mg/h"),
        ("10–20 mg/h", "10-20 mg/h"),
        ("10—20 mg/h", "10-20 mg/h"),
        ("mg·kg−1·h−1".join(["0.2 ", ""]), "0.2 mg/kg/h"),
        ("0.2 mg/kg/hr", "0.2 mg/kg/h"),
        ("2 weeks", "2 wk"),
        ("1 week", "1 wk"),
        ("3 months", "3 mo"),
        ("30 minutes", "30 min"),
        ("4 hours", "4 h"),
        ("1 year", "1 yr"),
        ("90 seconds", "90 s"),
        ("2 days", "2 d"),
    ],
)
def test_signs_and_spellings_of_pages_are_read_as_what_they_stand_for(
    text: str, plain: str
) -> None:
    assert parse_interval(text) == parse_interval(plain)


def test_open_ends_stay_open_and_strict_ones_strict() -> None:
    assert parse_interval("up to 1 h") == Interval(None, Fraction(1), TIME)
    assert parse_interval("≤ 1 h") == parse_interval("<= 1 h") == parse_interval("up to 1 h")
    assert parse_interval("at least 80 mg") == Interval(Fraction(80), None, AMOUNT)
    assert (
        parse_interval("≥ 80 mg") == parse_interval(">= 80 mg") == parse_interval("at least 80 mg")
    )
    assert parse_interval("< 24 h") == Interval(None, Fraction(24), TIME, high_strict=True)
    assert parse_interval("less than 24 h") == parse_interval("< 24 h") != parse_interval("<= 24 h")
    assert parse_interval("> 12 wk") == Interval(Fraction(2016), None, TIME, low_strict=True)
    assert parse_interval("more than 12 wk") == parse_interval("> 12 wk")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a number"),
        ("4:30", "unknown unit ':30'"),
        ("010 mg", "not a number"),
        ("5 foo", "unknown unit 'foo'"),
        ("5 mg/", "ends in a slash"),
        ("5 mg//kg", "nothing before it"),
        ("5 /kg", "nothing before it"),
        ("7-3 h", "starts above its end"),
        ("-3 mg", "not a number"),
        ("mg", "not a number"),
        ("1e3 mg", "unknown unit"),
        ("5 Mg", "unknown unit 'Mg'"),
        ("NaN mg", "not a number"),
        ("5 mg/0 h", "a unit of zero h"),
        ("1000000000000000 mg", "more than 15 digits"),
        ("0,5 mg/kg", "a decimal point belongs there"),
        ("0,5-1,5 mg", "'0,5' has a comma"),
        ("1,000 mg", "nothing between thousands"),
        ("0.5 mg/kg·h", "'mg/kg·h' does not say whether h divides or multiplies.* mg/kg/h"),
        ("0.5 mg/kg h", "does not say whether h divides or multiplies"),
        ("at least 3-7 h", "not a number"),
        ("more than 5 to 5 h", "no value lies above and below"),
        ("5 to less than 5 h", "no value lies above and below"),
        ("15 ± 5 mg", "write the mean alone"),
    ],
)
def test_refuses_what_is_not_a_quantity(text: str, message: str) -> None:
    with pytest.raises(QuantityError, match=message):
        parse_interval(text)


def test_body_weight_is_a_dimension_of_its_own() -> None:
    with pytest.raises(QuantityError):
        parse_interval("1 mg/kg") + parse_interval("1 mg")
    assert parse_interval("1 mg/kg/h").dimension != parse_interval("1 mg/h").dimension
    assert parse_unit("mg/kg")[1] != NUMBER


def test_range_arithmetic_end_by_end() -> None:
    rate, time = parse_interval("0.2-0.25 mg/kg/h"), parse_interval("2-5 d")
    assert rate * time == Interval(Fraction("9.6"), Fraction(30), AMOUNT_PER_WEIGHT)
    assert parse_interval("10-20 mg") / parse_interval("2-4 h") == Interval(
        Fraction("2.5"), Fraction(10), RATE
    )
    assert parse_interval("up to 1 h") * parse_interval("2 mg/h") == Interval(
        None, Fraction(2), AMOUNT
    )


def test_dimensions_are_described_in_words_that_physicians_know() -> None:
    assert describe(parse_unit("mL/h")[1]).startswith("a volume per time (mL/h)")
    assert "concentration" in describe(parse_unit("mL/h")[1])
    assert describe(parse_unit("mg h kg-1")[1]) == "mg times h per kg"
    assert describe(parse_unit("kg-1")[1]) == "1 per kg"


def test_a_range_begins_below_its_end_and_only_one_value_is_exact() -> None:
    assert Interval(None, None, TIME).unknown
    assert not Interval(None, Fraction(1), TIME).unknown
    with pytest.raises(ReversedRangeError):
        Interval(Fraction(2), Fraction(1), TIME)
    assert parse_interval("2 h").exact == 2
    for text in ("1-2 h", "up to 2 h", "at least 2 h"):
        assert not parse_interval(text).is_exact
        with pytest.raises(QuantityError, match="one value is needed"):
            _ = parse_interval(text).exact


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
    ("text", "half"),
    [
        ("3 mo", "0.5 mo"),
        ("12 wk", "0.5 wk"),
        ("9.4 mo", "0.05 mo"),
        ("1.50 mg", "0.005 mg"),
        ("2-10 h", "0.5 h"),
        ("> 12 wk", "0.5 wk"),
        ("up to 1·5 h", "0.05 h"),
        ("7", "0.5"),
    ],
)
def test_print_rounds_half_of_its_last_place(text: str, half: str) -> None:
    assert print_rounding(text) == parse_interval(half).exact


def test_a_length_in_weeks_agrees_with_its_months_within_rounding() -> None:
    weeks, months = parse_interval("12 wk"), parse_interval("3 mo")
    assert not weeks.agrees(months)
    assert weeks.agrees(months, rounding=print_rounding("3 mo"))
    assert not parse_interval("10 wk").agrees(months, rounding=print_rounding("3 mo"))
    # an allowance in base units is added to the relative one, and its end still agrees
    ten, eleven = exactly(10, TIME), exactly(11, TIME)
    assert ten.agrees(eleven, Fraction(0), Fraction(1))
    assert not ten.agrees(eleven, Fraction(0), Fraction(99, 100))


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
    assert number_text(_fraction(value)) == text


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


@given(positive, positive, st.sampled_from(UNIT_NAMES))
def test_units_keep_the_order_of_numbers(one: Fraction, other: Fraction, unit: str) -> None:
    size, _ = parse_unit(unit)
    assert size > 0
    low, high = sorted([round(one, 2), round(other, 2)])
    assert parse_interval(f"{float(low):.2f}-{float(high):.2f} {unit}").low == low * size


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


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_a_quantity_error(text: str) -> None:
    with contextlib.suppress(QuantityError):
        quantity = parse_interval(text)
        assert (quantity.low or quantity.high or 0) >= 0
        assert print_rounding(text) > 0


@given(st.decimals(min_value=0, max_value=9999, places=3), st.sampled_from(UNIT_NAMES))
def test_a_number_and_a_unit_are_read_exactly(number: object, unit: str) -> None:
    factor, dimension = parse_unit(unit)
    assert parse_interval(f"{number:f} {unit}") == exactly(
        Fraction(str(number)) * factor, dimension
    )
