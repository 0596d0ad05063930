"""Whether one quantity goes with another over the studies, and whether it still does within groups
of like studies.

Two readings are kept apart. *As read*: a range stands for its middle, relief for the last time it
was shown, no relief for less than any (the way reviews read their tables). *Over intervals*: two
studies have an order only where it is certain, so that relief never seen to end is longer than
nothing that outlasts its last look. See correlation.py.

Every coefficient is worked out when it is asked for: a claim reads five of the hundreds that a
table prints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from keta_evidence.diagnostics import UsageError
from keta_evidence.evidence.catalogue import Variable
from keta_evidence.reading import Reading
from keta_evidence.synthesis.correlation import (
    Correlation,
    Scores,
    correlate,
    correlate_across,
    interval_scores,
    leave_one_out,
    middle,
    order_scores,
    rank_scores,
)
from keta_evidence.synthesis.direction import SIGNIFICANT, p_text
from keta_evidence.synthesis.points import ALL_STUDIES, STRATA, Point
from keta_evidence.synthesis.pooling import counted
from keta_evidence.synthesis.spread import NO_RELIEF

WEAKER = 0.5
"""A trend of less than this share of the overall coefficient among like studies is warned of,
whatever its p: there are fewer pairs.
"""


@dataclass(frozen=True)
class Coefficients:
    """The three coefficients of one set of studies or of pairs, each worked out when it is first
    asked for.
    """

    name: str
    find: Callable[[str], Correlation]
    """The coefficient of a kind: ``spearman``, ``kendall`` or ``intervals``."""

    @cached_property
    def spearman(self) -> Correlation:
        """Spearman's rho as read."""
        return self.find("spearman")

    @cached_property
    def kendall(self) -> Correlation:
        """Kendall's tau-b as read."""
        return self.find("kendall")

    @cached_property
    def intervals(self) -> Correlation:
        """Tau over intervals."""
        return self.find("intervals")


@dataclass(frozen=True)
class Measurements:
    """What is known of two quantities over the same studies, and their scores for each kind of
    coefficient.
    """

    x: tuple[Reading, ...]
    y: tuple[Reading, ...]

    @cached_property
    def scores(self) -> dict[str, tuple[Scores, Scores]]:
        """Kind of coefficient → scores of x and of y."""
        x, y = (
            [as_read(value, middle) for value in self.x],
            [as_read(value, _last_shown) for value in self.y],
        )
        return {
            "spearman": (rank_scores(x), rank_scores(y)),
            "kendall": (order_scores(x), order_scores(y)),
            "intervals": (interval_scores(self.x), interval_scores(self.y)),
        }

    @cached_property
    def left_out(self) -> dict[str, tuple[Correlation, ...]]:
        """Kind of coefficient → the coefficient without each study."""
        return {kind: leave_one_out(x, y) for kind, (x, y) in self.scores.items()}


@dataclass(frozen=True)
class TrendResult:
    """A trend of ``x`` against ``y`` over studies.

    ``points`` are the studies it rests on and ``measurements`` what they report; ``left_out`` are
    (study, reason).
    """

    x: Variable
    y: Variable
    points: tuple[Point, ...]
    measurements: Measurements
    left_out: tuple[tuple[str, str], ...]

    @cached_property
    def overall(self) -> Coefficients:
        """All studies."""
        return _tested(ALL_STUDIES, self.measurements)

    @cached_property
    def within(self) -> tuple[Coefficients, ...]:
        """The pairs of like studies, one for each of ``STRATA``."""
        return tuple(
            _tested(f"within {name}", self.measurements, self._strata(name)) for name in STRATA
        )

    @cached_property
    def across(self) -> tuple[Coefficients, ...]:
        """The pairs of unlike studies, one for each of ``STRATA``; without p and interval."""
        return tuple(
            _across(f"across {name}", self.measurements, self._strata(name)) for name in STRATA
        )

    @cached_property
    def strata(self) -> tuple[Coefficients, ...]:
        """Each group of like studies by itself, ranked by itself."""
        return tuple(self._by_stratum())

    @cached_property
    def without(self) -> tuple[Coefficients, ...]:
        """All studies but one, for each of ``points``; without p and interval."""
        return tuple(
            _without(f"without {point.id}", self.measurements, place)
            for place, point in enumerate(self.points)
        )

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Where the trend of all studies is not that of like studies, or rests on relief whose end
        nobody saw.
        """
        return tuple(_warnings(self.overall, self.within))

    def _strata(self, name: str) -> list[str]:
        return [point.stratum(name) for point in self.points]

    def _by_stratum(self) -> Iterator[Coefficients]:
        for name in STRATA:
            values = self._strata(name)
            for value in sorted(set(values)):
                own = [place for place, each in enumerate(values) if each == value]
                x, y = self.measurements.x, self.measurements.y
                members = Measurements(
                    tuple(x[place] for place in own), tuple(y[place] for place in own)
                )
                yield _tested(f"{name}: {value}", members)


def find_trend(
    points: Iterable[Point], x: Variable, y: Variable, *, compared: bool = False
) -> TrendResult:
    """The trend over the studies that report at least the lower end of both.

    Where relief is ``compared``, it is that against the comparator of each study that reports it;
    else the longest, as tables have it.

    Raises UsageError for a quantity against itself.
    """
    if x == y:
        raise UsageError(
            f"{x.name} against itself is no trend",
            "two different fields; `keta-evidence fields` lists them",
        )
    used, left_out = [], []
    for point in points:
        read = (point.as_compared(field) if compared else field for field in (x, y))
        one, other = map(point.measure, read)
        reason = "; ".join(filter(None, (_unusable(x, one), _unusable(y, other))))
        if reason:
            left_out.append((point.id, reason))
        else:
            used.append((point, one, other))
    studies, first, second = zip(*used, strict=True) if used else ((), (), ())
    return TrendResult(x, y, studies, Measurements(first, second), tuple(left_out))


def _unusable(field: Variable, value: Reading) -> str:
    """Why a value cannot take part, or ""."""
    if value.absent or value.low is not None:
        return ""
    return f"{field.name}: {value.why_open or f'only an upper end is known: {value.text}'}"


def as_read(value: Reading, read: Callable[[Reading], float | None]) -> float:
    """A value as one number; no relief is less than any."""
    if value.absent:
        return float(NO_RELIEF)
    number = read(value)
    assert number is not None, "find_trend leaves out what is not known"
    return number


def _last_shown(value: Reading) -> float | None:
    """Relief as reviews read it; of a mean or maximum duration, which is no time of measurement,
    the middle.
    """
    if not value.has_strict_end:
        return middle(value)
    return None if value.low is None else float(value.low)


def _tested(name: str, told: Measurements, strata: Sequence[str] | None = None) -> Coefficients:
    return Coefficients(name, lambda kind: correlate(*told.scores[kind], strata))


def _across(name: str, told: Measurements, strata: Sequence[str]) -> Coefficients:
    return Coefficients(name, lambda kind: correlate_across(*told.scores[kind], strata))


def _without(name: str, told: Measurements, place: int) -> Coefficients:
    return Coefficients(name, lambda kind: told.left_out[kind][place])


def _warnings(overall: Coefficients, within: Sequence[Coefficients]) -> Iterator[str]:
    whole = overall.kendall
    if whole.value is None or whole.p is None or whole.p >= SIGNIFICANT:
        return
    for group in within:
        inside, name = group.kendall, group.name.removeprefix("within ")
        if inside.value is None:
            yield f"within groups of the same {name} too few pairs are left to see the trend"
        elif inside.value / whole.value < WEAKER:
            how = "turns" if inside.value * whole.value < 0 else "is less than half as strong"
            yield (
                f"within groups of the same {name} the trend {how}: "
                f"{_brief(whole)} over all studies, {_brief(inside)} within"
            )
    certain = overall.intervals
    if certain.p is not None and certain.p < SIGNIFICANT:
        return
    told = f"{certain.pairs} of {certain.all_pairs} pairs have a certain order in both"
    if 2 * certain.pairs < certain.all_pairs:
        yield f"over intervals there are too few pairs to tell: {told}"
    else:
        yield f"over intervals the trend is not certain: {told}, {_brief(certain)}"


def crossing(result: TrendResult, stratum: str) -> str:
    """How many of the pairs that have an order, and of all pairs, set unlike studies against each
    other; tau-b of either.

    The difference has no p: to permute relief is to test for any trend at all, not whether the two
    are the same.
    """
    place = STRATA.index(stratum)
    whole = result.overall.kendall
    inside, across = result.within[place].kendall, result.across[place].kendall
    alike = Counter(point.stratum(stratum) for point in result.points)
    every = whole.all_pairs
    differ = every - sum(many * (many - 1) // 2 for many in alike.values())
    taus = f"tau-b {inside.text} within, {across.text} across"
    if inside.value is not None and across.value is not None:
        taus += f", difference {inside.value - across.value:.2f}"
    return (
        f"{across.pairs} of {whole.pairs} pairs{_share(across.pairs, whole.pairs)} that tell of an "
        f"order are of studies that differ in {stratum}, and {differ} of all {every} pairs"
        f"{_share(differ, every)}; {taus}"
    )


def highest_third(result: TrendResult) -> str:
    """Indications and designs of the third of the studies with most of x, and of the rest.

    Those level with the least of the third are in it.
    """
    values = [as_read(value, middle) for value in result.measurements.x]
    least = sorted(values, reverse=True)[max(round(len(values) / 3), 1) - 1]
    read = list(zip(values, result.points, strict=True))
    most = [point for value, point in read if value >= least]
    rest = [point for value, point in read if value < least]
    return f"highest third of {result.x.name}: {_make_up(most)}; the others: {_make_up(rest)}"


def _make_up(points: Sequence[Point]) -> str:
    """``4 studies (3 CRPS, 1 gout; 4 trial)``."""
    number = counted(len(points), "study", "studies")
    if not points:
        return number
    kinds = [Counter(point.stratum(name) for point in points) for name in ("indication", "design")]
    listed = (", ".join(f"{many} {name}" for name, many in kind.most_common()) for kind in kinds)
    return f"{number} ({'; '.join(listed)})"


def _share(part: int, whole: int) -> str:
    return f" ({round(100 * part / whole)} %)"


def _brief(correlation: Correlation) -> str:
    text = f"tau {correlation.text}"
    return text if correlation.p is None else f"{text}, p {p_text(correlation.p)}"
