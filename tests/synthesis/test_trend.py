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

from keta_evidence.problems import UsageError
from keta_evidence.records.library import Library, default_folder, load_library
from keta_evidence.synthesis.points import numeric_field, study_points
from keta_evidence.synthesis.trend import TrendResult, crossing, find_trend
from keta_evidence.tables.row import Options

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
    base = {"indication": "gout", "allocation": "randomised", "hours": "1 h", "relief": "last_present: 1 d", "same": ""}
    for number, told in enumerate(studies):
        id_ = f"s{number}-1999"
        (folder / f"{id_}.yaml").write_text(STUDY.format(id=id_, **(base | told)), encoding="utf-8")
    return load_library(folder).require_sound()


def trend(library: Library, x: str = "infusion", y: str = "relief") -> TrendResult:
    return find_trend(study_points(library), numeric_field(x), numeric_field(y))


def seen(days: float) -> str:
    return f"last_present: {days} d, first_absent: {days} d"


LITTLE = ((1, 2), (2, 1), (3, 2), (4, 1), (5, 2), (6, 1))
"""Hours, and days of relief that hardly go with them."""
CONTRAST = [
    *({"indication": "gout", "hours": f"{hours} h", "relief": seen(days)} for hours, days in LITTLE),
    *({"indication": "crps-1", "hours": f"{hours + 100} h", "relief": seen(days + 90)} for hours, days in LITTLE),
]


def test_a_trend_that_is_a_contrast_between_indications_is_said_to_be_one(tmp_path: Path) -> None:
    result = trend(invented(tmp_path, *CONTRAST))
    assert result.overall.kendall.value is not None
    assert result.overall.kendall.value > 0
    assert result.overall.kendall.p is not None
    assert result.overall.kendall.p < 0.05
    (warning,) = result.warnings
    assert warning.startswith("within groups of the same indication the trend turns: tau 0.")
    assert crossing(result, "indication") == "36 of 54 pairs (67 %) that tell of an order are of studies that differ in indication"
    indications = {group.name: group.kendall.studies for group in result.strata if group.name.startswith("indication")}
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
    studies = [{"hours": f"{hours} h", "relief": f"last_present: {hours} d"} for hours in range(1, 8)]
    result = trend(invented(tmp_path, *studies))
    assert result.overall.kendall.value == pytest.approx(1)
    assert result.overall.intervals.pairs == 0
    assert result.warnings == ("over intervals the trend is not certain: 0 of 21 pairs have a certain order in both",)


def test_no_relief_is_less_than_any_and_what_is_unknown_is_left_out_with_its_reason(tmp_path: Path) -> None:
    studies = [
        {"hours": "4 h", "relief": "last_present: none shown"},
        {"hours": "3 h", "relief": "last_present: 0 h"},
        {"hours": "2 h", "relief": seen(1)},
        {"hours": "1 h", "relief": seen(2)},
        {"hours": "9 h", "relief": "last_present: not reported"},
        {"hours": "not reported", "relief": seen(2)},
        {"hours": "9 h", "relief": seen(9), "same": "same_participants_as: s0-1999\n"},
    ]
    result = trend(invented(tmp_path, *studies))
    assert result.overall.kendall.value == pytest.approx(-1)
    assert [point.id for point in result.points] == ["s0-1999", "s1-1999", "s2-1999", "s3-1999"]
    assert [id_ for id_, _ in result.left_out] == ["s4-1999", "s5-1999"]
    assert "not reported" in result.left_out[1][1]


def test_each_study_is_left_out_once(tmp_path: Path) -> None:
    library = invented(tmp_path, *CONTRAST)
    result = trend(library)
    assert [id_ for id_, _ in result.without] == [point.id for point in result.points]
    again = trend(dataclasses.replace(library, records={id_: record for id_, record in library.records.items() if id_ != "s0-1999"}))
    assert dict(result.without)["s0-1999"] == pytest.approx(again.overall.kendall.value)


@cache
def shipped(x: str) -> TrendResult:
    return find_trend(study_points(load_library(default_folder())), numeric_field(x), numeric_field("relief"))


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
    assert any("indication the trend is not seen" in warning for warning in shipped("total_dose").warnings)


@pytest.mark.parametrize(("name", "message"), [("infusoin", "unknown field"), ("setting", "is not a number")])
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
    result = shipped("total_dose")
    assert (whole["group"], whole["studies"]) == ("all studies", len(result.points))
    assert whole["kendall"] == round(result.overall.kendall.value or 0, 6)
    assert list(result.warnings) == told["notes"]["total_dose against relief"][: len(result.warnings)]
    assert "method" in told["notes"]
    assert sum(row["group"].startswith("without ") for row in told["rows"]) == len(result.points)


def test_one_documents_version_has_its_own_trend() -> None:
    out, said = command("trend", "infusion", "--source", "maher-2017")
    assert "all studies" in out
    assert "recommends nothing" in said
    library = load_library(default_folder())
    told = find_trend(study_points(library, Options("maher-2017")), numeric_field("infusion"), numeric_field("relief"))
    assert f"{told.overall.kendall.value:.2f}" in out
