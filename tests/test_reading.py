"""A reading is plain data: what is stored of it comes back as it was."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import (
    Basis,
    Flag,
    Reading,
    all_origins,
    as_number,
    derived_flags,
    from_plain,
    not_computable,
    to_plain,
)
from keta_evidence.records.leaves import Span
from keta_evidence.records.library import default_folder, load_library
from keta_evidence.records.model import Locator
from keta_evidence.records.origin import Origin
from keta_evidence.tables.row import Row, study_rows
from keta_evidence.units import TIME, Interval, exactly, parse_interval

PLACE = Origin("roe-1999", "session", "4 h", Locator(place="Table 1", lines=Span(3, 5)))
GUESS = Origin("poe-2001", "session", "5 h", Locator(place="Box"), inferred="from the text")


def comes_back(reading: Reading) -> bool:
    """Whether a reading is stored and read again; entries of records are equal to themselves alone."""
    stored = json.loads(json.dumps(to_plain(reading)))
    again = from_plain(stored)
    without = replace(again, origins=()) == replace(reading, origins=())
    places = [(origin.place, origin.grounds) for origin in again.origins]
    return (
        without
        and places == [(origin.place, origin.grounds) for origin in reading.origins]
        and to_plain(again) == stored
    )


@pytest.fixture(scope="module")
def rows() -> tuple[Row, ...]:
    library = load_library(default_folder())
    return study_rows(library, library, Options())


@pytest.mark.parametrize("name", VARIABLES)
def test_what_is_read_of_every_shipped_study_is_stored_and_comes_back(
    name: str, rows: tuple[Row, ...]
) -> None:
    for row in rows:
        reading = VARIABLES[name].of(row)
        assert comes_back(reading)


@pytest.mark.parametrize("name", COLUMNS)
def test_cells_are_stored_with_their_marks_and_disputes(name: str, rows: tuple[Row, ...]) -> None:
    for row in rows:
        cell = row.cell(COLUMNS[name])
        assert comes_back(cell)


@given(
    st.builds(
        Reading,
        value=st.none() | st.integers() | st.booleans() | st.text(),
        text=st.text(),
        interval=st.sampled_from(
            [None, parse_interval("> 12 wk"), parse_interval("4 to less than 5 h"), exactly(1)]
        ),
        texts=st.lists(st.text()).map(tuple),
        possible=st.lists(st.text()).map(tuple),
        absent=st.booleans(),
        basis=st.sampled_from(Basis),
        reason=st.text(),
        gap=st.text(),
        flags=st.frozensets(st.sampled_from(Flag)),
        origins=st.lists(st.sampled_from([PLACE, GUESS])).map(tuple),
        steps=st.lists(st.text()).map(tuple),
        assumptions=st.lists(st.text()).map(tuple),
        dispute=st.text(),
    )
)
def test_any_reading_comes_back_from_plain_data(reading: Reading) -> None:
    assert comes_back(reading)


def test_what_is_empty_is_not_stored() -> None:
    assert to_plain(Reading()) == {}
    assert to_plain(not_computable("no count")) == {
        "basis": "not computable",
        "reason": "no count",
    }
    assert to_plain(Reading(origins=(PLACE,)))["origins"] == [
        {
            "source": "roe-1999",
            "what": "session",
            "value": "4 h",
            "locator": {"place": "Table 1", "lines": [3, 5]},
        }
    ]


def test_marks_follow_from_how_a_number_came_about() -> None:
    stated = Reading(interval=exactly(4, TIME), origins=(PLACE,))
    assert derived_flags(stated) == frozenset()
    worked = Reading(basis=Basis.COMPUTED, assumptions=("body weight 70 kg",), origins=(GUESS,))
    assert derived_flags(worked) == {Flag.COMPUTED, Flag.ASSUMED, Flag.INFERRED}
    assert all_origins([stated, worked, stated]) == (PLACE, GUESS)
    assert derived_flags(Reading(origins=(PLACE, GUESS))) == {Flag.INFERRED}


def test_a_step_of_arithmetic_is_added_with_its_assumption_once() -> None:
    start = Reading(interval=exactly(4, TIME), steps=("a",), assumptions=("w",), origins=(PLACE,))
    after = start.then(exactly(8, TIME), "b", [GUESS], "w")
    assert after.interval == exactly(8, TIME)
    assert (after.steps, after.assumptions) == (("a", "b"), ("w",))
    assert after.origins == (PLACE, GUESS)
    assert start.then(exactly(8, TIME), "b", assumption="v").assumptions == ("w", "v")
    assert start.then(exactly(8, TIME), "b").assumptions == ("w",)


def test_nothing_known_is_told_apart_from_nothing_there() -> None:
    assert Reading().unknown
    assert (Reading().low, Reading().high, Reading().has_strict_end) == (None, None, False)
    assert Reading(interval=Interval(None, None, TIME)).unknown
    assert not Reading(absent=True).unknown
    assert not Reading(interval=parse_interval("up to 1 h")).unknown
    assert Reading(gap="an arm", reason="none").why_open == "an arm"
    assert Reading(reason="none").why_open == "none"
    assert Reading(interval=parse_interval("< 1 h")).has_strict_end
    assert not Reading(interval=parse_interval("up to 1 h")).has_strict_end


def test_the_ends_are_those_that_are_known() -> None:
    assert Reading().ends == Reading(absent=True).ends == ()
    assert Reading(interval=parse_interval("0 to 2 h")).ends == (Fraction(0), Fraction(2))
    assert Reading(interval=parse_interval("up to 2 h")).ends == (Fraction(2),)
    assert Reading(interval=parse_interval(">= 2 h")).ends == (Fraction(2),)


def test_a_json_number_is_whole_where_it_can_be() -> None:
    assert as_number(None) is None
    assert isinstance(as_number(exactly(2).low), int)
    assert as_number(parse_interval("0.25").low) == 0.25
