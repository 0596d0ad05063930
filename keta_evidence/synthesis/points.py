"""Studies as points: hours, dose, rate and relief as intervals, and the strata a study belongs to.

Every synthesis (trend, summary, near, plots) stands on these. Participants are counted once: a
study of the participants of another one is no point of its own where that other study is there too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from keta_evidence.diagnostics import UsageError, quoted
from keta_evidence.evidence.catalogue import (
    VARIABLES,
    Variable,
    find_variable,
    unknown_variable_hint,
)
from keta_evidence.evidence.catalogue.study_facts import indication_ids, kind_of_study
from keta_evidence.evidence.relief import OBSERVED, ReliefSpan, Status, Versus
from keta_evidence.reading import Reading
from keta_evidence.records.library import Library
from keta_evidence.tables.row import Row
from keta_evidence.units import RATE, RATE_PER_WEIGHT

SEVERAL, NOT_REPORTED, ALL_STUDIES = "several", "not reported", "all studies"
STRATA: tuple[str, ...] = ("indication", "design", "level")
"""What studies can be grouped by everywhere."""


@dataclass(frozen=True, slots=True)
class Point:
    """One study: its row, and the groups it falls into."""

    row: Row
    indication: str
    design: str
    level: str

    @property
    def id(self) -> str:
        """Study id."""
        return self.row.study.id

    @property
    def participants(self) -> int | None:
        """Participants randomised, or included; ``None`` where not told."""
        interval = self.measure(VARIABLES["participants"])
        return None if interval.low is None else int(interval.low)

    def measure(self, variable: Variable) -> Reading:
        """What is known of a number, in base units (h, mg, mg/kg/h); rates per body weight."""
        assert variable.is_number
        return variable.of(self.row, RATE_PER_WEIGHT if RATE in variable.dimensions else None)

    @property
    def is_compared(self) -> bool:
        """Whether relief against a comparator of the study is reported."""
        return self._against_comparator.status is not Status.NOT_REPORTED

    @property
    def relief(self) -> ReliefSpan:
        """Relief against the comparator where that is reported, else all that is of relief."""
        return self._against_comparator if self.is_compared else self.row.relief

    @property
    def _against_comparator(self) -> ReliefSpan:
        return self.row.relief.compared_with(Versus.COMPARATOR)

    def as_compared(self, variable: Variable) -> Variable:
        """The variable, or of relief that against the comparator where that is reported."""
        if variable.name == "relief" and self.is_compared:
            return VARIABLES["relief_vs_comparator"]
        return variable

    def statistic(self, variable: Variable) -> str:
        """What a number is over the participants (mean, maximum …), "" where the same for all."""
        if variable.name != "relief":
            return self.measure(variable).statistic
        found = self.relief.statistic.split(", ")
        return ", ".join(name for name in found if name not in ("", OBSERVED))

    def stratum(self, name: str) -> str:
        """The group within one of ``STRATA``."""
        return {"indication": self.indication, "design": self.design, "level": self.level}[name]


def points_of(library: Library, rows: Iterable[Row]) -> tuple[Point, ...]:
    """Rows as points, in their order."""
    told = list(rows)
    ids = {row.study.id for row in told}
    return tuple(
        Point(
            row,
            indication_group(library, row),
            kind_of_study(row.collated) or NOT_REPORTED,
            row.level.value or "none",
        )
        for row in told
        if row.study.same_participants_as not in ids
    )


def indication_group(library: Library, row: Row) -> str:
    """The label of the group that all indications of a row belong to; ``several`` where they are in
    more than one.

    From an indication one climbs by the first broader one, and stops below the top: CRPS-1 is in
    CRPS, not in chronic pain.
    """
    groups = {_group(library, id_) for id_ in indication_ids(row.collated)}
    if not groups:
        return NOT_REPORTED
    return groups.pop() if len(groups) == 1 else SEVERAL


def narrow_indication(row: Row) -> str:
    """The label of the narrowest indication of a row; ``several`` where it has more than one."""
    library = row.collated.library
    ids = set(indication_ids(row.collated))
    for id_ in tuple(ids):
        ids -= library.broader(id_) - {id_}
    if not ids:
        return NOT_REPORTED
    return library.indications[ids.pop()].label if len(ids) == 1 else SEVERAL


def _group(library: Library, id_: str) -> str:
    entry = library.indications[id_]
    if all(not library.indications[broader].broader for broader in entry.broader):
        return entry.label
    return _group(library, entry.broader[0])


def numeric_field(name: str) -> Variable:
    """A field that is a number. Raises UsageError, with a suggestion, for any other name."""
    field = find_variable(name)
    if field is None:
        raise UsageError(f"unknown field {quoted(name)}", unknown_variable_hint(name))
    if not field.is_number:
        numbers = ", ".join(other.name for other in VARIABLES.values() if other.is_number)
        raise UsageError(f"{field.name} is not a number", f"numbers: {numbers}")
    return field
