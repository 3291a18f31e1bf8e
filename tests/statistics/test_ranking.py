"""Ranks of many arms and which cannot be told apart."""

from itertools import combinations, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gradcheck.statistics.runs.ranking import rank_arms
from gradcheck.statistics.student import pair_t

Matrix = npt.NDArray[np.float64]


def studies(seed: int, runs: int, means: tuple[float, ...], sds: tuple[float, ...] | float = 0.05) -> Matrix:
    """Scores of arms over runs that share a seed effect."""
    rng = np.random.default_rng(seed)
    return np.asarray(np.array(means) + rng.normal(0, 0.1, (runs, 1)) + rng.normal(0, sds, (runs, len(means))))


def by_hand(scores: Matrix) -> dict[tuple[int, int], float]:
    """Adjusted p-values by flipping every row of centred differences, one comparison and one flip at a time."""
    pairs = list(combinations(range(scores.shape[1]), 2))

    def t(values: Matrix) -> float:
        return float(stats.ttest_1samp(values, 0.0).statistic)

    gaps = {pair: scores[:, pair[0]] - scores[:, pair[1]] for pair in pairs}
    largest = [
        max(abs(t(np.array(signs) * (gap - gap.mean()))) for gap in gaps.values())
        for signs in product([-1.0, 1.0], repeat=len(scores))
    ]
    return {
        pair: (1 + sum(value >= abs(t(gap)) for value in largest)) / (1 + len(largest)) for pair, gap in gaps.items()
    }


def test_adjusted_p_values_equal_the_enumeration_of_all_flips() -> None:
    scores = studies(1, 7, (0.5, 0.55, 0.7))
    found = {(each.first, each.second): each.p_value for each in rank_arms(scores, seed=1).comparisons}
    assert found == pytest.approx(by_hand(scores))


def test_a_comparison_has_the_mean_and_error_of_its_pairs() -> None:
    scores = studies(2, 9, (0.5, 0.6, 0.6, 0.4))
    for each in rank_arms(scores, seed=1).comparisons:
        reference = pair_t(scores[:, each.first] - scores[:, each.second])
        assert (each.estimate, each.se) == pytest.approx((reference.estimate, reference.se))


@pytest.mark.parametrize("arms", [3, 6])
def test_with_many_runs_of_equal_noise_the_intervals_are_tukeys(arms: int) -> None:
    scores = studies(3, 200, (0.5,) * arms)
    each = rank_arms(scores, seed=1).comparisons[0]
    assert each.interval is not None
    reference = stats.studentized_range.ppf(0.95, arms, np.inf) / np.sqrt(2)
    assert (each.interval.high - each.estimate) / each.se == pytest.approx(reference, rel=0.03)


@given(st.integers(0, 500), st.integers(5, 15), st.integers(2, 5))
@settings(derandomize=True, max_examples=30)
def test_intervals_p_values_and_ranks_agree(seed: int, runs: int, arms: int) -> None:
    ranking = rank_arms(studies(seed, runs, tuple(0.08 * np.arange(arms))), seed=1, draws=999)
    for each in ranking.comparisons:
        assert each.interval is not None
        assert each.distinguishable == (each.interval.low > 0 or each.interval.high < 0)
        assert each.distinguishable == (each.p_value <= 0.05)
    assert [arm.mean for arm in ranking.arms] == sorted((arm.mean for arm in ranking.arms), reverse=True)
    for place, arm in enumerate(ranking.arms, start=1):
        assert arm.best_rank <= place <= arm.worst_rank
        open_ = [
            each for each in ranking.comparisons if arm.arm in {each.first, each.second} and not each.distinguishable
        ]
        assert arm.worst_rank - arm.best_rank == len(open_)


def test_arms_far_apart_have_one_rank_each_and_the_order_of_columns_does_not_matter() -> None:
    scores = studies(4, 10, (0.2, 0.8, 0.5), 0.01)
    ranking = rank_arms(scores, seed=1)
    assert [(arm.arm, arm.best_rank, arm.worst_rank) for arm in ranking.arms] == [(1, 1, 1), (2, 2, 2), (0, 3, 3)]
    swapped = rank_arms(scores[:, [2, 0, 1]], seed=1)
    assert [arm.mean for arm in swapped.arms] == pytest.approx([arm.mean for arm in ranking.arms])
    assert sorted(each.p_value for each in swapped.comparisons) == sorted(each.p_value for each in ranking.comparisons)


def test_four_runs_cannot_tell_any_arms_apart() -> None:
    ranking = rank_arms(studies(5, 4, (0.1, 0.9)), seed=1)
    assert ranking.comparisons[0].interval is None
    assert (ranking.arms[0].best_rank, ranking.arms[0].worst_rank) == (1, 2)
    assert rank_arms(studies(5, 5, (0.1, 0.9)), seed=1).comparisons[0].distinguishable


def test_arms_whose_difference_does_not_vary_are_not_testable() -> None:
    scores = np.tile([0.5, 0.5, 0.7], (8, 1)) + np.random.default_rng(1).normal(0, 0.1, size=(8, 1))
    for each in rank_arms(scores, seed=1).comparisons:
        assert (each.se, each.p_value, each.interval, each.distinguishable) == (0, 1, None, False)


@pytest.mark.parametrize(
    ("runs", "sds"),
    [
        (6, (0.05, 0.05, 0.05, 0.05)),
        pytest.param(10, (0.02, 0.05, 0.1, 0.05), marks=pytest.mark.slow),
        pytest.param(20, 0.05, marks=pytest.mark.slow),
    ],
)
def test_simultaneous_intervals_cover_all_differences_and_ranks_where_unadjusted_ones_fail(
    runs: int, sds: tuple[float, ...] | float
) -> None:
    means = (0.5, 0.5, 0.55, 0.6)
    covered = ranked = alone = 0
    for run in range(1000):
        scores = studies(1000 + run, runs, means, sds)
        ranking = rank_arms(scores, seed=run, draws=499)
        truth = [means[each.first] - means[each.second] for each in ranking.comparisons]
        covered += all(
            each.interval is not None and each.interval.low <= true <= each.interval.high
            for each, true in zip(ranking.comparisons, truth, strict=True)
        )
        best = {0: (3, 4), 1: (3, 4), 2: (2, 2), 3: (1, 1)}
        ranked += all(arm.best_rank <= best[arm.arm][1] and best[arm.arm][0] <= arm.worst_rank for arm in ranking.arms)
        critical = stats.t.ppf(0.975, runs - 1)
        alone += all(
            abs(each.estimate - true) <= critical * each.se
            for each, true in zip(ranking.comparisons, truth, strict=True)
        )
    assert 0.93 <= covered / 1000 <= 0.99
    assert ranked >= covered
    assert alone / 1000 < 0.87


def test_impossible_rankings_are_refused() -> None:
    for scores in ([[0.1, 0.2]], [[0.1], [0.2]], [[0.1, np.nan], [0.2, 0.3]]):
        with pytest.raises(ValueError, match=r"two runs|missing"):
            rank_arms(scores, seed=1)
