"""The observations of relief of a study as pictures show them: what each rests on, where it stands
on an axis of time, and why one is not drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from keta_evidence.evidence.relief import (
    ReliefObservation,
    Status,
    Versus,
    ending_reason,
)
from keta_evidence.reading import Reading
from keta_evidence.records.leaves import Measure
from keta_evidence.records.model import Fact, Relief
from keta_evidence.records.origin import fact_text
from keta_evidence.synthesis.direction import Against, vote_of
from keta_evidence.tables.row import Row


class ReliefPlace(StrEnum):
    """Where relief stands on an axis of time.

    Only ``TIMED`` has a place on a logarithmic one; right after treatment is no 0 there.
    """

    TIMED = "at a time"
    IMMEDIATE = "immediate only"
    DURING = "during infusion only"
    UNTIMED = "relief shown, time not reported"
    NONE = "none shown"
    UNKNOWN = "not known"


class Ending(StrEnum):
    """What is known of the end of relief."""

    SEEN = "seen to end"
    CENSORED = "still present when last looked at"
    NOT_TOLD = "ended, when is not known"
    STATED = "a duration as such"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation of relief: its times in h, and the observation in words.

    An interval without ends is a time not reported. ``compared`` names what it is compared with;
    ``reason`` says why it is not drawn.
    """

    outcome: str
    arm: str
    against: Against
    compared: str
    place: ReliefPlace
    ending: Ending
    present: Reading
    absent: Reading
    lasting: Reading
    follow_up: Reading
    statistic: str
    reason: str

    @property
    def drawn(self) -> bool:
        """Whether it has any place in a picture."""
        return not self.reason

    @property
    def seen(self) -> tuple[object, ...]:
        """What can be seen of it: outcomes that agree in it look the same."""
        times = (self.present, self.absent, self.lasting, self.follow_up)
        return self.compared, self.place, self.ending, *(each.interval for each in times)

    @property
    def length(self) -> tuple[Fraction, Fraction, int]:
        """The last time of relief, then the first without, then its place off the axis: what
        observations are sorted by.
        """
        ends = (self.present.low, self.present.high, self.lasting.low, self.lasting.high)
        return (
            max((end for end in ends if end is not None), default=Fraction(-1)),
            self.absent.low or Fraction(0),
            -list(ReliefPlace).index(self.place),
        )


PLACE_OF_STATUS = {
    Status.NONE: ReliefPlace.NONE,
    Status.DURING: ReliefPlace.DURING,
    Status.UNTIMED: ReliefPlace.UNTIMED,
}
"""Where relief stands that has no place on an axis of time, by its status."""


def observations_of_row(row: Row) -> tuple[Observation, ...]:
    """Every observation of a study, also those that are not drawn."""
    return tuple(_observation(row, each) for each in row.observations)


def _observation(row: Row, observed: ReliefObservation) -> Observation:
    item = observed.item
    present, absent, lasting = (
        _known_time(item.last_present),
        _known_time(item.first_absent),
        _known_time(item.duration),
    )
    place = _place_of_observation(observed, present, absent, lasting)
    ending, reason = Ending.NONE, ""
    if observed not in row.relief.observations:
        reason = _why_set_aside(observed)
    elif place is ReliefPlace.UNKNOWN:
        fact = item.last_present or item.duration
        if fact is None:
            reason = f"{ending_reason(item)}; last time present not reported"
        else:
            reason = fact_text(fact)
    elif item.duration is not None or not present.unknown:
        ending = relief_ending(item)
    return Observation(
        item.outcome,
        item.arm or "",
        *_comparison(row, observed),
        place,
        ending,
        present,
        absent,
        lasting,
        _known_time(item.follow_up_end),
        (item.duration and item.duration.statistic) or "",
        reason,
    )


def _why_set_aside(observed: ReliefObservation) -> str:
    """Why an observation takes no part in the relief of its study."""
    if observed.versus is Versus.OTHER_ARM:
        return "compares two arms that got the drug studied"
    return "another observation says the same, and what it is compared with"


def _comparison(row: Row, observed: ReliefObservation) -> tuple[Against, str]:
    """What an observation rests on, and what it is compared with in words."""
    comparator = observed.item.comparator.value
    if observed.versus is Versus.COMPARATOR and comparator is not None:
        return Against.COMPARATOR, row.collated.arm_label(comparator)
    of_study = vote_of(row).against
    against = Against.OWN_GROUP if of_study is Against.COMPARATOR else of_study
    if comparator is not None:
        return against, row.collated.arm_label(comparator)
    words = "no comparator" if against is Against.NOTHING else str(observed.versus)
    return against, words


def _place_of_observation(
    observed: ReliefObservation, present: Reading, absent: Reading, lasting: Reading
) -> ReliefPlace:
    if observed.status in PLACE_OF_STATUS:
        return PLACE_OF_STATUS[observed.status]
    if present.unknown and lasting.unknown:
        return ReliefPlace.UNKNOWN if absent.unknown else ReliefPlace.TIMED
    return ReliefPlace.IMMEDIATE if (present.high == 0 or lasting.high == 0) else ReliefPlace.TIMED


def _known_time(fact: Fact[Measure] | Fact[Measure | str] | None) -> Reading:
    value = None if fact is None else fact.value
    if not isinstance(value, Measure):
        return Reading()
    return Reading(interval=value.quantity, text=str(value))


def relief_ending(item: Relief) -> Ending:
    """What is known of the end of the relief that an observation shows."""
    if item.duration is not None:
        return Ending.STATED
    if item.first_absent is None:
        return Ending.NOT_TOLD if item.ended == "seen" else Ending.CENSORED
    return Ending.NOT_TOLD if item.first_absent.value is None else Ending.SEEN
