"""Draws over strata: how many of each, and that none of a stratum is favoured."""

from collections import Counter

import numpy as np
import pytest

from gradcheck.statistics.strata import spread


@pytest.mark.parametrize(("size", "expected"), [(3, [1, 1, 1]), (5, [1, 2, 2]), (9, [2, 2, 5]), (40, [2, 2, 16])])
def test_a_draw_is_spread_over_strata_as_evenly_as_they_have_units(size: int, expected: list[int]) -> None:
    strata = ["one"] * 2 + ["two"] * 2 + ["many"] * 16
    for seed in range(10):
        places = spread(strata, size, np.random.default_rng(seed))
        assert places == sorted(set(places))
        assert sorted(Counter(strata[place] for place in places).values()) == expected


def test_units_of_a_stratum_are_equally_likely() -> None:
    rng = np.random.default_rng(0)
    drawn = Counter(place for _ in range(2000) for place in spread("aaaabb", 2, rng))
    assert [drawn[place] / 2000 for place in range(6)] == pytest.approx([0.25] * 4 + [0.5] * 2, abs=0.04)
