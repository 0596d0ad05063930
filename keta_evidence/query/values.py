"""A field and the values it is compared with: what one is, and how text becomes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.evidence.level import Scheme
from keta_evidence.query.logic import ORDER_SIGNS
from keta_evidence.query.readings import UNITS, Measure, Tell
from keta_evidence.query.words import fold, key
from keta_evidence.records.library import Library
from keta_evidence.units import NUMBER, TIME, Dimension, QuantityError, describe, parse_interval

_LISTED = 30
"""Words up to this number are all named in a message."""
_TIME_UNITS = "s, min, h, d, wk, mo, yr"
_UNIT_HINTS: dict[Dimension, str] = {
    TIME: f"units of time: {_TIME_UNITS}",
    NUMBER: "a number without a unit",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What words mean here: the records (for ids, sources and indications) and the scheme of evidence levels.

    Without a library such words are taken as they are; without a scheme levels of both are.
    """

    library: Library | None = None
    scheme: Scheme | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number to compare with, in base units, and as typed."""

    text: str
    size: Fraction
    dimension: Dimension


@dataclass(frozen=True, slots=True)
class Word:
    """A text to compare with."""

    text: str


Value = Figure | Word


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field. It is compared as a number where it has ``measure``, as a text where it has ``tell``, or as either.

    ``words`` are the only texts it can have (``None``: any text); ``listed`` those named in messages, where they are
    fewer; ``synonyms`` other spellings by key; ``bounds`` the numbers it can have.
    """

    name: str
    description: str
    example: str
    aliases: tuple[str, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    measure: Measure | None = None
    tell: Tell | None = None
    words: Callable[[Scope], tuple[str, ...] | None] = lambda scope: None
    listed: Callable[[Scope], tuple[str, ...] | None] | None = None
    synonyms: tuple[tuple[str, str], ...] = ()
    bounds: tuple[int, int] | None = None

    @property
    def units(self) -> str:
        """What it takes: units, a number, or text."""
        if self.measure is None:
            return "text"
        names = {TIME: "time" if self.tell else "time: min … yr", NUMBER: "number"}
        kinds = [names.get(dimension, UNITS[dimension]) for dimension in self.dimensions]
        return " or ".join([*kinds, "words"] if self.tell is not None else kinds)


def read_value(field: Field, sign: str, text: str, scope: Scope) -> Value:
    """A value for a field and a sign. Raises UsageError that says what the field needs, without saying where."""
    if not fold(text):
        raise UsageError(f"{field.name}: a value belongs here", f"for example: {field.example}")
    if sign == "~":
        if field.tell is None:
            raise UsageError(
                f"~ looks for text; {field.name} is a number", f"for example: {field.example}"
            )
        return Word(text)
    if field.tell is None:
        return _figure(field, text)
    known = known_word(field, text, scope)
    if sign in ORDER_SIGNS or (known is None and field.measure is not None and text[0].isdigit()):
        if field.measure is None:
            raise UsageError(
                f"{field.name} is text, which is compared by = != ~ or in",
                f"for example: {field.example}",
            )
        return _figure(field, text)
    if known is None:
        raise UsageError(f"unknown {field.name} {quoted(text)}", word_hint(field, text, scope))
    return Word(known)


def known_word(field: Field, text: str, scope: Scope) -> str | None:
    """The word as the vocabulary writes it; the text itself where any text will do; ``None`` if unknown."""
    words = field.words(scope)
    if words is None:
        return text
    asked = key(text)
    asked = next((key(word) for other, word in field.synonyms if key(other) == asked), asked)
    return next((word for word in words if key(word) == asked), None)


def word_hint(field: Field, text: str, scope: Scope) -> str:
    """The nearest known words, and all of them where they are few."""
    words = field.words(scope) or ()
    shown = (field.listed or field.words)(scope) or ()
    near = suggestion(text, [*words, *(other for other, _ in field.synonyms)])
    known = f"known: {', '.join(dict.fromkeys(shown))}" if 0 < len(shown) <= _LISTED else ""
    return (
        "; ".join(part for part in (near, known) if part)
        or "`keta-evidence fields` lists what can be asked"
    )


def _figure(field: Field, text: str) -> Figure:
    needed = " or ".join(describe(dimension) for dimension in field.dimensions)
    try:
        quantity = parse_interval(text)
    except QuantityError as error:
        raise UsageError(f"{field.name} needs {needed}: {error}", _figure_hint(field)) from None
    if quantity.low is None or quantity.low != quantity.high:
        raise UsageError(
            f"a range cannot be compared with: {quoted(text)}",
            f"ask for each end: {field.name} >= … and {field.name} <= …",
        )
    if quantity.dimension not in field.dimensions:
        raise UsageError(
            f"{field.name} needs {needed}; {quoted(text)} is {describe(quantity.dimension)}",
            _figure_hint(field),
        )
    if field.bounds is not None and not (
        field.bounds[0] <= quantity.low <= field.bounds[1] and quantity.low.denominator == 1
    ):
        raise UsageError(
            f"unknown {field.name} {quoted(text)}",
            f"whole numbers from {field.bounds[0]} to {field.bounds[1]}",
        )
    return Figure(text, quantity.low, quantity.dimension)


def _figure_hint(field: Field) -> str:
    if field.bounds is not None:
        return f"whole numbers from {field.bounds[0]} to {field.bounds[1]}; letters, as in 1b, belong to the 2009 scheme"
    units = _UNIT_HINTS.get(field.dimensions[0], "")
    return f"{units}{'; ' if units else ''}for example: {field.example}"
