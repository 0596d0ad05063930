"""Harvest plot: what each study shows of relief, by indication; a bar a study, its length the
level, its hatch the design.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from keta_evidence.plots.content import PlotContent, StudyMark
from keta_evidence.plots.style import (
    DESIGN_HATCHES,
    INK,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Sheet,
    draw_note,
    note_height,
    text_width,
)
from keta_evidence.plots.words import MIXED_SIGN, TITLES, note, participants_text, remark
from keta_evidence.synthesis.direction import Against, Direction

_DIRECTION_HEADING = 13.0
_BAR_LANE = 3.4
_HEADING = 5.0
_LEVELS_KEY = 26.0
_PER_LEVEL = 2.0
_LEAST = 1.0
_BETWEEN = 3.0
_LENGTHS = {
    "1": 5 * _PER_LEVEL,
    "2": 4 * _PER_LEVEL,
    "3": 3 * _PER_LEVEL,
    "4": 2 * _PER_LEVEL,
    "5": _PER_LEVEL,
    "none": _LEAST,
}
_BETWEEN_BLOCKS = 1.4
"""Between bars that rest on different comparisons, in mm."""
_FILLS = {Direction.SHOWN: "#9CCFEF", Direction.NONE: "#E69F00", Direction.UNJUDGED: "#E4E4E4"}
_KEY_WORDS = {
    Against.COMPARATOR: "with the comparator (full)",
    Against.OWN_GROUP: "within a group of a controlled study (hollow)",
    Against.NOTHING: "over time in an uncontrolled series (hollow)",
    Against.UNKNOWN: "design not reported (hollow)",
}
"""What bars rest on, as the key says it, in the order in which they stand apart."""
_HATCHES = {
    Against.NOTHING: DESIGN_HATCHES["case-series"],
    Against.UNKNOWN: DESIGN_HATCHES["not reported"],
}


@dataclass(frozen=True, slots=True)
class _Column:
    """One direction: where its names end and its bars begin, and how wide it is, in mm."""

    direction: Direction
    left: float
    base: float
    width: float


def draw_harvest(picture: PlotContent) -> Figure:
    """The picture."""
    words = note(picture)
    height = sum(_group_height(picture, group) for group in picture.groups)
    sheet = Sheet(
        _DIRECTION_HEADING + height + 3 + _LEVELS_KEY + note_height(words), TITLES[picture.kind]
    )
    columns = _direction_columns(picture)
    axes = sheet.canvas()
    for column in columns:
        axes.text(
            column.left,
            _DIRECTION_HEADING - 3,
            column.direction.capitalize(),
            fontsize=SMALL,
            weight="bold",
            va="center_baseline",
        )
    top = _DIRECTION_HEADING
    for group in picture.groups:
        _draw_group(axes, picture, group, columns, top)
        top += _group_height(picture, group)
    axes.plot([MARGIN, WIDTH - MARGIN], [top, top], color=QUIET, linewidth=0.4)
    _explain_bars(sheet, picture, top + 3)
    draw_note(sheet, words)
    return sheet.figure


def _group_height(picture: PlotContent, group: str) -> float:
    heights = (_bars_height(picture.showing(group, each)) for each in Direction)
    return _HEADING + max(_BAR_LANE, *heights) + 1


def _bars_height(marks: Sequence[StudyMark]) -> float:
    """Height of bars below each other."""
    return _tops(marks)[-1] + _BAR_LANE if marks else 0.0


def _tops(marks: Sequence[StudyMark]) -> list[float]:
    """Where each bar begins, those that rest on different comparisons apart."""
    tops = []
    top, last = 0.0, None
    for mark in marks:
        if last not in (None, mark.vote.against):
            top += _BETWEEN_BLOCKS
        tops.append(top)
        last = mark.vote.against
        top += _BAR_LANE
    return tops


def _words_after_bar(mark: StudyMark) -> str:
    """What stands after a bar; of comparisons that differ a sign, for want of room for words."""
    words = participants_text([mark])
    if mark.vote.mixed:
        return words + MIXED_SIGN
    return ", ".join(filter(None, (words, remark(mark))))


def _direction_columns(picture: PlotContent) -> list[_Column]:
    """Columns as wide as their names, bars and words; what is left over goes between them."""
    columns, left = [], MARGIN
    for direction in Direction:
        own = [mark for mark in picture.marks if mark.direction is direction]
        names = max((text_width(mark.id) for mark in own), default=0.0)
        bars = max(
            (_LENGTHS[mark.level] + 1 + text_width(_words_after_bar(mark)) for mark in own),
            default=0.0,
        )
        width = max(names + 1 + bars, text_width(direction.capitalize(), weight="bold"))
        columns.append(_Column(direction, left, left + names + 1, width))
        left += width + _BETWEEN
    spare = max(0.0, (WIDTH - MARGIN - (left - _BETWEEN)) / (len(columns) - 1))
    return [
        _Column(
            column.direction, column.left + place * spare, column.base + place * spare, column.width
        )
        for place, column in enumerate(columns)
    ]


def _draw_group(
    axes: Axes, picture: PlotContent, group: str, columns: list[_Column], top: float
) -> None:
    axes.plot([MARGIN, WIDTH - MARGIN], [top, top], color=QUIET, linewidth=0.4)
    axes.text(
        MARGIN, top + _HEADING / 2, group, fontsize=SMALL, style="italic", va="center_baseline"
    )
    for column in columns:
        own = picture.showing(group, column.direction)
        for mark, below in zip(own, _tops(own), strict=True):
            _draw_bar(axes, column, mark, top + _HEADING + below)
        if own:
            axes.plot(
                [column.base] * 2,
                [top + _HEADING - 0.3, top + _HEADING + _bars_height(own)],
                color=INK,
                linewidth=0.6,
                zorder=4,
            )


def _draw_bar(axes: Axes, column: _Column, mark: StudyMark, top: float) -> None:
    middle = top + _BAR_LANE / 2 - 0.1
    length = _LENGTHS[mark.level]
    look = _bar_look(mark)
    axes.add_patch(Rectangle((column.base, top + 0.3), length, _BAR_LANE - 0.9, **look))
    axes.text(column.base - 0.8, middle, mark.id, fontsize=SMALL, va="center_baseline", ha="right")
    axes.text(
        column.base + length + 0.8,
        middle,
        _words_after_bar(mark),
        fontsize=SMALL,
        va="center_baseline",
    )


def _bar_look(mark: StudyMark) -> dict[str, Any]:
    """Full where relief is compared with the comparator, hollow where it is not."""
    look: dict[str, Any] = {"edgecolor": INK, "hatch": DESIGN_HATCHES[mark.design]}
    if mark.vote.against is Against.COMPARATOR:
        return look | {"facecolor": _FILLS[mark.direction], "linewidth": 0.5}
    return look | {"facecolor": "white", "linewidth": 0.9}


def _explain_bars(sheet: Sheet, picture: PlotContent, top: float) -> None:
    sheet.text(MARGIN, top - 0.3, "Level (Oxford CEBM 2011)", weight="bold")
    axes = sheet.canvas()
    for place, (level, length) in enumerate(_LENGTHS.items()):
        middle = top + 4.4 + place * _BAR_LANE * 0.95
        axes.add_patch(
            Rectangle(
                (MARGIN, middle - 1.1), length, 2.2, facecolor="white", edgecolor=INK, linewidth=0.5
            )
        )
        axes.text(MARGIN + _LENGTHS["1"] + 2, middle, level, fontsize=SMALL, va="center_baseline")
    designs = [
        design for design in DESIGN_HATCHES if design in {mark.design for mark in picture.marks}
    ]
    handles = [
        Patch(
            facecolor="white",
            edgecolor=INK,
            linewidth=0.5,
            hatch=DESIGN_HATCHES[design],
            label=design,
        )
        for design in designs
    ]
    sheet.legend(138, top, "Design", handles, handlelength=4, handleheight=1)
    _explain_comparisons(sheet, picture, top)


def _explain_comparisons(sheet: Sheet, picture: PlotContent, top: float) -> None:
    drawn = {mark.vote.against for mark in picture.marks}
    handles = []
    for against, words in _KEY_WORDS.items():
        if against not in drawn:
            continue
        look: dict[str, Any] = {"facecolor": "white", "edgecolor": INK, "linewidth": 0.9}
        if against is Against.COMPARATOR:
            look |= {"facecolor": _FILLS[Direction.SHOWN], "linewidth": 0.5}
        look["hatch"] = _HATCHES.get(against, "")
        handles.append(Patch(**look, label=words))
    title = "Relief compared (set apart in this order)"
    sheet.legend(42, top, title, handles, handlelength=4, handleheight=1)
