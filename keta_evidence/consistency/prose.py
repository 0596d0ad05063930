"""What a text says in words of a share, against the figure that is given for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from keta_evidence.collation.lists import CollatedList
from keta_evidence.consistency.issue import ARITHMETIC, VERSUS, Issue, kind_of
from keta_evidence.consistency.overviews import FigureAt, figures_by_name
from keta_evidence.consistency.subjects import OverviewAt, StudyAt
from keta_evidence.records.model import Counted
from keta_evidence.records.origin import Origin
from keta_evidence.units import number_text

_WHOM = r"\b .{0,30}? (?:patients|participants|subjects|cases|clinics|institutions|respondents)"
_FEWER = r"(?: less | fewer | under )"
_MORE = r"(?: more\ than | over )"
_SHARES_SAID: tuple[tuple[re.Pattern[str], int, Fraction], ...] = tuple(
    (re.compile(rf"\b {words} {_WHOM} \b", re.VERBOSE | re.IGNORECASE), sign, Fraction(percent))
    for words, sign, percent in (
        (rf"(?: majority | most | {_MORE}\ half )", 1, "50"),
        (rf"(?: minority | {_FEWER}\ than\ half )", -1, "50"),
        (rf"{_MORE}\ (?:one|a)[\ -]third", 1, "100/3"),
        (rf"{_MORE}\ two[\ -]thirds", 1, "200/3"),
        (rf"{_MORE}\ (?:one|a)[\ -]quarter", 1, "25"),
    )
)
"""Words for a share of people or clinics: above (1) or below (-1) which percentage it then lies."""


@dataclass(frozen=True, slots=True)
class _SaidShare:
    """What one place says of a share: the item, its words, and where it stands."""

    item: Counted
    words: str
    origin: Origin

    @property
    def percent(self) -> Fraction | None:
        """The share in percent, as printed or as the count makes it."""
        if self.item.share is not None:
            return self.item.share.percent
        if self.item.count is None or not self.item.of:
            return None
        return Fraction(100 * self.item.count, self.item.of)


def shares_in_words(study: StudyAt) -> Iterator[Issue]:
    """What is called the majority, or more than a third, is that by the figure given elsewhere."""
    collated = study.collated
    lists: dict[str, CollatedList[Any]] = {
        "relief": collated.every_relief,
        "outcomes": collated.outcomes,
        "adverse_events": collated.adverse_events,
    }
    places = {id(report): place for place, report in enumerate(collated.study.reports)}
    for column, of_column in lists.items():
        for entry in of_column.entries:
            said = []
            for each in entry.every:
                origin = each.show().origins[0]
                words = origin.printed or origin.noted
                said.append(_SaidShare(each.value, words, origin))
            report = entry.statements[0].report
            for values, difference in _contradicted(said):
                name = f"{column}.{of_column.rule.name(entry.entry)}/in-words"
                yield study.issue(
                    "in words",
                    ("reports", places[id(report)], column),
                    difference,
                    name=name,
                    cause=name,
                    fact=column,
                    kind=kind_of(values),
                    column=column,
                    values=values,
                    difference=difference,
                    assessment="what is said in words is not what the figure says",
                )


def shares_of_figures_in_words(overview: OverviewAt) -> Iterator[Issue]:
    """The same, of the figures of a survey, guideline or review."""
    for figures in figures_by_name(overview):
        said = [_said_of(at) for at in figures]
        for values, difference in _contradicted(said):
            at = figures[0]
            yield at.issue(
                "in words",
                difference,
                "what is said in words is not what the figure says",
                kind=kind_of(values) if len(values) > 1 else ARITHMETIC,
                elsewhere=values[1:],
                cause=f"{at.name}/in-words",
            )


def _said_of(at: FigureAt) -> _SaidShare:
    words = " ".join(filter(None, (at.figure.in_words, at.figure.printed)))
    return _SaidShare(at.figure, words, at.origin())


def _contradicted(said: Sequence[_SaidShare]) -> Iterator[tuple[tuple[Origin, ...], str]]:
    """The words that a figure contradicts, with it: where both stand and how they differ."""
    for one in said:
        bound = _bound_of(one.words)
        if bound is None:
            continue
        words, sign, percent = bound
        for other in said:
            known = other.percent
            if known is not None and (known - percent) * sign <= 0:
                figure = f"{number_text(known)} %"
                yield _distinct((one.origin, other.origin)), f"{words}{VERSUS}{figure}"


def _distinct(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    return tuple(dict.fromkeys(origins))


def _bound_of(words: str) -> tuple[str, int, Fraction] | None:
    """The words for a share in a text, and above or below which percentage it lies."""
    for pattern, sign, percent in _SHARES_SAID:
        match = pattern.search(words)
        if match is not None:
            return match[0], sign, percent
    return None
