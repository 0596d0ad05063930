"""Adverse events over studies, by their terms in the vocabulary: how many studies report each, and
the participants counted, added up over the studies that print both events and participants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.records.model import AdverseEvent
from keta_evidence.records.vocabulary import event_of
from keta_evidence.records.words import fold
from keta_evidence.synthesis.points import Point


@dataclass(frozen=True, slots=True)
class EventInStudy:
    """One event in the arms of one study that got the drug studied.

    ``count`` of ``of`` participants, where both are printed; else ``figure`` is what is printed of
    it, "" where nothing is. ``absent`` where it was looked for and not seen.
    """

    id: str
    count: int | None = None
    of: int | None = None
    figure: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One event, and what each study reports of it."""

    name: str
    found: tuple[EventInStudy, ...]

    @property
    def studies(self) -> tuple[str, ...]:
        """Ids of the studies in which it occurred."""
        return tuple(each.id for each in self.found if not each.absent)

    @property
    def absent(self) -> tuple[str, ...]:
        """Ids of the studies that looked for it and saw none."""
        return tuple(each.id for each in self.found if each.absent)

    @property
    def counted(self) -> tuple[EventInStudy, ...]:
        """The studies that print events and participants."""
        return tuple(each for each in self.found if each.of is not None)

    @property
    def figures(self) -> tuple[str, ...]:
        """What the other studies print of it: a number without participants, or a percentage."""
        return tuple(each.figure for each in self.found if each.figure and not each.absent)


@dataclass(frozen=True, slots=True)
class Harms:
    """Events, most often reported first; ids of the studies that report none at all, and of those
    that report nothing.
    """

    events: tuple[Event, ...]
    none: tuple[str, ...]
    unreported: tuple[str, ...]


def find_harms(points: Sequence[Point]) -> Harms:
    """Adverse events of the arms that got the drug studied, as collated from all reports."""
    by_event: dict[str, list[EventInStudy]] = {}
    words: dict[str, str] = {}
    labels: dict[str, str] = {}
    none: list[str] = []
    unreported: list[str] = []
    for point in points:
        study = point.row.collated
        events = _events_of(study)
        for term, items in events.items():
            words.setdefault(term, items[0].event)
            by_event.setdefault(term, []).append(_in_study(study, items))
        if not events:
            empty = none if study.adverse_events.none else unreported
            empty.append(point.id)
        labels = {term.id: term.label for term in study.library.vocabulary.adverse_events}
    found = (Event(labels.get(term, words[term]), tuple(each)) for term, each in by_event.items())
    ordered = sorted(
        found, key=lambda event: (-len(event.studies), -len(event.absent), fold(event.name))
    )
    return Harms(tuple(ordered), tuple(none), tuple(unreported))


def _events_of(study: CollatedStudy) -> dict[str, list[AdverseEvent]]:
    """The events of a study by term, or by their words; those of comparator arms left out: they
    say nothing of the drug studied.
    """
    comparators = study.study.comparators
    events: dict[str, list[AdverseEvent]] = {}
    for item in study.adverse_events.items:
        if item.arm not in comparators:
            term = event_of(item, study.library.vocabulary) or fold(item.event)
            events.setdefault(term, []).append(item)
    return events


def _in_study(study: CollatedStudy, items: Sequence[AdverseEvent]) -> EventInStudy:
    """One event of a study, over its arms and over the words it goes by."""
    id_ = study.study.id
    absent = all(item.count == 0 for item in items)
    counted = _added_up(study, items)
    if counted is not None:
        return EventInStudy(id_, *counted, absent=absent)
    figures = dict.fromkeys(filter(None, map(_printed_figure, items)))
    return EventInStudy(id_, figure=" and ".join(figures), absent=absent)


def _added_up(study: CollatedStudy, items: Iterable[AdverseEvent]) -> tuple[int, int] | None:
    """Participants with an event, of how many; ``None`` where not every arm prints both.

    Of several words for one event in an arm the one that most had is taken, for the same people
    may have had both; so it is over the arms of a crossover, who are the same people. What is
    printed of all arms together needs no adding up.
    """
    by_arm: dict[str | None, tuple[int, int]] = {}
    for item in items:
        if item.count is None or item.of is None:
            return None
        arm = study.named_arms.of(item.arm)
        by_arm[arm] = max(by_arm.get(arm, (0, 0)), (item.count, item.of))
    if None in by_arm:
        return by_arm[None]
    if study.is_crossover:
        return max(by_arm.values())
    return sum(count for count, _ in by_arm.values()), sum(of for _, of in by_arm.values())


def _printed_figure(item: AdverseEvent) -> str:
    if item.count is None:
        return str(item.share or "")
    return str(item.count) if item.of is None else f"{item.count} of {item.of}"


def harms_text(harms: Harms, most: int) -> str:
    """The ``most`` often reported events in a line, and how many studies report none or nothing."""
    parts = [_event_text(event) for event in harms.events[:most]]
    more = len(harms.events) - len(parts)
    if more:
        parts.append("and 1 further event" if more == 1 else f"and {more} further events")
    if harms.none:
        parts.append(f"none in {len(harms.none)}")
    if harms.unreported:
        parts.append(f"not reported in {len(harms.unreported)}")
    return "; ".join(parts)


def _event_text(event: Event) -> str:
    """``dizziness in 4 (8 of 81 in 3; 22 %)``, ``dysphoria looked for and absent in 2``."""
    absent = f"looked for and absent in {len(event.absent)}"
    if not event.studies:
        return f"{event.name} {absent}"
    text = f"{event.name} in {len(event.studies)}"
    figures = "; ".join(_figures_text(event))
    if figures:
        text += f" ({figures})"
    return f"{text}, {absent}" if event.absent else text


def _figures_text(event: Event) -> Iterator[str]:
    counted = event.counted
    if counted:
        added = sum(each.count or 0 for each in counted)
        text = f"{added} of {sum(each.of or 0 for each in counted)}"
        yield text if len(counted) == 1 else f"{text} in {len(counted)}"
    yield from event.figures
