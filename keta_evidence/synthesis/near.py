"""Published regimens nearest to one that is asked for, and what happened.

Describes studies; recommends nothing.

The distance in one quantity is how many doublings or halvings lie between what is asked for and the
nearest end of what a study tells: log2 of their ratio, 0 where the two ranges meet. A distance is
the sum over the quantities asked for, so it is as large for twice the rate as for half of it. A
part that cannot be known leaves the distance unknown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from keta_evidence.diagnostics import UsageError, quoted
from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES, Column, Scope, Variable
from keta_evidence.evidence.catalogue.regimens import rates_mg_h, rates_mg_per_kg_h
from keta_evidence.evidence.routes import ANY_ROUTE, routes_left_out, split_by_route
from keta_evidence.evidence.subject import Options
from keta_evidence.query.request import Filters, Selection, select_rows
from keta_evidence.query.values import Word, read_value
from keta_evidence.reading import Reading, Value
from keta_evidence.records.library import Library
from keta_evidence.tables.row import Row, study_rows
from keta_evidence.tables.table import Notes, Table, assumptions_of, named_row, text_cell
from keta_evidence.units import (
    NUMBER,
    TIME,
    Interval,
    QuantityError,
    describe,
    number_text,
    parse_interval,
)

DISCLAIMER = "describes published studies; recommends no dose for anyone"


QUANTITIES: dict[str, Variable] = {
    "rate": replace(
        VARIABLES["max_rate"], name="rates", read=rates_mg_h, per_weight=rates_mg_per_kg_h
    ),
    "hours": VARIABLES["session"],
    "sessions": VARIABLES["sessions"],
    "dose": VARIABLES["total_dose"],
}
"""What a regimen can be asked for by, and the variable it is compared with."""

_EXAMPLES = {"rate": "0.2mg/kg/h", "hours": "4", "sessions": "5", "dose": "400mg"}


@dataclass(frozen=True, slots=True)
class Part:
    """Distance in one quantity.

    ``ratio`` is the study's nearest end by that asked for, 1 where the ranges meet.

    ``None`` where it cannot be known, for the ``reason`` given.
    """

    name: str
    ratio: Fraction | None
    same: bool = False
    reason: str = ""

    @property
    def distance(self) -> float | None:
        """Doublings or halvings, 0 or more; ``None`` where it cannot be known."""
        return None if self.ratio is None else abs(math.log2(self.ratio))

    @property
    def text(self) -> str:
        """``rate ×1.4``, ``hours equal``, ``sessions in range``, ``dose not known``."""
        if self.ratio is None:
            return f"{self.name} not known"
        if self.ratio == 1:
            return f"{self.name} equal" if self.same else f"{self.name} in range"
        return f"{self.name} ×{number_text(Fraction(f'{float(self.ratio):.3g}'))}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The quantities asked for, by their names in ``QUANTITIES``."""

    quantities: Mapping[str, Interval]
    options: Options

    @staticmethod
    def read(texts: Mapping[str, str | None], options: Options) -> Wanted:
        """From what was typed.

        Raises UsageError for what is no such quantity, and where none is asked for.
        """
        asked = {name: _read(name, text) for name, text in texts.items() if text is not None}
        if not asked:
            raise UsageError(
                f"near needs one of {', '.join(f'--{name}' for name in QUANTITIES)}",
                "for example: --rate 0.2mg/kg/h --hours 4",
            )
        return Wanted(asked, options)

    def parts(self, row: Row) -> tuple[Part, ...]:
        """The distance of a row in each quantity."""
        return tuple(
            measure_part(name, asked, QUANTITIES[name].of(row, asked.dimension))
            for name, asked in self.quantities.items()
        )


def _read(name: str, text: str) -> Interval:
    field, hint = QUANTITIES[name], f"for example: --{name} {_EXAMPLES[name]}"
    needed = " or ".join(describe(dimension) for dimension in field.dimensions)
    try:
        found = parse_interval(text)
    except QuantityError as error:
        raise UsageError(f"--{name} needs {needed}: {error}: {quoted(text)}", hint) from None
    if field.dimensions == (TIME,) and found.dimension == NUMBER:
        found = Interval(found.low, found.high, TIME)
    if found.dimension not in field.dimensions:
        raise UsageError(
            f"--{name} needs {needed}; {quoted(text)} is {describe(found.dimension)}", hint
        )
    if found.low is None or found.high is None or found.low <= 0:
        raise UsageError(
            f"--{name} needs a figure above zero, or a range with both ends: {quoted(text)}", hint
        )
    return found


def measure_part(name: str, asked: Interval, told: Reading) -> Part:
    """Distance between what is asked for and what a study tells, both ranges: that between their
    nearest ends.

    Where an end is not known, it is known only if the other one is nearer.
    """
    assert asked.low is not None
    assert asked.high is not None
    if told.low is not None and told.low > asked.high:
        return Part(name, told.low / asked.high)
    if told.high is not None and 0 < told.high < asked.low:
        return Part(name, told.high / asked.low)
    if told.low is None or told.high is None or not told.high:
        return Part(name, None, reason=told.why_open or f"only one end is known: {told.text}")
    return Part(name, Fraction(1), same=(told.low, told.high) == (asked.low, asked.high))


@dataclass(frozen=True)
class Nearby:
    """One published regimen with its distance in parts."""

    row: Row
    parts: tuple[Part, ...]

    @property
    def id(self) -> str:
        """Id of the study, or of its arm."""
        return self.row.id

    @property
    def distance(self) -> float | None:
        """Sum of the parts; ``None`` where one cannot be known."""
        known = [part.distance for part in self.parts if part.distance is not None]
        return math.fsum(known) if len(known) == len(self.parts) else None

    def cells(self) -> dict[str, Reading]:
        """The distance and its parts by column."""
        reasons = [f"{part.name}: {part.reason}" for part in self.parts if part.ratio is None]
        text = _distance_text(self.distance)
        cells = {
            "distance": Reading(value=self.distance, text=text, reason="; ".join(reasons)),
            "parts": text_cell(", ".join(part.text for part in self.parts)),
        }
        for part in self.parts:
            text = _distance_text(part.distance)
            cells[_part_name(part.name)] = Reading(
                value=part.distance, text=text, reason=part.reason
            )
        return cells


def _distance_text(distance: float | None) -> str:
    return "not known" if distance is None else f"{distance:.2f}"


def _part_name(name: str) -> str:
    return f"{name}_doublings"


@dataclass(frozen=True)
class NearResult:
    """Regimens by distance, nearest first; those of which it cannot be known; what could not be
    judged at all; and ids with the routes of those that are left out for them.
    """

    wanted: Wanted
    ranked: tuple[Nearby, ...]
    unknown: tuple[Nearby, ...]
    selection: Selection[Row]
    of_other_routes: tuple[tuple[str, str], ...] = ()


def find_near(
    library: Library,
    wanted: Wanted,
    indications: Iterable[str] = (),
    route: str | None = None,
    enantiomer: str | None = None,
) -> NearResult:
    """Every regimen of every study that the filters keep, by distance; arms with different regimens
    each on its own. Without a ``route`` (``any`` is one) those of other routes than the intravenous
    one are left out.

    Raises UsageError for an unknown indication, route or enantiomer.
    """
    where = None
    if route is not None and route != ANY_ROUTE:
        where = f"route = '{read_route(route)}'"
    filters = Filters(
        indication=tuple(indications),
        enantiomer=() if enantiomer is None else (enantiomer,),
        where=where,
    )
    selection = select_rows(
        _regimens(study_rows(library, library, wanted.options)), filters, library
    )
    kept, left_out = split_by_route(selection.kept, None if route is None else ANY_ROUTE)
    found = [Nearby(row, wanted.parts(row)) for row in kept]
    ranked = sorted(
        (distance, each.id, each) for each in found if (distance := each.distance) is not None
    )
    unknown = sorted((each for each in found if each.distance is None), key=lambda each: each.id)
    nearest = tuple(each for _, _, each in ranked)
    return NearResult(wanted, nearest, tuple(unknown), selection, left_out)


def _regimens(rows: Iterable[Row]) -> Iterator[Row]:
    """One row a regimen: an arm where the arms have regimens of their own, else the study."""
    for row in rows:
        if len(row.collated.courses) > 1:
            yield from (Row(part, row.options) for part in row.collated.by_arm())
        else:
            yield row


def read_route(text: str) -> str:
    """A route by its word. Raises UsageError, with a suggestion, for any other."""
    try:
        value = read_value(VARIABLES["route"], "=", text, Scope())
    except UsageError as error:
        raise UsageError(f"--route: {error.message}", error.hint) from None
    assert isinstance(value, Word)
    return value.text


def _column(name: str, title: str, type_: str, description: str) -> Column:
    return Column(name, title, "", type_, description)


_DISTANCES = (
    _column(
        "distance",
        "Distance",
        "number",
        "Doublings and halvings between the regimen asked for and this one, over all quantities.",
    ),
    _column(
        "parts",
        "Parts",
        "text",
        "How the distance comes about: the nearest end of what is told, by what is asked for.",
    ),
)
_PEOPLE = (
    "route",
    "enantiomer",
    "infusion",
    "total_dose",
    "max_rate_mg_per_kg_h",
    "participants",
    "relief",
    "evidence_level",
    "adverse_events",
    "setting",
    "sources",
)
_MACHINE = (
    "route",
    "enantiomer",
    "session_hours_min",
    "session_hours_max",
    "sessions_min",
    "sessions_max",
    "infusion_hours_min",
    "infusion_hours_max",
    "total_dose_mg_min",
    "total_dose_mg_max",
    "total_dose_statistic",
    "max_rate_mg_per_kg_h",
    "participants",
    "relief",
    "relief_status",
    "relief_versus",
    "relief_statistic",
    "relief_days_min",
    "relief_days_max",
    "relief_lost_by_days",
    "relief_censored",
    "evidence_level",
    "adverse_events",
    "setting",
    "sources",
)


def near_table(found: NearResult, limit: int, query: dict[str, Value], *, machine: bool) -> Table:
    """The nearest ``limit`` regimens, then all whose distance is not known; ``machine``: one number
    a column.
    """
    parts = (
        _column(_part_name(name), f"Distance in {name}", "number", "Doublings or halvings.")
        for name in found.wanted.quantities
        if machine
    )
    shown = tuple(COLUMNS[name] for name in (_MACHINE if machine else _PEOPLE))
    columns = (COLUMNS["id"], *_DISTANCES, *parts, *shown)
    rows = []
    for each in (*found.ranked[:limit], *found.unknown):
        cells = each.cells()
        cells |= {column.name: each.row.cell(column) for column in (COLUMNS["id"], *shown)}
        rows.append(named_row(each.id, columns, cells))
    assumptions = assumptions_of(found.wanted.options)
    return Table(columns, tuple(rows), query, assumptions, tuple(_regimen_notes(found, limit)))


def _regimen_notes(found: NearResult, limit: int) -> Iterator[Notes]:
    """How many regimens there are, which are not ranked and why, and how the rest is to be read."""
    counts = (
        f"{len(found.selection.kept)} of {found.selection.total} regimens meet the filters: the "
        f"nearest {min(limit, len(found.ranked))} of {len(found.ranked)} ranked, "
        f"{len(found.unknown)} not ranked"
    )
    yield Notes("regimens", (counts,))
    if found.unknown:
        lines = tuple(f"{each.id}: {each.cells()['distance'].reason}" for each in found.unknown)
        yield Notes("distance not known, and so not ranked", lines)
    left_out = routes_left_out(found.of_other_routes, "--route any")
    if left_out:
        yield Notes("left out for their route", left_out)
    if found.selection.unjudged:
        lines = tuple(f"{id_}: {reason}" for id_, reason in found.selection.unjudged)
        yield Notes("could not be judged", lines)
    if found.selection.remarks:
        yield Notes("on what was asked", found.selection.remarks)
    yield Notes("how to read this", tuple(_how_to_read(found)))


def _how_to_read(found: NearResult) -> Iterator[str]:
    yield (
        "distance: doublings or halvings to the nearest end of what is told, added up; 0 where "
        "ranges meet"
    )
    if "rate" in found.wanted.quantities:
        yield "rate: from the lowest to the highest given, boluses not counted"
    regimens = (*found.ranked, *found.unknown)
    if len({each.row.cell(COLUMNS["enantiomer"]).text for each in regimens}) > 1:
        yield "doses of different enantiomers are compared as printed, never converted"
    yield DISCLAIMER
