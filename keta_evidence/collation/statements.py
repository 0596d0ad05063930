"""What reports say of one thing: statements, and where some of them differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from keta_evidence.records.library import Library
from keta_evidence.records.model import Report, Said
from keta_evidence.records.origin import Origin, origin_of


class Relation(Enum):
    """How one statement stands to another."""

    SAME = "says the same"
    MORE = "says all that the other says, and more"
    LESS = "says less than the other"
    OTHER = "says something else"


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as it is printed: its text, as typed in the record, and where it stands."""

    text: str
    typed: str
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What one report says.

    ``value`` is what is compared; ``chain`` are the entries of the report around it, outermost
    first, the last one being the entry itself. ``show`` prints it, where that is needed.
    """

    report: Report
    value: Any
    chain: tuple[Said | None, ...]
    show: Callable[[], Shown]


@dataclass(frozen=True, slots=True)
class Difference:
    """Statements of which at least two say something else.

    ``name`` is its stable id without that of the record; ``fact`` is the key of the reports that a
    decision may name instead; ``column`` what in tables rests on it.
    """

    name: str
    fact: str
    column: str
    statements: tuple[Statement, ...]


def statement(
    library: Library,
    report: Report,
    value: Any,
    chain: tuple[Said | None, ...],
    *,
    text: str,
    what: str,
    column: str,
) -> Statement:
    """A statement that is one entry of a report.

    ``text`` is it as people read it, ``what`` names it, ``column`` is the key that it stands under.
    """

    def show() -> Shown:
        source = library.sources.get(report.source)
        return Shown(text, text, (origin_of(source, report, what, text, *chain, column=column),))

    return Statement(report, value, chain, show)
