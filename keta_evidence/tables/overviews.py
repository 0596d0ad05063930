"""Surveys, guidelines and reviews as a table of their own: their clinics and studies are never
mixed with participants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from keta_evidence.evidence.catalogue import COLUMNS, Column
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import NO_DOCUMENT, Reading, Value
from keta_evidence.records.library import Library
from keta_evidence.records.model import Account, Figure, Overview, limits_text
from keta_evidence.records.origin import Origin, origin_of
from keta_evidence.tables.table import Table, assumptions_of, named_row


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

    def figures(self) -> Iterable[tuple[Figure, Origin]]:
        """Every figure with its place."""
        for account in self.accounts:
            source = self.library.sources.get(account.source)
            for figure in account.figures:
                yield figure, origin_of(source, account, figure.what, figure_text(figure), figure)

    def cells(self) -> dict[str, Reading]:
        """What is known of it by column."""
        sample, sample_of = self._sample()
        figures = list(self.figures())
        texts = dict.fromkeys(f"{figure.what}: {figure_text(figure)}" for figure, _ in figures)
        values: dict[str, Value] = {
            "id": self.id,
            "title": self.overview.title,
            "year": self.overview.citation.issued,
            "kind": self.overview.kind,
            "sample": sample,
            "sample_of": sample_of,
            "figures": "; ".join(texts) or None,
            "sources": ", ".join(dict.fromkeys(account.source for account in self.accounts)),
        }
        cells = {name: _value_or_gap(value) for name, value in values.items()}
        origins = tuple(origin for _, origin in figures)
        return cells | {"figures": replace(cells["figures"], origins=origins)}

    def _sample(self) -> tuple[int | None, str | None]:
        """Size and kind of the sample, by the first report that has a size."""
        for account in self.accounts:
            if account.sample is not None and account.sample.value is not None:
                return account.sample.value, account.sample_of
        return None, None


def _value_or_gap(value: Value) -> Reading:
    if value is None:
        return Reading(text="not told", reason=NO_DOCUMENT)
    return Reading(value=value, text=str(value))


def figure_text(figure: Figure) -> str:
    """A figure in a line.

    Group, time, statistic, value, bounds, count, percentage, p, responders.
    """
    spread = limits_text(figure.interval)
    counted = ""
    if figure.count is not None:
        counted = str(figure.count)
        if figure.of is not None:
            counted = f"{counted}/{figure.of}"
    parts = [
        figure.statistic or "",
        figure.told,
        f"({spread})" if spread else "",
        counted,
        str(figure.share or ""),
    ]
    tail = []
    if figure.p:
        tail.append(f"p {figure.p}")
    if figure.responders is not None:
        tail.append(f"n = {figure.responders}")
    context = ", ".join(filter(None, [figure.group or "", figure.when or ""]))
    told = " ".join(filter(None, parts)) + "".join(f", {part}" for part in tail)
    return f"{told} [{context}]" if context else told


OVERVIEW_COLUMNS: tuple[Column, ...] = (
    *(COLUMNS[name] for name in ("id", "title", "year", "kind")),
    Column("sample", "Sample", "", "integer", "Size of what was surveyed or reviewed."),
    Column("sample_of", "Of", "", "text", "What the sample consists of."),
    Column("figures", "Figures", "", "text", "Every figure told."),
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
    columns = tuple(column for column in OVERVIEW_COLUMNS if figures or column.name != "figures")
    rows = []
    for overview in library.overviews.values():
        line = OverviewLine(overview, library, options.source)
        if overview.kind in wanted and line.accounts:
            rows.append(named_row(line.id, columns, line.cells()))
    return Table(columns, tuple(rows), query, assumptions_of(options))
