"""The betting confidence sequence covers the mean however often one looks; an interval of fixed n does not."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from gradcheck.statistics.betting import bounded_mean_sequence
from gradcheck.statistics.intervals import hoeffding

RUNS, LOOKS = 300, (4, 8, 16, 24, 32, 48, 64)
LAWS: dict[str, tuple[list[float], list[float]]] = {
    "mostly ties": ([-1, 0, 1], [0.1, 0.8, 0.1]),
    "one side": ([-1, 0, 1], [0.6, 0.4, 0.0]),
    "skewed": ([-0.2, 0.9], [0.8, 0.2]),
}


def draws(law: str, runs: int) -> tuple[npt.NDArray[np.float64], float]:
    values, chances = LAWS[law]
    rng = np.random.default_rng([1, *map(ord, law)])
    return rng.choice(values, p=chances, size=(runs, LOOKS[-1])), float(np.dot(values, chances))


@pytest.mark.parametrize(
    "law", ["mostly ties", *(pytest.param(law, marks=pytest.mark.slow) for law in ("one side", "skewed"))]
)
def test_the_mean_stays_inside_at_every_look_as_often_as_promised(law: str) -> None:
    found, mean = draws(law, RUNS)
    missed = 0
    for row in found:
        intervals = [bounded_mean_sequence(row[:n], level=0.9) for n in LOOKS]
        missed += any(not one.low <= mean <= one.high for one in intervals)
    assert missed / RUNS <= 0.1


@pytest.mark.slow
def test_an_interval_of_fixed_n_looked_at_often_misses_the_mean_more_often() -> None:
    found, mean = draws("mostly ties", RUNS)
    missed = 0
    for row in found:
        intervals = [
            stats.t.interval(0.9, n - 1, row[:n].mean(), stats.sem(row[:n])) for n in LOOKS if np.ptp(row[:n]) > 0
        ]
        missed += any(not low <= mean <= high for low, high in intervals)
    assert missed / RUNS > 0.15


@pytest.mark.slow
def test_it_holds_for_values_that_follow_from_earlier_ones() -> None:
    """Each value's scale is chosen by the one before; its mean, given that, is always the same."""
    rng = np.random.default_rng(5)
    missed = 0
    for _ in range(RUNS):
        values = [0.0]
        for _ in range(40):
            values.append(float(rng.choice([-1, 1]) * (1.0 if values[-1] > 0 else 0.1)))
        missed += any(
            not one.low <= 0 <= one.high for n in range(1, 41, 4) for one in [bounded_mean_sequence(values[1 : n + 1])]
        )
    assert missed / RUNS <= 0.05


def test_it_is_narrower_than_hoeffding_where_values_vary_little() -> None:
    row = np.tile([0.0, 0.1], 100)
    found, other = bounded_mean_sequence(row), hoeffding(0.05, row.size, lower=-1.0)
    assert found.low <= 0.05 <= found.high
    assert found.high - found.low < other.high - other.low


def test_nothing_is_known_before_the_first_value_and_bounds_are_checked() -> None:
    assert (bounded_mean_sequence([]).low, bounded_mean_sequence([]).high) == (-1.0, 1.0)
    with pytest.raises(ValueError, match="between"):
        bounded_mean_sequence([0.5, 1.5])
    with pytest.raises(ValueError, match="level"):
        bounded_mean_sequence([0.5], level=1.0)
