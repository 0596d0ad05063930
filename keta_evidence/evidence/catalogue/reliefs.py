"""How relief is read: its status, what it is compared with, its times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from keta_evidence.evidence.catalogue.lists import places_of
from keta_evidence.evidence.catalogue.study_facts import kind_of_study
from keta_evidence.evidence.relief import (
    OBSERVED,
    ReliefSpan,
    Status,
    Versus,
    ending_reason,
)
from keta_evidence.evidence.relief_phrase import UNCOMPARED, phrase_relief
from keta_evidence.evidence.subject import Subject
from keta_evidence.reading import NO_DOCUMENT, Reading, as_number, inferred_flag
from keta_evidence.units import TIME, Interval, exactly

IMMEDIATE = "immediate only"
"""Relief that was shown right after treatment and at no later time."""
SpanOf = Callable[[Subject], ReliefSpan]
"""Which observations are asked about."""


def of_all(subject: Subject) -> ReliefSpan:
    """All observations."""
    return subject.relief


def compared_with(versus: Versus) -> SpanOf:
    """Those compared with that."""
    return lambda subject: subject.relief.compared_with(versus)


def _places(subject: Subject, span: ReliefSpan) -> Reading:
    """Where the observations stand, and the marks that follow."""
    origins = places_of(each.entry for each in span.observations)
    return Reading(flags=inferred_flag(origins), origins=origins)


def _why_untimed(subject: Subject, span: ReliefSpan) -> str:
    """Why no time of relief is known."""
    if not span.observations:
        collated = subject.collated.relief
        if collated.without_entry is not None:
            return collated.without_entry.show().text
        if subject.relief.observations:
            return "nothing is reported of this comparison"
        return "no observation is of this arm" if collated.said else NO_DOCUMENT
    untimed = [each.item.outcome for each in span.observations if each.status is Status.UNTIMED]
    beside = "".join(f"; {outcome}: time not reported" for outcome in dict.fromkeys(untimed))
    if span.status is Status.NONE:
        return f"none shown at any time that is reported{beside}"
    if span.status is Status.DURING:
        return "relief was looked for, or shown, only while the infusion ran"
    return beside.removeprefix("; ") or str(Status.NOT_REPORTED)


def relief(span_of: SpanOf) -> Callable[[Subject], Reading]:
    """How the longest relief is read: from the last time it was shown to when it was gone."""

    def read(subject: Subject) -> Reading:
        span = span_of(subject)
        text = phrase_relief(
            subject.collated,
            span,
            controlled=kind_of_study(subject.collated) in ("trial", "cohort"),
        )
        plain = text.removesuffix(UNCOMPARED)  # machines have relief_versus
        reading = replace(_places(subject, span), value=plain, text=text)
        status = str(span.status)
        if span.status is not Status.NOT_REPORTED:
            reading = replace(reading, texts=(status, text, plain))
        if not span.dated:
            reason = _why_untimed(subject, span)
            interval = _gone_by(span)
            absent = span.status is Status.NONE
            return replace(reading, reason=reason, interval=interval, absent=absent, gap=reason)
        if span.longest == 0:
            reading = replace(reading, texts=(*reading.texts, IMMEDIATE))
        return replace(reading, interval=_length(span), gap=_why_open(span))

    return read


def _length(span: ReliefSpan) -> Interval:
    """How long the longest relief lasted: strictly less than the time at which it was gone."""
    low, high = span.at_least, span.lost_by
    if high is not None:
        return Interval(low, max(high, low or high), TIME, high_strict=low is None or high > low)
    if all(each.statistic != OBSERVED for each in span.longest_observations):
        return Interval(low, span.longest, TIME)
    strict = any(
        each.time is not None and each.time.quantity.low_strict
        for each in span.longest_observations
    )
    return Interval(low, None, TIME, low_strict=strict)


def _why_open(span: ReliefSpan) -> str:
    """Why the longest relief has no end that is known."""
    if span.lost_by is not None:
        return ""
    return ending_reason(span.longest_observations[0].item)


def _gone_by(span: ReliefSpan) -> Interval | None:
    """Relief of which only the end is known, where each observation that shows any has one."""
    ends = [each.lost_by for each in span.observations if each.status is not Status.NONE]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return None
    return Interval(None, max(known), TIME, high_strict=True)


def relief_time(
    span_of: SpanOf, end: Callable[[ReliefSpan], Fraction | None], why: str
) -> Callable[[Subject], Reading]:
    """How one time of relief is read, in hours; ``why`` it is missing where relief was shown."""

    def read(subject: Subject) -> Reading:
        span = span_of(subject)
        hours = end(span)
        reading = _places(subject, span)
        if hours is None:
            reason = why if span.dated else _why_untimed(subject, span)
            absent = span.status is Status.NONE
            return replace(reading, text=str(span.status), reason=reason, absent=absent)
        interval = exactly(hours, TIME)
        return replace(reading, value=as_number(hours), text=interval.text(), interval=interval)

    return read


def relief_lost_by(span_of: SpanOf) -> Callable[[Subject], Reading]:
    """How the first later time at which the longest relief was not shown is read."""

    def read(subject: Subject) -> Reading:
        span = span_of(subject)
        why = _why_open(span) if span.dated else ""
        return relief_time(span_of, lambda each: each.lost_by, why)(subject)

    return read


def relief_censored(subject: Subject) -> Reading:
    """Whether the longest relief was still present when last looked at."""
    span = subject.relief
    reading = _places(subject, span)
    if span.censored is None:
        return replace(reading, reason=_why_untimed(subject, span))
    text = "true" if span.censored else "false"
    return replace(reading, value=span.censored, text=text, texts=(text,))


def relief_word(word: Callable[[ReliefSpan], str]) -> Callable[[Subject], Reading]:
    """How a word on relief is read: its status, what it is compared with, its statistic."""

    def read(subject: Subject) -> Reading:
        span = subject.relief
        text = word(span)
        reading = _places(subject, span)
        if not text:  # no observation has a time
            return replace(reading, reason=_why_untimed(subject, span))
        return replace(reading, value=text, text=text, texts=tuple(text.split(", ")))

    return read


def relief_status(span_of: SpanOf) -> Callable[[Subject], Reading]:
    """How what is known of relief is read, in one of five phrases."""

    def read(subject: Subject) -> Reading:
        span = span_of(subject)
        status = str(span.status)
        return replace(_places(subject, span), value=status, text=status, texts=(status,))

    return read
