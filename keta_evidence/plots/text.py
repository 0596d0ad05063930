"""Pictures as plain text for a terminal or a pipe: every study by name, times on a line of signs
that every terminal has.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.export.cells import one_line
from keta_evidence.plots.content import Ending, Mark, Observation, PlotContent, Shown
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.words import TITLES, participants_text, remark, text_note
from keta_evidence.reading import Reading
from keta_evidence.synthesis.bands import DURATION_BANDS
from keta_evidence.synthesis.direction import Direction
from keta_evidence.units import TIME, Interval

_TEXT_GAP = "  "
_TRACK, _NARROWEST_TRACK = 60, 20
_PLACES = {Shown.NONE: 0, Shown.UNTIMED: 2, Shown.DURING: 4, Shown.IMMEDIATE: 6}
"""Where on a line stands what has no place on the axis of time."""
_TEXT_AXIS = 9
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
_TEXT_SIGNS = (
    "N none shown, T relief shown, time not told, D during infusion only, I right after infusion "
    "only; then the time since the end of",
    "treatment, logarithmic; x none shown; * relief shown, on the axis its last time; > never seen "
    "to end, or at least so long;",
    "o first later time it was not shown; ? it ended, when is not known; # a duration told as "
    "such; | end of follow-up",
)
_HEADS = "N T D I :"
_UNKNOWN = Reading()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a line of signs shows."""

    shown: Shown
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
    text = [TITLES[picture.kind], "", *lines, "", text_note(picture), *_not_drawn(picture)]
    return "".join(f"{one_line(line).rstrip()}\n" for line in text)


def _not_drawn(picture: PlotContent) -> Iterator[str]:
    for heading, partly in (("not drawn:", False), ("drawn in one panel only:", True)):
        own = [out for out in picture.left_out if out.partly is partly]
        if own:
            yield from (heading, *(f"  {out.id}: {out.reason}" for out in own))


def _names(marks: Iterable[Mark]) -> int:
    return max((len(mark.id) for mark in marks), default=0)


def _track_width(picture: PlotContent, width: int | None) -> int:
    if width is None:
        return _TRACK
    return max(_NARROWEST_TRACK, min(_TRACK, width - _names(picture.marks) - len(_TEXT_GAP)))


def _at(hours: Fraction, width: int) -> int:
    """The column of a time on the logarithmic part of a line; what lies outside it stands at its
    end.
    """
    clamped = min(max(hours, _SHORTEST), _LONGEST)
    share = math.log(clamped / _SHORTEST) / math.log(_LONGEST / _SHORTEST)
    return _TEXT_AXIS + round(share * (width - _TEXT_AXIS - 2))


def _head(names: int, width: int) -> str:
    line, free = list(_HEADS.ljust(width)), _TEXT_AXIS
    for time, words in _TICKS:
        start = _at(Fraction(time), width)
        if start >= free and start + len(words) <= width:
            line[start : start + len(words)] = words
            free = start + len(words) + 1
    return f"{'':<{names}}{_TEXT_GAP}{''.join(line)}"


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
        (mark, list(dict.fromkeys(_observation_track(item, room) for item in picture.lanes(mark))))
        for mark in picture.marks
    ]
    yield from _tracked(picture, width, rows)


def _tracked(
    picture: PlotContent, width: int | None, rows: Sequence[tuple[Mark, Sequence[str]]]
) -> Iterator[str]:
    names, room = _names(picture.marks), _track_width(picture, width)
    yield _head(names, room)
    for mark, tracks in rows:
        words = _words_in_text(picture.kind, mark)
        first, *more = tracks
        yield f"{mark.id:<{names}}{_TEXT_GAP}{first:<{room}}" + (
            f"{_TEXT_GAP}{words}" if width is None else ""
        )
        yield from (f"{'':<{names}}{_TEXT_GAP}{track}" for track in more)
        if width is not None:
            yield f"    {words}"
    yield from ("", *_TEXT_SIGNS)


def _words_in_text(kind: Kind, mark: Mark) -> str:
    told = mark.reason if mark.shown is Shown.UNKNOWN else mark.told
    if kind is Kind.TIMELINE:
        return told
    dose = "dose not known" if mark.dose.unknown else mark.dose.text
    hours = "hours not known" if mark.hours.unknown else mark.hours.text
    return (
        f"{dose}{' (S)' if mark.enantiomer == 's' else ''}; {hours}; {told}; {mark.indication}; "
        f"{_level_in_text(mark)}"
    )


def _level_in_text(mark: Mark) -> str:
    return "no level" if mark.level == "none" else f"level {mark.level}"


def _relief_track(mark: Mark, width: int) -> str:
    """Relief as one range: to the last time shown, and to the time seen absent."""
    low, high = mark.relief.low, mark.relief.high
    if mark.ending is Ending.STATED:
        return _track(_Seen(mark.shown, mark.ending, lasting=mark.relief), width)
    return _track(_Seen(mark.shown, mark.ending, _at_time(low), absent=_at_time(high)), width)


def _at_time(hours: Fraction | None) -> Reading:
    return Reading(interval=Interval(hours, hours, TIME))


def _observation_track(item: Observation, width: int) -> str:
    return _track(
        _Seen(item.shown, item.ending, item.present, item.absent, item.lasting, item.follow_up),
        width,
    )


def _track(seen: _Seen, width: int) -> str:
    line = [" "] * (width + 1)
    line[_TEXT_AXIS - 1] = ":"
    last = _PLACES.get(seen.shown)
    if last is not None:
        line[last] = "x" if seen.shown is Shown.NONE else "*"
    elif seen.shown is Shown.TIMED:
        last = _run(line, width, seen.present, "*") or _run(line, width, seen.lasting, "#")
    for time, sign in ((seen.follow_up, "|"), (seen.absent, "o")):
        end = time.high if time.high is not None else time.low
        if end is not None:
            _put(line, _at(end, width), sign)
    if last is not None:
        line[last + 1] = _after(seen) or line[last + 1]
    return "".join(line).rstrip()


def _after(seen: _Seen) -> str:
    """The sign after the last time relief was shown."""
    if seen.ending is Ending.STATED:
        return ">" if seen.lasting.high is None else ""
    return {Ending.CENSORED: ">", Ending.NOT_TOLD: "?"}.get(seen.ending, "")


def _run(line: list[str], width: int, time: Reading, sign: str) -> int | None:
    """Signs from the start of the axis up to a time; where it ends."""
    if time.low is None and time.high is None:
        return None
    end = _at(time.low if time.low is not None else time.high or Fraction(0), width)
    line[_TEXT_AXIS:end] = "=" * (end - _TEXT_AXIS)
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
    """Bars of # as long as the level is good, below each other by indication and direction."""
    names = _names(picture.marks)
    for group in picture.groups:
        yield group
        for direction in Direction:
            own = [
                mark
                for mark in picture.marks
                if mark.indication == group and mark.direction is direction
            ]
            if own:
                yield f"  {direction}"
            for mark in own:
                words = "; ".join(
                    filter(
                        None,
                        (
                            f"{mark.design}, {_level_in_text(mark)}, {participants_text([mark])}",
                            remark(mark),
                        ),
                    )
                )
                yield f"    {mark.id:<{names}}{_TEXT_GAP}{_bar(mark):<5}{_TEXT_GAP}{words}"


def _bar(mark: Mark) -> str:
    return "#" * (6 - int(mark.level)) if mark.level.isdigit() else "."


def _map(picture: PlotContent, _: int | None) -> Iterator[str]:
    """Every indication with every band, the studies of each level by name; gaps are said, not left
    out.
    """
    band_width = max(map(len, DURATION_BANDS))
    for group in picture.groups:
        yield group
        for band in DURATION_BANDS:
            own = [mark for mark in picture.marks if (mark.indication, mark.band) == (group, band)]
            if not own:
                yield f"  {band:<{band_width}}{_TEXT_GAP}no study"
            for place, level in enumerate(dict.fromkeys(_level_in_text(mark) for mark in own)):
                marks = [mark for mark in own if _level_in_text(mark) == level]
                told = (
                    f"{level}, {participants_text(marks)}: {', '.join(mark.id for mark in marks)}"
                )
                yield f"  {band if place == 0 else '':<{band_width}}{_TEXT_GAP}{told}"
