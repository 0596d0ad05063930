"""Columns of a summary table: for people one cell a quantity, for machines one number a cell."""

from __future__ import annotations

from keta_evidence.evidence.catalogue import Column


def _read_by_people(name: str, title: str, unit: str, description: str) -> Column:
    return Column(name, title, unit, "text", description, people=True)


_UNIT_NAMES = {"mg": "mg", "h": "hours", "d": "days"}
"""Unit → how the names of columns end."""


def _spread_columns(name: str, title: str, unit: str, what: str) -> tuple[Column, ...]:
    parts = (
        (
            "median_low",
            "median, lower end",
            f"Median of {what}: of the lower ends where studies tell ranges.",
        ),
        (
            "median_high",
            "median, upper end",
            f"Median of {what}: of the upper ends where studies tell ranges.",
        ),
        ("min", "lowest", f"Lowest {what}."),
        ("max", "highest", f"Highest {what}."),
    )
    stem = f"{name}_{_UNIT_NAMES[unit]}"
    columns = (
        Column(f"{stem}_{part}", f"{title}, {label}", unit, "number", told)
        for part, label, told in parts
    )
    return (
        *columns,
        Column(
            f"{name}_studies",
            f"{title}, studies",
            "",
            "integer",
            f"Studies of which the {what} is known.",
        ),
    )


def _vote_columns(name: str, title: str, interval: bool) -> tuple[Column, ...]:
    counts = (
        Column(f"{name}_shown", f"{title}: shown", "", "integer", "Studies that show relief."),
        Column(f"{name}_judged", f"{title}: judged", "", "integer", "Studies that can be judged."),
        Column(f"{name}_studies", f"{title}: studies", "", "integer", "Studies, judged or not."),
    )
    if not interval:
        return counts
    return (
        *counts,
        Column(
            f"{name}_low",
            f"{title}: share, lower limit",
            "",
            "number",
            "Exact (Clopper-Pearson) 95 % interval, 0 to 1.",
        ),
        Column(
            f"{name}_high",
            f"{title}: share, upper limit",
            "",
            "number",
            "Exact (Clopper-Pearson) 95 % interval, 0 to 1.",
        ),
        Column(f"{name}_p", f"{title}: p", "", "number", "Two-sided sign test."),
    )


_STUDIES = Column("studies", "Studies", "", "integer", "Studies, each set of participants once.")
_PARTICIPANTS = Column(
    "participants",
    "Participants",
    "",
    "integer",
    "Participants, each once, of the studies that tell their as_number.",
)
_BEST = Column(
    "best_level",
    "Best level",
    "",
    "text",
    "Highest evidence level; levels are not recommendations.",
)
_ADVERSE = Column(
    "adverse_events",
    "Adverse events",
    "",
    "text",
    "Events most often told, in how many studies, with the figures printed.",
)

PEOPLE_COLUMNS: tuple[Column, ...] = (
    _STUDIES,
    _PARTICIPANTS,
    _read_by_people(
        "infusion", "Infusion, median (range) of studies", "h", "Hours over the course."
    ),
    _read_by_people(
        "total_dose",
        "Total dose, median (range) of studies",
        "mg",
        "Dose over the course for the body weight used.",
    ),
    _read_by_people(
        "relief",
        "Relief last shown, median (range) of studies",
        "",
        "Last time at which the longest relief was shown, against the comparator where that is "
        "reported.",
    ),
    _BEST,
    _read_by_people(
        "compared",
        "Relief against the comparator, of studies judged",
        "",
        "Direction of effect in controlled studies.",
    ),
    _read_by_people(
        "within",
        "Relief within a group, controlled studies judged",
        "",
        "Controlled studies of which only a change from baseline is reported, or not against what.",
    ),
    _read_by_people(
        "uncontrolled",
        "Relief over time, uncontrolled studies judged",
        "",
        "A course over time, not an effect.",
    ),
    _ADVERSE,
)
"""Columns of tables for people, after the group."""

MACHINE_COLUMNS: tuple[Column, ...] = (
    _STUDIES,
    _PARTICIPANTS,
    Column(
        "other_routes",
        "Other routes",
        "",
        "integer",
        "Studies whose hours and doses are left out for their route.",
    ),
    Column(
        "participants_studies",
        "Participants, studies",
        "",
        "integer",
        "Studies that tell the as_number of participants.",
    ),
    *_spread_columns("infusion", "Infusion", "h", "hours of infusion over the course"),
    *_spread_columns(
        "total_dose", "Total dose", "mg", "dose over the course for the body weight used"
    ),
    *_spread_columns(
        "relief", "Relief last shown", "d", "last time at which the longest relief was shown"
    ),
    Column(
        "relief_none_shown",
        "Relief: none shown",
        "",
        "integer",
        "Studies in which no relief was shown at any time.",
    ),
    Column(
        "relief_never_seen_to_end",
        "Relief never seen to end",
        "",
        "integer",
        "Studies in which it was there when last looked at.",
    ),
    _BEST,
    Column("best_level_studies", "Best level, studies", "", "integer", "Studies of that level."),
    *_vote_columns("compared", "Relief against the comparator", interval=True),
    *_vote_columns("within", "Relief within a group, controlled studies", interval=False),
    *_vote_columns("uncontrolled", "Relief over time, uncontrolled studies", interval=False),
    Column(
        "design_not_reported",
        "Design not reported",
        "",
        "integer",
        "Studies of which no direction of effect is counted.",
    ),
    _ADVERSE,
    Column("study_ids", "Ids", "", "text", "The studies."),
)
"""Columns of csv, tsv and json, after the group."""
