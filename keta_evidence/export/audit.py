"""The audit trail of studies as text: values, places, arithmetic, other documents, readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from keta_evidence.collation.facts import FACT_RULES
from keta_evidence.collation.lists import CollatedEntry, CollatedList
from keta_evidence.evidence.catalogue import COLUMNS, Column
from keta_evidence.evidence.catalogue.lists import places_of
from keta_evidence.export.events import by_event
from keta_evidence.export.reports import report_lines
from keta_evidence.export.trail import (
    citation_text,
    decided_lines,
    dispute_lines,
    grounds_text,
    labelled,
    origin_lines,
    page_lines,
    reader_lines,
)
from keta_evidence.reading import Flag, Reading
from keta_evidence.records.model import Report, Study
from keta_evidence.records.origin import Origin
from keta_evidence.tables.row import Row, concerns, decides

SHOWN: tuple[str, ...] = (
    "kind",
    "indications",
    "participants",
    "design_summary",
    "setting",
    "route",
    "enantiomer",
    "infusion",
    "infusion_hours_min",
    "infusion_hours_max",
    "total_dose",
    "total_dose_mg_per_kg_min",
    "total_dose_mg_per_kg_max",
    "dose_basis",
    "max_rate_mg_per_kg_h",
    "comedication",
    "relief",
    "relief_status",
    "relief_versus",
    "relief_statistic",
    "relief_lost_by_days",
    "relief_censored",
    "evidence_level",
    "adverse_events",
    "discrepancies",
)
"""Columns that ``show`` prints, in order."""
_HEADING_WIDTH = 27
_MEANING = {
    Flag.COMPUTED: "computed",
    Flag.ASSUMED: "rests on an assumption",
    Flag.INFERRED: "inferred, not printed",
    Flag.DISPUTED: "disputed",
}


def render_why(row: Row, columns: Iterable[Column]) -> str:
    """For each column: value, steps, figures and places, other reports, decisions, readers."""
    return "\n\n".join("\n".join(_why_lines(row, column)) for column in columns) + "\n"


def render_study(row: Row) -> str:
    """One study whole: bibliography, columns, steps and sources, outcomes, decisions, readers."""
    lines = [row.id, row.study.title, citation_text(row.study.citation), ""]
    for name in SHOWN:
        column = COLUMNS[name]
        value = _value_lines(row.cell(column), row.cell(column).text)
        lines += labelled(column.heading, value, _HEADING_WIDTH)
    lines += ["", "How each figure came about", *_indented(_step_lines(row))]
    lists = (
        ("Relief, observation by observation", row.collated.every_relief),
        ("Secondary outcomes", row.collated.outcomes),
        ("Comedication", row.collated.comedication),
    )
    for title, collated in lists:
        lines += ["", title, *_indented(_places_of_entries(collated))]
    lines += ["", "Adverse events", *_indented(_event_lines(row))]
    lines += ["", "What each report says", *_indented(report_lines(row.collated))]
    lines += ["", *_decision_lines(row.study)]
    lines += labelled("read", reader_lines(row.collated.reports))
    lines += labelled("pages", page_lines(row.study.sources))
    return "".join(f"{line}\n" for line in lines)


def render_levels(rows: Iterable[Row]) -> str:
    """Level of each row with every step that led to it."""
    blocks = []
    for row in rows:
        level = row.level
        ladder = f"Oxford CEBM {level.scheme}, {level.question}"
        lines = [f"{row.id}: level {level.value or 'none'} ({ladder})"]
        lines += [f"  {step}" for step in level.steps or (level.reason,)]
        blocks.append("".join(f"{line}\n" for line in lines))
    return "\n".join(blocks)


def _why_lines(row: Row, column: Column) -> Iterator[str]:
    cell = row.cell(column)
    value = cell.text
    if value and column.unit and not column.people:
        value += f" {column.unit}"
    disputes = [found for found in row.discrepancies if concerns(found, column, cell.origins)]
    decisions = (each for each in row.study.decisions if decides(each, column))
    yield f"{row.id}, {column.name} ({column.heading})"
    yield from labelled("value", _value_lines(cell, value))
    yield from labelled("steps", cell.steps)
    yield from labelled("assumes", cell.assumptions)
    yield from labelled("figures", origin_lines(cell.origins))
    yield from labelled("collated", _collated_lines(row, column))
    yield from labelled("elsewhere", origin_lines(_elsewhere(row, column)))
    yield from labelled("disputed", dispute_lines(disputes))
    yield from labelled("decided", decided_lines(decisions))
    yield from labelled("read", reader_lines(_reports_used(row, cell)))


def _value_lines(cell: Reading, value: str) -> Iterator[str]:
    """The value with what its marks mean, then its reason where that says more."""
    meanings = [meaning for flag, meaning in _MEANING.items() if flag in cell.flags]
    marks = f"  [{'; '.join(meanings)}]" if meanings else ""
    yield f"{value or 'not known'}{marks}"
    if cell.reason and cell.reason != cell.text:
        yield cell.reason


def _collated_lines(row: Row, column: Column) -> Iterator[str]:
    """How what other reports say of a single fact stands to what is used."""
    for name in column.facts:
        if name != "participants" and name not in FACT_RULES:
            continue
        for statement, relation in row.collated.fact(name).relations:
            yield f"{statement.report.source}: {statement.show().text}: {relation.value}"


def _elsewhere(row: Row, column: Column) -> Iterator[Origin]:
    """The same column as each other document alone reports it."""
    sources = {report.source for report in row.collated.reports}
    sources -= {origin.source for origin in row.cell(column).origins}
    for source in sorted(sources):
        yield from row.told_by(source).cell(column).origins


def _reports_used(row: Row, cell: Reading) -> Sequence[Report]:
    sources = {origin.source for origin in cell.origins}
    return [
        report for report in row.collated.reports if report.source in sources
    ] or row.collated.reports


def _decision_lines(study: Study) -> Iterator[str]:
    lines: dict[str, list[str]] = {"adjudicated": [], "judged": [], "answered": []}
    for decision in study.decisions:
        grounds = grounds_text(decision)
        if decision.question:
            step = f"{decision.question}, {decision.step} for {decision.reason}"
            lines["judged"].append(f"{step}: {grounds}")
        elif decision.answers is not None:
            code, source = decision.answers
            lines["answered"].append(f"{code} in {source}: {grounds}")
        else:
            used = decision.use or "not a real difference"
            lines["adjudicated"].append(f"{decision.what}: {used}: {grounds}")
    for label, entries in lines.items():
        yield from labelled(label, entries)


def _step_lines(row: Row) -> Iterator[str]:
    """Each step once, in the order of the columns shown, then the figures they start from."""
    cells = [row.cell(COLUMNS[name]) for name in SHOWN]
    yield from dict.fromkeys(step for cell in cells for step in cell.steps)
    yield from dict.fromkeys(assumption for cell in cells for assumption in cell.assumptions)
    yield from origin_lines(dict.fromkeys(origin for cell in cells for origin in cell.origins))


def _event_lines(row: Row) -> Iterator[str]:
    """Each event once with its counts by arm, below it every place that reports it."""
    for line, entries in by_event(row.collated):
        yield line
        for entry in entries:
            yield from (f"  {place}" for place in _place_lines(entry))
    yield from _set_aside_lines(row.collated.adverse_events)
    yield from _without_entry_lines(row.collated.adverse_events)


def _places_of_entries(collated: CollatedList[Any]) -> Iterator[str]:
    """Each entry once, with every place that reports it, then what differs from it."""
    for entry in collated.entries:
        yield from _place_lines(entry)
    yield from _set_aside_lines(collated)
    yield from _without_entry_lines(collated)


def _set_aside_lines(collated: CollatedList[Any]) -> Iterator[str]:
    """What a decision on the list did not choose."""
    for entry in collated.set_aside:
        yield from (f"set aside: {line}" for line in _place_lines(entry))


def _place_lines(entry: CollatedEntry[Any]) -> Iterator[str]:
    yield from origin_lines(places_of([replace(entry, differing=())]))
    for each in entry.differing:
        first, *rest = origin_lines(each.show().origins)
        yield from (f"differs: {first}", *rest)


def _without_entry_lines(collated: CollatedList[Any]) -> Iterator[str]:
    if collated.without_entry is not None:
        yield from origin_lines(collated.without_entry.show().origins)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines] or ["  none recorded"]
