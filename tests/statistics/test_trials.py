"""The permutation t-test of whole runs."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.runs.trials import permutation_t

Vector = npt.NDArray[np.float64]
ALTERNATIVES: list[Alternative] = ["two_sided", "greater", "less"]


def welch(first: Vector, second: Vector, axis: int = -1) -> Vector:
    """Welch's t by scipy."""
    return np.asarray(stats.ttest_ind(first, second, axis=axis, equal_var=False).statistic)


@pytest.mark.parametrize(("n_first", "n_second"), [(3, 3), (4, 6), (7, 5), (8, 8)])
@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_few_trials_give_scipys_exact_p(n_first: int, n_second: int, alternative: Alternative) -> None:
    rng = np.random.default_rng(n_first)
    first, second = rng.normal(0.3, 1.0, size=n_first), rng.normal(0.0, 1.5, size=n_second)
    null = stats.permutation_test((first, second), welch, vectorized=True, n_resamples=10**6).null_distribution
    observed = float(welch(first, second))
    extremes = {
        "two_sided": np.abs(null) >= abs(observed) - 1e-9,
        "greater": null >= observed - 1e-9,
        "less": null <= observed + 1e-9,
    }
    result = permutation_t(first, second, seed=1, alternative=alternative)
    assert result.p_value == pytest.approx(np.mean(extremes[alternative]), abs=1e-12)
    assert result.p_value >= result.minimum_p


def test_estimate_and_interval_are_welchs() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.normal(0.6, 0.05, size=9), rng.normal(0.5, 0.10, size=14)
    reference = stats.ttest_ind(first, second, equal_var=False)
    interval = reference.confidence_interval(0.95)
    result = permutation_t(first, second, seed=1)
    assert result.estimate / result.se == pytest.approx(reference.statistic)
    assert result.df == pytest.approx(reference.df)
    assert (result.interval.low, result.interval.high) == pytest.approx((interval.low, interval.high))


def test_many_trials_agree_with_scipys_random_permutations() -> None:
    rng = np.random.default_rng(3)
    first, second = rng.normal(0.5, 1.0, size=15), rng.normal(0.0, 1.0, size=12)
    reference = stats.ttest_ind(
        first, second, equal_var=False, method=stats.PermutationMethod(n_resamples=9999, rng=4)
    ).pvalue
    result = permutation_t(first, second, seed=1)
    assert result.p_value == pytest.approx(reference, abs=4 * np.sqrt(2 * reference / 9999))
    assert result == permutation_t(first, second, seed=1)


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=2, max_size=5), st.integers(0, 100))
@settings(derandomize=True)
def test_swapping_the_arms_swaps_the_side(first: list[float], seed: int) -> None:
    second = np.random.default_rng(seed).choice([0.0, 0.5, 1.0], size=4)
    if np.ptp(first) == 0 and np.ptp(second) == 0:
        return
    there = permutation_t(first, second, seed=1, alternative="greater")
    back = permutation_t(second, first, seed=1, alternative="less")
    assert there.p_value == pytest.approx(back.p_value)
    assert there.estimate == pytest.approx(-back.estimate)
    two_sided = permutation_t(first, second, seed=1)
    assert two_sided.p_value >= two_sided.minimum_p


def test_complete_separation_has_the_smallest_p_that_the_trials_allow() -> None:
    first, second = np.array([0.0, 0.0, 0.1]), np.array([1.0, 1.0, 1.0])
    assert permutation_t(first, second, seed=1).p_value == pytest.approx(2 / 20)
    assert permutation_t(first, second, seed=1).minimum_p == pytest.approx(2 / 20)
    one_sided = permutation_t(first, second, seed=1, alternative="less")
    assert one_sided.p_value == one_sided.minimum_p == pytest.approx(1 / 20)


@pytest.mark.parametrize(("n_first", "n_second"), [(10, 10), (5, 20)])
def test_the_level_holds_under_equal_distributions(n_first: int, n_second: int) -> None:
    rng = np.random.default_rng(4)
    p_values = [
        permutation_t(rng.exponential(size=n_first), rng.exponential(size=n_second), seed=run, draws=499).p_value
        for run in range(1000)
    ]
    assert 0.03 <= np.mean(np.array(p_values) <= 0.05) <= 0.067
    assert stats.kstest(p_values, "uniform").pvalue > 0.001


@pytest.mark.slow
def test_studentizing_keeps_the_level_when_the_smaller_arm_varies_more_where_the_mean_difference_fails() -> None:
    rng = np.random.default_rng(5)
    studentized = plain = 0
    for run in range(1000):
        first, second = rng.normal(0.0, 3.0, size=10), rng.normal(0.0, 1.0, size=40)
        studentized += permutation_t(first, second, seed=run, draws=499).p_value <= 0.05
        pooled = np.concatenate([first, second])
        means = pooled[rng.random((499, 50)).argsort(axis=1)[:, :10]].mean(axis=1) - pooled.mean()
        plain += np.mean(np.abs(means) >= abs(first.mean() - pooled.mean())) <= 0.05
    assert studentized / 1000 <= 0.075
    assert plain / 1000 > 0.15


def test_impossible_trials_are_refused() -> None:
    for first, second, match in (
        ([0.1], [0.1, 0.2], "two trials"),
        ([0.1, 0.1], [0.2, 0.2], "not testable"),
        ([0.1, np.nan], [0.2, 0.3], "missing"),
    ):
        with pytest.raises(ValueError, match=match):
            permutation_t(first, second, seed=1)
