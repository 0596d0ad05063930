"""Median and range of what studies tell, each of which may be a range itself or not known at all.

Exact arithmetic.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from keta_evidence.evidence.catalogue import VARIABLES, Variable
from keta_evidence.synthesis.points import Point

NO_RELIEF = Fraction(-1)
"""Where no relief at all stands among durations in hours: below every one, that of 0 h too.

A place in an order, not a time.
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and range in base units.

    Of values that are ranges, the median lies between those of the low and of the high ends.
    """

    median_low: Fraction
    median_high: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Measured:
    """What a set of studies tells of one quantity: those it rests on, and (study, reason) of those
    of which it is not known.
    """

    spread: Spread | None
    used: tuple[Point, ...]
    unknown: tuple[tuple[str, str], ...]


def spread_of(intervals: Sequence[tuple[Fraction, Fraction]]) -> Spread | None:
    """Median and range of values of which both ends are known; ``None`` of no value."""
    if not intervals:
        return None
    lows, highs = zip(*intervals, strict=True)
    return Spread(statistics.median(lows), statistics.median(highs), min(lows), max(highs))


def ordered_spread(values: Sequence[Fraction]) -> Spread | None:
    """The same of single values that have an order but no mean: of two in the middle, both."""
    if not values:
        return None
    return Spread(
        statistics.median_low(values), statistics.median_high(values), min(values), max(values)
    )


def measure(points: Iterable[Point], field: Variable) -> Measured:
    """A numeric field over studies, in base units.

    Where only one end of a range is known, the value is not.
    """
    used, intervals, unknown = [], [], []
    for point in points:
        told = point.measure(field)
        if told.low is not None and told.high is not None:
            used.append(point)
            intervals.append((told.low, told.high))
        else:
            unknown.append((point.id, told.why_open or f"only one end is known: {told.text}"))
    return Measured(spread_of(intervals), tuple(used), tuple(unknown))


def measure_relief(points: Iterable[Point]) -> Measured:
    """Hours to the last time at which the longest relief was shown, against the comparator where
    that is reported; ``NO_RELIEF`` where none was shown at any time.
    """
    used, values, unknown = [], [], []
    for point in points:
        told = point.measure(point.as_compared(VARIABLES["relief"]))
        hours = NO_RELIEF if told.absent else told.low
        if hours is None:
            unknown.append((point.id, told.why_open))
        else:
            used.append(point)
            values.append(hours)
    return Measured(ordered_spread(values), tuple(used), tuple(unknown))
