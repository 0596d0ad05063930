"""Regimens over several reports: whole from one, elements made more exact, decided or borrowed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from collated_studies import collated, of_reports

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.dosing import dose
from keta_evidence.reading import Reading


def regimen(**said: str) -> str:
    """A regimen; what is not said of it is not reported."""
    given = {
        "route": "intravenous",
        "enantiomer": "racemic",
        "sessions": "not reported",
        "session": "not reported",
        "phases": "[]",
    } | said
    return "{" + ", ".join(f"{key}: {value}" for key, value in given.items()) + "}"


def rate(size: str = "0.1", **said: str) -> str:
    return regimen(phases=f"[{{rate: {size} mg/kg/h}}]", **said)


def two(own: str, other: str, decisions: str = "") -> CollatedStudy:
    return of_reports(
        ("roe-1999", f"regimen: {own}"), ("near-2010", f"regimen: {other}"), decisions=decisions
    )


def read(study: CollatedStudy, name: str) -> Reading:
    (course,) = study.courses
    return study.regimens.reading(course, name)


def exact(study: CollatedStudy, name: str) -> Fraction:
    interval = read(study, name).interval
    assert interval is not None
    return interval.exact


def sources(study: CollatedStudy, name: str) -> list[str]:
    return [origin.source for origin in read(study, name).origins]


def names(study: CollatedStudy) -> set[str]:
    return {each.name for each in study.differences}


def test_the_regimen_used_is_whole_from_the_preferred_report() -> None:
    study = two(rate("0.1", session="4 h", sessions="1"), rate("0.3", session="9 h", sessions="5"))
    assert exact(study, "sessions") == 1
    assert exact(study, "session_hours") == 4
    assert sources(study, "max_rate") == ["roe-1999"]
    assert names(study) == {
        "sessions",
        "session_hours",
        "infusion_hours",
        "session_dose",
        "total_dose",
        "max_rate",
    }


def test_a_regimen_with_a_dose_before_one_without() -> None:
    study = two(regimen(session="4 h"), rate("0.3", session="4 h", sessions="1"))
    assert sources(study, "max_rate") == ["near-2010"]


@pytest.mark.parametrize("stated", ["total_dose", "session_dose"])
def test_why_there_is_no_dose_is_no_dose(stated: str) -> None:
    own = regimen(**{stated: "not reported"})
    study = two(own, rate("0.3", session="4 h", sessions="1"))
    assert sources(study, "max_rate") == ["near-2010"]


def test_a_regimen_borrows_what_it_does_not_give_and_nothing_else() -> None:
    study = two(rate("0.1", session="4 h"), rate("0.3", session="9 h", sessions="5"))
    assert exact(study, "sessions") == 5
    assert sources(study, "sessions") == ["near-2010"]
    assert exact(study, "session_hours") == 4
    assert sources(study, "session_hours") == ["roe-1999"]
    (course,) = study.courses
    count = dose.session_count(course).interval
    assert count is not None
    assert count.exact == 5


@pytest.mark.parametrize("access", ["table in a review", "cited elsewhere"])
def test_it_borrows_nothing_that_was_seen_on_a_page_about_the_paper(access: str) -> None:
    study = of_reports(
        ("roe-1999", f"regimen: {rate(session='4 h')}"),
        ("near-2010", f"access: {access}\nregimen: {rate(session='4 h', sessions='5')}"),
    )
    assert read(study, "sessions").interval is None


def test_nor_from_one_of_several_arms_nor_from_another_document_in_its_own_version() -> None:
    divided = f"""
        arms: {{low: intervention, high: intervention}}
        reports:
          - {{source: roe-1999, regimen: {rate(session="4 h")}}}
          - arms:
              - {{arm: low, regimen: {rate(session="4 h", sessions="5")}}}
              - {{arm: high, regimen: {rate(session="4 h", sessions="6")}}}
    """
    assert read(collated(divided), "sessions").interval is None
    study = two(rate(session="4 h"), rate(session="4 h", sessions="5"))
    alone = CollatedStudy(study.library, study.study, source="roe-1999")
    assert read(alone, "sessions").interval is None


def test_a_time_given_to_a_finer_place_makes_it_more_exact() -> None:
    """100 h are 4.2 d within its rounding: 0.05 d are 1.2 h."""
    study = two(rate(session="4.2 d", sessions="1"), rate(session="100 h", sessions="1"))
    assert exact(study, "session_hours") == 100
    assert sources(study, "session_hours") == ["near-2010"]
    assert study.differences == ()
    turned = two(rate(session="100 h", sessions="1"), rate(session="4.2 d", sessions="1"))
    assert sources(turned, "session_hours") == ["roe-1999"]


def test_a_time_beyond_rounding_differs_and_is_not_taken() -> None:
    study = two(rate(session="4.2 d", sessions="1"), rate(session="120 h", sessions="1"))
    assert sources(study, "session_hours") == ["roe-1999"]
    assert "session_hours" in names(study)


@pytest.mark.parametrize(("other", "differs"), [("1 mo", False), ("30 d", False), ("3 wk", True)])
def test_spacing_agrees_within_rounding(other: str, differs: bool) -> None:
    study = two(rate(every="4 wk", session="4 h"), rate(every=other, session="4 h"))
    assert ("session_interval" in names(study)) == differs


WHOLE = rate("0.1", session="4 h", sessions="2", every="1 d")
OTHER = rate("0.3", session="9 h", sessions="5", every="3 d")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sessions", 5),
        ("session_hours", 9),
        ("session_interval", 72),
        ("max_rate", Fraction(3, 10)),
    ],
)
def test_a_decision_on_one_element_brings_nothing_else_along(name: str, value: Fraction) -> None:
    own = {"sessions": 2, "session_hours": 4, "session_interval": 24, "max_rate": Fraction(1, 10)}
    assert {each: exact(two(WHOLE, OTHER), each) for each in own} == own
    study = two(WHOLE, OTHER, f"[{{what: {name}, use: near-2010}}]")
    assert {each: exact(study, each) for each in own} == own | {name: value}


@pytest.mark.parametrize("name", ["route", "enantiomer"])
def test_a_decision_on_a_word(name: str) -> None:
    other = {"route": "oral", "enantiomer": "s"}
    study = two(WHOLE, rate(**other), f"[{{what: {name}, use: near-2010}}]")
    (course,) = study.courses
    words = {each: course.giver(each).report.source for each in other}
    assert words == {each: "near-2010" if each == name else "roe-1999" for each in other}


def test_a_decision_on_the_regimen_takes_all_of_it() -> None:
    study = two(WHOLE, OTHER, "[{what: regimen, use: near-2010}]")
    assert exact(study, "sessions") == 5
    assert exact(study, "session_interval") == 72


def test_a_decided_dose_of_a_course_is_that_documents() -> None:
    study = two(WHOLE, OTHER, "[{what: total_dose, use: near-2010}]")
    assert exact(study, "total_dose") == Fraction(3, 10) * 9 * 5
    assert exact(study, "session_dose") == Fraction(1, 10) * 4


@pytest.mark.parametrize("name", ["route", "enantiomer"])
def test_words_that_differ(name: str) -> None:
    other = {"route": "oral", "enantiomer": "s"}
    assert names(two(WHOLE, rate(session="4 h", sessions="2", **{name: other[name]}))) == {name}


# Arms

ARMS = f"""
    arms: {{low: intervention, high: intervention, placebo: comparator}}
    reports:
      - regimen: {rate(session="4 h", sessions="1")}
        arms:
          - {{arm: low}}
          - {{arm: high, regimen: {rate(session="8 h", sessions="1")}}}
          - {{arm: placebo}}
"""


def hours(study: CollatedStudy) -> dict[str, str]:
    return {course.arm: str(course.regimen.session.value) for course in study.courses}


def test_courses_are_each_arms_own_and_the_shared_one_and_no_comparators() -> None:
    assert hours(collated(ARMS)) == {"high": "8 h", "": "4 h"}


def test_a_shared_regimen_that_no_arm_is_left_to_share_is_no_course() -> None:
    assert hours(collated(ARMS.replace("- {arm: low}\n", "- {arm: placebo}\n", 1))) == {
        "high": "8 h"
    }


@pytest.mark.parametrize("arms", ["", ", arms: [{arm: placebo}]"])
def test_the_one_regimen_of_a_study_without_intervention_arms(arms: str) -> None:
    study = collated(f"""
        arms: {{placebo: comparator}}
        reports: [{{regimen: {rate(session="4 h")}{arms}}}]
    """)
    assert hours(study) == {"": "4 h"}
    assert [each is study for each in study.by_arm()] == [True]


@pytest.mark.parametrize(
    ("arm", "expected"), [("low", {"low": "4 h"}), ("high", {"high": "8 h"}), ("placebo", {})]
)
def test_courses_of_one_arm(arm: str, expected: dict[str, str]) -> None:
    study = collated(ARMS, arm=arm)
    assert (hours(study), study.arms) == (expected, (arm,))


def test_courses_carry_the_weight_and_where_they_stand() -> None:
    study = of_reports(("near-2010", f"regimen: {rate(session='4 h')}"), weight=Fraction(50))
    (course,) = study.courses
    assert course.source is not None
    assert course.weight == 50
    assert (course.report.source, course.source.id) == ("near-2010", "near-2010")


def test_by_arm_is_one_study_for_each_intervention_arm() -> None:
    parts = list(collated(ARMS, source="near-2010", weight=Fraction(50)).by_arm())
    assert [(part.arm, part.source, part.weight) for part in parts] == [
        (arm, "near-2010", Fraction(50)) for arm in ("low", "high")
    ]


def test_arms_are_the_union_in_the_order_of_the_study() -> None:
    study = collated("""
        arms: {low: intervention, high: intervention, placebo: comparator}
        reports:
          - {source: roe-1999, arms: [{arm: high}]}
          - {arms: [{arm: placebo}, {arm: low}]}
    """)
    assert study.arms == ("low", "high")


def test_a_difference_in_one_arm_is_found() -> None:
    study = collated(f"""
        arms: {{low: intervention, high: intervention}}
        reports:
          - source: roe-1999
            arms: [{{arm: low, regimen: {rate(session="4 h")}}},
                   {{arm: high, regimen: {rate(session="8 h")}}}]
          - arms: [{{arm: low, regimen: {rate(session="4 h")}}},
                   {{arm: high, regimen: {rate(session="9 h")}}}]
    """)
    assert "session_hours" in names(study)


MEAN_REACHED = regimen(
    phases="[{rate: up to 0.3 mg/kg/h, statistic: mean}]", session="4 h", sessions="1"
)


def test_a_mean_is_not_the_highest_rate_where_another_report_gives_one() -> None:
    study = two(MEAN_REACHED, rate("0.2", max_rate="0.4 mg/kg/h"))
    assert exact(study, "max_rate") == Fraction("0.4")
    assert "max_rate" not in names(study)


def test_a_mean_stands_for_the_highest_rate_where_there_is_no_other() -> None:
    reading = read(two(MEAN_REACHED, regimen(session="4 h")), "max_rate")
    assert reading.statistic == "mean"
