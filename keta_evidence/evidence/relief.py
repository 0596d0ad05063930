"""Observations of relief → the duration of relief of a study or arm, with what is not known about
it kept in sight.

A duration of relief is an interval: it lasted at least until ``last_present`` and was gone by
``first_absent``, if that was ever seen (DOMAIN.md, section 3). Times count from the end of
treatment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.records.leaves import DURING, NONE_SHOWN, Measure
from keta_evidence.records.model import Items, Relief
from keta_evidence.records.origin import fact_text

HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True)
class ReliefSpan:
    """Duration of relief over the observations of a study or arm, in days.

    ``shortest`` and ``longest`` are ``None`` where no observation has a time; ``reason`` then says
    why, and is also there where some observation could not be used. ``lost_by`` is when the longest
    relief was seen to have ended; ``censored`` is true where it was still present when last looked
    at.
    """

    shortest: Fraction | None
    longest: Fraction | None
    lost_by: Fraction | None
    censored: bool | None
    text: str
    reason: str = ""
    longest_observation: Relief | None = None


def relief_span(relief: Items[Relief] | None, arm: str = "") -> ReliefSpan:
    """Shortest and longest relief over all observations, or over those of one arm and those not
    tied to an arm.
    """
    if relief is None:
        return _nothing("not reported", "no document read here tells of relief")
    if not relief.items:
        word = relief.missing or "not told for ketamine"
        return _nothing(word, word)
    observations = [item for item in relief.items if not arm or item.arm in (None, arm)]
    timed = [(item, time) for item in observations if (time := _observed_time(item)) is not None]
    if not timed:
        return _untimed(observations)
    untimed = [item for item in observations if _observed_time(item) is None]
    return _timed_span(timed, untimed)


def _timed_span(timed: Sequence[tuple[Relief, Measure]], untimed: Sequence[Relief]) -> ReliefSpan:
    shortest_item, shortest = min(timed, key=lambda pair: _earliest(pair[1]))
    # Of equally long observations, the one that was never seen to end is the longest.
    longest_item, longest = max(timed, key=lambda pair: (_latest(pair[1]), _end_of(pair[0])[1]))
    lost_by, censored = _end_of(longest_item)
    text = _span_text(timed, shortest_item, shortest, longest_item, longest)
    reason = "; ".join(f"{item.outcome}: {_untimed_text(item)}" for item in untimed)
    return ReliefSpan(
        _earliest(shortest) / HOURS_PER_DAY,
        _latest(longest) / HOURS_PER_DAY,
        None if lost_by is None else lost_by / HOURS_PER_DAY,
        censored,
        text,
        reason,
        longest_item,
    )


def ending_reason(item: Relief) -> str:
    """Why the time by which relief was lost is not known, for an observation that has a time."""
    if item.duration is not None:
        statistic = item.duration.statistic or "stated"
        return f"a {statistic} duration of relief, not a time at which it was looked for"
    if item.first_absent is not None and item.first_absent.value is None:
        return f"relief ended, when is {fact_text(item.first_absent)}"
    if item.ended == "seen":
        return "relief ended, when is not reported"
    if item.ended == "not reported":
        return "whether it ended is not reported"
    return "never seen to end"


def _nothing(text: str, reason: str) -> ReliefSpan:
    return ReliefSpan(None, None, None, None, text, reason)


def _observed_time(item: Relief) -> Measure | None:
    fact = item.duration or item.last_present
    return fact.value if fact is not None and isinstance(fact.value, Measure) else None


def _earliest(time: Measure) -> Fraction:
    low, high = time.quantity.low, time.quantity.high
    return low if low is not None else (high or Fraction(0))


def _latest(time: Measure) -> Fraction:
    low, high = time.quantity.low, time.quantity.high
    return high if high is not None else (low or Fraction(0))


def _end_of(item: Relief) -> tuple[Fraction | None, bool]:
    """When the relief of an observation was gone (hours), and whether it was still present when
    last looked at.
    """
    if item.duration is not None:
        return None, False
    if item.first_absent is None:
        return None, item.ended != "seen"
    return (None if item.first_absent.value is None else _latest(item.first_absent.value)), False


def _untimed(observations: Sequence[Relief]) -> ReliefSpan:
    words = {_untimed_text(item) for item in observations}
    if words == {NONE_SHOWN}:
        return _nothing("none shown", "no relief was shown at any time")
    if DURING in words:
        return _nothing(
            "during infusion only", "relief was looked for, or shown, only while the infusion ran"
        )
    return _nothing(
        "not reported" if words else "not told for this arm",
        "; ".join(sorted(words)) or "no observation is tied to this arm",
    )


def _untimed_text(item: Relief) -> str:
    if item.last_present is None:
        return (
            f"absent at {fact_text(item.first_absent)}; last time present not reported"
            if item.first_absent
            else "not reported"
        )
    return fact_text(item.last_present)


def _span_text(
    timed: Sequence[tuple[Relief, Measure]],
    short: Relief,
    shortest: Measure,
    long: Relief,
    longest: Measure,
) -> str:
    """As people read it: ``≥ 11 wk, lost by 12 wk``, ``4–12 wk by outcome``, ``immediate only``,
    ``mean 9.44 mo``.
    """
    if _latest(longest) == 0:
        return "immediate only"
    ending = (
        long.first_absent.value if long.first_absent is not None and long.duration is None else None
    )
    lost = f", lost by {ending}" if ending is not None else ""
    if len(timed) == 1 or _earliest(shortest) == _latest(longest):
        return _one(long, longest) + lost
    range_text = _between(short, shortest, long, longest)
    varying = _varying([item for item, _ in timed])
    return f"{range_text} by {varying}{lost}"


def _one(item: Relief, time: Measure) -> str:
    if item.duration is not None:
        statistic = item.duration.statistic
        return f"{statistic} {time}" if statistic else str(time)
    if time.quantity.low is None or time.quantity.high is None:
        return time.text  # it says itself that it is a bound
    return f"≥ {time}"


def _between(short: Relief, shortest: Measure, long: Relief, longest: Measure) -> str:
    censored = "≥ " if _end_of(long)[1] else ""
    first, last = ("immediate" if _earliest(shortest) == 0 else str(shortest)), str(longest)
    number, _, unit = first.partition(" ")
    if unit and last.endswith(f" {unit}") and "-" not in number:
        first = number
    statistics = {
        item.duration.statistic or "" for item in (short, long) if item.duration is not None
    }
    both_durations = short.duration is not None and long.duration is not None
    prefix = f"{statistics.pop()} ".lstrip() if len(statistics) == 1 and both_durations else ""
    statistic = (
        f"{long.duration.statistic} "
        if long.duration is not None and long.duration.statistic and not prefix
        else ""
    )
    joint = "–" if first.replace(".", "").isdigit() and not statistic else " to "
    return f"{prefix}{first}{joint}{censored}{statistic}{last}"


def _varying(items: Sequence[Relief]) -> str:
    """What tells the observations apart: the arm, the outcome, or the share of participants."""
    if len({item.arm for item in items}) > 1:
        return "arm"
    if len({item.outcome for item in items}) > 1:
        return "outcome"
    return "share of participants"
