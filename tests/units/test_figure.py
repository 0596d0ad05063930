"""Figures and units as papers print them: what is read, and what is refused."""

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
    Interval,
    QuantityError,
    describe,
    exactly,
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
        ("5 mg/L", "0.005", "0.005", CONCENTRATION),
        ("17–21 min", "17/60", "21/60", TIME),
        ("20 to 30 mg/h", "20", "30", RATE),
        ("36 s", "0.01", "0.01", TIME),
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
        ("0.5 mg/kg h-1 mL", "does not say whether mL divides or multiplies"),
        ("5 ·", "no unit"),
        ("at least 3-7 h", "not a number"),
        ("more than 5 to 5 h", "no value lies above and below"),
        ("5 to less than 5 h", "no value lies above and below"),
        ("15 ± 5 mg", "write the mean alone"),
        ("15 +/- 5 mg", "write the mean alone"),
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


def test_dimensions_are_described_in_words_that_physicians_know() -> None:
    assert describe(parse_unit("mL/h")[1]).startswith("a volume per time (mL/h)")
    assert "concentration" in describe(parse_unit("mL/h")[1])
    assert describe(parse_unit("mg h kg-1")[1]) == "mg times h per kg"
    assert describe(parse_unit("kg-1")[1]) == "1 per kg"


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("3 mo", "0.5 mo"),
        ("12 wk", "0.5 wk"),
        ("9.4 mo", "0.05 mo"),
        ("1.50 mg", "0.005 mg"),
        ("2-10 h", "0.5 h"),
        ("2-10.5 h", "0.05 h"),
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


positive = st.fractions(min_value=0, max_value=10_000, max_denominator=1000)


@given(positive, positive, st.sampled_from(UNIT_NAMES))
def test_units_keep_the_order_of_numbers(one: Fraction, other: Fraction, unit: str) -> None:
    size, _ = parse_unit(unit)
    assert size > 0
    low, high = sorted([round(one, 2), round(other, 2)])
    assert parse_interval(f"{float(low):.2f}-{float(high):.2f} {unit}").low == low * size


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
