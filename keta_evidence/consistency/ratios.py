"""How many times stronger one drug is than another, told the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.consistency.issue import VERSUS, Issue, kind_of
from keta_evidence.consistency.overviews import FigureAt, figures_at
from keta_evidence.consistency.subjects import OverviewAt
from keta_evidence.records.library import Library

_STRENGTH = re.compile(
    r"""
    (?: strength | potency | affinity )\ of\  (?P<one>.+?)
    \ (?: against | over | relative\ to )\  (?P<other>.+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_RACEMIC = re.compile(r"racem|mixture", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Strength:
    """One drug is so many times as strong as another, by a figure of an overview."""

    at: FigureAt
    one: str
    other: str
    low: Fraction
    high: Fraction

    @property
    def side(self) -> int:
        """1 where the first is stronger, -1 where the other one is, 0 where either may be."""
        return (self.low > 1) - (self.high < 1)

    def is_at(self, other: _Strength) -> bool:
        """Whether both are the same figure of the same record."""
        place = self.at.overview.record, self.at.key
        return place == (other.at.overview.record, other.at.key)

    @property
    def text(self) -> str:
        """``S-ketamine against R-ketamine: 2 times``."""
        return f"{self.one} against {self.other}: {self.at.figure.told}"


def strengths_turned_round(overview: OverviewAt) -> Iterator[Issue]:
    """A ratio is not the inverse of another document's, nor told against the wrong drug.

    A mixture of two forms is between them: neither form can be stronger against the mixture than
    against the other form.
    """
    seen: list[_Strength] = []
    everywhere = list(_strengths_everywhere(overview.library))
    for one in _strengths(overview):
        seen.append(one)
        for other in everywhere:
            if any(other.is_at(each) for each in seen):
                continue
            assessment = _turned_round(one, other)
            if assessment:
                yield _turned_issue(one, other, assessment)


def _turned_issue(one: _Strength, other: _Strength, assessment: str) -> Issue:
    values = (other.at.origin(),)
    return one.at.issue(
        "ratio",
        f"{one.text}{VERSUS}{other.text}",
        assessment,
        kind=kind_of((one.at.origin(), *values)),
        elsewhere=values,
    )


def _turned_round(one: _Strength, other: _Strength) -> str:
    """What is the matter with two ratios; "" where both can be right."""
    if (one.one, one.other) == (other.other, other.one) and one.side == other.side != 0:
        return "each of the two is said to be the stronger one"
    if one.one != other.one:
        return ""
    if one.other == other.other and one.side == -other.side != 0:
        return "one of the ratios is told the other way round"
    mixed, pure = (one, other) if _RACEMIC.search(one.other) else (other, one)
    if not _RACEMIC.search(mixed.other) or _RACEMIC.search(pure.other):
        return ""
    if mixed.low > pure.high > 1:
        return "a mixture cannot be weaker than both of its parts: the ratios are turned round"
    return ""


def _strengths_everywhere(library: Library) -> Iterator[_Strength]:
    for overview, document in library.companions.overviews.values():
        yield from _strengths(OverviewAt(library, overview, document))


def _strengths(overview: OverviewAt) -> Iterator[_Strength]:
    for at in figures_at(overview):
        match, value = _STRENGTH.search(at.figure.what), at.figure.value
        if match is not None and value is not None:
            one, other = match["one"].lower(), match["other"].lower()
            yield _Strength(at, one, other, value.low, value.high)
