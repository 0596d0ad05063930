"""Studies in groups: medians and votes against sums worked by hand, and nobody counted twice or dropped in silence."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_studies import COHORT, RCT, SERIES, UNTOLD, build, regimen, relief, study_points

from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import VARIABLES
from keta_evidence.evidence.relief import Status
from keta_evidence.evidence.subject import Options
from keta_evidence.export.formats import Page, TableFormat
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.records.text import load_document
from keta_evidence.synthesis.direction import (
    Against,
    Direction,
    StudyVote,
    Votes,
    compared_direction,
    count_votes,
    direction,
    vote_of,
)
from keta_evidence.synthesis.harms import EventInStudy, harms_text
from keta_evidence.synthesis.methods import methods_text
from keta_evidence.synthesis.pooling import (
    effects_text,
    likeness,
    pooling_reasons,
    published_effects,
)
from keta_evidence.synthesis.spread import (
    NO_RELIEF,
    Spread,
    measure,
    measure_relief,
    ordered_spread,
    spread_of,
)
from keta_evidence.synthesis.summary import GROUPINGS, Group, Summary, summarise
from keta_evidence.synthesis.summary_table import summary_table
from keta_evidence.tables.table import named_cells

UNHURRIED = settings(deadline=None)
WORKED = load_document(Path(__file__).parent.parent / "worked" / "summary.yaml")
Make = Callable[..., Library]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    return lambda studies, overview="": build(tmp_path, studies, overview)


@pytest.fixture(scope="module")
def shipped() -> Library:
    return load_library(default_folder())


def cases(name: str) -> list[Any]:
    assert WORKED.problems == ()
    assert isinstance(WORKED.tree, dict)
    found = WORKED.tree[name]
    assert isinstance(found, list)
    return found


def hours(text: str) -> Fraction:
    return NO_RELIEF if text == "none" else Fraction(text)


def whole(library: Library, **options: Any) -> Group:
    return summarise(library, Options(**options)).whole


def cell(summary: Summary, name: str, group: int = 0, machine: bool = False) -> Any:
    table = summary_table(summary, {}, machine=machine)
    return named_cells(table, table.rows[group])[name]


def notes(summary: Summary) -> dict[str, tuple[str, ...]]:
    return {each.title: each.lines for each in summary_table(summary, {}, machine=False).notes}


@pytest.mark.parametrize("case", cases("spreads"), ids=lambda case: case["case"])
def test_medians_of_ranges_as_worked_by_hand(case: Any) -> None:
    median, span = ([hours(end) for end in case["expect"][name]] for name in ("median", "range"))
    for order in itertools.permutations(
        [(hours(low), hours(high)) for low, high in case["values"]]
    ):
        assert spread_of(order) == Spread(*median, *span)


@pytest.mark.parametrize("case", cases("orders"), ids=lambda case: case["case"])
def test_no_relief_has_a_place_among_durations_but_no_mean(case: Any) -> None:
    median, span = ([hours(end) for end in case["expect"][name]] for name in ("median", "range"))
    for order in itertools.permutations(map(hours, case["values"])):
        assert ordered_spread(order) == Spread(*median, *span)


@pytest.mark.parametrize("case", cases("votes"), ids=lambda case: case["case"])
def test_votes_have_the_interval_and_p_that_others_give(case: Any) -> None:
    votes = Votes(int(case["shown"]), int(case["judged"]), ())
    low, high = votes.interval() or (math.nan, math.nan)
    assert (low, high, votes.sign_test()) == pytest.approx(
        tuple(float(case["expect"][name]) for name in ("low", "high", "p")), abs=5e-8
    )


@UNHURRIED
@given(
    st.integers(1, 40).flatmap(lambda judged: st.tuples(st.integers(0, judged), st.just(judged)))
)
def test_at_a_limit_so_uneven_a_count_is_had_in_a_fortieth_of_cases(
    counts: tuple[int, int],
) -> None:
    """What makes the interval exact: beyond a limit the count, or one farther off, has a chance of 2.5 %."""
    shown, judged = counts
    low, high = Votes(shown, judged, ()).interval() or (math.nan, math.nan)

    def chance(share: float, numbers: range) -> float:
        return math.fsum(
            math.comb(judged, number) * share**number * (1 - share) ** (judged - number)
            for number in numbers
        )

    assert low <= shown / judged <= high
    assert chance(low, range(shown, judged + 1)) == pytest.approx(0.025 if shown else 1, rel=1e-6)
    assert chance(high, range(shown + 1)) == pytest.approx(0.025 if shown < judged else 1, rel=1e-6)


def test_of_no_study_nothing_is_worked_out() -> None:
    assert spread_of([]) is None
    assert ordered_spread([]) is None
    assert Votes(0, 0, ("roe-1999",)).interval() is None
    assert Votes(0, 0, ("roe-1999",)).sign_test() is None
    assert Votes(1, 2, ("roe-1999",)).studies == 3


DIRECTIONS: dict[str, tuple[str, Direction, Direction]] = {
    "against the comparator": (
        relief(versus="placebo", last_present="1 wk"),
        Direction.SHOWN,
        Direction.SHOWN,
    ),
    "right after": (relief(versus="placebo", last_present="0 h"), Direction.SHOWN, Direction.SHOWN),
    "while it ran": (
        relief(versus="placebo", last_present="during infusion"),
        Direction.SHOWN,
        Direction.SHOWN,
    ),
    "a duration": (relief(versus="placebo", duration="2 d"), Direction.SHOWN, Direction.SHOWN),
    "in other words": (
        relief(versus="oral placebo", last_present="1 d"),
        Direction.SHOWN,
        Direction.SHOWN,
    ),
    "none": (relief(versus="placebo", last_present="none shown"), Direction.NONE, Direction.NONE),
    "against baseline": (
        relief(versus="baseline", last_present="1 wk"),
        Direction.SHOWN,
        Direction.UNJUDGED,
    ),
    "against another dose": (
        relief(versus="0.25 mg/kg", last_present="1 wk"),
        Direction.UNJUDGED,
        Direction.UNJUDGED,
    ),
    "against nothing told": (relief(last_present="1 wk"), Direction.SHOWN, Direction.UNJUDGED),
    "none against nothing told": (
        relief(last_present="none shown"),
        Direction.NONE,
        Direction.UNJUDGED,
    ),
    "ended only": (
        relief(versus="placebo", first_absent="1 d"),
        Direction.UNJUDGED,
        Direction.UNJUDGED,
    ),
    "end not applicable": (
        relief(versus="placebo", last_present="not applicable"),
        Direction.UNJUDGED,
        Direction.UNJUDGED,
    ),
    "time not told": (
        relief(versus="placebo", last_present="not reported"),
        Direction.SHOWN,
        Direction.SHOWN,
    ),
    "time unclear, end told": (
        relief(versus="placebo", last_present="unclear", first_absent="12 wk"),
        Direction.SHOWN,
        Direction.SHOWN,
    ),
    "length not told": (
        relief(versus="placebo", duration="not reported"),
        Direction.SHOWN,
        Direction.SHOWN,
    ),
    "some, time not told": (
        relief(last_present="not reported", count="23", of="45"),
        Direction.SHOWN,
        Direction.UNJUDGED,
    ),
    "nobody, time not told": (
        relief(versus="placebo", last_present="not reported", count="0"),
        Direction.NONE,
        Direction.NONE,
    ),
    "0 %, time not told": (
        relief(versus="placebo", last_present="not reported", share="0 %"),
        Direction.NONE,
        Direction.NONE,
    ),
    "in one arm, time not told": (
        "[{outcome: VAS, last_present: not reported, share: 61.1 %}, {outcome: NRS, last_present: none shown, count: 0, of: 2}]",
        Direction.SHOWN,
        Direction.UNJUDGED,
    ),
    "none, and one ended": (
        "[{outcome: VAS, versus: placebo, last_present: none shown}, {outcome: NRS, versus: placebo, first_absent: 1 d}]",
        Direction.NONE,
        Direction.NONE,
    ),
    "not reported": ("not reported", Direction.UNJUDGED, Direction.UNJUDGED),
    "not told at all": ("", Direction.UNJUDGED, Direction.UNJUDGED),
    "against baseline alone": (
        "[{outcome: VAS, versus: baseline, last_present: 2 wk}, {outcome: VAS, versus: placebo, last_present: none shown}]",
        Direction.NONE,
        Direction.NONE,
    ),
    "by one of two outcomes": (
        "[{outcome: VAS, versus: placebo, last_present: none shown}, {outcome: NRS, versus: placebo, last_present: 1 d}]",
        Direction.SHOWN,
        Direction.SHOWN,
    ),
    "by one of two outcomes, time not told": (
        "[{outcome: VAS, versus: placebo, last_present: none shown}, {outcome: NRS, versus: placebo, last_present: not reported}]",
        Direction.NONE,
        Direction.NONE,
    ),
}


@pytest.mark.parametrize("name", DIRECTIONS)
def test_the_direction_of_a_study(name: str, make: Make) -> None:
    told, expected, compared = DIRECTIONS[name]
    (point,) = study_points(make({"roe-1999": {"relief": told}}))
    assert (direction(point.row), compared_direction(point.row)) == (expected, compared)


AGAINST: dict[str, tuple[str, str, StudyVote]] = {
    "a trial, by its comparator": (
        RCT,
        "[{outcome: VAS, versus: baseline, last_present: 2 wk}, {outcome: VAS, versus: placebo, last_present: none shown}]",
        StudyVote(Against.COMPARATOR, Status.NONE),
    ),
    "a trial, from baseline": (
        RCT,
        relief(versus="baseline", last_present="2 wk"),
        StudyVote(Against.OWN_GROUP, Status.SHOWN),
    ),
    "a cohort, not reported against what": (
        COHORT,
        relief(last_present="during infusion"),
        StudyVote(Against.OWN_GROUP, Status.DURING),
    ),
    "a series": (SERIES, relief(last_present="2 wk"), StudyVote(Against.NOTHING, Status.SHOWN)),
    "design not reported": (
        UNTOLD,
        relief(last_present="2 wk"),
        StudyVote(Against.UNKNOWN, Status.SHOWN),
    ),
    "compared, whatever the design": (
        UNTOLD,
        relief(versus="placebo", last_present="2 wk"),
        StudyVote(Against.COMPARATOR, Status.SHOWN),
    ),
    "shown by one outcome alone": (
        RCT,
        "[{outcome: VAS, versus: placebo, last_present: none shown}, {outcome: NRS, versus: placebo, last_present: 1 d}]",
        StudyVote(Against.COMPARATOR, Status.SHOWN, mixed=True),
    ),
    "shown by one outcome alone, at a time not reported": (
        RCT,
        "[{outcome: VAS, versus: placebo, last_present: none shown}, {outcome: NRS, versus: placebo, last_present: not reported}]",
        StudyVote(Against.COMPARATOR, Status.NONE, mixed=True),
    ),
}


@pytest.mark.parametrize("name", AGAINST)
def test_the_comparison_with_the_comparator_comes_first(name: str, make: Make) -> None:
    design, told, expected = AGAINST[name]
    (point,) = study_points(make({"roe-1999": {"design": design, "relief": told}}))
    assert vote_of(point.row) == expected


def test_a_trial_that_shows_none_against_its_comparator_counts_as_negative(
    shipped: Library,
) -> None:
    """Whatever it reports within its group, or at a time that is not reported."""
    votes = whole(shipped).votes
    assert votes["wilson-2008"] == StudyVote(Against.COMPARATOR, Status.NONE, mixed=True)
    assert votes["kim-2015"] == StudyVote(Against.COMPARATOR, Status.NONE)
    assert votes["kang-2010"] == StudyVote(Against.NOTHING, Status.SHOWN)


def test_the_three_counts_are_said_in_words(make: Make) -> None:
    assert notes(summarise(make(MIXED), Options()))["direction of effect"][:3] == (
        "against the comparator: relief shown in 2 of 3 controlled studies of which that is "
        "reported; none shown: bell-2002",
        "within a group alone (against baseline, or not reported against what): relief shown in 1 "
        "of 1 other controlled studies",
        "over time, without a comparator: relief shown in 1 of 1 uncontrolled series; cannot be "
        "judged: eck-2005",
    )


def test_comparisons_that_differ_are_said_in_both_directions(make: Make) -> None:
    told = "[{{outcome: VAS, versus: placebo, last_present: none shown}}, {{outcome: NRS, versus: placebo, last_present: {}}}]"
    studies = {
        "adler-2001": {"relief": told.format("1 d")},
        "bell-2002": {"relief": told.format("not reported")},
    }
    lines = notes(summarise(make(studies), Options()))["direction of effect"]
    assert lines[1:3] == (
        "shown against a comparator, but none against another or by another outcome: adler-2001",
        "none shown against a comparator, but relief against another or by another outcome, at a "
        "time not reported: bell-2002",
    )


def test_the_treatment_of_a_comparator_arm_is_a_comparator(make: Make) -> None:
    arms = f"[{{id: ketamine, regimen: {regimen()}}}, {{id: magnesium, treatment: magnesium sulfate 30 mg/kg}}]"
    library = make(
        {
            "roe-1999": {
                "arms": arms,
                "regimen": "",
                "relief": relief(versus="magnesium sulfate", last_present="1 d"),
            }
        }
    )
    assert compared_direction(study_points(library)[0].row) is Direction.SHOWN


MIXED = {
    "adler-2001": {},
    "bell-2002": {
        "relief": relief(versus="placebo", last_present="none shown"),
        "participants": "not reported",
    },
    "cole-2003": {
        "design": COHORT,
        "relief": relief(last_present="4 wk"),
        "setting": "outpatient",
        "regimen": regimen(session="100 h"),
    },
    "dunn-2004": {
        "design": SERIES,
        "relief": relief(last_present="0 h"),
        "indications": "[fibromyalgia]",
        "setting": "not reported",
    },
    "eck-2005": {
        "design": SERIES,
        "relief": "not reported",
        "indications": "[crps-1]",
        "regimen": regimen(sessions="not reported"),
    },
    "fry-2006": {
        "design": UNTOLD,
        "indications": "[crps, fibromyalgia]",
        "regimen": regimen(session="1-20 h"),
    },
    "gay-2007": {"same": "adler-2001", "participants": "20", "indications": "[chronic-pain]"},
}


def test_controlled_and_uncontrolled_studies_are_counted_apart(make: Make) -> None:
    group = whole(make(MIXED))
    assert group.compared == Votes(2, 3, ("cole-2003",))
    assert group.within == Votes(1, 1, ())
    assert group.uncontrolled == Votes(1, 1, ("eck-2005",))
    assert group.unclassed == ()


def test_participants_are_counted_once_and_unknown_ones_said(make: Make) -> None:
    summary = summarise(make(MIXED), Options())
    assert summary.whole.participants == 100
    assert summary.whole.uncounted == ("bell-2002",)
    assert summary.same == (("gay-2007", "adler-2001"),)
    assert cell(summary, "participants").text == "100; 1 not told"
    assert cell(summary, "participants").reason == "not told: bell-2002"
    assert notes(summary)["participants counted once"] == ("gay-2007 has those of adler-2001",)


def test_the_same_participants_count_where_the_other_study_is_not_there(make: Make) -> None:
    summary = summarise(make(MIXED), Options(), indications=["fibromyalgia"])
    assert {point.id for point in summary.whole.points} == {"dunn-2004", "fry-2006"}
    # told only as chronic pain: it may be fibromyalgia
    assert [id_ for id_, _ in summary.selection.unjudged] == ["gay-2007"]
    assert notes(summary)["could not be judged, and are in no group"] == (
        "gay-2007: indication: reported only as chronic pain",
    )


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("indication", [("CRPS", "abce"), ("fibromyalgia", "d"), ("several", "f")]),
        (
            "indication:narrow",
            [("CRPS", "abc"), ("CRPS-1", "e"), ("fibromyalgia", "d"), ("several", "f")],
        ),
        ("setting", [("inpatient", "abef"), ("outpatient", "c"), ("not reported", "d")]),
        (
            "design",
            [("trial", "ab"), ("cohort", "c"), ("case-series", "de"), ("not reported", "f")],
        ),
        ("level", [("2", "ab"), ("3", "c"), ("4", "de"), ("none", "f")]),
        ("duration-band", [("> 8 to 48 h", "abd"), ("> 48 to 120 h", "c"), ("not known", "ef")]),
        (None, [("all studies", "abcdef")]),
    ],
)
def test_groups(by: str | None, groups: list[tuple[str, str]], make: Make) -> None:
    made = summarise(make(MIXED), Options(), by).groups
    assert [
        (group.name, "".join(point.id[0] for point in group.points)) for group in made
    ] == groups


def test_indications_with_most_studies_come_first_and_several_last(make: Make) -> None:
    told = ["[crps]", "[fibromyalgia]", "[fibromyalgia]", *["[crps, fibromyalgia]"] * 3]
    library = make(
        {f"roe-{year}": {"indications": each} for year, each in enumerate(told, start=1999)}
    )
    assert [group.name for group in summarise(library, Options(), "indication").groups] == [
        "fibromyalgia",
        "CRPS",
        "several",
    ]


def test_relief_that_was_seen_to_end_is_not_counted_as_lasting(make: Make) -> None:
    ended = {"relief": relief(last_present="1 wk", first_absent="2 wk")}
    summary = summarise(
        make({"roe-1999": ended, "doe-2000": {"relief": relief(duration="3 wk")}}), Options()
    )
    assert cell(summary, "relief").text == "1–3 wk (1–3 wk) of 2"
    assert cell(summary, "relief_never_seen_to_end", machine=True).value == 0


@pytest.mark.parametrize("by", GROUPINGS)
def test_no_study_is_dropped_or_in_two_groups(by: str, shipped: Library) -> None:
    summary = summarise(shipped, Options(), by)
    text = TableFormat.CSV.render(summary_table(summary, {}, machine=True), Page("")).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    ids = [id_ for row in rows for id_ in row["study_ids"].split(", ")]
    assert sorted(ids) == sorted({study.id for study in shipped} - {id_ for id_, _ in summary.same})
    for row, group in zip(rows, summary.groups, strict=True):
        count = int(row["studies"])
        assert int(row["participants_studies"]) + len(group.uncounted) == count
        for name, measured in (
            ("infusion", group.infusion),
            ("total_dose", group.total_dose),
            ("relief", group.relief),
        ):
            elsewhere = 0 if name == "relief" else int(row["other_routes"])
            assert int(row[f"{name}_studies"]) + len(measured.unknown) + elsewhere == count
        assert (
            sum(int(row[f"{name}_studies"]) for name in ("compared", "uncontrolled"))
            + int(row["design_not_reported"])
            == count
        )
        votes = group.compared, group.within
        assert votes[0].studies == votes[0].judged + votes[1].studies
        told = {id_ for event in group.harms.events for id_ in (*event.studies, *event.absent)}
        assert len(told) + len(group.harms.none) + len(group.harms.unreported) == count


def test_what_is_not_known_is_named_with_its_reason(make: Make) -> None:
    summary = summarise(make(MIXED), Options())
    assert notes(summary)["not known, and left out"] == (
        "participants: 1 of 6: bell-2002",
        "hours of infusion: 1 of 6: eck-2005",
        "total dose: 1 of 6: eck-2005",
        "time of relief: 1 of 6: eck-2005",
    )
    assert (
        cell(summary, "infusion_hours_max", machine=True).reason
        == "eck-2005: number of sessions: not reported; 10 h per session"
    )
    assert cell(summary, "relief_days_max", machine=True).reason.startswith("eck-2005: ")


def test_one_end_of_a_range_is_not_a_value(make: Make) -> None:
    open_ended = {
        "adler-2001": {"regimen": regimen(session="up to 1 h")},
        "cole-2003": {"regimen": regimen(session="at least 2 h")},
    }
    library = make({**open_ended, "bell-2002": {}})
    found = measure(study_points(library), VARIABLES["infusion"])
    assert found.spread == Spread(Fraction(10), Fraction(10), Fraction(10), Fraction(10))
    assert found.unknown == (
        ("adler-2001", "only one end is known: up to 1 h"),
        ("cole-2003", "only one end is known: at least 2 h"),
    )


def test_texts_and_numbers_of_a_group(make: Make) -> None:
    summary = summarise(make(MIXED), Options(weight=Fraction(50)))
    # hours 10, 10, 100, 10 and 1–20: lower ends 1, 10, 10, 10, 100, upper ends 10, 10, 10, 20, 100; 0.1 mg/kg/h for 50 kg is 5 mg/h
    assert cell(summary, "infusion").text == "10 (1–100) of 5"
    assert cell(summary, "total_dose").text == "50 (5–500) of 5"
    assert any("50 kg" in assumption for assumption in cell(summary, "total_dose").assumptions)
    # relief: none, 0, 1 wk (twice), 4 wk; three of the studies with a time were never seen to end, and one of those right after
    assert cell(summary, "relief").text == "1 wk (none shown to 4 wk) of 5; 4 never seen to end"
    assert cell(summary, "best_level").text == "2"
    assert cell(summary, "best_level_studies", machine=True).value == 2
    assert cell(summary, "compared").text == "2 of 3 (9–99 %); 1 not judged"
    assert cell(summary, "uncontrolled").text == "1 of 1; 1 not judged"
    told = {
        name: cell(summary, f"relief_days_{name}", machine=True).value
        for name in ("median_low", "median_high", "min", "max")
    }
    assert told == {"median_low": 7, "median_high": 7, "min": None, "max": 28}
    assert cell(summary, "relief_days_min", machine=True).reason.startswith("none shown; ")
    assert cell(summary, "relief_none_shown", machine=True).value == 1


def test_hours_and_doses_of_other_routes_are_pooled_only_if_asked_for(make: Make) -> None:
    epidural = regimen(session="30 h").replace("intravenous", "epidural")
    library = make({"roe-1999": {}, "doe-2000": {"regimen": epidural}})
    for route, hours_told, doses, left_out in (
        (None, "10 (10) of 1", "70 (70) of 1", "1 not given intravenously alone: doe-2000 (epidural); --route any pools them"),
        ("epidural", "30 (30) of 1", "210 (210) of 1", "1 not of the epidural route alone: roe-1999 (intravenous); --route any pools them"),
        ("any", "20 (10–30) of 2", "140 (70–210) of 2", ""),
    ):  # fmt: skip
        summary = summarise(library, Options(), route=route)
        assert cell(summary, "studies").value == 2
        assert (cell(summary, "infusion").text, cell(summary, "total_dose").text) == (
            hours_told,
            doses,
        )
        assert cell(summary, "other_routes", machine=True).value == bool(left_out)
        told = notes(summary).get("hours and doses left out for their route", ())
        assert told == ((left_out,) if left_out else ())
    assert "doe-2000 (epidural)" in methods_text(summarise(library, Options()))


def test_people_read_three_digits_and_machines_all_of_them(make: Make) -> None:
    summary = summarise(
        make({"roe-1999": {"regimen": regimen(rate="12.345 mg/kg/h", session="100 h")}}), Options()
    )
    assert cell(summary, "total_dose").text == "86\u202f400 (86\u202f400) of 1"
    assert cell(summary, "total_dose_mg_max", machine=True).value == 86415


def test_time_of_relief_is_that_against_the_comparator(make: Make) -> None:
    told = "[{outcome: VAS, versus: baseline, last_present: 4 wk}, {outcome: VAS, versus: placebo, last_present: 1 d, first_absent: 2 d}]"
    studies = {
        "adler-2001": {"relief": told},
        "bell-2002": {"relief": relief(versus="baseline", last_present="3 wk")},
        "cole-2003": {"design": SERIES, "relief": relief(last_present="2 wk")},
    }
    summary = summarise(make(studies), Options())
    assert cell(summary, "relief").text == "2 wk (1 d to 3 wk) of 3; 2 never seen to end"
    assert notes(summary)["time of relief"] == (
        "against the comparator where that is reported, in 1 of 3",
        "within a group of a controlled study in 1 of 3: bell-2002",
    )
    assert "in 1 controlled study it was that within a group." in methods_text(summary)


def test_a_single_mean_says_that_it_is_one(shipped: Library) -> None:
    summary = summarise(shipped, Options(), "indication:narrow")
    (place,) = (
        place
        for place, group in enumerate(summary.groups)
        if [point.id for point in group.points] == ["max-1995"]
    )
    assert cell(summary, "total_dose", place).text == "58 (mean) of 1"
    assert cell(summary, "infusion", place).text == "2 (2) of 1"


@pytest.mark.parametrize(
    ("times", "text"),
    [
        (("15 min", "6 mo"), "15 min to 6 mo (15 min to 6 mo) of 2"),
        (("80 min", "12 h", "4 d"), "12 h (80 min to 4 d) of 3"),
        (("0 h", "11 wk"), "immediate to 11 wk (immediate to 11 wk) of 2"),
        (("0 h", "0 h"), "immediate (immediate) of 2"),
        (("none shown", "0 h"), "none shown to immediate (none shown to immediate) of 2"),
        (("60 d", "24 mo", "25 mo"), "2 yr (60 d to 25 mo) of 3"),
        (("1.5 mo",), "1.5 mo (1.5 mo) of 1"),  # no whole number of anything but 65745 min
        (("20 s",), "0.333 min (0.333 min) of 1"),
    ],
)  # fmt: skip
def test_times_of_relief_are_told_in_units_that_people_read(
    times: tuple[str, ...], text: str, make: Make
) -> None:
    studies = {
        f"roe-{year}": {"relief": relief(last_present=time, first_absent="9 yr")}
        for year, time in enumerate(times, start=1990)
    }
    for id_, time in zip(studies, times, strict=True):
        if time == "none shown":
            studies[id_] = {"relief": relief(last_present=time)}
    assert cell(summarise(make(studies), Options()), "relief").text == text


@pytest.mark.parametrize(
    ("studies", "p", "text"),
    [(5, None, "5 of 5 (48–100 %)"), (6, 2 / 64, "6 of 6 (54–100 %), p = 0.031")],
)
def test_a_sign_test_needs_votes_that_can_tell_anything(
    studies: int, p: float | None, text: str, make: Make
) -> None:
    summary = summarise(
        make({f"roe-{year}": {} for year in range(1990, 1990 + studies)}), Options()
    )
    assert cell(summary, "compared").text == text
    told = cell(summary, "compared_p", machine=True)
    assert (told.value, told.reason) == (p, "" if p else "fewer than 6 judged")
    assert ("too few for a sign test" in methods_text(summary)) == (p is None)
    assert ("two-sided sign test p = 0.031" in methods_text(summary)) == (p is not None)


def test_a_group_of_which_nothing_is_known(make: Make) -> None:
    summary = summarise(
        make(
            {
                "roe-1999": {
                    "design": UNTOLD,
                    "relief": "not reported",
                    "regimen": regimen(sessions="not reported"),
                }
            }
        ),
        Options(),
    )
    texts = [
        cell(summary, name).text
        for name in ("infusion", "total_dose", "relief", "best_level", "compared", "uncontrolled")
    ]
    assert texts == [
        "not known",
        "not known",
        "not known",
        "none",
        "no such study",
        "no such study",
    ]
    assert cell(summary, "compared_low", machine=True).value is None


def test_disputed_values_mark_the_median_that_rests_on_them(make: Make) -> None:
    second = f"regimen: {regimen(session='20 h')}"
    table = summary_table(
        summarise(
            make({"roe-1999": {"second": second}, "doe-2000": {"regimen": regimen(sessions="2")}}),
            Options(),
            "level",
        ),
        {},
        machine=False,
    )
    (line,) = table.rows
    infusion = named_cells(table, line)["infusion"]
    assert {str(flag) for flag in infusion.flags} == {"disputed"}
    assert infusion.dispute.startswith("roe-1999: 10 h v 20 h")
    assert line.id == "level 2"


HARMS = {
    "adler-2001": {
        "adverse_events": "[{event: Nausea, count: 4, of: 9}, {event: dysphoria, count: 0}]",
        "second": "adverse_events: [{event: nausea, count: 4, of: 9}]",
    },
    "bell-2002": {"adverse_events": "[{event: nausea, share: 25 %}, {event: sedation, count: 3}]"},
    "cole-2003": {"adverse_events": "none"},
    "dunn-2004": {"adverse_events": "not reported"},
    "eck-2005": {
        "arms": f"[{{id: ketamine, regimen: {regimen()}}}, {{id: placebo, treatment: saline}}]",
        "regimen": "",
        "adverse_events": "[{event: rash, count: 7, arm: placebo}, {event: nausea, arm: ketamine}]",
    },
    "fry-2006": {"adverse_events": "[{event: queasiness, count: 0, of: 20}]"},
}  # fmt: skip


def test_adverse_events_are_one_line_each_with_counts_added_up(make: Make) -> None:
    harms = whole(make(HARMS)).harms
    assert [(event.name, len(event.studies), len(event.absent)) for event in harms.events] == [
        ("nausea", 3, 1),
        ("sedation", 1, 0),
        ("dysphoria", 0, 1),
    ]
    assert (harms.none, harms.unreported) == (("cole-2003",), ("dunn-2004",))
    assert harms_text(harms, 9) == (
        "nausea in 3 (4 of 29 in 2; 25 %), looked for and absent in 1; sedation in 1 (3); "
        "dysphoria looked for and absent in 1; none in 1; not reported in 1"
    )
    assert harms_text(harms, 1) == (
        "nausea in 3 (4 of 29 in 2; 25 %), looked for and absent in 1; and 2 further events; none "
        "in 1; not reported in 1"
    )


EVENTS: dict[str, tuple[str, int | None, int | None, str]] = {
    "arms are added up": (
        "[{event: nausea, count: 4, of: 9, arm: low}, {event: nausea, count: 2, of: 8, arm: high}]",
        6,
        17,
        "",
    ),
    "two words for one event count once": (
        "[{event: nausea, count: 4, of: 9, arm: low}, {event: queasiness, count: 3, of: 9, arm: low}]",
        4,
        9,
        "",
    ),
    "all arms together need no adding up": (
        "[{event: nausea, count: 6, of: 17}, {event: nausea, count: 2, of: 8, arm: high}]",
        6,
        17,
        "",
    ),
    "an arm without participants": (
        "[{event: nausea, count: 4, of: 9, arm: low}, {event: nausea, count: 2, arm: high}]",
        None,
        None,
        "4 of 9 and 2",
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_of_a_study_counts_every_participant_once(name: str, make: Make) -> None:
    told, count, of, figure = EVENTS[name]
    arms = f"[{{id: low, regimen: {regimen()}}}, {{id: high, regimen: {regimen()}}}, {{id: placebo, treatment: saline}}]"
    library = make({"roe-1999": {"arms": arms, "regimen": "", "adverse_events": told}})
    (event,) = whole(library).harms.events
    assert event.found == (EventInStudy("roe-1999", count, of, figure),)
    assert event.name == "nausea"


def test_an_event_counted_in_a_crossover_adds_no_arms_up(make: Make) -> None:
    arms = f"[{{id: low, regimen: {regimen()}}}, {{id: high, regimen: {regimen()}}}]"
    told = (
        "[{event: nausea, count: 4, of: 9, arm: low}, {event: nausea, count: 2, of: 9, arm: high}]"
    )
    library = make({
        "roe-1999": {
            "arms": arms, "regimen": "", "adverse_events": told,
            "design": RCT.replace("parallel", "crossover"),
        }
    })  # fmt: skip
    assert whole(library).harms.events[0].found == (EventInStudy("roe-1999", 4, 9),)


def test_no_study_is_counted_twice_for_an_event(shipped: Library) -> None:
    for event in whole(shipped).harms.events:
        ids = [each.id for each in event.found]
        assert len(ids) == len(set(ids)), event.name
        assert set(event.studies).isdisjoint(event.absent)


def test_why_nothing_is_pooled_is_counted(make: Make) -> None:
    library = make({
        "adler-2001": {"relief": "[{outcome: VAS, threshold: half, last_present: 1 wk}, {outcome: vas, duration: 7 d}]"},
        "bell-2002": {"relief": "[{outcome: vas, threshold: Half, last_present: 7 d}]"},
        "cole-2003": {"relief": "[{outcome: VAS, last_present: 1 wk}]"},
        "dunn-2004": {"relief": "[{outcome: NRS, threshold: half, duration: 1 wk}]"},
        "eck-2005": {"relief": "not reported"},
        "fry-2006": {"relief": "[{outcome: PPI, last_present: not reported}]"},
        "gay-2007": {"relief": "[{outcome: PPI, last_present: not reported}]"},
        "hay-2008": {"relief": "[{outcome: PPI, last_present: none shown}]"},
    })  # fmt: skip
    points = study_points(library)
    found = likeness(points)
    assert (found.studies, found.outcomes, found.alike, found.shared) == (
        7,
        3,
        2,
        "vas, half, last shown at 1 wk",
    )
    assert pooling_reasons(points) == (
        "different outcomes: 3 outcome measures in 7 studies that tell of relief",
        "same outcome measure, threshold and time point: 2 studies at most (vas, half, last shown at 1 wk)",
        "effect sizes: with a confidence interval, against a comparator, in 0 studies, no two of the same outcome and time",
    )
    assert (
        pooling_reasons(points[2:3])[1]
        == "same outcome measure, threshold and time point: no two studies"
    )
    assert pooling_reasons(points[4:5]) == ("relief: told by none of 1 studies",)


EFFECT = "outcome: VAS, finding: improved, value: '-1.2', low: '-2.0', high: '-0.4', spread: 95 % confidence interval, when: {}, versus: placebo"


def test_effects_of_like_outcomes_are_counted(make: Make) -> None:
    library = make({
        "adler-2001": {"outcomes": f"[{{{EFFECT.format('1 wk')}}}, {{{EFFECT.format('1 wk')}}}]"},
        "bell-2002": {"outcomes": f"[{{{EFFECT.format('7 d').replace('VAS', 'vas')}}}]"},
        "cole-2003": {"outcomes": f"[{{{EFFECT.format('8 d')}}}]"},
        "dunn-2004": {"outcomes": f"[{{{EFFECT.format('1 wk').replace(', versus: placebo', '')}}}]"},
        "eck-2005": {"outcomes": f"[{{{EFFECT.format('1 wk').replace('95 % confidence interval', 'quartiles')}}}]"},
    })  # fmt: skip
    points = study_points(library)
    told = "with a confidence interval, against a comparator, in "
    assert effects_text(points) == f"{told}3 studies, 2 at most of the same outcome and time"
    assert effects_text(points[1:]) == f"{told}2 studies, no two of the same outcome and time"
    assert effects_text(points[3:]) == f"{told}0 studies, no two of the same outcome and time"


def test_no_two_shipped_studies_give_effects_of_like_outcomes(shipped: Library) -> None:
    """Two that do can be pooled: then `summary` is to pool them."""
    assert effects_text(study_points(shipped)).endswith(
        "in 0 studies, no two of the same outcome and time"
    )


OVERVIEW = """
id: pool-2019
kind: review
title: Ketamine, pooled
citation: {{authors: Poe R, journal: Invented J, year: 2019}}
reports:
  - source: review-2020
    at: {{place: Abstract}}
    extractor: reader-1
    reviewer: reader-2
    studies: [{studies}]
    figures:
      - {{what: pain pooled, group: Sudeck, value: 1.2, statistic: mean difference, low: 0.8, high: 1.6, spread: 95 % confidence interval}}
      - {{what: pain pooled, value: 0.5, low: 0.1, high: 0.9, spread: confidence interval}}
      - {{what: dose, low: 1 mg, high: 9 mg, spread: range}}
"""


def test_published_effects_are_those_about_the_studies(make: Make) -> None:
    library = make(
        {"adler-2001": {}, "dunn-2004": {"indications": "[fibromyalgia]"}},
        OVERVIEW.format(studies="dunn-2004"),
    )
    grouped = "pool-2019: pain pooled: mean difference 1.2 (95 % confidence interval 0.8 to 1.6) [Sudeck] (review-2020, Abstract)"
    ungrouped = (
        "pool-2019: pain pooled: 0.5 (confidence interval 0.1 to 0.9) (review-2020, Abstract)"
    )

    def published(*indications: str, source: str | None = None) -> tuple[str, ...]:
        summary = summarise(library, Options(source), indications=indications)
        return published_effects(library, summary.whole.points, summary.about, source)

    assert published() == (grouped, ungrouped)
    assert published("CRPS") == (grouped,), (
        "its narrower indication is named; the other figure is about a study of another one"
    )
    assert published("FM") == (ungrouped,), (
        "it is about the studies, and its figure of another indication is not"
    )
    assert published(source="other-2021") == ()


def test_json_is_json_and_says_what_is_left_out(make: Make) -> None:
    summary = summarise(make(MIXED), Options(), "design")
    told = json.loads(
        TableFormat.JSON.render(
            summary_table(summary, {"by": "design"}, machine=True), Page("keta-evidence/summary/1")
        )
    )
    assert [row["design"] for row in told["rows"]] == [
        "trial",
        "cohort",
        "case-series",
        "not reported",
    ]
    assert sum(row["studies"] for row in told["rows"]) == 6
    assert {"id": "trial", "column": "participants", "reason": "not told: bell-2002"} in told[
        "not_evaluable"
    ]
    assert told["notes"]["participants counted once"] == ["gay-2007 has those of adler-2001"]


def test_relief_of_which_no_time_is_known(make: Make) -> None:
    library = make(
        {
            "adler-2001": {"relief": relief(last_present="during infusion")},
            "bell-2002": {"relief": relief(first_absent="1 d")},
        }
    )
    found = measure_relief(study_points(library))
    assert found.spread is None
    assert [id_ for id_, _ in found.unknown] == ["adler-2001", "bell-2002"]
    assert all(reason for _, reason in found.unknown)


@UNHURRIED
@given(st.randoms(use_true_random=False), st.sampled_from(list(GROUPINGS)))
def test_the_order_of_studies_changes_nothing(random: Any, by: str) -> None:
    library = load_library(Path(__file__).parent.parent / "golden" / "studies")
    points = list(study_points(library))
    before = count_votes(points, direction), measure_relief(points).spread, likeness(points)
    random.shuffle(points)
    votes, spread, alike = (
        count_votes(points, direction),
        measure_relief(points).spread,
        likeness(points),
    )
    assert (votes.shown, votes.judged, spread, alike) == (
        before[0].shown,
        before[0].judged,
        before[1],
        before[2],
    )
    assert {GROUPINGS[by](point) for point in points} == {
        GROUPINGS[by](point) for point in study_points(library)
    }


def test_an_unknown_grouping_is_refused_with_a_suggestion(make: Make) -> None:
    with pytest.raises(UsageError) as refused:
        summarise(make({"roe-1999": {}}), Options(), "desing")
    assert (refused.value.message, refused.value.hint) == (
        "--by: no 'desing'",
        "did you mean design, setting?",
    )


def test_the_methods_name_every_item_and_the_real_counts(make: Make) -> None:
    text = methods_text(summarise(make(MIXED), Options(weight=Fraction(50)), "design"))
    assert text.count("\n") == 1
    for item in (
        "item 9",
        "item 10",
        "item 11",
        "item 12",
        "item 13a",
        "item 13b",
        "item 13c",
        "item 13d",
        "item 13e",
        "item 13f",
    ):
        assert f"{item})" in text or f"{item}," in text, item
    for number in range(1, 10):
        assert re.search(rf"SWiM items? (\d and )?{number}\b", text), number
    for said in (
        "the 7 recorded studies of ketamine",
        "7 reports in review-2020 (7) (7 as full text); all of them were read twice",
        "were gay-2007 (those of adler-2001)",
        "6 studies with 100 participants, each counted once (1 of which the number is not told)",
        "2 at level 2, 1 at level 3, 2 at level 4 and 1 at no level",
        "grouped by design, as each was recorded: trial (2), cohort (1), case-series (2) and not reported (1)",
        "for a body weight of 50 kg",
        "hours of infusion in 5 of 6, total dose in 5 of 6 and last time of relief in 5 of 6",
        "in 4 studies relief was still there",
        "by 1 outcome measure in 5 studies, at most 2 of which share",
        "threshold and time point; effect sizes are told with a confidence interval",
        "of 4 controlled studies, 3 could be judged, and relief was shown against the comparator in 2 of these",
        "(exact 95 % interval 9 % to 99 %, too few for a sign test) (SWiM items 3 and 8)",
        "Of 1 controlled study no comparison with the comparator was reported; 1 could be judged by one group alone, and relief was shown in 1 of these",
        "Of 2 studies without a comparator 1 could be judged, and 1 showed relief",
        "(GRADE) were not assessed",
    ):  # fmt: skip
        assert said in text, said


def test_the_methods_change_with_the_options(make: Make) -> None:
    library = make(MIXED)
    text = methods_text(summarise(library, Options("review-2020"), indications=["crps"]))
    assert "that review-2020 tells of; those of crps were asked for" in text
    assert "told as review-2020 alone tells it" in text
    assert "Studies were not grouped (SWiM item 1), and heterogeneity was not explored" in text
    assert "Of 1 study the indication could not be judged." in text
    nothing = methods_text(summarise(make({"roe-1999": {}}), Options("other-2021")))
    assert nothing.endswith("No study is left, and nothing was synthesised.\n")


def test_where_no_vote_can_be_counted_none_is_told(make: Make) -> None:
    text = methods_text(summarise(make({"roe-1999": {"relief": "not reported"}}), Options()))
    assert "no study tells of relief" in text
    assert "1 controlled study, none could be judged" in text
    assert "0 could be judged by one group alone" in text
    assert "without a comparator" not in text
    series = {"design": SERIES, "relief": relief(last_present="1 wk")}
    only_series = methods_text(summarise(make({"roe-1999": series}), Options()))
    assert "Votes were counted" not in only_series


def test_it_is_said_that_relief_at_any_time_counts(make: Make) -> None:
    summary, said = (
        summarise(make({"roe-1999": {}}), Options()),
        "relief shown at any time counts as shown, also during the infusion",
    )
    assert any(line.startswith(said) for line in notes(summary)["direction of effect"])
    assert said in methods_text(summary)


def test_designs_of_the_examples_are_what_they_are_called(make: Make) -> None:
    library = make(
        {
            "a-1": {"design": RCT},
            "b-2": {"design": COHORT},
            "c-3": {"design": SERIES},
            "d-4": {"design": UNTOLD},
        }
    )
    assert [point.design for point in study_points(library)] == [
        "trial",
        "cohort",
        "case-series",
        "not reported",
    ]
