"""Pictures as plain text for a terminal or a pipe: every study by name, times on a line of signs
that every terminal has.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.evidence.catalogue.regimens import people_text
from keta_evidence.export.cells import one_line
from keta_evidence.plots.content import PlotContent, StudyMark
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.observations import Ending, Observation, ReliefPlace
from keta_evidence.plots.words import TITLES, participants_text, remark, text_note
from keta_evidence.reading import Reading
from keta_evidence.synthesis.bands import DURATION_BANDS
from keta_evidence.synthesis.direction import Direction
from keta_evidence.units import TIME, Interval

_GUTTER = "  "
_TRACK, _NARROWEST_TRACK = 60, 20
_PLACES = {
    ReliefPlace.NONE: 0,
    ReliefPlace.UNTIMED: 2,
    ReliefPlace.DURING: 4,
    ReliefPlace.IMMEDIATE: 6,
}
"""Where on a line stands what has no place on the axis of time."""
_AXIS_START = 9
_TICKS: tuple[tuple[float | Fraction, str], ...] = (
    (Fraction(1, 60), "1min"),
    (1, "1h"),
    (24, "1d"),
    (168, "1wk"),
    (Fraction(1461, 2), "1mo"),
    (8766, "1yr"),
    (87660, "10yr"),
)
_SHORTEST, _LONGEST = Fraction(1, 60), Fraction(20 * 8766)
_SIGNS_EXPLAINED = (
    "N none shown, T relief shown, time not reported, D during infusion only, I right after "
    "infusion only; then the time since the",
    "end of treatment, logarithmic; x none shown; * relief shown, on the axis its last time; > "
    "never seen to end, or at least so long;",
    "o first later time it was not shown; ? it ended, when is not known; # a duration reported as "
    "such; | end of follow-up",
)
_HEADS = "N T D I :"
_UNKNOWN = Reading()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a line of signs shows of a study as a whole: as of an observation."""

    place: ReliefPlace
    ending: Ending
    present: Reading = _UNKNOWN
    absent: Reading = _UNKNOWN
    lasting: Reading = _UNKNOWN
    follow_up: Reading = _UNKNOWN


def render_plot_text(picture: PlotContent, width: int | None = None) -> str:
    """The picture for a width, or uncut where there is none; words that are wider are left to be
    wrapped.
    """
    lines = {Kind.DOSE: _dose, Kind.TIMELINE: _timeline, Kind.HARVEST: _harvest, Kind.MAP: _map}[
        picture.kind
    ](picture, width)
    text = [TITLES[picture.kind], "", *lines, "", text_note(picture)]
    for heading, partly in (("not drawn:", False), ("drawn in one panel only:", True)):
        own = [out for out in picture.left_out if out.partly is partly]
        if own:
            text += [heading, *(f"  {out.id}: {out.reason}" for out in own)]
    return "".join(f"{one_line(line).rstrip()}\n" for line in text)


def _names(marks: Iterable[StudyMark]) -> int:
    return max((len(mark.id) for mark in marks), default=0)


def _track_width(picture: PlotContent, width: int | None) -> int:
    if width is None:
        return _TRACK
    return max(_NARROWEST_TRACK, min(_TRACK, width - _names(picture.marks) - len(_GUTTER)))


def _at(hours: Fraction, width: int) -> int:
    """The column of a time on the logarithmic part of a line; what lies outside it stands at its
    end.
    """
    clamped = min(max(hours, _SHORTEST), _LONGEST)
    share = math.log(clamped / _SHORTEST) / math.log(_LONGEST / _SHORTEST)
    return _AXIS_START + round(share * (width - _AXIS_START - 2))


def _head(names: int, width: int) -> str:
    line, free = list(_HEADS.ljust(width)), _AXIS_START
    for time, words in _TICKS:
        start = _at(Fraction(time), width)
        if start >= free and start + len(words) <= width:
            line[start : start + len(words)] = words
            free = start + len(words) + 1
    return f"{'':<{names}}{_GUTTER}{''.join(line)}"


def _dose(picture: PlotContent, width: int | None) -> Iterator[str]:
    """Each study in the order of its dose: dose and hours in words, relief on a line."""
    yield from _tracked(
        picture,
        width,
        [(mark, [_relief_track(mark, _track_width(picture, width))]) for mark in picture.marks],
    )


def _timeline(picture: PlotContent, width: int | None) -> Iterator[str]:
    room = _track_width(picture, width)
    rows = [
        (mark, list(dict.fromkeys(_track(item, room) for item in picture.lanes(mark))))
        for mark in picture.marks
    ]
    yield from _tracked(picture, width, rows)


def _tracked(
    picture: PlotContent, width: int | None, rows: Sequence[tuple[StudyMark, Sequence[str]]]
) -> Iterator[str]:
    names, room = _names(picture.marks), _track_width(picture, width)
    yield _head(names, room)
    last = ""
    for mark, tracks in rows:
        if picture.kind is Kind.TIMELINE and mark.design != last:
            last = mark.design
            yield f"{last}:"
        words = _study_words(picture.kind, mark)
        first, *more = tracks
        line = f"{mark.id:<{names}}{_GUTTER}{first:<{room}}"
        if width is None:
            line += f"{_GUTTER}{words}"
        yield line
        yield from (f"{'':<{names}}{_GUTTER}{track}" for track in more)
        if width is not None:
            yield f"    {words}"
    yield from ("", *_SIGNS_EXPLAINED)


def _study_words(kind: Kind, mark: StudyMark) -> str:
    if kind is Kind.TIMELINE:
        facts = f"{mark.structure}, {mark.level_text}, {participants_text([mark])}"
        return f"{facts}; {mark.relief_text}"
    dose, hours = _number_words(mark.dose, "dose", "mg"), _number_words(mark.hours, "hours", "h")
    if mark.enantiomer == "s":
        dose += " (S)"
    return f"{dose}; {hours}; {mark.relief_text}; {mark.indication}; {mark.level_text}"


def _number_words(told: Reading, what: str, unit: str) -> str:
    """A number for people, and what it is over the participants where that is no single one."""
    if told.interval is None or told.unknown:
        return f"{what} not known"
    words = f"{people_text(told.interval)} {unit}"
    return f"{words} ({told.statistic})" if told.statistic else words


def _relief_track(mark: StudyMark, width: int) -> str:
    """Relief as one range: to the last time shown, and to the time seen absent."""
    low, high = mark.relief.low, mark.relief.high
    if mark.ending is Ending.STATED:
        return _track(_Seen(mark.place, mark.ending, lasting=mark.relief), width)
    return _track(_Seen(mark.place, mark.ending, _at_time(low), absent=_at_time(high)), width)


def _at_time(hours: Fraction | None) -> Reading:
    return Reading(interval=Interval(hours, hours, TIME))


def _track(seen: _Seen | Observation, width: int) -> str:
    line = [" "] * (width + 1)
    line[_AXIS_START - 1] = ":"
    last = _PLACES.get(seen.place)
    if last is not None:
        line[last] = "x" if seen.place is ReliefPlace.NONE else "*"
    elif seen.place is ReliefPlace.TIMED:
        last = _run(line, width, seen.present, "*") or _run(line, width, seen.lasting, "#")
    for time, sign in ((seen.follow_up, "|"), (seen.absent, "o")):
        end = time.high if time.high is not None else time.low
        if end is not None:
            _put(line, _at(end, width), sign)
    if last is not None:
        line[last + 1] = _after(seen) or line[last + 1]
    return "".join(line).rstrip()


def _after(seen: _Seen | Observation) -> str:
    """The sign after the last time relief was shown."""
    if seen.ending is Ending.STATED:
        return ">" if seen.lasting.high is None else ""
    return {Ending.CENSORED: ">", Ending.NOT_TOLD: "?"}.get(seen.ending, "")


def _run(line: list[str], width: int, time: Reading, sign: str) -> int | None:
    """Signs from the start of the axis up to a time; where it ends."""
    if time.low is None and time.high is None:
        return None
    end = _at(time.low if time.low is not None else time.high or Fraction(0), width)
    line[_AXIS_START:end] = "=" * (end - _AXIS_START)
    line[end] = sign
    if time.low is not None and time.high is not None and time.high > time.low:
        line[end + 1 : _at(time.high, width) + 1] = "-" * (_at(time.high, width) - end)
    return end


def _put(line: list[str], place: int, sign: str) -> None:
    """A sign at its place, or as near after it as no other sign stands."""
    while place < len(line) - 1 and line[place] != " ":
        place += 1
    line[place] = sign


def _harvest(picture: PlotContent, _: int | None) -> Iterator[str]:
    """Bars below each other by indication, direction and what that rests on."""
    names = _names(picture.marks)
    for group in picture.groups:
        yield group
        for direction in Direction:
            own = picture.showing(group, direction)
            if own:
                yield f"  {direction}"
            for against, marks in itertools.groupby(own, key=lambda mark: mark.vote.against):
                yield f"    {against}"
                yield from (f"      {mark.id:<{names}}{_GUTTER}{_bar(mark)}" for mark in marks)


def _bar(mark: StudyMark) -> str:
    """A bar of # as long as the level is good, and what it is of."""
    words = f"{mark.design}, {mark.level_text}, {participants_text([mark])}"
    if remark(mark):
        words += f"; {remark(mark)}"
    bar = "#" * (6 - int(mark.level)) if mark.level.isdigit() else "."
    return f"{bar:<5}{_GUTTER}{words}"


def _map(picture: PlotContent, _: int | None) -> Iterator[str]:
    """Every indication with every band, the studies of each level by name; gaps are said, not left
    out.
    """
    band_width = max(map(len, DURATION_BANDS))
    for group in picture.groups:
        yield group
        for band in DURATION_BANDS:
            by_level: dict[str, list[StudyMark]] = {}
            for mark in picture.marks:
                if (mark.indication, mark.band) == (group, band):
                    by_level.setdefault(mark.level_text, []).append(mark)
            if not by_level:
                yield f"  {band:<{band_width}}{_GUTTER}no study"
            heading = band
            for level, marks in by_level.items():
                ids = ", ".join(mark.id for mark in marks)
                words = f"{level}, {participants_text(marks)}: {ids}"
                yield f"  {heading:<{band_width}}{_GUTTER}{words}"
                heading = ""
