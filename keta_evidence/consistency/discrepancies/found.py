"""A discrepancy: values that cannot all be right, each with its place, and what was decided about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.records.leaves import Share
from keta_evidence.records.model import Decision
from keta_evidence.records.origin import Origin
from keta_evidence.units import Interval

BETWEEN = "between documents"
WITHIN = "within a document"
ARITHMETIC = "arithmetic"
MAGNITUDE = "units and magnitude"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two or more values that cannot all be right.

    ``id`` is stable: record, what differs and, where needed, how. ``column`` is the fact or column concerned.
    ``difference`` is its size, ``assessment`` what it means, both in words.
    """

    id: str
    kind: str
    study: str
    column: str
    values: tuple[Origin, ...]
    difference: str
    assessment: str
    adjudication: Decision | None = None

    @property
    def status(self) -> str:
        """open; adjudicated (a value was chosen); explained (not a real difference)."""
        if self.adjudication is None:
            return "open"
        return "adjudicated" if self.adjudication.use is not None else "explained"


def settled(decisions: Iterable[Decision], difference: str) -> Decision | None:
    """The decision made on exactly this difference: one made on another settles nothing."""
    parts = set(difference.split(" v "))
    return next(
        (
            decision
            for decision in decisions
            if difference in decision.values or parts <= set(decision.values)
        ),
        None,
    )


def slug(*words: str | None) -> str:
    """Words as a part of an id: ``starting dose``, ``outpatient, mg/kg`` → ``starting-dose-outpatient-mg-kg``."""
    return re.sub(r"[^a-z0-9]+", "-", " ".join(filter(None, words)).lower()).strip("-")


def numbered(names: Iterable[str]) -> Iterator[str]:
    """Each name, with its number from the second of the same name on: ``nausea``, ``nausea-2``."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}-{seen[name]}"


def kind_of(values: tuple[Origin, ...]) -> str:
    """Between documents, or within the one that gives all the values."""
    return BETWEEN if len({origin.source for origin in values}) > 1 else WITHIN


def rounds_to(count: int, of: int, share: Share) -> bool:
    """Whether a percentage is that of a count, rounded to the decimals printed."""
    decimals = len(share.text.rstrip(" %").partition(".")[2])
    return abs(Fraction(100 * count, of) - share.percent) <= Fraction(1, 2 * 10**decimals)


def alike(first: Interval | None, second: Interval | None) -> bool:
    """Whether two ranges overlap, the tolerance allowed at either end; what is not known reaches everything."""
    if first is None or second is None:
        return True
    return first.agrees(second)
