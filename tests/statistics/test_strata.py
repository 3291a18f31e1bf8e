"""Draws over strata: how many of each, and that none of a stratum is favoured."""

from collections import Counter

import numpy as np
import pytest

from gradcheck.statistics.strata import balanced, effective_size, relative_weights, spread


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


def test_balanced_places_are_as_many_of_every_stratum_in_turn_and_the_first_of_each() -> None:
    strata = ["a", "b", "a", "a", "b", "a"]
    assert balanced(strata, 6) == [0, 1, 2, 4]
    assert balanced(strata, 3) == [0, 1]
    assert balanced(strata, 1) == []
    assert balanced(["one"] * 5, 3) == [0, 1, 2], "of one stratum the first"
    assert balanced([], 4) == []


def test_any_row_of_balanced_places_of_whole_turns_is_balanced_across_the_end_too() -> None:
    strata = list("abcabcaabbcc")
    turns = balanced(strata, 12)
    for start in range(len(turns)):
        row = [strata[(turns * 2)[start + place]] for place in range(6)]
        assert Counter(row) == {"a": 2, "b": 2, "c": 2}


def test_an_effective_size_is_that_of_the_variance_of_a_macro_mean() -> None:
    strata = ["a"] * 30 + ["b"] * 10 + ["c"] * 4
    weights = np.array(relative_weights(strata)) / len(strata)
    assert effective_size(strata) == int(1 / float(np.sum(weights**2)))
    assert [effective_size(["one"] * n) for n in range(200)] == list(range(200))
