"""Observations of relief → the duration of relief of a study or arm, with what it is compared with
and what is not known about it kept in sight.

A duration of relief is an interval: it lasted at least until ``last_present`` and was gone by
``first_absent``, if that was ever seen (DOMAIN.md, section 3). Times count from the end of
treatment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from keta_evidence.collation.likeness import times_agree
from keta_evidence.collation.lists import CollatedEntry
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.records.leaves import DURING, NONE_SHOWN, Measure
from keta_evidence.records.model import BASELINE, Relief
from keta_evidence.records.origin import fact_text

HOURS_PER_DAY = 24
OBSERVED = "observed"
"""Statistic of relief that was looked for at times of measurement."""


class Status(StrEnum):
    """What is known of relief."""

    SHOWN = "shown"
    NONE = "none shown"
    DURING = "during treatment only"
    UNTIMED = "shown, time not reported"
    NOT_REPORTED = "not reported"


class Versus(StrEnum):
    """What relief is compared with; OTHER_ARM: another arm that got the drug studied."""

    COMPARATOR = "comparator"
    BASELINE = "baseline"
    NOT_REPORTED = "not reported"
    OTHER_ARM = "another arm"


@dataclass(frozen=True, slots=True)
class ReliefObservation:
    """One observation of relief, collated, with what it is compared with.

    ``added`` are the drugs that its arm got beside the one studied; ``None`` where all arms got the
    same.
    """

    entry: CollatedEntry[Relief]
    versus: Versus
    added: tuple[str, ...] | None = None

    @property
    def drugs(self) -> str:
        """What goes before its phrase: ``with calcitonin ``, ``alone ``; "" if all got the same."""
        if self.added is None:
            return ""
        return f"with {', '.join(self.added)} " if self.added else "alone "

    @property
    def item(self) -> Relief:
        """What is used of it."""
        return self.entry.entry

    @property
    def status(self) -> Status:
        """What it says; one with no more than a time at which relief was absent says no more."""
        item = self.item
        fact = item.duration or item.last_present
        if fact is None or fact.missing == "not applicable":
            return Status.NOT_REPORTED
        if fact.value is None:
            nobody = item.count == 0 or (item.share is not None and item.share.percent == 0)
            return Status.NONE if nobody else Status.UNTIMED
        words = {NONE_SHOWN: Status.NONE, DURING: Status.DURING}
        return Status.SHOWN if isinstance(fact.value, Measure) else words[fact.value]

    @property
    def statistic(self) -> str:
        """``observed``, or what its duration is: mean, median, maximum, minimum."""
        duration = self.item.duration
        if duration is None or duration.value is None:
            return OBSERVED
        if duration.value.quantity.high is None:
            return "minimum"
        return duration.statistic or OBSERVED

    @property
    def time(self) -> Measure | None:
        """The last time at which relief was shown, or its duration; ``None`` where not known."""
        fact = self.item.duration or self.item.last_present
        if fact is None or not isinstance(fact.value, Measure):
            return None
        return fact.value

    @property
    def low(self) -> Fraction | None:
        """Hours that relief lasted at least; a maximum says nothing of it."""
        if self.time is None or self.statistic == "maximum":
            return None
        return self.time.quantity.low

    @property
    def high(self) -> Fraction | None:
        """Hours at which relief was last shown at the most; a minimum says nothing of it."""
        if self.time is None or self.statistic == "minimum":
            return None
        return self.time.quantity.high

    @property
    def lost_by(self) -> Fraction | None:
        """Hours by which relief was gone, where that was seen."""
        absent = self.item.first_absent
        if absent is None or absent.value is None:
            return None
        return absent.value.quantity.high

    @property
    def is_censored(self) -> bool:
        """Whether relief was still present when last looked at."""
        item = self.item
        return item.duration is None and item.first_absent is None and item.ended != "seen"

    @property
    def is_part(self) -> bool:
        """Whether it is about a counted part of the participants."""
        return self.item.count is not None or self.item.share is not None

    @property
    def is_of_one(self) -> bool:
        """Whether it is of one participant alone, and not of how many of all met a threshold."""
        return self.item.count == 1 and self.item.threshold is None

    @property
    def is_of_combination(self) -> bool:
        """Whether the arm got another drug beside the one studied, and others did not."""
        return bool(self.added)


@dataclass(frozen=True)
class ReliefSpan:
    """Duration of relief over some observations, in hours.

    Comparisons between two doses of the drug studied say nothing of relief and are left out of it.
    """

    observations: tuple[ReliefObservation, ...]

    @cached_property
    def main(self) -> tuple[ReliefObservation, ...]:
        """Those that stand for the study: not a combination with another drug where some are of the
        drug alone, nor one participant where it is known of others.
        """
        alone = [each for each in self.observations if not each.is_of_combination]
        kept = alone or self.observations
        of_all = [each for each in kept if not each.is_of_one]
        if any(each.status in (Status.SHOWN, Status.DURING, Status.NONE) for each in of_all):
            kept = of_all
        return tuple(kept)

    @cached_property
    def dated(self) -> tuple[ReliefObservation, ...]:
        """Those that show relief at a time that is known."""
        return tuple(each for each in self.main if each.status is Status.SHOWN)

    @property
    def shortest(self) -> Fraction | None:
        """Hours of the shortest relief: the least that any observation says."""
        return min((each.low for each in self.dated if each.low is not None), default=None)

    @cached_property
    def longest_observations(self) -> tuple[ReliefObservation, ...]:
        """Those of the longest relief: one open above is as long as it says at least."""
        if not self.dated:
            return ()
        longest = max(map(_extent, self.dated))
        return tuple(each for each in self.dated if _extent(each) == longest)

    @property
    def longest(self) -> Fraction | None:
        """Hours of the longest relief; ``None`` where it has no upper end that is known."""
        ends = [each.high for each in self.longest_observations if each.high is not None]
        return max(ends, default=None)

    @property
    def at_least(self) -> Fraction | None:
        """Hours that the longest relief lasted at the least; a maximum alone says nothing."""
        lows = [each.low for each in self.longest_observations if each.low is not None]
        return max(lows, default=None)

    @property
    def lost_by(self) -> Fraction | None:
        """Hours by which the longest relief was first seen to be gone."""
        times = (each.lost_by for each in self.longest_observations)
        return min((time for time in times if time is not None), default=None)

    @property
    def censored(self) -> bool | None:
        """Whether the longest relief was still present when last looked at; ``None`` if none.

        One that was not looked at again does not hide that another, as long, was lost.
        """
        if not self.longest_observations:
            return None
        return self.lost_by is None and any(each.is_censored for each in self.longest_observations)

    @property
    def statistic(self) -> str:
        """What the longest and the shortest relief are: observed, mean, median, maximum …"""
        ends = [each for each in self.dated if each.low == self.shortest and each.low is not None]
        found = dict.fromkeys(each.statistic for each in (*self.longest_observations, *ends))
        return ", ".join(found)

    @property
    def status(self) -> Status:
        """What is known of relief over all of them.

        A time, or that there was none against a comparator, says more than relief at a time that
        is not reported.
        """
        found = {each.status for each in self.main}
        against_comparator = any(
            each.status is Status.NONE and each.versus is Versus.COMPARATOR for each in self.main
        )
        for status in (Status.SHOWN, Status.DURING):
            if status in found:
                return status
        if against_comparator:
            return Status.NONE
        for status in (Status.UNTIMED, Status.NONE):
            if status in found:
                return status
        return Status.NOT_REPORTED

    def compared_with(self, versus: Versus) -> ReliefSpan:
        """The same over those that stand for the study and are compared with that."""
        return ReliefSpan(tuple(each for each in self.main if each.versus is versus))

    @property
    def versus(self) -> str:
        """comparator, baseline, both or not reported: over what shows relief, or that there was
        none.
        """
        found = {each.versus for each in self.main if each.status in _INFORMATIVE}
        known = found & {Versus.COMPARATOR, Versus.BASELINE}
        if len(known) == 2:
            return "both"
        return str(next(iter(known), Versus.NOT_REPORTED))


_INFORMATIVE = (Status.SHOWN, Status.NONE, Status.DURING, Status.UNTIMED)


def _extent(each: ReliefObservation) -> Fraction:
    """How long its relief is: its upper end, or where it has none its lower one."""
    return each.high if each.high is not None else (each.low or Fraction(0))


def observations_of(study: CollatedStudy) -> tuple[ReliefObservation, ...]:
    """The observations of relief of a collated study, each with what it is compared with."""
    added = _added_drugs(study)
    return tuple(
        ReliefObservation(each, _compared_with(study, each.entry), added.get(each.entry.arm or ""))
        for each in study.relief.entries
    )


def _added_drugs(study: CollatedStudy) -> dict[str, tuple[str, ...]]:
    """What each arm got beside the drug that all intervention arms got, where that differs."""
    given = {
        arm.id: frozenset(each.drug for each in arm.interventions)
        for arm in study.study.arms
        if arm.role == "intervention" and arm.interventions
    }
    if len(set(given.values())) < 2:
        return {}
    common = frozenset.intersection(*given.values())
    return {id_: tuple(sorted(drugs - common)) for id_, drugs in given.items()}


def _compared_with(study: CollatedStudy, item: Relief) -> Versus:
    comparator = item.comparator.value
    if comparator is None:
        return Versus.NOT_REPORTED
    if comparator == BASELINE:
        return Versus.BASELINE
    return Versus.COMPARATOR if comparator in study.study.comparators else Versus.OTHER_ARM


def relief_span(study: CollatedStudy, observations: Iterable[ReliefObservation]) -> ReliefSpan:
    """The duration of relief over observations.

    Left out are those between two arms that got the drug studied, and those without a comparison
    that another one says with it.
    """
    kept = [each for each in observations if each.versus is not Versus.OTHER_ARM]
    compared = [each for each in kept if each.versus is not Versus.NOT_REPORTED]
    return ReliefSpan(
        tuple(
            each
            for each in kept
            if each.versus is not Versus.NOT_REPORTED or not _is_covered(study, each, compared)
        )
    )


def _is_covered(
    study: CollatedStudy, each: ReliefObservation, compared: Sequence[ReliefObservation]
) -> bool:
    """Whether what one says without a comparison is said by another with it: relief in the same
    arm, as long or longer, and not of a counted part of the participants; or that there was none.
    """
    same_arm = [other for other in compared if study.named_arms.meet(each.item.arm, other.item.arm)]
    if each.status is Status.UNTIMED:
        return any(other.status is Status.SHOWN for other in same_arm)
    if each.status is Status.NONE:
        return any(other.status is Status.NONE for other in compared)
    if each.is_part or each.status is not Status.SHOWN:
        return False
    return any(_lasts_as_long(other, each) for other in same_arm if other.status is Status.SHOWN)


def _lasts_as_long(one: ReliefObservation, other: ReliefObservation) -> bool:
    """Whether the relief of one is known to last as long as that of the other, or to have been
    looked for until then.
    """
    absent = one.item.first_absent
    gone = None if absent is None else absent.value
    if gone is not None and other.time is not None and times_agree(gone, other.time):
        return True
    until = one.lost_by or one.high or Fraction(0)
    return other.high is not None and other.high <= until


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
