"""Oxford CEBM levels of evidence, derived by rule from recorded design facts and recorded
judgements.

2011 ladder: OCEBM Levels of Evidence Working Group, "The Oxford 2011 Levels of Evidence". 2009
scheme: CEBM Levels of Evidence, March 2009, column therapy. Levels are never typed into a record
and are not recommendations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from keta_evidence.records.model import Decision, Design

LOWEST = 5


class Question(StrEnum):
    """The question a level is about."""

    BENEFIT = "benefit"
    HARM = "harm"


class Scheme(StrEnum):
    """The ladder; the two are never mixed."""

    OCEBM_2011 = "2011"
    CEBM_2009 = "2009"


@dataclass(frozen=True, slots=True)
class Level:
    """A level (``None`` where the ladder has no place, or the design is not told) and every step
    that led to it.
    """

    scheme: Scheme
    question: Question
    value: str | None
    steps: tuple[str, ...]
    reason: str = ""


def derive_level(
    design: Design | None,
    judgements: Iterable[Decision],
    question: Question,
    scheme: Scheme = Scheme.OCEBM_2011,
) -> Level:
    """Level of one study for one question."""
    if design is None or design.allocation.value is None:
        return Level(scheme, question, None, (), "the allocation of participants is not reported")
    relevant = [judgement for judgement in judgements if judgement.question == question]
    return (_level_2011 if scheme is Scheme.OCEBM_2011 else _level_2009)(design, relevant, question)


def is_controlled(design: Design) -> bool:
    """Whether the outcome was compared with that of participants, or periods, without ketamine."""
    return bool(design.comparators.items) and design.allocation.value != "single group"


def _level_2011(design: Design, judgements: list[Decision], question: Question) -> Level:
    dramatic = [judgement for judgement in judgements if judgement.reason == "dramatic effect"]
    level, why = _base_2011(design, bool(dramatic), question)
    steps = [f"level {level}: {why}"]
    steps += [f"dramatic effect judged: {_said(judgement)}" for judgement in dramatic]
    used: set[str | None] = set()
    for judgement in judgements:
        if judgement.reason == "dramatic effect" or judgement.reason in used:
            continue
        used.add(judgement.reason)
        level = min(LOWEST, level + 1) if judgement.step == "down" else max(1, level - 1)
        steps.append(
            f"one {judgement.step} to level {level} for {judgement.reason}: {_said(judgement)}"
        )
    if not judgements:
        steps.append("no judgement up or down is recorded")
    return Level(Scheme.OCEBM_2011, question, str(level), tuple(steps))


def _base_2011(design: Design, dramatic: bool, question: Question) -> tuple[int, str]:
    if design.allocation.value == "randomised":
        return 2, "randomised trial"
    if dramatic:
        return 2, "observational study with dramatic effect"
    if is_controlled(design):
        if question is Question.HARM:
            return (
                3,
                "non-randomised controlled cohort or follow-up study, "
                "provided its numbers suffice to rule out a common harm",
            )
        return 3, "non-randomised controlled cohort or follow-up study"
    timing = f"{design.timing.value} " if design.timing is not None and design.timing.value else ""
    return 4, f"{timing}series without a control group: a case series, however it calls itself"


def _level_2009(design: Design, judgements: list[Decision], question: Question) -> Level:
    reasons = {judgement.reason for judgement in judgements if judgement.step == "down"}
    if design.allocation.value == "randomised":
        if "study quality" in reasons:
            value, why = "2b", "randomised trial of low quality"
        elif "imprecision" in reasons:
            value, why = (
                "1b-",
                "randomised trial with a wide confidence interval; "
                "the minus sign marks an inconclusive answer",
            )
        else:
            value, why = (
                "1b",
                "individual randomised trial; 1b asks for a narrow confidence interval, "
                "which no judgement here denies",
            )
    elif is_controlled(design):
        value, why = "2b", "individual cohort study"
    else:
        value, why = "4", "case series"
    steps = [
        f"level {value}: {why}",
        *(
            f"judgement: {judgement.step} for {judgement.reason}: {_said(judgement)}"
            for judgement in judgements
        ),
    ]
    return Level(Scheme.CEBM_2009, question, value, tuple(steps))


def _said(judgement: Decision) -> str:
    return f"{judgement.why} ({judgement.by}, {judgement.date.isoformat()})"
