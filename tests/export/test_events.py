"""Adverse events as ``show`` prints them: a line an event, the counts of the arms beside each other."""

from __future__ import annotations

import pytest
from collated_studies import collated

from keta_evidence.export.events import by_event

ARMS = "arms: {placebo: comparator, ketamine: intervention}\n"


def lines(events: str, more: str = "") -> list[str]:
    written = f"{ARMS}reports:\n  - adverse_events: [{events}]\n{more}"
    return [line for line, _ in by_event(collated(written))]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (
            "{event: hallucinations, arm: placebo, count: 1, of: 10}, "
            "{event: hallucinations, arm: ketamine, count: 4, of: 10}",
            ["hallucinations 4/10 vs 1/10 (ketamine vs placebo)"],
        ),
        # printed in other words, by its term one event
        (
            "{event: dissociative reactions, arm: ketamine, count: 4}, {event: dissociation, share: 10 %}",
            ["dissociation 4 (ketamine); 10 %"],
        ),
        ("{event: nausea}, {event: dizziness, count: 0}", ["nausea", "dizziness 0"]),
        (
            "{event: nausea, difference: more often with ketamine}",
            ["nausea more often with ketamine"],
        ),
        ("{event: an odd smell, count: 2, of: 9}", ["an odd smell 2/9"]),
    ],
)
def test_one_line_an_event(events: str, expected: list[str]) -> None:
    assert lines(events) == expected


def test_what_another_report_counts_stands_in_the_same_line() -> None:
    more = "  - source: far-2012\n    adverse_events: [{event: nausea, arm: placebo, count: 2}]\n"
    found = list(
        by_event(
            collated(
                f"{ARMS}reports:\n  - adverse_events: [{{event: nausea, arm: ketamine, count: 5}}]\n{more}"
            )
        )
    )
    assert [line for line, _ in found] == ["nausea 5 vs 2 (ketamine vs placebo)"]
    assert [len(entries) for _, entries in found] == [2]
