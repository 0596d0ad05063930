"""What pictures show is what the records tell: every figure, every observation, and every study that cannot be drawn."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import COLUMNS
from keta_evidence.evidence.catalogue.study_facts import KINDS
from keta_evidence.evidence.relief_phrase import UNCOMPARED
from keta_evidence.evidence.subject import Options
from keta_evidence.plots.content import PlotContent, StudyMark, plot_content
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.observations import Ending, ReliefPlace
from keta_evidence.reading import Reading, as_number
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.synthesis.bands import DURATION_BANDS, NOT_KNOWN, band_of
from keta_evidence.synthesis.direction import Against, Direction
from keta_evidence.synthesis.summary import summarise
from keta_evidence.tables.row import study_rows
from keta_evidence.units import Interval

INVENTED = Path(__file__).parent.parent / "golden" / "studies"


@pytest.fixture(scope="module")
def invented() -> Library:
    return load_library(INVENTED)


@pytest.fixture(scope="module")
def shipped() -> Library:
    return load_library(default_folder())


def marks_of(picture: PlotContent) -> dict[str, StudyMark]:
    return {mark.id: mark for mark in picture.marks}


def hours(low: float | None, high: float | None = None) -> Reading:
    return Reading(
        interval=Interval(
            None if low is None else Fraction(str(low)),
            None if high is None else Fraction(str(high)),
        )
    )


@pytest.mark.parametrize(
    ("interval", "band"),
    [
        (hours(0.2, 1), "≤ 1 h"),
        (hours(1.01, 8), "> 1 to 8 h"),
        (hours(8.5, 48), "> 8 to 48 h"),
        (hours(49, 120), "> 48 to 120 h"),
        (hours(120.5, 300), "> 120 h"),
        (hours(121), "> 120 h"),
        (hours(None, 1), "≤ 1 h"),
        (hours(1, 1.01), NOT_KNOWN),
        (hours(48, 120), NOT_KNOWN),
        (hours(None, 2), NOT_KNOWN),
        (hours(100), NOT_KNOWN),
        (Reading(), NOT_KNOWN),
        (Reading(absent=True), NOT_KNOWN),
    ],
)
def test_bands(interval: Reading, band: str) -> None:
    assert band_of(interval) == band
    assert band in DURATION_BANDS


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("source", [None, "maher-2017", "valle-2024"])
def test_every_study_told_of_is_drawn_or_named_with_a_reason(
    shipped: Library, kind: Kind, source: str | None
) -> None:
    picture = plot_content(shipped, kind, Options(source))
    told = sorted(row.study.id for row in study_rows(shipped, shipped, Options(source)))
    out = [item for item in picture.left_out if not item.partly]
    assert sorted([*(mark.id for mark in picture.marks), *(item.id for item in out)]) == told
    assert picture.total == len(told) > 5
    assert all(item.reason for item in picture.left_out)
    assert {item.id for item in picture.left_out if item.partly} <= set(marks_of(picture))


@pytest.mark.parametrize("kind", Kind)
def test_figures_are_those_of_the_table(shipped: Library, kind: Kind) -> None:
    rows = {row.study.id: row for row in study_rows(shipped, shipped, Options())}
    for mark in plot_content(shipped, kind).marks:
        cells = {name: rows[mark.id].cell(column).value for name, column in COLUMNS.items()}
        if not rows[mark.id].cell(COLUMNS["total_dose_mg_min"]).reason:
            assert (as_number(mark.dose.low), as_number(mark.dose.high)) == (
                cells["total_dose_mg_min"],
                cells["total_dose_mg_max"],
            )
        if not rows[mark.id].cell(COLUMNS["infusion_hours_min"]).reason:
            assert (as_number(mark.hours.low), as_number(mark.hours.high)) == (
                cells["infusion_hours_min"],
                cells["infusion_hours_max"],
            )
        assert mark.participants == cells["participants"]
        assert mark.told.removesuffix(UNCOMPARED) == cells["relief"]
        assert (mark.versus, mark.statistic) == (
            cells["relief_versus"],
            cells["relief_statistic"] or "",
        )
        assert mark.level == str(cells["evidence_level"] or "none")
        if cells["relief_censored"]:
            assert mark.ending is Ending.CENSORED
        assert (mark.place is ReliefPlace.NONE) == (cells["relief_status"] == "none shown")


def test_what_has_no_place_on_an_axis_of_time_is_no_zero(shipped: Library) -> None:
    marks = marks_of(plot_content(shipped, Kind.HARVEST))
    assert marks["max-1995"].place is ReliefPlace.IMMEDIATE
    assert marks["salas-2012"].place is ReliefPlace.NONE
    assert marks["kvarnstrom-2004"].place is ReliefPlace.DURING
    assert marks["finch-2009"].place is ReliefPlace.UNKNOWN
    timed = [mark for mark in marks.values() if mark.place is ReliefPlace.TIMED]
    assert all(mark.relief.low or mark.relief.high for mark in timed)
    assert marks["valle-2024"].place is ReliefPlace.UNTIMED
    assert marks["wilson-2008"].place is ReliefPlace.NONE
    directions = {
        id_: marks[id_].direction
        for id_ in ("max-1995", "salas-2012", "kvarnstrom-2004", "valle-2024", "finch-2009")
    }
    assert list(directions.values()) == [
        Direction.SHOWN,
        Direction.NONE,
        Direction.SHOWN,
        Direction.SHOWN,
        Direction.UNJUDGED,
    ]


def test_the_harvest_shows_the_votes_of_the_summary(shipped: Library) -> None:
    marks = plot_content(shipped, Kind.HARVEST).marks
    group = summarise(shipped, Options()).whole
    for against, votes in (
        (Against.OWN_GROUP, group.within),
        (Against.NOTHING, group.uncontrolled),
    ):
        own = [mark for mark in marks if mark.vote.against is against]
        assert sum(mark.direction is Direction.SHOWN for mark in own) == votes.shown
        assert sorted(mark.id for mark in own if mark.direction is Direction.UNJUDGED) == sorted(
            votes.unjudged
        )
        assert len(own) == votes.studies
    compared = [mark for mark in marks if mark.vote.against is Against.COMPARATOR]
    assert len(compared) == group.compared.judged
    assert sum(mark.direction is Direction.SHOWN for mark in compared) == group.compared.shown


def test_what_rests_on_a_comparison_comes_first_in_the_harvest(shipped: Library) -> None:
    picture = plot_content(shipped, Kind.HARVEST)
    for group in picture.groups:
        for verdict in Direction:
            found = [mark.vote.against for mark in picture.showing(group, verdict)]
            assert found == sorted(found, key=list(Against).index)


def test_none_shown_stands_beside_relief_at_a_time_not_told(shipped: Library) -> None:
    picture = plot_content(shipped, Kind.TIMELINE)
    valle, wilson = (
        [(item.arm, item.place) for item in picture.observations[id_]]
        for id_ in ("valle-2024", "wilson-2008")
    )
    assert valle == [
        ("", ReliefPlace.UNTIMED),
        ("neuropathic", ReliefPlace.UNTIMED),
        ("nociceptive", ReliefPlace.NONE),
        ("nociplastic", ReliefPlace.UNTIMED),
    ]
    assert wilson == [
        ("ketamine", ReliefPlace.NONE),
        ("ketamine", ReliefPlace.NONE),
        ("ketamine", ReliefPlace.UNTIMED),
    ]
    lanes = {mark.id: [item.place for item in picture.lanes(mark)] for mark in picture.marks}
    assert lanes["valle-2024"] == lanes["wilson-2008"] == [ReliefPlace.UNTIMED, ReliefPlace.NONE]
    turned = replace(
        picture, observations={id_: told[::-1] for id_, told in picture.observations.items()}
    )
    assert {mark.id: [item.place for item in turned.lanes(mark)] for mark in turned.marks} == lanes
    assert lanes["jackson-2001"].count(ReliefPlace.UNTIMED) == 1
    negative = {id_ for id_, shown in lanes.items() if ReliefPlace.NONE in shown}
    assert negative >= {"kim-2015", "salas-2012", "vranken-2005", "wilson-2008", "valle-2024"}


def test_only_the_end_told_is_no_relief_at_a_time_not_told(shipped: Library) -> None:
    observations = plot_content(shipped, Kind.TIMELINE).observations["eichenberger-2008"]
    together, alone = (item for item in observations[3:5])
    assert (together.arm, together.place, together.present.low) == (
        "ketamine-calcitonin",
        ReliefPlace.TIMED,
        Fraction(48),
    )
    assert (alone.arm, alone.place, alone.present.unknown, alone.absent.low) == (
        "ketamine",
        ReliefPlace.TIMED,
        True,
        Fraction(48),
    )
    abstracts = plot_content(shipped, Kind.TIMELINE, Options("own-abstract"))
    (own,) = abstracts.observations["sigtermans-2009"]
    assert marks_of(abstracts)["sigtermans-2009"].told == "shown vs placebo, time not reported"
    assert (own.place, own.absent.low) == (ReliefPlace.UNTIMED, Fraction(12 * 168))


def test_endings(shipped: Library, invented: Library) -> None:
    marks = marks_of(plot_content(shipped, Kind.HARVEST)) | marks_of(
        plot_content(invented, Kind.HARVEST)
    )
    assert marks["brown-2005"].ending is Ending.SEEN
    assert (marks["brown-2005"].relief.low, marks["brown-2005"].relief.high) == (
        Fraction(11 * 168),
        Fraction(12 * 168),
    )
    assert marks["kiefer-2008"].ending is Ending.CENSORED
    assert marks["sigtermans-2009"].ending is Ending.SEEN
    assert marks["correll-2004"].ending is Ending.STATED
    assert marks["salas-2012"].ending is Ending.NONE


def test_a_study_of_the_same_participants_is_named_not_drawn_twice(shipped: Library) -> None:
    (out,) = plot_content(shipped, Kind.MAP).left_out
    assert (out.id, out.partly) == ("dahan-2011", False)
    assert "sigtermans-2009" in out.reason


def test_without_dose_or_hours_a_study_stands_in_one_panel_and_says_so(shipped: Library) -> None:
    picture = plot_content(shipped, Kind.DOSE)
    partly = {out.id: out.reason for out in picture.left_out if out.partly}
    assert set(partly) == {"leung-2001"}
    assert partly["leung-2001"].startswith("dose: a plasma target")
    pooled = plot_content(shipped, Kind.DOSE, route="any")
    assert "hours: " in {out.id: out.reason for out in pooled.left_out}["amr-2011-epidural"]


def test_other_routes_are_drawn_with_intravenous_ones_only_if_asked_for(shipped: Library) -> None:
    by_route = {
        route: plot_content(shipped, Kind.DOSE, route=route) for route in (None, "any", "epidural")
    }
    reasons = {out.id: out.reason for out in by_route[None].left_out}
    assert reasons["wilson-2008"] == "route: epidural; drawn with others by --route any"
    assert reasons["vranken-2005"].startswith("route: iontophoretic; ")
    assert "amr-2011-epidural" in marks_of(by_route["any"])
    assert {mark.route for mark in by_route[None].marks} == {"intravenous"}
    assert {mark.route for mark in by_route["epidural"].marks} == {"epidural"}
    assert "wilson-2008" in marks_of(plot_content(shipped, Kind.HARVEST))


def test_indications_of_pictures_can_be_narrow(shipped: Library) -> None:
    narrow = marks_of(plot_content(shipped, Kind.MAP, by="indication:narrow"))
    broad = marks_of(plot_content(shipped, Kind.MAP))
    assert narrow["kvarnstrom-2004"].indication == "spinal cord injury pain"
    assert broad["kvarnstrom-2004"].indication == "neuropathic pain (various)"
    with pytest.raises(UsageError) as refused:
        plot_content(shipped, Kind.MAP, by="indications")
    assert refused.value.message == "--by: no 'indications'"


def test_every_observation_is_kept(shipped: Library) -> None:
    picture = plot_content(shipped, Kind.TIMELINE)
    rows = {row.study.id: row for row in study_rows(shipped, shipped, Options())}
    for id_, observations in picture.observations.items():
        assert len(observations) == len(rows[id_].collated.relief.items)
        drawn = [item for item in observations if item.drawn]
        assert len(drawn) <= len(rows[id_].relief.observations)
        assert all(item.compared for item in observations)
    jackson = picture.observations["jackson-2001"]
    assert [item.place for item in jackson] == [ReliefPlace.UNTIMED] * 3 + [ReliefPlace.TIMED] * 2
    assert (jackson[3].lasting.low, jackson[3].statistic) == (Fraction(8 * 168), "maximum")
    assert (jackson[4].absent.high, jackson[4].present.unknown) == (Fraction(24), True)
    noppers, *others = picture.observations["noppers-2011-fibromyalgia"]
    assert (noppers.present.low, noppers.absent.low, noppers.follow_up.low) == (
        Fraction(1, 4),
        Fraction(3),
        Fraction(8 * 168),
    )
    against = {item.place for item in others if item.compared == noppers.compared}
    assert against == {ReliefPlace.NONE}
    assert len(picture.lanes(marks_of(picture)["schwartzman-2009"])) == 4
    means = [
        (item.lasting.low, item.against)
        for item in picture.lanes(marks_of(picture)["correll-2004"])
        if item.statistic == "mean"
    ]
    assert means == [
        (Fraction("18262.5"), Against.NOTHING),
        (Fraction("6895.92"), Against.NOTHING),
    ]
    assert [(item.compared, item.against) for item in picture.observations["kim-2015"][:2]] == [
        ("baseline", Against.OWN_GROUP),
        ("magnesium sulfate", Against.COMPARATOR),
    ]
    assert (noppers.ending, noppers.place, noppers.arm) == (
        Ending.SEEN,
        ReliefPlace.TIMED,
        "ketamine",
    )


def test_the_timeline_is_sorted_by_design_and_relief(shipped: Library) -> None:
    marks = plot_content(shipped, Kind.TIMELINE).marks
    designs = [mark.design for mark in marks]
    assert designs == sorted(designs, key=(*KINDS, "not reported").index)
    for design in set(designs):
        own = [mark for mark in marks if mark.design == design]
        places = [mark.place for mark in own]
        assert places == sorted(places, key=list(ReliefPlace).index)
        lows = [
            mark.relief.low
            for mark in own
            if mark.place is ReliefPlace.TIMED and mark.relief.low is not None
        ]
        assert lows == sorted(lows, reverse=True) or design == "case-series"


def test_weight_and_source_are_heeded(shipped: Library) -> None:
    light, reference = (
        plot_content(shipped, Kind.DOSE, Options(weight=weight)) for weight in (Fraction(35), None)
    )
    assert marks_of(light)["kang-2010"].dose.low == marks_of(reference)["kang-2010"].dose.low / 2  # type: ignore[operator]
    assert light.kilograms == 35
    assert (
        plot_content(shipped, Kind.MAP, Options("own-abstract")).total
        < plot_content(shipped, Kind.MAP).total
    )


def test_all_pictures_of_the_same_studies_name_the_same_groups(shipped: Library) -> None:
    groups = {plot_content(shipped, kind).groups for kind in Kind}
    assert len(groups) == 1
    assert groups.pop()[-1] == "several"
