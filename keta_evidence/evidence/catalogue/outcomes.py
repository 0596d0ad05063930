"""How what was observed is read: relief, its responders, adverse events; and comedication."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from keta_evidence.evidence.relief import HOURS_PER_DAY, ReliefSpan, ending_reason
from keta_evidence.evidence.subject import Subject
from keta_evidence.reading import (
    NO_DOCUMENT,
    NOT_REPORTED,
    Reading,
    all_origins,
    as_number,
    inferred_flag,
)
from keta_evidence.records.leaves import NONE_SHOWN
from keta_evidence.records.model import (
    AdverseEvent,
    Comedication,
    Counted,
    Items,
    Relief,
    Report,
    Said,
    comparator_text,
)
from keta_evidence.records.origin import Origin, fact_text, origin_of
from keta_evidence.units import TIME, Interval, exactly, number_text

ListEntry = Relief | AdverseEvent | Comedication
"""One entry of a list that a report gives."""
_DURING = "during infusion only"


def counted_text(item: Counted) -> str:
    """``4/9, 44 %``; what is not printed is left out."""
    parts = []
    if item.count is not None:
        parts.append(str(item.count) if item.of is None else f"{item.count}/{item.of}")
    if item.share is not None:
        parts.append(str(item.share))
    return ", ".join(parts)


def relief_text(item: Relief) -> str:
    """One observation of relief in a line: outcome, comparison, share, times."""
    facts = (
        ("present at", item.last_present),
        ("lasting", item.duration),
        ("absent at", item.first_absent),
        ("followed to", item.follow_up_end),
    )
    times = ", ".join(f"{name} {fact_text(fact)}" for name, fact in facts if fact is not None)
    comparator = comparator_text(item.comparator)
    details = [item.threshold, counted_text(item), item.arm]
    if comparator:
        details.insert(0, f"v {comparator}")
    return f"{_with_details(item.outcome, *details)}: {times}"


def adverse_event_text(item: AdverseEvent) -> str:
    """One adverse event in a line, with its figures, arm and comparison."""
    return _with_details(item.event, counted_text(item), item.arm, item.difference)


def comedication_text(item: Comedication) -> str:
    """One drug with dose, route, schedule and arm."""
    text = _spaced(item.drug, item.dose, item.route, item.schedule)
    return f"{text} ({item.arm})" if item.arm else text


def _with_details(name: str, *details: str | None) -> str:
    inside = ", ".join(detail for detail in details if detail)
    return f"{name} ({inside})" if inside else name


def _spaced(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _in_arm(subject: Subject, item: ListEntry) -> bool:
    """Whether an entry is of the subject's arm, or tied to none."""
    return subject.view.arm is None or item.arm in (None, subject.view.arm)


def _entries(
    subject: Subject,
    report: Report | None,
    fact: str,
    items: Items[ListEntry] | None,
    write: Callable[[ListEntry], str],
) -> Reading:
    """The entries of one report in a line, each with its place."""
    if report is None or items is None:
        return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT)
    source = subject.view.library.sources.get(report.source)
    if not items.items and items.missing is None:
        return Reading(text="not told for ketamine", reason="told of comparators alone")

    def place(text: str, *chain: Said | None) -> Origin:
        return origin_of(source, report, fact, text, items, *chain, column=fact)

    if not items.items:
        text = str(items.missing)
        reading = Reading(text=text, reason=text, origins=(place(text),))
        return replace(reading, value="none", reason="") if items.none else reading
    own = [item for item in items.items if _in_arm(subject, item)]
    if not own:
        text = "none told for this arm"
        return Reading(text=text, reason=text, origins=(place(text),))
    text = "; ".join(dict.fromkeys(write(item) for item in own))
    origins = tuple(place(write(item), item) for item in own)
    return Reading(value=text, text=text, origins=origins)


def _with_words(
    subject: Subject,
    reading: Reading,
    items: Items[ListEntry] | None,
    words: Callable[[ListEntry], tuple[str, ...]],
) -> Reading:
    """A reading of entries with the words by which they are asked for."""
    if items is None:
        return replace(reading, gap=NO_DOCUMENT)
    if items.missing is not None:
        if items.missing in ("none", "not applicable"):
            return replace(reading, texts=(items.missing,))
        return replace(reading, gap=items.missing)
    own = [item for item in items.items if _in_arm(subject, item)]
    texts = dict.fromkeys(text for item in own for text in words(item))
    return replace(reading, texts=tuple(texts), gap="" if own else "none told for this arm")


def comedication(subject: Subject) -> Reading:
    """Drugs given beside ketamine, each by name alone and with dose, route and schedule."""
    items = subject.view.comedication
    report = subject.view.chosen("comedication")
    reading = _entries(subject, report, "comedication", items, _comedication_entry)
    return _with_words(subject, reading, items, _comedication_words)


def _comedication_entry(item: ListEntry) -> str:
    assert isinstance(item, Comedication)
    return comedication_text(item)


def _comedication_words(item: ListEntry) -> tuple[str, ...]:
    assert isinstance(item, Comedication)
    plain = _spaced(item.drug, item.dose, item.route, item.schedule)
    return item.drug, plain, comedication_text(item)


def adverse_events(subject: Subject) -> Reading:
    """Adverse events of all documents: none is hidden by a document that reports fewer."""
    cells = [
        _entries(subject, report, "adverse_events", report.adverse_events, _adverse_entry)
        for report in subject.view.speakers
    ]
    return _with_words(subject, _union(cells), subject.view.every_adverse_event, _adverse_words)


def _union(cells: list[Reading]) -> Reading:
    with_events = [cell for cell in cells if cell.value not in (None, "none")]
    if with_events:
        events = dict.fromkeys(event for cell in with_events for event in cell.text.split("; "))
        text = "; ".join(events)
        return Reading(value=text, text=text, origins=all_origins(cells))
    without = [cell for cell in cells if cell.value is not None]
    if without or cells:
        return (without or cells)[0]
    return Reading(text=NOT_REPORTED, reason=NO_DOCUMENT)


def _adverse_entry(item: ListEntry) -> str:
    assert isinstance(item, AdverseEvent)
    return adverse_event_text(item)


def _adverse_words(item: ListEntry) -> tuple[str, ...]:
    """The event alone, with its comparison and as shown; one counted as none did not happen."""
    assert isinstance(item, AdverseEvent)
    if item.count == 0:
        return ()
    return item.event, _spaced(item.event, item.difference), adverse_event_text(item)


def adverse_event_share(subject: Subject) -> Reading:
    """Highest percentage of participants with any one adverse event, where printed."""
    items = subject.view.every_adverse_event
    cell = adverse_events(subject)
    if items is not None and items.none:
        return Reading(value=0, text="none", interval=exactly(0), origins=cell.origins)
    own = [] if items is None else [item for item in items.items if _in_arm(subject, item)]
    return _highest_share(
        subject,
        cell,
        "adverse_events",
        own,
        "no adverse event with a percentage, or with a count and its denominator, is printed",
    )


def responder_share(subject: Subject) -> Reading:
    """Percentage of participants with relief, of all where printed, else of an arm; the highest."""
    shares = [
        item
        for item in subject.view.every_relief
        if _in_arm(subject, item) and _shows_relief(item) and _percentage(item) is not None
    ]
    of_all = [item for item in shares if item.arm is None]
    return _highest_share(
        subject,
        _relief_cell(subject),
        "relief",
        of_all or shares,
        "no relief with a percentage, or with a count and its denominator, is printed",
    )


def _shows_relief(item: Relief) -> bool:
    if item.duration is not None:
        return True
    return item.last_present is not None and item.last_present.value != NONE_SHOWN


def _highest_share(
    subject: Subject, cell: Reading, fact: str, items: Sequence[Counted], reason: str
) -> Reading:
    """The highest percentage of some entries; ``cell`` shows all of them."""
    shares = [share for item in items if (share := _percentage(item)) is not None]
    if not shares:
        return Reading(text=NOT_REPORTED, reason=reason, origins=cell.origins)
    highest = max(shares)
    return Reading(
        value=as_number(highest),
        text=f"{number_text(highest)} %",
        interval=exactly(highest),
        origins=tuple(_percentage_places(subject, fact, items, highest)),
    )


def _percentage_places(
    subject: Subject, fact: str, items: Sequence[Counted], percentage: Fraction
) -> Iterator[Origin]:
    """Where the entries with a percentage stand."""
    for report in subject.view.speakers:
        source = subject.view.library.sources.get(report.source)
        entries: Items[Counted] | None = getattr(report, fact)
        for item in entries.items if entries is not None else ():
            if _percentage(item) == percentage and any(item is each for each in items):
                text = counted_text(item)
                yield origin_of(source, report, fact, text, entries, item, column=fact)


def _percentage(item: Counted) -> Fraction | None:
    if item.share is not None:
        return item.share.percent
    if item.count is None or not item.of:
        return None
    return Fraction(100 * item.count, item.of)


def _relief_cell(subject: Subject) -> Reading:
    """Where the observations of relief stand, and the marks that follow."""
    report = subject.view.chosen("relief")
    cell = _entries(subject, report, "relief", subject.view.relief, _relief_entry)
    return Reading(flags=inferred_flag(cell.origins), origins=cell.origins)


def _relief_entry(item: ListEntry) -> str:
    assert isinstance(item, Relief)
    return relief_text(item)


def relief(subject: Subject) -> Reading:
    """Longest relief: from the last time it was shown to the time it was seen to be absent."""
    span, longest = subject.relief, subject.relief.longest_observation
    reading = replace(_relief_cell(subject), text=span.text, reason=span.reason)
    if longest is not None or span.text in (NONE_SHOWN, _DURING):
        reading = replace(reading, texts=(span.text,))
    if longest is None:
        if span.text == NONE_SHOWN:
            return replace(reading, absent=True)
        return _ended(subject, reading)
    if longest.duration is not None and longest.duration.value is not None:
        return replace(reading, interval=longest.duration.value.quantity)
    assert longest.last_present is not None
    assert not isinstance(longest.last_present.value, str | None)
    seen = longest.last_present.value.quantity
    low = seen.low or Fraction(0)
    high = None if span.lost_by is None else span.lost_by * HOURS_PER_DAY
    if high is None:
        interval = Interval(low, None, TIME, seen.low_strict)
        return replace(reading, interval=interval, gap=ending_reason(longest))
    interval = Interval(low, max(low, high), TIME, seen.low_strict and high > low, high > low)
    return replace(reading, interval=interval)


def _ended(subject: Subject, reading: Reading) -> Reading:
    """Relief of which only the end is known.

    Only if every observation that may have shown some has one.
    """
    items = subject.view.relief.items if subject.view.relief is not None else ()
    ends = []
    for item in items:
        if not _in_arm(subject, item):
            continue
        if item.last_present is not None and item.last_present.value == NONE_SHOWN:
            continue
        end = None
        if item.first_absent is not None and item.first_absent.value is not None:
            end = item.first_absent.value.quantity.high
        if end is None:
            return reading
        ends.append(end)
    if not ends:
        return reading
    return replace(
        reading,
        text=reading.reason,
        interval=Interval(None, max(ends), TIME, high_strict=True),
    )


def relief_phrase(subject: Subject, reading: Reading) -> Reading:
    """Duration of relief as people read it."""
    text = subject.relief.text
    return replace(reading, value=text, text=text, reason=subject.relief.reason)


def relief_time(end: Callable[[ReliefSpan], Fraction | None]) -> Callable[[Subject], Reading]:
    """How a time of the duration of relief, in days, is read."""

    def read(subject: Subject) -> Reading:
        return _time_of_relief(subject, end(subject.relief), subject.relief.reason)

    return read


def relief_lost_by(subject: Subject) -> Reading:
    """First later time at which the longest relief was not shown."""
    span = subject.relief
    if span.lost_by is not None:
        return _time_of_relief(subject, span.lost_by, "")
    longest = span.longest_observation
    return _time_of_relief(
        subject, None, span.reason if longest is None else ending_reason(longest)
    )


def _time_of_relief(subject: Subject, days: Fraction | None, reason: str) -> Reading:
    reading = replace(_relief_cell(subject), reason=reason)
    if days is None:
        text = subject.relief.text
        return replace(reading, text=text, absent=text == NONE_SHOWN)
    interval = exactly(days * HOURS_PER_DAY, TIME)
    return replace(reading, value=as_number(interval.low), text=interval.text(), interval=interval)


def relief_censored(subject: Subject) -> Reading:
    """Whether the longest relief was still present when last looked at."""
    censored = subject.relief.censored
    if censored is None:
        return replace(_relief_cell(subject), reason=subject.relief.reason)
    text = "true" if censored else "false"
    return replace(_relief_cell(subject), value=censored, text=text, texts=(text,))
