"""What something was compared with: format 1 has words, format 2 an arm of the study, ``baseline``
or ``not reported``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from keta_evidence.records.words import fold

INERT = ("placebo", "saline")
"""Two words for one thing, as long as no arm has the very word."""
_SAYS_WHAT_BECAME_OF_IT = re.compile(
    r"""
    \b differen \w*  |  among\ each\ other   # no difference between the groups
    | \b (?: more | less | fewer ) \b        # more often with ketamine
    """,
    re.VERBOSE,
)


@dataclass
class Arms:
    """The arms of a study as far as they are known: for each id the words that name it, and whether
    it is a comparator.
    """

    names: dict[str, set[str]] = field(default_factory=dict)
    comparators: set[str] = field(default_factory=set)

    def add(self, id_: str, words: Iterable[str], *, comparator: bool) -> None:
        """Another arm, or more words for it."""
        self.names.setdefault(id_, {fold(id_)}).update(map(fold, words))
        if comparator:
            self.comparators.add(id_)

    def find(self, text: str, near: Iterable[str]) -> str | None:
        """Id of the arm that a text names; among several one of ``near``, the arms that the same
        report names.
        """
        for found in self._meant(fold(text)):
            if found:
                return next((id_ for id_ in found if id_ in near), found[0])
        return None

    def _meant(self, text: str) -> Iterator[list[str]]:
        """The arms that a folded text may mean, by one rule after the other, the surest first."""
        yield [id_ for id_, names in self.names.items() if text in names]
        if text in INERT:
            yield sorted(id_ for id_ in self.comparators if self.names[id_].intersection(INERT))
        if text == "the other group" and len(self.comparators) == 1:
            yield list(self.comparators)
        part = [id_ for id_ in self.names if self._overlap(id_, text)]
        part.sort(key=lambda id_: (id_ not in self.comparators, -self._overlap(id_, text)))
        yield part

    def _overlap(self, id_: str, text: str) -> int:
        """Letters of the longest name of the arm that stands in the text, or in which the text
        stands, as whole words.
        """
        lengths = [
            min(len(name), len(text))
            for name in self.names[id_]
            if _holds(text, name) or _holds(name, text)
        ]
        return max(lengths, default=0)


def _holds(text: str, part: str) -> bool:
    return re.search(rf"(?<!\w) {re.escape(part)} (?!\w)", text, re.VERBOSE) is not None


def tells_result(text: str) -> bool:
    """Whether a text says what a comparison showed, not what was compared with."""
    return _SAYS_WHAT_BECAME_OF_IT.search(text) is not None


def id_from(text: str) -> str:
    """A text as an id: ``magnesium-sulfate``."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain)) or "comparator"


def comparator_value(id_: str, text: str, node: dict[str, Any]) -> Any:
    """An arm's id; with the words beside it that say more."""
    if text == id_.replace("-", " "):
        return id_
    node.update({"value": id_, "noted": text})
    return node
