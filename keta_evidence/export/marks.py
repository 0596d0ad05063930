"""Marks on cells, and the lines below a table that say what they mean.

A printed table has no tool beside it to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keta_evidence.reading import Flag, Reading
from keta_evidence.tables.table import Table, table_cells

MARKS: dict[Flag, str] = {
    Flag.COMPUTED: "†",
    Flag.ASSUMED: "‡",
    Flag.INFERRED: "¶",
    Flag.DISPUTED: "§",
}
_NOT_COMPUTABLE = "not computable"


def marked_text(cell: Reading) -> str:
    """The text of a cell for people, with the marks of its flags in the order of ``Flag``."""
    return cell.text + "".join(MARKS[flag] for flag in Flag if flag in cell.flags)


def legend(table: Table) -> list[str]:
    """What the marks that occur in a table mean, and why what cannot be computed cannot be.

    Raw text, one line each.
    """
    cells = [cell for _, _, cell in table_cells(table)]
    return list(dict.fromkeys((*mark_meanings(cells), *_disputes(table), *_missing_sums(table))))


def mark_meanings(cells: Sequence[Reading]) -> Iterator[str]:
    """What the marks on some cells mean, a line each; disputes have lines of their own."""
    flags = {flag for cell in cells for flag in cell.flags}
    if Flag.COMPUTED in flags:
        # Not only from the regimen: participants may be the sum of the arms.
        yield f"{MARKS[Flag.COMPUTED]} computed from figures the documents give, not printed there"
    if Flag.ASSUMED in flags:
        yield f"{MARKS[Flag.ASSUMED]} rests on an assumption: {'; '.join(_assumptions(cells))}"
    if Flag.INFERRED in flags:
        yield f"{MARKS[Flag.INFERRED]} inferred, not printed in the document"


def _assumptions(cells: Sequence[Reading]) -> list[str]:
    marked = (cell for cell in cells if Flag.ASSUMED in cell.flags)
    return list(dict.fromkeys(assumption for cell in marked for assumption in cell.assumptions))


def _disputes(table: Table) -> Iterator[str]:
    for row, column, cell in table_cells(table):
        if Flag.DISPUTED in cell.flags:
            yield f"{MARKS[Flag.DISPUTED]} disputed: {row.id} {column.title}: {cell.dispute}"


def _missing_sums(table: Table) -> Iterator[str]:
    """Reasons of sums made for reading; an empty cell of others has it in ``not_evaluable``."""
    for row, column, cell in table_cells(table):
        is_sum = column.unit or _NOT_COMPUTABLE in cell.text
        if column.people and is_sum and cell.reason:
            yield f"{_NOT_COMPUTABLE}: {row.id}: {cell.reason}"
