"""The formats of a table: each a line in ``TableFormat`` and a module here, named alike.

``csv`` is rendered by ``render_csv`` of ``csv.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path

from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.tables.table import Table


@dataclass(frozen=True, slots=True)
class Page:
    """Where a table goes: columns of a terminal, colour; the name that its rows have in JSON."""

    schema: str = ""
    width: int | None = None
    color: bool = False


class TableFormat(StrEnum):
    """Formats by name: suffixes of their files, who reads them, whether notes stand in them.

    Machines want one value a cell, instead of what people read together.
    """

    TABLE = "table", (".txt",), False, False
    MARKDOWN = "markdown", (".md", ".markdown"), False, True
    CSV = "csv", (".csv",), True, False
    TSV = "tsv", (".tsv",), True, False
    JSON = "json", (".json",), True, True

    suffixes: tuple[str, ...]
    is_for_machines: bool
    holds_notes: bool

    def __new__(
        cls, name: str, suffixes: tuple[str, ...], is_for_machines: bool, holds_notes: bool
    ) -> TableFormat:
        """A member that is its name, with what its line says of it."""
        format_ = str.__new__(cls, name)
        format_._value_ = name
        format_.suffixes = suffixes
        format_.is_for_machines = is_for_machines
        format_.holds_notes = holds_notes
        return format_

    @classmethod
    def named(cls, name: str) -> TableFormat:
        """The format of that name. Raises UsageError, with a suggestion, where there is none."""
        for format_ in cls:
            if format_ == name:
                return format_
        hint = suggestion(name, cls) or f"formats: {', '.join(cls)}"
        raise UsageError(f"no format {name!r}", hint)

    def render(self, table: Table, page: Page) -> bytes:
        """A table in this format; a text is UTF-8.

        Each format is imported where it is asked for: a piped ``list`` pays for the plain one
        alone, and only a terminal for colours and boxes.
        """
        name = "terminal" if self is TableFormat.TABLE and page.width is not None else self.value
        module = import_module(f"{__name__}.{name}")
        rendered: bytes = getattr(module, f"render_{name}")(table, page)
        return rendered


class ReportFormat(StrEnum):
    """Formats of what is reported entry by entry: discrepancies, claims."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Those of the table format for the same readers."""
        name = "TABLE" if self is ReportFormat.TEXT else self.name
        return TableFormat[name].suffixes


def format_of_file(
    path: Path, formats: type[TableFormat] | type[ReportFormat]
) -> TableFormat | ReportFormat | None:
    """The one of the formats that the suffix of a file says; None where it has no suffix.

    Raises UsageError for a suffix that none of them has.
    """
    if not path.suffix:
        return None
    known: dict[str, TableFormat | ReportFormat] = {}
    for format_ in formats:
        known |= dict.fromkeys(format_.suffixes, format_)
    if path.suffix.lower() not in known:
        hint = f"suffixes: {', '.join(known)}; with --format, any will do"
        raise UsageError(f"no format has the suffix {path.suffix!r} of {path.name}", hint)
    return known[path.suffix.lower()]
