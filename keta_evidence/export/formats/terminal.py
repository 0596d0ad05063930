"""Tables for people at a terminal: across where the width allows it, else one block a record.

Nothing is ever cut. The one module that imports rich. Texts of records are wrapped here and handed
to rich as plain ``Text``: rich's own wrapping would break between a number and its unit, and its
markup would read ``[bold]`` in a record as a command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from keta_evidence.export.cells import grid, holds_numbers, one_line
from keta_evidence.export.formats import Page
from keta_evidence.export.marks import legend
from keta_evidence.export.wrapping import fitted_widths, words, wrapped_lines
from keta_evidence.tables.table import Table, TableRow

_COLUMN_GAP = 2
_INDENT = 2
_HANGING = 4
_LEAST_BESIDE = 24
"""Columns below which values beside their labels would be a thin strip of text.

They then start after each label.
"""
_NOT_KNOWN = "not known"


def render_terminal(table: Table, page: Page) -> bytes:
    """A table across, or record blocks, in the width of the page; below it what the marks mean."""
    assert page.width is not None
    out = StringIO()
    console = _console(out, page.width, page.color)
    for part in (*_body(table, page.width), *_note_lines(table, page.width)):
        console.print(part, no_wrap=True, overflow="ignore", crop=False)
    lines = out.getvalue().split("\n")[:-1]
    return "".join(f"{line.rstrip(' ')}\n" for line in lines).encode()


def _body(table: Table, width: int) -> Iterator[Grid | Text]:
    headings, *rows = grid(table, one_line)
    widths = _widths(headings, rows, width)
    if widths is None:
        yield from _record_blocks(table, headings, rows, width)
    else:
        yield _table_across(table, headings, rows, widths)


def _console(out: StringIO, width: int, color: bool) -> Console:
    """Without colour, no escape sequence is written; with it, rich heeds NO_COLOR and TERM=dumb."""
    return Console(
        file=out,
        width=width,
        force_terminal=True,
        force_jupyter=False,
        color_system="auto" if color else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def _widths(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    columns = [
        [[cell_len(word) for word in words(row[place])] for row in rows]
        for place in range(len(headings))
    ]
    least = [max((cell_len(word) for word in words(heading)), default=1) for heading in headings]
    room = width - _COLUMN_GAP * (len(headings) - 1)
    widths = fitted_widths(columns, room, least)
    return (
        None
        if widths is None
        else _widened(widths, [cell_len(heading) for heading in headings], room - sum(widths))
    )


def _widened(widths: Sequence[int], wanted: Sequence[int], spare: int) -> list[int]:
    """What room is left goes to headings, from the left, each that then stands on one line."""
    wider = []
    for width, wish in zip(widths, wanted, strict=True):
        more = wish - width if 0 < wish - width <= spare else 0
        wider.append(width + more)
        spare -= more
    return wider


def _table_across(
    table: Table, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> Grid:
    shapes = [
        (width, holds_numbers(column)) for column, width in zip(table.columns, widths, strict=True)
    ]
    cells = [[_cell(text, *shape) for text, shape in zip(row, shapes, strict=True)] for row in rows]
    tall = any("\n" in cell.plain for row in cells for cell in row)
    # A blank line between rows only where a row takes several: else nobody sees where one ends.
    across = Grid(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), show_lines=tall
    )
    for heading, (width, right) in zip(headings, shapes, strict=True):
        across.add_column(
            _cell(heading, width, right), width=width, no_wrap=True, overflow="ignore"
        )
    for row_cells in cells:
        across.add_row(*row_cells)
    return across


def _cell(text: str, width: int, right: bool) -> Text:
    """A cell as wrapped here. Also set flush right here: rich does not where it must not wrap."""
    lines = wrapped_lines(text, width, cell_len)
    if right:
        lines = [" " * (width - cell_len(line)) + line for line in lines]
    return Text("\n".join(lines))


def _record_blocks(
    table: Table, headings: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Iterator[Text]:
    if not rows:
        yield from map(Text, wrapped_lines(" · ".join(headings), width, cell_len))
    beside = _label_width(headings, rows, width)
    for place, (row, cells) in enumerate(zip(table.rows, rows, strict=True)):
        if place:
            yield Text()
        named = _naming_column(row)
        name = one_line(row.id) if named is None else cells[named]
        fields = [
            field for index, field in enumerate(zip(headings, cells, strict=True)) if index != named
        ]
        yield from _block(name, fields, width, beside)


def _block(
    name: str, fields: Sequence[tuple[str, str]], width: int, beside: int | None
) -> Iterator[Text]:
    yield from (Text(line, "bold") for line in wrapped_lines(name, width, cell_len))
    for label, value in fields:
        yield from _field(label, value or _NOT_KNOWN, width, beside)


def _naming_column(row: TableRow) -> int | None:
    """The column that says what a row is about: its text is the heading of the block."""
    return next((place for place, cell in enumerate(row.cells) if cell.value == row.id), None)


def _label_width(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> int | None:
    """Width of a column of labels, ``None`` where it would leave too little room for values."""
    label = max(map(cell_len, headings), default=0)
    longest = max(
        (cell_len(word) for row in rows for cell in row for word in words(cell)), default=0
    )
    room = width - _INDENT - label - _COLUMN_GAP
    return label if room >= max(_LEAST_BESIDE, longest) else None


def _field(label: str, value: str, width: int, beside: int | None) -> Iterator[Text]:
    """``label  value``.

    Where labels stand in a column of their own, values do, too; else they hang below their label.
    """
    *above, last = wrapped_lines(label, width - _INDENT, cell_len)
    yield from (Text(" " * _INDENT + line, "dim") for line in above)
    start = _INDENT + (cell_len(last) if beside is None else beside) + _COLUMN_GAP
    rest = _HANGING if beside is None else start
    first, *more = wrapped_lines(value, width - rest, cell_len, width - start)
    line = Text(" " * _INDENT).append(last, "dim")
    if first:
        line.append(" " * (start - line.cell_len) + first)
    yield line
    yield from (Text(" " * rest + line) for line in more)


def _note_lines(table: Table, width: int) -> Iterator[Text]:
    notes = legend(table)
    if notes:
        yield Text()
    for note in notes:
        first, *more = wrapped_lines(one_line(note), width - _INDENT, cell_len, width)
        yield from map(Text, (first, *(" " * _INDENT + line for line in more)))
