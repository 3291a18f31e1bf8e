"""Placebo texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.diagnostics.placebo import leaks, placebo, words


@given(st.integers(1, 400), st.integers(0, 5))
def test_a_placebo_is_as_long_as_the_feedback_within_a_tenth_or_two_words(length: int, seed: int) -> None:
    found = words(placebo(length, ("positive", "negative"), np.random.default_rng(seed)))
    assert abs(found - length) <= max(0.1 * length, 2)


@pytest.mark.parametrize("labels", [("clearer", "rushed"), ("no", "yes"), ("needs a look",)])
def test_a_placebo_holds_no_word_of_a_label(labels: tuple[str, ...]) -> None:
    for seed in range(20):
        assert not leaks(placebo(60, labels, np.random.default_rng(seed)), labels)


def test_a_word_is_a_whole_word_whatever_its_case() -> None:
    assert leaks("It is GOOD.", ["good"])
    assert leaks("It is not so.", ["not enough info"])
    assert not leaks("It is goodish.", ["good"])
    assert not leaks("Anything.", [])


def test_words_are_counted_in_any_alphabet() -> None:
    assert words("Это слишком длинно, don't") == 4


def test_other_draws_are_other_texts() -> None:
    assert len({placebo(30, (), np.random.default_rng(seed)) for seed in range(10)}) > 5
