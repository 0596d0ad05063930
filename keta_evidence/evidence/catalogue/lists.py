"""How lists are read: adverse events, comedication; and shares of participants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from keta_evidence.collation.likeness import percentage
from keta_evidence.collation.lists import CollatedEntry, CollatedList
from keta_evidence.collation.wording import (
    adverse_event_text,
    comedication_text,
    counted_text,
    drug_text,
    spaced,
)
from keta_evidence.evidence.relief import ReliefObservation, Status
from keta_evidence.evidence.subject import Subject
from keta_evidence.reading import (
    NO_DOCUMENT,
    NOT_REPORTED,
    Reading,
    as_number,
    inferred_flag,
)
from keta_evidence.records.model import AdverseEvent, AnyTerm, Comedication
from keta_evidence.records.origin import Origin
from keta_evidence.records.vocabulary import event_of, reachable_words, resolve
from keta_evidence.units import exactly, number_text


def places_of(entries: Iterable[CollatedEntry[Any]]) -> tuple[Origin, ...]:
    """Where all statements on some entries stand, each place once."""
    found: dict[Origin, None] = {}
    for entry in entries:
        for statement in entry.every:
            found |= dict.fromkeys(statement.show().origins)
    return tuple(found)


def list_reading(
    subject: Subject,
    collated: CollatedList[Any],
    name: str,
    words: Callable[[Any], tuple[str, ...]],
) -> Reading:
    """The entries of a list in a line, with the words by which they are asked for."""
    if collated.entries:
        text = "; ".join(dict.fromkeys(map(collated.rule.write, collated.items)))
        texts = dict.fromkeys(text for item in collated.items for text in words(item))
        origins = places_of(collated.entries)
        flags = inferred_flag(origins)
        return Reading(value=text, text=text, texts=tuple(texts), flags=flags, origins=origins)
    if not collated.said:
        return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT, gap=NO_DOCUMENT)
    if collated.without_entry is None:
        text = "none reported for this arm"
        if subject.collated.arm is None:
            text = "reported of comparators alone"
        return Reading(text=text, reason=text, gap=text, origins=_places_of_lists(collated))
    said = collated.without_entry
    shown = said.show()
    reading = Reading(text=shown.text, origins=shown.origins, flags=inferred_flag(shown.origins))
    if shown.text in ("none", "not applicable"):
        reading = replace(reading, texts=(shown.text,))
    else:
        reading = replace(reading, gap=shown.text)
    if shown.text == "none":
        return replace(reading, value="none")
    return replace(reading, reason=shown.text)


def _places_of_lists(collated: CollatedList[Any]) -> tuple[Origin, ...]:
    """Where the lists themselves stand, each place once."""
    found: dict[Origin, None] = {}
    for statement in collated.said:
        found |= dict.fromkeys(statement.show().origins)
    return tuple(found)


def comedication(subject: Subject) -> Reading:
    """Drugs beside the one studied, each by name alone and with dose, route and schedule."""
    terms = subject.collated.library.vocabulary.drugs

    def words(item: Comedication) -> tuple[str, ...]:
        names = _words_of_term(resolve(item.drug, terms), terms)
        return (item.drug, drug_text(item), comedication_text(item), *names)

    return list_reading(subject, subject.collated.comedication, "comedication", words)


def adverse_events(subject: Subject) -> Reading:
    """Adverse events of all reports; one counted as none did not happen."""
    vocabulary = subject.collated.library.vocabulary

    def words(item: AdverseEvent) -> tuple[str, ...]:
        if item.count == 0:
            return ()
        names = _words_of_term(event_of(item, vocabulary), vocabulary.adverse_events)
        with_difference = spaced(item.event, item.difference)
        return (item.event, with_difference, adverse_event_text(item), *names)

    return list_reading(subject, subject.collated.adverse_events, "adverse_events", words)


def _words_of_term(id_: str | None, terms: Sequence[AnyTerm]) -> tuple[str, ...]:
    """Every name of a term and of those that are broader."""
    return () if id_ is None else reachable_words(id_, terms)


def adverse_event_share(subject: Subject) -> Reading:
    """Highest percentage of participants with any one adverse event, where printed."""
    collated = subject.collated.adverse_events
    cell = adverse_events(subject)
    if collated.none:
        return Reading(value=0, text="none", interval=exactly(0), origins=cell.origins)
    reason = "no adverse event with a percentage, or with a count and its denominator, is printed"
    return _highest_share(cell.origins, collated.entries, reason)


def responder_share(subject: Subject) -> Reading:
    """Percentage of participants with relief, of all where printed, else of an arm: of several the
    one of the most counted, so that a part does not stand for all; else the highest.
    """
    arm = subject.collated.arm
    shown = [
        each.entry
        for each in subject.observations
        if _is_share_with_relief(each)
        and (arm is None or subject.collated.named_arms.of(each.item.arm) == arm)
    ]
    kept = [entry for entry in shown if entry.entry.arm is None] or shown
    most = max((entry.entry.of or 0 for entry in kept), default=0)
    of_most = [entry for entry in kept if (entry.entry.of or 0) == most]
    reason = "no relief with a percentage, or with a count and its denominator, is printed"
    places = places_of(subject.collated.relief.entries)
    return _highest_share(places, of_most, reason)


def _is_share_with_relief(each: ReliefObservation) -> bool:
    """Whether a percentage is that of participants with relief: that of those without is not."""
    share = percentage(each.item)
    if share is None or each.status is Status.NOT_REPORTED:
        return False
    return each.status is not Status.NONE or share == 0


def _highest_share(
    places: tuple[Origin, ...], entries: Iterable[CollatedEntry[Any]], reason: str
) -> Reading:
    """The highest percentage of some entries, with where it stands; ``places`` are those of all."""
    shares = [(share, entry) for entry in entries if (share := percentage(entry.entry)) is not None]
    if not shares:
        return Reading(text=NOT_REPORTED, reason=reason, origins=places)
    highest = max(share for share, _ in shares)
    found = [entry for share, entry in shares if share == highest]
    return Reading(
        value=as_number(highest),
        text=f"{number_text(highest)} %",
        interval=exactly(highest),
        origins=places_of(found),
        steps=tuple(dict.fromkeys(counted_text(entry.entry) for entry in found)),
    )
