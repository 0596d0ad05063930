"""What reports say of one thing: statements, and where some of them differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

from keta_evidence.records.library import Library
from keta_evidence.records.model import Fact, Report, Said
from keta_evidence.records.origin import Origin, fact_text, origin_of


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
    parts: bool = True,
) -> Statement:
    """A statement that is one entry of a report.

    ``text`` is it as people read it, ``what`` names it, ``column`` is the key that it stands under.
    ``parts``: with the places of the parts of the entry that have words of their own.
    """

    def show() -> Shown:
        source = library.sources.get(report.source)
        origins = [origin_of(source, report, what, text, *chain, column=column)]
        for name, said in _worded_parts(chain[-1]) if parts else ():
            part = f"{what}, {name.replace('_', ' ')}"
            value = fact_text(said) if isinstance(said, Fact) else ""
            origins.append(origin_of(source, report, part, value, *chain, said, column=column))
        return Shown(text, text, tuple(origins))

    return Statement(report, value, chain, show)


def _worded_parts(entry: Said | None) -> Iterator[tuple[str, Said]]:
    """The parts of an entry that have words of their own: its last time present, its comparator."""
    if entry is None:
        return
    for field in fields(entry):
        part = getattr(entry, field.name)
        if isinstance(part, Said) and (part.printed or part.noted or part.inferred):
            yield field.name, part
