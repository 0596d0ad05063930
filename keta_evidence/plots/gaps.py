"""Evidence gap map: indication by hours of infusion; a bubble for the studies of one level, its
area their participants.
"""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from keta_evidence.plots.content import Mark, PlotContent
from keta_evidence.plots.style import (
    FAINT,
    INK,
    LEVEL_SHADES,
    LINE,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Sheet,
    draw_note,
    note_height,
    symbol_handle,
    wrapped,
)
from keta_evidence.plots.words import TITLES, note, participants_text, studies_text
from keta_evidence.synthesis.bands import DURATION_BANDS

_GAPS_TOP = 15.0
_LARGEST = 4.4
_SMALLEST = 0.6
_SLOT = 9.4
_LEAST_ROW = 9.4
_NAMES = 24.0
_GAPS_KEY = 14.0
_CELL = (WIDTH - 2 * MARGIN - _NAMES) / len(DURATION_BANDS)

_Cells = dict[tuple[str, str], dict[str, list[Mark]]]


def draw_map(picture: PlotContent) -> Figure:
    """The picture."""
    words = note(picture)
    cells = _cells_in_gaps(picture)
    heights = {group: _row_height(cells, group) for group in picture.groups}
    bottom = _GAPS_TOP + sum(heights.values())
    sheet = Sheet(bottom + 3 + _GAPS_KEY + note_height(words), TITLES[picture.kind])
    axes = sheet.canvas()
    _draw_heading(axes)
    most = max(
        (_counted_in_gaps(marks) for levels in cells.values() for marks in levels.values()),
        default=1,
    )
    top = _GAPS_TOP
    for group, height in heights.items():
        lines = wrapped(group, _NAMES - 2)
        axes.text(
            MARGIN,
            top + height / 2,
            "\n".join(lines),
            fontsize=SMALL,
            va="center",
            linespacing=1.25,
        )
        for place, band in enumerate(DURATION_BANDS):
            _draw_cell(
                axes,
                cells.get((group, band), {}),
                (MARGIN + _NAMES + place * _CELL, top, height),
                most,
            )
        top += height
    _draw_key_in_gaps(sheet, picture, bottom + 3)
    draw_note(sheet, words)
    return sheet.figure


def _cells_in_gaps(picture: PlotContent) -> _Cells:
    """Studies by indication and band, and there by level, best level first."""
    cells: _Cells = {}
    for mark in sorted(picture.marks, key=lambda mark: mark.level):
        cells.setdefault((mark.indication, mark.band), {}).setdefault(mark.level, []).append(mark)
    return cells


def _row_height(cells: _Cells, group: str) -> float:
    most = max((len(levels) for (own, _), levels in cells.items() if own == group), default=0)
    return max(_LEAST_ROW, most * _SLOT)


def _counted_in_gaps(marks: list[Mark]) -> int:
    return sum(mark.participants or 0 for mark in marks)


def _draw_heading(axes: Axes) -> None:
    middle = MARGIN + _NAMES + _CELL * len(DURATION_BANDS) / 2
    axes.text(
        middle,
        _GAPS_TOP - 2 - LINE,
        "Hours of infusion over the course",
        fontsize=SMALL,
        ha="center",
        va="bottom",
    )
    for place, band in enumerate(DURATION_BANDS):
        left = MARGIN + _NAMES + (place + 0.5) * _CELL
        axes.text(
            left, _GAPS_TOP - 1, band, fontsize=SMALL, ha="center", va="bottom", weight="bold"
        )


def _draw_cell(
    axes: Axes, levels: dict[str, list[Mark]], place: tuple[float, float, float], most: int
) -> None:
    left, top, height = place
    fill = "white" if levels else "#F3F3F3"
    axes.add_patch(
        Rectangle(
            (left, top), _CELL, height, facecolor=fill, edgecolor=FAINT, linewidth=0.5, zorder=0
        )
    )
    first = top + height / 2 - (len(levels) - 1) * _SLOT / 2
    for slot, (level, marks) in enumerate(levels.items()):
        _draw_bubble(axes, marks, level, (left + _LARGEST + 0.6, first + slot * _SLOT), most)


def _draw_bubble(
    axes: Axes, marks: list[Mark], level: str, centre: tuple[float, float], most: int
) -> None:
    """A bubble and its figures; a dashed one of no size that means anything where no participants
    are told.
    """
    count = _counted_in_gaps(marks)
    radius = max(_SMALLEST, _LARGEST * math.sqrt(count / most)) if count else 2.0
    style = "-" if count else (0, (2, 1.5))
    axes.add_patch(
        Circle(
            centre,
            radius,
            facecolor=LEVEL_SHADES[level],
            edgecolor=INK,
            linewidth=0.5,
            linestyle=style,
            zorder=2,
        )
    )
    words = f"{studies_text(len(marks))}\n{participants_text(marks)}"
    axes.text(
        centre[0] + _LARGEST + 0.8, centre[1], words, fontsize=SMALL, va="center", linespacing=1.25
    )


def _draw_key_in_gaps(sheet: Sheet, picture: PlotContent, top: float) -> None:
    told = {mark.level for mark in picture.marks}
    levels = [level for level in LEVEL_SHADES if level in told]
    handles = [
        symbol_handle(
            f"level {level}" if level != "none" else "no level", LEVEL_SHADES[level], "o", 7
        )
        for level in levels
    ]
    sheet.legend(
        MARGIN, top, "Evidence level", handles, ncols=max(1, len(handles)), columnspacing=2
    )
    axes = sheet.canvas()
    most = max(
        (
            _counted_in_gaps(marks)
            for cell in _cells_in_gaps(picture).values()
            for marks in cell.values()
        ),
        default=0,
    )
    left = 100.0
    sheet.text(left, top - 0.3, "Participants", weight="bold")
    for count in sorted({count for count in (10, 50, most) if 0 < count <= most}):
        radius = max(_SMALLEST, _LARGEST * math.sqrt(count / most))
        axes.add_patch(
            Circle(
                (left + _LARGEST, top + 7.5),
                radius,
                facecolor="white",
                edgecolor=QUIET,
                linewidth=0.5,
            )
        )
        axes.text(
            left + 2 * _LARGEST + 1, top + 7.5, f"n = {count}", fontsize=SMALL, va="center_baseline"
        )
        left += 2 * _LARGEST + 14
