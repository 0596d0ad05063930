"""Every figure of a record with the place where it must stand: what ``verify`` looks for in the
user's own texts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from keta_evidence.records.format import Entry
from keta_evidence.records.leaves import Estimate, Measure, PValue, Share, Span
from keta_evidence.records.model import (
    PHASE_KINDS,
    Account,
    ArmReport,
    Counted,
    Estimated,
    Fact,
    Figure,
    Items,
    Limits,
    Locator,
    Overview,
    Phase,
    Regimen,
    Report,
    Said,
    Study,
)
from keta_evidence.records.trees import KeyPath

_TYPED: dict[type, tuple[str, ...]] = {
    Phase: PHASE_KINDS,
    Figure: (
        "count",
        "of",
        "share",
        "value",
        "before",
        "sd",
        "se",
        "plus_minus",
        "p",
        "responders",
    ),
    Estimated: ("count", "of", "share", "value", "before", "sd", "se", "plus_minus", "p"),
    Limits: ("low", "high"),
    Counted: ("count", "of", "share"),
}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A text that must stand in the lines of a document: a printed figure, or a value that is its
    own printed figure.
    """

    record: str
    key: KeyPath
    source: str
    locator: Locator
    text: str


def record_anchors(record: Study | Overview) -> Iterator[Anchor]:
    """Every anchor of a record. What was inferred has none; what stands under a ``printed`` of its
    entry shares it.
    """
    reports: tuple[Report | Account, ...] = record.reports
    for index, report in enumerate(reports):
        yield from _walk(
            report, _Place(record.id, report.source, report.at), ("reports", index), covered=False
        )


@dataclass(frozen=True, slots=True)
class _Place:
    record: str
    source: str
    locator: Locator

    def anchor(self, key: KeyPath, text: str) -> Anchor:
        return Anchor(self.record, key, self.source, self.locator, text)


def _walk(entry: Entry, place: _Place, key: KeyPath, covered: bool) -> Iterator[Anchor]:
    if isinstance(entry, Fact | Items) and entry.inferred:
        return
    at = getattr(entry, "at", None)
    if at is not None:
        place = dataclasses.replace(place, locator=at)
        covered = False
    if isinstance(entry, Said) and entry.printed:
        yield place.anchor(key, entry.printed)
        covered = True
    elif isinstance(entry, Said) and entry.noted:
        covered = True  # its words were never seen in print
    elif not covered:
        yield from (place.anchor(key, text) for text in _typed(entry))
    if isinstance(entry, Report | Account | ArmReport | Regimen):
        covered = False  # each of their values stands for itself
    for name, value in vars(entry).items():
        yield from _inside(value, place, (*key, name), covered)


def _inside(value: Any, place: _Place, key: KeyPath, covered: bool) -> Iterator[Anchor]:
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _inside(item, place, (*key, index), covered)
    elif isinstance(value, Entry) and not isinstance(value, Locator):
        yield from _walk(value, place, key, covered)


def _typed(entry: Entry) -> Iterator[str]:
    """The figures of an entry as typed, where they are their own print."""
    if isinstance(entry, Fact):
        if isinstance(entry.value, str | int | Measure | Span | Share):
            yield str(entry.value)
        return
    names = next((names for kind, names in _TYPED.items() if isinstance(entry, kind)), ())
    for name in names:
        value = getattr(entry, name)
        if isinstance(value, str | int | Measure | Share | Estimate | PValue):
            yield str(value)
