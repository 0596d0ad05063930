"""Durations of relief against sums worked by hand (tests/worked/relief.yaml)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from keta_evidence.evidence.relief import ReliefSpan, ending_reason, relief_span
from keta_evidence.records.format import build_entry
from keta_evidence.records.model import Items, Relief
from keta_evidence.records.text import Document, load_document, parse_document

CASES_FILE = Path(__file__).parent.parent / "worked" / "relief.yaml"


def load_cases() -> list[Any]:
    document = load_document(CASES_FILE)
    assert document.problems == ()
    assert isinstance(document.tree, list)
    return document.tree


CASES = load_cases()


def span_of(case: Any) -> ReliefSpan:
    relief, problems = build_entry(Items[Relief], Document(CASES_FILE, case["relief"]))
    assert [problem for problem in problems if problem.code.id != "KE113"] == []
    return relief_span(relief, case.get("arm", ""))


def number(text: str) -> Fraction | None:
    return None if text == "none" else Fraction(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_observations_give_what_was_worked_by_hand(case: Any) -> None:
    span, expect = span_of(case), case["expect"]
    assert span.longest == number(expect["longest"])
    assert span.lost_by == number(expect["lost_by"])
    assert str(span.censored).lower() == expect["censored"]
    assert span.text == expect["text"]
    assert expect.get("reason", "") in span.reason
    expected = number(expect["shortest"])
    assert (span.shortest is None) == (expected is None)
    assert (
        span.shortest is None
        or expected is None
        or abs(span.shortest - expected) < Fraction(1, 1000)
    )


def test_relief_of_nobody_knows_is_not_zero() -> None:
    span = relief_span(None)
    assert span.shortest is None
    assert span.text == "not reported"
    assert span.reason


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
    text = f"[{{outcome: VAS, comparator: not reported, {observation}}}]"
    relief, _ = build_entry(Items[Relief], parse_document(text, CASES_FILE))
    assert isinstance(relief, Items)
    (item,) = relief.items
    assert ending_reason(item) == reason


def test_where_no_observation_is_told_the_word_for_it_is_the_reason() -> None:
    assert relief_span(None).reason == "no document read here tells of relief"
    nothing = relief_span(Items())
    assert (nothing.text, nothing.reason) == ("not told for ketamine", "not told for ketamine")
