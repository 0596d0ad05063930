"""What was asked, as a tree: comparisons joined by and, or, not; judged against a row, and written
out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from keta_evidence.evidence.catalogue import VARIABLES, Variable
from keta_evidence.evidence.subject import Subject
from keta_evidence.query.logic import Gap, Truth, conjoin, disjoin, match, negate, satisfies
from keta_evidence.query.values import Operand, TypedFigure, Word
from keta_evidence.reading import Reading
from keta_evidence.records.words import fold, key


@dataclass(frozen=True, slots=True)
class Comparison:
    """A variable, a sign (``>= <= > < = != ~ in``) and its values; only ``in`` has several."""

    variable: Variable
    sign: str
    values: tuple[Operand, ...]


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


def variables_of(expression: Expression) -> Iterator[Variable]:
    """The variables that are compared, in the order of the text; one may come more than once."""
    match expression:
        case Not(inner):
            yield from variables_of(inner)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from variables_of(part)
        case Comparison(variable):
            yield variable


def judge(expression: Expression, subject: Subject) -> Truth:
    """Whether a study, or an arm of it, satisfies what was asked."""
    match expression:
        case Not(inner):
            return negate(judge(inner, subject))
        case All(parts):
            return conjoin(judge(part, subject) for part in parts)
        case AnyOf(parts):
            return disjoin(judge(part, subject) for part in parts)
        case Search(words):
            text = fold(_search_text(subject))
            return Truth(all(word in text for word in words))
        case Comparison():
            return _judge_comparison(expression, subject)


def _judge_comparison(asked: Comparison, subject: Subject) -> Truth:
    sign = "=" if asked.sign == "in" else asked.sign
    return disjoin(_judge_one(asked.variable, sign, value, subject) for value in asked.values)


def expression_text(expression: Expression) -> str:
    """The expression in the grammar of ``--where``; reading it again gives the same expression."""
    match expression:
        case Not(inner):
            return f"not {_bracketed(inner)}"
        case All(parts):
            return " and ".join(map(_bracketed, parts))
        case AnyOf(parts):
            return " or ".join(map(_bracketed, parts))
        case Search(words):
            return f"search {' '.join(words)}"
        case Comparison(variable, "in", values):
            return f"{variable.name} in ({', '.join(map(_value_text, values))})"
        case Comparison(variable, sign, values):
            return f"{variable.name} {sign} {_value_text(values[0])}"


def _bracketed(expression: Expression) -> str:
    text = expression_text(expression)
    return f"({text})" if isinstance(expression, All | AnyOf) else text


def _value_text(value: Operand) -> str:
    if isinstance(value, TypedFigure):
        return value.text
    doubled = value.text.replace('"', '""')
    return f'"{doubled}"'


def _judge_one(variable: Variable, sign: str, value: Operand, subject: Subject) -> Truth:
    if isinstance(value, TypedFigure):
        reading = variable.of(subject, value.size.dimension)
        truth = satisfies(reading, sign, value.size)
        if truth is None:
            return Truth(None, (Gap(variable.name, _why_unjudged(sign, value, reading)),))
        return Truth(truth)
    reading = variable.of(subject)
    truth = match(reading, _fits(sign, value))
    if truth is None:
        return Truth(None, (Gap(variable.name, reading.why_open),))
    return Truth(truth != (sign == "!="))


def _fits(sign: str, word: Word) -> Callable[[str], bool]:
    if sign == "~":
        wanted = fold(word.text)
        return lambda text: wanted in fold(text)
    same = key(word.text)
    return lambda text: key(text) == same


def _why_unjudged(sign: str, figure: TypedFigure, reading: Reading) -> str:
    if reading.unknown:
        return reading.why_open
    because = f" ({reading.gap})" if reading.gap else ""
    return f"{reading.text}{because} may or may not be {sign} {figure.text}"


def _search_text(subject: Subject) -> str:
    """Everything that free text is looked for in."""
    citation = subject.study.citation
    texts = [subject.id, subject.study.title, citation.authors, citation.container_title]
    for name in ("indication", "comedication", "adverse_events"):
        texts += VARIABLES[name].of(subject).texts
    texts += [item.outcome for item in subject.collated.relief.items]
    return "\n".join(texts)
