"""Roots as the reference library finds them, and midranks likewise."""

import math
from collections.abc import Callable

import numpy as np
import pytest
import scipy.optimize
import scipy.stats

from gradcheck.statistics.roots import root
from gradcheck.statistics.scores import midranks


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (lambda x: x**3 - 2 * x - 5, 2.0, 3.0),
        (lambda x: math.exp(-x) - 1e-6, 0.0, 100.0),
        (lambda x: math.atan(x - 7), -1e6, 1e6),
        (lambda x: 1.0 if x > 0.3 else -1.0, 0.0, 1.0),
        (lambda x: 1e-12 * (x - 0.25), 0.0, 1.0),
    ],
)
def test_a_root_is_where_the_reference_finds_it(function: Callable[[float], float], low: float, high: float) -> None:
    found = root(function, low, high)
    assert found == pytest.approx(float(scipy.optimize.brentq(function, low, high)), abs=0.02)
    step = 1e-11 * max(1.0, abs(found))
    assert function(found) == 0 or function(found - step) * function(found + step) <= 0
    assert root(lambda x: -function(x), low, high) == found


def test_an_end_that_is_a_root_is_one_and_a_root_that_is_not_there_is_an_error() -> None:
    assert root(lambda x: x, 0.0, 1.0) == 0.0
    assert root(lambda x: x - 1, 0.0, 1.0) == 1.0
    with pytest.raises(ValueError, match="same sign"):
        root(lambda x: x * x + 1, -1.0, 1.0)


def test_few_evaluations_find_a_smooth_root() -> None:
    asked: list[float] = []

    def smooth(x: float) -> float:
        asked.append(x)
        return math.tanh(x) - 0.8

    root(smooth, 0.0, 8.0, tolerance=1e-10)
    assert len(asked) < 20


def test_equal_values_share_the_mean_of_their_ranks() -> None:
    values = np.random.default_rng(1).integers(0, 4, (20, 8)).astype(np.float64)
    assert (midranks(values) == scipy.stats.rankdata(values, axis=-1)).all()
    assert midranks(np.array([2.0, 2.0, 1.0])).tolist() == [2.5, 2.5, 1.0]
