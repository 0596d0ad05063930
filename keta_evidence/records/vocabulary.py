"""The vocabulary's lists of terms: checked once when they are loaded, and looked up by label,
synonym or id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from keta_evidence.diagnostics import Problem, quoted, suggestion
from keta_evidence.records.model import AdverseEvent, AnyTerm, Outcome, Relief, Vocabulary
from keta_evidence.records.text import Document
from keta_evidence.records.words import fold

Terms = Sequence[AnyTerm]

LISTS: tuple[str, ...] = ("indications", "measures", "adverse_events", "drugs", "comparators")
"""Keys of the vocabulary that hold terms."""


def check_vocabulary(vocabulary: Vocabulary, document: Document) -> Iterator[Problem]:
    """KE212 and KE213: hierarchies that lead nowhere or in a circle, and words that stand for two
    terms.
    """
    for name in LISTS:
        terms: Terms = getattr(vocabulary, name)
        yield from _check_broader(name, terms, document)
        yield from _check_names(name, terms, document)


def _check_broader(name: str, terms: Terms, document: Document) -> Iterator[Problem]:
    next_above = above(tuple(terms))
    for index, term in enumerate(terms):
        for place, id_ in enumerate(term.broader):
            key = (name, index, "broader", place)
            if id_ not in next_above:
                what = f"no such term in {name}"
                hint = suggestion(id_, next_above.keys() - {term.id})
                if hint:
                    what = f"{what} ({hint})"
                yield document.problem("KE212", key, what, quoted(id_))
            elif term.id in reachable(id_, next_above):
                what = f"a circle: {id_} is itself a kind of {term.id}"
                yield document.problem("KE212", key, what, quoted(id_))


@lru_cache(maxsize=16)
def above(terms: tuple[AnyTerm, ...]) -> dict[str, tuple[str, ...]]:
    """The next broader terms of each term."""
    return {term.id: term.broader for term in terms}


def reachable(id_: str, above: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """A term and every one above it, at any distance; ``above`` holds the next broader ones of
    each.
    """
    found: set[str] = set()
    waiting = [id_]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting += above.get(current, ())
    return frozenset(found)


def _check_names(name: str, terms: Terms, document: Document) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for index, term in enumerate(terms):
        for key, word in _named_at(term):
            first = owner.setdefault(fold(word), term.id)
            if first != term.id or (key == ("id",) and _is_repeated(term.id, terms[:index])):
                yield document.problem(
                    "KE213", (name, index, *key), f"the word is also that of {first}", quoted(word)
                )


def _is_repeated(id_: str, earlier: Terms) -> bool:
    return any(term.id == id_ for term in earlier)


def _named_at(term: AnyTerm) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each word a term is found by, with its key."""
    yield ("id",), term.id
    yield ("label",), term.label
    for place, word in enumerate(term.synonyms):
        yield ("synonyms", place), word


def reachable_words(id_: str, terms: Terms) -> tuple[str, ...]:
    """Every word of a term and of those above it: id, label and synonyms."""
    ids = reachable(id_, above(tuple(terms)))
    words: list[str] = []
    for term in terms:
        if term.id in ids:
            words += [word for _, word in _named_at(term)]
    return tuple(words)


def measure_of(item: Relief | Outcome, vocabulary: Vocabulary) -> str | None:
    """Id of an observation's outcome measure; ``None`` where its words have no term."""
    return item.measure or resolve(item.outcome, vocabulary.measures)


def event_of(item: AdverseEvent, vocabulary: Vocabulary) -> str | None:
    """Id of an adverse event; ``None`` where its words have no term."""
    return item.term or resolve(item.event, vocabulary.adverse_events)


def resolve(words: str, terms: Terms) -> str | None:
    """Id of the term that has these words as id, label or synonym, whatever their case, accents and
    hyphens.
    """
    return _ids_by_word(tuple(terms)).get(fold(words))


@lru_cache(maxsize=16)
def _ids_by_word(terms: tuple[AnyTerm, ...]) -> dict[str, str]:
    """Id by every folded word of the terms; terms are compared as the objects they are."""
    return {fold(word): term.id for term in terms for _, word in _named_at(term)}
