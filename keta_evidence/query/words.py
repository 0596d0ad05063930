"""How words are compared: blind to case, accents, hyphens and spaces; indications with their synonyms and hierarchy."""

from __future__ import annotations

from collections.abc import Iterable

from keta_evidence.records.library import Library
from keta_evidence.records.words import fold, key

__all__ = ["broader", "fold", "indication_names", "key", "name_key", "names_of", "narrower"]


def name_key(name: str) -> str:
    """A field's or column's name as it is looked up: lower case, underscores for hyphens."""
    return name.strip().lower().replace("-", "_")


def indication_names(library: Library) -> tuple[str, ...]:
    """Every id, label and synonym an indication is found by, each once, sorted."""
    names = {
        key(name): name
        for id_ in reversed(library.indications)
        for name in reversed(names_of(library, id_))
    }
    return tuple(sorted(names.values(), key=fold))


def names_of(library: Library, id_: str) -> tuple[str, ...]:
    """Label, id and synonyms of one indication."""
    known = library.indications.get(id_)
    return (known.label, known.id, *known.synonyms) if known is not None else (id_,)


def broader(library: Library, id_: str) -> tuple[str, ...]:
    """The indication and everything broader, nearest first. A circle in the vocabulary ends the climb."""
    found: list[str] = []
    queue = [id_]
    while queue:
        current = queue.pop(0)
        if current not in found:
            found.append(current)
            queue += library.indications[current].broader if current in library.indications else ()
    return tuple(found)


def narrower(library: Library, ids: Iterable[str]) -> tuple[str, ...]:
    """Every indication below one of those given, without these."""
    asked = set(ids)
    return tuple(
        id_
        for id_ in library.indications
        if id_ not in asked and asked.intersection(broader(library, id_))
    )
