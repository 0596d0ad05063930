"""Duration of relief by total dose and by hours of infusion: two panels that share the relief
upwards, both axes logarithmic.

Below the axis of time stand, each in its own strip and a study a lane, those whose relief has no
place on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from keta_evidence.plots.content import PlotContent, StudyMark
from keta_evidence.plots.labels import Box, Label, box_of, place_labels, to_mm
from keta_evidence.plots.observations import Ending, ReliefPlace
from keta_evidence.plots.style import (
    FAINT,
    INK,
    LEVEL_SIZES,
    LINE,
    MARGIN,
    POINTS,
    QUIET,
    WIDTH,
    Sheet,
    above_zero,
    draw_note,
    glyph,
    group_look,
    note_height,
    symbol_handle,
    text_width,
    time_ticks,
    wrapped,
)
from keta_evidence.plots.words import PLACES, TITLES, note
from keta_evidence.reading import Reading

_LEFT, _GAP, _TOP = 21.0, 3.0, 8.0
_PANEL = (WIDTH - _LEFT - _GAP - MARGIN) / 2
_STRIP_LANE = 3.4
_LEAST_STRIP = 7.0
_OPEN_END = 3.6
_ASIDE = 0.2
_TAIL = 0.7
_STRIPS = (ReliefPlace.IMMEDIATE, ReliefPlace.DURING, ReliefPlace.UNTIMED, ReliefPlace.NONE)
_TICK_LABELS = 11.0
_MANY_DECADES = 5
_BAR_UP = "bar up: to the time relief was seen absent"
_ENDS = (
    ("↑", "never seen to end, or at least so long", 6),
    ("?", "it ended, when is not known", 4),
    ("←", "this end of the range is not known", 6),
)
"""Sign, what it means, and its size in the key."""


@dataclass(frozen=True, slots=True)
class _Panel:
    """One of the two panels: what it has across, its place, and its two parts."""

    of: Callable[[StudyMark], Reading]
    upper: Axes
    lower: Axes


def draw_dose(picture: PlotContent) -> Figure:
    """The picture."""
    timed = [mark for mark in picture.marks if mark.place is ReliefPlace.TIMED]
    strips = {place: [mark for mark in picture.marks if mark.place is place] for place in _STRIPS}
    lower = sum(map(_strip_height, strips.values()))
    upper = 45.0 + 3.6 * len(timed)
    words = note(picture)
    lines = max(2 + len(_ENDS), len({mark.indication for mark in picture.marks}))
    key = LINE * 1.15 * (1 + lines) + 2
    sheet = Sheet(
        _TOP + upper + lower + _TICK_LABELS + key + note_height(words), TITLES[picture.kind]
    )
    panels = _panels(sheet, picture, upper, lower)
    for panel in panels:
        _draw_strips(panel, strips, picture)
    for panel in panels:
        _draw_timed(panel, timed, picture)
    _explain_symbols(sheet, picture, _TOP + upper + lower + _TICK_LABELS)
    draw_note(sheet, words)
    return sheet.figure


def _strip_height(marks: list[StudyMark]) -> float:
    return max(_LEAST_STRIP, len(marks) * _STRIP_LANE + 1.0) if marks else 0.0


def _panels(
    sheet: Sheet, picture: PlotContent, upper: float, lower: float
) -> tuple[_Panel, _Panel]:
    made = []
    kinds: tuple[tuple[Callable[[StudyMark], Reading], str], ...] = (
        (lambda mark: mark.dose, "Total dose over the course, mg"),
        (lambda mark: mark.hours, "Hours of infusion over the course"),
    )
    for place, (of, label) in enumerate(kinds):
        left = _LEFT + place * (_PANEL + _GAP)
        below = sheet.axes(left, _TOP + upper, _PANEL, max(lower, 0.1))
        above = sheet.axes(left, _TOP, _PANEL, upper)
        _scale_across(above, below, [of(mark) for mark in picture.marks])
        _scale_up(
            above,
            [mark.relief for mark in picture.marks if mark.place is ReliefPlace.TIMED],
            labelled=place == 0,
        )
        below.set_xlabel(label)
        above.tick_params(axis="x", which="both", bottom=False, labelbottom=False)
        made.append(_Panel(of, above, below))
    made[0].upper.set_ylabel("Duration of relief")
    return made[0], made[1]


def _scale_across(above: Axes, below: Axes, intervals: list[Reading]) -> None:
    ends = above_zero(intervals)
    low, high = (min(ends), max(ends)) if ends else (1.0, 10.0)
    for axes in (above, below):
        axes.set_xscale("log")
        axes.set_xlim(low / 4, high * 2.5)
        axes.grid(visible=True, axis="x", color=FAINT, linewidth=0.3)
        axes.set_axisbelow(True)
    apart = 2 if math.log10(high / low) > _MANY_DECADES else 1
    decades = range(math.ceil(math.log10(low / 4)), math.floor(math.log10(high * 2.5)) + 1)
    words = [
        f"{10.0**decade:,.12g}".replace(",", " ") if decade % apart == 0 else ""
        for decade in decades
    ]
    above.set_xticks([10.0**decade for decade in decades])
    below.set_xticks([10.0**decade for decade in decades], words)
    below.minorticks_off()
    above.minorticks_off()


def _scale_up(axes: Axes, intervals: list[Reading], labelled: bool) -> None:
    ends = above_zero(intervals)
    low, high = (min(ends) / 2.5, max(ends) * 4) if ends else (0.5, 1000.0)
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    places, words = time_ticks(low, high)
    axes.minorticks_off()
    axes.set_yticks(places, words if labelled else [""] * len(words))
    axes.tick_params(axis="y", left=labelled)
    axes.grid(visible=True, axis="y", color=FAINT, linewidth=0.3)


def _draw_strips(
    panel: _Panel, strips: dict[ReliefPlace, list[StudyMark]], picture: PlotContent
) -> None:
    """Strips from the top down; its lanes in the order of dose, the same in both panels."""
    axes, top = panel.lower, 0.0
    middles, names = [], []
    for place, marks in strips.items():
        height = _strip_height(marks)
        if not marks:
            continue
        middles.append(top + height / 2)
        names.append("\n".join(wrapped(PLACES[place], _LEFT - MARGIN - 1.5)))
        first = top + (height - len(marks) * _STRIP_LANE) / 2 + _STRIP_LANE / 2
        for lane, mark in enumerate(marks):
            _draw_in_lane(panel, mark, first + lane * _STRIP_LANE, picture)
        top += height
        axes.axhline(top, color=QUIET, linewidth=0.4)
    axes.set_ylim(max(top, 0.1), 0)
    axes.set_yticks(
        middles, names if axes.get_position().x0 * WIDTH < _LEFT + 1 else [""] * len(names)
    )
    axes.tick_params(axis="y", length=0)


def _draw_in_lane(panel: _Panel, mark: StudyMark, y: float, picture: PlotContent) -> None:
    interval = panel.of(mark)
    if interval.unknown:
        return
    axes = panel.lower
    x, extent = _draw_across(axes, interval, y)
    _draw_symbol(axes, mark, x, y, picture)
    reach = max(extent[1], x), min(extent[0], x)
    width = text_width(mark.name)
    radius = _radius(mark) + 0.7
    right = to_mm(axes, reach[0], y)[0] + radius
    fits = right + width < axes.get_window_extent().x1 / POINTS - 1
    anchor, side = (reach[0], 1) if fits else (reach[1], -1)
    axes.annotate(
        mark.name,
        xy=(anchor, y),
        xytext=(side * radius * POINTS, 0),
        textcoords="offset points",
        va="center_baseline",
        ha="left" if fits else "right",
    )


def _draw_across(axes: Axes, interval: Reading, y: float) -> tuple[float, tuple[float, float]]:
    """The range of dose or hours as a bar; an end that is not known as an arrow.

    Where its symbol stands, and how far it reaches.
    """
    low, high = (None if end is None else float(end) for end in (interval.low, interval.high))
    if low and high:
        if low != high:
            axes.plot(
                [low, high],
                [y, y],
                color=INK,
                linewidth=0.7,
                marker="|",
                markersize=3,
                markeredgewidth=0.7,
                zorder=2,
            )
        return (low * high) ** 0.5, (low, high)
    known = low or high or 1.0
    _offset_arrow(axes, known, y, (-_OPEN_END if low is None else _OPEN_END, 0))
    across, up = to_mm(axes, known, y)
    reached = axes.transData.inverted().transform(
        ((across + (-_OPEN_END if low is None else _OPEN_END)) * POINTS, up * POINTS)
    )[0]
    return known, (min(known, reached), max(known, reached))


def _offset_arrow(axes: Axes, x: float, y: float, by: tuple[float, float]) -> None:
    axes.annotate(
        "",
        xy=(x, y),
        xytext=(by[0] * POINTS, by[1] * POINTS),
        textcoords="offset points",
        zorder=2,
        arrowprops={
            "arrowstyle": "<-",
            "linewidth": 0.7,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": 5,
            "color": INK,
        },
    )


def _draw_symbol(axes: Axes, mark: StudyMark, x: float, y: float, picture: PlotContent) -> None:
    color, symbol = group_look(picture.groups, mark.indication)
    fill = "white" if mark.level == "none" else color
    axes.plot(
        [x],
        [y],
        marker=symbol,
        markersize=LEVEL_SIZES[mark.level],
        markerfacecolor=fill,
        linestyle="none",
        zorder=3,
        markeredgecolor=color if mark.level == "none" else INK,
        markeredgewidth=0.4,
    )


def _draw_timed(panel: _Panel, marks: list[StudyMark], picture: PlotContent) -> None:
    axes = panel.upper
    labels: list[Label] = []
    taken: list[Box] = []
    symbols: list[Box] = []
    for mark in marks:
        interval = panel.of(mark)
        if interval.unknown:
            continue
        y = float(mark.relief.low or mark.relief.high or 1)
        middle, (low, high) = _draw_across(axes, interval, y)
        x, boxes = _free_place(axes, mark, middle, y, symbols)
        symbols += boxes
        taken += [box_of(axes, (low, y), (high, y)), *boxes]
        _draw_relief(axes, mark, x, y)
        _draw_symbol(axes, mark, x, y, picture)
        labels.append(Label(mark.name, x, y, _radius(mark)))
    place_labels(axes, labels, taken)


def _radius(mark: StudyMark) -> float:
    return LEVEL_SIZES[mark.level] / 2 / POINTS


def _free_place(
    axes: Axes, mark: StudyMark, x: float, y: float, symbols: list[Box]
) -> tuple[float, list[Box]]:
    """Where across the panel a symbol and its end of relief cover no other: at their own place, or
    as near beside it as can be.
    """
    across, up = to_mm(axes, x, y)
    asides = (across + side * step * _ASIDE for step in count() for side in (1, -1))
    places = ((aside, _symbol_boxes(axes, mark, aside, up)) for aside in asides)
    aside, boxes = next(
        (aside, boxes) for aside, boxes in places if all(box.is_clear_of(symbols) for box in boxes)
    )
    return float(axes.transData.inverted().transform((aside * POINTS, up * POINTS))[0]), boxes


def _symbol_boxes(axes: Axes, mark: StudyMark, across: float, up: float) -> list[Box]:
    """What a symbol takes, and what the bar, arrow or question mark at its end of relief takes, in
    mm.
    """
    radius, low, high = _radius(mark), mark.relief.low, mark.relief.high
    if low and high:
        end = to_mm(axes, 1, float(high))[1]
    else:
        end = up + _OPEN_END if low else up - _OPEN_END
    return [
        Box(across - radius, up - radius, across + radius, up + radius),
        Box(across - _TAIL, min(up, end), across + _TAIL, max(up, end)),
    ]


def _draw_relief(axes: Axes, mark: StudyMark, x: float, y: float) -> None:
    """What is known of the end of relief: a bar to the time it was seen to be absent, an arrow, or
    a question mark.
    """
    low, high = mark.relief.low, mark.relief.high
    if low and high:
        if low != high:
            axes.plot(
                [x, x],
                [y, float(high)],
                color=INK,
                linewidth=0.7,
                marker="_",
                markersize=3,
                markeredgewidth=0.7,
                zorder=2,
            )
    elif not low:
        _offset_arrow(axes, x, y, (0, -_OPEN_END))
    elif mark.ending is Ending.NOT_TOLD:
        axes.annotate(
            "?",
            xy=(x, y),
            xytext=(0, (_OPEN_END - 1) * POINTS),
            textcoords="offset points",
            ha="center",
            va="center",
        )
    else:
        _offset_arrow(axes, x, y, (0, _OPEN_END))


def _explain_symbols(sheet: Sheet, picture: PlotContent, top: float) -> None:
    indications = {mark.indication for mark in picture.marks}
    groups = [
        symbol_handle(group, *group_look(picture.groups, group))
        for group in picture.groups
        if group in indications
    ]
    sheet.legend(_LEFT, top, "Indication", groups)
    reported = {mark.level for mark in picture.marks}
    levels = [
        symbol_handle(level, "white" if level == "none" else QUIET, "o", size)
        for level, size in LEVEL_SIZES.items()
        if level in reported
    ]
    sheet.legend(_LEFT + 56, top, "Level (Oxford CEBM 2011)", levels)
    bar: Any = {"color": INK, "linewidth": 0.7, "markersize": 4}
    sheet.legend(
        _LEFT + 98,
        top,
        "Bars and arrows",
        [
            Line2D([], [], marker="|", label="range of dose or hours", **bar),
            Line2D([], [], marker="_", linestyle="none", label=_BAR_UP, **bar),
            *(
                Line2D(
                    [],
                    [],
                    marker=glyph(sign),
                    linestyle="none",
                    color=INK,
                    label=label,
                    markersize=size,
                )
                for sign, label, size in _ENDS
            ),
        ],
    )
