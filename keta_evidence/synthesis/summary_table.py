"""A summary as a table: one line a group, with what its medians and counts leave out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from keta_evidence.evidence.catalogue import COLUMNS, VARIABLES, Column
from keta_evidence.evidence.catalogue.regimens import people_text
from keta_evidence.evidence.relief import HOURS_PER_DAY, Status
from keta_evidence.evidence.routes import routes_left_out
from keta_evidence.reading import Flag, Reading, Value, all_origins, as_number
from keta_evidence.synthesis.binomial import percent_text
from keta_evidence.synthesis.direction import (
    ANY_TIME,
    Against,
    Direction,
    Votes,
    p_text,
    within_groups,
)
from keta_evidence.synthesis.harms import harms_text
from keta_evidence.synthesis.points import Point
from keta_evidence.synthesis.pooling import pooling_reasons, published_effects
from keta_evidence.synthesis.spread import NO_RELIEF, Measured
from keta_evidence.synthesis.summary import FEWEST_VOTES, NO_LEVEL, Group, Summary, sign_test
from keta_evidence.synthesis.summary_columns import MACHINE_COLUMNS, PEOPLE_COLUMNS
from keta_evidence.tables.table import (
    Notes,
    Table,
    assumptions_of,
    count_cell,
    named_row,
    text_cell,
)
from keta_evidence.units import NUMBER, exactly, number_text, parse_unit

_EVENTS = 5
"""Adverse events named in a group."""
_NONE_SHOWN, _IMMEDIATE = "none shown", "immediate"
_TIMES: dict[str, Fraction] = {
    unit: parse_unit(unit)[0] for unit in ("yr", "mo", "wk", "d", "h", "min")
}
"""Units of time in hours, longest first."""


def summary_table(summary: Summary, query: dict[str, Value], *, machine: bool) -> Table:
    """One row a group; ``machine``: one number a column.

    Notes say what is left out, how votes count, and why nothing is pooled.
    """
    by = (summary.by or "group").partition(":")[0]
    first = Column(
        by.replace("-", "_"), by.replace("-", " ").capitalize(), "", "text", "The group."
    )
    columns = (first, *(MACHINE_COLUMNS if machine else PEOPLE_COLUMNS))
    rows = []
    for group in summary.groups:
        id_ = f"level {group.name}" if by == "level" else group.name
        cells = {
            first.name: text_cell(group.name),
            "studies": count_cell(len(group.points)),
            "other_routes": count_cell(len(group.of_other_routes)),
            **_participants(group),
            **_spread("infusion", "infusion_hours", group.infusion),
            **_spread("total_dose", "total_dose_mg", group.total_dose),
            **_relief(group.relief),
            **_level(group),
            **_vote_cells("compared", group.compared),
            **_vote_cells("within", group.within, interval=False),
            **_vote_cells("uncontrolled", group.uncontrolled, interval=False),
            "design_not_reported": count_cell(len(group.unclassed)),
            "adverse_events": text_cell(harms_text(group.harms, _EVENTS)),
            "study_ids": text_cell(", ".join(point.id for point in group.points)),
        }
        rows.append(named_row(id_, columns, cells))
    return Table(
        columns, tuple(rows), query, assumptions_of(summary.options), tuple(_notes(summary))
    )


def _participants(group: Group) -> dict[str, Reading]:
    untold = f"not told: {', '.join(group.uncounted)}" if group.uncounted else ""
    if group.participants is None:
        text = "not told"
    else:
        text = str(group.participants)
        if group.uncounted:
            text += f"; {len(group.uncounted)} not told"
    return {
        "participants": Reading(group.participants, text, reason=untold),
        "participants_studies": count_cell(len(group.points) - len(group.uncounted)),
    }


def _short_number(value: Fraction) -> str:
    """A number for people."""
    return people_text(exactly(value, NUMBER))


def _spread(
    name: str,
    stem: str,
    measured: Measured,
    per: int = 1,
    write: Callable[[Fraction], str] = _short_number,
) -> dict[str, Reading]:
    """Median and range: numbers in units of ``per`` base units, text as ``write`` puts base units.

    ``none shown`` is no number, and its reason says so. The value of a single study has no range,
    and says what it is over the participants where that is a mean or another statistic.
    """
    spread = measured.spread
    ends = (
        () if spread is None else (spread.median_low, spread.median_high, spread.low, spread.high)
    )
    texts = [_NONE_SHOWN if end == NO_RELIEF else write(end) for end in ends]
    cells = {}
    for place, part in enumerate(("median_low", "median_high", "min", "max")):
        known = bool(ends) and ends[place] != NO_RELIEF
        reasons = [_NONE_SHOWN] if ends and not known else []
        value = ends[place] / per if known else None
        told = "" if value is None else number_text(value)
        cells[f"{stem}_{part}"] = Reading(
            as_number(value), told, reason="; ".join([*reasons, *_reasons(measured)])
        )
    text = "not known"
    if texts:
        median, extent = _joined(*texts[:2]), _joined(*texts[2:])
        what = extent
        if len(measured.used) == 1:
            what = measured.used[0].statistic(VARIABLES[name]) or extent
        text = f"{median} ({what}) of {len(measured.used)}"
    return cells | {
        name: _marked(text, name, measured),
        f"{name}_studies": count_cell(len(measured.used)),
    }


def _joined(low: str, high: str) -> str:
    """``10–20``, ``1–3 wk``, ``15 min to 6 mo``, ``none shown to 4 wk``."""
    if low == high:
        return low
    number_, _, unit = low.partition(" ")
    return f"{number_}–{high}" if high.partition(" ")[2] == unit else f"{low} to {high}"


def _time_text(hours: Fraction) -> str:
    """A time in the largest unit in which it is a whole as_number below 1000, as papers print it,
    else in the largest that it fills.
    """
    if not hours:
        return _IMMEDIATE
    whole = (unit for unit, size in _TIMES.items() if hours % size == 0 and hours < 1000 * size)
    filled = (unit for unit, size in _TIMES.items() if hours >= size)
    unit = next(whole, None) or next(filled, "min")
    return f"{_short_number(hours / _TIMES[unit])} {unit}"


def _relief(measured: Measured) -> dict[str, Reading]:
    cells = _spread("relief", "relief_days", measured, HOURS_PER_DAY, _time_text)
    lasting = sum(point.relief.censored is True for point in measured.used)
    none = sum(point.relief.status is Status.NONE for point in measured.used)
    if lasting:
        text = f"{cells['relief'].text}; {lasting} never seen to end"
        cells["relief"] = replace(cells["relief"], value=text, text=text)
    return cells | {
        "relief_none_shown": count_cell(none),
        "relief_never_seen_to_end": count_cell(lasting),
    }


def _reasons(measured: Measured) -> list[str]:
    return [f"{id_}: {reason}" for id_, reason in measured.unknown]


def _marked(text: str, name: str, measured: Measured) -> Reading:
    """A text with the marks of the values it rests on; that it is computed goes without saying."""
    cells = [(point, point.row.cell(_source_column(point, name))) for point in measured.used]
    flags = frozenset(flag for _, cell in cells for flag in cell.flags) - {Flag.COMPUTED}
    assumptions = tuple(
        dict.fromkeys(assumption for _, cell in cells for assumption in cell.assumptions)
    )
    disputes = [(point.id, cell.dispute) for point, cell in cells if cell.dispute]
    return Reading(
        value=text,
        text=text,
        flags=flags,
        reason="; ".join(_reasons(measured)),
        origins=all_origins(cell for _, cell in cells),
        assumptions=assumptions,
        dispute="; ".join(f"{id_}: {dispute}" for id_, dispute in disputes),
    )


def _source_column(point: Point, name: str) -> Column:
    return COLUMNS[point.as_compared(VARIABLES[name]).name]


def _level(group: Group) -> dict[str, Reading]:
    level, count = group.best_level
    if level == NO_LEVEL:
        return {
            "best_level": Reading(None, NO_LEVEL, reason="no study has a level"),
            "best_level_studies": count_cell(0),
        }
    return {"best_level": Reading(level, level), "best_level_studies": count_cell(count)}


def _vote_cells(name: str, votes: Votes, *, interval: bool = True) -> dict[str, Reading]:
    unjudged = f"cannot be judged: {', '.join(votes.unjudged)}" if votes.unjudged else ""
    cells = {
        f"{name}_shown": count_cell(votes.shown),
        f"{name}_judged": count_cell(votes.judged),
        f"{name}_studies": count_cell(votes.studies),
        name: text_cell(_vote_text(votes, interval=interval), unjudged),
    }
    if interval:
        low, high = votes.interval() or (None, None)
        p = sign_test(votes)
        too_few = f"fewer than {FEWEST_VOTES} judged" if p is None else ""
        cells |= {
            f"{name}_low": Reading(low, "", reason=unjudged),
            f"{name}_high": Reading(high, "", reason=unjudged),
            f"{name}_p": Reading(p, "", reason="; ".join(filter(None, (too_few, unjudged)))),
        }
    return cells


def _vote_text(votes: Votes, *, interval: bool) -> str:
    """``5 of 6 (36–100 %), p = 0.22; 1 not judged``, or without interval and p."""
    if not votes.judged:
        return "none can be judged" if votes.studies else "no such study"
    text = f"{votes.shown} of {votes.judged}"
    limits, p = votes.interval(), sign_test(votes)
    if interval and limits is not None:
        text += f" ({percent_text(limits[0])}–{percent_text(limits[1])} %)"
    if interval and p is not None:
        text += f", p {p_text(p)}"
    if votes.unjudged:
        text += f"; {len(votes.unjudged)} not judged"
    return text


def _notes(summary: Summary) -> Iterator[Notes]:
    whole = summary.whole
    yield from _titled(
        "participants counted once", (f"{id_} has those of {other}" for id_, other in summary.same)
    )
    yield from _titled(
        "could not be judged, and are in no group",
        (f"{id_}: {why}" for id_, why in summary.selection.unjudged),
    )
    yield from _titled("on what was asked", summary.selection.remarks)
    yield from _titled(
        "hours and doses left out for their route",
        routes_left_out(whole.of_other_routes, "--route any", summary.route),
    )
    yield from _titled("not known, and left out", _unknown(whole))
    yield from _titled("not one value for all participants", _statistics_used(whole))
    yield from _titled("time of relief", _relief_within(whole))
    yield Notes("direction of effect", (*_directions(whole), *_how_votes_count(whole)))
    yield Notes("not pooled", pooling_reasons(whole.points))
    published = published_effects(
        summary.library, whole.points, summary.about, summary.options.source
    )
    yield from _titled("pooled effects that reviews print, not worked out again", published)


def _titled(title: str, lines: Iterable[str]) -> Iterator[Notes]:
    told = tuple(lines)
    if told:
        yield Notes(title, told)


def _statistics_used(whole: Group) -> Iterator[str]:
    """The studies of which a mean or another statistic stands in a median."""
    for what, measured, name in (
        ("hours of infusion", whole.infusion, "infusion"),
        ("total dose", whole.total_dose, "total_dose"),
        ("relief", whole.relief, "relief"),
    ):
        found = [(point.id, point.statistic(VARIABLES[name])) for point in measured.used]
        ids = [f"{id_} ({statistic})" for id_, statistic in found if statistic]
        if ids:
            yield f"{what}: {', '.join(ids)}"


def _relief_within(whole: Group) -> Iterator[str]:
    """Whose time of relief is not one against a comparator."""
    used = whole.relief.used
    compared = sum(point.is_compared for point in used)
    if compared:
        yield f"against the comparator where that is reported, in {compared} of {len(used)}"
    within = within_groups(used)
    if within:
        listed = ", ".join(within)
        yield f"within a group of a controlled study in {len(within)} of {len(used)}: {listed}"


def _unknown(whole: Group) -> Iterator[str]:
    for what, ids, points in (
        ("participants", whole.uncounted, whole.points),
        ("hours of infusion", _ids(whole.infusion), whole.dosed),
        ("total dose", _ids(whole.total_dose), whole.dosed),
        ("time of relief", _ids(whole.relief), whole.points),
        ("whether there was a comparator", whole.unclassed, whole.points),
    ):
        if ids:
            yield f"{what}: {len(ids)} of {len(points)}: {', '.join(ids)}"


def _ids(measured: Measured) -> tuple[str, ...]:
    return tuple(id_ for id_, _ in measured.unknown)


_COUNTED = {
    Against.COMPARATOR: (
        "against the comparator",
        "controlled studies of which that is reported",
    ),
    Against.OWN_GROUP: (
        "within a group alone (against baseline, or not reported against what)",
        "other controlled studies",
    ),
    Against.NOTHING: ("over time, without a comparator", "uncontrolled series"),
}
"""What is said of the three counts: what relief was compared with, and which studies it is of."""

_COMPARISONS_DIFFER = {
    Direction.SHOWN: "shown against a comparator, but none against another or by another outcome",
    Direction.NONE: "none shown against a comparator, but relief against another or by another "
    "outcome, at a time not reported",
}
"""What is said of studies whose comparisons differ, by the direction they are counted with."""


def _directions(whole: Group) -> Iterator[str]:
    """The three counts of direction, with the studies that show none or cannot be judged."""
    for against, (how, studies) in _COUNTED.items():
        shown, none, unjudged = (whole.voting(against, verdict) for verdict in Direction)
        judged = len(shown) + len(none)
        if not judged + len(unjudged):
            continue
        line = f"{how}: relief shown in {len(shown)} of {judged} {studies}"
        for name, ids in (("none shown", none), ("cannot be judged", unjudged)):
            if ids:
                line += f"; {name}: {', '.join(ids)}"
        yield line
    for verdict, words in _COMPARISONS_DIFFER.items():
        mixed = [
            id_ for id_, vote in whole.votes.items() if vote.mixed and vote.direction is verdict
        ]
        if mixed:
            yield f"{words}: {', '.join(mixed)}"


def _how_votes_count(whole: Group) -> Iterator[str]:
    yield (
        "counted by whether relief is reported to have been shown, not by how much; where the "
        "document judged by significance, so is this"
    )
    yield ANY_TIME
    yield "against the comparator: exact 95 % interval, two-sided sign test"
    yield f"no sign test of fewer than {FEWEST_VOTES} studies, which could not come out below 0.05"
    yield (
        "within a group and without a comparator relief is a course over time, not an effect: no "
        "interval is given"
    )
