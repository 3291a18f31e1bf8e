"""Choices in populations: who survives, who breeds."""

from collections import Counter

import numpy as np
import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.methods.policies.population import Member, donors, fittest, softmax, wheel


def members(*scores: float | None) -> list[Member]:
    return [
        Member(
            candidate=Candidate(id=f"c{n}", components={}),
            entry=PoolEntry(candidate=f"c{n}", score=score, n=score is not None),
        )
        for n, score in enumerate(scores)
    ]


def names(found: list[Member]) -> list[str]:
    return [member.candidate.id for member in found]


def test_the_fittest_come_first_equals_in_order_and_the_unscored_last() -> None:
    assert names(fittest(members(0.1, None, 0.5, 0.1, 0.0))) == ["c2", "c0", "c3", "c4", "c1"]
    assert names(fittest(members(0.1, 0.5, 0.2), 2)) == ["c1", "c2"]


def test_the_wheel_draws_in_proportion_to_fitness() -> None:
    drawn = Counter(names(wheel(members(0.1, 0.3, 0.6, 0.0), 6000, np.random.default_rng(0))))
    assert [drawn[name] / 6000 for name in ("c0", "c1", "c2", "c3")] == pytest.approx([0.1, 0.3, 0.6, 0], abs=0.02)


@pytest.mark.parametrize("scores", [(0.0, 0.0), (-1.0, -3.0), (None, None), (0.0, None)])
def test_where_no_fitness_is_positive_the_wheel_is_fair(scores: tuple[float | None, ...]) -> None:
    drawn = Counter(names(wheel(members(*scores), 4000, np.random.default_rng(0))))
    assert drawn["c0"] / 4000 == pytest.approx(0.5, abs=0.03)


def test_a_negative_or_missing_fitness_has_no_chance_beside_a_positive_one() -> None:
    assert set(names(wheel(members(-5.0, 0.2, None, 0.0), 50, np.random.default_rng(0)))) == {"c1"}


def test_the_softmax_draws_places_by_the_exponent_of_their_worth() -> None:
    drawn = Counter(softmax([0.0, 0.2, 0.4], 0.2, 6000, np.random.default_rng(0)))
    weights = np.exp([0, 1, 2]) / np.exp([0, 1, 2]).sum()
    assert [drawn[place] / 6000 for place in range(3)] == pytest.approx(weights, abs=0.02)


def test_the_softmax_is_fair_among_those_of_whom_nothing_is_known_and_else_leaves_them_out() -> None:
    fair = Counter(softmax([-np.inf, -np.inf], 0.2, 4000, np.random.default_rng(0)))
    assert fair[0] / 4000 == pytest.approx(0.5, abs=0.03)
    assert set(softmax([-np.inf, 0.1, -np.inf], 0.2, 50, np.random.default_rng(0))) == {1}


@pytest.mark.parametrize("seed", range(10))
def test_donors_are_two_others(seed: int) -> None:
    pair = names(list(donors(members(0, 0, 0, 0), 2, np.random.default_rng(seed))))
    assert len(set(pair)) == 2
    assert "c2" not in pair


def test_donors_of_small_populations_repeat() -> None:
    rng = np.random.default_rng(0)
    assert names(list(donors(members(0, 0), 0, rng))) == ["c1", "c1"]
    assert names(list(donors(members(0), 0, rng))) == ["c0", "c0"]
