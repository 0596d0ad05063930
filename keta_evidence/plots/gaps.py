"""Evidence gap map: indication by hours of infusion; a bubble for the studies of one level, its
area their participants.
"""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from keta_evidence.plots.content import PlotContent, StudyMark
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

_BAND_HEADING = 15.0
_LARGEST = 4.4
_SMALLEST = 0.6
_SLOT = 9.4
_LEAST_ROW = 9.4
_NAMES = 24.0
_BUBBLES_KEY = 14.0
_CELL = (WIDTH - 2 * MARGIN - _NAMES) / len(DURATION_BANDS)


def draw_map(picture: PlotContent) -> Figure:
    """The picture."""
    words = note(picture)
    cells: dict[tuple[str, str], dict[str, list[StudyMark]]] = {}
    for mark in sorted(picture.marks, key=lambda mark: mark.level):  # best level on top
        levels = cells.setdefault((mark.indication, mark.band), {})
        levels.setdefault(mark.level, []).append(mark)
    heights = {}
    for group in picture.groups:
        bubbles = max(len(cells.get((group, band), {})) for band in DURATION_BANDS)
        heights[group] = max(_LEAST_ROW, bubbles * _SLOT)
    bottom = _BAND_HEADING + sum(heights.values())
    sheet = Sheet(bottom + 3 + _BUBBLES_KEY + note_height(words), TITLES[picture.kind])
    axes = sheet.canvas()
    _draw_heading(axes)
    most = max(
        (_head_count(marks) for levels in cells.values() for marks in levels.values()),
        default=0,
    )
    top = _BAND_HEADING
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
    _explain_bubbles(sheet, picture, bottom + 3, most)
    draw_note(sheet, words)
    return sheet.figure


def _head_count(marks: list[StudyMark]) -> int:
    return sum(mark.participants or 0 for mark in marks)


def _draw_heading(axes: Axes) -> None:
    middle = MARGIN + _NAMES + _CELL * len(DURATION_BANDS) / 2
    axes.text(
        middle,
        _BAND_HEADING - 2 - LINE,
        "Hours of infusion over the course",
        fontsize=SMALL,
        ha="center",
        va="bottom",
    )
    for place, band in enumerate(DURATION_BANDS):
        left = MARGIN + _NAMES + (place + 0.5) * _CELL
        axes.text(
            left, _BAND_HEADING - 1, band, fontsize=SMALL, ha="center", va="bottom", weight="bold"
        )


def _draw_cell(
    axes: Axes, levels: dict[str, list[StudyMark]], place: tuple[float, float, float], most: int
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
    axes: Axes, marks: list[StudyMark], level: str, centre: tuple[float, float], most: int
) -> None:
    """A bubble and its figures; a dashed one of no size that means anything where no participants
    are reported.
    """
    count = _head_count(marks)
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


def _explain_bubbles(sheet: Sheet, picture: PlotContent, top: float, most: int) -> None:
    words = {mark.level: mark.level_text for mark in picture.marks}
    handles = [
        symbol_handle(words[level], shade, "o", 7)
        for level, shade in LEVEL_SHADES.items()
        if level in words
    ]
    sheet.legend(
        MARGIN, top, "Evidence level", handles, ncols=max(1, len(handles)), columnspacing=2
    )
    axes = sheet.canvas()
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
