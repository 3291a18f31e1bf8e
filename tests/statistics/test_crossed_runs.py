"""Runs by items: the interval covers the truth over both samples, which the one over runs alone does not."""

import math

import numpy as np
import numpy.typing as npt
import pytest
import scipy

from gradcheck.statistics.runs.crossed_runs import crossed_difference, crossed_gain
from gradcheck.statistics.runs.trials import permutation_t
from gradcheck.statistics.student import t_interval

Scores = npt.NDArray[np.float64]
WORLDS = 1000
LOW, HIGH = 0.93, 0.99
"""What the coverage of an interval of 95 % may be: 99.9 % binomial limits below, and some room on the safe side."""


def arms(
    rng: np.random.Generator, runs: int, items: int, *, gain: float, run_sd: float, item_sd: float, noise_sd: float
) -> tuple[Scores, Scores]:
    """Two arms by a crossed random model: items hard and easy, an effect of each item on each arm, of each run."""
    difficulty = rng.normal(0.5, 0.3, items)

    def arm(shift: float) -> Scores:
        means = difficulty + rng.normal(shift, item_sd, items) + rng.normal(0, run_sd, (runs, 1))
        return np.asarray(means + rng.normal(0, noise_sd, (runs, items)))

    return arm(gain), arm(0.0)


def binary_arms(rng: np.random.Generator, runs: int, items: int, spread: float) -> tuple[Scores, Scores]:
    """Two arms of right and wrong answers; the first shifts each item's log odds by an amount of its own, 0 on average.

    Both arms have the same distribution, so over items the true difference is 0.
    """
    difficulty = rng.normal(0, 1, items)

    def arm() -> Scores:
        odds = difficulty + rng.normal(0, spread, items) + rng.normal(0, 0.2, (runs, 1))
        return (rng.random((runs, items)) < scipy.special.expit(odds)).astype(np.float64)

    return arm(), arm()


def over_runs(first: Scores, second: Scores) -> tuple[float, float]:
    """Welch's interval, as comparisons of a study have it."""
    a, b = first.mean(axis=1), second.mean(axis=1)
    parts = [side.var(ddof=1) / side.size for side in (a, b)]
    df = sum(parts) ** 2 / sum(part**2 / (side.size - 1) for part, side in zip(parts, (a, b), strict=True))
    return t_interval(float(a.mean() - b.mean()), math.sqrt(sum(parts)), df)


@pytest.mark.parametrize(("runs", "items"), [(5, 20), (10, 40), (30, 60)])
def test_the_interval_covers_over_runs_and_items_and_one_over_runs_alone_does_not(runs: int, items: int) -> None:
    rng = np.random.default_rng(1)
    both = alone = 0
    for _ in range(WORLDS):
        first, second = arms(rng, runs, items, gain=0.1, run_sd=0.04, item_sd=0.25, noise_sd=0.4)
        found = crossed_difference(first, second)
        assert found.interval is not None
        both += found.interval.low <= 0.1 <= found.interval.high
        low, high = over_runs(first, second)
        alone += low <= 0.1 <= high
    assert LOW <= both / WORLDS <= HIGH
    assert alone / WORLDS < 0.85


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_the_interval_covers_for_right_and_wrong_answers(spread: float) -> None:
    rng = np.random.default_rng(2)
    covered = alone = 0
    for _ in range(WORLDS):
        first, second = binary_arms(rng, 8, 40, spread)
        found = crossed_difference(first, second)
        assert found.interval is not None
        covered += found.interval.low <= 0 <= found.interval.high
        low, high = over_runs(first, second)
        alone += low <= 0 <= high
    assert LOW <= covered / WORLDS <= HIGH
    assert (alone / WORLDS < 0.85) == (spread > 0)


def test_where_items_respond_alike_it_covers_and_is_not_much_wider_than_over_runs() -> None:
    rng = np.random.default_rng(3)
    covered, widths = 0, []
    for _ in range(WORLDS):
        first, second = arms(rng, 10, 40, gain=0.1, run_sd=0.1, item_sd=0.0, noise_sd=0.4)
        found = crossed_difference(first, second)
        assert found.interval is not None
        covered += found.interval.low <= 0.1 <= found.interval.high
        low, high = over_runs(first, second)
        widths.append((found.interval.high - found.interval.low) / (high - low))
    assert LOW <= covered / WORLDS <= HIGH
    assert np.median(widths) < 1.1


def test_a_gain_covers_over_runs_and_items() -> None:
    """The given prompt is scored in every run on the same items, so its difficulty drops out."""
    rng = np.random.default_rng(4)
    covered = alone = 0
    for _ in range(WORLDS):
        after, before = arms(rng, 6, 30, gain=0.2, run_sd=0.05, item_sd=0.2, noise_sd=0.3)
        found = crossed_gain(after, before)
        assert found.interval is not None
        covered += found.interval.low <= 0.2 <= found.interval.high
        gains = (after - before).mean(axis=1)
        own = t_interval(float(gains.mean()), float(gains.std(ddof=1)) / math.sqrt(6), 5)
        alone += own.low <= 0.2 <= own.high
    assert LOW <= covered / WORLDS <= HIGH
    assert alone / WORLDS < 0.9


def test_the_variance_is_that_of_the_mean_squares_of_a_two_way_table() -> None:
    """An independent way to the same: mean squares by sums over explicit loops, as textbooks give them."""
    rng = np.random.default_rng(5)
    first, second = arms(rng, 7, 12, gain=0.1, run_sd=0.1, item_sd=0.3, noise_sd=0.2)
    n, m = first.shape
    total = 0.0
    for scores in (first, second):
        grand = sum(scores[i][j] for i in range(n) for j in range(m)) / (n * m)
        run = [sum(scores[i]) / m for i in range(n)]
        item = [sum(scores[i][j] for i in range(n)) / n for j in range(m)]
        ms_runs = m * sum((mean - grand) ** 2 for mean in run) / (n - 1)
        rest = sum((scores[i][j] - run[i] - item[j] + grand) ** 2 for i in range(n) for j in range(m))
        total += (ms_runs - rest / ((n - 1) * (m - 1))) / (n * m)
    by_item = [sum(first[i][j] - second[i][j] for i in range(n)) / n for j in range(m)]
    mean = sum(by_item) / m
    total += sum((one - mean) ** 2 for one in by_item) / (m - 1) / m
    found = crossed_difference(first, second)
    assert found.se == pytest.approx(math.sqrt(total))
    assert found.estimate == pytest.approx(mean)


def test_the_part_of_runs_alone_is_that_of_the_comparison_of_arms() -> None:
    rng = np.random.default_rng(6)
    first, second = arms(rng, 6, 15, gain=0.2, run_sd=0.1, item_sd=0.1, noise_sd=0.3)
    compared = permutation_t(first.mean(axis=1), second.mean(axis=1), seed=1)
    found = crossed_difference(first, second)
    assert found.se_runs == pytest.approx(compared.se)
    assert found.estimate == pytest.approx(compared.estimate)
    assert found.se >= max(found.se_runs, found.se_items)


def test_cells_without_a_score_count_in_no_mean_and_items_without_any_are_left_out() -> None:
    rng = np.random.default_rng(7)
    first, second = arms(rng, 6, 15, gain=0.2, run_sd=0.1, item_sd=0.1, noise_sd=0.3)
    nobody = np.full((6, 1), np.nan)
    same = crossed_difference(np.hstack([first, nobody]), np.hstack([second, nobody]))
    assert same == crossed_difference(first, second)
    first[0, :3] = second[4, 2] = np.nan
    found = crossed_difference(first, second)
    assert found.estimate == pytest.approx(np.nanmean(first, axis=1).mean() - np.nanmean(second, axis=1).mean())
    assert found.n_items == 15


def test_coverage_holds_where_calls_have_failed() -> None:
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(WORLDS):
        first, second = arms(rng, 8, 30, gain=0.1, run_sd=0.05, item_sd=0.2, noise_sd=0.4)
        first[rng.random(first.shape) < 0.1] = np.nan
        second[rng.random(second.shape) < 0.05] = np.nan
        found = crossed_difference(first, second)
        assert found.interval is not None
        covered += found.interval.low <= 0.1 <= found.interval.high
    assert LOW <= covered / WORLDS <= HIGH


def test_scores_that_do_not_vary_have_no_interval() -> None:
    found = crossed_difference(np.full((5, 10), 0.3), np.full((5, 10), 0.1))
    assert found.interval is None
    assert found.estimate == pytest.approx(0.2)
    assert found.se == 0


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (np.ones((1, 4)), np.zeros((3, 4)), "two of each"),
        (np.ones((3, 1)), np.zeros((3, 1)), "two of each"),
        (np.ones((3, 4)), np.zeros((3, 5)), "same items"),
        (np.array([[np.nan] * 3, [1.0, 0.0, 1.0]]), np.zeros((2, 3)), "needs a score"),
    ],
)
def test_too_few_runs_or_items_are_refused(first: Scores, second: Scores, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        crossed_difference(first, second)
    with pytest.raises(ValueError, match="same runs"):
        crossed_gain(np.array([[1.0, 0.0]] * 3), np.array([[1.0, 0.0]] * 2))
