"""The surrogate over categorical choices: what it asks for, given what it was told."""

from collections.abc import Callable

import numpy as np
import pytest

from gradcheck.statistics.search.surrogate import Choice, Surrogate

Score = Callable[[Choice], float | None]


def additive(choice: Choice) -> float:
    """Best at (2, 3)."""
    return 0.5 * (choice[0] == 2) + 0.5 * (choice[1] == 3)


def searched(seed: int, waves: int, at_once: int, score: Score = additive) -> list[Choice]:
    surrogate = Surrogate((4, 5), np.random.default_rng(seed))
    surrogate.note((0, 0), 0.0)
    asked: list[Choice] = []
    for _ in range(waves):
        choices = surrogate.ask(at_once)
        surrogate.tell([score(choice) for choice in choices])
        asked += choices
    return asked


@pytest.mark.parametrize("at_once", [1, 3])
def test_the_same_seed_and_scores_give_the_same_combinations_and_0_is_a_seed(at_once: int) -> None:
    by_seed = [searched(seed, 15, at_once) for seed in (0, 0, 1)]
    assert by_seed[0] == by_seed[1] != by_seed[2]


@pytest.mark.parametrize("at_once", [1, 3])
def test_it_comes_to_ask_for_what_scores_best(at_once: int) -> None:
    late = [choice for seed in range(4) for choice in searched(seed, 60 // at_once, at_once)[40:]]
    assert sum(map(additive, late)) / len(late) > 0.6
    early = [choice for seed in range(4) for choice in searched(seed, 60 // at_once, at_once)[:8]]
    assert sum(map(additive, early)) / len(early) < 0.5


def test_it_asks_for_options_that_there_are() -> None:
    assert all(0 <= first < 4 and 0 <= second < 5 for first, second in searched(3, 40, 1))


def test_a_trial_without_a_score_is_no_score_of_zero() -> None:
    def failing(choice: Choice) -> float | None:
        return None if choice[0] == 2 else additive(choice)

    def punished(choice: Choice) -> float | None:
        return -1.0 if choice[0] == 2 else additive(choice)

    failed, zero = (
        [choice for seed in range(6) for choice in searched(seed, 50, 1, score)[25:]] for score in (failing, punished)
    )
    share = [sum(choice[0] == 2 for choice in asked) / len(asked) for asked in (failed, zero)]
    assert share[0] > share[1] + 0.05


def test_trials_at_once_are_told_apart_by_a_lie(capfd: pytest.CaptureFixture[str]) -> None:
    """What was just asked for counts as bad until it is scored."""
    surrogate = Surrogate((6, 6), np.random.default_rng(1))
    for place in range(36):
        surrogate.note((place // 6, place % 6), float(place == 35))
    together = surrogate.ask(12)
    surrogate.tell([1.0] * 12)
    apart = [surrogate.ask(1)[0]]
    for _ in range(11):
        surrogate.tell([1.0])
        apart += surrogate.ask(1)
    assert len(set(together)) > len(set(apart))
    assert capfd.readouterr() == ("", "")
