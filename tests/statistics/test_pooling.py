"""One estimate out of several."""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from gradcheck.statistics.pooling import fixed, random_effects

Vector = npt.NDArray[np.float64]
Drawn = tuple[Vector, Vector]

# Thirteen trials of the BCG vaccine (Colditz et al. 1994): cases and others, vaccinated and not.
_BCG = np.array([
    [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
    [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232], [17, 1699, 65, 1600],
    [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
])  # fmt: skip


def log_risk_ratios() -> Drawn:
    """The trials' log risk ratios and their variances."""
    a, b, c, d = _BCG.T.astype(np.float64)
    return np.log(a / (a + b)) - np.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def log_odds_ratios() -> Drawn:
    """The trials' log odds ratios and their variances."""
    a, b, c, d = _BCG.T.astype(np.float64)
    return np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d


def test_the_fixed_mean_of_the_bcg_trials_is_the_published_one() -> None:
    pooled = fixed(*log_risk_ratios())
    assert (pooled.estimate, pooled.se) == pytest.approx((-0.4303, 0.0405), abs=5e-5)
    assert pooled.q == pytest.approx(152.2330, abs=5e-5)
    assert pooled.df is None


@pytest.mark.parametrize(
    ("trials", "low", "high"), [(log_risk_ratios, 0.1197, 1.1115), (log_odds_ratios, 0.1302, 1.1812)]
)
def test_the_spread_of_the_bcg_trials_has_the_published_interval(
    trials: Callable[[], Drawn], low: float, high: float
) -> None:
    interval = random_effects(*trials()).tau_interval
    assert (interval.low**2, interval.high**2) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
@settings(derandomize=True, max_examples=60, deadline=None)
def test_both_means_equal_those_of_statsmodels(studies: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    variances = rng.uniform(0.001, 0.02, studies)
    estimates = rng.normal(0.1, np.sqrt(variances + 0.01))
    reference = combine_effects(estimates, variances, method_re="iterated", use_t=True, atol=1e-6)
    same, differing = fixed(estimates, variances), random_effects(estimates, variances)
    assert (same.estimate, same.se) == pytest.approx((reference.mean_effect_fe, reference.sd_eff_w_fe), rel=1e-9)
    assert same.q == pytest.approx(reference.q, rel=1e-9)
    assert differing.tau**2 == pytest.approx(reference.tau2, abs=1e-6)
    assert differing.estimate == pytest.approx(reference.mean_effect_re, abs=1e-5)
    assert differing.weights == pytest.approx(reference.weights_rel_re, abs=1e-4)
    if differing.tau > 1e-3:
        assert differing.se == pytest.approx(reference.sd_eff_w_re_hksj, rel=1e-3)
        assert differing.interval == pytest.approx(
            stats.t.interval(0.95, studies - 1, reference.mean_effect_re, reference.sd_eff_w_re_hksj), abs=1e-3
        )


def test_studies_that_agree_by_chance_do_not_narrow_the_interval() -> None:
    pooled = random_effects([0.10, 0.10, 0.10, 0.10], [0.01] * 4)
    assert pooled.tau == 0
    assert pooled.i_squared == 0
    assert pooled.se == pytest.approx(0.05)
    assert pooled.interval == pytest.approx(stats.t.interval(0.95, 3, 0.10, 0.05))


def test_the_share_between_studies_is_that_of_higgins_and_thompson() -> None:
    estimates, variances = log_risk_ratios()
    pooled, weights = random_effects(estimates, variances), 1 / variances
    typical = (len(weights) - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum())
    assert pooled.i_squared == pytest.approx(pooled.tau**2 / (pooled.tau**2 + typical))


def test_another_study_lies_where_the_mean_the_spread_and_their_errors_say() -> None:
    estimates, variances = log_risk_ratios()
    pooled = random_effects(estimates, variances)
    assert pooled.prediction is not None
    known = stats.t.interval(0.95, 11, pooled.estimate, math.hypot(pooled.tau, pooled.se))
    assert pooled.prediction.low < known[0]
    assert known[1] < pooled.prediction.high
    assert pooled.prediction == pytest.approx(drawn_prediction(estimates, variances, draws=20_000), abs=0.06)
    assert random_effects([0.1, 0.3], [0.01, 0.01]).prediction is None


def drawn_prediction(estimates: Vector, variances: Vector, draws: int) -> tuple[float, float]:
    """The same by drawing: a Q, the variance at which the estimates have it, a mean, another study's effect."""
    rng = np.random.default_rng(3)

    def q(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        return float(weights @ (estimates - weights @ estimates / weights.sum()) ** 2)

    grid = np.concatenate([[0.0], np.geomspace(1e-4, 1e3, 4000)])
    falling = np.array([q(tau2) for tau2 in grid])
    between = np.interp(-rng.chisquare(len(estimates) - 1, draws), -falling, grid)
    weights = 1 / (variances + between[:, np.newaxis])
    means = (weights @ estimates) / weights.sum(axis=1)
    reach = np.sqrt(between + 1 / weights.sum(axis=1))
    low, high = np.quantile(means + reach * rng.standard_t(len(estimates) - 1, draws), [0.025, 0.975])
    return float(low), float(high)


def test_an_error_that_all_studies_share_is_not_averaged_away() -> None:
    variances, shared = np.full(5, 0.02), 0.015
    apart = random_effects([0.1, 0.12, 0.08, 0.11, 0.09], variances)
    together = random_effects([0.1, 0.12, 0.08, 0.11, 0.09], variances, np.full((5, 5), shared))
    assert apart.se == pytest.approx(math.sqrt(0.02 / 5))
    assert together.se == pytest.approx(math.sqrt(0.005 / 5 + shared))
    assert together.estimate == pytest.approx(apart.estimate)


def test_what_studies_share_hides_none_of_their_spread() -> None:
    estimates = [-0.2, 0.0, 0.2, 0.4]
    apart = random_effects(estimates, [0.05] * 4)
    together = random_effects(estimates, [0.05] * 4, np.full((4, 4), 0.045))
    spread = float(np.var(estimates, ddof=1))
    assert apart.tau**2 == pytest.approx(spread - 0.05)
    assert together.tau**2 == pytest.approx(spread - 0.005)


def test_chance_covariances_below_0_do_not_narrow_the_interval() -> None:
    variances = [0.02, 0.02, 0.02]
    apart = random_effects([0.1, 0.2, 0.3], variances)
    opposed = random_effects([0.1, 0.2, 0.3], variances, np.full((3, 3), -0.005))
    assert opposed.se >= apart.se - 1e-12


@pytest.mark.parametrize(
    ("estimates", "variances", "message"),
    [
        ([], [], "at least one number"),
        ([0.1, math.nan], [0.1, 0.1], "missing or infinite"),
        ([0.1, 0.2], [0.1], "every estimate has a variance"),
        ([0.1, 0.2], [0.1, 0.0], "more than 0"),
        ([0.1, 0.2], [0.1, -1.0], "more than 0"),
    ],
)
def test_estimates_need_a_variance_each(estimates: list[float], variances: list[float], message: str) -> None:
    for pooled in (fixed, random_effects):
        with pytest.raises(ValueError, match=message):
            pooled(estimates, variances)


def test_one_study_says_nothing_of_others() -> None:
    with pytest.raises(ValueError, match="fewer than two studies"):
        random_effects([0.1], [0.01])
    assert fixed([0.1], [0.01]).interval == pytest.approx(stats.norm.interval(0.95, 0.1, 0.1))


def test_covariances_and_degrees_of_freedom_are_of_the_studies() -> None:
    with pytest.raises(ValueError, match="studies by studies"):
        random_effects([0.1, 0.2], [0.1, 0.1], np.zeros((3, 3)))
    for dfs in ([3], [3, 0]):
        with pytest.raises(ValueError, match="degrees of freedom"):
            fixed([0.1, 0.2], [0.1, 0.1], dfs)


def test_one_estimate_with_its_degrees_of_freedom_keeps_its_own_interval() -> None:
    pooled = fixed([0.1], [0.01], [7])
    assert pooled.df == pytest.approx(7)
    assert pooled.interval == pytest.approx(stats.t.interval(0.95, 7, 0.1, 0.1))


# Simulations, at 99 % binomial limits.

_RUNS = 500


def _covered(draw: Callable[[np.random.Generator], bool], seed: int) -> int:
    rng = np.random.default_rng(seed)
    return sum(draw(rng) for _ in range(_RUNS))


def _least(rate: float) -> int:
    return int(stats.binom.ppf(0.005, _RUNS, rate))


def _most(rate: float) -> int:
    return int(stats.binom.ppf(0.995, _RUNS, rate))


def repeated(rng: np.random.Generator, sizes: tuple[int, ...]) -> tuple[Vector, Vector, list[int]]:
    """Means of samples of one effect of 0, with the variances that they are seen to have and these' dfs."""
    samples = [rng.normal(0, 0.2, size) for size in sizes]
    means, variances = [sample.mean() for sample in samples], [sample.var(ddof=1) / sample.size for sample in samples]
    return np.array(means), np.array(variances), [size - 1 for size in sizes]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", [(12, 12), (6, 24), (12,) * 5])
def test_repeated_samples_of_one_effect_are_covered_at_their_degrees_of_freedom(sizes: tuple[int, ...]) -> None:
    def covers(rng: np.random.Generator) -> bool:
        means, variances, dfs = repeated(rng, sizes)
        low, high = fixed(means, variances, dfs).interval
        return low <= 0 <= high

    assert _covered(covers, 1) >= _least(0.95)


@pytest.mark.slow
def test_known_bad_variances_that_count_as_known_cover_too_little() -> None:
    def covers(rng: np.random.Generator) -> bool:
        means, variances, _ = repeated(rng, (6, 6, 6))
        low, high = fixed(means, variances).interval
        return low <= 0 <= high

    assert _covered(covers, 2) < _least(0.95)


def studies(rng: np.random.Generator, count: int, tau: float) -> Drawn:
    """Estimates of effects about 0.1 and the variances they are seen to have, from twelve units and more each."""
    sizes = rng.integers(12, 40, count)
    spread = 0.25 / sizes
    seen = spread * rng.chisquare(sizes - 1) / (sizes - 1)
    return rng.normal(0.1, np.sqrt(tau**2 + spread)), seen


@pytest.mark.slow
@pytest.mark.parametrize("count", [2, 3, 8])
@pytest.mark.parametrize("tau", [0.0, 0.1, 0.3])
def test_the_mean_of_effects_is_covered(count: int, tau: float) -> None:
    def covers(rng: np.random.Generator) -> bool:
        low, high = random_effects(*studies(rng, count, tau)).interval
        return low <= 0.1 <= high

    assert _covered(covers, 3) >= _least(0.95)


@pytest.mark.slow
@pytest.mark.parametrize("count", [3, 5])
def test_known_bad_a_normal_interval_of_dersimonian_and_laird_covers_too_little(count: int) -> None:
    def covers(rng: np.random.Generator) -> bool:
        estimates, variances = studies(rng, count, 0.3)
        known = 1 / variances
        q = float(known @ (estimates - known @ estimates / known.sum()) ** 2)
        tau2 = max(0.0, (q - count + 1) / (known.sum() - (known**2).sum() / known.sum()))
        weights = 1 / (variances + tau2)
        half = stats.norm.ppf(0.975) / math.sqrt(weights.sum())
        return bool(abs(float(weights @ estimates / weights.sum()) - 0.1) <= half)

    assert _covered(covers, 3) < _least(0.95)


@pytest.mark.slow
@pytest.mark.parametrize("tau", [0.0, 0.1, 0.3])
def test_the_spread_and_the_next_study_are_covered(tau: float) -> None:
    def covers(rng: np.random.Generator) -> tuple[bool, bool]:
        pooled = random_effects(*studies(rng, 6, tau))
        following = rng.normal(0.1, tau)
        assert pooled.prediction is not None
        low, high = pooled.tau_interval
        return low <= tau <= high, pooled.prediction.low <= following <= pooled.prediction.high

    rng = np.random.default_rng(4)
    found = np.array([covers(rng) for _ in range(_RUNS)]).sum(axis=0)
    assert (found >= _least(0.95)).all(), found


def on_shared_items(rng: np.random.Generator, count: int) -> tuple[Vector, Vector, npt.NDArray[np.float64]]:
    """Runs on the same twelve items, whose effects vary about 0.1: means, variances and covariances by item."""
    cells = 0.1 + rng.normal(0, 0.4, 12) + rng.normal(0, 0.15, (count, 12))
    means = cells.mean(axis=1)
    residuals = (cells - means[:, np.newaxis]) / 12 * math.sqrt(12 / 11)
    together = residuals @ residuals.T
    return means, np.diag(together).copy(), together


@pytest.mark.slow
def test_runs_on_the_same_items_are_covered_with_what_they_share() -> None:
    def covers(rng: np.random.Generator) -> bool:
        low, high = random_effects(*on_shared_items(rng, 5)).interval
        return low <= 0.1 <= high

    assert _covered(covers, 5) >= _least(0.95)


@pytest.mark.slow
def test_known_bad_runs_on_the_same_items_as_if_on_others_cover_too_little() -> None:
    def covers(rng: np.random.Generator) -> bool:
        means, variances, _ = on_shared_items(rng, 5)
        low, high = random_effects(means, variances).interval
        return low <= 0.1 <= high

    assert _covered(covers, 5) < _least(0.95)
