"""What was asked, as a tree: comparisons joined by and, or, not; judged against a row, and written out again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from keta_evidence.query.logic import Interval, Verdict, compare, conjoin, disjoin, match, negate
from keta_evidence.query.readings import search_text
from keta_evidence.query.values import Field, Figure, Value, Word
from keta_evidence.query.words import fold, key
from keta_evidence.tables.row import Row


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field, a sign (``>= <= > < = != ~ in``) and its values; only ``in`` has several."""

    field: Field
    sign: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """Every one of these words, somewhere in what is told of the study."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class All:
    """``and`` of two or more."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """``or`` of two or more."""

    parts: tuple[Expression, ...]


Expression = Comparison | Search | Not | All | AnyOf


def judge(expression: Expression, row: Row) -> Verdict:
    """Whether a row satisfies what was asked."""
    match expression:
        case Not(inner):
            return negate(judge(inner, row))
        case All(parts):
            return conjoin(judge(part, row) for part in parts)
        case AnyOf(parts):
            return disjoin(judge(part, row) for part in parts)
        case Search(words):
            text = fold(search_text(row))
            return Verdict(all(word in text for word in words))
        case Comparison(field, sign, values):
            one = "=" if sign == "in" else sign
            return disjoin(_judge_one(field, one, value, row) for value in values)


def expression_text(expression: Expression) -> str:
    """The expression in the grammar of ``--where``; reading it again gives the same expression."""
    match expression:
        case Not(inner):
            return f"not {_inside(inner)}"
        case All(parts):
            return " and ".join(map(_inside, parts))
        case AnyOf(parts):
            return " or ".join(map(_inside, parts))
        case Search(words):
            return f"search {' '.join(words)}"
        case Comparison(field, "in", values):
            return f"{field.name} in ({', '.join(map(_value_text, values))})"
        case Comparison(field, sign, values):
            return f"{field.name} {sign} {_value_text(values[0])}"


def _inside(expression: Expression) -> str:
    text = expression_text(expression)
    return f"({text})" if isinstance(expression, All | AnyOf) else text


def _value_text(value: Value) -> str:
    if isinstance(value, Figure):
        return value.text
    return '"' + value.text.replace('"', '""') + '"'


def _judge_one(field: Field, sign: str, value: Value, row: Row) -> Verdict:
    if isinstance(value, Figure):
        assert field.measure is not None
        interval = field.measure(row, value.dimension)
        return _verdict(
            compare(interval, sign, value.size),
            lambda: _interval_reason(field, sign, value, interval),
        )
    assert field.tell is not None
    texts = field.tell(row)
    truth = match(texts, _fits(sign, value))
    verdict = _verdict(truth, lambda: f"{field.name}: {texts.reason}")
    return negate(verdict) if sign == "!=" else verdict


def _verdict(truth: bool | None, reason: Callable[[], str]) -> Verdict:
    return Verdict(truth) if truth is not None else Verdict(None, (reason(),))


def _fits(sign: str, word: Word) -> Callable[[str], bool]:
    if sign == "~":
        wanted = fold(word.text)
        return lambda text: wanted in fold(text)
    same = key(word.text)
    return lambda text: key(text) == same


def _interval_reason(field: Field, sign: str, figure: Figure, interval: Interval) -> str:
    if interval.unknown:
        return f"{field.name}: {interval.reason}"
    because = (
        f" ({interval.reason})" if interval.reason and interval.reason != interval.text else ""
    )
    return f"{field.name}: {interval.text}{because} may or may not be {sign} {figure.text}"
