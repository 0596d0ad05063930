"""Terms of the vocabulary of indications by their words, and those below a term."""

from __future__ import annotations

from collections.abc import Iterable

from keta_evidence.records.library import Library
from keta_evidence.records.words import fold, key


def indication_names(library: Library) -> tuple[str, ...]:
    """Every id, label and synonym an indication is found by, each once, sorted."""
    names: dict[str, str] = {}
    for id_ in library.indications:
        for name in names_of(library, id_):
            names.setdefault(key(name), name)
    return tuple(sorted(names.values(), key=fold))


def names_of(library: Library, id_: str) -> tuple[str, ...]:
    """Label, id and synonyms of one indication."""
    known = library.indications.get(id_)
    return (id_,) if known is None else (known.label, known.id, *known.synonyms)


def narrower(library: Library, ids: Iterable[str]) -> tuple[str, ...]:
    """Every indication below one of those given, without these."""
    asked = set(ids)
    return tuple(
        id_
        for id_ in library.indications
        if id_ not in asked and not asked.isdisjoint(library.broader(id_))
    )
