"""Whether one quantity goes with another over the studies, and whether it still does within groups of like studies.

Two readings are kept apart. *As read*: a range stands for its middle, relief for the last time it was shown, no relief
for less than any (the way reviews read their tables). *Over intervals*: two studies tell of an order only where it is
certain, so that relief never seen to end is longer than nothing that outlasts its last look. See correlation.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from keta_evidence.diagnostics import UsageError
from keta_evidence.query.logic import Interval
from keta_evidence.query.values import Field
from keta_evidence.synthesis.correlation import (
    Correlation,
    Scores,
    coefficient,
    correlate,
    interval_scores,
    middle,
    order_scores,
    rank_scores,
)
from keta_evidence.synthesis.direction import p_text
from keta_evidence.synthesis.points import STRATA, Point
from keta_evidence.synthesis.pooling import counted
from keta_evidence.synthesis.spread import NO_RELIEF

SIGNIFICANT = 0.05
WEAKER = 0.5
"""A trend of less than this share of the overall coefficient among like studies is warned of, whatever its p: there are fewer pairs."""
ALL = "all studies"


@dataclass(frozen=True, slots=True)
class Group:
    """Coefficients of one set of studies or of pairs: Spearman's rho and Kendall's tau-b as read, tau over intervals."""

    name: str
    spearman: Correlation
    kendall: Correlation
    intervals: Correlation


@dataclass(frozen=True, slots=True)
class TrendResult:
    """A trend of ``x`` against ``y`` over studies, within and across strata, by stratum, and without each study.

    ``left_out`` are (study, reason). ``within`` and ``across`` are over the pairs of like and of unlike studies, one for each of
    ``STRATA``; ``across`` and ``without``, which has one for each of ``points``, have no p and no interval.
    """

    x: Field
    y: Field
    points: tuple[Point, ...]
    left_out: tuple[tuple[str, str], ...]
    overall: Group
    within: tuple[Group, ...]
    across: tuple[Group, ...]
    strata: tuple[Group, ...]
    without: tuple[Group, ...]
    warnings: tuple[str, ...] = field(default=())


def find_trend(points: Iterable[Point], x: Field, y: Field) -> TrendResult:
    """The trend over the studies that tell at least the lower end of both. Raises UsageError for a quantity against itself."""
    if x == y:
        raise UsageError(
            f"{x.name} against itself is no trend",
            "two different fields; `keta-evidence fields` lists them",
        )
    told = [(point, point.measure(x), point.measure(y)) for point in points]
    left_out = tuple(
        (point.id, reason) for point, *values in told if (reason := _unusable((x, y), values))
    )
    used = [each for each in told if not _unusable((x, y), each[1:])]
    scores = _scores(used)
    studies = tuple(point for point, _, _ in used)
    overall = _group(ALL, scores)
    within = tuple(
        _group(f"within {name}", scores, [point.stratum(name) for point in studies])
        for name in STRATA
    )
    across = tuple(_untested(f"across {name}", scores, _differ(studies, name)) for name in STRATA)
    return TrendResult(
        x, y, studies, left_out, overall, within, across,
        tuple(_by_stratum(used)), tuple(_without(used)), tuple(_warnings(overall, within)),
    )  # fmt: skip


_Told = tuple[Point, Interval, Interval]
"""A study, and what is known of x and y."""
_Scores = tuple[tuple[Scores, Scores], tuple[Scores, Scores], tuple[Scores, Scores]]
"""Score matrices of x and y: differences of ranks, orders, certain orders."""


def _unusable(fields: Sequence[Field], values: Sequence[Interval]) -> str:
    """Why a study cannot take part, or ""."""
    return "; ".join(
        f"{field_.name}: {value.reason or f'only an upper end is known: {value.text}'}"
        for field_, value in zip(fields, values, strict=True)
        if not value.absent and value.low is None
    )


def _scores(used: Sequence[_Told]) -> _Scores:
    x, y = [one for _, one, _ in used], [other for _, _, other in used]
    first, second = (
        [_as_read(value, middle) for value in x],
        [_as_read(value, _last_shown) for value in y],
    )
    return (
        (rank_scores(first), rank_scores(second)),
        (order_scores(first), order_scores(second)),
        (interval_scores(x), interval_scores(y)),
    )


def _as_read(value: Interval, read: Callable[[Interval], float | None]) -> float:
    number = float(NO_RELIEF) if value.absent else read(value)
    assert number is not None  # _unusable has seen to it
    return number


def _last_shown(value: Interval) -> float | None:
    """Relief as reviews read it; of a mean or maximum duration, which is no time of measurement, the middle."""
    return middle(value) if not value.below else None if value.low is None else float(value.low)


def _group(name: str, scores: _Scores, strata: Sequence[str] | None = None) -> Group:
    return Group(name, *(correlate(x, y, strata) for x, y in scores))


def _untested(name: str, scores: _Scores, pairs: NDArray[np.bool_]) -> Group:
    return Group(name, *(coefficient(x, y, pairs) for x, y in scores))


def _differ(studies: Sequence[Point], stratum: str) -> NDArray[np.bool_]:
    """Which pairs are of studies of different groups."""
    groups = np.array([point.stratum(stratum) for point in studies], dtype=np.str_)
    return np.asarray(groups[:, None] != groups[None, :])


def _by_stratum(used: Sequence[_Told]) -> Iterator[Group]:
    for name in STRATA:
        for value in sorted({point.stratum(name) for point, _, _ in used}):
            yield _group(
                f"{name}: {value}",
                _scores([each for each in used if each[0].stratum(name) == value]),
            )


def _without(used: Sequence[_Told]) -> Iterator[Group]:
    for left in used:
        kept = [each for each in used if each is not left]
        yield _untested(
            f"without {left[0].id}", _scores(kept), np.ones((len(kept), len(kept)), dtype=np.bool_)
        )


def _warnings(overall: Group, within: Sequence[Group]) -> Iterator[str]:
    """Where the trend of all studies is not that of like studies, or rests on relief whose end nobody saw."""
    whole = overall.kendall
    if whole.value is None or whole.p is None or whole.p >= SIGNIFICANT:
        return
    for group in within:
        inside, name = group.kendall, group.name.removeprefix("within ")
        if inside.value is None:
            yield f"within groups of the same {name} too few pairs are left to see the trend"
        elif inside.value / whole.value < WEAKER:
            how = "turns" if inside.value * whole.value < 0 else "is less than half as strong"
            yield f"within groups of the same {name} the trend {how}: {_brief(whole)} over all studies, {_brief(inside)} within"
    certain = overall.intervals
    if certain.p is not None and certain.p < SIGNIFICANT:
        return
    told = f"{certain.pairs} of {pair_count(certain)} pairs have a certain order in both"
    if 2 * certain.pairs < pair_count(certain):
        yield f"over intervals there are too few pairs to tell: {told}"
    else:
        yield f"over intervals the trend is not certain: {told}, {_brief(certain)}"


def crossing(result: TrendResult, stratum: str) -> str:
    """How many of the pairs that tell of an order, and of all pairs, set unlike studies against each other; tau-b of either kind.

    The difference has no p: to permute relief is to test for any trend at all, not whether the two are the same.
    """
    place = STRATA.index(stratum)
    whole, inside, across = (
        result.overall.kendall,
        result.within[place].kendall,
        result.across[place].kendall,
    )
    differ = int(np.count_nonzero(_differ(result.points, stratum))) // 2
    taus = f"tau-b {value_text(inside)} within, {value_text(across)} across"
    if inside.value is not None and across.value is not None:
        taus += f", difference {inside.value - across.value:.2f}"
    return (
        f"{across.pairs} of {whole.pairs} pairs{_share(across.pairs, whole.pairs)} that tell of an order are of studies that differ in "
        f"{stratum}, and {differ} of all {pair_count(whole)} pairs{_share(differ, pair_count(whole))}; {taus}"
    )


def highest_third(result: TrendResult) -> str:
    """Indications and designs of the third of the studies with most of x, those level with the least of them included, and of the rest."""
    read = [(_as_read(point.measure(result.x), middle), point) for point in result.points]
    least = sorted((value for value, _ in read), reverse=True)[max(round(len(read) / 3), 1) - 1]
    most, rest = (
        [point for value, point in read if value >= least],
        [point for value, point in read if value < least],
    )
    return f"highest third of {result.x.name}: {_make_up(most)}; the others: {_make_up(rest)}"


def _make_up(points: Sequence[Point]) -> str:
    """``4 studies (3 CRPS, 1 gout; 4 trial)``."""
    kinds = [Counter(point.stratum(name) for point in points) for name in ("indication", "design")]
    told = "; ".join(
        ", ".join(f"{many} {name}" for name, many in kind.most_common()) for kind in kinds
    )
    return counted(len(points), "study", "studies") + (f" ({told})" if points else "")


def pair_count(correlation: Correlation) -> int:
    """Pairs of the studies of a coefficient."""
    return correlation.studies * (correlation.studies - 1) // 2


def value_text(correlation: Correlation) -> str:
    """A coefficient to two decimals, or why there is none."""
    if correlation.value is None:
        return f"too few pairs ({correlation.pairs})" if correlation.pairs else "no order"
    return f"{correlation.value:.2f}"


def _share(part: int, whole: int) -> str:
    return f" ({round(100 * part / whole)} %)"


def _brief(correlation: Correlation) -> str:
    p = "" if correlation.p is None else f", p {p_text(correlation.p)}"
    return f"tau {value_text(correlation)}{p}"
