"""The columns of the contract, and what each cell holds, rests on and leaves unsaid."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import FACTS, Facts, cell, design, library_of, regimen, row_of

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.catalogue import COLUMNS, MACHINE, PEOPLE
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import Flag
from keta_evidence.tables.row import Row

UNHURRIED = settings(deadline=None)
"""A busy machine is no reason to fail."""

CONTRACT = (
    "id, title, year, kind, indications, participants, design, allocation, comparator, masking, setting, route, enantiomer, "
    "session_hours_min, session_hours_max, sessions_min, sessions_max, infusion_hours_min, infusion_hours_max, "
    "total_dose_mg_min, total_dose_mg_max, total_dose_mg_per_kg_min, total_dose_mg_per_kg_max, dose_basis, max_rate_mg_per_kg_h, "
    "comedication, relief_status, relief_versus, relief_statistic, relief_days_min, relief_days_max, "
    "relief_vs_comparator_days_min, relief_vs_comparator_days_max, relief_vs_baseline_days_min, relief_vs_baseline_days_max, "
    "relief_lost_by_days, relief_censored, evidence_level, adverse_events, "
    "sources, discrepancies"
)
"""DOMAIN.md, section 5, as it stands there."""
UNITS = {"hours": "h", "days": "d", "mg": "mg", "mg_per_kg": "mg/kg", "mg_per_kg_h": "mg/kg/h"}
TYPES = {"text": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}


def test_every_column_of_the_contract_in_its_order() -> None:
    assert list(MACHINE) == [
        *CONTRACT.split(", "),
        "total_dose_statistic",
        "relief_vs_comparator_status",
        "relief_vs_comparator_lost_by_days",
    ]
    assert [COLUMNS[name].name for name in (*MACHINE, *PEOPLE)] == [*MACHINE, *PEOPLE]


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_says_what_it_is(name: str) -> None:
    column = COLUMNS[name]
    assert column.description.endswith(".")
    assert column.title
    assert column.type in TYPES
    assert column.heading == (f"{column.title}, {column.unit}" if column.unit else column.title)


@pytest.mark.parametrize("name", MACHINE)
def test_the_unit_stands_last_in_the_name_and_only_a_number_has_one(name: str) -> None:
    bare = name.removesuffix("_min").removesuffix("_max")
    unit = next(
        (
            UNITS[ending]
            for ending in sorted(UNITS, key=len, reverse=True)
            if bare.endswith(f"_{ending}")
        ),
        "",
    )
    assert COLUMNS[name].unit == unit
    if unit:
        assert COLUMNS[name].type == "number"


@pytest.mark.parametrize("name", [name for name in MACHINE if name.endswith("_min")])
def test_both_ends_of_a_range_are_alike(name: str) -> None:
    low, high = COLUMNS[name], COLUMNS[name.removesuffix("_min") + "_max"]
    assert (low.unit, low.type, low.facts) == (high.unit, high.type, high.facts)


WORKED: dict[str, object] = {
    "id": "roe-1999",
    "title": "Invented roe-1999",
    "year": 1999,
    "kind": "trial",
    "indications": "CRPS",
    "participants": 20,
    "design": "prospective parallel",
    "allocation": "randomised",
    "comparator": "placebo",
    "masking": "double-blind",
    "setting": "inpatient",
    "route": "intravenous",
    "enantiomer": "racemic",
    "session_hours_min": 10,
    "session_hours_max": 10,
    "sessions_min": 2,
    "sessions_max": 2,
    "infusion_hours_min": 20,  # 10 h × 2
    "infusion_hours_max": 20,
    "total_dose_mg_min": 140,  # 0.1 mg/kg/h × 10 h × 2 × 70 kg
    "total_dose_mg_max": 140,
    "total_dose_mg_per_kg_min": 2,
    "total_dose_mg_per_kg_max": 2,
    "dose_basis": "computed",
    "max_rate_mg_per_kg_h": 0.1,
    "comedication": "midazolam 2 mg",
    "relief_status": "shown",
    "relief_versus": "comparator",
    "relief_statistic": "observed",
    "relief_days_min": 77,  # 11 wk
    "relief_days_max": 77,
    "relief_vs_comparator_days_min": 77,
    "relief_vs_comparator_days_max": 77,
    "relief_vs_baseline_days_min": None,
    "relief_vs_baseline_days_max": None,
    "relief_lost_by_days": 84,  # 12 wk
    "relief_censored": False,
    "evidence_level": 2,
    "adverse_events": "nausea (3/20)",
    "sources": "first-2010",
    "discrepancies": 0,
    "total_dose_statistic": "regimen",
    "relief_vs_comparator_status": "shown",
    "relief_vs_comparator_lost_by_days": 84,
}


def test_a_whole_row_worked_by_hand() -> None:
    row = row_of(FACTS)
    assert {name: cell(row, name).value for name in MACHINE} == WORKED
    assert [type(cell(row, name).value) for name in MACHINE] == [
        type(value) for value in WORKED.values()
    ]


def test_what_people_read_of_it() -> None:
    row = row_of(FACTS)
    told = {
        name: cell(row, name).text
        for name in ("design_summary", "infusion", "total_dose", "relief")
    }
    assert told == {
        "design_summary": "trial, randomised, parallel, double-blind, vs placebo",
        "infusion": "10 h × 2",
        "total_dose": "140",
        "relief": "≥ 11 wk vs placebo, lost by 12 wk",
    }


def missing(facts: Facts, *names: str) -> Facts:
    return {name: value for name, value in facts.items() if name not in names}


UNTOLD = dict.fromkeys(FACTS, "not reported") | {
    "design": design(
        allocation="not reported",
        structure="unclear",
        timing="not reported",
        comparators="not reported",
        masking="unclear",
    ),
    "regimen": "{route: not reported, enantiomer: unclear, sessions: not reported, session: unclear, phases: []}",
}
SPARSE: list[Facts] = [
    {},
    UNTOLD,
    FACTS | {"regimen": regimen(session="not reported", sessions="not reported")},
    FACTS | {"regimen": regimen("{target: 100 ng/mL}")},
    FACTS | {"regimen": regimen("{titrate: {start: 1 mg/h}}", session="up to 1 h")},
    FACTS | {"relief": "[{outcome: VAS, last_present: none shown}]"},
    FACTS | {"relief": "[{outcome: VAS, last_present: during infusion}]"},
    FACTS | {"relief": "[{outcome: VAS, last_present: not reported, first_absent: 2 d}]"},
    FACTS | {"relief": "[{outcome: VAS, duration: 9 mo}]"},
    FACTS | {"participants": "not applicable", "design": design(allocation="not reported")},
    *(missing(FACTS, name) for name in FACTS),
]


@pytest.mark.parametrize("facts", SPARSE, ids=range(len(SPARSE)))
@pytest.mark.parametrize("name", COLUMNS)
def test_no_value_always_has_a_reason_and_a_value_its_type(name: str, facts: Facts) -> None:
    found = cell(row_of(facts), name)
    if found.value is None:
        assert found.reason
    else:
        assert isinstance(found.value, TYPES[COLUMNS[name].type])


PHASES = st.sampled_from(
    [
        "{rate: 0.1-0.2 mg/kg/h}",
        "{rate: up to 9 mg/h}",
        "{dose: at least 3 mg/kg}",
        "{target: 100 ng/mL}",
        "",
    ]
)
TIMES = st.sampled_from(["10 h", "1-2 h", "not reported"])
REGIMENS = st.builds(regimen, PHASES, TIMES, st.sampled_from(["1", "2-3", "unclear"]))
RELIEF = st.sampled_from(
    [
        FACTS["relief"],
        "none",
        "unclear",
        "[{outcome: VAS, last_present: 0 h}]",
        "[{outcome: VAS, first_absent: 1 d}]",
    ]
)
REPORTS = st.fixed_dictionaries(
    {},
    optional={
        "participants": st.sampled_from(["9", "unclear"]),
        "regimen": REGIMENS,
        "relief": RELIEF,
        "setting": st.just("home"),
    },
)


@UNHURRIED
@given(st.lists(REPORTS, min_size=1, max_size=3), st.sampled_from([None, 35, 100]))
def test_whatever_is_told_no_cell_raises_or_is_silent(
    reports: list[Facts], weight: int | None
) -> None:
    row = row_of(*reports, weight=weight)
    for name, column in COLUMNS.items():
        found = row.cell(column)
        assert found.value is not None or found.reason, name


@pytest.mark.parametrize("name", ["indications", "comparator"])
def test_a_list_that_is_not_reported_is_unknown(name: str) -> None:
    found = cell(row_of(UNTOLD), name)
    assert (found.value, found.reason) == (None, "not reported")


@pytest.mark.parametrize("name", ["comparator", "comedication", "adverse_events"])
def test_none_is_known(name: str) -> None:
    facts = {"design": design(comparators="none"), "comedication": "none", "adverse_events": "none"}
    found = cell(row_of(facts), name)
    assert (found.value, found.text, found.reason) == ("none", "none", "")


OF_THE_STUDY = ("id", "title", "year", "sources", "discrepancies")
"""These stand in the record itself, or count what is there; they are not figures of a document."""
RULED = ("kind", "evidence_level")


@pytest.mark.parametrize("name", [name for name in COLUMNS if name not in (*OF_THE_STUDY, *RULED)])
def test_every_value_says_where_its_figures_stand(name: str) -> None:
    facts = FACTS
    if name.startswith("relief_vs_baseline"):
        facts = FACTS | {"relief": FACTS["relief"].replace("placebo", "baseline")}
    found = cell(row_of(facts), name)
    assert found.origins
    assert {
        (origin.source, origin.locator.place, str(origin.locator.lines)) for origin in found.origins
    } == {("first-2010", "Table 1", "1")}


@pytest.mark.parametrize("name", RULED)
def test_what_follows_from_the_design_says_where_it_stands(name: str) -> None:
    assert "randomised" in {origin.value for origin in cell(row_of(FACTS), name).origins}


def flags(name: str, *reports: Facts, **options: Any) -> set[str]:
    return {str(flag) for flag in cell(row_of(*reports, **options), name).flags}


STATED = FACTS | {"regimen": regimen(more=", total_dose: 140 mg")}
PER_KG = FACTS | {"regimen": regimen(more=", total_dose: 2 mg/kg")}
INFERRED = FACTS | {"regimen": regimen(sessions="{value: 2, inferred: a guess with grounds}")}


@pytest.mark.parametrize(
    ("facts", "name", "expected"),
    [
        (STATED, "total_dose_mg_min", set()),
        (STATED, "total_dose_mg_per_kg_min", {"assumed"}),
        (PER_KG, "total_dose_mg_per_kg_max", set()),
        (PER_KG, "total_dose_mg_max", {"assumed"}),
        (FACTS, "total_dose_mg_min", {"computed", "assumed"}),
        (FACTS, "total_dose_mg_per_kg_min", {"computed"}),
        (FACTS, "infusion_hours_min", {"computed"}),
        (FACTS, "session_hours_min", set()),
        (FACTS, "max_rate_mg_per_kg_h", {"computed"}),
        (
            FACTS | {"regimen": regimen("{rate: 7 mg/h}")},
            "max_rate_mg_per_kg_h",
            {"computed", "assumed"},
        ),
        (FACTS | {"regimen": regimen("{rate: 7 mg/h}")}, "total_dose_mg_min", {"computed"}),
        (INFERRED, "sessions_min", {"inferred"}),
        (INFERRED, "infusion_hours_max", {"computed", "inferred"}),
        (INFERRED, "session_hours_max", set()),
        (FACTS | {"setting": "{value: home, inferred: grounds}"}, "setting", {"inferred"}),
        (FACTS | {"regimen": regimen(sessions="1")}, "infusion_hours_min", set()),
    ],
)
def test_flags_say_what_a_value_rests_on(facts: Facts, name: str, expected: set[str]) -> None:
    assert flags(name, facts) == expected


def test_dose_basis() -> None:
    bases = [cell(row_of(facts), "dose_basis").value for facts in (STATED, FACTS, UNTOLD)]
    assert bases == ["stated", "computed", "not computable"]


def test_a_disputed_setting_is_marked_there_and_only_there() -> None:
    row = row_of(FACTS, FACTS | {"setting": "home"})
    assert [name for name in COLUMNS if Flag.DISPUTED in cell(row, name).flags] == ["setting"]
    assert cell(row, "setting").dispute == "inpatient v home"
    assert cell(row, "discrepancies").value == 1


@pytest.mark.parametrize(
    ("other", "marked"),
    [
        (regimen().replace("racemic", "s"), "enantiomer"),
        (regimen().replace("intravenous", "oral"), "route"),
        (regimen(sessions="3"), "sessions_min"),
        (regimen("{rate: 0.2 mg/kg/h}"), "max_rate_mg_per_kg_h"),
    ],
)
def test_what_differs_in_the_regimen_is_marked(other: str, marked: str) -> None:
    assert "disputed" in flags(marked, FACTS, FACTS | {"regimen": other})


DOSE_COLUMNS = {
    "total_dose_mg_min", "total_dose_mg_max", "total_dose_mg_per_kg_min", "total_dose_mg_per_kg_max", "dose_basis", "total_dose",
    "total_dose_statistic",
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "marked"),
    [
        ({"regimen": regimen("{bolus: 20 mg/kg}")}, DOSE_COLUMNS),
        ({"regimen": regimen("{rate: 70 mg/kg/h}")}, DOSE_COLUMNS | {"max_rate_mg_per_kg_h"}),
        (
            {"regimen": regimen("{bolus: 0.1 mg/kg}, {dose: 0.2 mg/kg}")},
            DOSE_COLUMNS | {"max_rate_mg_per_kg_h"},
        ),  # an amount without a time
        (
            {"adverse_events": "[{event: nausea, count: 3, of: 20, share: 40 %}]"},
            {"adverse_events", "adverse_event_share"},
        ),
    ],
)
@pytest.mark.parametrize("source", [None, "first-2010"])
def test_what_is_odd_in_one_document_is_marked_where_it_counts(
    facts: Facts, marked: set[str], source: str | None
) -> None:
    row = row_of(FACTS | facts, source=source)
    assert {name for name in COLUMNS if Flag.DISPUTED in cell(row, name).flags} == marked
    assert cell(row, "discrepancies").value == 1


def test_a_dose_far_from_its_neighbours_is_marked_but_not_as_one_document_tells_it() -> None:
    one, two, three = (
        [FACTS | {"regimen": regimen("", more=f", total_dose: {mg} mg/kg")}]
        for mg in ("0.01", "1", "2")
    )
    library = library_of(roe_1999=one, doe_2001=two, moe_2002=three)
    whole, alone = (
        Row(CollatedStudy(library, library["roe-1999"], source), Options(source))
        for source in (None, "first-2010")
    )
    assert {name for name in COLUMNS if Flag.DISPUTED in cell(whole, name).flags} == DOSE_COLUMNS
    assert (cell(whole, "discrepancies").value, cell(alone, "discrepancies").value) == (1, 0)


def test_what_is_decided_is_no_longer_marked() -> None:
    decision = (
        "adjudications:\n  - {fact: setting, use: second-2011, settles: [inpatient v home],"
        " because: a reason, by: reader-3, date: 2026-01-31}\n"
    )
    row = row_of(FACTS, FACTS | {"setting": "home"}, tail=decision)
    assert [name for name in COLUMNS if Flag.DISPUTED in cell(row, name).flags] == []
    assert (
        cell(row, "setting").value,
        cell(row, "discrepancies").value,
        cell(row, "discrepancies").text,
    ) == ("home", 0, "0 open of 1")


def test_one_documents_version_is_not_disputed() -> None:
    row = row_of(FACTS, FACTS | {"setting": "home"}, source="second-2011")
    assert (
        cell(row, "setting").value,
        flags("setting", FACTS, FACTS | {"setting": "home"}, source="second-2011"),
    ) == ("home", set())
    assert (cell(row, "sources").value, cell(row, "discrepancies").value) == ("second-2011", 0)


ARMS = f"[{{id: low, label: Low dose, participants: 9}}, {{id: high, participants: 11, regimen: {regimen('{rate: 0.3 mg/kg/h}')}}}]"
BY_ARM = missing(FACTS, "participants") | {"arms": ARMS}


def test_participants_are_the_sum_of_the_arms() -> None:
    found = cell(row_of(BY_ARM), "participants")
    assert (found.value, set(found.flags), found.steps) == (20, {Flag.COMPUTED}, ("9 + 11 = 20",))
    assert len(found.origins) == 2


def test_a_printed_total_goes_before_the_sum() -> None:
    found = cell(row_of(BY_ARM | {"participants": "20"}), "participants")
    assert (found.value, found.flags) == (20, frozenset())


def test_no_sum_where_an_arm_has_no_count() -> None:
    found = cell(
        row_of(BY_ARM | {"arms": "[{id: low, participants: 9}, {id: high}]"}), "participants"
    )
    assert (found.value, found.reason) == (None, "not every arm has its count")


def test_comparators_are_participants_too() -> None:
    arms = "[{id: ketamine, participants: 9}, {id: placebo, participants: 10, treatment: saline}]"
    assert cell(row_of(BY_ARM | {"arms": arms}), "participants").value == 19


def test_nobody_is_counted_twice_in_a_crossover() -> None:
    arms = "[{id: low, participants: 20}, {id: high, participants: 20}]"
    assert (
        cell(
            row_of(BY_ARM | {"arms": arms, "design": design(structure="crossover")}), "participants"
        ).value
        != 40
    )


def test_a_sum_of_inferred_counts_is_inferred() -> None:
    arms = "[{id: low, participants: {value: 9, inferred: grounds}}, {id: high, participants: 11}]"
    assert flags("participants", BY_ARM | {"arms": arms}) == {"computed", "inferred"}


def test_an_arm_does_not_have_the_participants_of_the_study() -> None:
    facts = FACTS | {"arms": "[{id: low}, {id: high}]"}
    assert cell(row_of(facts, arm="low"), "participants").value is None


def values(row: Row, *names: str) -> list[Any]:
    return [cell(row, name).value for name in names]


def test_a_row_of_one_arm() -> None:
    low, high = (row_of(BY_ARM, arm=arm) for arm in ("low", "high"))
    names = ("id", "title", "participants", "total_dose_mg_min", "total_dose_mg_max")
    assert values(low, *names) == ["roe-1999:low", "Invented roe-1999 [Low dose]", 9, 140, 140]
    assert values(high, *names) == ["roe-1999:high", "Invented roe-1999 [high]", 11, 420, 420]


def test_what_is_tied_to_an_arm_stands_in_its_row_alone() -> None:
    facts = BY_ARM | {
        "relief": "[{outcome: VAS, last_present: 1 wk, arm: low}, {outcome: VAS, last_present: 2 wk, arm: high}]",
        "comedication": "[{drug: midazolam, arm: low}, {drug: clonidine}]",
        "adverse_events": "[{event: nausea, arm: high}, {event: sedation}]",
    }
    names = ("relief_days_min", "relief_days_max", "comedication", "adverse_events")
    assert values(row_of(facts, arm="low"), *names) == [
        7,
        7,
        "midazolam (low); clonidine",
        "sedation",
    ]
    assert values(row_of(facts, arm="high"), *names) == [
        14,
        14,
        "clonidine",
        "nausea (high); sedation",
    ]
    assert values(row_of(facts), "relief_days_min", "relief_days_max") == [7, 14]


def test_indications_of_an_arm() -> None:
    facts = BY_ARM | {"arms": "[{id: low, indications: [gout]}, {id: high}]"}
    assert [cell(row_of(facts, arm=arm), "indications").value for arm in ("low", "high")] == [
        "Gout",
        "CRPS",
    ]


def test_a_study_with_two_arms_spans_both() -> None:
    row = row_of(BY_ARM)
    assert values(row, "total_dose_mg_min", "total_dose_mg_max", "max_rate_mg_per_kg_h") == [
        140,
        420,
        0.3,
    ]
    assert cell(row, "infusion_hours_min").reason == ""


def test_an_arm_that_cannot_be_computed_is_named_and_leaves_no_total_of_the_study() -> None:
    arms = f"[{{id: low}}, {{id: high, regimen: {regimen(sessions='not reported')}}}]"
    row = row_of(BY_ARM | {"arms": arms})
    found = cell(row, "total_dose_mg_max")
    assert found.value is None
    assert cell(row, "dose_basis").value == "not computable"
    assert cell(row, "total_dose").text == "140; high: 70 per session"
    assert found.reason == "high: number of sessions: not reported; 1 mg/kg per session"
    assert "low" not in found.reason


@pytest.mark.parametrize(
    "name", ["session_hours_min", "total_dose_mg_max", "infusion", "total_dose"]
)
def test_arms_open_at_different_ends(name: str) -> None:
    arms = f"[{{id: low, regimen: {regimen(session='up to 1 h')}}}, {{id: high, regimen: {regimen(session='at least 2 h')}}}]"
    found = cell(row_of(BY_ARM | {"arms": arms}), name)
    assert found.reason


def test_nothing_listed_for_an_arm_is_unknown() -> None:
    found = cell(
        row_of(BY_ARM | {"comedication": "[{drug: midazolam, arm: low}]"}, arm="high"),
        "comedication",
    )
    assert (found.value, found.reason, len(found.origins)) == (
        None,
        "none reported for this arm",
        1,
    )


def test_relief_of_comparators_alone_is_not_quoted_as_none() -> None:
    arms = "[{id: low}, {id: placebo, treatment: saline}]"
    found = cell(
        row_of(
            FACTS | {"arms": arms, "relief": "[{outcome: VAS, last_present: 1 wk, arm: placebo}]"}
        ),
        "relief",
    )
    assert "None" not in {origin.value for origin in found.origins}


MIXED = regimen("{bolus: 10 mg, over: 1 h}, {rate: 0.1 mg/kg/h, over: rest}")
WEIGHED = [
    FACTS,
    STATED,
    PER_KG,
    FACTS | {"regimen": MIXED},
    FACTS | {"regimen": regimen("{rate: 7 mg/h}")},
    BY_ARM,
    UNTOLD,
]


@UNHURRIED
@given(st.sampled_from(WEIGHED), st.integers(min_value=10, max_value=200))
def test_weight_changes_only_what_rests_on_it(facts: Facts, weight: int) -> None:
    reference, other = row_of(facts), row_of(facts, weight=weight)
    for name in MACHINE:
        before, after = cell(reference, name), cell(other, name)
        assert (before.flags, bool(before.assumptions)) == (after.flags, bool(after.assumptions))
        assert (Flag.ASSUMED in before.flags) == (bool(before.assumptions) and name != "dose_basis")
        if Flag.ASSUMED not in before.flags:
            assert (before.value, before.text) == (after.value, after.text), name
        elif weight != 70:
            assert before.value != after.value, name


@UNHURRIED
@given(st.integers(min_value=1, max_value=500))
def test_a_dose_per_weight_is_proportional_to_it(weight: int) -> None:
    found = cell(row_of(FACTS, weight=weight), "total_dose_mg_min").value
    assert found == 2 * weight


def test_mixed_phases_by_hand() -> None:
    """(10 mg + 0.1 mg/kg/h × 9 h × 50 kg) × 2 = 110 mg; per kg 2.2."""
    row = row_of(FACTS | {"regimen": MIXED}, weight=50)
    assert values(row, "total_dose_mg_min", "total_dose_mg_per_kg_min") == [
        110,
        float(Fraction(22, 10)),
    ]


def test_the_assumption_says_the_weight() -> None:
    assert cell(row_of(FACTS), "total_dose_mg_min").assumptions == (
        "body weight 70 kg (reference; --weight changes it)",
    )
    assert cell(row_of(FACTS, weight=70), "total_dose_mg_min").assumptions == ("body weight 70 kg",)
    assert cell(row_of(FACTS, weight=50), "total_dose_mg_min").assumptions == ("body weight 50 kg",)


def test_steps_are_the_formula_with_the_numbers() -> None:
    assert cell(row_of(FACTS), "total_dose_mg_min").steps == (
        "0.1 mg/kg/h × 10 h = 1 mg/kg",
        "1 mg/kg × 2 sessions = 2 mg/kg",
        "2 mg/kg × 70 kg = 140 mg",
    )
