"""The catalogue of variables: what is known of studies, each declared once.

Cells of tables, filters (``--where``), sort keys, columns of CSV and data frames, pictures,
``near``, claims, the output of ``fields`` and completion follow from these declarations.
"""

from __future__ import annotations

from keta_evidence.diagnostics import suggestion
from keta_evidence.evidence.catalogue.doses import ADMINISTRATION, DOSES
from keta_evidence.evidence.catalogue.effects import EVENTS, RELIEF
from keta_evidence.evidence.catalogue.studies import DESIGN, STUDY
from keta_evidence.evidence.catalogue.variable import Column, Scope, ShownColumn, Variable
from keta_evidence.evidence.subject import Subject
from keta_evidence.reading import Reading

__all__ = [
    "COLUMNS",
    "MACHINE",
    "PEOPLE",
    "VARIABLES",
    "Column",
    "Scope",
    "Variable",
    "column_reading",
    "find_column",
    "find_variable",
    "lookup_key",
    "unknown_variable_hint",
]

VARIABLES: dict[str, Variable] = {
    variable.name: variable
    for variable in (*DOSES, *RELIEF, *DESIGN, *ADMINISTRATION, *EVENTS, *STUDY)
}
"""Every variable by its name, in the order in which ``fields`` lists them."""

MACHINE: tuple[str, ...] = (
    "id", "title", "year", "kind", "indications", "participants", "design", "allocation",
    "comparator", "masking", "setting", "route", "enantiomer", "session_hours_min",
    "session_hours_max", "sessions_min", "sessions_max", "infusion_hours_min",
    "infusion_hours_max", "total_dose_mg_min", "total_dose_mg_max", "total_dose_mg_per_kg_min",
    "total_dose_mg_per_kg_max", "dose_basis", "max_rate_mg_per_kg_h", "comedication",
    "relief_status", "relief_versus", "relief_statistic", "relief_days_min", "relief_days_max",
    "relief_vs_comparator_days_min", "relief_vs_comparator_days_max",
    "relief_vs_baseline_days_min", "relief_vs_baseline_days_max",
    "relief_lost_by_days", "relief_censored",
    "evidence_level", "adverse_events", "sources", "discrepancies", "total_dose_statistic",
    "relief_vs_comparator_status", "relief_vs_comparator_lost_by_days",
)  # fmt: skip
"""Columns of csv, tsv and json, in the order of the contract (DOMAIN.md, section 5)."""

PEOPLE: tuple[str, ...] = (
    "id", "indications", "design_summary", "participants", "setting", "infusion", "total_dose",
    "comedication", "relief", "adverse_events", "evidence_level", "sources",
)  # fmt: skip
"""Columns of tables for people."""

_SHOWN: dict[str, tuple[Variable, ShownColumn]] = {
    shown.column.name: (variable, shown)
    for variable in VARIABLES.values()
    for shown in variable.columns
}
COLUMNS: dict[str, Column] = {
    name: _SHOWN[name][1].column for name in dict.fromkeys([*MACHINE, *PEOPLE, *_SHOWN])
}
"""Every column by its name: those of the contract first."""


def lookup_key(name: str) -> str:
    """A variable's or column's name as it is looked up: lower case, underscores for hyphens."""
    return name.strip().lower().replace("-", "_")


_BY_NAME: dict[str, Variable] = {
    lookup_key(name): variable
    for variable in VARIABLES.values()
    for name in (variable.name, *variable.aliases)
}


def find_variable(name: str) -> Variable | None:
    """The variable of that name or alias, in any case and with hyphens for underscores."""
    return _BY_NAME.get(lookup_key(name))


def find_column(name: str) -> Column | None:
    """The column of that name, in any case and with hyphens for underscores."""
    return COLUMNS.get(lookup_key(name))


def unknown_variable_hint(name: str) -> str:
    """What a column's variable is called, else the nearest names, or where to find them all."""
    column = find_column(name)
    if column is not None:
        return f"the column {column.name} is asked for as {_SHOWN[column.name][0].name}"
    names = [*VARIABLES, *(alias for each in VARIABLES.values() for alias in each.aliases)]
    return suggestion(name, names) or "`keta-evidence fields` lists what can be asked"


def column_reading(subject: Subject, name: str) -> Reading:
    """What a column shows of a study, without its disputed mark."""
    variable, shown = _SHOWN[name]
    weighted = shown.column.unit in ("mg/kg", "mg/kg/h")
    reading = variable.of(subject, variable.dimensions[1] if weighted else None)
    return shown.show(subject, reading)
