"""The exact rank-sum test against scipy: its own exact method without ties, every permutation with them; and its groups."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from invented_studies import build, regimen, relief, study_points
from scipy.stats import mannwhitneyu, rankdata

from keta_evidence.evidence.catalogue import VARIABLES
from keta_evidence.query.where import parse_where
from keta_evidence.synthesis.contrast import Contrast, find_contrast, rank_sum_p
from keta_evidence.synthesis.spread import NO_RELIEF


def fractions(*values: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, values))


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


@pytest.mark.parametrize(
    ("meeting", "others", "p"),
    [
        ((4, 5, 6), (1, 2, 3), 2 / 20),  # three on each side are enough
        ((4, 5, 6, 7), (1, 2, 3), 2 / 35),
        ((5, 6), (1, 2, 3, 4), None),  # two on one side are not, however many on the other
        ((3, 4, 5, 6), (1, 2), None),
        ((), (1, 2, 3), None),
    ],
)
def test_fewer_than_three_studies_on_a_side_have_no_p(
    meeting: tuple[int, ...], others: tuple[int, ...], p: float | None
) -> None:
    assert Contrast(fractions(*meeting), fractions(*others), ()).p == (p and pytest.approx(p))


@pytest.mark.parametrize(
    ("meeting", "others", "higher"),
    [
        ((3, 3, 3), (1, 2, 9), True),  # above two of the others, below one
        ((3, 3, 3), (1, 8, 9), False),
        ((2, 4), (3, 3), False),  # above as often as below
        ((2,), (2,), False),
        ((3,), (2,), True),
        ((2, 2), (1, 2), True),  # one tie, one below
    ],
)
def test_higher_is_more_often_above_than_below(
    meeting: tuple[int, ...], others: tuple[int, ...], higher: bool
) -> None:
    assert Contrast(fractions(*meeting), fractions(*others), ()).is_higher is higher


def test_studies_are_dealt_to_the_side_they_belong_to_or_left_out_with_the_reason(
    tmp_path: Path,
) -> None:
    """A range stands for its middle, no relief for less than any; half a range for nothing."""
    studies = {
        "ended-2001": {"relief": relief(versus="placebo", last_present="1 d", first_absent="3 d")},
        "none-2002": {"relief": relief(versus="placebo", last_present="none shown")},
        "lasting-2003": {"relief": relief(versus="placebo", last_present="1 wk")},
        "mean-2004": {
            "regimen": regimen(enantiomer="s"),
            "relief": relief(duration="{value: 10 h, statistic: mean}"),
        },
        "most-2008": {"relief": relief(versus="placebo", duration='"<= 3 d"')},
        "untold-2005": {"relief": "not reported"},
        "unclear-2006": {"regimen": regimen(enantiomer="unclear")},
    }
    points = study_points(build(tmp_path, studies))
    found = find_contrast(points, VARIABLES["relief"], parse_where("enantiomer = racemic"))
    assert sorted(found.meeting) == [NO_RELIEF, 48]
    assert list(found.others) == [10]
    left_out = dict(found.left_out)
    assert left_out.keys() == {"lasting-2003", "most-2008", "untold-2005", "unclear-2006"}
    assert left_out["lasting-2003"].startswith("relief: ")
    assert left_out["unclear-2006"].startswith("enantiomer: ")
