"""The audit trail as text: where a value stands, how it was worked out, what other documents say, who read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from keta_evidence.consistency.discrepancies import Discrepancy, find_in_overview
from keta_evidence.evidence.level import Level
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    Account,
    Citation,
    Decision,
    Outcome,
    Overview,
    OwnSource,
    Report,
    Study,
    comparator_text,
)
from keta_evidence.records.origin import Origin, fact_text, origin_of
from keta_evidence.tables.columns import COLUMNS
from keta_evidence.tables.overviews import OverviewLine
from keta_evidence.tables.row import Cell, Column, Flag, Row, concerns, decides

_LABEL_WIDTH = 13
SHOWN: tuple[str, ...] = (
    "kind", "indications", "participants", "design_summary", "setting", "route", "enantiomer", "infusion", "infusion_hours_min",
    "infusion_hours_max", "total_dose", "total_dose_mg_per_kg_min", "total_dose_mg_per_kg_max", "dose_basis", "max_rate_mg_per_kg_h",
    "comedication", "relief", "relief_lost_by_days", "relief_censored", "evidence_level", "adverse_events", "discrepancies",
)  # fmt: skip
"""Columns that ``show`` tells, in order."""
_MEANING = {
    Flag.COMPUTED: "computed",
    Flag.ASSUMED: "rests on an assumption",
    Flag.INFERRED: "inferred, not printed",
    Flag.DISPUTED: "disputed",
}


def render_why(row: Row, columns: Iterable[Column]) -> str:
    """For each column: the value, every step, each figure with its locator, other reports, decisions and readers."""
    return "\n\n".join("\n".join(_why(row, column)) for column in columns) + "\n"


def render_study(row: Row) -> str:
    """One study whole: bibliography, every column with its steps and sources, secondary outcomes, decisions, readers."""
    lines = [row.id, row.study.title, citation_text(row.study.citation), ""]
    for name in SHOWN:
        cell = row.cell(COLUMNS[name])
        lines += _labelled(
            COLUMNS[name].heading,
            [f"{cell.text or 'not known'}{_flags(cell)}", *_reason(cell)],
            width=27,
        )
    lines += ["", "How each figure came about", *(f"  {line}" for line in _steps_of(row))]
    lines += [
        "",
        "Relief, observation by observation",
        *_origins(row.cell(COLUMNS["relief"]).origins),
    ]
    lines += ["", "Secondary outcomes", *_origins(_outcome_origins(row))]
    lines += ["", *_decisions(row.study), *_readers(row.view.reports)]
    lines += _pages(row.study.sources)
    return "\n".join(lines) + "\n"


def render_overview(library: Library, overview: Overview, source: str | None) -> str:
    """A survey, guideline or review whole: bibliography, every figure with its place, notes, readers."""
    line = OverviewLine(overview, library, source)
    lines = [
        f"{overview.id} ({overview.kind})",
        overview.title,
        citation_text(overview.citation),
        "",
    ]
    for account in line.accounts:
        if account.sample is not None:
            lines.append(
                f"  {account.source}: sample {fact_text(account.sample)} {account.sample_of or ''}".rstrip()
            )
        if account.note:
            lines.append(f"  {account.source}: {account.note}")
    lines += [f"  {text}" for _, origin in line.figures() for text in _origin(origin)]
    lines += ["", *_readers(line.accounts), *_pages(overview.sources)]
    return "\n".join(lines) + "\n"


def render_figures(
    library: Library, overview: Overview, source: str | None, names: Iterable[str]
) -> str:
    """For each kind of figure of a survey, guideline or review: every figure of it with its locator, discrepancies, decisions, readers."""
    line = OverviewLine(overview, library, source)
    found = find_in_overview(library, overview) if source is None else ()
    return "\n\n".join("\n".join(_why_figures(line, found, name)) for name in names) + "\n"


def _why_figures(line: OverviewLine, found: Iterable[Discrepancy], name: str) -> Iterator[str]:
    yield f"{line.id}, {name}"
    yield from _labelled(
        "figures",
        [
            text
            for figure, origin in line.figures()
            if figure.what == name
            for text in _origin(origin)
        ],
    )
    disputed = [
        f"{each.difference}; {each.assessment} ({each.status})"
        for each in found
        if each.column == name
    ]
    yield from _labelled("disputed", disputed)
    yield from _decided(decision for decision in line.overview.decisions if decision.what == name)
    yield from _readers(
        account
        for account in line.accounts
        if any(figure.what == name for figure in account.figures)
    )


def render_levels(rows: Iterable[Row]) -> str:
    """Level of each row with every step that led to it."""
    blocks = []
    for row in rows:
        level = row.level
        ladder = f"Oxford CEBM {level.scheme}, {level.question}"
        blocks.append(
            "\n".join(
                [
                    f"{row.id}: level {level.value or 'none'} ({ladder})",
                    *(f"  {step}" for step in _level_steps(level)),
                ]
            )
        )
    return "\n\n".join(blocks) + "\n"


def citation_text(citation: Citation) -> str:
    """A citation, Vancouver style, with its identifiers."""
    parts = [
        f"{citation.authors.rstrip('.')}. {citation.container_title.rstrip('.')}. {citation.issued}"
    ]
    if citation.volume:
        parts.append(f";{citation.volume}")
    if citation.issue:
        parts.append(f"({citation.issue})")
    if citation.page:
        parts.append(f":{citation.page}")
    parts.append(".")
    if citation.DOI:
        parts.append(f" doi:{citation.DOI}")
    if citation.PMID:
        parts.append(f" PMID {citation.PMID}")
    return "".join(parts)


def _why(row: Row, column: Column) -> Iterator[str]:
    cell = row.cell(column)
    value = cell.text or "not known"
    unit = f" {column.unit}" if column.unit and cell.text and not column.people else ""
    yield f"{row.id}, {column.name} ({column.heading})"
    yield from _labelled("value", [f"{value}{unit}{_flags(cell)}", *_reason(cell)])
    if cell.steps:
        yield from _labelled("steps", cell.steps)
    if cell.assumptions:
        yield from _labelled("assumes", cell.assumptions)
    for label, origins in (("figures", cell.origins), ("elsewhere", _elsewhere(row, column))):
        if origins:
            yield from _labelled(label, [line for origin in origins for line in _origin(origin)])
    found = [
        f"{found.difference}; {found.assessment} ({found.status})"
        for found in row.discrepancies
        if concerns(found, column)
    ]
    yield from _labelled("disputed", found)
    yield from _decided(decision for decision in row.study.decisions if decides(decision, column))
    yield from _readers(_reports(row, cell))


def _decided(decisions: Iterable[Decision]) -> Iterator[str]:
    told = [
        f"{d.what}: {f'{d.use} is used' if d.use else 'not a real difference'}: {d.why} ({d.by}, {d.date})"
        for d in decisions
    ]
    yield from _labelled("decided", told)


def _elsewhere(row: Row, column: Column) -> tuple[Origin, ...]:
    """The same column as each other document alone tells it."""
    others = {report.source for report in row.view.reports} - {
        origin.source for origin in row.cell(column).origins
    }
    return tuple(
        origin for source in sorted(others) for origin in row.told_by(source).cell(column).origins
    )


def _reports(row: Row, cell: Cell) -> Sequence[Report]:
    sources = {origin.source for origin in cell.origins}
    return [report for report in row.view.reports if report.source in sources] or row.view.reports


def _readers(reports: Iterable[Report | Account]) -> Iterator[str]:
    read = dict.fromkeys(
        f"{report.source}: extracted by {report.extractor}, reviewed by {report.reviewer}"
        for report in reports
    )
    yield from _labelled("read", list(read))


def _pages(sources: Iterable[OwnSource]) -> Iterator[str]:
    """The address of each page that was read for this record alone, and what was read there."""
    lines = []
    for page in sources:
        if page.url is not None:
            seen = f", accessed {page.accessed}" if page.accessed is not None else ""
            lines.append(f"{page.id}: {page.access or 'full text'}, {page.url}{seen}")
    yield from _labelled("pages", lines)


def _decisions(study: Study) -> Iterator[str]:
    told: dict[str, list[str]] = {"adjudicated": [], "judged": [], "answered": []}
    for decision in study.decisions:
        grounds = f"{decision.why} ({decision.by}, {decision.date})"
        if decision.question:
            step = f"{decision.question}, {decision.step} for {decision.reason}"
            told["judged"].append(f"{step}: {grounds}")
        elif decision.answers is not None:
            code, source = decision.answers
            told["answered"].append(f"{code} in {source}: {grounds}")
        else:
            used = decision.use or "not a real difference"
            told["adjudicated"].append(f"{decision.what}: {used}: {grounds}")
    for label, lines in told.items():
        yield from _labelled(label, lines)


def _steps_of(row: Row) -> Iterator[str]:
    """Each step once, in the order of the columns shown, then the figures they start from."""
    cells = [row.cell(COLUMNS[name]) for name in SHOWN]
    yield from dict.fromkeys(step for cell in cells for step in cell.steps)
    yield from dict.fromkeys(assumption for cell in cells for assumption in cell.assumptions)
    origins = dict.fromkeys(origin for cell in cells for origin in cell.origins)
    yield from (line for origin in origins for line in _origin(origin))


def _outcome_origins(row: Row) -> tuple[Origin, ...]:
    report = row.view.chosen("outcomes")
    if report is None or report.outcomes is None:
        return ()
    source = row.view.library.sources.get(report.source)
    return tuple(
        origin_of(
            source, report, "outcome", outcome_text(item), report.outcomes, item, column="outcomes"
        )
        for item in report.outcomes.items
    )


def outcome_text(item: Outcome) -> str:
    """A secondary outcome in a line: measure, finding, figure, time, comparison, arm."""
    spread = (
        f"({item.spread or 'range'} {item.low} to {item.high})" if item.low and item.high else ""
    )
    figure = " ".join(filter(None, [item.statistic or "", item.value or "", spread]))
    counted = (
        f"{item.count}{f'/{item.of}' if item.of is not None else ''}"
        if item.count is not None
        else ""
    )
    context = [
        figure,
        counted,
        f"p {item.p}" if item.p else "",
        f"at {item.when}" if item.when else "",
    ]
    comparator = comparator_text(item.comparator)
    if comparator:
        comparator = f"v {comparator}"
    context += [comparator, item.difference or "", item.arm or ""]
    inside = ", ".join(filter(None, context))
    return f"{item.outcome}: {item.finding}{f' ({inside})' if inside else ''}"


def _origins(origins: Iterable[Origin]) -> list[str]:
    return [f"  {line}" for origin in origins for line in _origin(origin)] or ["  none recorded"]


def _origin(origin: Origin) -> Iterator[str]:
    yield f"{origin.what}: {origin.value}"
    yield f"  {origin.grounds}"
    yield f"  {origin.place}"


def _level_steps(level: Level) -> Sequence[str]:
    return level.steps or (level.reason,)


def _flags(cell: Cell) -> str:
    told = [meaning for flag, meaning in _MEANING.items() if flag in cell.flags]
    return f"  [{'; '.join(told)}]" if told else ""


def _reason(cell: Cell) -> list[str]:
    return [cell.reason] if cell.reason and cell.reason != cell.text else []


def _labelled(label: str, lines: Sequence[str], width: int = _LABEL_WIDTH) -> Iterator[str]:
    """A label before the first line, the others indented under it."""
    for place, line in enumerate(lines):
        yield f"  {label if place == 0 else '':<{width}}{line}"
