"""One table, five formats. Each renderer is imported when asked for: a piped ``list`` pays for the plain one alone."""

from __future__ import annotations

from enum import StrEnum

from keta_evidence.diagnostics import UsageError, suggestion
from keta_evidence.tables.table import Table

LIST_SCHEMA = "keta-evidence/list/1"
OVERVIEWS_SCHEMA = "keta-evidence/overviews/1"
COMPARE_SCHEMA = "keta-evidence/compare/1"


class Format(StrEnum):
    """Formats of a table."""

    TABLE = "table"
    MARKDOWN = "markdown"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"

    @property
    def is_for_machines(self) -> bool:
        """Whether one value a cell is wanted, instead of what people read together."""
        return self not in (Format.TABLE, Format.MARKDOWN)


class ReportFormat(StrEnum):
    """Formats of what is told entry by entry: discrepancies, claims."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


def render_table(
    table: Table,
    format: str,
    width: int | None = None,
    *,
    color: bool = False,
    schema: str = LIST_SCHEMA,
) -> str:
    """A table as text. ``width`` is that of the terminal, ``None`` where there is none; ``schema`` names JSON's rows.

    Raises UsageError for a format that is not one of ``Format``.
    """
    match _known(format):
        case Format.TABLE:
            return _for_people(table, width, color)
        case Format.MARKDOWN:
            from keta_evidence.export.markdown import render_markdown  # noqa: PLC0415 - each format pays for itself alone

            return render_markdown(table)
        case Format.CSV:
            from keta_evidence.export.delimited import render_csv  # noqa: PLC0415

            return render_csv(table)
        case Format.TSV:
            from keta_evidence.export.delimited import render_tsv  # noqa: PLC0415

            return render_tsv(table)
        case Format.JSON:
            from keta_evidence.export.json_text import render_json  # noqa: PLC0415

            return render_json(table, schema)


def _known(name: str) -> Format:
    if name not in set(Format):
        raise UsageError(
            f"no format {name!r}", suggestion(name, Format) or f"formats: {', '.join(Format)}"
        )
    return Format(name)


def _for_people(table: Table, width: int | None, color: bool) -> str:
    if width is None:
        from keta_evidence.export.plain import render_plain  # noqa: PLC0415 - each format pays for itself alone

        return render_plain(table)
    from keta_evidence.export.terminal import render_terminal  # noqa: PLC0415 - imports rich

    return render_terminal(table, width, color)
