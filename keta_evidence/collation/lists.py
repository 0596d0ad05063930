"""Lists of a study: the union of what its reports list, each entry once.

An entry reported twice is one entry with two places, filled from both; one reported differently
keeps what the most preferred report says, beside what differs.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import Any, Generic, TypeVar

from keta_evidence.collation.statements import Statement
from keta_evidence.records.model import Decision, Fact, Said
from keta_evidence.records.words import fold

E = TypeVar("E", bound=Said)

_WORDING = frozenset(field.name for field in fields(Said))
"""Keys that say how a value stands in print and where: those of one report, never filled."""


@dataclass(frozen=True, slots=True)
class CollatedEntry(Generic[E]):
    """One entry of a list over the reports of a study.

    ``entry`` is what the most preferred report says, with what the others add; ``statements`` are
    those that it comes from, ``differing`` those that say otherwise of the same thing. ``name`` is
    what it is called in ids, whichever statement is used.
    """

    entry: E
    statements: tuple[Statement, ...]
    differing: tuple[Statement, ...] = ()
    name: str = ""

    @property
    def every(self) -> tuple[Statement, ...]:
        """All statements on it."""
        return (*self.statements, *self.differing)

    def is_reported_in(self, source: str) -> bool:
        """Whether a document reports it, as it is used."""
        return any(each.report.source == source for each in self.statements)


class Meeting(IntEnum):
    """How two entries of different reports meet.

    APART: they are about different things. LOOSE: they may be about the same thing; one entry if
    they agree, else two. ONE: they are about the same thing; where they do not agree, the reports
    differ.
    """

    APART = 0
    LOOSE = 1
    ONE = 2


@dataclass(frozen=True, slots=True)
class ListRule(Generic[E]):
    """How entries of one list are recognised in another report, and when they agree.

    ``words`` are those of the page, to choose among several that would do; ``write`` is the entry
    as people read it, ``figure`` what of it can differ, ``name`` what it is called in ids.
    ``term`` is the term of the vocabulary that it is about, kept in ``keys``; ``is_narrower`` says
    whether one term is a kind of another.
    """

    meet: Callable[[E, E], Meeting]
    agree: Callable[[E, E], bool]
    words: Callable[[E], str]
    write: Callable[[E], str]
    figure: Callable[[E], str]
    name: Callable[[E], str]
    term: Callable[[E], str | None]
    keys: tuple[str, ...]
    is_narrower: Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class CollatedList(Generic[E]):
    """One list of a study over its reports.

    ``said`` are the lists that reports give, in order of preference, each with the word that stands
    for one without an entry: ``none`` is true where one says none and no report has an entry.
    ``set_aside`` are the entries of reports that a decision on the whole list did not choose.
    """

    rule: ListRule[E]
    entries: tuple[CollatedEntry[E], ...] = ()
    said: tuple[Statement, ...] = ()
    set_aside: tuple[CollatedEntry[E], ...] = ()

    @property
    def items(self) -> tuple[E, ...]:
        """The entries, each as it is used."""
        return tuple(each.entry for each in self.entries)

    @property
    def none(self) -> bool:
        """Whether there were none."""
        return not self.entries and any(each.value == "none" for each in self.said)

    @property
    def without_entry(self) -> Statement | None:
        """Where there is no entry: the list that says none, else the first that says why."""
        if self.entries:
            return None
        empty = [each for each in self.said if each.value is not None]
        return next((each for each in empty if each.value == "none"), next(iter(empty), None))

    def of_arm(self, arm: str | None) -> CollatedList[E]:
        """The entries of one arm, and those tied to none; all of them where no arm is named."""
        if arm is None:
            return self
        return self.kept(lambda entry: getattr(entry, "arm", None) in (None, arm))

    def kept(self, fits: Callable[[E], bool]) -> CollatedList[E]:
        """The entries that fit."""
        return replace(
            self,
            entries=tuple(each for each in self.entries if fits(each.entry)),
            set_aside=tuple(each for each in self.set_aside if fits(each.entry)),
        )

    def decided(self, name: str, decision: Decision, whole: frozenset[str]) -> CollatedList[E]:
        """The list as a decision has it; ``name`` is that of the list, ``whole`` are the lists of
        the reports as texts, where as a whole they differ.

        One that names an entry, or that was made on what is said of entries, decides on these; one
        on the list as a whole where it was made on no values, or on all that there are.
        """
        if decision.use is None:
            return self
        entries = list(self.entries)
        found = False
        for place, each in enumerate(entries):
            by_name = decision.what == f"{name}.{each.name}"
            if by_name or (decision.what == name and self._is_made_on(decision, each)):
                entries[place] = self._using(each, decision.use)
                found = True
        if found or decision.what != name:
            return replace(self, entries=tuple(entries))
        if decision.values and not (whole and whole <= set(decision.values)):
            return self
        return self._of_source(decision.use)

    def _is_made_on(self, decision: Decision, each: CollatedEntry[E]) -> bool:
        if not each.differing:
            return False
        figures = {self.rule.figure(each.entry)}
        figures |= {self.rule.figure(other.value) for other in each.differing}
        return figures <= set(decision.values)

    def _of_source(self, source: str) -> CollatedList[E]:
        """What a document reports, the entries of others set aside; all where it reports none."""
        every = [self._using(each, source) for each in self.entries]
        own = tuple(each for each in every if each.is_reported_in(source))
        says_none = any(each.report.source == source and each.value == "none" for each in self.said)
        if not own and not says_none:
            return self
        rest = tuple(each for each in every if not each.is_reported_in(source))
        return replace(self, entries=own, set_aside=(*self.set_aside, *rest))

    def _using(self, known: CollatedEntry[E], source: str) -> CollatedEntry[E]:
        """An entry with what a document reports of it used, where that differs."""
        used = next((each for each in known.differing if each.report.source == source), None)
        if used is None:
            return known
        entry: E = used.value
        agreeing, differing = [used], []
        for each in known.every:
            if each is used:
                continue
            if self.rule.agree(entry, each.value):
                entry = fill(entry, each.value, self.rule)
                agreeing.append(each)
            else:
                differing.append(each)
        return replace(known, entry=entry, statements=tuple(agreeing), differing=tuple(differing))


def unite(statements: Iterable[Statement], rule: ListRule[E]) -> tuple[CollatedEntry[E], ...]:
    """The entries of all reports, each once, in order of preference.

    Entries of one report are never put together: a report that lists a thing twice means two.
    """
    united: list[CollatedEntry[E]] = []
    for _, of_report in itertools.groupby(statements, key=lambda each: id(each.report)):
        left: list[Statement] = []
        for each in of_report:
            place = _agreeing(each, united, rule)
            if place is None:
                left.append(each)
                continue
            known = united[place]
            filled = fill(known.entry, each.value, rule)
            united[place] = replace(known, entry=filled, statements=(*known.statements, each))
        homes = [_differing(each, united, rule) for each in left]
        for each, home in zip(left, homes, strict=True):
            # Which of several differs could not be said: each is then an entry of its own.
            if home is None or homes.count(home) > 1:
                united.append(CollatedEntry(each.value, (each,)))
            else:
                known = united[home]
                united[home] = replace(known, differing=(*known.differing, each))
    return tuple(replace(each, name=rule.name(each.entry)) for each in united)


def _agreeing(each: Statement, united: Sequence[CollatedEntry[E]], rule: ListRule[E]) -> int | None:
    """The place of the entry that says the same: of several, that with most words in common."""
    places: list[tuple[float, int]] = []
    for place, known in enumerate(united):
        if _is_taken(known, each):
            continue
        meeting = rule.meet(known.entry, each.value)
        if meeting != Meeting.APART and rule.agree(known.entry, each.value):
            shared = _shared_words(rule.words(known.entry), rule.words(each.value))
            places.append((shared + meeting, -place))
    return -max(places)[1] if places else None


def _differing(
    each: Statement, united: Sequence[CollatedEntry[E]], rule: ListRule[E]
) -> int | None:
    """The place of the one entry that is about the same thing."""
    places = [
        place
        for place, known in enumerate(united)
        if not _is_taken(known, each) and rule.meet(known.entry, each.value) == Meeting.ONE
    ]
    return places[0] if len(places) == 1 else None


def _is_taken(known: CollatedEntry[E], each: Statement) -> bool:
    """Whether an entry has one of the same report already."""
    return any(each.report is other.report for other in known.every)


def _shared_words(one: str, other: str) -> float:
    """Share of words that two texts have in common, 0 to just below 1."""
    words, others = set(fold(one).split()), set(fold(other).split())
    return len(words & others) / (len(words | others) + 1)


def fill(one: E, other: E, rule: ListRule[E]) -> E:
    """An entry with what it leaves out taken from another that agrees with it, and the narrower
    term of the two.
    """
    added: dict[str, Any] = {}
    own_term, others_term = rule.term(one), rule.term(other)
    if own_term is not None and others_term is not None and rule.is_narrower(others_term, own_term):
        added |= {key: getattr(other, key) for key in rule.keys}
    for field in fields(one):
        if field.name in _WORDING:
            continue
        own, others = getattr(one, field.name), getattr(other, field.name)
        if _says_nothing(own) and not _says_nothing(others):
            added[field.name] = others
    return replace(one, **added) if added else one


_LEFT_OPEN = (None, "reported", "not reported", "not seen")
"""Where nothing is said; a result that is only mentioned; relief that was not seen to end."""


def _says_nothing(value: object) -> bool:
    if isinstance(value, Fact):
        return value.value is None
    return value in _LEFT_OPEN
