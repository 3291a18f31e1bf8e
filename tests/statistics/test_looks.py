"""Looks: the O'Brien-Fleming design against published bounds and against simulated paths."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from gradcheck.statistics.looks import Looks, expected_share

SHARES = (0.5, 0.75, 1.0)
PAIRS = 12
RUNS = 40_000


def simulated(effect: float, seed: int) -> NDArray[np.float64]:
    """z of the mean of 6, 9 and 12 normal pairs, shape (runs, looks)."""
    sums = np.random.default_rng(seed).normal(effect, 1, (RUNS, PAIRS)).cumsum(axis=1)
    seen = np.array([round(PAIRS * share) for share in SHARES])
    return np.asarray(sums[:, seen - 1] / np.sqrt(seen), dtype=np.float64)


@pytest.mark.parametrize(("looks", "bound"), [(2, 1.977), (3, 2.004), (4, 2.024), (5, 2.040)])
def test_bounds_are_those_of_the_published_table(looks: int, bound: float) -> None:
    """Jennison and Turnbull 2000, table 2.3: two-sided, alpha 0.05, equal groups."""
    shares = tuple((look + 1) / looks for look in range(looks))
    last = Looks(shares=shares, at=looks - 1)
    assert last.repeated_p(2 * float(_tail(bound))) == pytest.approx(0.05, abs=2e-4)


@pytest.mark.parametrize("sides", [1, 2])
@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.2])
def test_the_level_of_a_look_and_its_repeated_p_are_inverse(alpha: float, sides: int) -> None:
    for at in range(3):
        looks = Looks(shares=SHARES, at=at)
        assert looks.repeated_p(looks.level(alpha, sides=sides), sides=sides) == pytest.approx(alpha, rel=1e-6)


@pytest.mark.parametrize("sides", [1, 2])
def test_looking_three_times_rejects_as_often_as_alpha_and_looking_at_plain_p_more_often(sides: int) -> None:
    z = simulated(0.0, sides)
    plain = _tail(z) if sides == 1 else 2 * _tail(np.abs(z))
    levels = [Looks(shares=SHARES, at=at).level(sides=sides) for at in range(3)]
    rejected = (plain <= levels).any(axis=1).mean()
    assert rejected == pytest.approx(0.05, abs=0.004)
    assert (plain <= 0.05).any(axis=1).mean() > 0.08  # the analysis that forgets that it has looked


def test_power_and_pairs_seen_are_those_of_simulated_jobs() -> None:
    """At an effect that twelve pairs find with 80 % looking costs little power and saves a fifth of the pairs."""
    effect = 2.8 / np.sqrt(PAIRS)
    z = simulated(effect, 3)
    levels = np.array([Looks(shares=SHARES, at=at).level() for at in range(3)])
    crossed = 2 * _tail(np.abs(z)) <= levels
    assert crossed.any(axis=1).mean() == pytest.approx(0.79, abs=0.01)
    stopped = np.where(crossed.any(axis=1), crossed.argmax(axis=1), 2)
    seen = np.array(SHARES)[stopped].mean()
    assert expected_share(SHARES, 2.8) == pytest.approx(seen, abs=0.005)
    assert 0.78 < seen < 0.85
    assert expected_share(SHARES, 0.0) > 0.99


def test_a_job_stands_at_the_last_look_that_it_has_reached() -> None:
    assert [Looks.after((8, 12, 16), seen).at for seen in (3, 8, 11, 12, 15, 16)] == [0, 0, 0, 1, 1, 2]
    assert Looks.after((), 5) == Looks(shares=(1.0,), at=0)


def test_a_test_that_does_not_look_keeps_its_p_value_and_level() -> None:
    looks = Looks.after((), 5)
    assert (looks.repeated_p(0.03), looks.level(0.02)) == (0.03, 0.02)


def test_repeated_p_is_never_less_than_the_plain_one_and_grows_with_it() -> None:
    for at in range(3):
        looks = Looks(shares=SHARES, at=at)
        plain = np.linspace(0.001, 1, 60)
        repeated = [looks.repeated_p(p) for p in plain]
        assert all(p <= raised <= 1 for p, raised in zip(plain, repeated, strict=True))
        assert repeated == sorted(repeated)


def _tail(z: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(ndtr(-np.asarray(z)), dtype=np.float64)
