"""Two one-sided tests."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import ttost_paired

from gradcheck.statistics.equivalence import tost


@pytest.mark.parametrize("shift", [-0.05, -0.01, 0.0, 0.02, 0.04])
def test_tost_equals_statsmodels_on_paired_samples(shift: float) -> None:
    rng = np.random.default_rng(2)
    first = rng.normal(0.6, 0.1, size=30)
    second = first + rng.normal(shift, 0.06, size=30)
    gaps = second - first
    result = tost(float(gaps.mean()), float(stats.sem(gaps)), 29, delta=0.03)
    assert result.p_value == pytest.approx(ttost_paired(second, first, -0.03, 0.03)[0], abs=1e-12)


@given(st.floats(-0.2, 0.2), st.floats(0.001, 0.1), st.integers(1, 200), st.floats(0.01, 0.2))
@settings(derandomize=True)
def test_equivalence_means_the_ninety_percent_interval_lies_within_the_margin(
    estimate: float, se: float, df: int, delta: float
) -> None:
    result = tost(estimate, se, df, delta)
    inside = max(-result.interval90.low, result.interval90.high) - delta
    if abs(inside) > 1e-9:
        assert (result.p_value <= 0.05) == (inside < 0)
    assert result.interval90.low <= estimate <= result.interval90.high
    assert tost(-estimate, se, df, delta).p_value == result.p_value


def test_a_contrast_without_variance_is_not_testable() -> None:
    with pytest.raises(ValueError, match="not testable"):
        tost(0.0, 0.0, 10, 0.02)


@pytest.mark.parametrize(
    ("estimate", "se", "df", "delta"),
    [
        (0.0, 0.1, 0, 0.1),
        (0.0, 0.1, 5, 0.0),
        (float("nan"), 0.1, 5, 0.1),
    ],
)
def test_impossible_settings_are_refused(estimate: float, se: float, df: int, delta: float) -> None:
    with pytest.raises(ValueError, match=r"freedom|margin|finite"):
        tost(estimate, se, df, delta)


def test_tost_declares_equivalence_at_the_margin_in_five_percent_of_samples() -> None:
    rng = np.random.default_rng(4)
    samples = rng.normal(0.05, 0.06, size=(4000, 20))
    errors = stats.sem(samples, axis=1)
    declared = [
        tost(float(mean), float(se), 19, 0.05).p_value <= 0.05
        for mean, se in zip(samples.mean(axis=1), errors, strict=True)
    ]
    assert 0.035 <= np.mean(declared) <= 0.06
