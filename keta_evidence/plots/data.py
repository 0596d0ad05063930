"""The data table beside a picture, as CSV: exactly what is drawn, then every study that is not,
with the reason.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from keta_evidence.export.cells import neutralised
from keta_evidence.plots.content import LeftOut, PlotContent, StudyMark
from keta_evidence.plots.kinds import Kind
from keta_evidence.plots.observations import Observation
from keta_evidence.reading import Reading, as_number

STUDY_COLUMNS: tuple[str, ...] = (
    "study",
    "drawn",
    "why_not",
    "indication",
    "design",
    "evidence_level",
    "participants",
    "enantiomer",
    "route",
    "total_dose_mg_min",
    "total_dose_mg_max",
    "total_dose_statistic",
    "infusion_hours_min",
    "infusion_hours_max",
    "duration_band",
    "relief",
    "relief_place",
    "relief_end",
    "relief_hours_min",
    "relief_hours_max",
    "relief_statistic",
    "relief_versus",
    "direction",
    "direction_by",
)
OBSERVATION_COLUMNS: tuple[str, ...] = (
    "outcome",
    "arm",
    "compared_with",
    "observation_drawn",
    "observation_why_not",
    "observation_place",
    "observation_end",
    "last_present_hours_min",
    "last_present_hours_max",
    "first_absent_hours_min",
    "first_absent_hours_max",
    "duration_hours_min",
    "duration_hours_max",
    "statistic",
    "follow_up_end_hours_min",
    "follow_up_end_hours_max",
)
"""Only beside the timeline, which has one line an observation."""


def render_data(picture: PlotContent) -> str:
    """Comma-separated values, unknown ones empty."""
    columns = (
        (*STUDY_COLUMNS, *OBSERVATION_COLUMNS) if picture.kind is Kind.TIMELINE else STUDY_COLUMNS
    )
    text = StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    for line in _lines(picture):
        writer.writerow({name: neutralised(value) for name, value in line.items()})
    return text.getvalue()


def _lines(picture: PlotContent) -> Iterator[dict[str, str]]:
    partly = {out.id: out for out in picture.left_out if out.partly}
    for mark in picture.marks:
        study = _study(mark, partly.get(mark.id))
        if picture.kind is Kind.TIMELINE:
            yield from (study | _observed(item) for item in picture.observations[mark.id])
        else:
            yield study
    yield from (
        {"study": out.id, "drawn": "no", "why_not": out.reason}
        for out in picture.left_out
        if not out.partly
    )


def _study(mark: StudyMark, partly: LeftOut | None) -> dict[str, str]:
    drawn, why_not = "yes", ""
    if partly is not None:
        drawn = "by hours only" if mark.dose.unknown else "by dose only"
        why_not = partly.reason
    words = (
        mark.id,
        drawn,
        why_not,
        mark.indication,
        mark.design,
        mark.level,
        "" if mark.participants is None else str(mark.participants),
        mark.enantiomer,
        mark.route,
        *_ends(mark.dose),
        mark.dose.statistic,
        *_ends(mark.hours),
        mark.band,
        mark.told,
        str(mark.place),
        str(mark.ending),
        *_ends(mark.relief),
        mark.statistic,
        mark.versus,
        str(mark.direction),
        str(mark.vote.against),
    )
    return dict(zip(STUDY_COLUMNS, words, strict=True))


def _observed(item: Observation) -> dict[str, str]:
    words = (
        item.outcome,
        item.arm,
        item.compared,
        "yes" if item.drawn else "no",
        item.reason,
        str(item.place),
        str(item.ending),
        *_ends(item.present),
        *_ends(item.absent),
        *_ends(item.lasting),
        item.statistic,
        *_ends(item.follow_up),
    )
    return dict(zip(OBSERVATION_COLUMNS, words, strict=True))


def _ends(interval: Reading) -> tuple[str, ...]:
    """Both ends as cells, empty where they are not known."""
    ends = (interval.low, interval.high)
    return tuple("" if end is None else str(as_number(end)) for end in ends)
