"""What a variable is: its name, unit, words, how it is read from a study, and the columns that show
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from keta_evidence.evidence.level import Scheme
from keta_evidence.evidence.subject import Subject
from keta_evidence.reading import Reading, as_number
from keta_evidence.records.library import Library
from keta_evidence.units import (
    AMOUNT_PER_WEIGHT,
    NUMBER,
    RATE_PER_WEIGHT,
    TIME,
    UNIT_TEXTS,
    Dimension,
    number_text,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, as plain data.

    ``type`` is text, integer, number or boolean; ``people`` is true for those made for reading.
    ``facts`` are those of the record that it rests on; it is disputed where one of them is.
    """

    name: str
    title: str
    unit: str
    type: str
    description: str
    people: bool = False
    facts: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Title with its unit."""
        return f"{self.title}, {self.unit}" if self.unit else self.title


Show = Callable[[Subject, Reading], Reading]
"""How a column shows what is read of its variable: the cell without its disputed mark."""


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column and how it shows its variable."""

    column: Column
    show: Show


@dataclass(frozen=True, slots=True)
class Scope:
    """What words mean here: the records (for ids, sources, indications) and the scheme of levels.

    Without a library such words are taken as they are; without a scheme levels of both are.
    """

    library: Library | None = None
    scheme: Scheme | None = None


Words = Callable[[Scope], tuple[str, ...] | None]
"""The words that a variable can have; ``None`` where any text will do."""


def any_text(scope: Scope) -> tuple[str, ...] | None:
    """Any text will do."""


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """One thing that is known of studies, declared once for everything that asks or shows it.

    ``dimensions`` are those a number of it can have (none: it is words); the second one, per body
    weight, is read by ``per_weight``. ``has_words`` is true where it can be asked for by words;
    ``words`` are then those it can have, ``listed`` those named in messages, where they are fewer,
    and ``synonyms`` other spellings. ``bounds`` are the least and the greatest number.
    """

    name: str
    description: str
    example: str
    read: Callable[[Subject], Reading]
    aliases: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    per_weight: Callable[[Subject], Reading] | None = None
    words: Words = any_text
    has_words: bool = True
    listed: Words | None = None
    synonyms: tuple[tuple[str, str], ...] = ()
    bounds: tuple[int, int] | None = None
    columns: tuple[ShownColumn, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it can be asked for by a number."""
        return bool(self.dimensions)

    @property
    def units(self) -> str:
        """What it takes: units, a number, or text."""
        if not self.dimensions:
            return "text"
        time = "time" if self.has_words else "time: min … yr"
        names = {TIME: time, NUMBER: "number"}
        kinds = [names.get(dimension, UNIT_TEXTS[dimension]) for dimension in self.dimensions]
        if self.has_words:
            kinds.append("words")
        return " or ".join(kinds)

    def of(self, subject: Subject, dimension: Dimension | None = None) -> Reading:
        """What is known of it, in base units: per body weight where the dimension is, else not."""
        weighted = dimension in (AMOUNT_PER_WEIGHT, RATE_PER_WEIGHT)
        key = self.name, weighted
        if key not in subject.readings:
            read = self.per_weight if weighted and self.per_weight is not None else self.read
            subject.readings[key] = read(subject)
        return subject.readings[key]


def unchanged(subject: Subject, reading: Reading) -> Reading:
    """The reading itself."""
    return reading


def one_end(*, high: bool, size: Fraction | int = 1) -> Show:
    """One end of the number, in units of ``size`` base units, as machines read it."""

    def show(subject: Subject, reading: Reading) -> Reading:
        end = reading.high if high else reading.low
        if end is None:
            reason = reading.reason
            if reading.interval is not None and not reading.gap:
                reason = "the document gives no such end of the range"
            return replace(reading, value=None, text="", reason=reason or reading.gap)
        shown = end / size
        return replace(reading, value=as_number(shown), text=number_text(shown))

    return show


def only(*words: str) -> Words:
    """These words and no others."""
    return lambda scope: words


def of_library(read: Callable[[Library], Iterable[str]]) -> Words:
    """Words that stand in the records."""
    return lambda scope: None if scope.library is None else tuple(read(scope.library))


def column(
    name: str,
    title: str,
    type_: str,
    description: str,
    *facts: str,
    unit: str = "",
    people: bool = False,
    show: Show = unchanged,
) -> ShownColumn:
    """One column, and how it shows its variable."""
    return ShownColumn(Column(name, title, unit, type_, description, people, facts), show)


def both_ends(
    names: tuple[str, str],
    titles: tuple[str, str],
    unit: str,
    what: str,
    facts: tuple[str, ...],
) -> tuple[ShownColumn, ShownColumn]:
    """Two columns, one an end, in ``unit``, which is a base unit or ""."""
    low, high = (
        Column(name, title, unit, "number", f"{what}, {end} end.", facts=facts)
        for name, title, end in zip(names, titles, ("lower", "upper"), strict=True)
    )
    return (
        ShownColumn(low, one_end(high=False)),
        ShownColumn(high, one_end(high=True)),
    )
