"""Intervals of one sample of scores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from gradcheck.statistics.bootstrap import bca_mean_limits
from gradcheck.statistics.intervals import hoeffding, mean_interval, wilson

GRADED = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_reproduces_newcombe_1998_table_1(successes: int, n: int, low: float, high: float) -> None:
    interval = wilson(successes, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_wilson_equals_statsmodels(level: float) -> None:
    for n in (1, 7, 40):
        for successes in range(n + 1):
            low, high = proportion_confint(successes, n, alpha=1 - level, method="wilson")
            interval = wilson(successes, n, level)
            assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-12)


@given(st.integers(1, 500), st.data())
@settings(derandomize=True)
def test_wilson_contains_the_proportion_and_mirrors_failures(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    interval, mirrored = wilson(successes, n), wilson(n - successes, n)
    assert 0 <= interval.low <= successes / n <= interval.high <= 1
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((interval.low, interval.high), abs=1e-12)


@pytest.mark.parametrize(("successes", "n", "level"), [(0, 0, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0)])
def test_wilson_rejects_impossible_counts_and_levels(successes: int, n: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"trial|successes|level"):
        wilson(successes, n, level)


def test_binary_scores_get_the_wilson_interval() -> None:
    assert mean_interval([1, 0, 1, 1, 0], seed=1) == wilson(3, 5)
    assert mean_interval([1.0] * 8, seed=1) == wilson(8, 8)


@pytest.mark.parametrize("shape", [(2.0, 2.0), (0.5, 2.0), (5.0, 0.7)])
def test_graded_scores_get_the_bca_interval_of_scipy(shape: tuple[float, float]) -> None:
    scores = np.random.default_rng(5).beta(*shape, size=60)
    reference = stats.bootstrap((scores,), np.mean, n_resamples=20_000, method="BCa", rng=6)
    low, high = reference.confidence_interval
    interval = mean_interval(scores, seed=7)
    tolerance = 0.08 * (high - low) / 2
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=tolerance)


@pytest.mark.parametrize("scores", [[0.0] * 30 + [1.0, 0.5], [1.0] * 20 + [0.5] * 5])
def test_resamples_that_tie_with_the_mean_count_half_as_in_scipy(scores: list[float]) -> None:
    low, high = stats.bootstrap((scores,), np.mean, n_resamples=20_000, method="BCa", rng=6).confidence_interval
    interval = mean_interval(scores, seed=7)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-3)


def test_the_bootstrap_is_a_function_of_its_seed() -> None:
    scores = np.random.default_rng(5).uniform(size=25)
    assert mean_interval(scores, seed=1) == mean_interval(scores, seed=1)
    assert mean_interval(scores, seed=1) != mean_interval(scores, seed=2)


def test_bca_coverage_is_nominal_for_skewed_scores_of_forty_examples() -> None:
    rng = np.random.default_rng(11)
    intervals = [mean_interval(rng.beta(0.5, 2.0, size=40), seed=run) for run in range(300)]
    covered = np.mean([interval.low <= 0.2 <= interval.high for interval in intervals])
    assert 0.91 <= covered <= 0.98


def test_equal_scores_between_the_bounds_get_the_bound_of_hoeffding() -> None:
    interval = mean_interval([0.4] * 50, seed=1)
    half = np.sqrt(np.log(2 / 0.05) / 100)
    assert (interval.low, interval.high) == pytest.approx((0.4 - half, 0.4 + half))
    assert mean_interval([0.4], seed=1).low == 0
    assert mean_interval([0.4], seed=1).high == 1


def test_hoeffding_scales_with_the_range_and_stops_at_the_bounds() -> None:
    unit, wide = hoeffding(0.5, 400), hoeffding(0.0, 400, lower=-1.0, upper=1.0)
    assert wide.high - wide.low == pytest.approx(2 * (unit.high - unit.low))
    assert hoeffding(0.99, 10).high == 1
    for mean, n in ((0.5, 0), (1.5, 3)):
        with pytest.raises(ValueError, match=r"needs|lies"):
            hoeffding(mean, n)


@given(GRADED)
@settings(derandomize=True, max_examples=40)
def test_the_interval_of_a_mean_contains_it_and_stays_in_bounds(scores: list[float]) -> None:
    interval = mean_interval(scores, seed=3)
    assert 0 <= interval.low <= np.mean(scores) + 1e-12
    assert np.mean(scores) - 1e-12 <= interval.high <= 1
    assert interval.high > interval.low


@pytest.mark.parametrize("scores", [[], [[0.5]], [1.2], [-0.1, 0.5], [float("nan"), 1.0]])
def test_scores_outside_the_unit_interval_are_refused(scores: list[float]) -> None:
    with pytest.raises(ValueError, match=r"scores|vector|missing"):
        mean_interval(scores, seed=1)


def test_a_bootstrap_of_equal_values_is_refused() -> None:
    with pytest.raises(ValueError, match="distinct"):
        bca_mean_limits(np.full(5, 0.3), seed=1)
