"""What a variable is compared with: how text becomes a number with its unit, or a word."""

from __future__ import annotations

from dataclasses import dataclass

from keta_evidence.diagnostics import UsageError, quoted, suggestion
from keta_evidence.evidence.catalogue import Scope, Variable
from keta_evidence.query.logic import ORDER_SIGNS
from keta_evidence.records.words import fold, key
from keta_evidence.units import (
    NUMBER,
    TIME,
    Dimension,
    Interval,
    QuantityError,
    describe,
    parse_interval,
)

_LISTED = 30
"""Words up to this number are all named in a message."""
_UNIT_HINTS: dict[Dimension, str] = {
    TIME: "units of time: s, min, h, d, wk, mo, yr",
    NUMBER: "a number without a unit",
}


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A number to compare with, one value in base units, and as typed."""

    text: str
    size: Interval


@dataclass(frozen=True, slots=True)
class Word:
    """A text to compare with."""

    text: str


Operand = TypedFigure | Word


def read_value(variable: Variable, sign: str, text: str, scope: Scope) -> Operand:
    """A value for a variable and a sign.

    Raises UsageError that says what the variable needs, without saying where.
    """
    if not fold(text):
        raise UsageError(
            f"{variable.name}: a value belongs here", f"for example: {variable.example}"
        )
    if sign == "~":
        if not variable.has_words:
            raise UsageError(
                f"~ looks for text; {variable.name} is a number", f"for example: {variable.example}"
            )
        return Word(text)
    if not variable.has_words:
        return _read_figure(variable, text)
    known = known_word(variable, text, scope)
    looks_like_number = known is None and variable.is_number and text[0].isdigit()
    if sign in ORDER_SIGNS or looks_like_number:
        if not variable.is_number:
            raise UsageError(
                f"{variable.name} is text, which is compared by = != ~ or in",
                f"for example: {variable.example}",
            )
        return _read_figure(variable, text)
    if known is None:
        raise UsageError(
            f"unknown {variable.name} {quoted(text)}", _word_hint(variable, text, scope)
        )
    return Word(known)


def known_word(variable: Variable, text: str, scope: Scope) -> str | None:
    """The word as the vocabulary writes it, the text itself where any will do.

    ``None`` where the word is unknown.
    """
    words = variable.words(scope)
    if words is None:
        return text
    asked = key(text)
    for other, word in variable.synonyms:
        if key(other) == asked:
            asked = key(word)
            break
    return next((word for word in words if key(word) == asked), None)


def _word_hint(variable: Variable, text: str, scope: Scope) -> str:
    """The nearest known words, and all of them where they are few."""
    words = variable.words(scope) or ()
    shown = (variable.listed or variable.words)(scope) or ()
    parts = [suggestion(text, [*words, *(other for other, _ in variable.synonyms)])]
    if 0 < len(shown) <= _LISTED:
        parts.append(f"known: {', '.join(dict.fromkeys(shown))}")
    return "; ".join(filter(None, parts)) or "`keta-evidence fields` lists what can be asked"


def _read_figure(variable: Variable, text: str) -> TypedFigure:
    needed = " or ".join(describe(dimension) for dimension in variable.dimensions)
    try:
        size = parse_interval(text)
    except QuantityError as error:
        raise UsageError(
            f"{variable.name} needs {needed}: {error}", _figure_hint(variable)
        ) from None
    if not size.is_exact:
        raise UsageError(
            f"a range cannot be compared with: {quoted(text)}",
            f"ask for each end: {variable.name} >= … and {variable.name} <= …",
        )
    if size.dimension not in variable.dimensions:
        raise UsageError(
            f"{variable.name} needs {needed}; {quoted(text)} is {describe(size.dimension)}",
            _figure_hint(variable),
        )
    if variable.bounds is not None and not _is_in_bounds(size, variable.bounds):
        least, most = variable.bounds
        raise UsageError(
            f"unknown {variable.name} {quoted(text)}", f"whole numbers from {least} to {most}"
        )
    return TypedFigure(text, size)


def _is_in_bounds(size: Interval, bounds: tuple[int, int]) -> bool:
    least, most = bounds
    return least <= size.exact <= most and size.exact.denominator == 1


def _figure_hint(variable: Variable) -> str:
    if variable.bounds is not None:
        least, most = variable.bounds
        letters = "letters, as in 1b, belong to the 2009 scheme"
        return f"whole numbers from {least} to {most}; {letters}"
    units = _UNIT_HINTS.get(variable.dimensions[0])
    example = f"for example: {variable.example}"
    return f"{units}; {example}" if units else example
