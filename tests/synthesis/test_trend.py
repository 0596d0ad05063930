"""Trends over invented studies whose strata are known, and over the shipped ones."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from invented_studies import study_points

from keta_evidence.consistency.checks import require_sound
from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.routes import ANY_ROUTE, split_by_route
from keta_evidence.evidence.subject import Options
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.synthesis.correlation import Correlation
from keta_evidence.synthesis.points import numeric_field, points_of
from keta_evidence.synthesis.trend import (
    Coefficients,
    TrendResult,
    crossing,
    find_trend,
    highest_third,
)
from keta_evidence.synthesis.trend_table import trend_table
from keta_evidence.tables.row import study_rows

ROOT = Path(__file__).parents[2]
VOCABULARY = (
    "indications: [{id: pain, label: pain}, {id: crps, label: CRPS, broader: [pain]}, {id: crps-1, label: CRPS-1, broader: [crps]}, "
    "{id: gout, label: gout, broader: [pain]}]\nenvelopes: []\n"
)
STUDY = """\
id: {id}
kind: study
title: T
citation: {{authors: Roe R, journal: J, year: 1999}}
{same}reports:
  - source: first-2010
    at: {{place: Table 1}}
    extractor: reader-1
    reviewer: reader-2
    indications: [{indication}]
    design: {{allocation: {allocation}, comparators: [placebo], masking: open}}
    regimen: {{route: intravenous, enantiomer: racemic, sessions: 1, session: {hours}, phases: [{{rate: 1 mg/h}}]}}
    relief: [{{outcome: VAS, {relief}}}]
"""


def invented(folder: Path, *studies: dict[str, str]) -> Library:
    (folder / "sources").mkdir()
    (folder / "vocabulary.yaml").write_text(VOCABULARY, encoding="utf-8")
    source = "id: first-2010\nkind: review\ntitle: A review\ncitation: {authors: Poe R, journal: J, year: 2010}\n"
    (folder / "sources" / "first-2010.yaml").write_text(source, encoding="utf-8")
    base = {
        "indication": "gout",
        "allocation": "randomised",
        "hours": "1 h",
        "relief": "last_present: 1 d",
        "same": "",
    }
    for number, told in enumerate(studies):
        id_ = f"s{number}-1999"
        (folder / f"{id_}.yaml").write_text(STUDY.format(id=id_, **(base | told)), encoding="utf-8")
    return require_sound(load_library(folder))


def trend(library: Library, x: str = "infusion", y: str = "relief") -> TrendResult:
    return find_trend(study_points(library), numeric_field(x), numeric_field(y))


def seen(days: float) -> str:
    return f"last_present: {days} d, first_absent: {days} d"


LITTLE = ((1, 2), (2, 1), (3, 2), (4, 1), (5, 2), (6, 1))
"""Hours, and days of relief that hardly go with them."""
CONTRAST = [
    *(
        {"indication": "gout", "hours": f"{hours} h", "relief": seen(days)}
        for hours, days in LITTLE
    ),
    *(
        {"indication": "crps-1", "hours": f"{hours + 100} h", "relief": seen(days + 90)}
        for hours, days in LITTLE
    ),
]


def test_a_trend_that_is_a_contrast_between_indications_is_said_to_be_one(tmp_path: Path) -> None:
    result = trend(invented(tmp_path, *CONTRAST))
    assert result.overall.kendall.value is not None
    assert result.overall.kendall.value > 0
    assert result.overall.kendall.p is not None
    assert result.overall.kendall.p < 0.05
    (warning,) = result.warnings
    assert warning.startswith("within groups of the same indication the trend turns: tau 0.")
    assert crossing(result, "indication") == (
        "36 of 54 pairs (67 %) that tell of an order are of studies that differ in indication, and 36 of all 66 pairs (55 %); "
        "tau-b -0.26 within, 1.00 across, difference -1.26"
    )
    indications = {
        group.name: group.kendall.studies
        for group in result.strata
        if group.name.startswith("indication")
    }
    assert indications == {"indication: CRPS": 6, "indication: gout": 6}


def test_a_trend_that_is_in_every_group_is_not_warned_of(tmp_path: Path) -> None:
    studies = [
        {"indication": indication, "hours": f"{hours} h", "relief": seen(hours)}
        for indication, start in (("gout", 1), ("crps", 11))
        for hours in range(start, start + 5)
    ]
    result = trend(invented(tmp_path, *studies))
    assert result.warnings == ()
    assert result.overall.intervals.value == pytest.approx(1)


def test_relief_never_seen_to_end_leaves_the_trend_uncertain(tmp_path: Path) -> None:
    studies = [
        {"hours": f"{hours} h", "relief": f"last_present: {hours} d"} for hours in range(1, 8)
    ]
    result = trend(invented(tmp_path, *studies))
    assert result.overall.kendall.value == pytest.approx(1)
    assert result.overall.intervals.pairs == 0
    assert result.warnings == (
        "over intervals there are too few pairs to tell: 0 of 21 pairs have a certain order in both",
    )
    (line, *_) = trend_table([result], Options(), {}, machine=False).rows
    assert line.cells[-1].text == "no order"


def test_where_half_of_the_pairs_are_certain_the_trend_over_intervals_is_judged(
    tmp_path: Path,
) -> None:
    """Only the first and the last study are not seen to end: 15 of 21 pairs are certain, of which 2 do not agree."""
    days = ("last_present: 1 d", *map(seen, (2, 4, 3, 6, 5)), "last_present: 7 d")
    (warning,) = trend(
        invented(
            tmp_path,
            *({"hours": f"{hours} h", "relief": told} for hours, told in enumerate(days, start=1)),
        )
    ).warnings
    assert warning.startswith(
        "over intervals the trend is not certain: 15 of 21 pairs have a certain order in both, tau 0.62, p "
    )


def test_no_relief_is_less_than_any_and_what_is_unknown_is_left_out_with_its_reason(
    tmp_path: Path,
) -> None:
    studies = [
        {"hours": "4 h", "relief": "last_present: none shown"},
        {"hours": "3 h", "relief": "last_present: 0 h"},
        {"hours": "2 h", "relief": seen(1)},
        {"hours": "1 h", "relief": seen(2)},
        {"hours": "0.5 h", "relief": seen(3)},
        {"hours": "9 h", "relief": "last_present: not reported"},
        {"hours": "not reported", "relief": seen(2)},
        {"hours": "9 h", "relief": seen(9), "same": "same_participants_as: s0-1999\n"},
        {"hours": "up to 9 h", "relief": seen(9)},
    ]
    result = trend(invented(tmp_path, *studies))
    assert result.overall.kendall.value == pytest.approx(-1)
    assert [point.id for point in result.points] == [
        "s0-1999",
        "s1-1999",
        "s2-1999",
        "s3-1999",
        "s4-1999",
    ]
    assert [id_ for id_, _ in result.left_out] == ["s5-1999", "s6-1999", "s8-1999"]
    assert "not reported" in result.left_out[1][1]
    assert result.left_out[2][1] == "infusion: only an upper end is known: up to 9 h"


def test_relief_is_that_against_the_comparator_and_what_is_not_is_said(tmp_path: Path) -> None:
    against = (
        "versus: placebo, last_present: 1 d}, {outcome: NRS, versus: baseline, last_present: 3 wk"
    )
    library = invented(
        tmp_path, {"relief": against}, {"relief": "versus: baseline, last_present: 2 wk"}
    )
    x, y = numeric_field("infusion"), numeric_field("relief")
    result = find_trend(study_points(library), x, y, compared=True)
    assert [reading.low for reading in result.measurements.y] == [24, 14 * 24]
    (remarks, *_) = trend_table([result], Options(), {}, machine=False).notes
    assert (
        "1 controlled study takes part with relief within a group, as none against the "
        "comparator is reported: s1-1999"
    ) in remarks.lines
    assert [reading.low for reading in trend(library).measurements.y] == [21 * 24, 14 * 24]


def test_each_study_is_left_out_once(tmp_path: Path) -> None:
    library = invented(tmp_path, *CONTRAST)
    result = trend(library)
    assert [group.name for group in result.without] == [
        f"without {point.id}" for point in result.points
    ]
    again = trend(
        dataclasses.replace(
            library,
            records={id_: record for id_, record in library.records.items() if id_ != "s0-1999"},
        )
    )
    for one, other in zip(_taus(result.without[0]), _taus(again.overall), strict=True):
        assert (one.studies, one.pairs, one.value) == (other.studies, other.pairs, other.value)
        assert one.p is None


def _taus(group: Coefficients) -> tuple[Correlation, ...]:
    return group.spearman, group.kendall, group.intervals


@cache
def shipped(x: str, route: str | None = ANY_ROUTE) -> TrendResult:
    library = load_library(default_folder())
    kept, _ = split_by_route(study_rows(library, library, Options()), route)
    y = numeric_field("relief")
    return find_trend(points_of(library, kept), numeric_field(x), y, compared=True)


@pytest.mark.parametrize("x", ["infusion", "total_dose", "max_rate"])
def test_every_shipped_study_is_used_or_named(x: str) -> None:
    library = load_library(default_folder())
    once = {study.id for study in library if study.same_participants_as is None}
    result = shipped(x)
    assert {point.id for point in result.points} | {id_ for id_, _ in result.left_out} == once
    assert not {point.id for point in result.points} & {id_ for id_, _ in result.left_out}


def test_the_headline_of_the_shipped_records_is_largely_a_contrast_between_indications() -> None:
    for x in ("infusion", "total_dose"):
        whole = shipped(x)
        pairs = whole.overall.kendall.pairs
        within = next(group for group in whole.within if group.name == "within indication")
        assert within.kendall.pairs < pairs / 3


def test_a_stratum_is_ranked_by_itself(tmp_path: Path) -> None:
    """The studies of CRPS lie between the first and the second of gout, whose rho is 1 - 6 (1 + 1) / (5 × 24) all the same."""
    gout = [
        {"hours": f"{hours} h", "relief": seen(days)}
        for hours, days in ((1, 1), (20, 30), (30, 20), (40, 40), (50, 50))
    ]
    crps = [
        {"indication": "crps", "hours": f"{hours} h", "relief": seen(hours)}
        for hours in range(2, 9)
    ]
    groups = {group.name: group for group in trend(invented(tmp_path, *gout, *crps)).strata}
    assert groups["indication: gout"].spearman.value == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("days", "inside", "warning"),
    [
        ((2, 1, 5, 3, 4), 0.4, ""),  # of 0.73 over all: fewer pairs, not a trend of less than half
        (
            (2, 1, 5, 4, 3),
            0.2,
            "within groups of the same indication the trend is less than half as strong: tau 0.64, ",
        ),
    ],
)
def test_like_studies_are_warned_of_by_size_and_not_by_p(
    days: tuple[int, ...], inside: float, warning: str, tmp_path: Path
) -> None:
    studies = [
        {"indication": indication, "hours": f"{start + place} h", "relief": seen(start + day)}
        for indication, start in (("gout", 0), ("crps", 10))
        for place, day in enumerate(days)
    ]
    result = trend(invented(tmp_path, *studies))
    within = result.within[0].kendall
    assert within.value == pytest.approx(inside)
    assert within.p is not None
    assert within.p > 0.05
    assert [told[: len(warning)] for told in result.warnings] == ([warning] if warning else [])


def test_the_studies_with_most_of_it_are_told_beside_the_others(tmp_path: Path) -> None:
    result = trend(
        invented(tmp_path, *CONTRAST[:-1], CONTRAST[-1] | {"allocation": "not reported"})
    )
    assert highest_third(result) == (
        "highest third of infusion: 4 studies (4 CRPS; 3 trial, 1 not reported); the others: 8 studies (6 gout, 2 CRPS; 8 trial)"
    )


def test_studies_level_with_the_least_of_the_highest_third_are_in_it(tmp_path: Path) -> None:
    result = trend(
        invented(tmp_path, *({"hours": "1 h", "relief": seen(day)} for day in range(1, 5)))
    )
    assert (
        highest_third(result)
        == "highest third of infusion: 4 studies (4 gout; 4 trial); the others: 0 studies"
    )


def test_each_study_left_out_is_told_for_both_readings(tmp_path: Path) -> None:
    """Five studies in order and one out of it, which without any other leave 10 pairs."""
    studies = [
        {"hours": f"{hours} h", "relief": seen(days)}
        for hours, days in ((1, 6), (2, 2), (3, 3), (4, 4), (5, 5), (6, 7))
    ]
    notes = (
        trend_table([trend(invented(tmp_path, *studies))], Options(), {}, machine=False)
        .notes[0]
        .lines
    )
    for tau in ("tau-b", "tau over intervals"):
        assert (
            f"leaving out one study, {tau} is between 0.20 (without s5-1999, 10 pairs) and 1.00 (without s0-1999, 10 pairs)"
            in notes
        )


@pytest.mark.parametrize(
    ("name", "message"), [("infusoin", "unknown field"), ("setting", "is not a number")]
)
def test_only_numbers_have_a_trend(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        numeric_field(name)


def command(*words: str) -> Iterator[str]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "keta_evidence", *words], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    )  # fmt: skip
    yield done.stdout
    yield done.stderr


def test_json_holds_the_numbers_the_warnings_and_the_method() -> None:
    told = json.loads(next(command("trend", "total_dose", "-f", "json")))
    assert told["schema"] == "keta-evidence/trend/1"
    whole = told["rows"][0]
    (left_out,) = told["notes"]["left out for their route"]
    assert "vranken-2005 (iontophoretic)" in left_out
    lines = told["notes"]["total_dose against relief"]
    assert any(line.startswith("not one value for all participants: sorensen") for line in lines)
    result = shipped("total_dose", route=None)
    assert (whole["group"], whole["studies"]) == ("all studies", len(result.points))
    assert whole["kendall"] == round(result.overall.kendall.value or 0, 6)
    assert (
        list(result.warnings) == told["notes"]["total_dose against relief"][: len(result.warnings)]
    )
    assert "method" in told["notes"]
    assert sum(row["group"].startswith("without ") for row in told["rows"]) == len(result.points)


def test_a_quantity_has_no_trend_against_itself() -> None:
    with pytest.raises(UsageError, match="infusion against itself") as refused:
        find_trend((), numeric_field("infusion"), numeric_field("hours"))
    assert "two different fields" in refused.value.hint


def test_one_documents_version_has_its_own_trend() -> None:
    out, said = command("trend", "infusion", "--source", "maher-2017")
    assert "all studies" in out
    assert "recommends nothing" in said
    library = load_library(default_folder())
    told = find_trend(
        study_points(library, Options("maher-2017")),
        numeric_field("infusion"),
        numeric_field("relief"),
        compared=True,
    )
    assert f"{told.overall.kendall.value:.2f}" in out
