"""How prompts spread and what the best of them could gain, against references of other means and in known worlds."""

import itertools

import numpy as np
import numpy.typing as npt
import pytest
import scipy

from gradcheck.statistics.prompts.gain import best_gain, detectable_gain, expected_best, from_nothing
from gradcheck.statistics.prompts.spread import PromptSpread, items_needed, prompt_spread
from gradcheck.statistics.runs.paired import mcnemar_midp

Matrix = npt.NDArray[np.float64]
_DRAWS = 499


def most(runs: int, rate: float) -> int:
    """How often an event of this rate happens in so many runs, but for once in a thousand."""
    return int(scipy.stats.binom.ppf(0.999, runs, rate))


def least(runs: int, rate: float) -> int:
    return int(scipy.stats.binom.ppf(0.001, runs, rate))


def answers(rng: np.random.Generator, effects: Matrix, items: int, ease: float = 0.5) -> Matrix:
    """Right and wrong answers: items differ, prompts have effects, and each has luck of its own in each item."""
    logits = effects[:, None] + ease + 1.2 * rng.normal(size=items) + 0.8 * rng.normal(size=(effects.size, items))
    return (rng.random(logits.shape) < scipy.special.expit(logits)).astype(np.float64)


def expected(effects: Matrix, ease: float = 0.5) -> Matrix:
    """The expected scores of prompts with these effects, over all items and luck."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    logits = effects[:, None] + ease + np.hypot(1.2, 0.8) * nodes
    return np.asarray(scipy.special.expit(logits) @ weights / weights.sum())


def spread_of(scores: Matrix, seed: int = 0, draws: int = _DRAWS) -> PromptSpread:
    return prompt_spread(scores, seed=seed, draws=draws)


def test_the_components_are_those_of_least_squares_with_dummies() -> None:
    scores = answers(np.random.default_rng(1), np.array([0.0, 1.0, -1.0, 0.5]), 12)
    prompts, items = scores.shape
    rows = list(itertools.product(range(prompts), range(items)))

    def residual(columns: list[list[float]]) -> float:
        design = np.array(columns).T
        fitted = design @ np.linalg.lstsq(design, scores.ravel(), rcond=None)[0]
        return float(np.sum((scores.ravel() - fitted) ** 2))

    by_item = [[float(item == one) for _, item in rows] for one in range(items)]
    by_prompt = [[float(prompt == one) for prompt, _ in rows] for one in range(prompts)]
    without, whole = residual(by_item), residual(by_item + by_prompt)
    within = whole / ((prompts - 1) * (items - 1))
    between = (without - whole) / (prompts - 1)
    found = spread_of(scores)
    assert found.item_sd == pytest.approx(np.sqrt(within))
    assert found.sd == pytest.approx(np.sqrt(max(between - within, 0) / items))
    rejects = between / within > scipy.stats.f.ppf(0.95, prompts - 1, (prompts - 1) * (items - 1))
    assert (found.interval90.low > 0) is bool(rejects)


def test_the_permutation_p_value_is_that_of_all_permutations() -> None:
    scores = np.array([[1, 1, 1, 0, 1, 1], [0, 1, 0, 0, 1, 0], [0, 0, 1, 0, 0, 1.0]])

    def statistic(columns: list[tuple[float, ...]]) -> float:
        return float(np.sum(np.sum(columns, axis=0) ** 2))

    observed = statistic([tuple(column) for column in scores.T])
    every = [
        statistic(list(columns))
        for columns in itertools.product(*(list(itertools.permutations(column)) for column in scores.T))
    ]
    exact = float(np.mean(np.array(every) >= observed - 1e-9))
    found = prompt_spread(scores, seed=3, draws=9999).p_value
    assert found == pytest.approx(exact, abs=4 * np.sqrt(exact / 9999))


@pytest.mark.parametrize("ease", [0.5, -2.5, 2.5])
def test_prompts_that_do_not_differ_react_in_a_twentieth_of_all_runs(ease: float) -> None:
    rng, runs = np.random.default_rng(int(ease * 10) + 100), 400
    found = [spread_of(answers(rng, np.zeros(7), 20, ease), seed) for seed in range(runs)]
    assert sum(one.p_value <= 0.05 for one in found) <= most(runs, 0.05)
    assert sum(one.p_value <= 0.05 and one.interval90.low > 0 for one in found) <= most(runs, 0.05)
    assert sum(one.interval90.low == 0 for one in found) >= least(runs, 0.95)


def test_a_best_of_seven_that_beats_the_given_by_two_points_is_no_reaction() -> None:
    rng, runs = np.random.default_rng(5), 300
    drawn = [answers(rng, np.zeros(7), 20) for _ in range(runs)]
    assert sum(scores[1:].mean(axis=1).max() - scores[0].mean() > 0.02 for scores in drawn) > 0.6 * runs


def test_the_interval_of_the_spread_covers_it_nine_times_of_ten() -> None:
    rng, runs = np.random.default_rng(6), 400
    true = float(expected(rng.normal(0, 0.6, 50_000)).std())
    found = [spread_of(answers(rng, rng.normal(0, 0.6, 7), 40), seed, 9) for seed in range(runs)]
    covered = sum(one.interval90.low <= true <= one.interval90.high for one in found)
    assert least(runs, 0.88) <= covered <= most(runs, 0.94)


def test_a_spread_as_large_as_stated_is_found_with_the_power_stated() -> None:
    rng, runs = np.random.default_rng(7), 300
    true = float(expected(rng.normal(0, 0.95, 50_000)).std())
    found = [spread_of(answers(rng, rng.normal(0, 0.95, 7), 25), seed) for seed in range(runs)]
    stated = float(np.mean([one.detectable or 0 for one in found]))
    assert true == pytest.approx(stated, rel=0.1)
    assert least(runs, 0.74) <= sum(one.p_value <= 0.05 for one in found) <= most(runs, 0.86)
    items = items_needed(found[0], true / 2)
    assert items is not None
    assert 3 * 25 < items < 7 * 25


@pytest.mark.parametrize(("sd", "ease"), [(0.0, 0.5), (0.6, 0.5), (1.2, 0.5), (0.6, 2.5), (0.6, -2)])
def test_the_best_of_many_gains_more_than_the_limit_in_a_twentieth_of_all_runs(sd: float, ease: float) -> None:
    rng, runs, candidates = np.random.default_rng(8), 200, 20
    bests = expected(rng.normal(0, sd, 400 * candidates), ease).reshape(400, candidates).max(axis=1).mean()
    kept = 0
    for seed in range(runs):
        effects = rng.normal(0, sd, 7)
        scores = answers(rng, effects, 30, ease)
        gain = best_gain(scores[0], scores[1:], spread_of(scores, seed, 9), candidates)
        assert 0 <= gain.estimate <= gain.at_most <= gain.room <= 1
        kept += bests - expected(effects[:1], ease)[0] <= gain.at_most
    assert kept >= least(runs, 0.95)


@pytest.mark.parametrize(("count", "mean"), [(1, 0.0), (2, 0.56419), (5, 1.16296), (10, 1.53875), (100, 2.50759)])
def test_the_expected_best_is_that_of_published_tables(count: int, mean: float) -> None:
    assert expected_best(count) == pytest.approx(mean, abs=1e-5)


def test_the_expected_best_of_very_many_is_finite_and_larger() -> None:
    assert expected_best(1000) < expected_best(10**6) < 6
    with pytest.raises(ValueError, match="at least one"):
        expected_best(0)


def test_items_that_all_prompts_answer_alike_leave_what_counting_leaves() -> None:
    scores = np.tile(np.array([1.0, 0.0] * 10), (5, 1))
    found = spread_of(scores)
    assert (found.sd, found.p_value, found.telling, found.detectable) == (0.0, 1.0, 0, None)
    share = 1 - 0.05 ** (1 / 20)
    assert found.interval90.high == pytest.approx(share / 2 * np.sqrt(5 / 4))
    assert items_needed(found, 0.1) is None
    one = scores.copy()
    one[0, 0] = 0
    assert spread_of(one).interval90.high > found.interval90.high
    gain = best_gain(scores[0], scores[1:], found, 20)
    assert 0 < gain.at_most < gain.room


def test_what_a_split_can_see_is_found_by_the_test_of_runs_with_the_power_stated() -> None:
    rng, runs, items, item_sd = np.random.default_rng(9), 600, 60, 0.4
    gain = detectable_gain(item_sd, items, binary=True)
    assert gain is not None
    differing = 2 * item_sd**2  # the share of items on which prompts alike differ, half of them either way
    hits = 0
    for _ in range(runs):
        fixed, broken, _ = rng.multinomial(items, [(differing + gain) / 2, (differing - gain) / 2, 1 - differing])
        hits += mcnemar_midp(int(fixed), int(broken)) <= 0.05
    assert least(runs, 0.72) <= hits <= most(runs, 0.9)


def test_a_gain_without_noise_still_needs_five_examples_fixed() -> None:
    gain = detectable_gain(0.0, 20, binary=True)
    assert gain is not None
    assert 1 - scipy.stats.binom.cdf(4, 20, gain) == pytest.approx(0.8)
    assert detectable_gain(0.0, 20, binary=False) == 0
    assert detectable_gain(0.3, 4, binary=True) is None
    assert detectable_gain(0.3, 5, binary=False) is None


def test_choosing_among_prompts_that_do_not_differ_shows_what_is_stated() -> None:
    rng, found = np.random.default_rng(10), []
    for _ in range(300):
        scores = answers(rng, np.zeros(21), 40)
        found.append(scores[1:].mean(axis=1).max() - scores[0].mean())
    spread = spread_of(answers(rng, np.zeros(21), 40))
    assert from_nothing(spread.item_sd, 40, 20) == pytest.approx(float(np.mean(found)), rel=0.15)


def test_the_same_scores_and_seed_give_the_same_spread() -> None:
    scores = answers(np.random.default_rng(11), np.array([0.0, 1.0, 2.0]), 15)
    assert spread_of(scores, 4) == spread_of(scores, 4)
    assert spread_of(scores, 5).p_value == pytest.approx(spread_of(scores, 4).p_value, abs=0.05)


@pytest.mark.parametrize(
    "scores",
    [np.zeros((2, 20)), np.zeros((5, 5)), np.full((5, 10), np.nan), np.full((5, 10), 1.5), np.zeros(20)],
)
def test_too_few_or_impossible_scores_are_refused(scores: Matrix) -> None:
    with pytest.raises(ValueError, match=r"spread|missing|scores"):
        spread_of(scores)


def test_a_spread_to_be_found_is_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        items_needed(spread_of(answers(np.random.default_rng(1), np.zeros(4), 10)), 0.0)
