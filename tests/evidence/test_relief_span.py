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


AGAINST = "{last_present: 11 wk, first_absent: 12 wk}"
OPEN = "{last_present: 4 wk, ended: not seen}"


def uncompared(said: str) -> str:
    return said.replace("{", "{comparator: not reported, ", 1)


@pytest.mark.parametrize(
    ("compared", "other", "covered"),
    [
        (AGAINST, last("4 wk"), True),
        ("{last_present: 4 wk, first_absent: 12 wk}", last("8 wk"), True),
        (AGAINST, last("12 wk"), True),
        (AGAINST, "{duration: {value: 3 mo, statistic: maximum}}", True),
        (AGAINST, last("20 wk"), False),
        (OPEN, last("4 wk"), True),
        (OPEN, last("5 wk"), False),
        (OPEN, "{duration: {value: 4 wk, statistic: maximum}}", True),
        (OPEN, "{duration: at least 2 wk}", False),
        (OPEN, "{last_present: during infusion}", False),
        (OPEN, "{last_present: none shown}", False),
        (OPEN, "{last_present: 1 wk, ended: not seen, count: 3, of: 9}", False),
        (OPEN, UNTIMED, True),
        (NONE, UNTIMED, False),
        (NONE, "{last_present: none shown}", True),
        ("{last_present: during infusion}", last("0 h"), False),
        ("{first_absent: 8 wk}", last("2 wk"), False),
        ("{last_present: 2 wk, first_absent: unclear}", last("2 wk"), True),
    ],
)
def test_what_is_said_with_a_comparison_covers_what_is_said_without(
    compared: str, other: str, covered: bool
) -> None:
    span = span_of(compared, uncompared(other))
    assert (len(span.observations) == 1) == covered


def test_relief_of_one_arm_covers_nothing_of_another() -> None:
    items = [
        {"outcome": "VAS", "comparator": "placebo", "arm": "low"} | tree_of(OPEN),
        {"outcome": "NRS", "comparator": "not reported", "arm": "high"} | tree_of(last("1 wk")),
    ]
    arms = {"low": "intervention", "high": "intervention", "placebo": "comparator"}
    study = collated({"arms": arms, "reports": [{"source": "near-2010", "relief": items}]})
    assert len(relief_span(study, observations_of(study)).observations) == 2


KETAMINE, WITH_CLONIDINE = "[{drug: ketamine}]", "[{drug: ketamine}, {drug: clonidine}]"


@pytest.mark.parametrize(
    ("one", "other", "comparator", "drugs"),
    [
        (KETAMINE, WITH_CLONIDINE, "[{drug: saline}]", ["alone ", "with clonidine "]),
        (WITH_CLONIDINE, WITH_CLONIDINE, "[{drug: saline}]", ["", ""]),
        (KETAMINE, KETAMINE, "[{drug: clonidine}]", ["", ""]),
        (KETAMINE, "", "[{drug: saline}]", ["", ""]),
    ],
)
def test_arms_are_told_apart_by_what_they_got_beside_the_drug(
    one: str, other: str, comparator: str, drugs: list[str]
) -> None:
    given = {"one": one, "other": other, "control": comparator}
    arms = []
    for id_, interventions in given.items():
        role = "comparator" if id_ == "control" else "intervention"
        arm = {"id": id_, "role": role}
        if interventions:
            arm["interventions"] = tree_of(interventions)
        arms.append(arm)
    items = [
        {"outcome": "VAS", "comparator": "control", "arm": id_} | tree_of(OPEN)
        for id_ in ("one", "other")
    ]
    study = collated({"arms": arms, "reports": [{"source": "near-2010", "relief": items}]})
    assert [each.drugs for each in observations_of(study)] == drugs


@pytest.mark.parametrize(
    ("of_one", "longest"),
    [
        ("{last_present: 9 d, ended: not seen, count: 1, of: 10}", 2),
        ("{last_present: 9 d, ended: not seen, count: 2, of: 10}", 9),
        ("{last_present: 9 d, ended: not seen, count: 1, of: 10, threshold: 50 %}", 9),
    ],
)
def test_one_participant_does_not_stand_for_a_study(of_one: str, longest: int) -> None:
    assert span_of(last("2 d"), of_one).longest == longest * DAY
    assert span_of(of_one).longest == 9 * DAY
    assert span_of(UNTIMED, of_one).longest == 9 * DAY
