"""Permuting who was given what."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from gradcheck.statistics.edits.assignment import crossed_permutation, crossed_t, identity_test
from tests.statistics.world import INTERACTION_SD, ITEM_SD, PROMPT_SD

Matrix = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


def worked(seed: int, size: int, own: float) -> Matrix:
    """Candidates by batches with effects of both, and a gain of each candidate on its own batch."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 0.15, size=(size, size))
    return np.asarray(rng.normal(0, 0.2, (size, 1)) + rng.normal(0, 0.2, size) + noise + own * np.eye(size))


@pytest.mark.parametrize("size", [3, 5, 6])
def test_few_batches_give_the_exact_p_of_scipys_pairings(size: int) -> None:
    matrix = worked(size, size, 0.1)

    def own(assigned: npt.NDArray[np.intp]) -> float:
        return float(matrix[np.arange(size), np.asarray(assigned, dtype=int)].mean())

    reference = stats.permutation_test(
        (np.arange(size),),
        own,
        permutation_type="pairings",
        n_resamples=10**6,
        alternative="greater",
        vectorized=False,
    )
    assert crossed_permutation(matrix, seed=1).p_value == pytest.approx(reference.pvalue, abs=1e-12)


@given(st.integers(0, 1000), st.integers(2, 6), st.floats(-1, 1), st.floats(-1, 1))
@settings(derandomize=True)
def test_good_candidates_and_easy_batches_change_nothing(seed: int, size: int, row: float, column: float) -> None:
    matrix = worked(seed, size, 0.1)
    moved = matrix + row * np.arange(size)[:, np.newaxis] + column * np.arange(size) ** 2
    result, other = crossed_permutation(matrix, seed=1), crossed_permutation(moved, seed=1)
    own, elsewhere = np.trace(matrix) / size, (matrix.sum() - np.trace(matrix)) / (size * (size - 1))
    assert size == 2 or crossed_t(moved).estimate == pytest.approx(own - elsewhere)
    # double-centring removes rows and columns from the estimate and from the order of assignments
    centred = moved - moved.mean(axis=0) - moved.mean(axis=1, keepdims=True) + moved.mean()
    assert np.trace(centred) / (size - 1) == pytest.approx(own - elsewhere)
    assert other.p_value == pytest.approx(result.p_value)


def test_many_batches_agree_with_a_longer_enumeration_and_the_seed() -> None:
    matrix = worked(1, 12, 0.05)
    first, again, other = (crossed_permutation(matrix, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first.p_value == pytest.approx(other.p_value, abs=4 * np.sqrt(2 * first.p_value / 9999))


def test_a_diagonal_that_no_other_assignment_reaches_has_the_smallest_p() -> None:
    for size, smallest in ((3, 1 / 6), (7, 1 / 5040), (12, 1e-4)):
        result = crossed_permutation(np.eye(size), seed=1)
        assert result.p_value == result.minimum_p == pytest.approx(smallest)


def test_crossed_scores_must_be_a_square_of_numbers() -> None:
    for matrix in (np.ones((2, 3)), [[1.0]], [[1.0, np.nan], [0.0, 1.0]]):
        with pytest.raises(ValueError, match=r"each of|missing"):
            crossed_permutation(matrix, seed=1)


@given(st.integers(0, 1000), st.integers(3, 9))
@settings(derandomize=True)
def test_the_interval_of_own_batches_is_about_own_less_other_cells(seed: int, size: int) -> None:
    matrix = worked(seed, size, 0.1)
    moved = matrix + np.arange(size)[:, np.newaxis] - np.arange(size) ** 2
    result = crossed_t(matrix)
    own, elsewhere = np.trace(matrix) / size, (matrix.sum() - np.trace(matrix)) / (size * (size - 1))
    assert result.estimate == pytest.approx(own - elsewhere)
    assert result.interval.low < result.estimate < result.interval.high
    assert (result.n, result.df) == (size, size - 1)
    assert (crossed_t(moved).estimate, crossed_t(moved).se) == pytest.approx((result.estimate, result.se))
    assert crossed_t(2 * matrix).se == pytest.approx(2 * result.se)


@pytest.mark.parametrize("size", [4, 10])
@pytest.mark.parametrize("varying", [0.0, 0.15])
def test_the_interval_of_own_batches_covers_and_its_error_is_that_of_the_estimate(size: int, varying: float) -> None:
    results = []
    for seed in range(1000):
        rng = np.random.default_rng(seed + 10_000)
        results.append(crossed_t(worked(seed, size, 0.1) + np.diag(rng.normal(0, varying, size))))
    covered = np.mean([result.interval.low <= 0.1 <= result.interval.high for result in results])
    assert 0.93 <= covered <= 0.975, covered
    if not varying:
        spread = np.var([result.estimate for result in results])
        assert np.mean([result.se**2 for result in results]) == pytest.approx(spread, rel=0.12)


def test_an_interval_of_own_batches_needs_three_that_vary() -> None:
    for matrix, match in ((np.eye(2), "three batches"), (np.eye(4), "variance"), (np.ones((3, 2)), "each of")):
        with pytest.raises(ValueError, match=match):
            crossed_t(matrix)


def nested(
    seed: int, feedback_sd: float, sizes: tuple[int, ...] = (3, 3, 3), steps: int = 6
) -> tuple[Matrix, Codes, Codes]:
    """Effects of edits with their steps and feedbacks."""
    rng = np.random.default_rng(seed)
    feedback = np.tile(np.repeat(np.arange(len(sizes)), sizes), steps)
    step = np.repeat(np.arange(steps), sum(sizes))
    shared = rng.normal(0, feedback_sd, size=(steps, len(sizes)))
    effects = shared[step, feedback] + rng.normal(0, 0.06, size=step.size) + rng.normal(0, 0.3, size=steps)[step]
    return effects, step, feedback


def test_in_one_step_the_identity_test_is_a_permutation_test_of_f() -> None:
    effects, step, feedback = nested(1, 0.08, sizes=(3, 4, 3), steps=1)
    groups = [effects[feedback == each] for each in range(3)]
    reference = stats.permutation_test(
        groups,
        lambda *each: stats.f_oneway(*each).statistic,
        alternative="greater",
        n_resamples=999,
        rng=5,
        vectorized=False,
    )
    result = identity_test(effects, step, feedback, seed=1)
    assert result.p_value == pytest.approx(reference.pvalue, abs=5 * np.sqrt(reference.pvalue / 999))


def test_with_two_feedbacks_of_two_edits_it_agrees_with_all_three_splits() -> None:
    effects, step, feedback = np.array([0.1, 0.2, 0.7, 0.8]), np.zeros(4), np.array([0, 0, 1, 1])
    result = identity_test(effects, step, feedback, seed=1)
    assert result.minimum_p == pytest.approx(1 / 3)
    assert result.p_value == pytest.approx(1 / 3, abs=0.02)


@given(st.integers(0, 200))
@settings(derandomize=True, max_examples=25)
def test_the_identity_test_ignores_step_levels_order_and_names(seed: int) -> None:
    effects, step, feedback = nested(seed, 0.05, sizes=(2, 3))
    result = identity_test(effects, step, feedback, seed=3, draws=499)
    moved = identity_test(effects + 5.0 * step, step, 10 * step + feedback, seed=3, draws=499)
    order = np.random.default_rng(seed).permutation(step.size)
    shuffled = identity_test(effects[order], step[order], feedback[order], seed=3, draws=499)
    assert moved.p_value == pytest.approx(result.p_value)
    assert abs(shuffled.p_value - result.p_value) <= 6 * np.sqrt(0.5 / 499)


def test_steps_with_one_feedback_say_nothing() -> None:
    effects, step, feedback = nested(2, 0.05)
    more = identity_test(
        np.append(effects, [0.9, 0.1, 0.4]), np.append(step, [9, 9, 9]), np.append(feedback, [0, 0, 0]), seed=3
    )
    less = identity_test(effects, step, feedback, seed=3)
    assert more.p_value == pytest.approx(less.p_value, abs=0.02)


def test_identity_needs_feedbacks_to_compare() -> None:
    for effects, steps, feedbacks, match in (
        ([0.1, 0.2], [0, 0], [0, 1], "two feedbacks"),
        ([0.1, 0.2, 0.3], [0, 0, 1], [0, 0, 1], "two feedbacks"),
        ([0.1, 0.1, 0.1, 0.1], [0] * 4, [0, 0, 1, 1], "variance"),
        ([0.1, np.nan, 0.1, 0.1], [0] * 4, [0, 0, 1, 1], "missing"),
    ):
        with pytest.raises(ValueError, match=match):
            identity_test(effects, steps, feedbacks, seed=1)


@pytest.mark.slow
def test_the_crossed_test_keeps_five_percent_and_finds_fourteen_points() -> None:
    rng = np.random.default_rng(61)
    rejected, p_values = {0.0: 0, 0.75: 0}, []
    for gain in rejected:
        for run in range(1000 if gain == 0 else 200):
            difficulty = rng.normal(0.0, ITEM_SD, size=16 * 8)
            shift = rng.normal(0.0, PROMPT_SD, size=(16, 1)) + gain * np.kron(np.eye(16), np.ones(8))
            chance = special.expit(difficulty + shift + rng.normal(0.0, INTERACTION_SD, size=shift.shape))
            batches = (rng.random(chance.shape) < chance).reshape(16, 16, 8).mean(axis=-1)
            p_values.append(crossed_permutation(batches, seed=run, draws=999).p_value)
            rejected[gain] += p_values[-1] <= 0.05
    assert 0.02 <= rejected[0.0] / 1000 <= 0.067, rejected
    assert rejected[0.75] / 200 > 0.9, rejected
    assert stats.kstest(p_values[:1000], "uniform", alternative="greater").pvalue > 0.001


@pytest.mark.slow
@pytest.mark.parametrize(("feedback_sd", "low", "high"), [(0.0, 0.03, 0.067), (0.05, 0.7, 1.0)])
def test_the_identity_test_keeps_five_percent_and_finds_five_points(
    feedback_sd: float, low: float, high: float
) -> None:
    runs = 1000 if feedback_sd == 0 else 200
    rng = np.random.default_rng(67)
    p_values = []
    for run in range(runs):
        effects, step, feedback = nested(5000 + run, feedback_sd, sizes=(3, 3, 3, 3), steps=12)
        noisy = effects + rng.normal(0, 0.03, size=effects.size)
        p_values.append(identity_test(noisy, step, feedback, seed=run, draws=299).p_value)
    assert low <= np.mean(np.array(p_values) <= 0.05) <= high
    if feedback_sd == 0:
        assert stats.kstest(p_values, "uniform").pvalue > 0.001
