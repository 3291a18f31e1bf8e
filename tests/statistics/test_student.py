"""Student's t over pairs and over steps."""

from typing import Literal

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.student import cluster_t, pair_t, t_p

Named = Literal["two-sided", "greater", "less"]
ALTERNATIVES: list[tuple[Alternative, Named]] = [("two_sided", "two-sided"), ("greater", "greater"), ("less", "less")]


@pytest.mark.parametrize("n", [2, 5, 40])
@pytest.mark.parametrize(("alternative", "named"), ALTERNATIVES)
def test_pair_t_equals_scipy(n: int, alternative: Alternative, named: Named) -> None:
    means = np.random.default_rng(n).normal(0.2, 1.0, size=n)
    reference = stats.ttest_1samp(means, 0.0, alternative=named)
    interval = stats.ttest_1samp(means, 0.0).confidence_interval(0.95)
    result = pair_t(means, alternative=alternative)
    assert result.p_value == pytest.approx(reference.pvalue, abs=1e-12)
    assert result.estimate / result.se == pytest.approx(reference.statistic)
    assert (result.interval.low, result.interval.high) == pytest.approx((interval.low, interval.high))
    assert (result.df, result.n) == (n - 1, n)


def test_cluster_t_equals_statsmodels_clustered_by_step() -> None:
    rng = np.random.default_rng(4)
    steps = rng.integers(0, 7, size=30)
    means = rng.normal(0.1, 0.2, size=30) + rng.normal(0, 0.2, size=7)[steps]
    reference = sm.OLS(means, np.ones(30)).fit(cov_type="cluster", cov_kwds={"groups": steps}, use_t=True)
    result = cluster_t(means, steps)
    assert result.se == pytest.approx(reference.bse[0], rel=1e-9)
    assert result.p_value == pytest.approx(reference.pvalues[0], abs=1e-10)
    assert (result.interval.low, result.interval.high) == pytest.approx(reference.conf_int()[0])


def test_with_as_many_pairs_in_every_step_cluster_t_is_the_t_test_of_step_means() -> None:
    means = np.random.default_rng(5).normal(0.1, 0.3, size=(6, 4))
    result = cluster_t(means.ravel(), np.repeat(np.arange(6), 4))
    by_step = pair_t(means.mean(axis=1))
    assert (result.estimate, result.se, result.p_value) == pytest.approx(
        (by_step.estimate, by_step.se, by_step.p_value)
    )
    assert (result.df, result.n) == (5, 6)


@given(st.floats(-8, 8), st.floats(1, 300))
@settings(derandomize=True)
def test_one_sided_p_values_complement_each_other_and_the_smaller_is_half_the_two_sided(
    value: float, df: float
) -> None:
    up, down = t_p(value, df, "greater"), t_p(value, df, "less")
    assert up + down == pytest.approx(1)
    assert t_p(value, df) == pytest.approx(2 * min(up, down))


def test_too_few_or_equal_or_missing_units_are_refused() -> None:
    for means, match in (([0.1], "two units"), ([0.1, 0.1, 0.1], "not testable"), ([0.1, np.nan], "missing")):
        with pytest.raises(ValueError, match=match):
            pair_t(means)
    with pytest.raises(ValueError, match="two units"):
        cluster_t([0.1, 0.3], ["a", "a"])
    with pytest.raises(ValueError, match="steps"):
        cluster_t([0.1, 0.3], ["a"])
