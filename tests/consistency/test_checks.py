"""What only the meaning of a record shows: single rules at their edges, answers, order, and what is left alone.

The exact message of each finding is held by tests/records/invalid.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from keta_evidence.consistency.checks import check_library
from keta_evidence.consistency.rules import ANSWERABLE
from keta_evidence.diagnostics import CODES, Problem
from keta_evidence.records.library import Library, load_library

SHARED = Path(__file__).parent.parent / "records" / "shared"
ENVELOPE = "{route: intravenous, rate_low: 0.02 mg/kg/h, rate_high: 7 mg/kg/h, bolus_low: 0.05 mg/kg, bolus_high: 2 mg/kg, because: a test}"
HEAD = "id: {id}\nkind: study\ntitle: A record\ncitation: {{authors: Roe R, journal: J, year: 1999}}\nreports:\n"
REPORT = "  - source: {source}\n    at: {{place: Abstract}}\n    extractor: reader-1\n    reviewer: reader-2\n"


def write_folder(folder: Path, **records: str) -> Path:
    """A folder of records: ``roe_1999="text"`` is roe-1999.yaml."""
    (folder / "sources").mkdir()
    for name in ("abstract-1999", "other-1999"):
        text = (
            (SHARED / "sources" / "abstract-1999.yaml")
            .read_text(encoding="utf-8")
            .replace("abstract-1999", name)
        )
        (folder / "sources" / f"{name}.yaml").write_text(text, encoding="utf-8")
    vocabulary = f"indications:\n  - {{id: crps, label: CRPS}}\nenvelopes:\n  - {ENVELOPE}\n"
    (folder / "vocabulary.yaml").write_text(vocabulary, encoding="utf-8")
    for name, text in records.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder


def library_of(folder: Path, report: str, tail: str = "") -> Library:
    """One record with one report of these lines, and what stands below the reports."""
    body = "".join(f"    {line}\n" for line in report.splitlines())
    return load_library(
        write_folder(
            folder,
            roe_1999=HEAD.format(id="roe-1999")
            + REPORT.format(source="abstract-1999")
            + body
            + tail,
        )
    )


def codes(found: tuple[Problem, ...]) -> list[str]:
    return [problem.code.id for problem in found]


def regimen(phases: str, session: str = "2 h", sessions: str = "1", more: str = "") -> str:
    head = f"regimen:\n  route: intravenous\n  enantiomer: racemic\n  sessions: {sessions}\n  session: {session}\n"
    return f"{head}  phases: [{phases}]\n{more}"


@pytest.mark.parametrize(
    ("structure", "counts", "total", "expected"),
    [
        ("parallel", ["10", "9"], "20", ["KE301"]),
        ("single group", ["10", "9"], "20", ["KE301"]),
        ("parallel", ["10", "10"], "20", []),
        ("crossover", ["20", "20"], "20", []),
        ("parallel", ["10", "not reported"], "20", []),
        ("parallel", ["10", "9"], "not reported", []),
        ("not reported", ["10", "9"], "20", []),
    ],
)
def test_arms_and_total(
    structure: str, counts: list[str], total: str, expected: list[str], tmp_path: Path
) -> None:
    arms = "".join(
        f"  - {{id: arm-{place}, participants: {count}}}\n" for place, count in enumerate(counts)
    )
    design = f"design: {{allocation: randomised, structure: {structure}, comparators: none, masking: open}}"
    assert (
        codes(
            check_library(library_of(tmp_path, f"participants: {total}\n{design}\narms:\n{arms}"))
        )
        == expected
    )


@pytest.mark.parametrize(
    ("count", "of", "share", "agrees"),
    [
        (
            1,
            8,
            "12 %",
            True,
        ),  # 12.5 lies half a unit from both neighbours: either rounding is a rounding
        (1, 8, "13 %", True),
        (1, 8, "12.5 %", True),
        (1, 8, "12.6 %", False),
        (1, 8, "11 %", False),
        (1, 3, "33.3%", True),
        (1, 3, "33.33 %", True),
        (1, 3, "33.34 %", False),
        (2, 3, "66.7 %", True),
        (2, 3, "67.0 %", False),
        (0, 9, "0 %", True),
        (9, 9, "100 %", True),
        (0, 0, "0 %", True),  # nothing to compare with
    ],
)
def test_percentage(count: int, of: int, share: str, agrees: bool, tmp_path: Path) -> None:
    report = f"outcomes:\n  - {{outcome: VAS, finding: improved, count: {count}, of: {of}, share: {share}}}"
    assert codes(check_library(library_of(tmp_path, report))) == ([] if agrees else ["KE302"])


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ("last_present: 4 wk, first_absent: 4 wk, follow_up_end: 4 wk", 0),
        ("last_present: 28 d, first_absent: 4 wk", 0),
        ("last_present: 29 d, first_absent: 4 wk", 1),
        ("last_present: 1-5 wk, first_absent: 4 wk", 1),
        ("last_present: at least 5 wk, first_absent: 4 wk", 0),  # its upper end is not known
        ("last_present: 5 wk, first_absent: up to 4 wk", 0),
        ("last_present: 5 wk, first_absent: unclear, follow_up_end: 4 wk", 1),
        ("last_present: none shown, first_absent: 0 h, follow_up_end: 4 wk", 0),
        ("first_absent: 5 wk, follow_up_end: 4 wk", 1),
        ("last_present: 3 wk, first_absent: 2 wk, follow_up_end: 1 wk", 3),
    ],
)
def test_times(times: str, expected: int, tmp_path: Path) -> None:
    found = check_library(library_of(tmp_path, f"relief:\n  - {{outcome: VAS, {times}}}"))
    assert codes(found) == ["KE303"] * expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2 mg/kg", []),
        ("2.1 mg/kg", []),
        ("2.11 mg/kg", ["KE304"]),
        ("1.9 mg/kg", []),
        ("140 mg", []),
        ("200 mg", ["KE304"]),
        ("1-3 mg/kg", []),
    ],
)
def test_stated_total(stated: str, expected: list[str], tmp_path: Path) -> None:
    """0.2 mg/kg/h × 2 h × 5 sessions = 2 mg/kg, 140 mg at 70 kg; 5 % either way is rounding in print."""
    report = regimen("{rate: 0.2 mg/kg/h}", sessions="5", more=f"  total_dose: {stated}")
    assert codes(check_library(library_of(tmp_path, report))) == expected


@pytest.mark.parametrize("session", ["up to 2 h", "at least 2 h", "not reported"])
def test_a_total_that_arithmetic_cannot_reach_is_left_alone(session: str, tmp_path: Path) -> None:
    report = regimen("{rate: at least 0.2 mg/kg/h}", session=session, more="  total_dose: 1 mg/kg")
    assert codes(check_library(library_of(tmp_path, report))) == []


@pytest.mark.parametrize(
    ("phase", "factor"),
    [
        ("{rate: 7 mg/kg/h}", None),
        ("{rate: 70 mg/kg/h}", 10),
        ("{rate: 0.002 mg/kg/h}", 10),
        ("{rate: 490 mg/h}", None),  # 7 mg/kg/h × 70 kg
        ("{rate: 980 mg/h}", 2),
        ("{rate: 700 µg/kg/min}", 6),  # 700 × 60 / 1000 = 42 mg/kg/h
        ("{rate: 0-1 mg/kg/h}", None),
        ("{rate: up to 14 mg/kg/h}", 2),
        ("{dose: 14 mg/kg}", None),  # over the 2 h of the session: 7 mg/kg/h
        ("{dose: 28 mg/kg}", 2),
        ("{dose: 28 mg/kg, over: 4 h}", None),
        ("{dose: 14 mg/kg, over: 30 min}", 4),
        ("{bolus: 2 mg/kg}", None),
        ("{bolus: 280 mg}", 2),
        ("{bolus: 5 µg/kg}", 10),
        ("{titrate: {start: 10 mg/h, end: 4900 mg/h}}", 10),
        ("{target: 200 ng/mL}", None),
    ],
)
def test_outside_what_was_used(phase: str, factor: int | None, tmp_path: Path) -> None:
    session = "4 h" if "over: 4 h" in phase else "2 h"
    found = check_library(library_of(tmp_path, regimen(phase, session=session)))
    assert [(problem.code.id, problem.what.rpartition(" ")[2]) for problem in found] == (
        [("KE305", str(factor))] if factor else []
    )


def test_what_the_other_phases_leave_of_a_session_is_the_time_of_a_dose(tmp_path: Path) -> None:
    """14 mg/kg in the half hour that is left of 2 h: 28 mg/kg/h, four times the highest."""
    found = check_library(
        library_of(
            tmp_path,
            regimen("{rate: 1 mg/kg/h, over: 90 min}, {bolus: 0.1 mg/kg}, {dose: 14 mg/kg}"),
        )
    )
    assert [problem.what for problem in found] == [
        "above the highest rate used by the intravenous route, 7 mg/kg/h, by a factor of 4"
    ]
    assert found[0].found == "'14 mg/kg over 0.5 h (28 mg/kg/h)'"


def test_a_dose_over_a_range_of_times(tmp_path: Path) -> None:
    """Smallest by longest to largest by shortest: 14 mg/kg over 2 h to over 1 h."""
    (problem,) = check_library(library_of(tmp_path, regimen("{dose: 14 mg/kg}", session="1-2 h")))
    assert problem.found == "'14 mg/kg over 1–2 h (7–14 mg/kg/h)'"
    assert problem.what.endswith("by a factor of 2")


def test_the_time_of_a_dose_is_not_guessed_where_two_phases_take_the_rest(tmp_path: Path) -> None:
    found = check_library(library_of(tmp_path, regimen("{dose: 28 mg/kg}, {rate: 1 mg/kg/h}")))
    assert codes(found) == ["KE306"]


def test_a_route_without_an_envelope_is_not_judged(tmp_path: Path) -> None:
    report = regimen("{rate: 700 mg/kg/h}").replace("intravenous", "oral")
    assert codes(check_library(library_of(tmp_path, report))) == []


@pytest.mark.parametrize(
    ("phases", "session", "expected"),
    [
        ("{rate: 1 mg/kg/h, over: 1 h}, {rate: 2 mg/kg/h, over: 1 h}", "2 h", 0),
        ("{rate: 1 mg/kg/h, over: 1-2 h}, {rate: 2 mg/kg/h, over: 1 h}", "2 h", 0),
        ("{rate: 1 mg/kg/h, over: 61 min}, {rate: 2 mg/kg/h, over: 1 h}", "2 h", 1),
        ("{rate: 1 mg/kg/h, over: 3 h}, {rate: 2 mg/kg/h, over: 1 h}", "not reported", 0),
        ("{rate: 1 mg/kg/h, over: 3 h}, {rate: 2 mg/kg/h, over: 1 h}", "3-5 h", 0),
        ("{rate: 1 mg/kg/h}, {rate: 2 mg/kg/h}, {rate: 3 mg/kg/h, over: rest}", "2 h", 2),
        ("{bolus: 1 mg/kg}, {bolus: 1 mg/kg}, {rate: 3 mg/kg/h}", "2 h", 0),
        ("{target: 50 ng/mL}, {target: 100 ng/mL}, {target: 150 ng/mL}", "2 h", 0),
    ],
)
def test_phases_and_session(phases: str, session: str, expected: int, tmp_path: Path) -> None:
    assert (
        codes(check_library(library_of(tmp_path, regimen(phases, session=session))))
        == ["KE306"] * expected
    )


OUTSIDE = regimen("{rate: 70 mg/kg/h}")
ANSWER = "answers:\n  - {{code: {code}, source: {source}, because: so printed, by: reader-3, date: 2026-01-31}}\n"


def test_an_answer_settles_the_finding_it_names(tmp_path: Path) -> None:
    assert (
        codes(
            check_library(
                library_of(tmp_path, OUTSIDE, ANSWER.format(code="KE305", source="abstract-1999"))
            )
        )
        == []
    )


def test_an_answer_settles_no_other_source(tmp_path: Path) -> None:
    body = "".join(f"    {line}\n" for line in OUTSIDE.splitlines())
    reports = "".join(
        REPORT.format(source=source) + body for source in ("abstract-1999", "other-1999")
    )
    text = HEAD.format(id="roe-1999") + reports + ANSWER.format(code="KE305", source="other-1999")
    found = check_library(load_library(write_folder(tmp_path, roe_1999=text)))
    assert [(problem.code.id, problem.key) for problem in found] == [
        ("KE305", "reports[0].regimen.phases[0].rate")
    ]


@pytest.mark.parametrize("code", sorted(set(CODES) - set(ANSWERABLE)))
def test_what_is_to_be_mended_cannot_be_answered(code: str, tmp_path: Path) -> None:
    found = check_library(
        library_of(tmp_path, OUTSIDE, ANSWER.format(code=code, source="abstract-1999"))
    )
    assert codes(found) == ["KE305", "KE207"]


def test_findings_are_in_order_and_one_record_hides_nothing_of_another(tmp_path: Path) -> None:
    def broken(id_: str) -> str:
        body = "".join(f"    {line}\n" for line in ("indications: [gout]", *OUTSIDE.splitlines()))
        return HEAD.format(id=id_) + REPORT.format(source="nowhere") + body

    folder = write_folder(
        tmp_path,
        zoe_1999=broken("zoe-1999"),
        abe_1999=broken("abe-1999"),
        bad_1999="[\n",
        mad_1999="id: mad-1999\n",
    )
    found = check_library(load_library(folder))
    assert found == tuple(
        sorted(
            found,
            key=lambda problem: (str(problem.path), problem.line, problem.column, problem.code.id),
        )
    )
    each = ["KE203", "KE204", "KE305"]
    assert codes(found) == [*each, "KE002", *["KE102"] * 4, *each]
    assert codes(
        check_library(load_library(folder), [folder / "abe-1999.yaml", folder / "bad-1999.yaml"])
    ) == [*each, "KE002"]
    assert check_library(load_library(folder), []) == ()


def test_a_broken_source_or_vocabulary_is_one_finding_not_one_a_record(tmp_path: Path) -> None:
    text = (
        HEAD.format(id="roe-1999")
        + REPORT.format(source="abstract-1999")
        + "    indications: [crps]\n"
    )
    folder = write_folder(tmp_path, roe_1999=text)
    (folder / "vocabulary.yaml").write_text("[", encoding="utf-8")
    (folder / "sources" / "abstract-1999.yaml").write_text("[", encoding="utf-8")
    assert codes(check_library(load_library(folder))) == ["KE002", "KE002"]


def test_a_phase_of_two_kinds_stops_no_other_check(tmp_path: Path) -> None:
    found = check_library(
        library_of(tmp_path, f"indications: [gout]\n{regimen('{bolus: 1 mg, rate: 700 mg/kg/h}')}")
    )
    assert codes(found) == ["KE204", "KE112"]


def test_the_limits_of_the_test_vocabulary_are_those_the_cases_count_with(tmp_path: Path) -> None:
    """The factors above were worked out by hand from 7 mg/kg/h, 0.02 mg/kg/h, 2 mg/kg and 0.05 mg/kg."""
    (envelope,) = library_of(tmp_path, "participants: 20").vocabulary.envelopes
    limits = (envelope.rate_high, envelope.rate_low, envelope.bolus_high, envelope.bolus_low)
    assert [limit.quantity.exact for limit in limits] == [7, Fraction(2, 100), 2, Fraction(5, 100)]


OVERVIEW = """id: survey-2015
kind: survey
title: A survey
citation: {authors: Roe R, journal: J, year: 2015}
reports:
  - {source: abstract-1999, at: {place: Abstract}, extractor: reader-1, reviewer: reader-2, figures: [{what: Clinics, low: 5, high: 3}]}
adjudications:
  - {fact: Clinics, settles: [3 before 5, 5 before 3], because: a reason, by: reader-3, date: 2026-01-31}
"""


def with_overview(folder: Path, text: str) -> Library:
    (folder / "overviews").mkdir()
    (folder / "overviews" / "survey-2015.yaml").write_text(text, encoding="utf-8")
    return load_library(folder)


def test_a_decision_of_an_overview_on_what_is_not_there(tmp_path: Path) -> None:
    library_of(tmp_path, "participants: 9")
    (problem,) = check_library(with_overview(tmp_path, OVERVIEW))
    assert problem.text() == (
        f"{tmp_path}/overviews/survey-2015.yaml:8:43: KE211 warning: decisions[0].values[1]: "
        "no discrepancy of Clinics has this value; found '5 before 3'"
    )


def test_decisions_are_not_judged_while_a_record_cannot_be_read(tmp_path: Path) -> None:
    library_of(tmp_path, "participants: many")
    assert codes(check_library(with_overview(tmp_path, OVERVIEW))) == ["KE105"]


def test_decisions_are_not_judged_on_a_part_of_the_records(tmp_path: Path) -> None:
    library_of(tmp_path, "participants: 9")
    with_overview(tmp_path, OVERVIEW)
    assert codes(check_library(load_library(tmp_path, []))) == []
