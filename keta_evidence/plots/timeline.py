"""Every observation of relief of every study on an axis of time, by design, longest relief on top.

Left of the logarithmic axis, each in a column of its own, stands what has no place on it; left of
these what the study is, and what each observation is compared with. A symbol is full where that is
the comparator, half full within a group of a controlled study, hollow in an uncontrolled series.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from keta_evidence.plots.content import PlotContent, StudyMark
from keta_evidence.plots.observations import Ending, Observation, ReliefPlace
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
from keta_evidence.synthesis.direction import Against

_OBSERVATION_LANE = 3.2
_COLUMN = 10.4
_STRUCTURE, _COUNT, _LEVEL, _COMPARED = 16.0, 8.0, 8.0, 25.0
"""Widths of the columns of words."""
_DESIGN_HEADING = 4.6
_COLUMNS = (ReliefPlace.NONE, ReliefPlace.UNTIMED, ReliefPlace.DURING, ReliefPlace.IMMEDIATE)
_AXIS_HEADING = 19.0
_SIGNS_KEY = 19.5
_ARROW = 3.5
_DESIGN_HEADINGS = {
    "trial": "Trials",
    "cohort": "Cohorts with a comparator",
    "case-series": "Series without a comparator",
    "not reported": "Design not reported",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One study and its lanes."""

    mark: StudyMark
    lanes: tuple[Observation, ...]

    @property
    def height(self) -> float:
        return sum(map(_lane_height, self.lanes)) + 0.8


def _lane_height(item: Observation) -> float:
    """As high as what it is compared with has lines."""
    return _OBSERVATION_LANE * len(wrapped(item.compared, _COMPARED - 1))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where words and times stand across the sheet, in mm; the columns of words begin at
    ``words``.
    """

    words: float
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
    rows = [_Row(mark, picture.lanes(mark)) for mark in picture.marks]
    words = note(picture)
    designs = {row.mark.design for row in rows}
    bottom = _AXIS_HEADING + sum(row.height for row in rows) + len(designs) * _DESIGN_HEADING
    sheet = Sheet(bottom + 6 + _SIGNS_KEY + note_height(words), TITLES[picture.kind])
    names = max((text_width(row.mark.id) for row in rows), default=20.0)
    scale = _scale(picture, MARGIN + names + 2)
    axes = sheet.canvas()
    _draw_axis(axes, scale, bottom)
    top = _AXIS_HEADING
    last = ""
    for place, row in enumerate(rows):
        if row.mark.design != last:
            last = row.mark.design
            _draw_design(axes, last, top)
            top += _DESIGN_HEADING
        if place % 2 == 0:
            axes.axhspan(top, top + row.height, color="#F3F3F3", linewidth=0, zorder=0)
        _draw_row(axes, scale, row, top)
        top += row.height
    _explain_observations(sheet, bottom + 6)
    draw_note(sheet, words)
    return sheet.figure


def _draw_design(axes: Axes, design: str, top: float) -> None:
    """The heading of the studies of one design."""
    axes.plot([MARGIN, WIDTH - MARGIN], [top, top], color=QUIET, linewidth=0.4)
    middle = top + _DESIGN_HEADING / 2
    look: Any = {"fontsize": SMALL, "weight": "bold", "va": "center_baseline"}
    axes.text(MARGIN, middle, _DESIGN_HEADINGS[design], **look)


def _scale(picture: PlotContent, words: float) -> _Scale:
    readings: list[Reading] = []
    for mark in picture.marks:
        for item in picture.lanes(mark):
            readings += (item.present, item.absent, item.lasting, item.follow_up)
    times = above_zero(readings)
    columns = _STRUCTURE + _COUNT + _LEVEL + _COMPARED + _COLUMN * len(_COLUMNS)
    return _Scale(
        words,
        words + columns,
        WIDTH - MARGIN,
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
    left = scale.words
    for width, title in (
        (_STRUCTURE, "design"),
        (_COUNT, "n"),
        (_LEVEL, "level"),
        (_COMPARED, "relief\ncompared with"),
    ):
        axes.text(left, _AXIS_HEADING - 1, title, **{**heading, "ha": "left"})
        left += width
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
    look: Any = {"fontsize": SMALL, "va": "center_baseline"}
    mark = row.mark
    axes.text(MARGIN, first, mark.id, **look)
    count = "?" if mark.participants is None else str(mark.participants)
    level = "none" if mark.level == "none" else mark.level
    left = scale.words
    for width, words in ((_STRUCTURE, mark.structure), (_COUNT, count), (_LEVEL, level)):
        axes.text(left, first, words, **look)
        left += width
    y = first
    for item in row.lanes:
        for line, words in enumerate(wrapped(item.compared, _COMPARED - 1)):
            axes.text(left, y + line * _OBSERVATION_LANE, words, **look)
        _draw_lane(axes, scale, item, y)
        y += _lane_height(item)


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
            marker="v",
            markersize=4,
            color=VERMILLION,
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

    Returns where the last sign of it stands, if its time is reported.
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
        return _symbol(axes, item, "o", scale.column(item.place), y)
    if item.place is ReliefPlace.UNTIMED:
        _symbol(axes, item, "o", scale.column(item.place), y)
        return None
    if not item.lasting.unknown:
        return _draw_duration(axes, scale, item, y)
    if item.present.unknown:
        return None
    seen = scale.at(float(item.present.low or item.present.high or 0))
    axes.plot(
        [scale.left, seen], [y, y], color=BLUE, linewidth=1.4, zorder=2, solid_capstyle="butt"
    )
    _draw_span(axes, scale, item.present, y, BLUE)
    return _symbol(axes, item, "o", seen, y)


def _symbol(axes: Axes, item: Observation, marker: str, x: float, y: float) -> float:
    """The symbol of relief, as full as the comparison it rests on is controlled."""
    color = BLUE if marker == "o" else INK
    look = _filled(item.against, color)
    axes.plot([x], [y], marker=marker, markersize=4 if marker == "o" else 3.8, **look, zorder=4)
    return x


def _filled(against: Against, color: str) -> dict[str, Any]:
    look: dict[str, Any] = {"color": color, "markeredgewidth": 0.8, "markeredgecolor": color}
    if against is Against.COMPARATOR:
        return look
    if against is Against.OWN_GROUP:
        return look | {"fillstyle": "left", "markerfacecoloralt": "white"}
    return look | {"markerfacecolor": "white"}


def _draw_duration(axes: Axes, scale: _Scale, item: Observation, y: float) -> float:
    lasting = item.lasting
    end = scale.at(float(lasting.low if lasting.low is not None else (lasting.high or 0)))
    axes.plot([scale.left, end], [y, y], color=QUIET, linewidth=0.7, zorder=2)
    _symbol(axes, item, "D", end, y)
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


_SHOWN_KEY = {
    Against.COMPARATOR: "against the comparator",
    Against.OWN_GROUP: "within a group of a controlled study",
    Against.NOTHING: "in an uncontrolled series, or design not reported",
}


def _explain_observations(sheet: Sheet, top: float) -> None:
    shown = []
    for against, words in _SHOWN_KEY.items():
        look = _filled(against, BLUE)
        shown.append(
            Line2D([], [], linestyle="none", marker="o", markersize=4, **look, label=words)
        )
    sheet.legend(MARGIN, top, "Relief shown, on the axis its last time", shown)
    crossed: Any = {"markeredgecolor": VERMILLION, "markeredgewidth": 1}
    lost: Any = {"markeredgecolor": VERMILLION}
    between: Any = {"color": QUIET, "linewidth": 0.7, "linestyle": (0, (2, 1.5))}
    bar: Any = {"markeredgecolor": QUIET, "markeredgewidth": 1}
    other = [
        symbol_handle("no relief shown at any time", VERMILLION, "x", 4, **crossed),
        symbol_handle("first later time it was not shown", VERMILLION, "v", 4, **lost),
        Line2D([], [], **between, label="relief was lost in between"),
    ]
    sheet.legend(70, top, "Other signs", other)
    more = [
        symbol_handle("never seen to end, or at least so long", INK, glyph("→"), 7),
        symbol_handle("it ended, when is not known", INK, glyph("?"), 4),
        symbol_handle("end of follow-up", QUIET, "|", 6, **bar),
        symbol_handle("a duration reported as such", INK, "D", 3.8),
    ]
    sheet.legend(122, top, " ", more)
