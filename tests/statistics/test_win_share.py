"""The sign test and the interval of a win share: right values, agreement, coverage and error rates."""

import math

import numpy as np
import pytest
import scipy

from gradcheck.statistics.runs.win_share import sign_test, tango, win_share


@pytest.mark.parametrize(("wins", "losses"), [(0, 0), (1, 0), (5, 0), (9, 1), (7, 7), (30, 18), (400, 350)])
def test_the_sign_test_is_the_exact_binomial_test_without_ties(wins: int, losses: int) -> None:
    expected = scipy.stats.binomtest(wins, wins + losses).pvalue if wins + losses else 1.0
    assert sign_test(wins, losses) == pytest.approx(expected)
    assert win_share(wins, losses, ties=1000).p_value == pytest.approx(expected)


def _score_statistic(difference: float, wins: int, losses: int, n: int) -> float:
    """Tango's statistic with the likeliest share of losses found by looking."""

    def unlikelihood(share: float) -> float:
        cells = [(wins, share + difference), (losses, share), (n - wins - losses, 1 - 2 * share - difference)]
        return -sum(count * math.log(max(cell, 1e-300)) for count, cell in cells if count)

    bounds = (max(0.0, -difference) + 1e-12, (1 - difference) / 2 - 1e-12)
    share = scipy.optimize.minimize_scalar(unlikelihood, bounds=bounds, method="bounded", options={"xatol": 1e-12}).x
    return abs(wins - losses - n * difference) / math.sqrt(n * (2 * share + difference * (1 - difference)))


@pytest.mark.parametrize(("wins", "losses", "n"), [(1, 7, 21), (12, 2, 50), (9, 16, 32), (30, 18, 300), (5, 5, 10)])
def test_the_score_interval_ends_where_the_statistic_reaches_its_bound(wins: int, losses: int, n: int) -> None:
    interval = tango(wins, losses, n)
    for end in interval:
        if -1 < end < 1:
            assert _score_statistic(end, wins, losses, n) == pytest.approx(1.959964, abs=1e-3)


def test_the_score_interval_is_that_of_published_examples() -> None:
    """Fagerland, Lydersen and Laake (2014), Statistics in Medicine 33: airway hyper-responsiveness, 1 and 7 of 21."""
    assert tango(1, 7, 21) == pytest.approx((-0.517, -0.026), abs=5e-4)


def test_the_interval_never_leaves_out_a_half_where_the_test_finds_nothing_nor_holds_it_where_it_does() -> None:
    for decided in range(61):
        for wins in range(decided + 1):
            for ties in (0, 1, 7, 200):
                if decided + ties:
                    share = win_share(wins, decided - wins, ties)
                    low, high = share.interval
                    assert (low <= 0.5 <= high) is (share.p_value > 0.05), (wins, decided, ties)
                    assert 0 <= low <= share.estimate <= high <= 1


@pytest.mark.parametrize(("win", "loss"), [(0.5, 0.5), (0.1, 0.1), (0.9, 0.05), (0.3, 0.05), (0.02, 0.01), (0.6, 0.4)])
@pytest.mark.parametrize("n", [12, 60])
def test_the_interval_holds_the_true_share_in_95_of_100_samples(win: float, loss: float, n: int) -> None:
    rng = np.random.default_rng(7)
    truth = win + (1 - win - loss) / 2
    counts = rng.multinomial(n, [win, loss, 1 - win - loss], size=1500)
    kinds, repeats = np.unique(counts, axis=0, return_counts=True)
    held = sum(
        times
        for (wins, losses, ties), times in zip(kinds.tolist(), repeats.tolist(), strict=True)
        if win_share(wins, losses, ties).interval.low <= truth <= win_share(wins, losses, ties).interval.high
    )
    assert held / 1500 >= 0.935


def test_equal_prompts_are_told_apart_in_at_most_5_of_100_tests_whatever_the_ties() -> None:
    rng = np.random.default_rng(5)
    for ties in (0.0, 0.4, 0.9):
        drawn = rng.multinomial(40, [(1 - ties) / 2, (1 - ties) / 2, ties], size=2000)
        found = np.mean([sign_test(int(wins), int(losses)) <= 0.05 for wins, losses, _ in drawn])
        assert found <= 0.06


def test_ties_alone_are_half_a_win_and_no_evidence() -> None:
    share = win_share(0, 0, 30)
    assert (share.estimate, share.p_value) == (0.5, 1.0)
    assert share.interval.low < 0.5 < share.interval.high


@pytest.mark.parametrize("counts", [(-1, 2, 3), (0, 0, 0), (1, -2, 3)])
def test_counts_that_cannot_be_are_refused(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"count|share"):
        win_share(*counts)
