"""Each kind of disagreement planted and found, and nothing found where nothing was planted."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.discrepancies import find_discrepancies
from keta_evidence.consistency.issue import Issue
from keta_evidence.records.format import build_entry
from keta_evidence.records.library import Library, Record
from keta_evidence.records.model import Source, Study, Vocabulary
from keta_evidence.records.text import parse_document

UNHURRIED = settings(deadline=None)
"""A busy machine is no reason to fail."""

NAMES = ("first-2010", "second-2011", "third-2012")
VOCABULARY = """
indications:
  - {id: pain, label: Pain}
  - {id: crps, label: CRPS, broader: [pain]}
  - {id: crps-1, label: CRPS-1, broader: [crps]}
  - {id: gout, label: Gout}
envelopes: []
"""
FACTS = {
    "indications": "[crps]",
    "participants": "20",
    "infusions": "40",
    "design": "{allocation: randomised, structure: parallel, timing: prospective, comparators: [placebo], masking: open}",
    "setting": "inpatient",
}


def regimen(
    phases: str = "{rate: 0.1 mg/kg/h}", session: str = "10 h", sessions: str = "1", total: str = ""
) -> str:
    stated = f", total_dose: {total}" if total else ""
    return f"{{route: intravenous, enantiomer: racemic, sessions: {sessions}, session: {session}, phases: [{phases}]{stated}}}"


FACTS["regimen"] = regimen()


def built(type_: Any, text: str) -> Any:
    value, problems = build_entry(type_, parse_document(text, Path("roe-1999.yaml")))
    assert [problem.text() for problem in problems if problem.code.id != "KE113"] == []
    return value


def found_in(
    *reports: dict[str, str],
    decisions: str = "",
    source: str | None = None,
    names: tuple[str, ...] = NAMES,
) -> tuple[Issue, ...]:
    """Discrepancies of a study told by the facts of first-2010, second-2011 and so on."""
    text = "id: roe-1999\nkind: study\ntitle: A record\ncitation: {authors: Roe R, journal: J, year: 1999}\nreports:\n"
    for line, (name, facts) in enumerate(zip(names, reports, strict=False), start=1):
        text += f"  - source: {name}\n    at: {{place: Table 1, lines: {line}}}\n    extractor: reader-1\n    reviewer: reader-2\n"
        text += "".join(f"    {fact}: {value}\n" for fact, value in facts.items())
    described = "id: {}\nkind: review\ntitle: A review\ncitation: {{authors: Poe R, journal: J, year: 2000}}\ndetail: {}\n"
    sources = {name: built(Source, described.format(name, rank)) for rank, name in enumerate(NAMES)}
    study = built(Study, text + decisions)
    record = Record(study, parse_document(text, Path("roe-1999.yaml")))
    library = Library(Path(), {study.id: record}, sources, built(Vocabulary, VOCABULARY))
    return find_discrepancies(CollatedStudy(library, study, source))


def decision(fact: str, *differences: Issue) -> str:
    """A decision on a fact, made on these differences."""
    texts = json.dumps([each.difference for each in differences], ensure_ascii=False)
    return f"adjudications:\n  - {{fact: {fact}, use: second-2011, settles: {texts}, because: a reason, by: reader-3, date: 2026-01-31}}\n"


def design(**parts: str) -> str:
    told = {
        "allocation": "randomised",
        "structure": "parallel",
        "timing": "prospective",
        "comparators": "[placebo]",
        "masking": "open",
    }
    return "{" + ", ".join(f"{name}: {value}" for name, value in (told | parts).items()) + "}"


SECOND = "[{{outcome: a second course, finding: reported, count: {}}}]"
PLANTED = [
    ("participants", "participants", "20", "21"),
    ("infusions", "infusions", "40", "41"),
    ("indications", "indications", "[crps]", "[gout]"),
    ("setting", "setting", "inpatient", "outpatient"),
    ("design.allocation", "design", design(), design(allocation="non-randomised")),
    ("design.structure", "design", design(), design(structure="crossover")),
    ("design.timing", "design", design(), design(timing="retrospective")),
    ("design.masking", "design", design(), design(masking="double-blind")),
    (
        "session_hours",
        "regimen",
        regimen("{bolus: 1 mg/kg}", "10 h"),
        regimen("{bolus: 1 mg/kg}", "5 h"),
    ),
    (
        "infusion_hours",
        "regimen",
        regimen("{bolus: 1 mg/kg}", sessions="1"),
        regimen("{bolus: 1 mg/kg}", sessions="2"),
    ),
    ("sessions", "regimen", regimen("", "unclear", "1"), regimen("", "unclear", "2")),
    (
        "session_interval",
        "regimen",
        regimen().replace("{", "{every: 1 d, ", 1),
        regimen().replace("{", "{every: 48 h, ", 1),
    ),
    (
        "session_dose",
        "regimen",
        regimen("{bolus: 1 mg}", sessions="unclear"),
        regimen("{bolus: 2 mg}", sessions="unclear"),
    ),
    (
        "max_rate",
        "regimen",
        regimen(session="unclear"),
        regimen("{rate: 0.2 mg/kg/h}", session="unclear"),
    ),
    ("route", "regimen", regimen(), regimen().replace("intravenous", "oral")),
    ("enantiomer", "regimen", regimen(), regimen().replace("racemic", "s")),
    ("comedication", "comedication", "[{drug: midazolam}]", "none"),
    (
        "relief.vas",
        "relief",
        "[{outcome: VAS, last_present: 11 wk}]",
        "[{outcome: VAS, last_present: 5 wk}]",
    ),
    (
        "relief.nrs",
        "relief",
        "[{outcome: NRS, last_present: 0 h}]",
        "[{outcome: NRS, last_present: none shown}]",
    ),
    (
        "adverse_events.nausea",
        "adverse_events",
        "[{event: nausea, count: 3, of: 20}]",
        "[{event: Nausea, count: 4, of: 20}]",
    ),
    ("outcomes.a second course", "outcomes", SECOND.format("10"), SECOND.format("12")),
    ("total_dose", "regimen", regimen("", total="70 mg"), regimen("", total="140 mg")),
]
ALSO = {"session_hours": {"infusion_hours"}, "infusion_hours": {"sessions", "total_dose"}}
"""What else cannot agree where these do not: a session twice as long is twice the hours over the course."""
TOLD = {
    "session_hours": ("10 h", "5 h"),
    "infusion_hours": ("1", "2"),
    "sessions": ("1", "2"),
    "session_interval": ("1 d", "48 h"),
    "session_dose": ("bolus 1 mg", "bolus 2 mg"),
    "max_rate": ("rate 0.1 mg/kg/h", "rate 0.2 mg/kg/h"),
    "total_dose": ("70 mg", "140 mg"),
    "route": ("intravenous", "oral"),
    "enantiomer": ("racemic", "s"),
    "indications": ("crps", "gout"),
    "design.allocation": ("randomised", "non-randomised"),
    "design.structure": ("parallel", "crossover"),
    "design.timing": ("prospective", "retrospective"),
    "design.masking": ("open", "double-blind"),
    "comedication": ("midazolam", "none"),
    "adverse_events.nausea": ("3/20", "4/20"),
    "outcomes.a second course": ("reported 10", "reported 12"),
    "relief.vas": ("≥ 11 wk", "≥ 5 wk"),
    "relief.nrs": ("immediate", "none shown"),
}
"""What each document is quoted with, where it is not the value as planted."""
CASES = pytest.mark.parametrize(
    ("name", "fact", "one", "other"),
    PLANTED,
    ids=[f"{case[0]}-{place}" for place, case in enumerate(PLANTED)],
)


@CASES
def test_a_planted_difference_is_found(name: str, fact: str, one: str, other: str) -> None:
    found = {each.name: each for each in found_in(FACTS | {fact: one}, FACTS | {fact: other})}
    assert set(found) == {name} | ALSO.get(name, set())
    each = found[name]
    assert (each.id, each.kind, each.study, each.status) == (
        f"roe-1999/{name}",
        "between documents",
        "roe-1999",
        "open",
    )
    assert each.column == (name if fact == "design" else name.partition(".")[0])
    assert each.adjudication is None
    told = {(origin.source, origin.value, origin.place) for origin in each.values}
    first, second = TOLD.get(name, (one, other))
    assert {(source, value) for source, value, _ in told} >= {
        ("first-2010", first),
        ("second-2011", second),
    }
    assert {place for _, _, place in told} == {
        "first-2010, Table 1 (line 1)",
        "second-2011, Table 1 (line 2)",
    }
    assert " v " in each.difference
    assert each.assessment


@CASES
def test_what_was_decided_is_adjudicated(name: str, fact: str, one: str, other: str) -> None:
    reports = FACTS | {fact: one}, FACTS | {fact: other}
    found = found_in(*reports, decisions=decision(fact, *found_in(*reports)))
    assert {each.status for each in found} == {"adjudicated"}
    assert {each.adjudication.why for each in found if each.adjudication} == {"a reason"}


@CASES
def test_a_decision_on_something_else_leaves_it_open(
    name: str, fact: str, one: str, other: str
) -> None:
    reports = FACTS | {fact: one}, FACTS | {fact: other}
    found = found_in(
        *reports,
        decisions=decision("setting" if fact == "outcomes" else "outcomes", *found_in(*reports)),
    )
    assert {each.status for each in found} == {"open"}


@CASES
def test_a_decision_settles_no_difference_it_did_not_see(
    name: str, fact: str, one: str, other: str
) -> None:
    assert {
        each.status
        for each in found_in(FACTS | {fact: one}, FACTS | {fact: other}, decisions=decision(fact))
    } == {"open"}


def test_what_a_third_document_tells_opens_what_was_decided_of_two() -> None:
    two = FACTS, FACTS | {"participants": "25"}
    decided = decision("participants", *found_in(*two))
    assert [each.status for each in found_in(*two, decisions=decided)] == ["adjudicated"]
    assert [
        each.status for each in found_in(*two, FACTS | {"participants": "30"}, decisions=decided)
    ] == ["open"]


@CASES
def test_nothing_is_found_in_either_document_alone(
    name: str, fact: str, one: str, other: str
) -> None:
    reports = FACTS | {fact: one}, FACTS | {fact: other}
    assert found_in(*reports, source="first-2010") == found_in(*reports, source="second-2011") == ()


@CASES
def test_a_document_that_says_nothing_differs_from_nobody(
    name: str, fact: str, one: str, other: str
) -> None:
    assert (
        found_in(FACTS | {fact: one}, {key: value for key, value in FACTS.items() if key != fact})
        == ()
    )


@CASES
def test_nothing_planted_nothing_found(name: str, fact: str, one: str, other: str) -> None:
    for told in (one, other):
        assert found_in(FACTS | {fact: told}, FACTS | {fact: told}, FACTS | {fact: told}) == ()


@pytest.mark.parametrize(
    ("fact", "untold"),
    [
        ("participants", "not reported"),
        ("infusions", "unclear"),
        ("indications", "not reported"),
        ("setting", "not reported"),
        (
            "design",
            "{allocation: not reported, structure: unclear, comparators: not reported, masking: not reported}",
        ),
        ("regimen", regimen("", "not reported", "not reported")),
    ],
)
def test_a_reason_of_absence_differs_from_no_value(fact: str, untold: str) -> None:
    assert found_in(FACTS, FACTS | {fact: untold}) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (regimen("{rate: 7 mg/h}"), regimen("{rate: 0.1 mg/kg/h}")),
        (regimen("{dose: 70 mg}"), regimen("{dose: 1 mg/kg}")),
        (regimen("{dose: 70 mg}"), regimen("{dose: 1.05 mg/kg}")),
        (regimen("{rate: 0.1 mg/kg/h}", "600 min"), regimen("{rate: 100 µg/kg/h}", "10 h")),
        (regimen("{dose: 1 mg/kg}", "10 h"), regimen("{dose: 1 mg/kg}", "10.5 h")),
        (regimen("{dose: 1-2 mg/kg}"), regimen("{dose: 2-3 mg/kg}")),
        (regimen("{bolus: 1 mg/kg}", "4-10 h"), regimen("{bolus: 1 mg/kg}", "8-12 h")),
        (regimen("{bolus: 1 mg/kg}", "up to 10 h"), regimen("{bolus: 1 mg/kg}", "9 h")),
        (regimen("{bolus: 1 mg/kg}", "at least 10 h"), regimen("{bolus: 1 mg/kg}", "up to 10 h")),
        (regimen("", "unclear", total="70 mg"), regimen("{bolus: 1 mg/kg}", "unclear")),
        (regimen("{target: 100 ng/mL}"), regimen("{dose: 1 mg/kg}")),
        (regimen(sessions="1-3"), regimen(sessions="2")),
    ],
)
def test_the_same_in_other_units_or_within_rounding_or_overlapping_is_nothing(
    one: str, other: str
) -> None:
    assert found_in(FACTS | {"regimen": one}, FACTS | {"regimen": other}) == ()


@pytest.mark.parametrize(
    ("one", "other", "columns"),
    [
        (
            regimen("{bolus: 70 mg}"),
            regimen("{bolus: 1.051 mg/kg}"),
            {"session_dose", "total_dose"},
        ),
        (
            regimen("{bolus: 1 mg/kg}"),
            regimen("{bolus: 1 mg/kg}", "10.51 h"),
            {"session_hours", "infusion_hours"},
        ),
        (
            regimen("{bolus: 1-2 mg/kg}"),
            regimen("{bolus: 2.2-3 mg/kg}"),
            {"session_dose", "total_dose"},
        ),
        (
            regimen("{bolus: 1 mg/kg}", "up to 3 h"),
            regimen("{bolus: 1 mg/kg}", "4 h"),
            {"session_hours", "infusion_hours"},
        ),
        (
            regimen("{rate: 0.1 mg/kg/h}"),
            regimen("{rate: 0.1 mg/h}"),
            {"session_dose", "total_dose", "max_rate"},
        ),
        (regimen("{bolus: 1 mg/kg}"), regimen("{bolus: 1 µg/kg}"), {"session_dose", "total_dose"}),
    ],
)
def test_just_beyond_rounding_and_wrong_units_are_found(
    one: str, other: str, columns: set[str]
) -> None:
    assert {
        each.column for each in found_in(FACTS | {"regimen": one}, FACTS | {"regimen": other})
    } == columns


MINUTES = st.integers(min_value=1, max_value=10_000)


@UNHURRIED
@given(MINUTES, MINUTES)
def test_two_lengths_differ_if_and_only_if_they_are_more_than_5_per_cent_apart(
    one: int, other: int
) -> None:
    """The rule of DOMAIN.md is for rounding in print: whole minutes, compared exactly."""
    told = [{"regimen": regimen("{bolus: 1 mg/kg}", f"{minutes} min")} for minutes in (one, other)]
    apart = Fraction(max(one, other), min(one, other)) > Fraction(105, 100)
    assert {each.column for each in found_in(*told)} == (
        {"session_hours", "infusion_hours"} if apart else set()
    )


@UNHURRIED
@given(st.lists(MINUTES, min_size=4, max_size=4))
def test_two_ranges_differ_if_and_only_if_they_are_apart_and_whichever_comes_first(
    ends: list[int],
) -> None:
    ranges = sorted(ends[:2]), sorted(ends[2:])
    told = [{"regimen": regimen("{bolus: 1 mg/kg}", f"{low}-{high} min")} for low, high in ranges]
    lower, upper = sorted(ranges)
    apart = upper[0] * 100 > lower[1] * 105
    assert bool(found_in(*told)) == bool(found_in(*reversed(told))) == apart


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("70 mg", False),
        ("73.5 mg", False),
        ("67 mg", False),
        ("74 mg", True),
        ("66 mg", True),
        ("1 mg/kg", False),
        ("2 mg/kg", True),
    ],
)
def test_a_stated_total_against_the_computed_one(stated: str, found: bool) -> None:
    """0.1 mg/kg/h × 10 h × 70 kg = 70 mg; 5 % of it are 3.5 mg."""
    each = found_in(FACTS | {"regimen": regimen(total=stated)})
    assert [(told.kind, told.column, told.study, told.status) for told in each] == (
        [("arithmetic", "total_dose", "roe-1999", "open")] if found else []
    )
    if found:
        assert {(origin.what, origin.value) for origin in each[0].values} == {
            ("total dose", stated),
            ("phase 1", "rate 0.1 mg/kg/h"),
            ("session", "10 h"),
            ("sessions", "1"),
        }
        assert {origin.place for origin in each[0].values} == {"first-2010, Table 1 (line 1)"}
        assert each[0].difference == f"stated {stated} v computed 1 mg/kg"
        assert "the stated total dose is not what the regimen works out to" in each[0].assessment


@example(stated=95, session=100, sessions=1)
@UNHURRIED
@given(
    st.integers(min_value=1, max_value=1000),
    st.integers(min_value=1, max_value=1000),
    st.integers(min_value=1, max_value=9),
)
def test_a_stated_total_disagrees_if_and_only_if_it_is_more_than_5_per_cent_off(
    stated: int, session: int, sessions: int
) -> None:
    found = found_in(
        {
            "regimen": regimen(
                f"{{dose: {session} mg}}", sessions=str(sessions), total=f"{stated} mg"
            )
        }
    )
    computed = session * sessions
    assert bool(found) == (abs(stated - computed) * 100 > 5 * computed)


def test_arms_open_at_different_ends_stop_nothing() -> None:
    arms = f"[{{id: low, regimen: {regimen(session='up to 1 h')}}}, {{id: high, regimen: {regimen(session='at least 2 h')}}}]"
    assert [each.column for each in found_in(FACTS, {"arms": arms, "setting": "home"})] == [
        "setting"
    ]


@pytest.mark.parametrize(("session", "sessions"), [("not reported", "1"), ("10 h", "not reported")])
def test_a_stated_total_that_arithmetic_cannot_reach_is_left_alone(
    session: str, sessions: str
) -> None:
    assert found_in({"regimen": regimen("{rate: 0.1 mg/kg/h}", session, sessions, "999 mg")}) == ()


def test_a_stated_total_within_the_range_of_a_titration_is_nothing() -> None:
    titration = "{titrate: {start: 1 mg/h, end: 10 mg/h}}"
    assert found_in({"regimen": regimen(titration, total="50 mg")}) == ()
    assert [each.kind for each in found_in({"regimen": regimen(titration, total="106 mg")})] == [
        "arithmetic"
    ]


def test_a_decided_stated_total_is_adjudicated() -> None:
    stated = {"regimen": regimen(total="200 mg")}
    (each,) = found_in(
        stated,
        decisions=decision("regimen", *found_in(stated)).replace("second-2011", "first-2010"),
    )
    assert each.status == "adjudicated"


def test_each_arms_stated_total_is_checked_and_named() -> None:
    arms = f"[{{id: low, regimen: {regimen(total='70 mg')}}}, {{id: high, regimen: {regimen(total='700 mg')}}}]"
    assert [each.id for each in found_in({"arms": arms})] == ["roe-1999:high/total_dose/first-2010"]


def test_three_documents_two_of_which_agree() -> None:
    (each,) = found_in(FACTS, FACTS | {"participants": "25"}, FACTS)
    assert {("first-2010", "20"), ("second-2011", "25")} <= {
        (origin.source, origin.value) for origin in each.values
    }
    assert each.difference == "20 v 25"


def test_two_places_of_one_document_are_within_it() -> None:
    (each,) = found_in(FACTS, FACTS | {"participants": "25"}, names=("first-2010", "first-2010"))
    assert (each.kind, each.difference) == ("within a document", "20 v 25")


def test_a_difference_that_is_none_is_explained() -> None:
    reports = FACTS, FACTS | {"participants": "25"}
    (each,) = found_in(
        *reports,
        decisions=decision("participants", *found_in(*reports)).replace("use: second-2011, ", ""),
    )
    assert (each.status, each.adjudication is not None) == ("explained", True)


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ("session_dose: 3 mg/kg", "session_dose"),
        ("max_rate: 0.05 mg/kg/h", "max_rate"),
        ("total_dose: 9 mg", "total_dose"),
    ],
)
def test_whatever_is_stated_beside_the_regimen_is_checked(more: str, column: str) -> None:
    found = found_in({"regimen": regimen().removesuffix("}") + f", {more}}}"})
    assert [(each.kind, each.column, each.id) for each in found] == [
        ("arithmetic", column, f"roe-1999/{column}/first-2010")
    ]


def test_a_highest_rate_allowed_may_be_above_the_one_used() -> None:
    assert found_in({"regimen": regimen().removesuffix("}") + ", max_rate: 9 mg/kg/h}"}) == ()


@pytest.mark.parametrize("other", ["[crps, gout]", "[crps-1]", "[pain]"])
def test_indications_told_more_or_less_narrowly_are_no_difference(other: str) -> None:
    assert found_in(FACTS, FACTS | {"indications": other}) == ()


def test_the_order_of_indications_is_no_difference() -> None:
    assert (
        found_in(FACTS | {"indications": "[crps, gout]"}, FACTS | {"indications": "[gout, crps]"})
        == ()
    )


def test_several_planted_at_once_are_all_found() -> None:
    """One does not hide another."""
    other = FACTS | {
        "participants": "21",
        "setting": "home",
        "design": design(masking="double-blind"),
        "regimen": regimen(session="20 h"),
    }
    assert {each.column for each in found_in(FACTS, other)} == {
        "participants", "setting", "design.masking", "session_hours", "infusion_hours", "session_dose", "total_dose",
    }  # fmt: skip


REPORTS = st.fixed_dictionaries(
    {
        fact: st.sampled_from(
            sorted({FACTS[fact], *(case[3] for case in PLANTED if case[1] == fact)})
        )
        for fact in FACTS
    }
)


@UNHURRIED
@given(REPORTS, REPORTS)
def test_finding_is_reproducible_and_the_same_whichever_document_is_read_first(
    one: dict[str, str], other: dict[str, str]
) -> None:
    first, again = (
        [
            (each.id, each.difference, each.status, [origin.place for origin in each.values])
            for each in found_in(one, other)
        ]
        for _ in "12"
    )
    assert first == again
    assert {each.column for each in found_in(one, other)} == {
        each.column for each in found_in(other, one)
    }


ODD_TWICE = "[{event: nausea, count: 2, of: 20, share: 50 %}, {event: nausea, count: 3, of: 20, share: 50 %}]"


@UNHURRIED
@given(REPORTS)
def test_ids_are_unique(other: dict[str, str]) -> None:
    """Also where one thing is odd twice, which would have the same id."""
    found = found_in(
        FACTS | {"regimen": regimen(total="500 mg"), "adverse_events": ODD_TWICE},
        other | {"adverse_events": ODD_TWICE},
    )
    ids = [each.id for each in found]
    assert sum("nausea" in id_ for id_ in ids) >= 4
    assert len(set(ids)) == len(ids)


def test_ids_name_the_report_and_the_word() -> None:
    """One document at two places, each with the same faults: ids name the report and the word."""
    counted = "{outcome: VAS, result: improved, count: 1, of: 2, share: 51 %}"
    faults = {"regimen": regimen(total="500 mg"), "outcomes": f"[{counted}, {counted}]"}
    ids = [each.id for each in found_in(faults, faults, names=(NAMES[0], NAMES[0]))]
    assert sorted(ids) == [
        "roe-1999/outcomes.vas-2/first-2010-2/percentage",
        "roe-1999/outcomes.vas-2/first-2010/percentage",
        "roe-1999/outcomes.vas/first-2010-2/percentage",
        "roe-1999/outcomes.vas/first-2010/percentage",
        "roe-1999/total_dose/first-2010",
        "roe-1999/total_dose/first-2010-2",
    ]


def test_the_arithmetic_of_every_document_is_checked() -> None:
    found = found_in(FACTS, FACTS | {"regimen": regimen(total="500 mg")})
    assert [each.kind for each in found] == ["between documents", "arithmetic"]
    assert {origin.source for origin in found[1].values} == {"second-2011"}


def test_a_difference_in_the_second_arm_is_found() -> None:
    told = [
        {
            "arms": f"[{{id: low, regimen: {regimen()}}}, {{id: high, regimen: {regimen(session=session)}}}]"
        }
        for session in ("10 h", "99 h")
    ]
    assert "session_hours" in {each.column for each in found_in(*told)}


def test_two_documents_apart_that_a_third_ones_range_covers_are_found() -> None:
    told = [
        {"regimen": regimen("{bolus: 1 mg/kg}", session)} for session in ("1-9 h", "1 h", "9 h")
    ]
    assert "session_hours" in {each.column for each in found_in(*told)}
