"""The fields that can be asked for, declared once: name, units, words, description, and what a row tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import get_args

from keta_evidence.diagnostics import suggestion
from keta_evidence.evidence import dose
from keta_evidence.evidence.derived import Basis
from keta_evidence.evidence.level import Scheme
from keta_evidence.query import readings
from keta_evidence.query.logic import Texts
from keta_evidence.query.readings import NOT_APPLICABLE, Tell
from keta_evidence.query.values import Field, Scope
from keta_evidence.query.words import indication_names, name_key
from keta_evidence.records.library import Library
from keta_evidence.records.model import (
    Allocation,
    Enantiomer,
    Masking,
    Route,
    Setting,
    Structure,
    Timing,
)
from keta_evidence.units import (
    AMOUNT,
    AMOUNT_PER_WEIGHT,
    NUMBER,
    RATE,
    RATE_PER_WEIGHT,
    TIME,
)

_LEVELS_2009 = ("1a", "1b", "1b-", "1c", "2a", "2b", "2c", "3a", "3b")


def find_field(name: str) -> Field | None:
    """The field of that name or alias, blind to case and with hyphens for underscores."""
    return _BY_NAME.get(name_key(name))


def field_names() -> tuple[str, ...]:
    """Every field by its own name, in the order of their declaration."""
    return tuple(FIELDS)


def unknown_field_hint(name: str) -> str:
    """The nearest fields, or where to find them all."""
    return suggestion(
        name, [*FIELDS, *(alias for field in FIELDS.values() for alias in field.aliases)]
    ) or ("`keta-evidence fields` lists what can be asked")


def describe_fields() -> tuple[tuple[str, str, str, str], ...]:
    """Name, units, description and an example of every field."""
    return tuple(
        (field.name, field.units, field.description, field.example) for field in FIELDS.values()
    )


def _only(*words: str) -> Callable[[Scope], tuple[str, ...]]:
    return lambda scope: words


def _of_library(
    read: Callable[[Library], Iterable[str]],
) -> Callable[[Scope], tuple[str, ...] | None]:
    return lambda scope: tuple(read(scope.library)) if scope.library is not None else None


def _ids(library: Library) -> Iterable[str]:
    for study in library:
        yield study.id
        yield from (f"{study.id}:{arm.arm}" for report in study.reports for arm in report.arms)


def _levels(scope: Scope) -> tuple[str, ...]:
    return () if scope.scheme is Scheme.OCEBM_2011 else _LEVELS_2009


def _fact(
    name: str,
    part: Tell,
    words: tuple[str, ...],
    description: str,
    example: str,
    *synonyms: tuple[str, str],
) -> Field:
    return Field(
        name,
        description,
        example,
        tell=part,
        words=_only(*words, NOT_APPLICABLE),
        synonyms=synonyms,
    )


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
_KINDS = (("case series", "case-series"), ("series", "case-series"), ("randomised trial", "trial"))
_ENANTIOMERS = (
    ("s(+)", "s"),
    ("s+", "s"),
    ("s-ketamine", "s"),
    ("s(+)-ketamine", "s"),
    ("esketamine", "s"),
    ("r(-)", "r"),
    ("r-ketamine", "r"),
    ("r(-)-ketamine", "r"),
    ("arketamine", "r"),
    ("racemate", "racemic"),
    ("racemic ketamine", "racemic"),
    ("r/s", "racemic"),
    ("rs-ketamine", "racemic"),
)
_DESIGN_WORDS = tuple(
    dict.fromkeys(
        [
            *readings.KINDS,
            *get_args(Allocation),
            *get_args(Structure),
            *get_args(Timing),
            *get_args(Masking),
            *readings.CONTROLS,
        ]
    )
)

_MG = (AMOUNT, AMOUNT_PER_WEIGHT)
_RATES = (RATE, RATE_PER_WEIGHT)
_RELIEF_WORDS = _only("none shown", "immediate only", "during infusion only")


def _fields(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


FIELDS: dict[str, Field] = _fields(
    Field(
        "total_dose",
        "Dose over the course; mg rests on the body weight used.",
        "total_dose >= 400 mg",
        ("dose",),
        _MG,
        readings.total_dose,
    ),
    Field(
        "infusion",
        "Hours of infusion over the course.",
        "infusion > 10 h",
        ("infusion_hours", "hours"),
        (TIME,),
        readings.over_courses(dose.infusion_hours),
    ),
    Field(
        "session",
        "Length of one session.",
        "session <= 2 h",
        ("session_hours",),
        (TIME,),
        readings.over_courses(dose.session_hours),
    ),
    Field(
        "sessions",
        "Sessions in a course.",
        "sessions > 1",
        (),
        (NUMBER,),
        readings.over_courses(dose.session_count),
    ),
    Field(
        "max_rate",
        "Highest infusion rate; boluses not counted.",
        "max_rate <= 0.5 mg/kg/h",
        ("rate",),
        _RATES,
        readings.max_rate,
    ),
    Field(
        "relief",
        "Longest relief: at least the last time shown, less than the time seen absent.",
        "relief > 4 wk",
        ("relief_max",),
        (TIME,),
        readings.relief,
        readings.relief_texts,
        _RELIEF_WORDS,
    ),
    Field(
        "relief_shown",
        "Longest time at which relief was shown, over outcomes and groups: the last look, whether or not relief ended there.",
        "relief_shown <= 3 h",
        (),
        (TIME,),
        readings.relief_shown,
    ),
    Field(
        "relief_min",
        "Shortest last time at which relief was shown, over outcomes and groups.",
        "relief_min >= 1 d",
        (),
        (TIME,),
        readings.relief_min,
    ),
    Field(
        "relief_lost_by",
        "First later time at which the longest relief was seen absent.",
        "relief_lost_by <= 12 wk",
        (),
        (TIME,),
        readings.relief_lost_by,
    ),
    Field(
        "relief_censored",
        "true where the longest relief was still present when last looked at.",
        "relief_censored = true",
        ("censored",),
        tell=readings.censored_texts,
        words=_only("true", "false"),
        synonyms=(("yes", "true"), ("no", "false")),
    ),
    Field(
        "responder_share",
        "Percentage of participants with relief, by any threshold, where printed: of all, else of the arm with most.",
        "responder_share >= 50",
        (),
        (NUMBER,),
        readings.responder_share,
    ),
    Field(
        "participants",
        "Participants randomised, or included in an uncontrolled study.",
        "participants >= 20",
        ("n",),
        (NUMBER,),
        readings.whole_number("participants"),
    ),
    Field(
        "year", "Year of publication.", "year >= 2008", (), (NUMBER,), readings.whole_number("year")
    ),
    Field(
        "level",
        "Oxford CEBM level for the question asked; letters, as in 1b, only in the 2009 scheme.",
        "level <= 2",
        ("evidence_level",),
        (NUMBER,),
        readings.level,
        readings.level_texts,
        _levels,
        bounds=(1, 5),
    ),
    Field(
        "indication",
        "Painful condition by id, label or synonym, with everything narrower.",
        "indication = CRPS",
        ("indications",),
        tell=readings.indication_texts,
        words=_of_library(indication_names),
        listed=_of_library(lambda library: library.indications),
    ),
    Field(
        "kind",
        "trial (randomised), cohort (controlled, not randomised) or case-series.",
        "kind = trial",
        (),
        tell=readings.kind_texts,
        words=_only(*readings.KINDS),
        synonyms=(*_KINDS, ("rct", "trial")),
    ),
    Field(
        "design",
        "Any word of the design: kind, allocation, structure, timing, masking, controlled or not.",
        "design = crossover",
        (),
        tell=readings.design_texts,
        words=_only(*_DESIGN_WORDS),
        synonyms=(*_KINDS, *_RANDOMISED, *_STRUCTURES, *_MASKINGS),
    ),
    _fact(
        "allocation",
        readings.design_part("allocation"),
        get_args(Allocation),
        "How participants came to their treatment.",
        "allocation = randomised",
        *_RANDOMISED,
    ),
    _fact(
        "structure",
        readings.design_part("structure"),
        get_args(Structure),
        "Parallel arms, crossover, or a single group.",
        "structure = parallel",
        *_STRUCTURES,
    ),
    _fact(
        "timing",
        readings.design_part("timing"),
        get_args(Timing),
        "prospective or retrospective.",
        "timing = prospective",
    ),
    _fact(
        "masking",
        readings.design_part("masking"),
        get_args(Masking),
        "Who did not know the treatment.",
        "masking = double-blind",
        *_MASKINGS,
    ),
    Field(
        "comparator",
        "What ketamine was compared with.",
        "comparator ~ placebo",
        ("comparators",),
        tell=readings.comparator_texts,
    ),
    _fact(
        "setting",
        readings.setting_texts,
        get_args(Setting),
        "Where the infusions were given.",
        "setting = outpatient",
    ),
    _fact(
        "route",
        readings.regimen_part("route", get_args(Route)),
        get_args(Route),
        "Route of administration.",
        "route = intravenous",
        ("iv", "intravenous"),
    ),
    _fact(
        "enantiomer",
        readings.regimen_part("enantiomer", get_args(Enantiomer)),
        get_args(Enantiomer),
        "racemic, s (S(+)-ketamine) or r.",
        "enantiomer = s",
        *_ENANTIOMERS,
    ),
    Field(
        "dose_basis",
        "Whether the total dose is stated, computed or not computable.",
        "dose_basis = stated",
        (),
        tell=lambda row: Texts((str(row.over_courses(dose.total_dose).basis),)),
        words=_only(*Basis),
    ),
    Field(
        "comedication",
        "Drugs given beside ketamine; none where there were none.",
        "comedication ~ midazolam",
        (),
        tell=readings.comedication_texts,
    ),
    Field(
        "adverse_events",
        "Adverse events.",
        "adverse_events ~ nausea",
        ("adverse_event",),
        tell=readings.adverse_event_texts,
    ),
    Field(
        "adverse_event_share",
        "Highest percentage of participants with any one adverse event, where printed.",
        "adverse_event_share >= 25",
        (),
        (NUMBER,),
        readings.adverse_event_share,
    ),
    Field(
        "source",
        "Document that tells of the study.",
        "source = maher-2017",
        ("sources",),
        tell=readings.source_texts,
        words=_of_library(lambda library: library.sources),
    ),
    Field(
        "id",
        "Key of the study, or of one arm of it.",
        "id in (patil-2012, kang-2010)",
        ("study",),
        tell=readings.id_texts,
        words=_of_library(_ids),
    ),
    Field("title", "Title of the paper.", "title ~ allodynia", (), tell=readings.title_texts),
)

_BY_NAME: dict[str, Field] = {
    name_key(name): field for field in FIELDS.values() for name in (field.name, *field.aliases)
}
