"""Forced choices by step."""

import numpy as np
import pytest
from scipy import stats

from gradcheck.statistics.edits.identification import identification


def test_one_question_a_step_is_the_exact_binomial() -> None:
    right = np.array([1.0, 1, 1, 1, 1, 0, 1, 0])
    found = identification(right, np.full(8, 4), np.arange(8), seed=0)
    assert found.test == "exact binomial"
    assert found.p_value == pytest.approx(stats.binomtest(6, 8, 0.25, alternative="greater").pvalue)
    assert found.p_opposite == pytest.approx(stats.binomtest(6, 8, 0.25, alternative="less").pvalue)
    assert found.minimum_p == pytest.approx(0.25**8)
    assert found.above_chance == 0.5


def test_several_questions_a_step_count_as_one_step() -> None:
    """A judge that always answers alike about a step is not eight times as sure."""
    steps = np.repeat(np.arange(6), 8)
    right = np.repeat([1.0, 1, 1, 1, 0, 0], 8)
    found = identification(right, np.full(48, 4), steps, seed=0)
    assert found.test == "sign flip of steps"
    assert found.p_value > 0.05
    assert stats.binomtest(32, 48, 0.25, alternative="greater").pvalue < 1e-8


def test_each_question_has_its_own_chance() -> None:
    options = np.array([2.0, 4.0, 2.0, 4.0])
    found = identification([1.0, 0.0, 1.0, 0.0], options, [0, 1, 2, 3], seed=0)
    assert found.above_chance == pytest.approx((0.5 - 0.25 + 0.5 - 0.25) / 4)
    assert found.test == "sign flip of steps"


@pytest.mark.parametrize("agreement", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(("steps", "repeats", "options"), [(5, 3, 4), (8, 2, 3), (10, 4, 4)])
def test_a_judge_that_guesses_is_believed_in_five_percent_at_most(
    steps: int, repeats: int, options: int, agreement: float
) -> None:
    """However much its answers about one step agree; counting answers as independent would not hold."""
    rng = np.random.default_rng(steps)
    named, runs = np.repeat(np.arange(steps), repeats), 400
    believed = below = naive = 0
    for _ in range(runs):
        alone = rng.random((steps, repeats)) < 1 / options
        same = np.broadcast_to(rng.random((steps, 1)) < 1 / options, alone.shape)
        right = np.where(rng.random((steps, 1)) < agreement, same, alone).ravel().astype(float)
        found = identification(right, np.full(right.size, options), named, seed=0)
        believed += found.p_value <= 0.05
        below += found.p_opposite <= 0.05
        naive += stats.binom.sf(right.sum() - 1, right.size, 1 / options) <= 0.05
    limit = runs * 0.081  # the 99 % limit of 400 runs of an exact test
    assert believed <= limit
    assert below <= limit
    if agreement == 1.0:
        assert naive > limit


def test_a_judge_that_knows_is_believed() -> None:
    rng = np.random.default_rng(4)
    steps = np.repeat(np.arange(8), 4)
    believed = 0
    for _ in range(100):
        right = (rng.random(32) < 0.7).astype(float)
        believed += identification(right, np.full(32, 4), steps, seed=0).p_value <= 0.05
    assert believed >= 95


@pytest.mark.parametrize(("right", "options"), [([], []), ([0.5], [2.0]), ([1.0], [1.0]), ([1.0, 0.0], [2.0])], ids=str)
def test_answers_that_are_none_are_refused(right: list[float], options: list[float]) -> None:
    with pytest.raises(ValueError, match=r"a test needs|right or wrong"):
        identification(right, options, list(range(len(right))), seed=0)
