"""Adverse events over studies: how many tell of each, with the counts that are printed.

Nothing is added up across studies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    told = {point.id: _events(point) for point in points}
    names: dict[str, str] = {}
    for items in told.values():
        for item in items:
            names.setdefault(fold(item.event), item.event)
    events = [_event(key, name, told) for key, name in names.items()]
    silent = [point for point in points if not told[point.id]]
    none = tuple(point.id for point in silent if _says_none(point))
    return Harms(
        tuple(
            sorted(
                events,
                key=lambda event: (-len(event.studies), -len(event.absent), fold(event.name)),
            )
        ),
        none,
        tuple(point.id for point in silent if point.id not in none),
    )


def _events(point: Point) -> tuple[AdverseEvent, ...]:
    """Those of comparator arms left out: they say nothing of ketamine."""
    found: list[AdverseEvent] = []
    for report in point.row.view.reports:
        comparators = point.row.study.comparators
        items = report.adverse_events.items if report.adverse_events is not None else ()
        found += [item for item in items if item.arm not in comparators]
    return tuple(found)


def _says_none(point: Point) -> bool:
    told = [
        report.adverse_events
        for report in point.row.view.reports
        if report.adverse_events is not None
    ]
    return any(items.none for items in told)


def _event(key: str, name: str, told: dict[str, tuple[AdverseEvent, ...]]) -> Event:
    own = {id_: [item for item in items if fold(item.event) == key] for id_, items in told.items()}
    studies = tuple(id_ for id_, items in own.items() if any(item.count != 0 for item in items))
    absent = tuple(id_ for id_, items in own.items() if items and id_ not in studies)
    figures = (figure for id_ in studies for figure in _figures(own[id_]))
    return Event(name, studies, absent, tuple(figures))


def _figures(items: Iterable[AdverseEvent]) -> tuple[str, ...]:
    """The figures of one study, each once: several documents may print the same one."""
    return tuple(dict.fromkeys(filter(None, map(_printed_figure, items))))


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
