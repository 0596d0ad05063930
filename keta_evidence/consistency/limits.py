"""Limits of a confidence interval in one document that another reports as a range of shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.consistency.issue import Issue, kind_of
from keta_evidence.consistency.subjects import ReportAt, StudyAt
from keta_evidence.records.model import Comedication, Estimated
from keta_evidence.records.origin import Origin, origin_of
from keta_evidence.records.trees import KeyPath

_PERCENTAGES = re.compile(
    r"""
    (?P<low>\d+(?:\.\d+)?) \s* %?
    \s* (?: [-–] | \bto\b ) \s*
    (?P<high>\d+(?:\.\d+)?) \s* %
    """,
    re.VERBOSE,
)
_CONFIDENCE = re.compile(
    r"""
    \b CI \b
    | \b confidence \s+ (?: interval | limit )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_Ends = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class _Range:
    """Two percentages of one entry of a report, and whether they are called confidence limits."""

    report: ReportAt
    key: KeyPath
    text: str
    is_confidence: bool
    origin: Origin


def confidence_read_as_shares(study: StudyAt) -> Iterator[Issue]:
    """A range of percentages in one document is not the confidence interval of another."""
    by_ends: dict[_Ends, list[_Range]] = {}
    for report in study.reports():
        for ends, found in _ranges(report):
            by_ends.setdefault(ends, []).append(found)
    for ranges in by_ends.values():
        limits = [each for each in ranges if each.is_confidence]
        for each in ranges:
            others = [one for one in limits if one.report.name != each.report.name]
            if each.is_confidence or not others:
                continue
            values = (others[0].origin, each.origin)
            column = str(each.key[0])
            difference = f"{each.text} as a range, elsewhere a confidence interval"
            cause = f"{column}/{each.report.name}/confidence"
            yield each.report.issue(
                "confidence",
                each.key,
                difference,
                name=cause,
                cause=cause,
                fact=column,
                kind=kind_of(values),
                column=column,
                values=values,
                difference=difference,
                assessment="the limits of a confidence interval are reported as a range of values",
            )


def _ranges(report: ReportAt) -> Iterator[tuple[_Ends, _Range]]:
    source = report.library.sources.get(report.report.source)
    for key, item in report.listed():
        if isinstance(item, Comedication):
            continue
        said = [item.printed, item.noted]
        if isinstance(item, Estimated):
            said.append(str(item.value or ""))
            if item.interval is not None:
                unit = "" if item.interval.high.unit else "%"
                said.append(f"{item.interval.low}-{item.interval.high}{unit}")
        words = " ".join(filter(None, [*said, item.note]))
        is_confidence = _CONFIDENCE.search(words) is not None
        if isinstance(item, Estimated) and item.interval is not None:
            is_confidence = is_confidence or item.interval.kind == "CI"
        seen: set[_Ends] = set()
        for match in _PERCENTAGES.finditer(" ".join(filter(None, said))):
            ends = Fraction(match["low"]), Fraction(match["high"])
            if ends in seen or ends[0] >= ends[1]:
                continue
            seen.add(ends)
            text = f"{match['low']}–{match['high']} %"
            origin = origin_of(source, report.report, str(key[0]), text, item)
            yield ends, _Range(report, key, text, is_confidence, origin)
