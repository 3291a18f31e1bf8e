"""Error rates and coverage in a world whose truth is known.

Items have a difficulty, every drawn prompt an effect of its own and an interaction with each item; a score is
one Bernoulli draw. The unit that repeats is the prompt. Analyses that count items instead must fail here, or
the world would be too easy to expose them.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
from scipy import special, stats

from service.statistics.paired import paired_difference
from service.statistics.pairs import (
    Scope,
    TwoWayInterval,
    cluster_flip,
    pair_means,
    sign_flip,
    two_way_interval,
)

ITEM_SD: Final = 1.2
PROMPT_SD: Final = 0.35
INTERACTION_SD: Final = 0.8
RUNS: Final = 1000
ITEMS: Final = 100

Scores = npt.NDArray[np.float64]


def scores(rng: np.random.Generator, difficulty: Scores, shift: Scores) -> Scores:
    """Scores of one prompt for each entry of `shift` (a log odds) on items of given difficulty."""
    interaction = rng.normal(0.0, INTERACTION_SD, size=(shift.size, difficulty.size))
    chance = special.expit(difficulty + shift[:, np.newaxis] + interaction)
    return (rng.random(chance.shape) < chance).astype(np.float64)


def pairs_of_edits(
    rng: np.random.Generator, *, steps: int, gain: float = 0.0, gain_sd: float = 0.0, repeats: int = 2
) -> Scores:
    """Two arms, shape (2, pairs, items); the first gains `gain` log odds, varying by step with `gain_sd`."""
    difficulty = rng.normal(0.0, ITEM_SD, size=ITEMS)
    pairs = steps * repeats
    by_step = np.repeat(rng.normal(gain, gain_sd, size=steps), repeats)
    arms = [by_step + rng.normal(0.0, PROMPT_SD, size=pairs), rng.normal(0.0, PROMPT_SD, size=pairs)]
    return np.stack([scores(rng, difficulty, arm) for arm in arms])


def expected_score(shift: float, variance: float) -> float:
    """The mean of expit(shift + normal) by Gauss-Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    return float(np.sum(weights * special.expit(shift + math.sqrt(variance) * nodes)) / math.sqrt(2 * math.pi))


def covers(result: TwoWayInterval, se: float, df: int, truth: float) -> bool:
    """Whether the 95 % t-interval with this standard error contains the truth."""
    return abs(result.estimate - truth) <= se * float(special.stdtrit(df, 0.975))


@pytest.mark.parametrize("steps", [6, 10])
def test_sign_flip_keeps_five_percent_where_item_level_analyses_fail(steps: int) -> None:
    rng = np.random.default_rng(101 + steps)
    rejected = {"sign_flip": 0, "mcnemar_on_one_pair": 0, "pooled_items": 0}
    for run in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=steps)
        differences = real - placebo
        rejected["sign_flip"] += sign_flip(pair_means(differences), seed=run, draws=999).p_value <= 0.05
        rejected["mcnemar_on_one_pair"] += paired_difference(placebo[0], real[0], seed=run).p_value <= 0.05
        rejected["pooled_items"] += bool(stats.ttest_1samp(differences.ravel(), 0.0).pvalue <= 0.05)
    rates = {name: count / RUNS for name, count in rejected.items()}
    assert 0.03 <= rates["sign_flip"] <= 0.067, rates
    assert rates["mcnemar_on_one_pair"] > 0.12, rates
    assert rates["pooled_items"] > 0.12, rates


def test_cluster_flip_keeps_five_percent_over_steps_where_flipping_pairs_fails() -> None:
    rng = np.random.default_rng(211)
    steps = np.repeat(np.arange(8), 4)
    by_step = by_pair = 0
    for run in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=8, gain_sd=0.6, repeats=4)
        means = pair_means(real - placebo)
        by_step += cluster_flip(means, steps, seed=run, draws=999).p_value <= 0.05
        by_pair += sign_flip(means, seed=run, draws=999).p_value <= 0.05
    assert 0.03 <= by_step / RUNS <= 0.067, by_step
    assert by_pair / RUNS > 0.12, by_pair


def test_two_way_interval_covers_a_contrast_with_the_base_prompt_where_pairs_alone_fail() -> None:
    rng = np.random.default_rng(307)
    spread = ITEM_SD**2 + INTERACTION_SD**2
    truth = expected_score(0.2, spread + PROMPT_SD**2) - expected_score(0.0, spread)
    steps = np.repeat(np.arange(10), 4)
    two_way = rows_only = 0
    for _ in range(RUNS):
        difficulty = rng.normal(0.0, ITEM_SD, size=ITEMS)
        base = scores(rng, difficulty, np.zeros(1))
        edits = scores(rng, difficulty, rng.normal(0.2, PROMPT_SD, size=40))
        result = two_way_interval(edits - base, steps, scope="this_run")
        two_way += covers(result, result.se, result.df, truth)
        rows_only += covers(result, result.se_rows, 39, truth)
    assert 0.93 <= two_way / RUNS <= 0.98, two_way
    assert rows_only / RUNS < 0.7, rows_only


@pytest.mark.parametrize(("scope", "gain_sd"), [("this_run", 0.0), ("method", 0.6)])
def test_two_way_interval_covers_a_contrast_of_arms_where_items_alone_fail(scope: Scope, gain_sd: float) -> None:
    rng = np.random.default_rng(401)
    spread = ITEM_SD**2 + INTERACTION_SD**2 + PROMPT_SD**2
    truth = expected_score(0.4, spread + gain_sd**2) - expected_score(0.0, spread)
    steps = np.repeat(np.arange(10), 2)
    two_way = items_only = 0
    for _ in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=10, gain=0.4, gain_sd=gain_sd)
        result = two_way_interval(real - placebo, steps, scope=scope)
        two_way += covers(result, result.se, result.df, truth)
        items_only += covers(result, result.se_items, ITEMS - 1, truth)
    assert 0.93 <= two_way / RUNS <= 0.98, two_way
    assert items_only / RUNS < 0.87, items_only


def test_two_way_interval_still_covers_when_cells_are_missing() -> None:
    rng = np.random.default_rng(503)
    spread = ITEM_SD**2 + INTERACTION_SD**2 + PROMPT_SD**2
    truth = expected_score(0.4, spread) - expected_score(0.0, spread)
    covered = 0
    for _ in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=10, gain=0.4)
        differences = np.where(rng.random(real.shape) < 0.3, np.nan, real - placebo)
        result = two_way_interval(differences, np.arange(20), scope="this_run")
        covered += covers(result, result.se, result.df, truth)
    assert 0.93 <= covered / RUNS <= 0.98, covered
