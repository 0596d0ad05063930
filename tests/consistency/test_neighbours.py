"""The median dose of a study's neighbours: as worked out one study at a time, and how its work grows."""

from __future__ import annotations

import random
from fractions import Fraction
from statistics import median

import pytest

from keta_evidence.consistency.neighbours import Dosed, neighbour_medians

KINDS = ("crps", "phantom", "fibromyalgia", "cancer")


class Compared(Fraction):
    """A number that counts how often it is compared."""

    comparisons = 0

    def __lt__(self, other: object) -> bool:
        Compared.comparisons += 1
        return super().__lt__(other)  # type: ignore[operator]


def doses(studies: int, seed: int = 1) -> dict[str, Dosed]:
    """Studies of one or two indications, some of them of a broader one alone."""
    chance = random.Random(seed)
    made = {}
    for number in range(studies):
        ids = frozenset(chance.sample([*KINDS, "pain"], chance.choice([1, 1, 2])))
        within = ids | {"pain"}
        made[f"study-{number}"] = Dosed(Compared(chance.randrange(1, 50)), ids, within)
    return made


@pytest.mark.parametrize("seed", range(20))
def test_the_same_as_sorting_for_each_study(seed: int) -> None:
    made = doses(30, seed)
    expected = {}
    for id_, own in made.items():
        others = [
            other.value
            for other in made.values()
            if other is not own and (own.ids & other.within or other.ids & own.within)
        ]
        if len(others) >= 2:
            expected[id_] = median(others)
    assert neighbour_medians(made) == expected


def test_twice_the_studies_are_little_more_than_twice_the_comparisons() -> None:
    """Sorted once for each study they would be four times as many."""
    counted = []
    for studies in (400, 800):
        Compared.comparisons = 0
        neighbour_medians(doses(studies))
        counted.append(Compared.comparisons)
    assert counted[0] > 400
    assert counted[1] < 2.6 * counted[0]
