"""Macro means against values by hand and scipy, and in worlds whose truth is known."""

import itertools
import math

import numpy as np
import pytest
import scipy

from gradcheck.statistics.intervals import mean_interval
from gradcheck.statistics.runs.macro import macro_difference, macro_interval
from gradcheck.statistics.runs.paired import paired_difference
from gradcheck.statistics.strata import macro_mean, relative_weights


def test_a_class_counts_alike_whatever_its_size() -> None:
    assert macro_mean([1, 1, 0, 0], ["a", "a", "a", "b"]) == pytest.approx((2 / 3 + 0) / 2)
    assert relative_weights(["a", "a", "a", "b"]) == pytest.approx([2 / 3, 2 / 3, 2 / 3, 2])
    assert sum(relative_weights(["a", "b", "b", "c", "c", "c"])) == pytest.approx(6)


def test_of_one_class_everything_is_as_without_classes() -> None:
    before, after = [0, 1, 0, 0, 1.0], [1, 1, 1, 0, 0.0]
    assert macro_mean([0.1, 0.2, 0.3], [None] * 3) == sum([0.1, 0.2, 0.3]) / 3
    assert relative_weights(["a"] * 49) == [1.0] * 49
    assert macro_interval(after, ["a"] * 5, seed=1) == mean_interval(after, seed=1)
    assert macro_difference(before, after, ["a"] * 5, seed=1) == paired_difference(before, after, seed=1)


def test_the_test_is_the_exact_sign_flip_of_weighted_differences() -> None:
    before, after = np.array([0, 0, 0, 1, 0, 1.0]), np.array([1, 1, 0, 0, 0, 0.5])
    classes = ["a", "a", "a", "a", "b", "b"]
    found = macro_difference(before, after, classes, seed=3)
    weighted = (after - before) / (2 * np.array([4, 4, 4, 4, 2, 2]))
    observed = abs(weighted.sum())
    flips = [abs(float(np.dot(signs, weighted))) >= observed - 1e-12 for signs in itertools.product((1, -1), repeat=6)]
    assert found.p_value == pytest.approx(np.mean(flips))
    assert found.estimate == pytest.approx(weighted.sum())
    assert (found.fixed, found.broken, found.n, found.test) == (2, 2, 6, "macro_permutation")


def test_an_interval_of_large_classes_adds_the_squares_of_wilsons_sides() -> None:
    classes = ["a"] * 40 + ["b"] * 20
    scores = [1] * 30 + [0] * 10 + [1] * 5 + [0] * 15
    ends = [scipy.stats.binomtest(k, n).proportion_ci(method="wilson") for k, n in ((30, 40), (5, 20))]
    found = macro_interval(scores, classes, seed=1)
    assert found.low == pytest.approx(0.5 - math.hypot(0.75 - ends[0].low, 0.25 - ends[1].low) / 2)
    assert found.high == pytest.approx(0.5 + math.hypot(ends[0].high - 0.75, ends[1].high - 0.25) / 2)


def test_an_interval_of_small_classes_adds_the_squares_of_students_sides() -> None:
    scores = {"a": [0.2, 0.4, 0.9, 0.5], "b": [0.5, 0.6, 0.4]}
    sides = [
        scipy.stats.t.interval(0.95, len(own) - 1, np.mean(own), scipy.stats.sem(own))[0] for own in scores.values()
    ]
    found = macro_interval([*scores["a"], *scores["b"]], [*"aaaabbb"], seed=1)
    assert found.low == pytest.approx(0.5 - math.hypot(0.5 - max(sides[0], 0), 0.5 - max(sides[1], 0)) / 2)


@pytest.mark.parametrize("only", [0.0, 1.0])
def test_a_class_of_one_item_may_have_any_mean(only: float) -> None:
    """Its half of the macro mean is known from nothing else: the interval reaches as far as that half does."""
    scores, classes = [1.0] * 50 + [0.0] * 50 + [only], ["a"] * 100 + ["b"]
    found = macro_interval(scores, classes, seed=1)
    assert found.low <= 0.25 + (only == 0) * 0.25
    assert found.high >= 0.75 - (only == 1) * 0.25
    assert found.high - found.low > 0.5


def test_no_scores_and_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        macro_mean([], [])
    with pytest.raises(ValueError, match="same examples"):
        macro_difference([0, 1], [1], ["a", "b"], seed=1)
    with pytest.raises(ValueError, match="zip"):
        macro_interval([0, 1], ["a", "b", "b"], seed=1)


def test_the_level_and_the_coverage_hold_where_an_analysis_without_classes_fails() -> None:
    """A gain in the large class and an equal loss in the small one: the macro difference is 0, the plain one is not."""
    rng, classes, draws = np.random.default_rng(5), [0] * 80 + [1] * 20, 150
    chance_before, chance_after = np.full(100, 0.5), np.array([0.65] * 80 + [0.35] * 20)
    found, plain = [], []
    for seed in range(draws):
        before = (rng.random(100) < chance_before).astype(float)
        after = (rng.random(100) < chance_after).astype(float)
        found.append(macro_difference(before, after, classes, seed=seed))
        plain.append(paired_difference(before, after, seed=seed))
    assert np.mean([one.p_value <= 0.05 for one in found]) <= 0.1
    assert np.mean([one.interval.low <= 0 <= one.interval.high for one in found]) >= 0.9
    assert np.mean([one.p_value <= 0.05 for one in plain]) >= 0.15
    assert np.mean([one.interval.low <= 0 <= one.interval.high for one in plain]) <= 0.85
