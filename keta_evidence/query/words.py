"""How words are compared: blind to case, accents, hyphens and spaces; indications with their synonyms and hierarchy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from keta_evidence.records.library import Library

_SEPARATORS = r"[\s\-‐‑‒–—_]+"
_INNER_SEPARATORS = re.compile(_SEPARATORS + r"(?=\S)")
_ANY_SEPARATORS = re.compile(_SEPARATORS)
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not decompose."""


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A text for searching in: no case, no accents, hyphens as spaces, one space at a time."""
    return _ANY_SEPARATORS.sub(" ", _plain(text)).strip()


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """A word for comparing: as ``fold``, and without spaces. A last hyphen stays: level 1b- is not 1b."""
    return _INNER_SEPARATORS.sub("", _plain(text)).strip()


def name_key(name: str) -> str:
    """A field's or column's name as it is looked up: lower case, underscores for hyphens."""
    return name.strip().lower().replace("-", "_")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(
        _LETTERS
    )


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
