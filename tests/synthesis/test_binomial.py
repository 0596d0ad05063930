"""Exact limits of a share and the sign test: against scipy, and where they are known in closed form."""

from __future__ import annotations

import pytest
from scipy import stats

from keta_evidence.synthesis.binomial import percent_text, share_limits, sign_test_p


@pytest.mark.parametrize("total", [1, 2, 5, 6, 13, 34, 400])
def test_shares_and_sign_tests(total: int) -> None:
    for count in range(0, total + 1, max(1, total // 40)):
        test = stats.binomtest(count, total)
        limits = test.proportion_ci(0.95, method="exact")
        assert share_limits(count, total) == pytest.approx((limits.low, limits.high), abs=1e-11)
        assert sign_test_p(count, total) == pytest.approx(test.pvalue, rel=1e-9)


def test_limits_of_a_share_that_are_known_in_closed_form() -> None:
    """All of n: the lower limit is the n-th root of 0.025 (the rule of three's exact form)."""
    assert share_limits(10, 10) == (round(0.025 ** (1 / 10), 12), 1)
    assert share_limits(0, 10) == (0, round(1 - 0.025 ** (1 / 10), 12))
    assert sign_test_p(5, 5) == 2 / 32
    assert sign_test_p(3, 6) == 1


def test_whole_per_cent_round_halves_upwards() -> None:
    """The lower limit of one of one is 2.5 %, the upper one of none of one 97.5 %."""
    assert share_limits(1, 1) == (0.025, 1)
    assert [percent_text(share) for share in (0.025, 0.975, 0.0249, 0, 1)] == [
        "3",
        "98",
        "2",
        "0",
        "100",
    ]
