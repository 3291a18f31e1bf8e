"""The symmetry e-process."""

from itertools import product
from math import cosh, exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gradcheck.statistics.sequential import BETS, confidence_sequence, log_e_path, symmetry_e_process

DIFFERENCES = st.lists(st.floats(-1, 1), min_size=1, max_size=7)


def by_hand(differences: list[float], pilot_sd: float, sides: tuple[float, ...] = (1.0, -1.0)) -> float:
    """The e-value as written in its definition."""
    bets = [side * bet / pilot_sd for side in sides for bet in BETS]
    return float(np.mean([np.prod([exp(bet * d) / cosh(bet * d) for d in differences]) for bet in bets]))


@given(DIFFERENCES, st.floats(0.05, 1))
@settings(derandomize=True)
def test_the_e_value_is_the_mean_of_products(differences: list[float], pilot_sd: float) -> None:
    values = [by_hand(differences[:n], pilot_sd) for n in range(1, len(differences) + 1)]
    result = symmetry_e_process(differences, pilot_sd)
    assert result.e_value == pytest.approx(values[-1], rel=1e-8)
    assert result.p_value == pytest.approx(min(1, 1 / max(values)), rel=1e-8)


@given(DIFFERENCES, st.floats(0.05, 1))
@settings(derandomize=True)
def test_the_e_value_has_mean_one_over_all_signs(differences: list[float], pilot_sd: float) -> None:
    signs = np.array(list(product([-1.0, 1.0], repeat=len(differences))))
    path = np.exp(log_e_path(signs * np.array(differences), pilot_sd))
    assert path.mean(axis=0) == pytest.approx(np.ones(len(differences)), rel=1e-9)


def test_large_differences_do_not_overflow() -> None:
    result = symmetry_e_process(np.full(400, 50.0), 0.1)
    assert result.e_value == 1 / result.p_value == pytest.approx(2.0**399, rel=1e-9)


def test_peeking_after_every_pair_keeps_the_level_where_peeking_with_t_fails() -> None:
    rng = np.random.default_rng(31)
    differences = rng.normal(0.0, 0.10, size=(4000, 200))
    ever = np.mean(log_e_path(differences, 0.10).max(axis=-1) >= np.log(20))
    assert ever <= 0.05 + 2.33 * np.sqrt(0.05 * 0.95 / 4000)
    n = np.arange(5, 41)
    sums, squares = differences.cumsum(axis=1)[:, n - 1], (differences**2).cumsum(axis=1)[:, n - 1]
    t = sums / n / np.sqrt((squares - sums**2 / n) / (n - 1) / n)
    peeked = np.mean(np.any(np.abs(t) > stats.t.ppf(0.975, n - 1), axis=1))
    assert peeked > 0.15


def test_the_level_holds_for_heavy_tails_and_a_wrong_pilot() -> None:
    rng = np.random.default_rng(32)
    differences = 0.05 * rng.standard_t(2, size=(4000, 100))
    for pilot_sd in (0.02, 0.3):
        ever = np.mean(log_e_path(differences, pilot_sd).max(axis=-1) >= np.log(20))
        assert ever <= 0.05 + 2.33 * np.sqrt(0.05 * 0.95 / 4000)


@pytest.mark.parametrize(("gain", "power"), [(0.03, 0.17), (0.05, 0.58), (0.08, 0.98)])
def test_the_power_within_forty_pairs_is_that_of_the_design_report(gain: float, power: float) -> None:
    differences = np.random.default_rng(33).normal(gain, 0.10, size=(2000, 40))
    found = np.mean(log_e_path(differences, 0.10).max(axis=-1) >= np.log(20))
    assert found == pytest.approx(power, abs=3 * np.sqrt(power * (1 - power) * (1 / 2000 + 1 / 1500)))


@given(st.integers(0, 1000), st.integers(6, 60), st.floats(-0.1, 0.1))
@settings(derandomize=True, max_examples=40)
def test_the_confidence_sequence_ends_where_a_half_of_the_e_process_reaches_its_limit(
    seed: int, n: int, gain: float
) -> None:
    values = np.random.default_rng(seed).normal(gain, 0.1, size=n)
    interval = confidence_sequence(values, 0.1)
    assert interval is not None
    assert interval.low < np.median(values) < interval.high
    for end, side in ((interval.low, 1.0), (interval.high, -1.0)):
        half = by_hand(list(values - end), 0.1, (side,)) / 2
        assert half == pytest.approx(20, rel=1e-6)


@pytest.mark.slow
def test_the_confidence_sequence_covers_at_every_look_at_once() -> None:
    rng = np.random.default_rng(35)
    covered = 0
    for _ in range(80):
        values = 0.04 + rng.normal(0.0, 0.1, size=60)
        looks = [confidence_sequence(values[:n], 0.1) for n in range(6, 61, 18)]
        covered += all(look is not None and look.low <= 0.04 <= look.high for look in looks)
    assert covered / 80 >= 0.95 - 2.33 * np.sqrt(0.05 * 0.95 / 80)


def test_five_differences_exclude_no_centre() -> None:
    assert confidence_sequence([0.1] * 5, 0.1) is None
    assert confidence_sequence([0.1] * 6, 0.1) is not None


def test_an_impossible_pilot_or_level_is_refused() -> None:
    for pilot_sd in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="pilot"):
            symmetry_e_process([0.1], pilot_sd)
    with pytest.raises(ValueError, match="level"):
        confidence_sequence([0.1] * 9, 0.1, level=0.0)
    with pytest.raises(ValueError, match="vector"):
        symmetry_e_process([], 0.1)
