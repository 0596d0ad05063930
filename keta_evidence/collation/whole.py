"""Lists as a whole: comparators in words, and reports of which one says none and another some, or
of which each names what the other leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keta_evidence.collation.facts import is_decided_by, is_disputed, relate_closures
from keta_evidence.collation.statements import Difference, Relation, Statement, statement
from keta_evidence.records.library import Library
from keta_evidence.records.model import AnyTerm, Decision, Items, Report
from keta_evidence.records.vocabulary import above, reachable, resolve
from keta_evidence.records.words import fold

NONE = frozenset({"none"})


@dataclass(frozen=True, slots=True)
class CollatedWords:
    """A list of words over the reports of a study: each once, the narrower instead of the broader.

    ``statements`` are the lists of the reports, in order of preference; ``silent`` the first that
    only says why there is none.
    """

    words: tuple[str, ...]
    statements: tuple[Statement, ...]
    silent: Statement | None

    @property
    def none(self) -> bool:
        """Whether there were none."""
        return bool(self.statements) and not self.words


def collate_comparators(
    library: Library, reports: Sequence[Report], decisions: Sequence[Decision] = ()
) -> CollatedWords:
    """What the drug studied was compared with, over all reports, or in the one decided."""
    terms = library.vocabulary.comparators
    found, silent = [], None
    for report in reports:
        items = None if report.design is None else report.design.comparators
        if items is None:
            continue
        text = ", ".join(items.items) or str(items.missing)
        value = _closures(items, terms)
        chain = (report.design, items)
        each = statement(
            library, report, value, chain, text=text, what="comparators", column="design"
        )
        if value is None:
            silent = silent or each
        else:
            found.append(each)
    words: list[str] = []
    for each in _decided(found, decisions):
        said = each.chain[-1]
        assert isinstance(said, Items)
        for word in said.items:
            words = _with_word(words, word, terms)
    return CollatedWords(tuple(words), tuple(found), silent)


def _decided(found: Sequence[Statement], decisions: Sequence[Decision]) -> Sequence[Statement]:
    """The lists of the report that a decision chose; all of them where none did."""
    for decision in decisions:
        if is_decided_by(decision, "design.comparators", "design", found):
            return [each for each in found if each.report.source == decision.use] or found
    return found


def _closures(items: Items[str], terms: Sequence[AnyTerm]) -> frozenset[str] | None:
    """Comparators with all that are broader; ``None`` where the report does not say."""
    if items.none:
        return NONE
    names: set[str] = set()
    for word in items.items:
        names |= _ids_within(word, terms)
    return frozenset(names) or None


def _ids_within(word: str, terms: Sequence[AnyTerm]) -> frozenset[str]:
    """A word's term with all that are broader, or the word itself."""
    id_ = resolve(word, terms)
    return frozenset({fold(word)}) if id_ is None else reachable(id_, above(tuple(terms)))


def _with_word(words: Sequence[str], word: str, terms: Sequence[AnyTerm]) -> list[str]:
    """Words with one more: the narrower of two of one kind is kept, in the place of the first."""
    names = _ids_within(word, terms)
    kept: list[str] = []
    placed = False
    for known in words:
        others = _ids_within(known, terms)
        if others >= names:
            placed = True
        elif others < names:
            if not placed:
                kept.append(word)
            placed = True
            continue
        kept.append(known)
    return kept if placed else [*kept, word]


def relate_drugs(one: frozenset[str], other: frozenset[str]) -> Relation:
    """Fewer drugs are not others, but none is."""
    return relate_closures(one, other) if bool(one) == bool(other) else Relation.OTHER


def differing_lists(
    library: Library, reports: Sequence[Report], comparators: Sequence[Statement]
) -> Iterator[Difference]:
    """Lists of which one report says that there were none and another that there were, and drugs of
    which each report names what the other does not; ``comparators`` are what reports say of them.
    """
    comedication = [_drugs(library, report) for report in reports]
    events = [_events(library, report) for report in reports]
    for name, fact, found, relate in (
        ("comedication", "comedication", comedication, relate_drugs),
        ("adverse_events", "adverse_events", events, relate_drugs),
        ("design.comparators", "design", comparators, relate_closures),
    ):
        known = [each for each in found if each is not None]
        if is_disputed(known, relate):
            yield Difference(name, fact, name, tuple(known))


def _drugs(library: Library, report: Report) -> Statement | None:
    items = report.comedication
    if items is None or (not items.items and not items.none):
        return None
    terms = library.vocabulary.drugs
    names: set[str] = set()
    for item in items.items:
        names |= _ids_within(item.drug, terms)
    text = ", ".join(dict.fromkeys(item.drug for item in items.items)) or "none"
    what = "comedication"
    return statement(library, report, frozenset(names), (items,), text=text, what=what, column=what)


def _events(library: Library, report: Report) -> Statement | None:
    """Whether any adverse event is reported; a report that counts one as none says none."""
    items = report.adverse_events
    if items is None:
        return None
    happened = [item.event for item in items.items if item.count != 0]
    if not happened and not items.none:
        return None  # that one event did not happen says nothing of others
    text = ", ".join(dict.fromkeys(happened)) or "none"
    value = frozenset({"some"} if happened else ())
    what = "adverse events"
    return statement(
        library, report, value, (items,), text=text, what=what, column="adverse_events"
    )
