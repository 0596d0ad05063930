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
    WEIGHT,
    Dimension,
    Quantity,
    QuantityError,
    exactly,
    parse_quantity,
    parse_unit,
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
    quantity = parse_quantity(text)
    assert (quantity.low, quantity.high) == (_fraction(low), _fraction(high))
    assert quantity.dimension == dimension


def _fraction(text: str) -> Fraction:
    top, _, bottom = text.partition("/")
    return Fraction(top) / Fraction(bottom or "1")


def test_open_ends_stay_open() -> None:
    assert parse_quantity("up to 1 h") == Quantity(None, Fraction(1), TIME)
    assert parse_quantity("≤ 1 h") == Quantity(None, Fraction(1), TIME)
    assert parse_quantity("at least 80 mg") == Quantity(Fraction(80), None, AMOUNT)
    assert parse_quantity("< 24 h") == Quantity(None, Fraction(24), TIME)
    assert parse_quantity("> 12 wk") == Quantity(Fraction(12 * 7 * 24), None, TIME)


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
    ],
)
def test_refuses_what_is_not_a_quantity(text: str, message: str) -> None:
    with pytest.raises(QuantityError, match=message):
        parse_quantity(text)


def test_body_weight_is_a_dimension_of_its_own() -> None:
    with pytest.raises(QuantityError):
        parse_quantity("1 mg/kg") + parse_quantity("1 mg")
    assert parse_quantity("1 mg/kg/h").dimension != parse_quantity("1 mg/h").dimension
    assert parse_unit("mg/kg")[1] != NUMBER


def test_range_arithmetic_end_by_end() -> None:
    rate, time = parse_quantity("0.2-0.25 mg/kg/h"), parse_quantity("2-5 d")
    assert rate * time == Quantity(Fraction("9.6"), Fraction(30), AMOUNT_PER_WEIGHT)
    assert parse_quantity("10-20 mg") / parse_quantity("2-4 h") == Quantity(
        Fraction("2.5"), Fraction(10), RATE
    )
    assert parse_quantity("up to 1 h") * parse_quantity("2 mg/h") == Quantity(
        None, Fraction(2), AMOUNT
    )


def test_a_range_needs_an_end() -> None:
    with pytest.raises(QuantityError, match="at least one end"):
        Quantity(None, None, TIME)
    with pytest.raises(QuantityError, match="one value is needed"):
        _ = parse_quantity("1-2 h").exact


positive = st.fractions(min_value=0, max_value=10_000, max_denominator=1000)
dimensions = st.sampled_from([AMOUNT, AMOUNT_PER_WEIGHT, RATE, RATE_PER_WEIGHT, TIME, WEIGHT])


@st.composite
def quantities(draw: st.DrawFn, dimension: Dimension | None = None) -> Quantity:
    low, high = sorted([draw(positive), draw(positive)])
    return Quantity(low, high, dimension or draw(dimensions))


@given(quantities(AMOUNT), quantities(AMOUNT), quantities(AMOUNT))
def test_addition_is_commutative_and_associative(a: Quantity, b: Quantity, c: Quantity) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)


@given(quantities(), quantities())
def test_product_holds_the_product_of_any_members(a: Quantity, b: Quantity) -> None:
    product = a * b
    assert a.low is not None
    assert b.high is not None
    member = a.low * b.high
    assert product.low is not None
    assert product.high is not None
    assert product.low <= member <= product.high


@given(quantities(AMOUNT), st.fractions(min_value="1/100", max_value=500, max_denominator=100))
def test_converting_by_a_weight_and_back_changes_nothing(
    amount: Quantity, kilograms: Fraction
) -> None:
    weight = exactly(kilograms, WEIGHT)
    assert amount / weight * weight == amount


@given(quantities(TIME), quantities(TIME))
def test_hull_holds_both(a: Quantity, b: Quantity) -> None:
    hull = a.hull(b)
    for part in (a, b):
        assert hull.low is not None
        assert part.low is not None
        assert hull.low <= part.low
        assert hull.high is not None
        assert part.high is not None
        assert hull.high >= part.high


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_a_quantity_error(text: str) -> None:
    with contextlib.suppress(QuantityError):
        quantity = parse_quantity(text)
        assert (quantity.low or quantity.high or 0) >= 0


@given(st.decimals(min_value=0, max_value=9999, places=3), st.sampled_from(UNIT_NAMES))
def test_a_number_and_a_unit_are_read_exactly(number: object, unit: str) -> None:
    factor, dimension = parse_unit(unit)
    assert parse_quantity(f"{number:f} {unit}") == exactly(
        Fraction(str(number)) * factor, dimension
    )
