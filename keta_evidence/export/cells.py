"""Cells as text that is safe to show.

What a record holds must not steer a terminal, break a line or hide.

Imports nothing heavy: the plain renderer, which every piped run uses, stands on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from keta_evidence.evidence.catalogue import Column
from keta_evidence.export.marks import marked_text
from keta_evidence.reading import Value
from keta_evidence.tables.table import Table

_OTHER_BREAK = re.compile(
    r"""  \r\n
        | [\r\v\f\x85\u2028\u2029]  # as str.splitlines has them
    """,
    re.VERBOSE,
)
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BIDI_CONTROLS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_KEPT = (ord("\t"), ord("\n"))
_NEUTRAL: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in _KEPT},  # ESC is seen as ␛
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000), *_BIDI_CONTROLS), _REPLACEMENT),
}


def neutralised(text: str) -> str:
    """The text with control characters made visible and each line break a newline; tabs stay."""
    if text.isprintable():
        return text
    return _OTHER_BREAK.sub("\n", text).translate(_NEUTRAL)


def one_line(text: str) -> str:
    """The same on one line: newlines and tabs become spaces."""
    return neutralised(text).replace("\n", " ").replace("\t", " ")


def plain_value(value: Value) -> str:
    """A value for machines: unknown is empty, numbers are in full, booleans as R reads them."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def display_width(text: str) -> int:
    """Columns of a terminal: most East Asian characters take two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_character_width, text))


@lru_cache(maxsize=4096)
def _character_width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def holds_numbers(column: Column) -> bool:
    """Whether a column is set flush right, so that digits of like weight stand below each other."""
    return column.type in ("integer", "number")


def grid(table: Table, clean: Callable[[str], str]) -> list[list[str]]:
    """Headings, then the marked texts of each row, each passed through ``clean``."""
    headings = [clean(column.heading) for column in table.columns]
    return [
        headings,
        *([clean(marked_text(cell)) for cell in row.cells] for row in table.rows),
    ]
