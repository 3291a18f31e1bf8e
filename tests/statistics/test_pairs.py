"""Tests and intervals over pairs of edits."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gradcheck.statistics.edits.crossed import Scope
from gradcheck.statistics.edits.pairs import cluster_flip, pair_means, sign_flip, two_way_interval

MEANS = st.lists(st.floats(-1, 1).map(lambda value: round(value, 3)), min_size=1, max_size=10)


def crossed(seed: int, pairs: int = 12, items: int = 20, missing: float = 0.0) -> npt.NDArray[np.float64]:
    """Differences with pair, item and cell effects, and a share of cells missing."""
    rng = np.random.default_rng(seed)
    matrix = 0.1 + rng.normal(0, 0.2, (pairs, 1)) + rng.normal(0, 0.3, items) + rng.normal(0, 0.3, (pairs, items))
    matrix[rng.random((pairs, items)) < missing] = np.nan
    matrix[:, 0] = 0.1
    return np.asarray(matrix, dtype=np.float64)


def enumerated(values: npt.NDArray[np.float64]) -> float:
    """The sign-flip p-value of the mean by scipy's enumeration of all signs."""
    return float(
        stats.permutation_test((values,), np.mean, permutation_type="samples", n_resamples=2**values.size).pvalue
    )


@pytest.mark.parametrize("n", [2, 3, 6, 12])
def test_sign_flip_of_few_pairs_equals_scipy_exactly(n: int) -> None:
    means = np.random.default_rng(n).normal(0.3, 1.0, size=n)
    result = sign_flip(means, seed=1)
    assert result.p_value == pytest.approx(enumerated(means), abs=1e-12)


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_one_sided_sign_flip_equals_scipy_and_reaches_half_the_p(
    alternative: Literal["greater", "less"],
) -> None:
    means = np.random.default_rng(4).normal(0.3, 1.0, size=9)
    reference = stats.permutation_test(
        (means,), np.mean, permutation_type="samples", n_resamples=2**9, alternative=alternative
    ).pvalue
    result = sign_flip(means, seed=1, alternative=alternative)
    assert result.p_value == pytest.approx(reference, abs=1e-12)
    assert result.minimum_p == 2**-9
    many = sign_flip(np.full(40, 0.1 if alternative == "greater" else -0.1), seed=1, alternative=alternative)
    assert many.p_value == many.minimum_p == 1e-4
    assert cluster_flip(means, np.arange(9), seed=1, alternative=alternative) == result


def test_sign_flip_of_many_pairs_agrees_with_enumeration_and_its_seed() -> None:
    means = np.random.default_rng(3).normal(0.4, 1.0, size=17)
    exact = enumerated(means)
    result = sign_flip(means, seed=2)
    assert result.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact / 9999))
    assert result == sign_flip(means, seed=2)


@pytest.mark.parametrize(
    ("n", "smallest"), [(1, 1.0), (5, 1 / 16), (6, 1 / 32), (12, 2**-11), (13, 2**-12), (40, 1e-4)]
)
def test_unanimous_pairs_reach_the_minimum_p(n: int, smallest: float) -> None:
    result = sign_flip(np.full(n, 0.1), seed=1)
    assert result.minimum_p == pytest.approx(smallest)
    assert result.p_value == pytest.approx(smallest)


@given(MEANS, st.floats(0.1, 10))
@settings(derandomize=True)
def test_sign_flip_ignores_the_order_the_arms_and_the_unit(means: list[float], scale: float) -> None:
    reference = sign_flip(means, seed=1)
    assert sign_flip(sorted(means), seed=1).p_value == reference.p_value
    assert sign_flip([-mean for mean in means], seed=1).p_value == reference.p_value
    assert sign_flip([scale * mean for mean in means], seed=1).p_value == reference.p_value
    assert reference.minimum_p <= reference.p_value <= 1


def test_cluster_flip_flips_the_sums_of_steps() -> None:
    means = np.array([0.3, 0.1, -0.2, 0.4, 0.5, 0.1])
    steps = ["b", "a", "b", "c", "a", "c"]
    result = cluster_flip(means, steps, seed=1)
    assert result == sign_flip([0.6, 0.1, 0.5], seed=1)
    assert result.minimum_p == 0.25


@given(MEANS)
@settings(derandomize=True)
def test_cluster_flip_with_one_pair_a_step_is_sign_flip(means: list[float]) -> None:
    assert cluster_flip(means, np.arange(len(means)), seed=1) == sign_flip(means, seed=1)


def test_flip_tests_refuse_missing_means_and_unequal_shapes() -> None:
    for means in ([], [np.nan, 0.1]):
        with pytest.raises(ValueError, match=r"vector|missing"):
            sign_flip(means, seed=1)
    with pytest.raises(ValueError, match="steps"):
        cluster_flip([0.1, 0.2], [1], seed=1)


@pytest.mark.parametrize("missing", [0.0, 0.3])
@pytest.mark.parametrize("scope", ["this_run", "method"])
def test_two_way_interval_equals_statsmodels_clustered_by_two_groups(scope: Scope, missing: float) -> None:
    matrix = crossed(5, missing=missing)
    steps = np.arange(12) // 2
    result = two_way_interval(matrix, steps, scope=scope)
    pair, item = np.nonzero(~np.isnan(matrix))
    values = matrix[pair, item]
    model = sm.WLS(values, np.ones(values.size), weights=1 / np.bincount(pair)[pair])
    rows = pair if scope == "this_run" else steps[pair]

    def deviation(groups: npt.NDArray[np.intp]) -> float:
        return float(model.fit(cov_type="cluster", cov_kwds={"groups": groups}).bse[0])

    assert result.estimate == pytest.approx(model.fit().params[0], abs=1e-12)
    assert result.se == pytest.approx(deviation(np.column_stack([rows, item])), rel=1e-9)
    assert result.se_rows == pytest.approx(deviation(rows), rel=1e-9)
    assert result.se_items == pytest.approx(deviation(item), rel=1e-9)


def test_complete_pairs_of_this_run_have_the_standard_error_of_their_means() -> None:
    matrix = crossed(6)
    result = two_way_interval(matrix, np.zeros(12), scope="this_run")
    assert result.se_rows == pytest.approx(stats.sem(matrix.mean(axis=1)))
    assert result.estimate == pytest.approx(matrix.mean())


def test_the_interval_is_students_on_the_smaller_of_rows_and_items() -> None:
    result = two_way_interval(crossed(6), np.arange(12) // 2, scope="method")
    assert (result.df, result.n_pairs, result.n_items, result.n_steps) == (5, 12, 20, 6)
    assert result.interval is not None
    assert result.interval.high - result.estimate == pytest.approx(stats.t.ppf(0.975, 5) * result.se)
    assert two_way_interval(crossed(6), np.zeros(12), scope="this_run").df == 11
    assert two_way_interval(crossed(6, items=4), np.zeros(12), scope="this_run").df == 3


def test_a_pair_with_missing_cells_weighs_as_much_as_a_complete_one() -> None:
    matrix = crossed(7, missing=0.4)
    result = two_way_interval(matrix, np.zeros(12), scope="this_run")
    assert result.estimate == pytest.approx(np.nanmean(matrix, axis=1).mean())
    assert pair_means(matrix) == pytest.approx(np.nanmean(matrix, axis=1))


def test_an_item_that_no_pair_observed_does_not_count() -> None:
    matrix = crossed(7)
    widened = np.column_stack([matrix, np.full(12, np.nan)])
    there, here = (two_way_interval(each, np.zeros(12), scope="this_run") for each in (widened, matrix))
    assert (there.n_items, there.df) == (here.n_items, here.df)
    assert (there.estimate, there.se) == pytest.approx((here.estimate, here.se))


@given(st.integers(0, 10_000), st.sampled_from(["this_run", "method"]), st.sampled_from([0.0, 0.2]))
@settings(derandomize=True, max_examples=50)
def test_two_way_interval_ignores_order_and_changes_sign_with_the_arms(seed: int, scope: Scope, missing: float) -> None:
    rng = np.random.default_rng(seed)
    matrix, steps = crossed(seed, missing=missing), np.arange(12) // 3
    result = two_way_interval(matrix, steps, scope=scope)
    order = rng.permutation(12)
    shuffled = two_way_interval(matrix[order][:, rng.permutation(20)], steps[order], scope=scope)
    negated = two_way_interval(-matrix, steps, scope=scope)
    assert (shuffled.estimate, shuffled.se) == pytest.approx((result.estimate, result.se))
    assert (-negated.estimate, negated.se) == pytest.approx((result.estimate, result.se))
    assert result.se >= max(result.se_rows, result.se_items)
    assert result.interval is not None
    assert result.interval.low <= result.estimate <= result.interval.high


@pytest.mark.parametrize("value", [0.0, 0.1, -1.0])
def test_differences_without_variance_have_no_interval(value: float) -> None:
    result = two_way_interval(np.full((7, 9), value), np.arange(7), scope="method")
    assert (result.se, result.se_rows, result.se_items, result.interval) == (0, 0, 0, None)
    assert result.estimate == pytest.approx(value)


def test_the_variance_is_floored_at_the_larger_one_way_variance() -> None:
    opposed = np.array([[0.3, -0.2, 0.1], [-0.1, 0.4, -0.1], [0.1, 0.1, 0.2]])
    result = two_way_interval(opposed, np.arange(3), scope="this_run")
    cells = np.sum((opposed - opposed.mean()) ** 2) / 81 * 9 / 8
    assert result.se_rows**2 + result.se_items**2 - cells < max(result.se_rows, result.se_items) ** 2
    assert result.se == max(result.se_rows, result.se_items) > 0
    assert two_way_interval([[1, -1], [-1, 1]], [0, 1], scope="this_run").interval is None


def test_too_few_rows_or_items_and_empty_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows"):
        two_way_interval(crossed(1), np.zeros(12), scope="method")
    with pytest.raises(ValueError, match="two items"):
        two_way_interval(crossed(1)[:, :1], np.zeros(12), scope="this_run")
    with pytest.raises(ValueError, match="dropped"):
        pair_means([[0.1, 0.2], [np.nan, np.nan]])
    with pytest.raises(ValueError, match="finite"):
        pair_means([[0.1, np.inf]])
    with pytest.raises(ValueError, match="matrix"):
        pair_means([0.1, 0.2])
