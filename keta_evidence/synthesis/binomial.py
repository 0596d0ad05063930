"""Exact inference on a count: the Clopper-Pearson interval of a share, and the sign test.

Clopper and Pearson, Biometrika 1934;26:404-13.
"""

from __future__ import annotations

import math
from fractions import Fraction

CONFIDENCE = 0.95
"""Of every interval given here."""
_DIGITS = 12
"""Decimals of a limit; what is beyond them depends on the machine's arithmetic."""


def share_limits(count: int, total: int) -> tuple[float, float]:
    """Exact 95 % interval, 0 to 1 to twelve decimals, of a share of which ``count`` of ``total``
    were seen.

    The lower limit is the share with which so many or more would be seen in 2.5 of 100 samples, the
    upper one that with which so many or fewer would.
    """
    low, high = _share_reaching(count, total), 1 - _share_reaching(total - count, total)
    return round(low, _DIGITS), round(high, _DIGITS)


def percent_text(share: float) -> str:
    """A share in whole per cent, halves upwards: ``3`` of 0.025."""
    return str(math.floor(100 * share + 0.5))


def _share_reaching(count: int, total: int) -> float:
    """The share with which ``count`` or more of ``total`` are seen in 2.5 of 100 samples, by
    halving.
    """
    low, high = 0.0, 1.0
    while high - low > 10 ** -(_DIGITS + 2):
        middle = (low + high) / 2
        if _tail(count, total, middle) < (1 - CONFIDENCE) / 2:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _tail(count: int, total: int, share: float) -> float:
    """How likely ``count`` or more of ``total`` are; ``share`` is between 0 and 1."""
    terms = (
        math.log(math.comb(total, number))
        + number * math.log(share)
        + (total - number) * math.log1p(-share)
        for number in range(count, total + 1)
    )
    return math.fsum(map(math.exp, terms))


def sign_test_p(count: int, total: int) -> float:
    """Two-sided p of a count at least as uneven as ``count`` of ``total`` where either outcome is
    as likely.
    """
    fewest = min(count, total - count)
    ways = sum(math.comb(total, number) for number in range(fewest + 1))
    return float(min(Fraction(1), Fraction(2 * ways, 2**total)))
