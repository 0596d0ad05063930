"""What must be said of an answer besides its rows: texts that no study has, and conditions that are
met by different arms of one study.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from keta_evidence.diagnostics import quoted, suggestion
from keta_evidence.evidence.catalogue.variable import Variable, any_text
from keta_evidence.evidence.subject import Subject
from keta_evidence.query.expressions import (
    All,
    AnyOf,
    Comparison,
    Expression,
    Not,
    expression_text,
    judge,
)
from keta_evidence.query.values import Word
from keta_evidence.records.words import fold, key

_NEAR_ONES = 5


def unknown_texts(asked: Expression, subjects: Sequence[Subject]) -> Iterator[str]:
    """A line for each text that was asked for by ``=`` and that no subject has, with near ones."""
    for comparison in _comparisons(asked):
        variable = comparison.variable
        if comparison.sign == "~" or variable.words is not any_text:
            continue
        for value in comparison.values:
            if isinstance(value, Word):
                yield from _unknown_text(variable, value.text, subjects)


def _unknown_text(variable: Variable, text: str, subjects: Sequence[Subject]) -> Iterator[str]:
    had: dict[str, None] = {}
    for subject in subjects:
        reading = variable.of(subject)
        had |= dict.fromkeys((*reading.texts, *reading.possible))
    if any(key(text) == key(other) for other in had):
        return
    line = f"no study has {variable.name} = {quoted(text)}"
    containing = (other for other in had if fold(text) in fold(other))
    near = ", ".join(islice(containing, _NEAR_ONES))
    hint = suggestion(text, had)
    if near:
        hint = f"{variable.name} ~ {quoted(text)} finds {near}"
    yield f"{line}; {hint}" if hint else line


def _comparisons(asked: Expression) -> Iterator[Comparison]:
    """Every comparison in an expression."""
    match asked:
        case Comparison():
            yield asked
        case Not(inner):
            yield from _comparisons(inner)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _comparisons(part)


def met_by_different_arms(asked: Expression, kept: Sequence[Subject]) -> Iterator[str]:
    """A line for each study that meets all conditions while no arm of it meets them together.

    A condition that no arm meets by itself is one on the study as a whole, and left out.
    """
    conditions = list(_joined_conditions(asked))
    if len(conditions) < 2:
        return
    for subject in kept:
        if subject.collated.arm is None and len(subject.collated.arms) > 1:
            of_arms = _met_by_arms(conditions, subject)
            if of_arms and not set.intersection(*of_arms.values()):
                each = "; ".join(
                    f"{text}: {', '.join(sorted(ids))}" for text, ids in of_arms.items()
                )
                yield f"{subject.id}: no arm meets all of it ({each}); --by arm judges each"


def _met_by_arms(conditions: Sequence[Expression], subject: Subject) -> dict[str, set[str]]:
    """The arms that meet each condition; conditions that none meets are left out."""
    arms = [type(subject)(collated, subject.options) for collated in subject.collated.by_arm()]
    met: dict[str, set[str]] = {}
    for condition in conditions:
        ids = {str(arm.collated.arm) for arm in arms if judge(condition, arm).truth}
        if ids:
            met[expression_text(condition)] = ids
    return met


def _joined_conditions(asked: Expression) -> Iterator[Expression]:
    """What must hold at once."""
    if isinstance(asked, All):
        for part in asked.parts:
            yield from _joined_conditions(part)
    else:
        yield asked
