"""Distances of regimens against sums worked by hand; what is not known is neither near nor left out."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_studies import build, regimen

from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.subject import Options
from keta_evidence.export.formats import Page, TableFormat
from keta_evidence.reading import Reading
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.records.text import load_document
from keta_evidence.synthesis.near import (
    DISCLAIMER,
    QUANTITIES,
    NearResult,
    Wanted,
    find_near,
    measure_part,
    near_table,
)
from keta_evidence.tables.table import named_cells
from keta_evidence.units import TIME, Interval, parse_interval

UNHURRIED = settings(deadline=None)
WORKED = load_document(Path(__file__).parent.parent / "worked" / "near.yaml")
assert isinstance(WORKED.tree, list)
CASES: list[Any] = WORKED.tree
STUDIES = {
    "adler-2001": {"regimen": regimen("0.35 mg/kg/h", "4 h", "10")},
    "bell-2002": {"regimen": regimen("0.2 mg/kg/h", "72-120 h", "1", "s")},
    "cole-2003": {"regimen": regimen("0.2 mg/kg/h", "not reported", "5")},
    "dunn-2004": {"regimen": regimen("14 mg/h", "8 h", "5"), "indications": "[crps-1]"},
    "eck-2005": {"indications": "[fibromyalgia]"},
    "fry-2006": {"indications": "[chronic-pain]"},
    "gay-2007": {
        "regimen": "",
        "participants": "",
        "arms": f"[{{id: low, participants: 5, regimen: {regimen('0.1 mg/kg/h', '4 h', '5')}}},"
        f" {{id: high, participants: 5, regimen: {regimen('0.4 mg/kg/h', '4 h', '5')}}}, {{id: placebo, treatment: saline}}]",
    },
    "hay-2008": {
        "regimen": "",
        "arms": f"[{{id: ketamine, regimen: {regimen('0.2 mg/kg/h', '2 h', '5')}}}, {{id: placebo, treatment: saline}}]",
    },
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return build(tmp_path_factory.mktemp("studies"), STUDIES)


def wanted(options: Options | None = None, /, **texts: str | None) -> Wanted:
    return Wanted.read(texts, options or Options())


def ends(case: Mapping[str, Any]) -> Reading:
    low, high = (None if end == "none" else Fraction(end) for end in case["told"])
    return Reading(
        interval=Interval(low, high),
        reason="" if low or high else "no dose is given",
        text="what is told",
    )


def between(low: Fraction | None, high: Fraction | None) -> Reading:
    return Reading(interval=Interval(low, high))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_distances_as_worked_by_hand(case: Any) -> None:
    assert WORKED.problems == ()
    asked = wanted(**{case["name"]: case["asked"]}).quantities[case["name"]]
    part = measure_part(case["name"], asked, ends(case))
    assert part.ratio == (None if case["ratio"] == "none" else Fraction(case["ratio"]))
    assert part.distance == (
        None if case["distance"] == "none" else pytest.approx(float(case["distance"]), abs=1e-7)
    )
    assert part.text == case["text"]
    assert bool(part.reason) == (part.ratio is None)


TIMES = st.fractions(Fraction(1, 100), 5000)


@UNHURRIED
@given(st.tuples(TIMES, TIMES, TIMES).map(sorted))
def test_inside_a_range_nothing_is_between(times: list[Fraction]) -> None:
    low, inside, high = times
    assert measure_part("hours", Interval(inside, inside, TIME), between(low, high)).distance == 0


@UNHURRIED
@given(TIMES, TIMES, TIMES)
def test_a_distance_is_the_same_from_either_side_and_in_any_unit(
    asked: Fraction, told: Fraction, scale: Fraction
) -> None:
    def distance(one: Fraction, other: Fraction) -> float | None:
        return measure_part("hours", Interval(one, one, TIME), between(other, other)).distance

    there = distance(asked, told)
    assert there == pytest.approx(distance(told, asked), abs=1e-9)
    assert there == pytest.approx(distance(asked * scale, told * scale), abs=1e-9)
    assert (there == 0) == (asked == told)


@UNHURRIED
@given(TIMES, st.tuples(TIMES, TIMES).map(sorted), TIMES)
def test_knowing_less_never_brings_a_study_nearer(
    asked: Fraction, told: list[Fraction], more: Fraction
) -> None:
    """A wider range is no farther; one with an unknown end has the same distance, or none."""
    one = Interval(asked, asked, TIME)
    distance = measure_part("hours", one, between(told[0], told[1])).distance
    wider = measure_part("hours", one, between(told[0], told[1] + more)).distance
    assert distance is not None
    assert wider is not None
    assert wider <= distance
    for half in (between(None, told[1]), between(told[0], None)):
        assert measure_part("hours", one, half).distance in (None, distance)


def found(library: Library, *indications: str, **texts: str | None) -> NearResult:
    return find_near(library, wanted(**texts), indications)


def test_regimens_come_by_distance_and_what_is_not_known_after_them(library: Library) -> None:
    near = found(library, "CRPS", rate="0.2mg/kg/h", hours="4", sessions="5")
    assert [(each.id, round(each.distance or 0, 4)) for each in near.ranked] == [
        ("dunn-2004", 1.0),  # 14 mg/h for 70 kg is 0.2 mg/kg/h; 8 h are one doubling
        ("gay-2007:high", 1.0),
        ("gay-2007:low", 1.0),
        ("hay-2008", 1.0),
        ("adler-2001", round(math.log2(1.75) + 1, 4)),
        ("bell-2002", round(math.log2(18) + math.log2(5), 4)),
    ]
    assert [(each.id, each.cells()["distance"].text) for each in near.unknown] == [
        ("cole-2003", "not known")
    ]
    assert near.selection.unjudged == (("fry-2006", "indication: reported only as chronic pain"),)


def test_nothing_is_left_out(library: Library) -> None:
    near = found(library, hours="4")
    ids = [each.id for each in (*near.ranked, *near.unknown)]
    assert sorted(ids) == sorted({*STUDIES, "gay-2007:high", "gay-2007:low"} - {"gay-2007"})
    assert len(ids) == near.selection.total


def test_the_limit_holds_for_what_is_ranked_alone(library: Library) -> None:
    table = near_table(found(library, "CRPS", hours="4"), 2, {}, machine=False)
    assert [row.id for row in table.rows] == ["adler-2001", "gay-2007:high", "cole-2003"]
    notes = {note.title: note.lines for note in table.notes}
    assert notes["regimens"] == (
        "7 of 9 regimens meet the filters: the nearest 2 of 6 ranked, 1 not ranked",
    )
    assert notes["distance not known, and so not ranked"] == (
        "cole-2003: hours: length of a session: not reported",
    )
    assert notes["could not be judged"] == ("fry-2006: indication: reported only as chronic pain",)
    assert notes["how to read this"][-1] == DISCLAIMER
    assert "never converted" in notes["how to read this"][1]


def test_parts_are_shown_and_are_numbers_for_machines(library: Library) -> None:
    near = found(library, "CRPS", rate="0.2mg/kg/h", hours="4", sessions="5")
    told = json.loads(
        TableFormat.JSON.render(
            near_table(near, 9, {"hours": "4"}, machine=True), Page("keta-evidence/near/1")
        )
    )
    rows = {row["id"]: row for row in told["rows"]}
    adler, cole = rows["adler-2001"], rows["cole-2003"]
    assert adler["parts"] == "rate ×1.75, hours equal, sessions ×2"
    assert adler["distance"] == pytest.approx(
        adler["rate_doublings"] + adler["hours_doublings"] + adler["sessions_doublings"]
    )
    assert (adler["hours_doublings"], adler["sessions_doublings"]) == (0, 1)
    assert (cole["distance"], cole["hours_doublings"], cole["rate_doublings"]) == (None, None, 0)
    assert {
        "id": "cole-2003",
        "column": "distance",
        "reason": "hours: length of a session: not reported",
    } in told["not_evaluable"]
    assert told["query"] == {"hours": "4"}
    assert "dose_doublings" not in adler


def test_what_happened_stands_beside_the_distance(library: Library) -> None:
    table = near_table(found(library, "CRPS", hours="4"), 1, {}, machine=False)
    cells = {name: cell.text for name, cell in named_cells(table, table.rows[0]).items()}
    assert cells["relief"] == "≥ 1 wk vs placebo"
    assert (
        cells["evidence_level"],
        cells["adverse_events"],
        cells["setting"],
        cells["sources"],
    ) == (
        "2",
        "none",
        "inpatient",
        "review-2020",
    )


def test_filters_on_route_and_enantiomer(library: Library) -> None:
    near = find_near(library, wanted(hours="4"), (), "intravenous", "s")
    assert [each.id for each in near.ranked] == ["bell-2002"]
    assert find_near(library, wanted(hours="4"), (), "oral").ranked == ()


def test_doses_and_rates_can_be_asked_per_body_weight_or_not(library: Library) -> None:
    def nearest(options: Options | None = None, **texts: str) -> list[str]:
        return [
            each.id
            for each in find_near(library, wanted(options, **texts)).ranked
            if each.distance == 0
        ]

    # 0.2 mg/kg/h is 14 mg/h for 70 kg, and 10 mg/h for 50 kg; 14 mg/h stays what it is
    assert nearest(rate="14 mg/h") == ["bell-2002", "cole-2003", "dunn-2004", "hay-2008"]
    assert nearest(Options(weight=Fraction(50)), rate="14 mg/h") == ["dunn-2004"]
    assert nearest(Options(weight=Fraction(50)), rate="10 mg/h") == [
        "bell-2002",
        "cole-2003",
        "hay-2008",
    ]
    # 0.1 mg/kg/h over 10 h
    assert nearest(dose="1 mg/kg") == ["eck-2005", "fry-2006"]
    assert nearest(dose="70 mg") == ["eck-2005", "fry-2006"]


def rates(phases: str, session: str = "10 h", more: str = "") -> str:
    return regimen("RATE", session).replace("{rate: RATE}]", f"{phases}]{more}")


RATES: dict[str, tuple[str, str]] = {
    "titrated": (rates("{titrate: {start: 10 mg/h, end: 40 mg/h}}"), "in range"),
    "titrated from above": (rates("{titrate: {start: 28 mg/h, end: 40 mg/h}}"), "×2"),
    "titrated to nobody knows what": (rates("{titrate: {start: 10 mg/h}}"), "not known"),
    "titrated from above to nobody knows what": (rates("{titrate: {start: 28 mg/h}}"), "×2"),
    "a range": (rates("{rate: 10-28 mg/h}"), "in range"),
    "up to": (rates("{rate: up to 28 mg/h}"), "×2"),
    "in steps": (rates("{rate: 7 mg/h, over: 1 h}, {rate: 28 mg/h, over: rest}"), "in range"),
    "doubled on no effect": (
        rates("{rate: 8 mg/h, double_at: [1 h], only_if: no benefit}"),
        "in range",
    ),
    "after a bolus": (rates("{bolus: 1 mg}, {rate: 28 mg/h, over: rest}"), "×2"),
    "after a plasma target": (
        rates("{target: 50 ng/mL, over: 1 h}, {rate: 28 mg/h, over: rest}"),
        "not known",
    ),
    "stated beside an amount over no time": (
        rates("{dose: 100 mg}", "not reported", ", max_rate: 28 mg/h"),
        "×2",
    ),
    "stated below the phases": (rates("{rate: 28 mg/h}", more=", max_rate: 7 mg/h"), "×0.5"),
}


@pytest.mark.parametrize("name", RATES)
def test_a_rate_asked_for_is_compared_with_the_lowest_to_the_highest_given(
    name: str, tmp_path: Path
) -> None:
    told, text = RATES[name]
    near = find_near(build(tmp_path, {"roe-1999": {"regimen": told}}), wanted(rate="14 mg/h"))
    (part,) = (*near.ranked, *near.unknown)[0].parts
    assert part.text == f"rate {text}"
    assert bool(part.reason) == (text == "not known")
    assert (
        "rate: from the lowest to the highest given, boluses not counted"
        in near_table(near, 1, {}, machine=False).notes[-1].lines
    )


@UNHURRIED
@given(
    st.permutations(["rate", "hours", "sessions", "dose"]),
    st.floats(0.01, 10),
    st.integers(1, 200),
    st.integers(1, 30),
)
def test_what_is_asked_first_changes_nothing(
    order: list[str], rate: float, hours: int, sessions: int
) -> None:
    texts = {
        "rate": f"{rate:.3f} mg/kg/h",
        "hours": f"{hours} h",
        "sessions": str(sessions),
        "dose": f"{hours * 10} mg",
    }
    shipped = load_shipped()
    plain, other = (
        find_near(shipped, wanted(**texts)),
        find_near(shipped, wanted(**{name: texts[name] for name in order})),
    )
    assert [each.id for each in plain.ranked] == [each.id for each in other.ranked]
    assert [each.distance for each in plain.ranked] == pytest.approx(
        [each.distance for each in other.ranked]
    )
    assert [each.id for each in plain.unknown] == [each.id for each in other.unknown]
    judged = len(plain.ranked) + len(plain.unknown)
    assert judged + len(plain.of_other_routes) == plain.selection.total
    assert len(plain.of_other_routes) > 3


def test_other_routes_are_near_only_if_asked_for(library: Library) -> None:
    shipped = load_shipped()
    alone, pooled = (find_near(shipped, wanted(sessions="1"), (), each) for each in (None, "any"))
    assert ("wilson-2008", "epidural") in alone.of_other_routes
    lines = {each.title: each.lines for each in near_table(alone, 1, {}, machine=False).notes}
    (line,) = lines["left out for their route"]
    assert line.startswith(f"{len(alone.of_other_routes)} not given intravenously alone: ")
    assert pooled.of_other_routes == ()
    seen = [len(each.ranked) + len(each.unknown) for each in (alone, pooled)]
    assert seen[0] + len(alone.of_other_routes) == seen[1]


def load_shipped() -> Library:
    if not _SHIPPED:
        _SHIPPED.append(load_library(default_folder()))
    return _SHIPPED[0]


_SHIPPED: list[Library] = []


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("rate", "0.2", "--rate needs a rate", "--rate 0.2mg/kg/h"),
        ("rate", "0.2 mg/kg", "'0.2 mg/kg' is an amount per body weight", "--rate 0.2mg/kg/h"),
        ("hours", "4 mg", "'4 mg' is an amount", "--hours 4"),
        ("hours", "soon", "not a number with a unit: 'soon'", "--hours 4"),
        ("hours", "0", "a figure above zero", "--hours 4"),
        ("hours", "up to 4", "a range with both ends", "--hours 4"),
        ("sessions", "5 d", "'5 d' is a time", "--sessions 5"),
        ("dose", "400", "is a number without a unit", "--dose 400mg"),
    ],
)
def test_what_is_no_such_quantity_is_refused(name: str, text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        wanted(**{name: text})
    assert refused.value.message.startswith(f"--{name} needs ")
    assert message in refused.value.message
    assert hint in refused.value.hint


def test_something_has_to_be_asked() -> None:
    with pytest.raises(UsageError, match="near needs one of --rate, --hours, --sessions, --dose"):
        Wanted.read(dict.fromkeys(QUANTITIES), Options())


@pytest.mark.parametrize(
    ("word", "message", "hint"),
    [
        ({"route": "orla"}, "--route: unknown route 'orla'", "did you mean oral?"),
        ({"enantiomer": "l"}, "--enantiomer: unknown", "racemic"),
    ],
)
def test_unknown_words_are_refused_with_a_suggestion(
    word: dict[str, str], message: str, hint: str, library: Library
) -> None:
    with pytest.raises(UsageError) as refused:
        find_near(library, wanted(hours="4"), (), **word)
    assert refused.value.message.startswith(message)
    assert hint in refused.value.hint


@pytest.mark.parametrize("text", ["4", "4 h", "4h", "240 min"])
def test_hours_are_meant_where_no_unit_is_typed(text: str) -> None:
    assert wanted(hours=text).quantities["hours"] == parse_interval("4 h")


def test_an_arm_is_a_regimen_where_it_has_its_own(library: Library) -> None:
    """hay-2008 has one ketamine arm: its participants, comparators and relief are those of the study."""
    ids = {each.id for each in found(library, hours="4").ranked}
    assert {"gay-2007:low", "gay-2007:high", "hay-2008"} <= ids
    assert not {"gay-2007", "hay-2008:ketamine"} & ids
