"""Whether one quantity goes with another over the studies, and whether it still does within groups of like studies.

Two readings are kept apart. *As read*: a range stands for its middle, relief for the last time it was shown, no relief
for less than any (the way reviews read their tables). *Over intervals*: two studies tell of an order only where it is
certain, so that relief never seen to end is longer than nothing that outlasts its last look. See correlation.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from keta_evidence.query.logic import Interval
from keta_evidence.query.values import Field
from keta_evidence.synthesis.correlation import (
    FEWEST,
    Correlation,
    Scores,
    coefficient,
    correlate,
    interval_scores,
    middle,
    order_scores,
    rank_scores,
)
from keta_evidence.synthesis.points import STRATA, Point

SIGNIFICANT = 0.05
ALL = "all studies"
NO_RELIEF = -1.0
"""Where no relief at all stands among durations: below every one, those of 0 h too."""


@dataclass(frozen=True, slots=True)
class Group:
    """Coefficients of one set of studies: Spearman's rho and Kendall's tau-b as read, tau over intervals."""

    name: str
    spearman: Correlation
    kendall: Correlation
    intervals: Correlation


@dataclass(frozen=True, slots=True)
class TrendResult:
    """A trend of ``x`` against ``y`` over studies, by stratum, within strata, and without each study.

    ``left_out`` are (study, reason); ``without`` the value of Kendall's tau-b as read when one study is left out.
    """

    x: Field
    y: Field
    points: tuple[Point, ...]
    left_out: tuple[tuple[str, str], ...]
    overall: Group
    within: tuple[Group, ...]
    strata: tuple[Group, ...]
    without: tuple[tuple[str, float], ...]
    warnings: tuple[str, ...] = field(default=())


def find_trend(points: Iterable[Point], x: Field, y: Field) -> TrendResult:
    """The trend over the studies of which both quantities are known, at least at one end."""
    told = [(point, point.measure(x), point.measure(y)) for point in points]
    left_out = tuple((point.id, reason) for point, *values in told if (reason := _unusable((x, y), values)))
    used = [each for each in told if not _unusable((x, y), each[1:])]
    scores = _scores([one for _, one, _ in used], [other for _, _, other in used])
    studies = tuple(point for point, _, _ in used)
    overall = _group(ALL, scores)
    within = tuple(_group(f"within {name}", scores, [point.stratum(name) for point in studies]) for name in STRATA)
    return TrendResult(
        x, y, studies, left_out, overall, within,
        tuple(_by_stratum(studies, scores)), tuple(_without(studies, scores)), tuple(_warnings(overall, within)),
    )  # fmt: skip


_Scores = tuple[tuple[Scores, Scores], tuple[Scores, Scores], tuple[Scores, Scores]]
"""Score matrices of x and y: differences of ranks, orders, certain orders."""


def _unusable(fields: Sequence[Field], values: Sequence[Interval]) -> str:
    """Why a study cannot take part, or ""."""
    return "; ".join(
        f"{field_.name}: {value.reason or 'only an end of it is known'}"
        for field_, value in zip(fields, values, strict=True)
        if not value.absent and value.low is None
    )


def _scores(x: list[Interval], y: list[Interval]) -> _Scores:
    across = [[_as_read(value, read) for value in values] for values, read in ((x, middle), (y, _last_shown))]
    return (
        (rank_scores(across[0]), rank_scores(across[1])),
        (order_scores(across[0]), order_scores(across[1])),
        (interval_scores(x), interval_scores(y)),
    )


def _as_read(value: Interval, read: Callable[[Interval], float | None]) -> float:
    number = NO_RELIEF if value.absent else read(value)
    assert number is not None  # _unusable has seen to it
    return number


def _last_shown(value: Interval) -> float | None:
    """Relief as reviews read it; of a mean or maximum duration, which is no time of measurement, the middle."""
    return middle(value) if not value.below else None if value.low is None else float(value.low)


def _group(name: str, scores: _Scores, strata: Sequence[str] | None = None) -> Group:
    return Group(name, *(correlate(x, y, strata) for x, y in scores))


def _cut(scores: _Scores, kept: list[int]) -> _Scores:
    return tuple(tuple(matrix[kept][:, kept] for matrix in pair) for pair in scores)  # type: ignore[return-value]


def _by_stratum(studies: Sequence[Point], scores: _Scores) -> Iterator[Group]:
    for name in STRATA:
        for value in sorted({point.stratum(name) for point in studies}):
            kept = [place for place, point in enumerate(studies) if point.stratum(name) == value]
            yield _group(f"{name}: {value}", _cut(scores, kept))


def _without(studies: Sequence[Point], scores: _Scores) -> Iterator[tuple[str, float]]:
    """Kendall's tau-b as read without each study."""
    for place, point in enumerate(studies):
        x, y = _cut(scores, [other for other in range(len(studies)) if other != place])[1]
        if len(x) >= FEWEST and (value := coefficient(x, y)) is not None:
            yield point.id, value


def _warnings(overall: Group, within: Sequence[Group]) -> Iterator[str]:
    """Where the trend of all studies is not that of like studies."""
    whole = overall.kendall
    if whole.value is None or whole.p is None or whole.p >= SIGNIFICANT:
        return
    for group in within:
        inside = group.kendall
        name = group.name.removeprefix("within ")
        if inside.value is None or inside.p is None:
            yield f"within groups of the same {name} too few studies are left to see the trend"
        elif inside.value * whole.value < 0:
            yield f"within groups of the same {name} the trend turns: {_brief(whole)} over all studies, {_brief(inside)} within"
        elif inside.p >= SIGNIFICANT:
            yield f"within groups of the same {name} the trend is not seen: {_brief(whole)} over all studies, {_brief(inside)} within"
    certain = overall.intervals
    if certain.p is None or certain.p >= SIGNIFICANT:
        yield f"over intervals the trend is not certain: {certain.pairs} of {pair_count(certain)} pairs have a certain order in both"


def crossing(result: TrendResult, stratum: str) -> str:
    """How many of the pairs that tell of an order set studies of different groups against each other."""
    whole = result.overall.kendall.pairs
    inside = next(group.kendall.pairs for group in result.within if group.name == f"within {stratum}")
    share = f" ({round(100 * (whole - inside) / whole)} %)" if whole else ""
    return f"{whole - inside} of {whole} pairs{share} that tell of an order are of studies that differ in {stratum}"


def pair_count(correlation: Correlation) -> int:
    """Pairs of the studies of a coefficient."""
    return correlation.studies * (correlation.studies - 1) // 2


def _brief(correlation: Correlation) -> str:
    return f"tau {correlation.value:.2f}, p {p_text(correlation.p)}"


def p_text(p: float | None) -> str:
    """A p value to two significant digits, small ones as a bound."""
    return "not defined" if p is None else "< 0.001" if p < 0.001 else f"{p:.2g}"
