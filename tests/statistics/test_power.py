"""Power, pairs needed and A/A noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestPower

from gradcheck.statistics.edits.power import (
    fewest,
    minimum_detectable_effect,
    noise_components,
    pairs_needed,
    power_of_each,
    standard_error_needed,
    tost_pairs_needed,
)


@pytest.mark.parametrize("pairs", [3, 5, 10, 20, 80, 400])
@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_minimum_detectable_effect_equals_statsmodels(pairs: int, alpha: float) -> None:
    effect = minimum_detectable_effect(0.1, pairs, alpha=alpha) / 0.1
    near_tail = TTestPower().power(effect, pairs, alpha / 2, alternative="larger")
    assert near_tail == pytest.approx(0.8, abs=1e-6)


def test_minimum_detectable_effect_of_two_pairs_has_its_power() -> None:
    rng = np.random.default_rng(1)
    effect = minimum_detectable_effect(1.0, 2)
    rejected = stats.ttest_1samp(rng.normal(effect, 1.0, size=(20_000, 2)), 0.0, axis=1).pvalue <= 0.05
    assert np.mean(rejected) == pytest.approx(0.8, abs=0.012)


@given(st.floats(0.02, 0.5), st.floats(0.02, 1.0))
@settings(derandomize=True)
def test_pairs_needed_is_the_smallest_number_that_detects_the_effect(pair_sd: float, effect: float) -> None:
    pairs = pairs_needed(pair_sd, effect)
    assert minimum_detectable_effect(pair_sd, pairs) <= effect * (1 + 1e-6)
    if pairs > 2:
        assert minimum_detectable_effect(pair_sd, pairs - 1) > effect * (1 - 1e-6)
    assert pairs_needed(pair_sd, -effect) == pairs


@pytest.mark.parametrize(("pair_sd", "delta"), [(0.06, 0.05), (0.06, 0.03), (0.10, 0.05)])
def test_tost_pairs_needed_reaches_the_power_in_simulation(pair_sd: float, delta: float) -> None:
    rng = np.random.default_rng(9)

    def declared(pairs: int) -> float:
        samples = rng.normal(0.0, pair_sd, size=(40_000, pairs))
        half = stats.t.ppf(0.95, pairs - 1) * samples.std(axis=1, ddof=1) / np.sqrt(pairs)
        return float(np.mean(np.abs(samples.mean(axis=1)) + half < delta))

    pairs = tost_pairs_needed(pair_sd, delta)
    assert declared(pairs) > 0.8 - 0.006
    assert declared(pairs - 1) < 0.8 + 0.006


@pytest.mark.parametrize("guess", [1, 2, 9, 300, 1000, 9999])
@pytest.mark.parametrize("enough", [1, 2, 3, 10, 57, 999, 1000, 4000])
def test_the_fewest_that_are_enough_are_found_from_any_guess(enough: int, guess: int) -> None:
    assert fewest(lambda number: number >= enough, 1000, guess) == min(max(enough, 2), 1000)


@pytest.mark.parametrize("units", [3, 12, 80])
def test_a_standard_error_that_is_small_enough_finds_the_effect_and_shows_that_there_is_none(units: int) -> None:
    needed = standard_error_needed(0.1, units) * units**0.5
    assert minimum_detectable_effect(needed, units) <= 0.1 + 1e-9
    assert tost_pairs_needed(needed * 0.999, 0.1) <= units
    with pytest.raises(ValueError, match="at least two"):
        standard_error_needed(0.1, 1)


def test_stricter_demands_need_more_pairs() -> None:
    assert pairs_needed(0.1, 0.05) < pairs_needed(0.1, 0.05, alpha=0.01) < pairs_needed(0.1, 0.03, alpha=0.01)
    assert tost_pairs_needed(0.1, 0.05) < tost_pairs_needed(0.1, 0.03) < tost_pairs_needed(0.1, 0.03, alpha=0.01)


@pytest.mark.parametrize(("pair_sd", "effect"), [(0.0, 0.1), (float("nan"), 0.1), (0.1, 0.0)])
def test_unsolvable_plans_are_refused(pair_sd: float, effect: float) -> None:
    with pytest.raises(ValueError, match=r"deviation|effect"):
        pairs_needed(pair_sd, effect)


def test_an_effect_that_no_number_of_pairs_would_show_needs_the_most_that_is_counted() -> None:
    assert pairs_needed(0.1, 1e-7) == tost_pairs_needed(0.1, 1e-7) == 2**30


def test_one_pair_or_no_margin_is_refused() -> None:
    with pytest.raises(ValueError, match="two"):
        minimum_detectable_effect(0.1, 1)
    with pytest.raises(ValueError, match="margin"):
        tost_pairs_needed(0.1, 0.0)


def test_noise_components_follow_the_analysis_of_variance() -> None:
    matrix = np.random.default_rng(2).normal(size=(8, 15)) + np.linspace(-0.5, 0.5, 8)[:, np.newaxis]
    components = noise_components(matrix)
    ratio = 15 * components.pair_sd**2 / components.item_sd**2
    assert ratio == pytest.approx(stats.f_oneway(*matrix).statistic)
    assert components.edit_sd**2 + components.item_sd**2 / 15 == pytest.approx(components.pair_sd**2)


def test_noise_components_recover_known_deviations() -> None:
    rng = np.random.default_rng(3)
    matrix = rng.normal(0, 0.06, size=(2000, 1)) + rng.normal(0, 0.5, size=(2000, 100))
    components = noise_components(matrix)
    assert components.edit_sd == pytest.approx(0.06, rel=0.06)
    assert components.item_sd == pytest.approx(0.5, rel=0.01)
    assert components.pair_sd == pytest.approx(np.hypot(0.06, 0.05), rel=0.05)


def test_noise_components_recover_known_deviations_when_cells_are_missing() -> None:
    rng = np.random.default_rng(5)
    matrix = rng.normal(0, 0.06, size=(4000, 1)) + rng.normal(0, 0.5, size=(4000, 60))
    matrix[rng.random(matrix.shape) < rng.uniform(0.0, 0.9, size=(4000, 1))] = np.nan
    components = noise_components(matrix)
    assert components.edit_sd == pytest.approx(0.06, rel=0.1)
    assert components.item_sd == pytest.approx(0.5, rel=0.01)


def test_an_edit_part_below_zero_is_zero() -> None:
    components = noise_components([[1.0, -1.0], [-1.0, 1.0], [1.0, -1.0]])
    assert components.pair_sd == 0
    assert components.edit_sd == 0
    assert components.item_sd > 0


@pytest.mark.parametrize(
    "matrix",
    [
        [[0.1, 0.2]],
        [[0.1], [0.2]],
        [[0.1, np.nan], [np.nan, 0.1]],
        [[0.1, 0.2], [np.nan, np.nan]],
        [0.1, 0.2],
    ],
)
def test_incomplete_noise_data_are_refused(matrix: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"two pairs|dropped|matrix"):
        noise_components(matrix)


@pytest.mark.parametrize("correlation", [-0.5, 0.0, 0.5, 0.9])
def test_two_claims_are_both_found_with_the_power_wanted(correlation: float) -> None:
    each = power_of_each(correlation)
    limit = float(stats.norm.ppf(each))
    pairs = np.random.default_rng(1).multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], 400_000)
    assert (pairs < limit).all(axis=1).mean() == pytest.approx(0.8, abs=0.003)
    assert 0.8 < each < 0.91


def test_claims_that_fail_apart_need_the_root() -> None:
    assert power_of_each(0.0) == pytest.approx(0.8**0.5)
