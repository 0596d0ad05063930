"""What a picture shows, as plain values: every mark with its figures, and every study that cannot
be drawn with the reason.

Nothing is guessed here and nothing is dropped in silence: the marks and the studies left out are
together all the studies told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


class Shown(StrEnum):
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
class Mark:
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
    shown: Shown
    ending: Ending
    told: str
    reason: str

    @property
    def band(self) -> str:
        """Band of the hours of infusion."""
        return band_of(self.hours)


@dataclass(frozen=True, slots=True)
class Observation:
    """One observation of relief: its times in h, and the observation in words.

    An interval without ends is a time not told.
    """

    outcome: str
    arm: str
    shown: Shown
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
        return self.shown, self.ending, self.present, self.absent, self.lasting, self.follow_up

    @property
    def length(self) -> tuple[Fraction, Fraction, int]:
        """The last time of relief, then the first without, then its place off the axis: what
        observations are sorted by.
        """
        ends = (self.present.low, self.present.high, self.lasting.low, self.lasting.high)
        return (
            max((end for end in ends if end is not None), default=Fraction(-1)),
            self.absent.low or Fraction(0),
            -list(Shown).index(self.shown),
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
    marks: tuple[Mark, ...]
    left_out: tuple[LeftOut, ...]
    observations: dict[str, tuple[Observation, ...]]
    groups: tuple[str, ...]
    kilograms: Fraction

    @property
    def total(self) -> int:
        """All studies told of, drawn or not."""
        return len(self.marks) + sum(not out.partly for out in self.left_out)

    def lanes(self, mark: Mark) -> tuple[Observation, ...]:
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
    observations = (
        {point.id: _lanes_of(point.row) for point in points} if kind is Kind.TIMELINE else {}
    )
    left_out = [
        *_counted_elsewhere(rows, marks),
        *(out for mark in marks.values() if (out := _left_out(kind, mark, observations))),
    ]
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


def _indication_groups(marks: Iterable[Mark]) -> tuple[str, ...]:
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


def _mark_of(point: Point) -> Mark:
    row = point.row
    relief = point.measure(VARIABLES["relief"])
    seen = direction(row)
    shown = _row_shown(row, relief, seen)
    longest = row.relief.longest_observations
    ending, text, reason = Ending.NONE, relief.text, ""
    if shown in (Shown.UNTIMED, Shown.NONE):
        text = str(shown)
    if shown is Shown.UNKNOWN:
        reason = relief.why_open or "not reported"
    elif longest:
        ending = _relief_ending(longest[0].item)
    return Mark(
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
        shown,
        ending,
        text,
        reason,
    )


def _row_shown(row: Row, relief: Reading, seen: Direction) -> Shown:
    if seen is Direction.NONE:
        return Shown.NONE
    if row.relief.status is Status.DURING:
        return Shown.DURING
    if relief.unknown:
        return Shown.UNTIMED if seen is Direction.SHOWN else Shown.UNKNOWN
    return Shown.IMMEDIATE if row.relief.longest == 0 else Shown.TIMED


def _relief_ending(item: Relief) -> Ending:
    if item.duration is not None:
        return Ending.STATED
    if item.first_absent is None:
        return Ending.NOT_TOLD if item.ended == "seen" else Ending.CENSORED
    return Ending.NOT_TOLD if item.first_absent.value is None else Ending.SEEN


def _lanes_of(row: Row) -> tuple[Observation, ...]:
    told = row.view.relief
    return () if told is None else tuple(_observation(item) for item in told.items)


def _observation(item: Relief) -> Observation:
    present, absent, lasting = (
        _known_time(item.last_present),
        _known_time(item.first_absent),
        _known_time(item.duration),
    )
    shown = _observation_shown(item, present, absent, lasting)
    ending, reason = Ending.NONE, ""
    if shown is Shown.UNKNOWN:
        reason = _unobserved(item)
    elif item.duration is not None or not present.unknown:
        ending = _relief_ending(item)
    return Observation(
        item.outcome,
        item.arm or "",
        shown,
        ending,
        present,
        absent,
        lasting,
        _known_time(item.follow_up_end),
        (item.duration and item.duration.statistic) or "",
        reason,
    )


def _observation_shown(item: Relief, present: Reading, absent: Reading, lasting: Reading) -> Shown:
    seen = observed_direction(item)
    if seen is Direction.NONE:
        return Shown.NONE
    if item.last_present is not None and item.last_present.value == DURING:
        return Shown.DURING
    if present.unknown and lasting.unknown:
        if seen is Direction.SHOWN:
            return Shown.UNTIMED
        return Shown.UNKNOWN if absent.unknown else Shown.TIMED
    return Shown.IMMEDIATE if (present.high == 0 or lasting.high == 0) else Shown.TIMED


def _unobserved(item: Relief) -> str:
    fact = item.last_present or item.duration
    if fact is None:
        return f"{ending_reason(item)}; last time present not reported"
    return fact_text(fact)


def _known_time(fact: Fact[Measure] | Fact[Measure | str] | None) -> Reading:
    value = None if fact is None else fact.value
    if not isinstance(value, Measure):
        return Reading()
    return Reading(interval=value.quantity, text=str(value))


def _counted_elsewhere(rows: Sequence[Row], marks: dict[str, Mark]) -> list[LeftOut]:
    return [
        LeftOut(
            row.study.id,
            f"its participants are those of {row.study.same_participants_as}, and are drawn there",
        )
        for row in rows
        if row.study.id not in marks
    ]


def _left_out(
    kind: Kind, mark: Mark, observations: dict[str, tuple[Observation, ...]]
) -> LeftOut | None:
    if kind is Kind.DOSE:
        return _off_the_axes(mark)
    if kind is Kind.TIMELINE and not any(item.drawn for item in observations[mark.id]):
        return LeftOut(mark.id, f"relief: {mark.reason}")
    return None


def _off_the_axes(mark: Mark) -> LeftOut | None:
    """Without relief, or with neither dose nor hours, there is no place for a study; with one of
    them, one panel has it.
    """
    missing = {
        name: f"{name}: {interval.why_open or 'not reported'}"
        for name, interval in (("dose", mark.dose), ("hours", mark.hours))
        if interval.unknown
    }
    relief = [f"relief: {mark.reason}"] if mark.shown is Shown.UNKNOWN else []
    if not missing and not relief:
        return None
    return LeftOut(
        mark.id, "; ".join([*missing.values(), *relief]), partly=not relief and len(missing) == 1
    )


def _by_relief(mark: Mark) -> tuple[int, Fraction, str]:
    """Longest relief first; then what has no place on an axis of time."""
    longest = mark.relief.low if mark.relief.low is not None else (mark.relief.high or Fraction(0))
    return list(Shown).index(mark.shown), -longest, mark.id


def _by_dose(mark: Mark) -> tuple[bool, Fraction, str]:
    lowest = mark.dose.low if mark.dose.low is not None else mark.dose.high
    return lowest is None, lowest or Fraction(0), mark.id


def _by_level(mark: Mark) -> tuple[str, int, str]:
    """Best level first, then most participants."""
    return mark.level, -(mark.participants or 0), mark.id


_ORDERS = {
    Kind.DOSE: _by_dose,
    Kind.TIMELINE: _by_relief,
    Kind.HARVEST: _by_level,
    Kind.MAP: _by_level,
}
