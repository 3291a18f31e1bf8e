"""Selection policies against small independent implementations."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example
from gradcheck.methods.policies.bandits import brute_force, successive_rejects, ucb
from gradcheck.methods.policies.policy import Policy, Pull
from tests.support.made import rollout

Score = Callable[[str, str], float | None]


def candidates(count: int) -> list[Candidate]:
    return [Candidate(id=f"c{n}", components={"user": str(n)}) for n in range(count)]


def items(count: int) -> list[Example]:
    return [Example(id=f"e{n}", fields={}, split="validation") for n in range(count)]


def play(policy: Policy, score: Score, most: int | None = None) -> tuple[list[Pull], list[PoolEntry]]:
    """Carry a policy out; of each pull at most `most` rollouts are started."""
    pulls = [next(policy)]
    try:
        while True:
            pairs = [(c.id, e.id) for c in pulls[-1].candidates for e in pulls[-1].examples][:most]
            pulls.append(policy.send([rollout(c, e, score(c, e)) for c, e in pairs]))
    except StopIteration as done:
        return pulls, done.value


def noisy(seed: int) -> Score:
    rng = np.random.default_rng(seed)
    table = {(f"c{c}", f"e{e}"): float(rng.random() < 0.2 + 0.06 * c) for c in range(12) for e in range(200)}
    return lambda candidate, example: table[candidate, example]


def test_brute_force_tries_everything_once_and_ranks_by_the_mean() -> None:
    pulls, ranked = play(brute_force(candidates(3), items(4)), lambda c, _: int(c[1]) / 2)
    assert len(pulls) == 1
    assert [entry.candidate for entry in ranked] == ["c2", "c1", "c0"]
    assert all(entry.n == 4 for entry in ranked)


def test_failures_are_counted_and_are_no_zeros() -> None:
    _, ranked = play(brute_force(candidates(2), items(10)), lambda _, e: None if e == "e0" else 1.0)
    assert [(entry.score, entry.n, entry.failed) for entry in ranked] == [(1.0, 9, 1)] * 2


def test_a_candidate_whose_items_were_not_all_started_is_unranked_and_last() -> None:
    _, ranked = play(brute_force(candidates(2), items(4)), lambda c, _: float(c == "c1"), most=6)
    assert [(entry.candidate, entry.score, entry.n) for entry in ranked] == [("c0", 0.0, 4), ("c1", None, 2)]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("count", "rounds", "arms"), [(6, 8, 2), (3, 4, 4), (9, 2, 3)])
def test_ucb_is_ucb1_with_every_arm_pulled_once_first(seed: int, count: int, rounds: int, arms: int) -> None:
    score, samples, c = noisy(seed), 5, 1.0
    rng = np.random.default_rng(seed)
    policy = ucb(candidates(count), items(200), rng, rounds=rounds, arms=arms, samples=samples, c=c)
    pulls, ranked = play(policy, score)
    names = [f"c{n}" for n in range(count)]
    first = -(-count // arms)
    assert [x.id for pull in pulls[:first] for x in pull.candidates] == names
    assert len(pulls) == max(rounds, first)
    seen: dict[str, dict[str, float]] = {name: {} for name in names}
    for place, pull in enumerate(pulls):
        if place >= first:
            t = sum(len(own) for own in seen.values())
            bounds = [sum(seen[n].values()) / len(seen[n]) + c * math.sqrt(math.log(t) / len(seen[n])) for n in names]
            order = sorted(range(count), key=lambda n: (-bounds[n], n))
            assert [x.id for x in pull.candidates] == [names[n] for n in order[:arms]]
        assert len({e.id for e in pull.examples}) == samples
        for x in pull.candidates:
            seen[x.id].update({e.id: score(x.id, e.id) or 0.0 for e in pull.examples})
    means = {name: sum(own.values()) / len(own) for name, own in seen.items()}
    assert [entry.candidate for entry in ranked] == sorted(names, key=lambda n: -means[n])
    assert {entry.candidate: entry.n for entry in ranked} == {name: len(own) for name, own in seen.items()}


def test_ucb_ends_when_there_is_nothing_left_to_see() -> None:
    rng = np.random.default_rng(0)
    policy = ucb(candidates(2), items(4), rng, rounds=50, arms=2, samples=9, c=1.0)
    pulls, _ = play(policy, lambda _c, _e: 1.0)
    assert len(pulls) == 1


def test_ucb_ends_when_the_budget_has_ended() -> None:
    rng = np.random.default_rng(0)
    policy = ucb(candidates(3), items(4), rng, rounds=10**12, arms=3, samples=2, c=0.0)
    pulls, ranked = play(policy, lambda _c, _e: 1.0, most=0)
    assert len(pulls) == 1
    assert [entry.score for entry in ranked] == [None, None, None]


def test_ucb_ends_when_the_arms_it_would_pull_have_been_seen_on_every_item() -> None:
    rng = np.random.default_rng(0)
    policy = ucb(candidates(3), items(4), rng, rounds=10**12, arms=1, samples=2, c=0.0)
    pulls, ranked = play(policy, lambda candidate, _: float(candidate == "c1"))
    assert [pull.candidates[0].id for pull in pulls][:3] == ["c0", "c1", "c2"]
    assert {entry.candidate: entry.n for entry in ranked} == {"c0": 2, "c1": 4, "c2": 2}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("count", "keep"), [(2, 1), (6, 1), (6, 3), (10, 4), (3, 5)])
def test_successive_rejects_is_audibert_and_bubecks(seed: int, count: int, keep: int) -> None:
    score, budget = noisy(seed), 150
    order = [f"e{n}" for n in np.random.default_rng(seed).permutation(200)]
    policy = successive_rejects(candidates(count), items(200), np.random.default_rng(seed), keep=keep, budget=budget)
    pulls, ranked = play(policy, score)
    spent = sum(len(pull.candidates) * len(pull.examples) for pull in pulls)
    alive = [f"c{n}" for n in range(count)]
    out: list[str] = []
    log_bar = 0.5 + sum(1 / i for i in range(2, count + 1))
    lengths = [math.ceil((budget - count) / log_bar / (count + 1 - k)) for k in range(1, count)]

    def mean(name: str, length: int) -> float:
        return sum(score(name, e) or 0.0 for e in order[:length]) / length

    for length in lengths[: max(count - keep, 1)]:
        if len(alive) > keep:
            worst = min(reversed(alive), key=lambda name: mean(name, length))
            alive.remove(worst)
            out.insert(0, worst)
    last = lengths[max(count - keep, 1) - 1]
    assert [entry.candidate for entry in ranked] == [*sorted(alive, key=lambda n: -mean(n, last)), *out]
    assert spent <= budget + count
