"""What a picture shows, as plain values: every mark with its figures, and every study that cannot
be drawn with the reason.

Nothing is guessed here and nothing is dropped in silence: the marks and the studies left out are
together all the studies told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES
from keta_evidence.evidence.relief import Status, ending_reason
from keta_evidence.evidence.subject import Options
from keta_evidence.plots.kinds import Kind
from keta_evidence.reading import Reading
from keta_evidence.records.leaves import DURING, Measure
from keta_evidence.records.library import Library
from keta_evidence.records.model import Fact, Relief
from keta_evidence.records.origin import fact_text
from keta_evidence.synthesis.bands import band_of
from keta_evidence.synthesis.direction import Direction, direction, observed_direction
from keta_evidence.synthesis.points import NOT_REPORTED, SEVERAL, Point, points_of
from keta_evidence.tables.row import Row, study_rows


class ReliefPlace(StrEnum):
    """Where relief stands on an axis of time.

    Only ``TIMED`` has a place on a logarithmic one; right after treatment is no 0 there.
    """

    TIMED = "at a time"
    IMMEDIATE = "immediate only"
    DURING = "during infusion only"
    UNTIMED = "relief shown, time not told"
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
class StudyMark:
    """One study as pictures show it. Hours and relief are in h, dose in mg.

    ``told`` is relief as people read it; ``reason`` says why relief is not known.
    """

    id: str
    indication: str
    design: str
    level: str
    participants: int | None
    enantiomer: str
    route: str
    dose: Reading
    hours: Reading
    relief: Reading
    direction: Direction
    place: ReliefPlace
    ending: Ending
    told: str
    reason: str

    @property
    def band(self) -> str:
        """Band of the hours of infusion."""
        return band_of(self.hours)

    @property
    def name(self) -> str:
        """Its id, with (S) for S(+)-ketamine, whose doses are not converted."""
        return f"{self.id} (S)" if self.enantiomer == "s" else self.id

    @property
    def level_text(self) -> str:
        """``level 2``, ``no level``."""
        return "no level" if self.level == "none" else f"level {self.level}"

    @property
    def relief_text(self) -> str:
        """Relief as people read it, or why it is not known."""
        return self.reason if self.place is ReliefPlace.UNKNOWN else self.told


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation of relief: its times in h, and the observation in words.

    An interval without ends is a time not told.
    """

    outcome: str
    arm: str
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
        return self.place, self.ending, self.present, self.absent, self.lasting, self.follow_up

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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A study that is not in the picture, or (``partly``) not in all of its panels, and why."""

    id: str
    reason: str
    partly: bool = False


@dataclass(frozen=True, slots=True)
class PlotContent:
    """Everything a picture shows.

    ``observations`` (timeline) are those of each study by its id; ``groups`` all indications told
    of.
    """

    kind: Kind
    marks: tuple[StudyMark, ...]
    left_out: tuple[LeftOut, ...]
    observations: dict[str, tuple[Observation, ...]]
    groups: tuple[str, ...]
    kilograms: Fraction

    @property
    def total(self) -> int:
        """All studies told of, drawn or not."""
        return len(self.marks) + sum(not out.partly for out in self.left_out)

    def showing(self, group: str, verdict: Direction) -> list[StudyMark]:
        """The studies of an indication whose relief has one direction."""
        return [
            mark for mark in self.marks if mark.indication == group and mark.direction is verdict
        ]

    def lanes(self, mark: StudyMark) -> tuple[Observation, ...]:
        """The observations of a study that are drawn, each that looks different once, longest
        relief first.
        """
        distinct = {item.seen: item for item in reversed(self.observations[mark.id]) if item.drawn}
        return tuple(sorted(distinct.values(), key=lambda item: item.length, reverse=True))


def plot_content(library: Library, kind: Kind, options: Options | None = None) -> PlotContent:
    """A picture of every study that the source tells of."""
    settings = options or Options()
    rows = study_rows(library, library, settings)
    points = points_of(library, rows)
    marks = {point.id: _mark_of(point) for point in points}
    observations = {}
    if kind is Kind.TIMELINE:
        observations = {point.id: _observations(point.row) for point in points}
    left_out = tuple(_left_out(kind, rows, marks, observations))
    missing = {out.id for out in left_out if not out.partly}
    drawn = sorted((mark for mark in marks.values() if mark.id not in missing), key=_ORDERS[kind])
    return PlotContent(
        kind,
        tuple(drawn),
        tuple(sorted(left_out, key=lambda out: (out.partly, out.id))),
        observations,
        _indication_groups(marks.values()),
        settings.kilograms,
    )


def _indication_groups(marks: Iterable[StudyMark]) -> tuple[str, ...]:
    """Indications, the same for every picture of the same studies: largest group first, what is no
    one indication last.
    """
    told = [mark.indication for mark in marks]
    return tuple(
        sorted(
            set(told),
            key=lambda group: (group in (SEVERAL, NOT_REPORTED), -told.count(group), group),
        )
    )


def _mark_of(point: Point) -> StudyMark:
    row = point.row
    relief = point.measure(VARIABLES["relief"])
    seen = direction(row)
    place = _place_of_row(row, relief, seen)
    longest = row.relief.longest_observations
    ending, text, reason = Ending.NONE, relief.text, ""
    if place in (ReliefPlace.UNTIMED, ReliefPlace.NONE):
        text = str(place)
    if place is ReliefPlace.UNKNOWN:
        reason = relief.why_open or "not reported"
    elif longest:
        ending = _relief_ending(longest[0].item)
    return StudyMark(
        point.id,
        point.indication,
        point.design,
        point.level,
        point.participants,
        row.cell(COLUMNS["enantiomer"]).text,
        row.cell(COLUMNS["route"]).text,
        point.measure(VARIABLES["total_dose"]),
        point.measure(VARIABLES["infusion"]),
        relief,
        seen,
        place,
        ending,
        text,
        reason,
    )


def _place_of_row(row: Row, relief: Reading, seen: Direction) -> ReliefPlace:
    if seen is Direction.NONE:
        return ReliefPlace.NONE
    if row.relief.status is Status.DURING:
        return ReliefPlace.DURING
    if relief.unknown:
        return ReliefPlace.UNTIMED if seen is Direction.SHOWN else ReliefPlace.UNKNOWN
    return ReliefPlace.IMMEDIATE if row.relief.longest == 0 else ReliefPlace.TIMED


def _relief_ending(item: Relief) -> Ending:
    if item.duration is not None:
        return Ending.STATED
    if item.first_absent is None:
        return Ending.NOT_TOLD if item.ended == "seen" else Ending.CENSORED
    return Ending.NOT_TOLD if item.first_absent.value is None else Ending.SEEN


def _observations(row: Row) -> tuple[Observation, ...]:
    relief = row.view.relief
    return () if relief is None else tuple(map(_observation, relief.items))


def _observation(item: Relief) -> Observation:
    present, absent, lasting = (
        _known_time(item.last_present),
        _known_time(item.first_absent),
        _known_time(item.duration),
    )
    place = _place_of_observation(item, present, absent, lasting)
    ending, reason = Ending.NONE, ""
    if place is ReliefPlace.UNKNOWN:
        fact = item.last_present or item.duration
        if fact is None:
            reason = f"{ending_reason(item)}; last time present not reported"
        else:
            reason = fact_text(fact)
    elif item.duration is not None or not present.unknown:
        ending = _relief_ending(item)
    return Observation(
        item.outcome,
        item.arm or "",
        place,
        ending,
        present,
        absent,
        lasting,
        _known_time(item.follow_up_end),
        (item.duration and item.duration.statistic) or "",
        reason,
    )


def _place_of_observation(
    item: Relief, present: Reading, absent: Reading, lasting: Reading
) -> ReliefPlace:
    seen = observed_direction(item)
    if seen is Direction.NONE:
        return ReliefPlace.NONE
    if item.last_present is not None and item.last_present.value == DURING:
        return ReliefPlace.DURING
    if present.unknown and lasting.unknown:
        if seen is Direction.SHOWN:
            return ReliefPlace.UNTIMED
        return ReliefPlace.UNKNOWN if absent.unknown else ReliefPlace.TIMED
    return ReliefPlace.IMMEDIATE if (present.high == 0 or lasting.high == 0) else ReliefPlace.TIMED


def _known_time(fact: Fact[Measure] | Fact[Measure | str] | None) -> Reading:
    value = None if fact is None else fact.value
    if not isinstance(value, Measure):
        return Reading()
    return Reading(interval=value.quantity, text=str(value))


def _left_out(
    kind: Kind,
    rows: Iterable[Row],
    marks: dict[str, StudyMark],
    observations: dict[str, tuple[Observation, ...]],
) -> Iterator[LeftOut]:
    for row in rows:
        mark = marks.get(row.study.id)
        if mark is None:
            other = row.study.same_participants_as
            reason = f"its participants are those of {other}, and are drawn there"
            yield LeftOut(row.study.id, reason)
        elif kind is Kind.DOSE:
            yield from _off_the_axes(mark)
        elif kind is Kind.TIMELINE and not any(item.drawn for item in observations[mark.id]):
            yield LeftOut(mark.id, f"relief: {mark.reason}")


def _off_the_axes(mark: StudyMark) -> Iterator[LeftOut]:
    """Without relief, or with neither dose nor hours, there is no place for a study; with one of
    them, one panel has it.
    """
    missing = [
        f"{name}: {interval.why_open or 'not reported'}"
        for name, interval in (("dose", mark.dose), ("hours", mark.hours))
        if interval.unknown
    ]
    relief = [f"relief: {mark.reason}"] if mark.place is ReliefPlace.UNKNOWN else []
    if missing or relief:
        partly = not relief and len(missing) == 1
        yield LeftOut(mark.id, "; ".join([*missing, *relief]), partly)


def _by_relief(mark: StudyMark) -> tuple[int, Fraction, str]:
    """Longest relief first; then what has no place on an axis of time."""
    longest = mark.relief.low if mark.relief.low is not None else (mark.relief.high or Fraction(0))
    return list(ReliefPlace).index(mark.place), -longest, mark.id


def _by_dose(mark: StudyMark) -> tuple[bool, Fraction, str]:
    lowest = mark.dose.low if mark.dose.low is not None else mark.dose.high
    return lowest is None, lowest or Fraction(0), mark.id


def _by_level(mark: StudyMark) -> tuple[str, int, str]:
    """Best level first, then most participants."""
    return mark.level, -(mark.participants or 0), mark.id


_ORDERS = {
    Kind.DOSE: _by_dose,
    Kind.TIMELINE: _by_relief,
    Kind.HARVEST: _by_level,
    Kind.MAP: _by_level,
}
