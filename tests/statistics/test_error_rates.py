"""Error rates, coverage and power over pairs of edits in a world whose truth is known.

Analyses that count items instead of edits must fail here, or the world would be too easy to expose them. Limits
are the 99 % limits of a thousand runs of an exactly calibrated procedure.
"""

import numpy as np
import numpy.typing as npt
import pytest
from scipy import optimize, special, stats

from gradcheck.statistics.edits.crossed import Scope, TwoWayInterval
from gradcheck.statistics.edits.pairs import cluster_flip, pair_means, sign_flip, two_way_interval
from gradcheck.statistics.edits.power import minimum_detectable_effect, noise_components
from gradcheck.statistics.edits.selection import best_of
from gradcheck.statistics.equivalence import tost
from gradcheck.statistics.multiplicity import holm
from gradcheck.statistics.runs.paired import paired_difference
from gradcheck.statistics.student import cluster_t, pair_t
from tests.statistics.world import (
    INTERACTION_SD,
    ITEM_SD,
    ITEMS,
    PROMPT_SD,
    RUNS,
    candidates,
    expected_score,
    pairs_of_edits,
    scores,
)

MOST_FALSE = 0.067
SPREAD = ITEM_SD**2 + INTERACTION_SD**2 + PROMPT_SD**2


def covers(result: TwoWayInterval, se: float, df: int, truth: float) -> bool:
    """Whether the 95 % t-interval with this standard error contains the truth."""
    return abs(result.estimate - truth) <= se * float(special.stdtrit(df, 0.975))


def difference(gain: float, gain_sd: float = 0.0) -> float:
    """The true difference in score of two arms whose edits differ by `gain` log odds."""
    return float(expected_score(gain, SPREAD + gain_sd**2) - expected_score(0.0, SPREAD))


def gain_of(score: float) -> float:
    """The gain in log odds that makes this difference in score."""
    return float(optimize.brentq(lambda gain: difference(gain) - score, 0.0, 3.0))


@pytest.mark.slow
@pytest.mark.parametrize(("steps", "repeats"), [(10, 2), (6, 2), (20, 1)])
def test_tests_over_pairs_keep_five_percent_where_item_level_analyses_fail(steps: int, repeats: int) -> None:
    rng = np.random.default_rng(101 + steps)
    named = np.repeat(np.arange(steps), repeats)
    p_values: dict[str, list[float]] = {}
    for run in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=steps, repeats=repeats)
        differences = real - placebo
        means = pair_means(differences)
        two_way = two_way_interval(differences, named, scope="this_run").p_value
        assert two_way is not None
        for name, p_value in (
            ("sign flip", sign_flip(means, seed=run, draws=999).p_value),
            ("one-sided sign flip", sign_flip(means, seed=run, draws=999, alternative="greater").p_value),
            ("step flip", cluster_flip(means, named, seed=run, draws=999).p_value),
            ("t over pairs", pair_t(means).p_value),
            ("t over steps", cluster_t(means, named).p_value),
            ("two-way t", two_way),
            ("McNemar on one pair", paired_difference(placebo[0], real[0], seed=run).p_value),
            ("all items pooled", float(stats.ttest_1samp(differences.ravel(), 0.0).pvalue)),
        ):
            p_values.setdefault(name, []).append(p_value)
    rates = {name: float(np.mean(np.array(values) <= 0.05)) for name, values in p_values.items()}
    for failing in ("McNemar on one pair", "all items pooled"):
        assert rates.pop(failing) > 0.15, rates
    assert rates.pop("two-way t") <= MOST_FALSE, rates
    assert all(0.02 <= rate <= MOST_FALSE for rate in rates.values()), rates
    for continuous in ("t over pairs", "t over steps", "two-way t"):
        assert stats.kstest(p_values[continuous], "uniform").pvalue > 0.001, continuous
    for discrete in ("sign flip", "one-sided sign flip", "step flip"):  # ties may only make them larger
        assert stats.kstest(p_values[discrete], "uniform", alternative="greater").pvalue > 0.001, discrete


@pytest.mark.slow
def test_holm_over_contrasts_that_share_an_arm_keeps_five_percent_where_raw_p_values_fail() -> None:
    rng = np.random.default_rng(113)
    family = raw = 0
    for _ in range(RUNS):
        arms = candidates(rng, steps=20, gains=(0.2,) * 6, size=1, items=50).fresh[:, :, 0]
        p_values = [pair_t(pair_means(arms[0] - arm)).p_value for arm in arms[1:]]
        family += bool(holm(p_values).min() <= 0.05)
        raw += min(p_values) <= 0.05
    assert 0.02 <= family / RUNS <= MOST_FALSE, family
    assert raw / RUNS > 0.10, raw


@pytest.mark.slow
def test_the_accepted_edit_as_the_real_arm_shows_an_effect_that_is_not_there() -> None:
    rng = np.random.default_rng(127)
    accepted = redrawn = 0
    for run in range(RUNS):
        drawn = candidates(rng, steps=20, gains=(0.2, 0.2))
        winners = best_of(drawn.gate[0].mean(axis=-1), drawn.fresh[0], 4)
        placebo = drawn.fresh[1, :, 0]
        accepted += sign_flip(pair_means(winners - placebo), seed=run, draws=499).p_value <= 0.05
        redrawn += sign_flip(pair_means(drawn.fresh[0, :, 0] - placebo), seed=run, draws=499).p_value <= 0.05
    assert accepted / RUNS > 0.15, accepted
    assert 0.03 <= redrawn / RUNS <= MOST_FALSE, redrawn


def test_recorded_scores_before_and_after_show_an_effect_of_an_edit_that_changes_nothing() -> None:
    rng = np.random.default_rng(131)
    chances = special.expit(rng.normal(0.5, np.hypot(ITEM_SD, INTERACTION_SD), size=(RUNS, 16, 40)))
    recorded, after, again = rng.random((3, *chances.shape)) < chances
    failed = np.argsort(recorded, axis=-1, kind="stable")[..., :8]  # the critic is shown the items that failed

    def gains(before: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        on_after, on_before = (np.take_along_axis(each, failed, axis=-1).mean(axis=-1) for each in (after, before))
        return np.asarray(on_after - on_before, dtype=np.float64)

    naive = np.mean([pair_t(gain).p_value <= 0.05 for gain in gains(recorded)])
    evaluated_again = np.mean([pair_t(gain).p_value <= 0.05 for gain in gains(again)])
    assert naive > 0.99
    assert 0.03 <= evaluated_again <= MOST_FALSE


def test_cluster_flip_keeps_five_percent_over_steps_where_flipping_pairs_fails() -> None:
    rng = np.random.default_rng(211)
    steps = np.repeat(np.arange(8), 4)
    by_step = by_pair = 0
    for run in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=8, gain_sd=0.6, repeats=4)
        means = pair_means(real - placebo)
        by_step += cluster_flip(means, steps, seed=run, draws=999).p_value <= 0.05
        by_pair += sign_flip(means, seed=run, draws=999).p_value <= 0.05
    assert 0.03 <= by_step / RUNS <= MOST_FALSE, by_step
    assert by_pair / RUNS > 0.15, by_pair


def test_two_way_interval_covers_a_contrast_with_the_base_prompt_where_pairs_alone_fail() -> None:
    rng = np.random.default_rng(307)
    truth = float(expected_score(0.2, SPREAD) - expected_score(0.0, SPREAD - PROMPT_SD**2))
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
def test_intervals_cover_a_contrast_of_arms_where_items_alone_fail(scope: Scope, gain_sd: float) -> None:
    rng = np.random.default_rng(401)
    truth = difference(0.4, gain_sd)
    steps = np.repeat(np.arange(10), 2)
    two_way = items_only = rows = 0
    for _ in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=10, gain=0.4, gain_sd=gain_sd)
        result = two_way_interval(real - placebo, steps, scope=scope)
        one_way = cluster_t(pair_means(real - placebo), steps if scope == "method" else np.arange(20)).interval
        two_way += covers(result, result.se, result.df, truth)
        items_only += covers(result, result.se_items, ITEMS - 1, truth)
        rows += one_way.low <= truth <= one_way.high
    assert 0.93 <= two_way / RUNS <= 0.98, two_way
    assert 0.92 <= rows / RUNS <= 0.975, rows
    assert items_only / RUNS < 0.85, items_only


def test_two_way_interval_still_covers_when_cells_are_missing() -> None:
    rng = np.random.default_rng(503)
    truth = difference(0.4)
    covered = 0
    for _ in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=10, gain=0.4)
        differences = np.where(rng.random(real.shape) < 0.3, np.nan, real - placebo)
        result = two_way_interval(differences, np.arange(20), scope="this_run")
        covered += covers(result, result.se, result.df, truth)
    assert 0.93 <= covered / RUNS <= 0.98, covered


def test_an_effect_as_large_as_the_margin_is_seldom_called_equivalent() -> None:
    rng = np.random.default_rng(601)
    gain, delta = gain_of(0.05), 0.05
    declared = 0
    for _ in range(RUNS):
        real, placebo = pairs_of_edits(rng, steps=40, gain=gain, repeats=1)
        result = two_way_interval(real - placebo, np.arange(40), scope="this_run")
        declared += tost(result.estimate, result.se, result.df, delta).p_value <= 0.05
    assert 0.01 <= declared / RUNS <= MOST_FALSE, declared


def nested_edits(rng: np.random.Generator, steps: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.intp]]:
    """Two edits a step under one arm, and their steps."""
    return candidates(rng, steps=steps, gains=(0.0,), size=2).fresh[0].reshape(2 * steps, ITEMS), np.arange(
        2 * steps
    ) // 2


def test_the_predicted_effect_is_detected_with_the_promised_power() -> None:
    rng = np.random.default_rng(701)
    edits, _ = nested_edits(rng, 300)
    effect = minimum_detectable_effect(noise_components(edits[0::2] - edits[1::2]).pair_sd, 20)
    gain = gain_of(effect)
    by_t = by_flip = 0
    for run in range(500):
        real, placebo = pairs_of_edits(rng, steps=20, gain=gain, repeats=1)
        means = pair_means(real - placebo)
        by_t += pair_t(means).p_value <= 0.05
        by_flip += sign_flip(means, seed=run, draws=999).p_value <= 0.05
    assert by_t / 500 == pytest.approx(0.8, abs=0.07), by_t
    assert by_flip / 500 == pytest.approx(0.8, abs=0.07), by_flip
