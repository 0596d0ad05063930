"""Wrapping that never breaks a figure.

A number stays with its sign and its unit, or a reader takes one for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

Ruler = Callable[[str], int]
"""Columns of the terminal that a text takes."""

TALLEST = 10
"""Lines of a cell up to which a table can be read across; beyond, record blocks are easier."""

_AFTER_FIGURES = (
    "g|mg|[µμunm]g|mcg|kg|s|min|h|d|wk|mo|yr|[mdµμ]?[lL]|%|°C|[µμmn]?mol|mm|cm|mmHg|Hz|mA|IU"
    "|points?"
    "|seconds?|minutes?|hours?|days?|weeks?|months?|years?"
)
_SPACES = re.compile(" +")


@cache
def _inside_figure() -> re.Pattern[str]:
    """Spaces at which no line may break. Made where it is needed: only a terminal wraps."""
    return re.compile(
        rf"""
          (?<=[≥≤<>≈~±×=–-]) [ ]+ (?=[≥≤<>≈~±]?\d)          # ≥ 11, × 10
        | (?<=\d) [ ]+ (?=(?:{_AFTER_FIGURES})(?![A-Za-z]))  # 11 wk, 0.35 mg/kg/h, 20 %
        | (?<=[A-Za-z1]) [ ]+ (?=(?:kg|h|min|d)(?:-1|⁻¹))    # mg kg-1 h-1
        | (?<=[A-Za-z]) [ ]+ (?=per[ ]\d)                    # mg/h per 70 kg
        | (?<=\bper) [ ]+ (?=\d)
        | (?<=[\dA-Za-z]) [ ]+ (?=[×–][ ]?\d)                # 4 h × 10, 900 – 1900
        | (?<=\d) [ ]+ (?=to[ ]\d)                           # 4 to 6 wk
        | (?<=\d[ ]to) [ ]+ (?=\d)
        | (?<=\bup) [ ]+ (?=to[ ]\d)                         # up to 4 wk
        | (?<=\bup[ ]to) [ ]+ (?=\d)
        | (?<=\bat) [ ]+ (?=least[ ]\d)                      # at least 4 wk
        | (?<=\bat[ ]least) [ ]+ (?=\d)
        | (?<=\b[npNP]) [ ]+ (?=[=<>≤≥])                     # p < 0.05, n = 20
        """,
        re.VERBOSE,
    )


def words(text: str) -> list[str]:
    """The parts of a text between which a line may break."""
    parts, start = [], 0
    for gap in _SPACES.finditer(text):
        if not _inside_figure().match(text, gap.start()):
            parts.append(text[start : gap.start()])
            start = gap.end()
    return [part for part in (*parts, text[start:]) if part]


def wrapped_lines(text: str, width: int, measure: Ruler, first: int | None = None) -> list[str]:
    """Lines of at most ``width`` columns, the first of at most ``first``.

    The first is empty if nothing fits into it.
    """
    lines, room = [""], width if first is None else first
    for word in words(text):
        for piece in _wrapped_parts(word, width, measure):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if measure(longer) <= room:
                lines[-1] = longer
            else:
                lines.append(piece)
                room = width
    return lines


def fitted_widths(
    columns: Sequence[Sequence[Sequence[int]]], room: int, least: Sequence[int]
) -> list[int] | None:
    """Widths with which all columns fit into ``room`` and rows are as low as can be.

    ``columns`` holds for each cell the widths of its words; ``least`` is what the heading of each
    column asks for. ``None`` if no row is low enough.
    """
    longest = [
        max([asked, *(width for cell in column for width in cell)])
        for column, asked in zip(columns, least, strict=True)
    ]
    if sum(longest) > room:
        return None
    for height in range(1, TALLEST + 1):
        widths = [
            _narrowest(column, height, start)
            for column, start in zip(columns, longest, strict=True)
        ]
        if sum(widths) <= room:
            return widths
    return None


def _narrowest(column: Sequence[Sequence[int]], height: int, low: int) -> int:
    """The smallest width from ``low`` on at which no cell needs more than ``height`` lines."""
    high = max([low, *(sum(cell) + len(cell) - 1 for cell in column)])
    while low < high:
        middle = (low + high) // 2
        if all(_height(cell, middle) <= height for cell in column):
            high = middle
        else:
            low = middle + 1
    return low


def _height(cell: Sequence[int], width: int) -> int:
    lines, used = 1, -1
    for word in cell:
        if used + 1 + word <= width:
            used += 1 + word
        else:
            lines, used = lines + 1, word
    return lines


def _wrapped_parts(word: str, width: int, measure: Ruler) -> Iterator[str]:
    """A word whole if a line can hold it, else its parts.

    Only what is still too long is folded between characters.
    """
    if measure(word) <= width:
        yield word
        return
    for part in word.split(" "):
        yield from _folded(part, width, measure)


def _folded(part: str, width: int, measure: Ruler) -> Iterator[str]:
    line = ""
    for character in part:
        if line and measure(line + character) > width:
            yield line
            line = ""
        line += character
    yield line
