"""The rank correlation within groups."""

from itertools import permutations, product

import numpy as np
import pytest
from scipy import stats

from gradcheck.statistics.edits.association import rank_correlation_within


def test_one_group_is_spearmans_correlation() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 5, 12).astype(float), rng.normal(size=12)
    found = rank_correlation_within(first, second, np.zeros(12), seed=0)
    assert found.estimate == pytest.approx(stats.spearmanr(first, second).statistic)


def test_the_p_value_is_that_of_all_permutations_within_groups() -> None:
    first, second = np.array([1.0, 2, 3, 1, 2, 3]), np.array([0.1, 0.2, 0.3, 0.5, 0.9, 0.7])
    groups = np.array([0, 0, 0, 1, 1, 1])
    orders = [
        np.array([*one, *(3 + place for place in other)]) for one, other in product(permutations(range(3)), repeat=2)
    ]
    ranks = np.array([-1.0, 0, 1, -1, 0, 1])
    others = np.concatenate([stats.rankdata(second[:3]) - 2, stats.rankdata(second[3:]) - 2])
    null = np.array([ranks @ others[order] for order in orders])
    exact = float(np.mean(np.abs(null) >= abs(ranks @ others) - 1e-9))
    found = rank_correlation_within(first, second, groups, seed=3)
    assert found.estimate == pytest.approx(float(ranks @ others) / 4)
    assert found.p_value == pytest.approx(exact, abs=0.015)


def test_differences_between_groups_do_not_correlate() -> None:
    """Pooled ranks would see a strong correlation here; within groups there is none."""
    rng = np.random.default_rng(2)
    level = np.repeat([0.0, 10.0, 20.0, 30.0], 10)
    first, second = level + rng.normal(size=40), level + rng.normal(size=40)
    found = rank_correlation_within(first, second, level, seed=0)
    assert stats.spearmanr(first, second).statistic > 0.9
    assert abs(found.estimate) < 0.4
    assert found.p_value > 0.05


@pytest.mark.slow
def test_the_test_keeps_its_level_and_finds_what_is_there() -> None:
    rng = np.random.default_rng(3)
    groups = np.repeat(np.arange(6), 5)
    small = {0.0: 0, 1.0: 0}
    for slope in small:
        for run in range(300):
            first = np.round(rng.normal(size=30), 1)
            second = slope * first + rng.normal(size=30) + groups
            small[slope] += rank_correlation_within(first, second, groups, seed=run, draws=499).p_value <= 0.05
    assert small[0.0] <= 300 * 0.085  # the 99 % limit of 300 runs of an exact test
    assert small[1.0] >= 250


def test_what_does_not_vary_within_any_group_has_no_correlation() -> None:
    with pytest.raises(ValueError, match="no correlation"):
        rank_correlation_within([1.0, 1.0, 2.0, 2.0], [0.1, 0.2, 0.3, 0.4], [0, 0, 1, 1], seed=0)
    with pytest.raises(ValueError, match="no correlation"):
        rank_correlation_within([1.0, 2.0], [0.1, 0.2], [0, 1], seed=0)
    with pytest.raises(ValueError, match="same units"):
        rank_correlation_within([1.0, 2.0], [0.1], [0, 0], seed=0)
