"""Lines of text for a terminal, wrapped so that no figure is cut at its edge."""

from __future__ import annotations

import re

from keta_evidence.export.cells import display_width
from keta_evidence.export.wrapping import wrapped_lines

_ROOM_BESIDE = 24
_SHALLOW = 4
_LABEL_GAP = re.compile(
    r"""(?<=\S)
        [ ]{2,}       # at least two spaces
        (?=[^ \[])    # not those before [computed]
    """,
    re.VERBOSE,
)


def fitted_prose(text: str, width: int) -> str:
    """A text in lines of at most ``width`` columns."""
    parts = (part for line in text.splitlines() for part in _fitted_line(line, width))
    return "".join(f"{part.rstrip()}\n" for part in parts)


def _fitted_line(line: str, width: int) -> list[str]:
    """A line in parts; those after the first stand below the text beside its label.

    Where that is too narrow, they stand a little further in than the line.
    """
    if display_width(line) <= width:
        return [line]
    before, body = line[: len(line) - len(line.lstrip())], line.lstrip()
    if len(before) > width - _ROOM_BESIDE:
        before = " " * _SHALLOW
    labels = [gap for gap in _LABEL_GAP.finditer(line) if gap.end() <= width - _ROOM_BESIDE]
    hang = len(before) + 2
    if labels:
        hang = labels[-1].end()
        before, body = line[:hang], line[hang:]
    elif gap := _LABEL_GAP.search(body):
        hang = len(before) + _SHALLOW
        before, body = f"{before}{body[: gap.start()]}  ", body[gap.end() :]
    first, *more = wrapped_lines(body, width - hang, display_width, width - display_width(before))
    return [before + first, *(" " * hang + part for part in more)]
