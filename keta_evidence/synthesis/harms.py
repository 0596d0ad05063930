"""Adverse events over studies: how many tell of each, with the counts that are printed.

Nothing is added up across studies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from keta_evidence.records.model import AdverseEvent
from keta_evidence.records.words import fold
from keta_evidence.synthesis.points import Point


@dataclass(frozen=True, slots=True)
class Event:
    """One event: ids of the studies in which it occurred, of those that looked for it and saw none,
    and the figures printed.

    A figure is events/participants only where that denominator is printed, else a number of
    participants or a percentage.
    """

    name: str
    studies: tuple[str, ...]
    absent: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Harms:
    """Events, most often told first; ids of the studies that tell of none at all, and of those that
    do not tell.
    """

    events: tuple[Event, ...]
    none: tuple[str, ...]
    untold: tuple[str, ...]


def tell_harms(points: Sequence[Point]) -> Harms:
    """Adverse events of the ketamine arms, as all documents together tell them."""
    by_event: dict[str, dict[str, list[AdverseEvent]]] = {}
    none, untold = [], []
    for point in points:
        items = _of_ketamine(point)
        for item in items:
            studies = by_event.setdefault(fold(item.event), {})
            studies.setdefault(point.id, []).append(item)
        if items:
            continue
        lists = [report.adverse_events for report in point.row.view.reports]
        if any(each is not None and each.none for each in lists):
            none.append(point.id)
        else:
            untold.append(point.id)
    events = sorted(
        map(_event, by_event.values()),
        key=lambda event: (-len(event.studies), -len(event.absent), fold(event.name)),
    )
    return Harms(tuple(events), tuple(none), tuple(untold))


def _of_ketamine(point: Point) -> list[AdverseEvent]:
    """Those of comparator arms left out: they say nothing of ketamine."""
    found: list[AdverseEvent] = []
    comparators = point.row.study.comparators
    for report in point.row.view.reports:
        items = report.adverse_events.items if report.adverse_events is not None else ()
        found += [item for item in items if item.arm not in comparators]
    return found


def _event(by_study: dict[str, list[AdverseEvent]]) -> Event:
    """One event, named as it is first, from what the documents print of it by study."""
    studies, absent = [], []
    figures: list[str] = []
    for id_, items in by_study.items():
        if all(item.count == 0 for item in items):
            absent.append(id_)
            continue
        studies.append(id_)
        # each once: several documents may print the same figure of a study
        figures += dict.fromkeys(filter(None, map(_printed_figure, items)))
    name = next(iter(by_study.values()))[0].event
    return Event(name, tuple(studies), tuple(absent), tuple(figures))


def _printed_figure(item: AdverseEvent) -> str:
    if item.count is None:
        return str(item.share or "")
    return str(item.count) if item.of is None else f"{item.count}/{item.of}"


def harms_text(harms: Harms, most: int) -> str:
    """The ``most`` often told events in a line, and how many studies report none, or nothing."""
    parts = [_event_text(event) for event in harms.events[:most]]
    more = len(harms.events) - len(parts)
    if more:
        parts.append("and 1 further event" if more == 1 else f"and {more} further events")
    if harms.none:
        parts.append(f"none in {len(harms.none)}")
    if harms.untold:
        parts.append(f"not told in {len(harms.untold)}")
    return "; ".join(parts)


def _event_text(event: Event) -> str:
    """``dizziness in 4 (2; 4/61; 22 %)``, ``dysphoria looked for and absent in 2``."""
    absent = f"looked for and absent in {len(event.absent)}"
    if not event.studies:
        return f"{event.name} {absent}"
    text = f"{event.name} in {len(event.studies)}"
    if event.figures:
        text += f" ({', '.join(event.figures)})"
    return f"{text}, {absent}" if event.absent else text
