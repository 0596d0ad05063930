"""Single facts over several reports: the same, more exact, or something else."""

from __future__ import annotations

import itertools

import pytest
from collated_studies import collated, of_reports

from keta_evidence.collation.facts import (
    relate_closures,
    relate_maskings,
    relate_settings,
)
from keta_evidence.collation.statements import Relation
from keta_evidence.collation.study import CollatedStudy


def design(masking: str = "open", comparators: str = "[placebo]") -> str:
    return f"{{allocation: randomised, comparators: {comparators}, masking: {masking}}}"


def used(study: CollatedStudy, fact: str) -> tuple[str, str]:
    best = study.fact(fact).used
    assert best is not None
    return best.report.source, best.show().text


MORE_EXACT = {
    "a narrower indication": ("indications", "indications", "[crps]", "[crps-1]", "crps-1"),
    "one more indication": (
        "indications",
        "indications",
        "[crps]",
        "[crps, fibromyalgia]",
        "crps, fibromyalgia",
    ),
    "intensive care": ("setting", "setting", "inpatient", "intensive care", "intensive care"),
    "triple-blind": (
        "design.masking",
        "design",
        design("double-blind"),
        design("triple-blind"),
        "triple-blind",
    ),
}
CASES = pytest.mark.parametrize(
    ("name", "fact", "broad", "exact", "text"), MORE_EXACT.values(), ids=MORE_EXACT
)


@CASES
def test_a_less_preferred_statement_that_says_more_is_used(
    name: str, fact: str, broad: str, exact: str, text: str
) -> None:
    study = of_reports(("roe-1999", f"{fact}: {broad}"), ("near-2010", f"{fact}: {exact}"))
    assert used(study, name) == ("near-2010", text)
    refined = study.fact(name).refined
    assert refined is not None
    assert refined.report.source == "roe-1999"
    assert study.differences == ()


@CASES
def test_one_that_says_less_supports(
    name: str, fact: str, broad: str, exact: str, text: str
) -> None:
    study = of_reports(("roe-1999", f"{fact}: {exact}"), ("near-2010", f"{fact}: {broad}"))
    assert used(study, name) == ("roe-1999", text)
    assert study.fact(name).refined is None
    relations = [relation for _, relation in study.fact(name).relations]
    assert relations == [Relation.LESS]
    assert study.differences == ()


@CASES
def test_a_decision_is_not_made_more_exact(
    name: str, fact: str, broad: str, exact: str, text: str
) -> None:
    study = of_reports(
        ("roe-1999", f"{fact}: {exact}"),
        ("near-2010", f"{fact}: {broad}"),
        decisions=f"[{{what: {name}, use: near-2010}}]",
    )
    assert used(study, name)[0] == "near-2010"
    assert study.fact(name).refined is None


def test_the_most_exact_of_several_is_used() -> None:
    study = of_reports(
        ("roe-1999", "indications: [chronic-pain]"),
        ("near-2010", "indications: [crps]"),
        ("far-2012", "indications: [crps-1]"),
    )
    assert used(study, "indications") == ("far-2012", "crps-1")
    assert study.differences == ()


def test_what_is_more_exact_than_another_but_differs_from_the_first_is_not_used() -> None:
    study = of_reports(
        ("roe-1999", "indications: [fibromyalgia]"),
        ("near-2010", "indications: [crps]"),
        ("far-2012", "indications: [crps-1]"),
    )
    assert used(study, "indications") == ("roe-1999", "fibromyalgia")
    assert [each.name for each in study.differences] == ["indications"]


@pytest.mark.parametrize(
    ("fact", "one", "other"),
    [
        ("participants", "20", "21"),
        ("infusions", "40", "41"),
        ("indications", "[crps]", "[fibromyalgia]"),
        ("setting", "inpatient", "outpatient"),
        ("setting", "intensive care", "home"),
    ],
)
def test_what_differs_keeps_the_preferred_value_and_both_statements(
    fact: str, one: str, other: str
) -> None:
    study = of_reports(("roe-1999", f"{fact}: {one}"), ("near-2010", f"{fact}: {other}"))
    assert used(study, fact)[0] == "roe-1999"
    (difference,) = study.differences
    assert (difference.name, difference.fact, difference.column) == (fact, fact, fact)
    assert [each.report.source for each in difference.statements] == ["roe-1999", "near-2010"]


CROSSOVER = "{allocation: randomised, structure: crossover, comparators: [placebo], masking: open}"
IN_ARMS = """
    arms: {{ketamine: intervention, placebo: comparator}}
    reports:
      - {{source: roe-1999, design: {design}, arms: [{{arm: ketamine, participants: 31}},
                                                     {{arm: placebo, participants: 2}}]}}
      - {{source: near-2010, participants: {total}}}
"""


@pytest.mark.parametrize(("total", "differences"), [("33", []), ("34", ["participants"])])
def test_the_arms_of_one_report_add_up_to_the_number_of_another(
    total: str, differences: list[str]
) -> None:
    study = collated(IN_ARMS.format(design=design(), total=total))
    assert used(study, "participants") == ("roe-1999", "33")
    assert [each.name for each in study.differences] == differences


def test_the_arms_of_a_crossover_study_are_the_same_participants() -> None:
    study = collated(IN_ARMS.format(design=CROSSOVER, total="31"))
    assert used(study, "participants") == ("near-2010", "31")
    assert study.differences == ()


def test_arms_of_which_one_has_no_number_give_no_sum() -> None:
    study = collated("""
        arms: {ketamine: intervention, placebo: comparator}
        reports: [{arms: [{arm: ketamine, participants: 31}, {arm: placebo}]}]
    """)
    assert study.fact("participants").best is None


def test_an_arm_has_its_own_number_and_a_difference_of_its_own_name() -> None:
    study = collated("""
        arms: {low: intervention, high: intervention}
        reports:
          - source: roe-1999
            arms: [{arm: low, participants: 10}, {arm: high, participants: 11}]
          - source: near-2010
            arms: [{arm: low, participants: 10}, {arm: high, participants: 12}]
    """)
    counts = {each.arm: each.fact("participants").value for each in study.by_arm()}
    assert counts == {"low": 10, "high": 11}
    assert [each.name for each in study.differences] == ["participants", ":high/participants"]


def test_an_arm_has_its_own_indications_else_those_of_the_study() -> None:
    study = collated("""
        arms: {low: intervention, high: intervention}
        reports:
          - {indications: [neuropathic-pain], arms: [{arm: low, indications: [crps]}, {arm: high}]}
          - {source: far-2012, arms: [{arm: low, indications: [crps-1]}]}
    """)
    texts = {each.arm: used(each, "indications")[1] for each in study.by_arm()}
    assert texts == {"low": "crps-1", "high": "neuropathic-pain"}


TURNED = {Relation.MORE: Relation.LESS, Relation.LESS: Relation.MORE}


@pytest.mark.parametrize(
    ("relate", "values"),
    [
        (relate_maskings, ["open", "single-blind", "double-blind", "triple-blind"]),
        (relate_settings, ["inpatient", "outpatient", "intensive care", "home"]),
        (relate_closures, [frozenset("a"), frozenset("ab"), frozenset("b"), frozenset("abc")]),
    ],
)
def test_relations_turned_round_are_the_other_way_round(relate: object, values: list[str]) -> None:
    assert callable(relate)
    for one, other in itertools.product(values, repeat=2):
        relation = relate(one, other)
        assert relate(other, one) == TURNED.get(relation, relation)
        assert (relation is Relation.SAME) == (one == other)
