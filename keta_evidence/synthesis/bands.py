"""Bands of the hours of infusion over a course, declared once for every picture and summary that
groups studies by them.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from keta_evidence.reading import Reading

NOT_KNOWN = "not known"
"""The band of a course whose hours are not known, or lie in more than one band."""

_BAND_LIMITS = tuple(map(Fraction, (1, 8, 48, 120)))

DURATION_BANDS: tuple[str, ...] = (
    f"≤ {_BAND_LIMITS[0]} h",
    *(f"> {low} to {high} h" for low, high in pairwise(_BAND_LIMITS)),
    f"> {_BAND_LIMITS[-1]} h",
    NOT_KNOWN,
)
"""Labels of the bands, shortest first; the last one is ``NOT_KNOWN``."""


def band_of(hours: Reading) -> str:
    """The band that all of an interval of hours lies in; ``NOT_KNOWN`` where it lies in more than
    one, or an end is not known.

    An upper limit belongs to its band: 8 h is in ``> 1 to 8 h``. Of an interval of which only one
    end is known, that end may be enough: up to 1 h is in the first band, at least 121 h in the
    last.
    """
    lowest = 0 if hours.low is None else _band_index(hours.low)
    highest = len(_BAND_LIMITS) if hours.high is None else _band_index(hours.high)
    return DURATION_BANDS[lowest] if lowest == highest and not hours.absent else NOT_KNOWN


def _band_index(hours: Fraction) -> int:
    return sum(hours > limit for limit in _BAND_LIMITS)
