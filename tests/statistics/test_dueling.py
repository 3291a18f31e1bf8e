"""Double Thompson sampling against chances by integration, Copeland's order by hand."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import stats

from gradcheck.statistics.search.dueling import copeland_order, next_duel


def drawn(
    wins: Sequence[Sequence[float]], *, alpha: float = 1.2, time: int = 100, times: int = 500
) -> Counter[tuple[int, int]]:
    rng = np.random.default_rng(0)
    duels = [next_duel(wins, rng, alpha=alpha, time=time) for _ in range(times)]
    return Counter((duel.first, duel.second) for duel in duels)


def test_without_comparisons_every_pair_is_as_likely_and_nobody_meets_itself() -> None:
    found = drawn([[0.0] * 3] * 3, time=1)
    assert set(found) == {(i, j) for i in range(3) for j in range(3) if i != j}
    assert [count / 500 for count in found.values()] == pytest.approx([1 / 6] * 6, abs=0.07)


def test_of_two_the_first_is_drawn_by_the_chance_that_it_is_better() -> None:
    found = drawn([[0, 7], [5, 0]])
    better = stats.beta(8, 6).sf(0.5)
    assert found[0, 1] / 500 == pytest.approx(better, abs=0.07)
    assert found[0, 1] + found[1, 0] == 500


def test_one_who_is_known_to_lose_is_no_longer_first() -> None:
    wins = [[0, 60, 50], [0, 0, 40], [50, 20, 0]]
    assert {first for first, _ in drawn(wins)} == {0, 2}


def test_a_larger_alpha_keeps_losers_for_longer() -> None:
    wins = [[0, 60, 50], [0, 0, 40], [50, 20, 0]]
    assert {first for first, _ in drawn(wins, alpha=20.0)} == {0, 1, 2}


def test_the_second_is_one_that_is_not_known_to_beat_the_first() -> None:
    wins = [[0, 100, 0, 100], [0, 0, 100, 0], [100, 0, 0, 55], [0, 100, 45, 0]]
    seconds = {second for first, second in drawn(wins) if first == 0}
    assert seconds == {1, 3}


def test_the_second_is_drawn_by_its_chances_against_the_first() -> None:
    wins = [[0, 80, 40], [20, 0, 50], [30, 50, 0]]
    found = drawn(wins, alpha=0.0)
    grid = np.linspace(0, 1, 4001)
    one, two = stats.beta(21, 81), stats.beta(31, 41)
    ahead = float(np.trapezoid(one.pdf(grid) * two.cdf(grid), grid))
    assert {first for first, _ in found} == {0}
    assert found[0, 1] / 500 == pytest.approx(ahead, abs=0.07)


def test_many_duels_find_the_one_that_beats_all_others() -> None:
    better = np.array([[0.5, 0.6, 0.65, 0.7], [0.4, 0.5, 0.55, 0.6], [0.35, 0.45, 0.5, 0.55], [0.3, 0.4, 0.45, 0.5]])
    found = Counter[int]()
    for seed in range(3):
        rng, wins = np.random.default_rng(seed), np.zeros((4, 4))
        for time in range(1, 250):
            duel = next_duel(wins, rng, alpha=0.6, time=time)
            won = rng.random() < better[duel.first, duel.second]
            wins[(duel.first, duel.second) if won else (duel.second, duel.first)] += 1
        found[copeland_order(wins)[0]] += 1
    assert found[0] >= 2


def test_the_order_is_by_beaten_minus_beating_then_by_the_mean_share_then_by_place() -> None:
    wins = [[0, 3, 0, 0], [1, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 0]]
    assert copeland_order(wins) == [0, 2, 3, 1]
    assert copeland_order(np.zeros((3, 3))) == [0, 1, 2]


def test_halves_of_a_tie_are_wins_of_neither() -> None:
    assert copeland_order([[0, 2.5], [2.5, 0]]) == [0, 1]
    assert copeland_order([[0, 2.5], [3.5, 0]]) == [1, 0]


@pytest.mark.parametrize(
    ("wins", "wrong"),
    [
        ([[0.0, 1.0]], "square"),
        ([[0.0, -1.0], [0.0, 0.0]], "square"),
        ([[0.0]], "two"),
        ([[0, np.inf], [0, 0]], "finite"),
    ],
)
def test_comparisons_are_a_square_matrix_of_counts_of_at_least_two(wins: Sequence[Sequence[float]], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        next_duel(wins, np.random.default_rng(0), alpha=1.0, time=1)
