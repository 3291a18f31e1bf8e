"""Evidence that one prompt beats another: exact references, and how often runs take over what is no better."""

from collections.abc import Callable
from itertools import permutations, product

import numpy as np
import numpy.typing as npt
import pytest
import scipy

from gradcheck.statistics.prompts.beating import beating_p, beating_wealth

ALPHA = 0.1
Floats = npt.NDArray[np.float64]


def wealth_of_counts(wins: int, losses: int) -> float:
    """What all bets in [0, 1] come to, in closed form: an incomplete beta integral."""
    both = scipy.special.beta(wins + 1, losses + 1) * scipy.stats.beta.sf(0.5, wins + 1, losses + 1)
    return float(2.0 ** (wins + losses + 1) * both)


@pytest.mark.parametrize(("wins", "losses", "ties"), [(0, 0, 3), (3, 0, 0), (10, 2, 5), (0, 9, 1), (60, 45, 90)])
def test_the_wealth_of_right_and_wrong_answers_is_the_integral_over_all_bets(wins: int, losses: int, ties: int) -> None:
    found = beating_wealth([1] * wins + [-1] * losses + [0] * ties)
    assert found == pytest.approx(wealth_of_counts(wins, losses), rel=1e-9)


def test_the_wealth_of_graded_scores_is_the_integral_over_all_bets() -> None:
    values = np.random.default_rng(1).uniform(-0.6, 0.9, 40)
    reference, _ = scipy.integrate.quad(lambda bet: float(np.prod(1 + bet * values)), 0, 1)
    assert beating_wealth(values) == pytest.approx(reference, rel=1e-9)


@pytest.mark.parametrize("chances", [(0.5, 0.0), (0.3, 0.4), (0.1, 0.8)])
def test_where_wins_and_losses_are_equally_likely_the_wealth_is_one_on_average(chances: tuple[float, float]) -> None:
    """Every sequence of six items, each with its chance."""
    discordant, tie = chances
    chance = {1: discordant, -1: discordant, 0: tie}
    rows = list(product((1, 0, -1), repeat=6))
    mean = sum(np.prod([chance[one] for one in row]) * beating_wealth(row) for row in rows)
    assert mean == pytest.approx((2 * discordant + tie) ** 6, rel=1e-9)


@pytest.mark.parametrize("alpha", [0.2, 0.1, 0.02])
def test_the_wealth_ever_reaches_its_bound_as_seldom_as_promised(alpha: float) -> None:
    """Exactly: the chance of every number of wins among 120 discordant items that has not been stopped before."""
    alive, crossed = {0: 1.0}, 0.0
    for n in range(1, 121):
        after: dict[int, float] = {}
        for wins, chance in alive.items():
            for more in (0, 1):
                after[wins + more] = after.get(wins + more, 0.0) + chance / 2
        reached = [wins for wins in after if wealth_of_counts(wins, n - wins) >= 1 / alpha]
        crossed += sum(after.pop(wins) for wins in reached)
        alive = after
    assert alpha / 4 < crossed <= alpha


def test_evidence_does_not_depend_on_the_order_of_the_items() -> None:
    values = [0.5, -0.25, 1.0, 0.0]
    for of in (beating_wealth, beating_p):
        found = [of(row) for row in permutations(values)]
        assert found == pytest.approx([found[0]] * len(found), rel=1e-12)


def test_a_long_win_has_a_finite_wealth_and_no_items_leave_one() -> None:
    assert beating_wealth([]) == 1
    assert np.isfinite(beating_wealth([1] * 3000))


def test_differences_are_within_one() -> None:
    with pytest.raises(ValueError, match="between -1 and 1"):
        beating_wealth([1.5])


@pytest.mark.parametrize("size", [1.0, 0.5])
def test_the_p_value_of_right_and_wrong_answers_is_that_of_all_signs(size: float) -> None:
    for wins, losses in ((0, 0), (4, 0), (5, 2), (1, 4)):
        signs = np.array(list(product((1, -1), repeat=wins + losses)))
        exact = (signs.sum(axis=1) >= wins - losses).mean() if wins + losses else 1.0
        assert beating_p([size] * wins + [-size] * losses + [0] * 3) == pytest.approx(exact)


def test_the_p_value_of_graded_scores_is_the_t_tests() -> None:
    values = np.random.default_rng(2).normal(0.1, 0.3, 30)
    assert beating_p(values) == pytest.approx(scipy.stats.ttest_1samp(values, 0, alternative="greater").pvalue)
    assert beating_p([0.2, 0.1, 0.2]) < 0.05


Judge = Callable[[Floats, float], bool]
RUNS, WIDTH, ITEMS = 4000, 4, 60


def by_wealth(row: Floats, level: float) -> bool:
    return beating_wealth(row) >= 1 / level


def by_test(row: Floats, level: float) -> bool:
    return beating_p(row) <= level


def by_peeking(row: Floats, level: float) -> bool:
    """Wrong: the test of a fixed number of items, looked at after every fifth."""
    return any(beating_p(row[:n]) <= level for n in range(10, ITEMS + 1, 5))


def by_wealth_at_any_time(row: Floats, level: float) -> bool:
    return any(beating_wealth(row[:n]) >= 1 / level for n in range(5, ITEMS + 1, 5))


def by_the_whole_level(row: Floats, level: float) -> bool:
    """Wrong: the best of several has the level of one that was alone."""
    return beating_p(row) <= level * WIDTH


def taken_over(judge: Judge, gain: float, seed: int) -> npt.NDArray[np.bool_]:
    """Whether a step takes over the best of several prompts of this true gain, step by step."""
    rng = np.random.default_rng(seed)
    chances = [0.25 + gain / 2, 0.5, 0.25 - gain / 2]
    found = []
    for _ in range(RUNS):
        rows = rng.choice([1.0, 0.0, -1.0], p=chances, size=(WIDTH, ITEMS))
        found.append(judge(rows[rows.sum(axis=1).argmax()], ALPHA / WIDTH))
    return np.array(found)


def margin(found: npt.NDArray[np.bool_]) -> float:
    """Half of the Monte Carlo interval of 99 percent."""
    return float(2.6 * found.std() / len(found) ** 0.5)


@pytest.mark.parametrize("judge", [by_wealth, by_wealth_at_any_time, by_test])
def test_a_step_without_a_better_prompt_takes_one_over_as_seldom_as_promised(judge: Judge) -> None:
    found = taken_over(judge, 0.0, 3)
    assert found.mean() + margin(found) <= ALPHA


@pytest.mark.parametrize("judge", [by_peeking, by_the_whole_level])
def test_looking_early_or_a_level_that_is_not_shared_takes_over_more(judge: Judge) -> None:
    found = taken_over(judge, 0.0, 3)
    assert found.mean() - margin(found) > ALPHA


@pytest.mark.parametrize(("judge", "least"), [(by_wealth, 0.75), (by_test, 0.9)])
def test_a_prompt_that_is_much_better_is_taken_over(judge: Judge, least: float) -> None:
    assert taken_over(judge, 0.3, 4).mean() > least
