"""Figures of a study, survey, guideline or review by what they are of, its group and its time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from keta_evidence.collation.lists import CollatedList
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.records.model import (
    AdverseEvent,
    Counted,
    Outcome,
    Overview,
    Relief,
    Vocabulary,
)
from keta_evidence.records.vocabulary import event_of, measure_of

PARTICIPANTS = "participants"
"""What the number of participants is called among the figures of a study."""


@dataclass(frozen=True, slots=True)
class NamedFigure:
    """A figure, with every name it goes by: the words of each document, and its term's id.

    ``groups`` is the arm of a study, or the part of a sample; without one it is ``None``, which
    also stands for the only arm that has the drug studied. ``when`` is the time it is about.
    """

    names: frozenset[str]
    groups: frozenset[str | None]
    when: str | None
    entry: Counted


def figures_of_study(collated: CollatedStudy) -> Iterator[NamedFigure]:
    """Participants, observations of relief, other outcomes and adverse events of a study."""
    yield from _numbers_of_participants(collated)
    vocabulary = collated.library.vocabulary
    only_arm = frozenset((None, collated.named_arms.of(None)))
    lists: tuple[CollatedList[Any], ...] = (
        collated.every_relief,
        collated.outcomes,
        collated.adverse_events,
    )
    for of_kind in lists:
        for each in of_kind.entries:
            item, names = each.entry, set()
            for statement in each.every:
                names |= set(_goes_by(statement.value, vocabulary))
            when = str(item.when) if isinstance(item, Outcome) and item.when else None
            groups = only_arm if item.arm in only_arm else frozenset((item.arm,))
            yield NamedFigure(frozenset(names), groups, when, item)


def _numbers_of_participants(collated: CollatedStudy) -> Iterator[NamedFigure]:
    """Participants of the study and of each of its arms, comparators' too."""
    groups = (None, *(arm.id for arm in collated.study.arms))
    for group in groups:
        number = replace(collated, arm=group).fact(PARTICIPANTS).value
        if number is not None:
            yield NamedFigure(
                frozenset((PARTICIPANTS,)), frozenset((group,)), None, Counted(count=number)
            )


def _goes_by(item: Relief | Outcome | AdverseEvent, vocabulary: Vocabulary) -> Iterator[str]:
    if isinstance(item, AdverseEvent):
        yield item.event
        term = event_of(item, vocabulary)
    else:
        yield item.outcome
        term = measure_of(item, vocabulary)
    if term is not None:
        yield term


def figures_of_overview(overview: Overview, source: str | None = None) -> Iterator[NamedFigure]:
    """The figures that all documents, or one of them, give of a survey, guideline or review."""
    for account in overview.reports:
        if source in (None, account.source):
            for figure in account.figures:
                groups = frozenset((figure.group,))
                yield NamedFigure(frozenset((figure.what,)), groups, figure.when, figure)
