"""The antisymmetry index and its interval."""

from itertools import product

import numpy as np
import pytest

from gradcheck.statistics.edits.antisymmetry import Antisymmetry, antisymmetry_index

DELTA = 0.02


def index(forward: float, backward: float) -> float:
    """The index of two means, in words of its definition."""
    return (forward + backward) / max(DELTA, abs(forward) + abs(backward))


def found(forward: list[float], backward: list[float], **changes: object) -> Antisymmetry:
    options = {"delta": DELTA, "seed": 3, "level": 0.5, **changes}
    return antisymmetry_index(forward, backward, range(len(forward)), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("forward", "backward", "expected"),
    [(0.1, -0.1, 0.0), (0.1, 0.02, 1.0), (-0.1, -0.3, -1.0), (0.1, 0.0, 1.0), (0.1, -0.05, 1 / 3), (0.005, 0.005, 0.5)],
)
def test_the_index_is_0_for_opposites_and_its_bounds_where_both_help_or_harm(
    forward: float, backward: float, expected: float
) -> None:
    result = found([forward] * 4, [backward] * 4)
    assert result.estimate == pytest.approx(expected)
    assert (result.interval.low, result.interval.high) == pytest.approx((expected, expected))


def test_the_interval_equals_the_enumeration_of_all_resamples() -> None:
    forward, backward = [0.11, 0.32, 0.05, 0.27], [-0.21, 0.06, -0.13, -0.02]
    indices = [
        index(float(np.mean([forward[n] for n in chosen])), float(np.mean([backward[n] for n in chosen])))
        for chosen in product(range(4), repeat=4)
    ]
    result = found(forward, backward)
    # Student's t of 0.7649 with 3 degrees of freedom, times sqrt(4 / 3), leaves 0.1886 of a normal beyond it.
    expected = np.quantile(indices, [0.18856, 1 - 0.18856])
    assert result.estimate == pytest.approx(index(sum(forward) / 4, sum(backward) / 4))
    assert (result.interval.low, result.interval.high) == pytest.approx(expected, abs=0.01)


def test_units_are_resampled_whole_and_weigh_by_their_pairs() -> None:
    forward, backward = [0.3, 0.1, 0.1], [-0.1, -0.2, -0.2]
    by_step = antisymmetry_index(forward, backward, ["a", "b", "b"], delta=DELTA, seed=1)
    assert by_step.estimate == pytest.approx(index(0.5 / 3, -0.5 / 3))
    assert (by_step.interval.low, by_step.interval.high) == pytest.approx((index(0.1, -0.2), index(0.3, -0.1)))


@pytest.mark.slow
@pytest.mark.parametrize("units", [6, 20])
def test_the_interval_covers_its_level_where_plain_percentiles_of_few_units_do_not(units: int) -> None:
    plain = {6: 0.8664, 20: 0.9285}[units]  # at this level the expansion is undone
    for forward, backward in ((0.1, -0.1), (0.1, -0.03), (0.0, 0.0)):
        rng = np.random.default_rng(units)
        covered = {0.95: 0, plain: 0}
        runs = 400
        for run in range(runs):
            anchor = rng.normal(0, 0.06, units)
            ahead = forward + rng.normal(0, 0.08, units) - anchor
            back = backward + rng.normal(0, 0.08, units) - anchor
            for level in covered:
                result = antisymmetry_index(ahead, back, range(units), delta=DELTA, seed=run, draws=599, level=level)
                covered[level] += result.interval.low <= index(forward, backward) <= result.interval.high
        assert 0.92 <= covered[0.95] / runs <= 0.98, (forward, backward)
        assert covered[plain] < covered[0.95]
        if units == 6:
            assert covered[plain] / runs < 0.92


def test_where_both_clearly_help_the_interval_is_the_bound() -> None:
    rng = np.random.default_rng(4)
    result = antisymmetry_index(rng.normal(0.3, 0.02, 8), rng.normal(0.2, 0.02, 8), range(8), delta=DELTA, seed=1)
    assert (result.estimate, result.interval.low, result.interval.high) == (1, 1, 1)


def test_the_same_seed_gives_the_same_interval() -> None:
    forward, backward = [0.1, 0.2, -0.1, 0.05], [-0.1, 0.02, 0.1, -0.2]
    assert found(forward, backward) == found(forward, backward)
    assert found(forward, backward, seed=4, draws=50) != found(forward, backward, draws=50)


def test_what_cannot_be_resampled_is_refused() -> None:
    for forward, backward, options in (
        ([0.1], [0.1], {}),
        ([0.1, 0.2], [0.1], {}),
        ([0.1, np.nan], [0.1, 0.2], {}),
        ([0.1, 0.2], [0.1, 0.2], {"delta": 0.0}),
        ([0.1, 0.2], [0.1, 0.2], {"level": 1.0}),
    ):
        with pytest.raises(ValueError, match=r"two units|missing|positive|level"):
            found(forward, backward, **options)
