"""Page's test and slopes."""

from itertools import permutations, product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from gradcheck.statistics.edits.pairs import sign_flip
from gradcheck.statistics.trend import page_trend, slopes

SMALL = st.lists(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=3, max_size=3), min_size=1, max_size=3)


def enumerated(blocks: npt.NDArray[np.float64]) -> tuple[float, float]:
    """L of midranks and its exact p-value, by listing every order of every block."""
    ranks = stats.rankdata(blocks, axis=1)
    order = np.arange(1, blocks.shape[1] + 1)
    statistic = float((ranks @ order).sum())
    orders = [[float(np.dot(each, order)) for each in permutations(row)] for row in ranks]
    null = np.array([sum(choice) for choice in product(*orders)])
    return statistic, float(np.mean(null >= statistic - 1e-9))


@given(SMALL)
@settings(derandomize=True)
def test_page_with_ties_equals_the_enumeration_of_all_orders(blocks: list[list[float]]) -> None:
    result = page_trend(blocks)
    assert (result.statistic, result.p_value) == pytest.approx(enumerated(np.array(blocks)))


@pytest.mark.parametrize(("n_blocks", "n_arms"), [(2, 3), (5, 4), (10, 6), (12, 8)])
def test_page_without_ties_equals_scipy(n_blocks: int, n_arms: int) -> None:
    blocks = np.random.default_rng(n_blocks).normal(np.arange(n_arms) * 0.15, 1.0, size=(n_blocks, n_arms))
    reference = stats.page_trend_test(blocks, method="exact")
    result = page_trend(blocks)
    assert result.statistic == reference.statistic
    assert result.p_value == pytest.approx(reference.pvalue, abs=1e-10)


def test_many_blocks_agree_with_the_normal_approximation() -> None:
    blocks = np.random.default_rng(8).normal(np.arange(5) * 0.05, 1.0, size=(100, 5))
    reference = stats.page_trend_test(blocks, method="asymptotic")
    assert page_trend(blocks).p_value == pytest.approx(reference.pvalue, rel=0.05)


def test_a_perfect_order_has_the_smallest_p_and_equal_arms_have_none() -> None:
    perfect = page_trend(np.tile(np.arange(4.0), (3, 1)))
    assert perfect.p_value == pytest.approx((1 / 24) ** 3)
    flat = page_trend(np.ones((3, 4)))
    assert (flat.p_value, flat.statistic) == (1, 3 * 4 * 5**2 / 4)


def test_page_keeps_five_percent_on_coarse_scores_and_finds_a_trend() -> None:
    rng = np.random.default_rng(41)
    null = [page_trend(rng.integers(0, 6, size=(12, 6))).p_value <= 0.05 for _ in range(1000)]
    assert 0.02 <= np.mean(null) <= 0.067
    found = [page_trend(rng.normal(np.arange(6) * 0.2, 1.0, size=(12, 6))).p_value <= 0.05 for _ in range(200)]
    assert np.mean(found) > 0.7


def test_slopes_equal_polyfit_and_feed_the_sign_flip_test() -> None:
    rng = np.random.default_rng(9)
    doses = np.array([0.0, 0.25, 0.5, 1.0])
    blocks = 0.3 * doses + rng.normal(0, 0.05, size=(10, 4))
    fitted = slopes(blocks, doses)
    assert fitted == pytest.approx(np.polyfit(doses, blocks.T, 1)[0])
    assert sign_flip(fitted, seed=1, alternative="greater").p_value == pytest.approx(2**-10)


def test_impossible_trends_are_refused() -> None:
    for blocks in ([[1.0, 2.0]], np.ones((2, 9)), [[1.0, np.nan, 2.0]], [1.0, 2.0, 3.0]):
        with pytest.raises(ValueError, match=r"arms|missing|matrix"):
            page_trend(blocks)
    for doses in ([0.0, 1.0], [1.0, 1.0, 1.0]):
        with pytest.raises(ValueError, match="dose"):
            slopes([[0.1, 0.2, 0.3]], doses)
