"""Variables of dose, hours, rate, route and enantiomer."""

from __future__ import annotations

from typing import get_args

from keta_evidence.evidence.catalogue import regimens
from keta_evidence.evidence.catalogue.study_facts import NOT_APPLICABLE
from keta_evidence.evidence.catalogue.variable import (
    Variable,
    both_ends,
    column,
    only,
)
from keta_evidence.reading import Basis
from keta_evidence.records.model import (
    Enantiomer,
    Route,
    Statistic,
)
from keta_evidence.units import AMOUNT, AMOUNT_PER_WEIGHT, NUMBER, RATE, RATE_PER_WEIGHT, TIME

_DOSE = ("total_dose", "session_dose", "regimen.bolus", "regimen.rate")
_RATE = ("max_rate", "regimen.rate")
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


DOSES: tuple[Variable, ...] = (
    Variable(
        "total_dose",
        "Dose over the course; mg rests on the body weight used.",
        "total_dose >= 400 mg",
        regimens.total_dose_mg,
        aliases=("dose",),
        dimensions=(AMOUNT, AMOUNT_PER_WEIGHT),
        per_weight=regimens.total_dose_mg_per_kg,
        has_words=False,
        columns=(
            *both_ends(
                ("total_dose_mg_min", "total_dose_mg_max"),
                ("Total dose, lowest", "Total dose, highest"),
                "mg",
                "Dose over the course for the body weight used",
                _DOSE,
            ),
            *both_ends(
                ("total_dose_mg_per_kg_min", "total_dose_mg_per_kg_max"),
                ("Total dose, lowest", "Total dose, highest"),
                "mg/kg",
                "Dose over the course per body weight",
                _DOSE,
            ),
            column(
                "total_dose",
                "Total dose",
                "text",
                "Dose over the course, or of a session where the course is not known.",
                *_DOSE,
                unit="mg",
                people=True,
                show=regimens.dose_phrase,
            ),
        ),
    ),
    Variable(
        "total_dose_statistic",
        "What the total dose is over the participants: mean, median …, or that of the regimen.",
        "total_dose_statistic = mean",
        regimens.total_dose_statistic,
        aliases=("dose_statistic",),
        words=only(regimens.OF_REGIMEN, *get_args(Statistic)),
        columns=(
            column(
                "total_dose_statistic",
                "Total dose, statistic",
                "text",
                "mean, median …: what the total dose is over the participants; regimen where it "
                "follows from what was given.",
                *_DOSE,
            ),
        ),
    ),
    Variable(
        "infusion",
        "Hours of infusion over the course.",
        "infusion > 10 h",
        regimens.over_courses("infusion_hours"),
        aliases=("infusion_hours", "hours"),
        dimensions=(TIME,),
        has_words=False,
        columns=(
            *both_ends(
                ("infusion_hours_min", "infusion_hours_max"),
                ("Infusion, shortest", "Infusion, longest"),
                "h",
                "Hours of infusion over the course",
                ("infusion_hours",),
            ),
            column(
                "infusion",
                "Infusion",
                "text",
                "Length of a session × sessions, as the documents put it.",
                "session_hours",
                "infusion_hours",
                "sessions",
                "session_interval",
                people=True,
                show=regimens.infusion_phrase,
            ),
        ),
    ),
    Variable(
        "session",
        "Length of one session.",
        "session <= 2 h",
        regimens.over_courses("session_hours"),
        aliases=("session_hours",),
        dimensions=(TIME,),
        has_words=False,
        columns=both_ends(
            ("session_hours_min", "session_hours_max"),
            ("Session, shortest", "Session, longest"),
            "h",
            "Length of one session",
            ("session_hours",),
        ),
    ),
    Variable(
        "sessions",
        "Sessions in a course.",
        "sessions > 1",
        regimens.over_courses("sessions"),
        dimensions=(NUMBER,),
        has_words=False,
        columns=both_ends(
            ("sessions_min", "sessions_max"),
            ("Sessions, fewest", "Sessions, most"),
            "",
            "Sessions in a course",
            ("sessions",),
        ),
    ),
    Variable(
        "max_rate",
        "Highest infusion rate; boluses not counted.",
        "max_rate <= 0.5 mg/kg/h",
        regimens.max_rate_mg_h,
        aliases=("rate",),
        dimensions=(RATE, RATE_PER_WEIGHT),
        per_weight=regimens.max_rate_mg_per_kg_h,
        has_words=False,
        columns=(
            column(
                "max_rate_mg_per_kg_h",
                "Highest rate",
                "number",
                "Highest infusion rate stated or in the regimen; boluses not counted.",
                *_RATE,
                unit="mg/kg/h",
                show=regimens.highest_rate,
            ),
        ),
    ),
)


ADMINISTRATION: tuple[Variable, ...] = (
    Variable(
        "route",
        "Route of administration.",
        "route = intravenous",
        regimens.regimen_part("route", get_args(Route)),
        words=only(*get_args(Route), NOT_APPLICABLE),
        synonyms=(("iv", "intravenous"),),
        columns=(column("route", "Route", "text", "Route of administration.", "route"),),
    ),
    Variable(
        "enantiomer",
        "racemic, s (S(+)-ketamine) or r.",
        "enantiomer = s",
        regimens.regimen_part("enantiomer", get_args(Enantiomer)),
        words=only(*get_args(Enantiomer), NOT_APPLICABLE),
        synonyms=_ENANTIOMERS,
        columns=(
            column(
                "enantiomer",
                "Enantiomer",
                "text",
                "racemic, s (S(+)-ketamine) or r. Doses of different enantiomers are never "
                "converted.",
                "enantiomer",
            ),
        ),
    ),
    Variable(
        "dose_basis",
        "Whether the total dose is stated, computed or not computable.",
        "dose_basis = stated",
        regimens.dose_basis,
        words=only(*Basis),
        columns=(
            column(
                "dose_basis",
                "Basis of dose",
                "text",
                "stated by the document, computed from the regimen, or not computable.",
                *_DOSE,
            ),
        ),
    ),
)
