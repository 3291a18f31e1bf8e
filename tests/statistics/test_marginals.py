"""What a gain is made of: exact sums, known truths, and how often the interval is wrong."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck.statistics.edits.marginals import UNREAD, Labels, balanced_accuracy, recalls, shortcut_excess, split_gain

ITEMS = st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 2), st.integers(-1, 2)), min_size=1, max_size=40)


def columns(items: list[tuple[int, int, int]]) -> tuple[Labels, Labels, Labels]:
    truth, before, after = np.array(items, dtype=np.int64).T
    return truth, before, after


@given(ITEMS)
@settings(max_examples=200)
def test_the_parts_add_up_to_the_gain(items: list[tuple[int, int, int]]) -> None:
    truth, before, after = columns(items)
    parts = split_gain(truth, before, after, 3)
    assert parts.gain == pytest.approx(np.mean(after == truth) - np.mean(before == truth), abs=1e-12)
    assert parts.format + parts.prior + parts.rest == pytest.approx(parts.gain, abs=1e-12)


@given(ITEMS, st.integers(0, 5))
@settings(max_examples=50)
def test_the_estimate_is_the_split_of_the_items_themselves(items: list[tuple[int, int, int]], seed: int) -> None:
    truth, before, after = columns(items)
    parts = split_gain(truth, before, after, 3)
    estimate, (low, high) = shortcut_excess(truth, before, after, 3, share=0.5, seed=seed)
    assert estimate == pytest.approx(parts.format + parts.prior - parts.gain / 2, abs=1e-12)
    assert low <= high


def test_recalls_and_balanced_accuracy_are_means_by_label() -> None:
    truth, said = np.array([0, 0, 0, 1, 2]), np.array([0, 0, UNREAD, 0, 2])
    assert recalls(truth, said, 4) == [pytest.approx(2 / 3), 0.0, 1.0, None]
    assert balanced_accuracy(truth, said, 4) == pytest.approx((2 / 3 + 0 + 1) / 3)


def test_answers_that_become_readable_and_stay_random_are_format() -> None:
    truth = np.tile([0, 1], 200)
    parts = split_gain(truth, np.full(400, UNREAD), np.repeat([0, 1], 200), 2)
    assert (parts.gain, parts.format, parts.prior, parts.rest) == pytest.approx((0.5, 0.5, 0.0, 0.0))


def test_saying_the_common_label_more_often_is_prior() -> None:
    truth = np.repeat([0, 1], [80, 20])
    parts = split_gain(truth, np.tile([0, 1], 50), np.zeros(100, dtype=np.int64), 2)
    assert (parts.gain, parts.format, parts.prior, parts.rest) == pytest.approx((0.3, 0.0, 0.3, 0.0))


def test_the_right_labels_at_the_same_marginals_are_the_rest() -> None:
    truth = np.repeat([0, 1], 50)
    parts = split_gain(truth, np.tile([0, 1], 50), truth, 2)
    assert (parts.gain, parts.format, parts.prior, parts.rest) == pytest.approx((0.5, 0.0, 0.0, 0.5))


def world(rng: np.random.Generator, n: int, skill: float) -> tuple[Labels, Labels, Labels]:
    """Nothing was readable; now everything is, and a share of it is known while the rest is drawn from the marginals.

    Format is 1/2 of accuracy and skill adds skill/2, so that the excess over half of the gain is (1 - skill) / 4.
    """
    truth = rng.integers(0, 2, n)
    guess = rng.integers(0, 2, n)
    after = np.where(rng.random(n) < skill, truth, guess)
    return truth, np.full(n, UNREAD), after


@pytest.mark.slow
@pytest.mark.parametrize("n", [60, 200])
def test_the_interval_holds_the_true_excess_about_as_often_as_it_says(n: int) -> None:
    rng = np.random.default_rng(5)
    skill, runs = 0.6, 1000
    inside = 0
    for seed in range(runs):
        _, (low, high) = shortcut_excess(*world(rng, n, skill), 2, share=0.5, seed=seed)
        inside += low <= (1 - skill) / 4 <= high
    assert 0.92 <= inside / runs <= 0.975


@pytest.mark.slow
def test_a_gain_that_is_half_shortcut_is_called_one_as_seldom_as_the_interval_promises() -> None:
    """Half of the answers become readable and half of all are known now: the excess is zero."""
    rng = np.random.default_rng(6)
    called = []
    for seed in range(1000):
        truth, _, after = world(rng, 100, 0.5)
        before = np.where(rng.random(100) < 0.5, UNREAD, rng.integers(0, 2, 100))
        called.append(shortcut_excess(truth, before, after, 2, share=0.5, seed=seed)[1][0] > 0)
    assert np.mean(called) <= 0.067
