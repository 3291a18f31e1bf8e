"""What trials can detect agrees with the test that is used and with what the founding paper says of its power."""

import numpy as np
import pytest

from gradcheck.statistics.permutation import Alternative
from gradcheck.statistics.runs.trials import permutation_t
from gradcheck.studies.analysis.power import detectable, least_p, power, trials_for, trials_needed


def test_five_trials_have_the_power_that_the_founding_paper_states() -> None:
    found = [power(0.8, 5, alpha=0.05 / family, alternative="greater") for family in (3, 4)]
    assert found == pytest.approx([0.15, 0.12], abs=0.005)


@pytest.mark.parametrize(("alternative", "sides"), [("greater", 1), ("two_sided", 2)])
def test_textbook_sample_sizes_come_out(alternative: Alternative, sides: int) -> None:
    # Cohen 1988: d = 0.5 at alpha 0.05 and power 0.8 takes 64 runs an arm two-sided, 51 one-sided.
    assert trials_needed(1.0, 0.5, alpha=0.05, alternative=alternative) == {1: 51, 2: 64}[sides]


@pytest.mark.parametrize("trials", [2, 5, 30, 400])
@pytest.mark.parametrize("alternative", ["greater", "two_sided"])
def test_the_detectable_effect_is_found_with_80_percent_and_scales_with_the_spread(
    trials: int, alternative: Alternative
) -> None:
    found = detectable(0.05, trials, alpha=0.01, alternative=alternative)
    assert power(found / 0.05, trials, alpha=0.01, alternative=alternative) == pytest.approx(0.8, abs=1e-6)
    assert detectable(0.1, trials, alpha=0.01, alternative=alternative) == pytest.approx(2 * found)


def test_runs_that_hardly_vary_need_the_fewest_trials() -> None:
    assert [trials_needed(sd, 0.02, alpha=0.05, alternative="greater") for sd in (1e-6, 1e-12, 1e-300)] == [2] * 3


def test_the_test_itself_finds_the_detectable_effect_about_so_often() -> None:
    rng = np.random.default_rng(1)
    effect = detectable(1.0, 8, alpha=0.05, alternative="greater")
    found = 0
    for seed in range(100):
        first, second = rng.normal(effect, 1, 8), rng.normal(0, 1, 8)
        found += permutation_t(first, second, seed=seed, alternative="greater", draws=199).p_value <= 0.05
    assert 65 < found < 93


def test_the_least_p_value_is_one_of_all_ways_to_divide_the_runs() -> None:
    assert least_p(5, "greater") == pytest.approx(1 / 252)
    assert least_p(5, "two_sided") == pytest.approx(2 / 252)
    assert least_p(30, "greater") == pytest.approx(1e-4)
    assert trials_for(0.05, "greater") == 3
    assert trials_for(0.05, "two_sided") == 4
    assert trials_for(0.005, "greater") == 5
    assert trials_for(1e-5, "greater") is None
