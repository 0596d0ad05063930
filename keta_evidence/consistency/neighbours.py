"""Doses far from those of other studies of the same indication."""

from __future__ import annotations

import functools
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.collation.study import CollatedStudy
from keta_evidence.consistency.issue import MAGNITUDE, Issue
from keta_evidence.consistency.subjects import StudyAt
from keta_evidence.dosing import dose
from keta_evidence.evidence.catalogue.study_facts import indication_ids
from keta_evidence.evidence.routes import other_routes
from keta_evidence.records.library import Library
from keta_evidence.units import number_text

_FAR = 30
"""How many times above or below the median of its neighbours a dose must lie to be asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class Dosed:
    """Highest total dose of a study in mg/kg at the reference weight, and its indications.

    ``within`` are these with all broader ones.
    """

    value: Fraction
    ids: frozenset[str]
    within: frozenset[str]


def far_from_neighbours(study: StudyAt) -> Iterator[Issue]:
    """A dose per kg tens of times off the median of the other studies of the same indication."""
    collated = study.collated
    if collated.source is not None:  # what one document says of others is not asked
        return
    doses, medians = _neighbourhood(collated.library)
    own, middle = doses.get(collated.study.id), medians.get(collated.study.id)
    if own is None or own.value <= 0 or not middle:
        return
    ratio = own.value / middle
    if Fraction(1, _FAR) <= ratio <= _FAR:
        return
    times, side = (ratio, "above") if ratio > 1 else (1 / ratio, "below")
    difference = (
        f"{number_text(own.value)} mg/kg is {number_text(times)} times {side} the median of its "
        f"neighbours, {number_text(middle)} mg/kg"
    )
    courses = collated.courses
    yield study.issue(
        "neighbours",
        ("reports",),
        difference,
        name="total_dose/neighbours",
        fact="regimen",
        kind=MAGNITUDE,
        column="total_dose",
        values=tuple(origin for course in courses for origin in dose.total_dose(course).origins),
        difference=difference,
        assessment=(
            "a dose far from those of other studies of the same indication: "
            "a difference of method, or of units"
        ),
    )


def neighbour_medians(doses: Mapping[str, Dosed]) -> dict[str, Fraction]:
    """Median dose of the neighbours of each study that has at least two, itself left out.

    A neighbour has one of the study's indications, or a kind of it, or a broader one. Studies of
    the same indications have the same neighbours: these are sorted once.
    """
    kinds: dict[frozenset[str], list[Fraction]] = {}
    medians: dict[str, Fraction] = {}
    for id_, own in doses.items():
        if not own.ids:
            continue
        if own.ids not in kinds:
            kinds[own.ids] = sorted(
                other.value
                for other in doses.values()
                if own.ids & other.within or other.ids & own.within
            )
        together = kinds[own.ids]
        if len(together) > 2:
            medians[id_] = _median_without(together, own.value)
    return medians


def _median_without(values: list[Fraction], one: Fraction) -> Fraction:
    """Median of sorted values of which ``one`` is left out."""
    left_out = bisect_left(values, one)
    rest = len(values) - 1

    def nth(index: int) -> Fraction:
        return values[index if index < left_out else index + 1]

    return (nth((rest - 1) // 2) + nth(rest // 2)) / 2


@functools.lru_cache(maxsize=1)
def _neighbourhood(library: Library) -> tuple[dict[str, Dosed], dict[str, Fraction]]:
    """Dose and neighbours' median of every study; neighbours are of the same route."""
    medians: dict[str, Fraction] = {}
    doses: dict[str, Dosed] = {}
    for of_route in dosed_by_route(library).values():
        doses |= of_route
        medians |= neighbour_medians(of_route)
    return doses, medians


def dosed_by_route(library: Library) -> dict[tuple[str, ...], dict[str, Dosed]]:
    """The dose of every study by its id, by routes other than the intravenous one (none: that
    one); chronic pain as such makes no neighbours.
    """
    by_route: dict[tuple[str, ...], dict[str, Dosed]] = {}
    for study in library:
        collated = CollatedStudy(library, study)
        values = [
            dose.per_weight(dose.total_dose(course), None).interval for course in collated.courses
        ]
        ends = [value.high for value in values if value is not None and value.high is not None]
        if ends:
            ids = frozenset(indication_ids(collated)) - {"chronic-pain"}
            dosed = Dosed(max(ends), ids, ids.union(*map(library.broader, ids)))
            by_route.setdefault(other_routes(collated), {})[study.id] = dosed
    return by_route
