"""The audit trail of a survey, guideline or review as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keta_evidence.consistency.discrepancies import find_in_overview
from keta_evidence.consistency.issue import Issue
from keta_evidence.export.trail import (
    citation_text,
    decided_lines,
    dispute_lines,
    labelled,
    origin_lines,
    page_lines,
    reader_lines,
)
from keta_evidence.records.library import Library
from keta_evidence.records.model import Overview
from keta_evidence.records.origin import fact_text
from keta_evidence.tables.overviews import OverviewLine


def render_overview(library: Library, overview: Overview, source: str | None) -> str:
    """One whole: bibliography, every figure with its place, notes, readers.

    ``source`` is the one document that is read, ``None`` all of them.
    """
    line = OverviewLine(overview, library, source)
    lines = [f"{overview.id} ({overview.kind})", overview.title]
    lines += [citation_text(overview.citation), ""]
    for account in line.accounts:
        if account.sample is not None:
            sample = f"{fact_text(account.sample)} {account.sample_of or ''}".rstrip()
            lines.append(f"  {account.source}: sample {sample}")
        if account.note:
            lines.append(f"  {account.source}: {account.note}")
    lines += [f"  {text}" for text in origin_lines(origin for _, origin in line.figures())]
    lines += ["", *labelled("read", reader_lines(line.accounts))]
    lines += labelled("pages", page_lines(overview.sources))
    return "".join(f"{text}\n" for text in lines)


def render_figures(
    library: Library, overview: Overview, source: str | None, names: Iterable[str]
) -> str:
    """For each kind of figure named: every one of it with its place, discrepancies, decisions.

    ``source`` is the one document that is read, ``None`` all of them.
    """
    line = OverviewLine(overview, library, source)
    found = find_in_overview(library, overview) if source is None else ()
    return "\n\n".join("\n".join(_figure_lines(line, found, name)) for name in names) + "\n"


def _figure_lines(line: OverviewLine, found: Iterable[Issue], name: str) -> Iterator[str]:
    origins = [origin for figure, origin in line.figures() if figure.what == name]
    disputes = [each for each in found if each.column == name]
    decisions = [decision for decision in line.overview.decisions if decision.what == name]
    sources = {origin.source for origin in origins}
    accounts = [account for account in line.accounts if account.source in sources]
    yield f"{line.id}, {name}"
    yield from labelled("figures", origin_lines(origins))
    yield from labelled("disputed", dispute_lines(disputes))
    yield from labelled("decided", decided_lines(decisions))
    yield from labelled("read", reader_lines(accounts))
