"""Where a value stands: the locator that holds for it, inherited from the entries around it."""

from __future__ import annotations

from dataclasses import dataclass

from keta_evidence.records.leaves import Measure, Share, Span
from keta_evidence.records.model import MISSING, Account, Fact, Locator, Report, Said, Source, Study

_NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Origin:
    """One value as one document tells it. ``value`` is how it is told here.

    ``printed`` is the figure on the page where the record keeps its words; ``figure`` the one
    typed, which is its own print; ``noted`` is a reading in own words.
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
    noted: str = ""

    @property
    def place(self) -> str:
        """``maher-2017, Table 2, row Kang et al, column Dose Range (line 139)``."""
        parts = [self.source, self.locator.place]
        heading = self.locator.column or self.heading
        if heading:
            parts.append(f"column {heading}")
        place = ", ".join(parts)
        lines = self.locator.lines
        if lines is None:
            return place
        word = "line" if lines.low == lines.high else "lines"
        return f"{place} ({word} {lines})"

    @property
    def grounds(self) -> str:
        """The printed figure in quotes, or the grounds of an inference; either says whether it was
        printed.
        """
        text = self._wording()
        if self.locator.moved:
            text += f"; fragment moved here: {self.locator.moved}"
        return f"{text}; {self.note}" if self.note else text

    def _wording(self) -> str:
        if self.inferred:
            return f"inferred: {self.inferred}"
        if self.noted:
            return f"in own words “{self.noted}”"
        quoted = self.printed or self.figure
        if quoted:
            return f"printed “{quoted}”"
        if self.value in MISSING:
            return "not told there"
        return "told in other words on the page"


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

    The innermost ``at`` and the innermost ``printed``, ``noted`` or ``inferred`` hold. An entry
    with an ``at`` of its own does not take over what was printed elsewhere. ``column`` is the fact
    whose column heading is shown where the report's own place holds; ``figure`` is the typed figure
    of an entry that is not a fact.
    """
    locator = report.at
    worded = _NOTHING_SAID
    notes = []
    for said in chain:
        if said is None:
            continue
        if said.at is not None:
            locator, worded = said.at, _NOTHING_SAID
        if said.printed or said.inferred or said.noted:
            worded = said
        if said.note:
            notes.append(said.note)
    heading = ""
    if source is not None and locator is report.at:
        heading = source.heading_of(column)
    printed, noted = worded.printed or "", worded.noted or ""
    last = chain[-1] if chain else None
    if isinstance(last, Fact):
        figure = figure or _own_print(last.value)
        if last.value is None and worded is not last:
            printed = noted = ""  # what the entry around it prints is not what is missing
    return Origin(
        report.source,
        what,
        str(value),
        locator,
        heading,
        printed,
        worded.inferred or "",
        "; ".join(notes),
        figure,
        noted,
    )


def _own_print(value: object) -> str:
    """The text of a fact that stands on the page as it was typed."""
    return str(value) if isinstance(value, str | int | Measure | Span | Share) else ""


def report_name(study: Study, report: Report) -> str:
    """The source of a report; from the second report of one source on, with its number:
    ``maher-2017-2``.
    """
    same = [other for other in study.reports if other.source == report.source]
    place = next(place for place, other in enumerate(same, start=1) if other is report)
    return report.source if place == 1 else f"{report.source}-{place}"


def fact_text(fact: Fact[object]) -> str:
    """A fact as people read it: its value with its statistic, or why there is none."""
    if fact.value is None:
        return f"{fact.missing} ({fact.because})" if fact.because else str(fact.missing)
    value = ", ".join(map(str, fact.value)) if isinstance(fact.value, tuple) else str(fact.value)
    return f"{value}{statistic_text(fact.statistic, fact.sd)}"


def statistic_text(statistic: str | None, sd: Measure | None) -> str:
    """`` (mean)``, `` (mean, SD 0.3 mg/kg)``, or nothing where the figure is the same for all."""
    if statistic is None:
        return ""
    return f" ({statistic})" if sd is None else f" ({statistic}, SD {sd})"
