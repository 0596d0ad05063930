"""How words are compared: blind to case, accents, hyphens and spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
    """A word for comparing: as ``fold``, and without spaces. A last hyphen stays: level 1b- is not
    1b.
    """
    return _INNER_SEPARATORS.sub("", _plain(text)).strip()


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(
        _LETTERS
    )
