"""An issue: something wrong in a record, or values that cannot all be right.

Each has its places and its decision.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from keta_evidence.diagnostics import CODES, Problem
from keta_evidence.records.model import Decision
from keta_evidence.records.origin import Origin
from keta_evidence.records.text import Document
from keta_evidence.records.trees import KeyPath

BETWEEN = "between documents"
WITHIN = "within a document"
ARITHMETIC = "arithmetic"
MAGNITUDE = "units and magnitude"

VERSUS = " v "
"""What stands between the values of a difference."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One of the values that differ: the source that gives it, as typed in the record, as shown."""

    source: str
    typed: str
    shown: str


@dataclass(frozen=True, slots=True)
class Issue:
    """What one rule found at one place.

    ``rule`` is the rule's id: the code under which ``validate`` prints it, or a name where only
    ``discrepancies`` does. ``key`` is its place in the file of the record; ``what`` and ``found``
    are the words of ``validate``. An issue that can be decided has a ``name``, its stable id
    without that of the record, and in ``fact`` the fact that a decision may name instead.
    ``values`` are the values with their places in the sources, ``difference`` how they differ and
    ``assessment`` what that means, in words. ``column`` is the fact or column concerned, ``about``
    the study where the file is not its own. ``typed`` are the values as typed in the record.
    Several of one rule with the same ``cause`` are one, which is its name (``by_cause``).
    """

    rule: str
    record: str
    document: Document = field(compare=False, repr=False)
    key: KeyPath
    what: str
    found: str = ""
    name: str = ""
    fact: str = ""
    about: str = ""
    kind: str = ""
    column: str = ""
    values: tuple[Origin, ...] = ()
    difference: str = ""
    assessment: str = ""
    typed: tuple[str, ...] = ()
    cause: str = ""
    adjudication: Decision | None = None
    answer: Decision | None = None

    @property
    def id(self) -> str:
        """``RECORD/…``, of an arm ``RECORD:arm/…``; stable."""
        parted = "" if self.name.startswith(":") else "/"
        return f"{self.record}{parted}{self.name}"

    @property
    def study(self) -> str:
        """The record it is about, where that is not the one in whose file it stands."""
        return self.about or self.record

    @property
    def status(self) -> str:
        """open; adjudicated (a value was chosen); explained (not a real difference)."""
        if self.adjudication is None:
            return "open"
        if self.adjudication.use is None:
            return "explained"
        return "adjudicated"

    @property
    def alternatives(self) -> tuple[Typed, ...]:
        """The values that differ, each as typed and as shown; just one where odd by itself."""
        shown = self.difference.split(VERSUS)
        typed = self.typed if len(self.typed) == len(shown) else shown
        sources = [origin.source for origin in self.values] or [""]
        return tuple(
            Typed(sources[min(index, len(sources) - 1)], *texts)
            for index, texts in enumerate(zip(typed, shown, strict=True))
        )

    @property
    def problem(self) -> Problem:
        """The issue as ``validate`` prints it, at its place in the file."""
        return self.document.problem(self.rule, self.key, self.what, self.found)

    @property
    def is_asked(self) -> bool:
        """Whether ``validate`` prints it: it has a code and nobody has answered or decided it."""
        return self.rule in CODES and self.adjudication is None and self.answer is None


def by_cause(found: Iterable[Issue]) -> Iterator[Issue]:
    """The issues of one rule; those of one cause are one, named by it, with all their places."""
    together: dict[object, list[Issue]] = {}
    for issue in found:
        together.setdefault(issue.cause or id(issue), []).append(issue)
    for issues in together.values():
        yield issues[0] if len(issues) == 1 else _as_one(issues)


def _as_one(issues: Sequence[Issue]) -> Issue:
    first = issues[0]
    places = f"at {len(issues)} places"
    return replace(
        first,
        name=first.cause,
        what=f"{first.what}, and likewise {places}",
        values=tuple(dict.fromkeys(origin for issue in issues for origin in issue.values)),
        difference="; ".join(dict.fromkeys(issue.difference for issue in issues)),
        assessment=f"{first.assessment}, {places}",
        typed=(),
    )


def joined(numbers: Iterable[int]) -> str:
    """Numbers in a line: ``49``, ``49, 18 or 31``."""
    *first, last = map(str, numbers)
    return f"{', '.join(first)} or {last}" if first else last


def decided(issue: Issue, decisions: Sequence[Decision]) -> Issue:
    """The issue with the decision made on it and the answer given to it, where there are such.

    A decision is made on it if it names it, or its fact, and all the values that differ, as typed
    or as shown. An answer names the code and the source, and leaves the difference open.
    """
    if not issue.name:
        return issue
    adjudication = next((each for each in decisions if _is_made_on(each, issue)), None)
    sources = {origin.source for origin in issue.values}
    answer = next(
        (each for each in decisions if each.answers in {(issue.rule, name) for name in sources}),
        None,
    )
    assessment = issue.assessment
    if answer is not None:
        assessment = f"{assessment} (answered: {answer.why})"
    return replace(issue, adjudication=adjudication, answer=answer, assessment=assessment)


def _is_made_on(decision: Decision, issue: Issue) -> bool:
    """Whether a decision is made on exactly this difference; on another, it settles nothing."""
    if decision.what not in (issue.name, issue.fact):
        return False
    return issue.difference in decision.values or all(
        value.shown in decision.values or value.typed in decision.values
        for value in issue.alternatives
    )


def slug(*words: str | None) -> str:
    """Words as a part of an id: ``starting dose``, ``mg/kg`` → ``starting-dose-mg-kg``."""
    return re.sub(r"[^a-z0-9]+", "-", " ".join(filter(None, words)).lower()).strip("-")


def numbered(names: Iterable[str]) -> Iterator[str]:
    """Each name, from the second of the same name on with its number: ``nausea``, ``nausea-2``."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


def kind_of(values: tuple[Origin, ...]) -> str:
    """Between documents, or within the one that gives all the values."""
    return BETWEEN if len({origin.source for origin in values}) > 1 else WITHIN
