"""Several answers to an item: pass^k is unbiased, and tests over item means keep their error rate where answers do not.

The world: items differ in how often each of two prompts answers them rightly, and neither prompt is better over all
items. An analysis that takes answers for items must fail here, or the world would be too easy to expose it.
"""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from gradcheck.statistics.intervals import mean_interval
from gradcheck.statistics.runs.paired import paired_difference
from gradcheck.statistics.runs.pass_hat import pass_hat_k

ITEMS, ANSWERS, RUNS, K = 40, 8, 1000, 4
MOST_FALSE, LEAST_COVERED = 0.067, 0.925  # the 99 % limits of an exactly calibrated procedure, with room for the latter


@pytest.mark.parametrize(("n", "k"), [(1, 1), (2, 2), (5, 3), (8, 4)])
@pytest.mark.parametrize("p", [0.0, 0.3, 0.9, 1.0])
def test_pass_hat_k_is_right_on_average_at_every_rate(n: int, k: int, p: float) -> None:
    expected = sum(stats.binom.pmf(c, n, p) * pass_hat_k(c, n, k) for c in range(n + 1))
    assert expected == pytest.approx(p**k, abs=1e-12)


@pytest.mark.parametrize("successes", range(6))
def test_pass_hat_k_is_the_share_of_sets_of_answers_in_which_all_succeed(successes: int) -> None:
    answers = [1] * successes + [0] * (5 - successes)
    sets = [all(one) for one in combinations(answers, 3)]
    assert pass_hat_k(successes, 5, 3) == sum(sets) / len(sets)


@pytest.mark.parametrize(("successes", "n", "k"), [(1, 2, 0), (1, 2, 3), (3, 2, 1), (-1, 2, 1)])
def test_impossible_counts_are_refused(successes: int, n: int, k: int) -> None:
    with pytest.raises(ValueError, match="between"):
        pass_hat_k(successes, n, k)


def answered(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Scores of both prompts, shape (2, items, answers): a prompt has its own rate on every item."""
    rates = rng.beta(1.0, 1.0, size=(2, ITEMS))
    return (rng.random((2, ITEMS, ANSWERS)) < rates[:, :, np.newaxis]).astype(np.float64)


def by_item(scores: npt.NDArray[np.float64], aggregate: str) -> npt.NDArray[np.float64]:
    if aggregate == "mean":
        return np.asarray(scores.mean(axis=-1), dtype=np.float64)
    successes = scores.sum(axis=-1).astype(int)
    return np.array([[pass_hat_k(c, ANSWERS, K) for c in row] for row in successes.tolist()])


@pytest.mark.slow
@pytest.mark.parametrize(("aggregate", "truth"), [("mean", 1 / 2), ("pass^k", 1 / (K + 1))])
def test_item_means_keep_the_error_rate_where_answers_taken_for_items_do_not(aggregate: str, truth: float) -> None:
    """Of a rate that is uniform over the items, the k-th moment is 1 / (k + 1)."""
    rng = np.random.default_rng(2406)
    false, naive, covered = [], [], []
    for run in range(RUNS):
        scores = answered(rng)
        before, after = by_item(scores, aggregate)
        false.append(paired_difference(before, after, seed=run).p_value <= 0.05)
        naive.append(paired_difference(scores[0].ravel(), scores[1].ravel(), seed=run).p_value <= 0.05)
        interval = mean_interval(before, seed=run)
        covered.append(interval.low <= truth <= interval.high)
    assert 0.02 <= np.mean(false) <= MOST_FALSE
    assert np.mean(covered) >= LEAST_COVERED
    assert np.mean(naive) > 0.2, "the world does not expose the analysis that takes answers for items"
