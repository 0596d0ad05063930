"""Variables of participants, design, setting and level; and of the study itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from keta_evidence.evidence.catalogue import study_facts
from keta_evidence.evidence.catalogue.study_facts import CONTROLS, KINDS, NOT_APPLICABLE
from keta_evidence.evidence.catalogue.terms import indication_names
from keta_evidence.evidence.catalogue.variable import (
    Scope,
    Variable,
    column,
    of_library,
    only,
)
from keta_evidence.evidence.level import Scheme
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    Allocation,
    Masking,
    Setting,
    Structure,
    Timing,
)
from keta_evidence.units import NUMBER

_LEVELS_2009 = ("1a", "1b", "1b-", "1c", "2a", "2b", "2c", "3a", "3b")
_RANDOMISED = (
    ("rct", "randomised"),
    ("randomized", "randomised"),
    ("non-randomized", "non-randomised"),
    ("randomised controlled trial", "randomised"),
    ("randomized controlled trial", "randomised"),
)
_STRUCTURES = (("cross-over", "crossover"), ("parallel group", "parallel"))
_MASKINGS = (
    ("open-label", "open"),
    ("unblinded", "open"),
    ("single-blinded", "single-blind"),
    ("double-blinded", "double-blind"),
)
_KIND_WORDS = (
    ("case series", "case-series"),
    ("series", "case-series"),
    ("randomised trial", "trial"),
)
_DESIGN_WORDS = tuple(
    dict.fromkeys(
        [
            *KINDS,
            *get_args(Allocation),
            *get_args(Structure),
            *get_args(Timing),
            *get_args(Masking),
            *CONTROLS,
        ]
    )
)


def _ids_in(library: Library) -> Iterable[str]:
    for study in library:
        yield study.id
        yield from (f"{study.id}:{arm.arm}" for report in study.reports for arm in report.arms)


def _levels(scope: Scope) -> tuple[str, ...]:
    return () if scope.scheme is Scheme.OCEBM_2011 else _LEVELS_2009


DESIGN: tuple[Variable, ...] = (
    Variable(
        "participants",
        "Participants randomised, or included in an uncontrolled study.",
        "participants >= 20",
        study_facts.study_participants,
        aliases=("n",),
        dimensions=(NUMBER,),
        has_words=False,
        columns=(
            column(
                "participants",
                "Participants",
                "integer",
                "Participants randomised, or included in an uncontrolled study.",
                "participants",
            ),
        ),
    ),
    Variable(
        "year",
        "Year of publication.",
        "year >= 2008",
        study_facts.study_year,
        dimensions=(NUMBER,),
        has_words=False,
        columns=(column("year", "Year", "integer", "Year of publication."),),
    ),
    Variable(
        "level",
        "Oxford CEBM level for the question asked; letters, as in 1b, only in the 2009 scheme.",
        "level <= 2",
        study_facts.study_level,
        aliases=("evidence_level",),
        dimensions=(NUMBER,),
        words=_levels,
        bounds=(1, 5),
        columns=(
            column(
                "evidence_level",
                "Level",
                "integer",
                "Oxford CEBM 2011 level for the question asked, by rule from the design and "
                "recorded judgements.",
                "design.allocation",
            ),
        ),
    ),
    Variable(
        "indication",
        "Painful condition by id, label or synonym, with everything narrower.",
        "indication = CRPS",
        study_facts.study_indications,
        aliases=("indications",),
        words=of_library(indication_names),
        listed=of_library(lambda library: library.indications),
        columns=(
            column(
                "indications",
                "Indications",
                "text",
                "Painful conditions treated.",
                "indications",
            ),
        ),
    ),
    Variable(
        "kind",
        "trial (randomised), cohort (controlled, not randomised) or case-series.",
        "kind = trial",
        study_facts.study_kind,
        words=only(*KINDS),
        synonyms=(*_KIND_WORDS, ("rct", "trial")),
        columns=(
            column(
                "kind",
                "Kind",
                "text",
                "trial (randomised), cohort (controlled, not randomised) or case-series, "
                "by the design.",
                "design.allocation",
            ),
        ),
    ),
    Variable(
        "design",
        "Any word of the design: kind, allocation, structure, timing, masking, controlled or not.",
        "design = crossover",
        study_facts.study_design,
        words=only(*_DESIGN_WORDS),
        synonyms=(*_KIND_WORDS, *_RANDOMISED, *_STRUCTURES, *_MASKINGS),
        columns=(
            column(
                "design",
                "Design",
                "text",
                "Timing and structure: prospective or retrospective; parallel, crossover or "
                "single group.",
                "design.timing",
                "design.structure",
            ),
            column(
                "design_summary",
                "Design",
                "text",
                "Kind, allocation, structure, masking and comparators in one phrase.",
                "design",
                people=True,
                show=study_facts.design_phrase,
            ),
        ),
    ),
    Variable(
        "allocation",
        "How participants came to their treatment.",
        "allocation = randomised",
        study_facts.design_part("allocation"),
        words=only(*get_args(Allocation), NOT_APPLICABLE),
        synonyms=_RANDOMISED,
        columns=(
            column(
                "allocation",
                "Allocation",
                "text",
                "How participants came to their treatment.",
                "design.allocation",
            ),
        ),
    ),
    Variable(
        "structure",
        "Parallel arms, crossover, or a single group.",
        "structure = parallel",
        study_facts.design_part("structure"),
        words=only(*get_args(Structure), NOT_APPLICABLE),
        synonyms=_STRUCTURES,
        columns=(
            column(
                "structure",
                "Structure",
                "text",
                "Parallel arms, crossover, or a single group.",
                "design.structure",
            ),
        ),
    ),
    Variable(
        "timing",
        "prospective or retrospective.",
        "timing = prospective",
        study_facts.design_part("timing"),
        words=only(*get_args(Timing), NOT_APPLICABLE),
        columns=(
            column("timing", "Timing", "text", "prospective or retrospective.", "design.timing"),
        ),
    ),
    Variable(
        "masking",
        "Who did not know the treatment.",
        "masking = double-blind",
        study_facts.design_part("masking"),
        words=only(*get_args(Masking), NOT_APPLICABLE),
        synonyms=_MASKINGS,
        columns=(
            column(
                "masking", "Masking", "text", "Who did not know the treatment.", "design.masking"
            ),
        ),
    ),
    Variable(
        "comparator",
        "What ketamine was compared with.",
        "comparator ~ placebo",
        study_facts.design_part("comparators"),
        aliases=("comparators",),
        columns=(
            column(
                "comparator",
                "Comparator",
                "text",
                "What ketamine was compared with.",
                "design.comparators",
            ),
        ),
    ),
    Variable(
        "setting",
        "Where the infusions were given.",
        "setting = outpatient",
        study_facts.study_setting,
        words=only(*get_args(Setting), NOT_APPLICABLE),
        columns=(
            column("setting", "Setting", "text", "Where the infusions were given.", "setting"),
        ),
    ),
)


STUDY: tuple[Variable, ...] = (
    Variable(
        "source",
        "Document that tells of the study.",
        "source = maher-2017",
        study_facts.study_sources,
        aliases=("sources",),
        words=of_library(lambda library: library.sources),
        columns=(column("sources", "Sources", "text", "Documents that tell of the study."),),
    ),
    Variable(
        "id",
        "Key of the study, or of one arm of it.",
        "id in (patil-2012, kang-2010)",
        study_facts.study_id,
        aliases=("study",),
        words=of_library(_ids_in),
        columns=(column("id", "Study", "text", "Key of the study; with --by arm, study:arm."),),
    ),
    Variable(
        "title",
        "Title of the paper.",
        "title ~ allodynia",
        study_facts.study_title,
        columns=(column("title", "Title", "text", "Title of the paper."),),
    ),
    Variable(
        "discrepancies",
        "Open discrepancies between or within the documents.",
        "discrepancies > 0",
        study_facts.open_discrepancies,
        dimensions=(NUMBER,),
        has_words=False,
        columns=(
            column(
                "discrepancies",
                "Discrepancies",
                "integer",
                "Open discrepancies between or within the documents.",
            ),
        ),
    ),
)
