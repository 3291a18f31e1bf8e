"""Bradley and Terry's strengths: hand solutions, an independent optimizer, simulation, and what never lost."""

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest
import scipy
import statsmodels.api

from gradcheck.statistics.search.bradley_terry import bradley_terry, bradley_terry_by_item


def _estimates(wins: npt.ArrayLike) -> list[float]:
    return [strength.estimate for strength in bradley_terry(wins)]


def test_one_that_met_the_anchor_alone_has_the_logarithm_of_its_odds_with_a_half_added_to_both() -> None:
    wins = np.array([[0, 3, 9.5], [7, 0, 0], [0.5, 0, 0]])
    assert _estimates(wins) == pytest.approx([0.0, math.log(7.5 / 3.5), math.log(1 / 10)])
    (_, first, _) = bradley_terry(wins)
    error = math.sqrt(1 / 7.5 + 1 / 3.5)
    assert first.interval == pytest.approx((first.estimate - 1.959964 * error, first.estimate + 1.959964 * error))


def test_strengths_are_those_of_an_independent_optimizer() -> None:
    rng = np.random.default_rng(3)
    wins = rng.integers(0, 8, size=(6, 6)).astype(float)
    np.fill_diagonal(wins, 0)
    padded = wins.copy()
    padded[0, 1:] += 0.5
    padded[1:, 0] += 0.5

    def unlikelihood(free: npt.NDArray[np.float64]) -> float:
        s = np.concatenate([[0.0], free])
        return float(sum(padded[i, j] * math.log1p(math.exp(s[j] - s[i])) for i in range(6) for j in range(6)))

    found = scipy.optimize.minimize(unlikelihood, np.zeros(5), method="BFGS", options={"gtol": 1e-9})
    assert _estimates(wins)[1:] == pytest.approx(found.x.tolist(), abs=1e-5)


def test_one_that_never_lost_and_one_that_never_won_have_finite_strengths() -> None:
    _, best, worst = bradley_terry([[0, 0, 500], [500, 0, 500], [0, 0, 0]])
    assert 0 < best.estimate < 20
    assert -20 < worst.estimate < 0
    assert math.isfinite(best.interval.high)
    assert math.isfinite(worst.interval.low)


def test_few_wins_without_a_loss_do_not_rank_above_many_with_few() -> None:
    few, many = _estimates([[0, 0, 4], [2, 0, 0], [56, 0, 0]])[1:]
    assert many > few


def test_the_intervals_hold_the_true_strengths_in_95_of_100_samples() -> None:
    rng = np.random.default_rng(11)
    truth = np.array([0.0, 1.2, -0.7, 0.3])
    estimates, held = [], []
    for _ in range(300):
        wins = np.zeros((4, 4))
        for i, j in np.argwhere(np.tri(4, k=-1)):
            wins[i, j] = rng.binomial(60, 1 / (1 + math.exp(truth[j] - truth[i])))
            wins[j, i] = 60 - wins[i, j]
        found = bradley_terry(wins)[1:]
        estimates.append([strength.estimate for strength in found])
        held += [one.interval.low <= true <= one.interval.high for one, true in zip(found, truth[1:], strict=True)]
    assert np.mean(estimates, axis=0) == pytest.approx(truth[1:], abs=0.05)
    assert 0.93 <= np.mean(held) <= 0.97


def test_who_was_never_compared_is_as_strong_as_the_anchor() -> None:
    assert _estimates(np.zeros((3, 3))) == [0.0, 0.0, 0.0]
    assert _estimates([[0]]) == [0.0]


@pytest.mark.parametrize("wins", [[[0, 1]], [[0, -1], [1, 0]], [[0, math.nan], [1, 0]], []])
def test_what_are_no_counts_of_comparisons_is_refused(wins: list[list[float]]) -> None:
    with pytest.raises(ValueError, match=r"square|finite|infinite|matrix"):
        bradley_terry(wins)


def _round_robin(
    rng: np.random.Generator, chance: npt.NDArray[np.float64], items: int, luck: float
) -> npt.NDArray[np.float64]:
    """Wins by item of prompts that are preferred with these odds, each with some luck of its own on every item."""
    k = len(chance)
    wins = np.zeros((items, k, k))
    own = chance + rng.normal(0, luck, (items, k))
    for i, j in itertools.combinations(range(k), 2):
        won = rng.random(items) < 1 / (1 + np.exp(own[:, j] - own[:, i]))
        wins[:, i, j], wins[:, j, i] = won, ~won
    return wins


def test_strengths_by_item_are_those_of_all_comparisons_and_their_errors_those_of_a_clustered_regression() -> None:
    wins = _round_robin(np.random.default_rng(6), np.array([0.0, 0.4, 0.9, -0.3]), 400, 1.0)
    found = bradley_terry_by_item(wins)
    assert [one.estimate for one in found] == _estimates(wins.sum(axis=0))
    rows, won, item = [], [], []
    for place, (i, j) in itertools.product(range(len(wins)), itertools.combinations(range(4), 2)):
        row = np.zeros(4)
        row[i], row[j] = 1, -1
        rows.append(row[1:])
        won.append(wins[place, i, j])
        item.append(place)
    fitted = statsmodels.api.GLM(won, np.array(rows), family=statsmodels.api.families.Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": item, "use_correction": False}
    )
    errors = [(one.interval.high - one.estimate) / 1.959964 for one in found[1:]]
    # The virtual ties and items / (items - 1) are all that sets them apart.
    assert [one.estimate for one in found[1:]] == pytest.approx(list(fitted.params), rel=0.05)
    assert errors == pytest.approx(list(fitted.bse), rel=0.02)


def test_intervals_by_item_hold_where_those_of_single_comparisons_do_not() -> None:
    """An answer's luck is in all of its comparisons: three of them say less than three of different items."""
    rng, rounds, held, singly = np.random.default_rng(7), 200, 0, 0
    for _ in range(rounds):
        wins = _round_robin(rng, np.zeros(6), 60, 3.0)
        one, alone = bradley_terry_by_item(wins)[3], bradley_terry(wins.sum(axis=0))[3]
        held += one.interval.low <= 0 <= one.interval.high
        singly += alone.interval.low <= 0 <= alone.interval.high
    assert held / rounds >= 0.9
    assert singly / rounds <= 0.9


def test_strengths_by_item_need_items_and_counts() -> None:
    for wins in (np.zeros((1, 2, 2)), np.zeros((3, 2)), -np.ones((3, 2, 2))):
        with pytest.raises(ValueError, match="comparisons"):
            bradley_terry_by_item(wins)
    assert all(math.isfinite(one.interval.high) for one in bradley_terry_by_item(np.full((4, 3, 3), 0.5)))
