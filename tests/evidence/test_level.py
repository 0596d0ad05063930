"""Evidence levels by rule: Oxford CEBM 2011 for benefit and harm, 2009 by name only."""

from __future__ import annotations

import datetime
from typing import Any, Literal

import pytest

from keta_evidence.evidence.level import Level, Question, Scheme, derive_level
from keta_evidence.records.format import build_entry
from keta_evidence.records.model import Decision, Design
from keta_evidence.records.text import Document


def design(allocation: str, *, comparators: Any = "none", timing: str = "prospective") -> Design:
    tree: Any = {
        "allocation": allocation,
        "timing": timing,
        "comparators": comparators,
        "masking": "not reported",
    }
    built, problems = build_entry(Design, Document(__file__, tree))  # type: ignore[arg-type]
    assert problems == ()
    assert isinstance(built, Design)
    return built


def judgement(
    step: Literal["up", "down"], reason: Any, question: Literal["benefit", "harm"] = "benefit"
) -> Decision:
    return Decision(
        what=f"level.{question}",
        step=step,
        reason=reason,
        why="a reason",
        by="reader-3",
        date=datetime.date(2026, 11, 21),
    )


def level(
    made: Design | None,
    *judgements: Decision,
    question: Question = Question.BENEFIT,
    scheme: Scheme = Scheme.OCEBM_2011,
) -> Level:
    return derive_level(made, judgements, question, scheme)


@pytest.mark.parametrize("question", list(Question))
@pytest.mark.parametrize(
    ("allocation", "comparators", "expected"),
    [
        ("randomised", ["placebo"], "2"),
        ("non-randomised", ["usual care"], "3"),
        ("non-randomised", "none", "4"),
        ("single group", "none", "4"),
    ],
)
def test_2011_by_design(
    question: Question, allocation: str, comparators: Any, expected: str
) -> None:
    assert level(design(allocation, comparators=comparators), question=question).value == expected


@pytest.mark.parametrize("timing", ["prospective", "retrospective"])
def test_an_uncontrolled_prospective_series_is_level_4(timing: str) -> None:
    found = level(design("single group", timing=timing))
    assert found.value == "4"
    assert "case series" in found.steps[0]


def test_each_judgement_is_one_level_and_counts_once_a_reason() -> None:
    trial = design("randomised", comparators=["placebo"])
    assert level(trial, judgement("down", "imprecision")).value == "3"
    assert (
        level(trial, judgement("down", "imprecision"), judgement("down", "imprecision")).value
        == "3"
    )
    assert (
        level(trial, judgement("down", "imprecision"), judgement("down", "indirectness")).value
        == "4"
    )
    assert level(trial, judgement("up", "large effect")).value == "1"


def test_levels_stay_on_the_ladder() -> None:
    series = design("single group")
    downs = [
        judgement("down", reason) for reason in ("imprecision", "indirectness", "study quality")
    ]
    assert level(series, *downs).value == "5"


def test_a_judgement_counts_only_for_its_question() -> None:
    trial = design("randomised", comparators=["placebo"])
    assert level(trial, judgement("down", "imprecision", "harm")).value == "2"
    assert (
        level(trial, judgement("down", "imprecision", "harm"), question=Question.HARM).value == "3"
    )


def test_dramatic_effect_makes_an_observational_study_level_2() -> None:
    found = level(design("single group"), judgement("up", "dramatic effect"))
    assert found.value == "2"
    assert "dramatic effect" in found.steps[0]


def test_harm_names_the_condition_of_level_3() -> None:
    found = level(design("non-randomised", comparators=["usual care"]), question=Question.HARM)
    assert "numbers suffice" in found.steps[0]


@pytest.mark.parametrize(
    ("allocation", "comparators", "reasons", "expected"),
    [
        ("randomised", ["placebo"], [], "1b"),
        ("randomised", ["placebo"], ["imprecision"], "1b-"),
        ("randomised", ["placebo"], ["study quality"], "2b"),
        ("non-randomised", ["usual care"], [], "2b"),
        ("single group", "none", [], "4"),
    ],
)
def test_2009_by_name_only(
    allocation: str, comparators: Any, reasons: list[str], expected: str
) -> None:
    made = design(allocation, comparators=comparators)
    found = level(made, *(judgement("down", reason) for reason in reasons), scheme=Scheme.CEBM_2009)
    assert found.value == expected
    assert found.scheme is Scheme.CEBM_2009


def test_no_level_without_an_allocation() -> None:
    for made in (None, design("not reported")):
        found = level(made)
        assert found.value is None
        assert "not reported" in found.reason
