"""Studies of the same participants: what one has of them is held against what the other has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from keta_evidence.collation import facts
from keta_evidence.collation.facts import FACT_RULES
from keta_evidence.collation.statements import Relation, Statement
from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.issue import BETWEEN, VERSUS, Issue
from keta_evidence.consistency.subjects import StudyAt

_COMPARED: dict[str, Callable[[Any, Any], Relation]] = {
    "participants": facts.is_same,
    **{
        name: rule.relate
        for name, rule in FACT_RULES.items()
        if name == "indications" or name.startswith("design.")
    },
}
"""Facts that are of the participants and of how they were allocated, and how they are compared."""


def same_participants_agree(study: StudyAt) -> Iterator[Issue]:
    """Studies of the same participants have the same number, indications, design and arms.

    Each of them names a difference.
    """
    collated = study.collated
    for other in _with_same_participants(collated):
        for name, relate in _COMPARED.items():
            own, others = collated.fact(name).best, other.fact(name).best
            if own is None or others is None or None in (own.value, others.value):
                continue
            if relate(own.value, others.value) is Relation.OTHER:
                yield _difference_in(study, other.study.id, name, (own, others))
        yield from _other_participants_of_arms(study, other)


def _with_same_participants(collated: CollatedStudy) -> Iterator[CollatedStudy]:
    own = collated.study
    for record in collated.library.records.values():
        study = record.study
        if study.id == own.same_participants_as or study.same_participants_as == own.id:
            yield CollatedStudy(collated.library, study)


def _other_participants_of_arms(study: StudyAt, other: CollatedStudy) -> Iterator[Issue]:
    """Arms that both studies have by the same id hold the same number of participants."""
    ids = {arm.id for arm in other.study.arms}
    for arm in study.collated.study.arms:
        if arm.id not in ids:
            continue
        own = CollatedStudy(study.collated.library, study.collated.study, arm=arm.id)
        twin = CollatedStudy(other.library, other.study, arm=arm.id)
        one, another = own.fact("participants").best, twin.fact("participants").best
        if one is None or another is None or None in (one.value, another.value):
            continue
        if one.value != another.value:
            name = f":{arm.id}/participants"
            yield _difference_in(study, other.study.id, name, (one, another))


def _difference_in(
    study: StudyAt, other: str, name: str, pair: tuple[Statement, Statement]
) -> Issue:
    own, others = (each.show() for each in pair)
    difference = f"{own.text}{VERSUS}{others.text}"
    fact = name.rpartition("/")[2].partition(".")[0]
    return study.issue(
        "participants",
        ("same_participants_as",),
        difference,
        name=f"{name}/same-participants/{other}",
        fact=fact,
        kind=BETWEEN,
        column=fact,
        values=(*own.origins, *others.origins),
        difference=difference,
        assessment=f"{other} has the same participants and reports this otherwise",
        typed=(own.typed, others.typed),
    )
