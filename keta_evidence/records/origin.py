"""Where a value stands: the locator that holds for it, inherited from the entries around it."""

from __future__ import annotations

from dataclasses import dataclass

from keta_evidence.records.leaves import Measure, Share, Span
from keta_evidence.records.model import MISSING, Account, Fact, Locator, Report, Said, Source, Study


@dataclass(frozen=True, slots=True)
class Origin:
    """One value as one document tells it. ``value`` is how it is told here.

    ``printed`` is the figure on the page where the record keeps its words; ``figure`` the one typed, which is its own print.
    """

    source: str
    what: str
    value: str
    locator: Locator
    heading: str = ""
    printed: str = ""
    inferred: str = ""
    note: str = ""
    figure: str = ""

    @property
    def place(self) -> str:
        """``maher-2017, Table 2, row Kang et al, column Dose Range (line 139)``."""
        parts = [self.source, self.locator.place]
        heading = self.locator.column or self.heading
        if heading:
            parts.append(f"column {heading}")
        lines = self.locator.lines
        where = f" (line{'s' if lines.low != lines.high else ''} {lines})" if lines else ""
        return ", ".join(parts) + where

    @property
    def grounds(self) -> str:
        """The printed figure in quotes, or the grounds of an inference; either says whether it was printed."""
        quoted = self.printed or self.figure
        if self.inferred:
            text = f"inferred: {self.inferred}"
        else:
            text = (
                f"printed “{quoted}”"
                if quoted
                else "not told there"
                if self.value in MISSING
                else "told in other words on the page"
            )
        moved = f"; fragment moved here: {self.locator.moved}" if self.locator.moved else ""
        return text + moved + (f"; {self.note}" if self.note else "")


def origin_of(
    source: Source | None,
    report: Report | Account,
    what: str,
    value: object,
    *chain: Said | None,
    column: str = "",
    figure: str = "",
) -> Origin:
    """Origin of a value from the entries around it, outermost first.

    The innermost ``at`` and the innermost ``printed`` or ``inferred`` hold. An entry with an ``at`` of its own does not
    take over what was printed elsewhere. ``column`` is the fact whose column heading is shown where the report's own
    place holds; ``figure`` is the typed figure of an entry that is not a fact.
    """
    locator, printed, inferred, notes = report.at, "", "", []
    own_place = False
    for said in chain:
        if said is None:
            continue
        if said.at is not None:
            locator, printed, inferred, own_place = said.at, "", "", True
        if said.printed or said.inferred:
            printed, inferred = said.printed or "", said.inferred or ""
        if said.note:
            notes.append(said.note)
    heading = (
        ""
        if own_place or source is None
        else next((c.heading for c in source.columns if c.fact == column), "")
    )
    last = chain[-1] if chain else None
    if isinstance(last, Fact) and last.value is None and not last.printed:
        printed = ""  # what the entry around it prints is not what is missing
    own = _own_print(last.value) if isinstance(last, Fact) else ""
    return Origin(
        report.source,
        what,
        str(value),
        locator,
        heading,
        printed,
        inferred,
        "; ".join(notes),
        figure or own,
    )


def _own_print(value: object) -> str:
    """The text of a fact that stands on the page as it was typed."""
    return str(value) if isinstance(value, str | int | Measure | Span | Share) else ""


def report_name(study: Study, report: Report) -> str:
    """The source of a report; from the second report of one source on, with its number: ``maher-2017-2``."""
    same = [other for other in study.reports if other.source == report.source]
    place = next(place for place, other in enumerate(same, start=1) if other is report)
    return report.source if place == 1 else f"{report.source}-{place}"


def fact_text(fact: Fact[object]) -> str:
    """A fact as people read it: its value with its statistic, or why there is none."""
    if fact.value is None:
        return f"{fact.missing}{f' ({fact.because})' if fact.because else ''}"
    value = ", ".join(map(str, fact.value)) if isinstance(fact.value, tuple) else str(fact.value)
    return f"{value}{statistic_text(fact.statistic, fact.sd)}"


def statistic_text(statistic: str | None, sd: Measure | None) -> str:
    """`` (mean)``, `` (mean, SD 0.3 mg/kg)``, or nothing where the figure is the same for all."""
    if statistic is None:
        return ""
    return f" ({statistic})" if sd is None else f" ({statistic}, SD {sd})"
