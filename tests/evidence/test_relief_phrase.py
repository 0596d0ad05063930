"""Properties of the cell on relief: it says what relief is compared with, and hides no negative."""

from __future__ import annotations

from typing import Any

from collated_studies import collated
from hypothesis import given, settings
from hypothesis import strategies as st

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.evidence.relief import (
    ReliefSpan,
    Status,
    Versus,
    observations_of,
    relief_span,
)
from keta_evidence.evidence.relief_phrase import phrase_relief

UNHURRIED = settings(deadline=None)
"""A busy machine is no reason to fail."""
TIMES: list[dict[str, Any]] = [
    {"last_present": "11 wk", "ended": "not seen"},
    {"last_present": "11 wk", "first_absent": "12 wk"},
    {"last_present": "0 h", "ended": "not reported"},
    {"last_present": "none shown", "follow_up_end": "12 mo"},
    {"last_present": "none shown"},
    {"last_present": "during infusion"},
    {"last_present": "not reported", "ended": "not reported"},
    {"first_absent": "2 d"},
    {"duration": {"value": "2 mo", "statistic": "mean"}},
    {"duration": {"value": "8 wk", "statistic": "maximum"}},
    {"duration": {"value": "3 wk", "statistic": "minimum"}},
]
PARTS: list[dict[str, Any]] = [{}, {"count": "1"}, {"count": "5", "of": "29"}]
ITEMS = st.builds(
    lambda outcome, comparator, times, part: {
        "outcome": outcome,
        "comparator": comparator,
        **times,
        **part,
    },
    st.sampled_from(["VAS", "NRS", "allodynia"]),
    st.sampled_from(["placebo", "baseline", "not reported"]),
    st.sampled_from(TIMES),
    st.sampled_from(PARTS),
)
LISTS = st.lists(ITEMS, min_size=1, max_size=4)


def phrased(items: list[dict[str, Any]]) -> tuple[ReliefSpan, str]:
    arms = {"ketamine": "intervention", "placebo": "comparator"}
    study: CollatedStudy = collated({"arms": arms, "reports": [{"relief": items}]})
    span = relief_span(study, observations_of(study))
    return span, phrase_relief(study, span, controlled=True)


@UNHURRIED
@given(LISTS)
def test_no_negative_is_hidden(items: list[dict[str, Any]]) -> None:
    span, text = phrased(items)
    if any(each.status is Status.NONE for each in span.observations):
        assert "none" in text


@UNHURRIED
@given(LISTS)
def test_the_comparison_is_said_and_the_controlled_one_comes_first(
    items: list[dict[str, Any]],
) -> None:
    span, text = phrased(items)
    informative = (Status.SHOWN, Status.NONE, Status.DURING, Status.UNTIMED)
    found = {each.versus for each in span.observations if each.status in informative}
    words = {Versus.COMPARATOR: "vs placebo", Versus.BASELINE: "vs baseline"}
    for versus, word in words.items():
        assert versus not in found or word in text
    if found == set(words):
        assert text.index("vs placebo") < text.index("vs baseline")
    if found == {Versus.NOT_REPORTED}:
        assert "comparison not reported" in text


@UNHURRIED
@given(LISTS)
def test_a_part_of_the_participants_is_said(items: list[dict[str, Any]]) -> None:
    span, text = phrased(items)
    for each in span.dated:
        if each.is_part:
            assert "1 participant" in text or "5 of 29" in text


@UNHURRIED
@given(LISTS)
def test_a_statistic_is_said_and_bounds_on_its_side_alone(items: list[dict[str, Any]]) -> None:
    span, text = phrased(items)
    statistics = {each.statistic for each in span.dated}
    assert "mean" not in statistics or "(mean" in text
    assert "maximum" not in statistics or "up to 8 wk" in text
    if statistics == {"maximum"}:
        assert span.shortest is None
    if statistics == {"minimum"}:
        assert span.longest is None


@UNHURRIED
@given(LISTS)
def test_what_is_lost_is_not_censored(items: list[dict[str, Any]]) -> None:
    span, _ = phrased(items)
    assert not (span.censored and span.lost_by is not None)
    assert (span.censored is None) == (span.status is not Status.SHOWN)


@UNHURRIED
@given(LISTS)
def test_ends_lie_in_order_and_within_those_of_all(items: list[dict[str, Any]]) -> None:
    span, _ = phrased(items)
    if span.shortest is not None and span.longest is not None:
        assert span.shortest <= span.longest
    for versus in (Versus.COMPARATOR, Versus.BASELINE):
        part = span.compared_with(versus)
        if part.shortest is not None:
            assert span.shortest is not None
            assert span.shortest <= part.shortest
