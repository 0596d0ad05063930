"""Adverse events of a study, event by event, with the counts of the arms beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from keta_evidence.collation.lists import CollatedEntry
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.collation.wording import counted_text
from keta_evidence.records.model import AdverseEvent
from keta_evidence.records.vocabulary import event_of
from keta_evidence.records.words import fold

Entries = list[CollatedEntry[AdverseEvent]]


def by_event(study: CollatedStudy) -> Iterator[tuple[str, Entries]]:
    """Each event once, by its term or words: its line, and the entries it is made of.

    ``hallucinations 4/10 vs 1/10 (ketamine vs placebo)``.
    """
    vocabulary = study.library.vocabulary
    events: dict[str, Entries] = {}
    for entry in study.adverse_events.entries:
        name = event_of(entry.entry, vocabulary) or fold(entry.entry.event)
        events.setdefault(name, []).append(entry)
    labels = {term.id: term.label for term in vocabulary.adverse_events}
    for name, entries in events.items():
        label = labels.get(name, entries[0].entry.event)
        yield _event_line(study, label, entries), entries


def _event_line(study: CollatedStudy, label: str, entries: Entries) -> str:
    """An event with what is counted of it: in arms, the drug studied first; then in all."""
    figures: dict[str | None, list[str]] = {}
    for entry in entries:
        text = counted_text(entry.entry) or "not counted"
        figures.setdefault(entry.entry.arm, []).append(text)
    arms = sorted((arm for arm in figures if arm is not None), key=_in_order(study))
    parts = []
    if arms:
        counts = " vs ".join(", ".join(figures[arm]) for arm in arms)
        parts.append(f"{counts} ({' vs '.join(map(study.arm_label, arms))})")
    of_all = [text for text in figures.get(None, []) if text != "not counted"]
    parts += of_all
    parts += dict.fromkeys(_differences(entries))
    return f"{label} {'; '.join(parts)}".rstrip()


def _differences(entries: Iterable[CollatedEntry[AdverseEvent]]) -> Iterator[str]:
    """How arms are said to differ, in words."""
    for entry in entries:
        if entry.entry.difference:
            yield entry.entry.difference


def _in_order(study: CollatedStudy) -> Callable[[str], tuple[bool, int]]:
    """Arms of the drug studied first, then its comparators, each in the order of the record."""
    places = {arm.id: place for place, arm in enumerate(study.study.arms)}
    return lambda arm: (arm in study.study.comparators, places.get(arm, len(places)))
