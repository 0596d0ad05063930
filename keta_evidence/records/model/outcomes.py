"""What a report says of results: relief, outcomes, adverse events, and the figures they share."""

from collections.abc import Iterator
from typing import Annotated, Literal

from keta_evidence.records.format import Doc, entry
from keta_evidence.records.leaves import (
    DURING,
    NONE_SHOWN,
    Id,
    LastPresent,
    Number,
    P,
    Percent,
    Text,
    Time,
    Whole,
)
from keta_evidence.records.model.base import EstimateStatistic, Fact, LimitsKind, Result, Said


@entry
class Counted(Said):
    """Something counted over participants: a count, its denominator where printed, a percentage
    where printed.
    """

    count: Annotated[Whole | None, Doc("Participants, as printed.", 4)] = None
    of: Annotated[Whole | None, Doc("Denominator, only where printed.", 9)] = None
    share: Annotated[Percent | None, Doc("Percentage, only where printed.", "38 %")] = None
    arm: Annotated[Id | None, Doc("The arm; absent: all, or the only one.", "ketamine")] = None


@entry
class Limits(Said):
    """The two ends of an interval around a figure, and what they are."""

    kind: Annotated[
        LimitsKind,
        Doc(
            "CI: confidence interval; IQR: quartiles; not stated: what they are is not said.", "CI"
        ),
    ]
    level: Annotated[Percent | None, Doc("Level of a confidence interval.", "95 %")] = None
    low: Annotated[Number, Doc("Lower end; without a unit in that of the value.", "35.54")]
    high: Annotated[Number, Doc("Upper end.", "52.15")]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        if self.level is not None and self.kind != "CI":
            yield "KE111", "level is that of a confidence interval"


@entry
class Estimated(Counted):
    """A figure with what it is, how it spreads, and a count or percentage where printed."""

    value: Annotated[Number | None, Doc("The figure with its unit.", "43.85 %")] = None
    before: Annotated[
        Number | None, Doc("The figure before treatment, where a change from it is printed.", "9.1")
    ] = None
    in_words: Annotated[
        Text | None,
        Doc("What is said where it is no number, or says more than the number.", "moderate"),
    ] = None
    statistic: Annotated[EstimateStatistic | None, Doc("What the figure is.", "mean")] = None
    sd: Annotated[Number | None, Doc("Standard deviation.", "0.4 mg/kg")] = None
    se: Annotated[Number | None, Doc("Standard error.", "0.35")] = None
    plus_minus: Annotated[
        Number | None, Doc("What follows a ± that is not said to be SD or SE.", "0.51")
    ] = None
    interval: Annotated[Limits | None, Doc("An interval around the figure.")] = None
    p: Annotated[P | None, Doc("p value, with its sign.", "< 0.001")] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        spreads = [each for each in (self.sd, self.se, self.plus_minus) if each is not None]
        if len(spreads) > 1:
            yield "KE111", "sd, se and plus_minus exclude each other"
        elif spreads and self.value is None:
            yield "KE111", "sd, se and plus_minus are the spread of a value"
        if self.before is not None and self.value is None:
            yield "KE111", "before needs the value after it"

    @property
    def told(self) -> str:
        """The figure as people read it, with its spread and without its interval; "" where there is
        none.
        """
        if self.in_words is not None:
            return self.in_words
        if self.value is None:
            return ""
        text = str(self.value)
        if self.before is not None:
            text = f"from {self.before} to {text}"
        if self.plus_minus is not None:
            return f"{text} +/- {self.plus_minus}"
        if self.sd is not None:
            return f"{text} (SD {self.sd})"
        return text if self.se is None else f"{text} (SE {self.se})"


_LIMIT_NAMES = {"CI": "confidence interval", "IQR": "quartiles", "not stated": ""}


def limits_text(limits: Limits | None) -> str:
    """An interval as people read it: ``95 % confidence interval 35.54 to 52.15``; "" where there is
    none.
    """
    if limits is None:
        return ""
    parts = [_LIMIT_NAMES.get(limits.kind, limits.kind)]
    if limits.level is not None:
        parts.insert(0, str(limits.level))
    if limits.note is not None:
        parts.append(f"({limits.note})")
    parts.append(f"{limits.low} to {limits.high}")
    return " ".join(part for part in parts if part)


@entry
class Relief(Counted):
    """One observation of pain relief. Times count from the end of treatment."""

    outcome: Annotated[Text, Doc("Outcome measure.", "VAS")]
    measure: Annotated[
        Id | None,
        Doc(
            "Its term in the vocabulary, where its words are not a label or synonym there.",
            "pain-vas",
        ),
    ] = None
    comparator: Annotated[
        Fact[Id],
        Doc("What it was compared with: an arm of the study, or baseline.", "placebo"),
    ]
    threshold: Annotated[Text | None, Doc("What counted as relief.", ">= 50 % reduction")] = None
    last_present: Annotated[
        Fact[LastPresent] | None,
        Doc(
            "Last time at which relief was shown; 0 h: right after the infusion; none shown: at "
            "no time; during infusion: only while it ran; "
            "not reported, unclear: shown, but that time is not told. Left out with first_absent "
            "where no relief before it is told.",
            "12 wk",
        ),
    ] = None
    duration: Annotated[
        Fact[Time] | None,
        Doc(
            "A duration of relief as such, where the document gives one instead of times of "
            "measurement.",
            "9.44 mo",
        ),
    ] = None
    first_absent: Annotated[
        Fact[Time] | None,
        Doc(
            "First later time at which relief was not shown. unclear: it ended, but not when.",
            "3 wk",
        ),
    ] = None
    ended: Annotated[
        Literal["seen", "not seen", "not reported"] | None,
        Doc(
            "Whether relief was seen to end. Needed beside last_present unless first_absent says "
            "it, "
            "none was shown, or it lasted during the infusion only.",
            "not seen",
        ),
    ] = None
    follow_up_end: Annotated[Fact[Time] | None, Doc("When follow-up ended.", "12 wk")] = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Rules between the keys that are broken."""
        yield from Said.faults(self)
        if self.last_present is None and self.duration is None and self.first_absent is None:
            yield "KE102", "one of last_present, duration and first_absent is needed"
        if self.last_present is not None and self.duration is not None:
            yield "KE111", "last_present and duration exclude each other"
        if self.first_absent is not None and self.ended not in (None, "seen"):
            yield "KE111", "first_absent says that relief ended"
        if self._leaves_the_end_open:
            yield "KE102", "ended is missing: seen, not seen or not reported; or first_absent"

    @property
    def _leaves_the_end_open(self) -> bool:
        """Whether neither a key nor the value of another one says if relief ended."""
        if self.last_present is None or self.duration is not None:
            return False
        if self.first_absent is not None or self.ended is not None:
            return False
        return self.last_present.value not in (NONE_SHOWN, DURING)


BASELINE = "baseline"
"""What a comparison within one arm is compared with."""


def comparator_text(comparator: Fact[str] | None) -> str:
    """What something was compared with, as people read it; "" where that is not reported."""
    if comparator is None or comparator.value is None:
        return ""
    return comparator.printed or comparator.noted or comparator.value.replace("-", " ")


@entry
class Outcome(Estimated):
    """A secondary outcome, or how much pain changed."""

    outcome: Annotated[
        Text, Doc("Outcome measure, in the words of the page.", "heat pain threshold")
    ]
    measure: Annotated[
        Id | None,
        Doc(
            "Its term in the vocabulary, where its words are not a label or synonym there.",
            "pain-vas",
        ),
    ] = None
    result: Annotated[Result, Doc("What became of it.", "unchanged")]
    when: Annotated[Time | None, Doc("Time since the end of treatment.", "6 wk")] = None
    comparator: Annotated[
        Fact[Id] | None,
        Doc("What it was compared with: an arm of the study, or baseline.", "placebo"),
    ] = None
    difference: Annotated[
        Text | None,
        Doc("What a comparison showed, in a few words.", "no difference between the groups"),
    ] = None


@entry
class AdverseEvent(Counted):
    """An adverse event, or a statement that there was none of a kind (count 0)."""

    event: Annotated[Text, Doc("The event.", "hallucinations")]
    term: Annotated[
        Id | None,
        Doc(
            "Its term in the vocabulary, where its words are not a label or synonym there.",
            "hallucinations",
        ),
    ] = None
    comparator: Annotated[Fact[Id] | None, Doc("The arm it was compared with.", "placebo")] = None
    difference: Annotated[
        Text | None,
        Doc("What a comparison showed, in a few words.", "more often than with placebo"),
    ] = None
