"""Every observation of relief of every study on an axis of time, longest relief on top.

Left of the logarithmic axis, each in a column of its own, stands what has no place on it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from keta_evidence.plots.content import Ending, Observation, PlotContent, ReliefPlace, StudyMark
from keta_evidence.plots.style import (
    BLUE,
    FAINT,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    VERMILLION,
    WIDTH,
    Sheet,
    above_zero,
    draw_note,
    glyph,
    note_height,
    symbol_handle,
    text_width,
    time_ticks,
    wrapped,
)
from keta_evidence.plots.words import PLACES, TITLES, note
from keta_evidence.reading import Reading

_OBSERVATION_LANE = 3.2
_COLUMN = 12.0
_COLUMNS = (ReliefPlace.NONE, ReliefPlace.UNTIMED, ReliefPlace.DURING, ReliefPlace.IMMEDIATE)
_AXIS_HEADING = 18.0
_SIGNS_KEY = 17.0
_RELIEF_WORDS = 36.0
_ARROW = 3.5


@dataclass(frozen=True, slots=True)
class _Row:
    """One study: its lanes, and its relief in words."""

    mark: StudyMark
    lanes: tuple[Observation, ...]
    words: tuple[str, ...]

    @property
    def height(self) -> float:
        return _OBSERVATION_LANE * max(len(self.lanes), len(self.words)) + 0.8


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where times stand across the sheet, in mm."""

    left: float
    right: float
    low: float
    high: float

    def at(self, hours: float) -> float:
        """The place of a time; what is nearer than the shortest time shown stands at the start of
        the axis.
        """
        share = math.log(max(hours, self.low) / self.low) / math.log(self.high / self.low)
        return self.left + share * (self.right - self.left)

    def column(self, place: ReliefPlace) -> float:
        """The place of what has none on the axis."""
        return self.left - _COLUMN * (len(_COLUMNS) - _COLUMNS.index(place)) + _COLUMN / 2


def draw_timeline(picture: PlotContent) -> Figure:
    """The picture."""
    rows = [
        _Row(mark, picture.lanes(mark), wrapped(mark.relief_text, _RELIEF_WORDS))
        for mark in picture.marks
    ]
    words = note(picture)
    bottom = _AXIS_HEADING + sum(row.height for row in rows)
    sheet = Sheet(bottom + 6 + _SIGNS_KEY + note_height(words), TITLES[picture.kind])
    names = max((text_width(row.mark.id) for row in rows), default=20.0)
    scale = _scale(picture, MARGIN + names + 2 + _COLUMN * len(_COLUMNS))
    axes = sheet.canvas()
    _draw_axis(axes, scale, bottom)
    top = _AXIS_HEADING
    for place, row in enumerate(rows):
        if place % 2 == 0:
            axes.axhspan(top, top + row.height, color="#F3F3F3", linewidth=0, zorder=0)
        _draw_row(axes, scale, row, top)
        top += row.height
    _explain_observations(sheet, bottom + 6)
    draw_note(sheet, words)
    return sheet.figure


def _scale(picture: PlotContent, left: float) -> _Scale:
    readings: list[Reading] = []
    for mark in picture.marks:
        for item in picture.observations[mark.id]:
            readings += (item.present, item.absent, item.lasting, item.follow_up)
    times = above_zero(readings)
    return _Scale(
        left,
        WIDTH - MARGIN - _RELIEF_WORDS - 2,
        min(times, default=1.0) / 1.3,
        max(times, default=1000.0) * 1.7,
    )


def _draw_axis(axes: Axes, scale: _Scale, bottom: float) -> None:
    heading: Any = {"fontsize": SMALL, "va": "bottom", "ha": "center", "linespacing": 1.2}
    for off_axis in _COLUMNS:
        middle = scale.column(off_axis)
        axes.text(
            middle, _AXIS_HEADING - 1, "\n".join(wrapped(PLACES[off_axis], _COLUMN)), **heading
        )
        axes.plot([middle - _COLUMN / 2] * 2, [_AXIS_HEADING, bottom], color=QUIET, linewidth=0.3)
    axes.text(
        (scale.left + scale.right) / 2,
        _AXIS_HEADING - 1,
        "time since the end of treatment\n(logarithmic)",
        **heading,
    )
    axes.text(scale.right + 2, _AXIS_HEADING - 1, "relief as told", **{**heading, "ha": "left"})
    free = 0.0
    for place, words in zip(*time_ticks(scale.low, scale.high), strict=True):
        x, half = scale.at(place), text_width(words) / 2 + 0.4
        axes.plot([x, x], [_AXIS_HEADING, bottom + 0.8], color=FAINT, linewidth=0.4, zorder=1)
        if x - half >= free:
            axes.text(x, bottom + 1.2, words, fontsize=SMALL, va="top", ha="center")
            free = x + half
    for x in (scale.left, scale.right):
        axes.plot([x, x], [_AXIS_HEADING, bottom], color=INK, linewidth=0.5)
    axes.plot(
        [scale.column(_COLUMNS[0]) - _COLUMN / 2, scale.right],
        [bottom, bottom],
        color=INK,
        linewidth=0.5,
    )


def _draw_row(axes: Axes, scale: _Scale, row: _Row, top: float) -> None:
    first = top + 0.4 + _OBSERVATION_LANE / 2
    axes.text(MARGIN, first, row.mark.id, fontsize=SMALL, va="center_baseline")
    for line, words in enumerate(row.words):
        axes.text(
            scale.right + 2,
            first + line * _OBSERVATION_LANE,
            words,
            fontsize=SMALL,
            va="center_baseline",
        )
    for lane, item in enumerate(row.lanes):
        _draw_lane(axes, scale, item, first + lane * _OBSERVATION_LANE)


def _draw_lane(axes: Axes, scale: _Scale, item: Observation, y: float) -> None:
    last = _draw_presence(axes, scale, item, y)
    if not item.absent.unknown:
        absent = scale.at(float(item.absent.high or item.absent.low or 0))
        if last is not None:
            axes.plot(
                [last, absent],
                [y, y],
                color=QUIET,
                linewidth=0.7,
                linestyle=(0, (2, 1.5)),
                zorder=2,
            )
        _draw_span(axes, scale, item.absent, y, VERMILLION)
        axes.plot(
            [absent],
            [y],
            marker="o",
            markersize=4,
            markerfacecolor="white",
            markeredgecolor=VERMILLION,
            markeredgewidth=1,
            zorder=3.5,
        )
    elif last is not None and item.ending is Ending.CENSORED:
        _draw_arrow(axes, last, y, _ARROW)
    elif last is not None and item.ending is Ending.NOT_TOLD:
        axes.text(last + 2, y, "?", fontsize=SMALL, va="center_baseline", ha="center")
    if not item.follow_up.unknown:
        end = scale.at(float(item.follow_up.high or item.follow_up.low or 0))
        axes.plot([end], [y], marker="|", markersize=6, markeredgewidth=1, color=QUIET, zorder=3)


def _draw_presence(axes: Axes, scale: _Scale, item: Observation, y: float) -> float | None:
    """How long relief was shown, or that it was not.

    Returns where the last sign of it stands, if its time is told.
    """
    if item.place is ReliefPlace.NONE:
        axes.plot(
            [scale.column(ReliefPlace.NONE)],
            [y],
            marker="x",
            markersize=4,
            markeredgewidth=1,
            color=VERMILLION,
            zorder=4,
        )
        return None
    if item.place in (ReliefPlace.DURING, ReliefPlace.IMMEDIATE):
        return _dot(axes, scale.column(item.place), y)
    if item.place is ReliefPlace.UNTIMED:
        _dot(axes, scale.column(item.place), y)
        return None
    if not item.lasting.unknown:
        return _draw_duration(axes, scale, item.lasting, y)
    if item.present.unknown:
        return None
    seen = scale.at(float(item.present.low or item.present.high or 0))
    axes.plot(
        [scale.left, seen], [y, y], color=BLUE, linewidth=1.4, zorder=2, solid_capstyle="butt"
    )
    _draw_span(axes, scale, item.present, y, BLUE)
    return _dot(axes, seen, y)


def _dot(axes: Axes, x: float, y: float) -> float:
    axes.plot([x], [y], marker="o", markersize=4, color=BLUE, zorder=4)
    return x


def _draw_duration(axes: Axes, scale: _Scale, lasting: Reading, y: float) -> float:
    end = scale.at(float(lasting.low if lasting.low is not None else (lasting.high or 0)))
    axes.plot([scale.left, end], [y, y], color=QUIET, linewidth=0.7, zorder=2)
    axes.plot([end], [y], marker="D", markersize=3.8, color=INK, zorder=4)
    _draw_span(axes, scale, lasting, y, INK)
    if lasting.high is None:
        _draw_arrow(axes, end, y, _ARROW)
    if lasting.low is None:
        _draw_arrow(axes, end, y, -_ARROW)
    return end


def _draw_span(axes: Axes, scale: _Scale, time: Reading, y: float, color: str) -> None:
    if time.low is not None and time.high is not None and time.low != time.high:
        places = [scale.at(float(time.low)), scale.at(float(time.high))]
        axes.plot(places, [y, y], color=color, linewidth=1.4, marker="|", markersize=4, zorder=3)


def _draw_arrow(axes: Axes, x: float, y: float, by: float) -> None:
    look: Any = {
        "arrowstyle": "->",
        "linewidth": 0.8,
        "color": INK,
        "shrinkA": 0,
        "shrinkB": 0,
        "mutation_scale": 5,
    }
    axes.annotate("", xy=(x + by, y), xytext=(x, y), arrowprops=look, zorder=3)


def _explain_observations(sheet: Sheet, top: float) -> None:
    ring: Any = {
        "markerfacecolor": "white",
        "markeredgecolor": VERMILLION,
        "markeredgewidth": 1,
        "size": 4,
    }
    sheet.legend(
        MARGIN,
        top,
        "Observations",
        [
            symbol_handle(
                "relief shown; on the axis, its last time", BLUE, "o", 4, markeredgecolor=BLUE
            ),
            symbol_handle("first later time it was not shown", VERMILLION, "o", **ring),
            symbol_handle(
                "no relief shown at any time",
                VERMILLION,
                "x",
                4,
                markeredgecolor=VERMILLION,
                markeredgewidth=1,
            ),
        ],
    )
    sheet.legend(
        66,
        top,
        " ",
        [
            symbol_handle("never seen to end, or at least so long", INK, glyph("→"), 7),
            symbol_handle("it ended, when is not known", INK, glyph("?"), 4),
            symbol_handle(
                "end of follow-up", QUIET, "|", 6, markeredgecolor=QUIET, markeredgewidth=1
            ),
        ],
    )
    sheet.legend(
        126,
        top,
        " ",
        [
            symbol_handle("a duration told as such", INK, "D", 3.8),
            Line2D(
                [],
                [],
                color=QUIET,
                linewidth=0.7,
                linestyle=(0, (2, 1.5)),
                label="relief was lost in between",
            ),
        ],
    )
