"""What observations of relief say one by one and together, each rule by itself."""

from __future__ import annotations

import pytest
from collated_studies import collated, tree_of

from keta_evidence.evidence.relief import ReliefSpan, observations_of, relief_span

DAY = 24


def span_of(*observations: str) -> ReliefSpan:
    """The relief of a study of ketamine and placebo with these observations."""
    items = [
        {"outcome": f"outcome {number}", "comparator": "placebo"} | tree_of(said)
        for number, said in enumerate(observations)
    ]
    study = collated(
        {
            "arms": {"ketamine": "intervention", "placebo": "comparator"},
            "reports": [{"source": "near-2010", "relief": items}],
        }
    )
    return relief_span(study, observations_of(study))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("{last_present: not applicable, ended: not reported}", "not reported"),
        ("{last_present: not reported, ended: not reported}", "shown, time not reported"),
        ("{last_present: not reported, ended: not reported, count: 0}", "none shown"),
        ("{last_present: not reported, ended: not reported, count: 1}", "shown, time not reported"),
        ("{last_present: not reported, ended: not reported, share: 0 %}", "none shown"),
        ("{last_present: not reported, ended: not reported, share: 1 %}", "shown, time not reported"),
        ("{last_present: none shown}", "none shown"),
        ("{last_present: during infusion}", "during treatment only"),
        ("{last_present: 0 h, ended: not seen}", "shown"),
        ("{duration: not reported}", "shown, time not reported"),
        ("{first_absent: 2 wk}", "not reported"),
    ],
)  # fmt: skip
def test_what_one_observation_says(said: str, status: str) -> None:
    span = span_of(said)
    assert str(span.observations[0].status) == status
    assert str(span.status) == status
    assert (span.observations[0].low is None) == (status != "shown")
    assert (span.observations[0].high is None) == (status != "shown")
    assert span.observations[0].statistic == "observed"


@pytest.mark.parametrize(
    ("duration", "statistic", "low", "high"),
    [
        ("2 d", "observed", 2, 2),
        ("{value: 2 d, statistic: mean}", "mean", 2, 2),
        ("{value: 2 d, statistic: maximum}", "maximum", None, 2),
        ("{value: 2 d, statistic: minimum}", "minimum", 2, None),
        ("at least 2 d", "minimum", 2, None),
    ],
)
def test_a_maximum_bounds_from_above_and_a_minimum_from_below(
    duration: str, statistic: str, low: int | None, high: int | None
) -> None:
    (each,) = span_of(f"{{duration: {duration}}}").observations
    assert each.statistic == statistic
    assert each.low == (None if low is None else low * DAY)
    assert each.high == (None if high is None else high * DAY)


def last(time: str, ending: str = "ended: not seen") -> str:
    return f"{{last_present: {time}, {ending}}}"


@pytest.mark.parametrize(
    ("observations", "ends"),
    [
        ([last("1 d"), last("3 d")], (1, 3, 3)),
        ([last("1-2 d"), last("3-4 d")], (1, 4, 3)),
        ([last("4 d"), last("3-4 d")], (3, 4, 4)),
        ([last("1 d"), "{duration: at least 3 d}"], (1, None, 3)),
        ([last("3 d"), "{duration: at least 3 d}"], (3, 3, 3)),
        ([last("1 d"), "{duration: {value: 3 d, statistic: maximum}}"], (1, 3, None)),
        ([last("3 d"), "{duration: {value: 3 d, statistic: maximum}}"], (3, 3, 3)),
    ],
)
def test_from_the_shortest_to_the_longest(
    observations: list[str], ends: tuple[int, int | None, int | None]
) -> None:
    span = span_of(*observations)
    expected = tuple(None if end is None else end * DAY for end in ends)
    assert (span.shortest, span.longest, span.at_least) == expected


@pytest.mark.parametrize(
    ("observations", "lost_by", "censored"),
    [
        ([last("2 d")], None, True),
        ([last("2 d", "ended: seen")], None, False),
        ([last("2 d", "ended: seen"), last("2 d")], None, True),
        ([last("2 d", "first_absent: 5 d"), last("2 d", "first_absent: 4 d")], 4, False),
        ([last("2 d", "first_absent: 5 d"), last("2 d")], 5, False),
        ([last("1 d", "first_absent: 5 d"), last("2 d")], None, True),
        (["{duration: 2 d}"], None, False),
        (["{last_present: none shown}"], None, None),
    ],
)
def test_when_the_longest_was_lost(
    observations: list[str], lost_by: int | None, censored: bool | None
) -> None:
    span = span_of(*observations)
    assert span.lost_by == (None if lost_by is None else lost_by * DAY)
    assert span.censored is censored


@pytest.mark.parametrize(
    ("observations", "statistic"),
    [
        ([last("1 d"), last("2 d")], "observed"),
        ([last("1 d"), "{duration: {value: 2 d, statistic: mean}}"], "mean, observed"),
        ([last("1 d"), "{duration: {value: 2 d, statistic: mean}}", last("3 d")], "observed"),
        (["{duration: {value: 2 d, statistic: maximum}}"], "maximum"),
        (
            ["{duration: {value: 9 d, statistic: mean}}", "{duration: {value: 2 d, statistic: maximum}}"],
            "mean",
        ),
        ([], ""),
    ],
)  # fmt: skip
def test_the_statistic_is_that_of_the_longest_and_the_shortest(
    observations: list[str], statistic: str
) -> None:
    assert span_of(*(observations or ["{first_absent: 2 d}"])).statistic == statistic


UNTIMED = "{last_present: not reported, ended: not reported}"
NONE = "{last_present: none shown}"
NONE_FROM_BASELINE = "{last_present: none shown, comparator: baseline}"


@pytest.mark.parametrize(
    ("observations", "status"),
    [
        ([NONE, last("1 d")], "shown"),
        ([NONE, "{last_present: during infusion}"], "during treatment only"),
        ([NONE, UNTIMED], "none shown"),
        ([NONE_FROM_BASELINE, UNTIMED], "shown, time not reported"),
        ([NONE_FROM_BASELINE], "none shown"),
    ],
)
def test_none_against_the_comparator_says_more_than_relief_at_no_time_reported(
    observations: list[str], status: str
) -> None:
    assert str(span_of(*observations).status) == status
