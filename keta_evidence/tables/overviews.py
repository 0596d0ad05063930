"""Surveys, guidelines and reviews as a table of their own: their clinics and studies are never mixed with participants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keta_evidence.records.library import Library
from keta_evidence.records.model import Account, Figure, Overview, limits_text
from keta_evidence.records.origin import Origin, origin_of
from keta_evidence.tables.columns import COLUMNS
from keta_evidence.tables.row import Cell, Column, Options, Value
from keta_evidence.tables.table import Table


@dataclass(frozen=True)
class OverviewLine:
    """One survey, guideline or review as a row, as all documents or one of them tell it."""

    overview: Overview
    library: Library
    source: str | None = None

    @property
    def id(self) -> str:
        """Id of the record."""
        return self.overview.id

    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts that may speak."""
        return tuple(
            account for account in self.overview.reports if self.source in (None, account.source)
        )

    def cell(self, column: Column) -> Cell:
        """The cell of a column."""
        value = self._value(column.name)
        origins = tuple(origin for _, origin in self.figures()) if column.name == "figures" else ()
        return Cell(
            value,
            "not told" if value is None else str(value),
            reason="no document read here tells" if value is None else "",
            origins=origins,
        )

    def dispute(self, column: Column) -> str:
        """Discrepancies of such records are told by ``discrepancies``, figure by figure."""
        return ""

    def figures(self) -> Iterable[tuple[Figure, Origin]]:
        """Every figure with its place."""
        for account in self.accounts:
            source = self.library.sources.get(account.source)
            for figure in account.figures:
                yield figure, origin_of(source, account, figure.what, figure_text(figure), figure)

    def _value(self, name: str) -> Value:
        sampled = next(
            (
                account
                for account in self.accounts
                if account.sample is not None and account.sample.value is not None
            ),
            None,
        )
        values: dict[str, Value] = {
            "id": self.id,
            "title": self.overview.title,
            "year": self.overview.citation.issued,
            "kind": self.overview.kind,
            "sample": sampled.sample.value
            if sampled is not None and sampled.sample is not None
            else None,
            "sample_of": sampled.sample_of if sampled is not None else None,
            "figures": "; ".join(
                dict.fromkeys(
                    f"{figure.what}: {figure_text(figure)}" for figure, _ in self.figures()
                )
            )
            or None,
            "sources": ", ".join(dict.fromkeys(account.source for account in self.accounts)),
        }
        return values[name]


def figure_text(figure: Figure) -> str:
    """A figure in a line: group, time, statistic, value, bounds, count, percentage, p, responders."""
    spread = limits_text(figure.interval)
    counted = (
        f"{figure.count}{f'/{figure.of}' if figure.of is not None else ''}"
        if figure.count is not None
        else ""
    )
    parts = [
        figure.statistic or "",
        figure.told,
        f"({spread})" if spread else "",
        counted,
        str(figure.share or ""),
    ]
    tail = [
        f"p {figure.p}" if figure.p else "",
        f"n = {figure.responders}" if figure.responders is not None else "",
    ]
    context = ", ".join(filter(None, [figure.group or "", figure.when or ""]))
    told = " ".join(filter(None, parts)) + "".join(f", {part}" for part in tail if part)
    return f"{told} [{context}]" if context else told


OVERVIEW_COLUMNS: tuple[Column, ...] = (
    *(COLUMNS[name] for name in ("id", "title", "year", "kind")),
    Column(
        "sample",
        "Sample",
        "",
        "integer",
        "Size of what was surveyed or reviewed.",
        lambda row: row.cell(COLUMNS["id"]),
    ),
    Column(
        "sample_of",
        "Of",
        "",
        "text",
        "What the sample consists of.",
        lambda row: row.cell(COLUMNS["id"]),
    ),
    Column(
        "figures", "Figures", "", "text", "Every figure told.", lambda row: row.cell(COLUMNS["id"])
    ),
    COLUMNS["sources"],
)


def overview_table(
    library: Library,
    kinds: Iterable[str],
    options: Options,
    query: dict[str, Value],
    *,
    figures: bool,
) -> Table:
    """Rows of the kinds asked for; ``figures`` adds the column with every figure."""
    wanted = set(kinds)
    lines = (
        OverviewLine(overview, library, options.source)
        for overview in library.overviews.values()
        if overview.kind in wanted
    )
    columns = tuple(column for column in OVERVIEW_COLUMNS if figures or column.name != "figures")
    return Table(columns, tuple(line for line in lines if line.accounts), options, query)
