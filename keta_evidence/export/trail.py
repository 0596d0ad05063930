"""Parts of audit trails: labelled lines, places of figures, decisions, readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from keta_evidence.consistency.issue import Issue
from keta_evidence.records.model import Account, Citation, Decision, OwnSource, Report
from keta_evidence.records.origin import Origin

LABEL_WIDTH = 13


def labelled(label: str, lines: Iterable[str], width: int = LABEL_WIDTH) -> Iterator[str]:
    """A label before the first line, the others indented under it; nothing where there is no line.

    ``width`` is in columns, from the start of the label to that of the lines.
    """
    for line in lines:
        yield f"  {label:<{width}}{line}"
        label = ""


def origin_lines(origins: Iterable[Origin]) -> Iterator[str]:
    """Three lines a figure: what it says, what is printed or inferred, where it stands."""
    for origin in origins:
        yield f"{origin.what}: {origin.value}"
        yield f"  {origin.grounds}"
        yield f"  {origin.place}"


def dispute_lines(found: Iterable[Issue]) -> Iterator[str]:
    """One line a discrepancy."""
    for each in found:
        yield f"{each.difference}; {each.assessment} ({each.status})"


def decision_text(decision: Decision) -> str:
    """What was decided, why, by whom and when."""
    used = f"{decision.use} is used" if decision.use else "not a real difference"
    return f"{used}: {grounds_text(decision)}"


def decided_lines(decisions: Iterable[Decision]) -> Iterator[str]:
    """One line a decision, with what it is about."""
    for each in decisions:
        yield f"{each.what}: {decision_text(each)}"


def grounds_text(decision: Decision) -> str:
    """Why it was decided so, by whom and when."""
    return f"{decision.why} ({decision.by}, {decision.date})"


def reader_lines(reports: Iterable[Report | Account]) -> Iterator[str]:
    """Who extracted each report, and who reviewed it, each pair once a source."""
    lines = (
        f"{report.source}: extracted by {report.extractor}, reviewed by {report.reviewer}"
        for report in reports
    )
    yield from dict.fromkeys(lines)


def page_lines(sources: Iterable[OwnSource]) -> Iterator[str]:
    """The address of each page that was read for one record alone, and what was read there."""
    for page in sources:
        if page.url is not None:
            seen = f", accessed {page.accessed}" if page.accessed is not None else ""
            yield f"{page.id}: {page.access or 'full text'}, {page.url}{seen}"


def citation_text(citation: Citation) -> str:
    """A citation, Vancouver style, with its identifiers."""
    names = f"{citation.authors.rstrip('.')}. {citation.container_title.rstrip('.')}."
    parts = [f"{names} {citation.issued}"]
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
