"""Trends as tables: one line for all studies, within and across strata, each stratum, and all
studies but one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from keta_evidence.evidence.catalogue import Column
from keta_evidence.evidence.routes import routes_left_out
from keta_evidence.evidence.subject import Options
from keta_evidence.reading import Reading, Value
from keta_evidence.synthesis.correlation import (
    FEWEST_PAIRS,
    PERMUTATIONS,
    RESAMPLES,
    SEED,
    USABLE,
    Correlation,
)
from keta_evidence.synthesis.direction import p_text, within_groups
from keta_evidence.synthesis.points import STRATA
from keta_evidence.synthesis.pooling import counted
from keta_evidence.synthesis.trend import (
    Coefficients,
    TrendResult,
    crossing,
    highest_third,
)
from keta_evidence.tables.table import (
    Notes,
    Table,
    TableRow,
    assumptions_of,
    count_cell,
    named_row,
    text_cell,
)

_COEFFICIENTS = {
    "spearman": "Spearman's rho",
    "kendall": "Kendall's tau-b",
    "intervals": "tau over intervals",
}
TREND_PEOPLE: tuple[Column, ...] = (
    Column("trend", "Trend", "", "text", "What is set against what."),
    Column("group", "Studies", "", "text", "Which studies."),
    Column("studies", "n", "", "integer", "Number of studies."),
    *(
        Column(name, title, "", "text", f"{title} with 95 % interval, p and informative pairs.")
        for name, title in _COEFFICIENTS.items()
    ),
)
TREND_MACHINE: tuple[Column, ...] = (
    *TREND_PEOPLE[:3],
    *(
        Column(f"{name}{part}", f"{title}{label}", "", type_, f"{title}{label}.")
        for name, title in _COEFFICIENTS.items()
        for part, label, type_ in (
            ("", "", "number"),
            ("_low", ", lower 95 % limit", "number"),
            ("_high", ", upper 95 % limit", "number"),
            ("_p", ", p", "number"),
            ("_pairs", ", pairs that tell of an order", "integer"),
            ("_exact", ", all permutations", "boolean"),
        )
    ),
)
METHODS: tuple[str, ...] = (
    "Spearman and Kendall: as reviews read tables; a range is its middle, relief the last time it "
    "was shown, none less than any",
    "relief: against the comparator where that is reported, else within a group or over time",
    "over intervals: two studies tell of an order only where it is certain; relief never seen to "
    "end may be longer than any other",
    "general coefficient: Daniels, Biometrika 1944;33:129-35; certain orders under censoring: "
    "Oakes, Biometrics 1982;38:451-5",
    f"p two-sided, over all permutations (exact) or {PERMUTATIONS} random ones; 95 % interval over "
    f"{RESAMPLES} resamples; seed {SEED}",
    f"no coefficient of fewer than {FEWEST_PAIRS} pairs that tell of an order, no interval where "
    f"more than {100 * (1 - USABLE):.0f} % "
    "of the resamples have none",
    "within: pairs of like studies only, permuted among like studies; across: the other pairs, "
    "without p and interval",
    "studies with the same participants count once; it describes studies and recommends nothing",
)


def trend_table(
    results: Sequence[TrendResult],
    options: Options,
    query: dict[str, Value],
    *,
    machine: bool,
    of_other_routes: Sequence[tuple[str, str]] = (),
) -> Table:
    """Every trend asked for, one below the other, with its warnings and who is left out.

    ``of_other_routes`` are ids and routes of the studies that no trend was looked for in.
    """
    columns = TREND_MACHINE if machine else TREND_PEOPLE
    rows: list[TableRow] = []
    notes = []
    for result in results:
        groups = [result.overall]
        for pair in zip(result.within, result.across, strict=True):
            groups += pair
        groups += result.strata
        if machine:
            groups += result.without
        rows += [_trend_row(result, group, columns) for group in groups]
        notes.append(Notes(_name(result), tuple(_remarks(result))))
    left_out = routes_left_out(of_other_routes, "a --where that names the route")
    if left_out:
        notes.append(Notes("left out for their route", left_out))
    notes.append(Notes("method", METHODS))
    return Table(columns, tuple(rows), query, assumptions_of(options), tuple(notes))


def _name(result: TrendResult) -> str:
    return f"{result.x.name} against {result.y.name}"


def _remarks(result: TrendResult) -> Iterator[str]:
    """Warnings, how much rests on unlike studies and on single ones, and who is left out."""
    yield from result.warnings
    if result.overall.kendall.pairs:
        yield from (crossing(result, stratum) for stratum in STRATA)
        yield highest_third(result)
    yield from _influence("tau-b", [(group.name, group.kendall) for group in result.without])
    yield from _influence(
        "tau over intervals", [(group.name, group.intervals) for group in result.without]
    )
    means = list(_statistics(result))
    if means:
        yield f"not one value for all participants: {', '.join(means)}"
    within = within_groups(result.points)
    if within and "relief" in (result.x.name, result.y.name):
        many = counted(len(within), "controlled study takes", "controlled studies take")
        yield (
            f"{many} part with relief within a group, as none against the comparator is reported: "
            f"{', '.join(within)}"
        )
    if result.left_out:
        yield f"{len(result.left_out)} studies could not be used: " + "; ".join(
            f"{id_} ({reason})" for id_, reason in result.left_out
        )


def _statistics(result: TrendResult) -> Iterator[str]:
    """The studies of which a mean or another statistic takes part, as what."""
    for point in result.points:
        for variable in (result.x, result.y):
            statistic = point.statistic(variable)
            if statistic:
                yield f"{point.id} ({variable.name}: {statistic})"


def _influence(name: str, without: Sequence[tuple[str, Correlation]]) -> Iterator[str]:
    """The lowest and highest coefficient without one study, and whose absence makes it so."""
    known = [
        (found.value, found.pairs, study) for study, found in without if found.value is not None
    ]
    if known:
        low, high = (
            f"{value:.2f} ({study}, {pairs} pairs)"
            for value, pairs, study in (min(known), max(known))
        )
        yield f"leaving out one study, {name} is between {low} and {high}"


def _trend_row(result: TrendResult, group: Coefficients, columns: Iterable[Column]) -> TableRow:
    cells = {
        "trend": text_cell(_name(result)),
        "group": text_cell(group.name),
        "studies": count_cell(group.kendall.studies),
    }
    for kind, found in (
        ("spearman", group.spearman),
        ("kendall", group.kendall),
        ("intervals", group.intervals),
    ):
        for part, value in (("low", found.low), ("high", found.high), ("p", found.p)):
            text = "" if value is None else f"{value:.3g}"
            cells[f"{kind}_{part}"] = Reading(_rounded(value), text)
        cells |= {
            f"{kind}_pairs": count_cell(found.pairs),
            f"{kind}_exact": Reading(found.exact, str(found.exact).lower()),
        }
        text = _coefficient_text(found)
        if found.value is not None and kind != "spearman":  # whose pairs are those of tau-b
            text += f", {found.pairs} pairs"
        cells[kind] = Reading(_rounded(found.value), text)
    return named_row(f"{_name(result)}: {group.name}", columns, cells)


def _rounded(value: float | None) -> float | None:
    """To six decimals: the rest depends on the machine's arithmetic."""
    return None if value is None else round(value, 6)


def _coefficient_text(found: Correlation) -> str:
    """``0.53 (0.16 to 0.81), p = 0.0011``."""
    text = found.text
    if found.low is not None and found.high is not None:
        text += f" ({found.low:.2f} to {found.high:.2f})"
    if found.p is not None:
        text += f", p {p_text(found.p)}"
        if found.exact:
            text += " exact"
    return text
