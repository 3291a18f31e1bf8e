"""Best of k among K candidates."""

from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck.statistics.edits.selection import best_of, best_of_weights, selection_curve, with_rollback

GATES = st.lists(st.sampled_from([0.0, 0.2, 0.4, 0.6, 1.0]), min_size=1, max_size=6)


def listed(gate: list[float], values: npt.NDArray[np.float64], k: int) -> float:
    """The mean value of the gate's winner over all subsets of k, the winners of a tie averaged."""
    picks = []
    for subset in combinations(range(len(gate)), k):
        top = max(gate[i] for i in subset)
        picks.append(np.mean([values[i] for i in subset if gate[i] == top]))
    return float(np.mean(picks))


@given(GATES, st.data())
@settings(derandomize=True)
def test_best_of_equals_the_list_of_all_subsets(gate: list[float], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(gate)))
    values = np.random.default_rng(len(gate)).normal(size=len(gate))
    weights = best_of_weights(gate, k)
    assert weights.sum() == pytest.approx(1)
    assert weights @ values == pytest.approx(listed(gate, values, k))
    assert best_of(gate, values[:, np.newaxis], k)[0] == pytest.approx(listed(gate, values, k))


def test_one_is_the_mean_and_all_the_winner_or_the_mean_of_those_tied() -> None:
    fresh = np.array([[0.1, 0.9], [0.4, 0.2], [0.3, 0.3]])
    assert best_of([3, 1, 2], fresh, 1) == pytest.approx(fresh.mean(axis=0))
    assert best_of([3, 1, 2], fresh, 3) == pytest.approx(fresh[0])
    assert best_of([3, 1, 3], fresh, 3) == pytest.approx((fresh[0] + fresh[2]) / 2)


@pytest.mark.parametrize("solved", [0, 1, 3, 5])
def test_for_a_gate_that_sees_the_truth_it_is_the_unbiased_pass_at_k(solved: int) -> None:
    outcomes = np.array([1.0] * solved + [0.0] * (5 - solved))
    for k in range(1, 6):
        chance = 1 - comb(5 - solved, k) / comb(5, k)
        assert best_of(outcomes, outcomes[:, np.newaxis], k)[0] == pytest.approx(chance)


def test_it_is_unbiased_for_every_k() -> None:
    rng = np.random.default_rng(51)
    quality = rng.normal(size=(40_000, 5))
    gate = np.round(quality + rng.normal(size=quality.shape))
    fresh = quality + rng.normal(size=quality.shape)
    curve = selection_curve(gate, fresh)
    assert curve.shape == (5, 40_000)
    noise = rng.random(gate.shape) * 1e-6
    for k in range(1, 6):
        winners = np.argmax((gate + noise)[:, :k], axis=1)
        direct = quality[np.arange(len(quality)), winners]
        error = np.sqrt(direct.var() / 40_000 + curve[k - 1].var() / 40_000)
        assert curve[k - 1].mean() == pytest.approx(direct.mean(), abs=3 * error)


@given(GATES, st.floats(0, 1), st.data())
@settings(derandomize=True)
def test_a_rollback_keeps_the_old_prompt_where_no_candidate_of_the_subset_beats_it(
    gate: list[float], old_gate: float, data: st.DataObject
) -> None:
    k = data.draw(st.integers(1, len(gate)))
    values = np.arange(1.0, len(gate) + 1)[:, np.newaxis]
    accepted = np.array(gate) > old_gate
    rolled = with_rollback(values, [-1.0], accepted)
    expected = listed(gate, np.where(accepted, values[:, 0], -1.0), k)
    assert best_of(gate, rolled, k)[0] == pytest.approx(expected)


def test_leading_axes_are_independent() -> None:
    rng = np.random.default_rng(6)
    gate, fresh, old = rng.random((2, 3, 4)), rng.random((2, 3, 4, 5)), rng.random((2, 3, 5))
    together = best_of(gate, with_rollback(fresh, old, gate > 0.5), 3)
    for a, s in np.ndindex(2, 3):
        alone = best_of(gate[a, s], with_rollback(fresh[a, s], old[a, s], gate[a, s] > 0.5), 3)
        assert together[a, s] == pytest.approx(alone)


def test_a_missing_score_of_a_sure_loser_does_not_matter() -> None:
    fresh = np.array([[np.nan, 0.5], [1.0, np.nan], [0.0, 1.0]])
    assert best_of([1, 2, 3], fresh, 3).tolist() == [0.0, 1.0]
    assert np.isnan(best_of([1, 2, 3], fresh, 1)).all()


def test_impossible_selections_are_refused() -> None:
    for gate, k in (([0.1, 0.2], 0), ([0.1, 0.2], 3), ([0.1, np.nan], 1), (0.5, 1)):
        with pytest.raises(ValueError, match=r"best|gate"):
            best_of_weights(gate, k)
    with pytest.raises(ValueError, match="fresh"):
        best_of([0.1, 0.2], np.ones((3, 4)), 1)
