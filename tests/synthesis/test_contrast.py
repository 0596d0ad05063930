"""The exact rank-sum test against scipy: its own exact method without ties, every permutation with them."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import mannwhitneyu, rankdata

from keta_evidence.synthesis.contrast import rank_sum_p


def fractions(*values: int) -> list[Fraction]:
    return [Fraction(value) for value in values]


@pytest.mark.parametrize(
    ("ones", "others"),
    [((5, 6, 7, 8), (1, 2, 3, 4)), ((1, 9, 4), (2, 3, 5, 6, 7)), ((3, 8, 9, 11, 12), (1, 2, 4))],
)
def test_without_ties_as_scipy(ones: tuple[int, ...], others: tuple[int, ...]) -> None:
    assert rank_sum_p(fractions(*ones), fractions(*others)) == pytest.approx(
        mannwhitneyu(ones, others, method="exact").pvalue
    )


@pytest.mark.parametrize(
    ("ones", "others"),
    [((0, 0, 3, 4, 4), (0, 0, 0, 1)), ((0, 2, 2), (0, 0, 2, 5)), ((1, 1, 1), (1, 1))],
)
def test_with_ties_as_every_permutation(ones: tuple[int, ...], others: tuple[int, ...]) -> None:
    values = np.array([*ones, *others])
    ranks = rankdata(values)
    even = len(ones) * (len(values) + 1) / 2
    far = [
        abs(sum(ranks[list(dealt)]) - even)
        for dealt in itertools.combinations(range(len(values)), len(ones))
    ]
    assert rank_sum_p(fractions(*ones), fractions(*others)) == pytest.approx(
        np.mean(np.array(far) >= far[0])
    )
