"""Relief of collated studies against what was worked by hand (tests/worked/relief.yaml)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from collated_studies import collated

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.relief import (
    HOURS_PER_DAY,
    ReliefSpan,
    Status,
    Versus,
    ending_reason,
    observations_of,
    relief_span,
)
from keta_evidence.evidence.relief_phrase import phrase_relief
from keta_evidence.records.text import load_document

CASES_FILE = Path(__file__).parent.parent / "worked" / "relief.yaml"
ROUNDING = Fraction(1, 100)
"""Days to which the sums are worked."""


def load_cases() -> list[Any]:
    document = load_document(CASES_FILE)
    assert document.problems == ()
    assert isinstance(document.tree, list)
    return document.tree


CASES = load_cases()
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])


def study_of(case: Any) -> CollatedStudy:
    written = {key: case[key] for key in ("arms", "reports", "decisions") if key in case}
    return collated(written, arm=case.get("arm"))


def span_of(study: CollatedStudy) -> ReliefSpan:
    return relief_span(study, observations_of(study))


def days(hours: Fraction | None) -> Fraction | None:
    return None if hours is None else hours / HOURS_PER_DAY


def assert_days(hours: Fraction | None, expected: str) -> None:
    found = days(hours)
    if expected == "none":
        assert found is None
    else:
        assert found is not None
        assert abs(found - Fraction(expected)) < ROUNDING


def assert_ends(span: ReliefSpan, expected: Any) -> None:
    """The shortest and the longest relief in days, both none where there is nothing."""
    shortest, longest = ("none", "none") if expected == "none" else expected
    assert_days(span.shortest, shortest)
    assert_days(span.longest, longest)


@EVERY
def test_the_times_are_those_worked_by_hand(case: Any) -> None:
    span, expect = span_of(study_of(case)), case["expect"]
    assert_ends(span, expect["ends"])
    assert_days(span.lost_by, expect.get("lost_by", "none"))
    assert str(span.censored).lower() == expect["censored"]


@EVERY
def test_the_ends_of_each_comparison_are_those_worked_by_hand(case: Any) -> None:
    span, expect = span_of(study_of(case)), case["expect"]
    for versus in (Versus.COMPARATOR, Versus.BASELINE):
        assert_ends(span.compared_with(versus), expect.get(f"vs_{versus}", "none"))


@EVERY
def test_the_words_are_those_worked_by_hand(case: Any) -> None:
    span, expect = span_of(study_of(case)), case["expect"]
    assert str(span.status) == expect["status"]
    assert span.versus == expect["versus"]
    assert (span.statistic or "none") == expect.get("statistic", "observed")


@EVERY
def test_the_phrase_is_the_one_worked_by_hand(case: Any) -> None:
    study = study_of(case)
    controlled = bool(study.study.comparators)
    assert phrase_relief(study, span_of(study), controlled=controlled) == case["expect"]["text"]


def test_every_word_for_what_is_known_of_relief_is_worked() -> None:
    expected = [case["expect"] for case in CASES]
    assert {each["status"] for each in expected} == set(map(str, Status))
    assert {each["versus"] for each in expected} == {
        "comparator",
        "baseline",
        "both",
        "not reported",
    }
    statistics: set[str] = set()
    for each in expected:
        statistics |= set(each.get("statistic", "observed").split(", "))
    assert statistics >= {"observed", "mean", "median", "maximum", "minimum"}


@pytest.mark.parametrize(
    ("observation", "reason"),
    [
        ("duration: {value: 2 wk, statistic: mean}", "a mean duration of relief, not a time at which it was looked for"),
        ("duration: 2 wk", "a stated duration of relief, not a time at which it was looked for"),
        ("last_present: 2 wk, first_absent: unclear", "relief ended, when is unclear"),
        ("last_present: 2 wk, ended: seen", "relief ended, when is not reported"),
        ("last_present: 2 wk, ended: not reported", "whether it ended is not reported"),
        ("last_present: 2 wk, ended: not seen", "never seen to end"),
    ],
)  # fmt: skip
def test_why_the_time_by_which_it_was_lost_is_not_known(observation: str, reason: str) -> None:
    study = collated(
        f"reports: [{{relief: [{{outcome: VAS, comparator: baseline, {observation}}}]}}]"
    )
    (item,) = study.relief.items
    assert ending_reason(item) == reason
