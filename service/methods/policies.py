"""Selection policies: which candidates are tried on which items next, and how they rank.

A policy is a generator: it yields a pull, is sent the pull's rollouts, and returns the ranked pool. It makes no
calls of its own and draws its items from the stream it is given.
"""

import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Generator, Sequence

import numpy as np

from service.concurrency import all_of
from service.domain.base import Value
from service.domain.program import Candidate
from service.domain.run import PoolEntry
from service.domain.task import Example, Rollout
from service.methods.base import StepView, mean_entry


class Pull(Value, frozen=True, kw_only=True):
    """Candidates to try on items."""

    candidates: tuple[Candidate, ...]
    examples: tuple[Example, ...]


Policy = Generator[Pull, list[Rollout], list[PoolEntry]]


class _Observed:
    """What has been seen of each candidate; items beyond the budget were asked for but are missing."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = {candidate.id: candidate for candidate in candidates}
        self._seen: dict[str, dict[str, Rollout]] = defaultdict(dict)
        self._asked: dict[str, set[str]] = defaultdict(set)

    def add(self, pull: Pull, rollouts: Sequence[Rollout]) -> None:
        for candidate in pull.candidates:
            self._asked[candidate.id].update(example.id for example in pull.examples)
        for rollout in rollouts:
            self._seen[rollout.candidate].setdefault(rollout.example, rollout)

    def items(self, candidate: str) -> set[str]:
        return set(self._seen[candidate])

    def entry(self, candidate: str) -> PoolEntry:
        return mean_entry(self.candidates[candidate], self._seen[candidate].values())

    def ranked(self) -> list[PoolEntry]:
        """Best first; a candidate whose items were not all started has no rank and comes last, unscored."""
        entries = []
        for name in self.candidates:
            entry = self.entry(name)
            complete = self._asked[name] and self._asked[name] <= self.items(name)
            score = entry.score if complete else None
            entries.append(PoolEntry(candidate=name, score=score, n=entry.n, failed=entry.failed))
        return sorted(entries, key=lambda e: -math.inf if e.score is None else e.score, reverse=True)


def brute_force(candidates: Sequence[Candidate], examples: Sequence[Example]) -> Policy:
    """Every candidate on every item."""
    observed = _Observed(candidates)
    pull = Pull(candidates=tuple(candidates), examples=tuple(examples))
    observed.add(pull, (yield pull))
    return observed.ranked()


def ucb(
    candidates: Sequence[Candidate],
    examples: Sequence[Example],
    rng: np.random.Generator,
    *,
    rounds: int,
    arms: int,
    samples: int,
    c: float,
) -> Policy:
    """UCB1 (Auer et al. 2002) over candidates as in Pryzant et al. 2023, section 3.2.

    The first rounds pull every arm once, so that none is ranked without having been tried; afterwards each round
    pulls the `arms` highest mean + c·sqrt(ln t / n), t counting all rollouts so far.
    """
    observed = _Observed(candidates)
    order = [candidate.id for candidate in candidates]
    draws = [_sample(examples, samples, rng) for _ in range(rounds + len(order))]
    untried = list(order)
    for position, drawn in enumerate(draws):
        if untried:
            chosen, untried = untried[:arms], untried[arms:]
        elif position >= rounds or all(len(observed.items(name)) == len(examples) for name in order):
            break
        else:
            total = sum(observed.entry(name).n for name in order)
            chosen = sorted(order, key=lambda n: -_bound(observed.entry(n), total, c))[:arms]
        pull = Pull(candidates=tuple(observed.candidates[name] for name in chosen), examples=drawn)
        observed.add(pull, (yield pull))
    return observed.ranked()


def _bound(entry: PoolEntry, total: int, c: float) -> float:
    if entry.score is None:
        return -math.inf
    return entry.score + c * math.sqrt(math.log(max(total, 1)) / entry.n)


def successive_rejects(
    candidates: Sequence[Candidate],
    examples: Sequence[Example],
    rng: np.random.Generator,
    *,
    keep: int,
    budget: int,
) -> Policy:
    """Successive Rejects (Audibert, Bubeck, Munos 2010, section 4), ended when `keep` arms remain.

    Phase k brings every remaining arm to ceil((budget - K) / (logbar(K) · (K + 1 - k))) items, the same items in
    the same order for all, and rejects the worst. A rejected arm ranks below all that outlived it.
    """
    observed = _Observed(candidates)
    shuffled = [examples[position] for position in rng.permutation(len(examples))]
    alive = [candidate.id for candidate in candidates]
    rejected: list[str] = []
    arms = len(alive)
    log_bar = 0.5 + sum(1 / i for i in range(2, arms + 1))
    seen = 0
    for phase in range(1, max(arms - keep, 1) + 1):
        length = math.ceil((budget - arms) / (log_bar * (arms + 1 - phase))) if budget > arms else 1
        target = min(max(length, seen, 1), len(shuffled))
        if target > seen:
            drawn = tuple(shuffled[seen:target])
            pull = Pull(candidates=tuple(observed.candidates[name] for name in alive), examples=drawn)
            observed.add(pull, (yield pull))
            seen = target
        if len(alive) > keep:
            standing = {entry.candidate: place for place, entry in enumerate(observed.ranked())}
            worst = max(alive, key=lambda name: standing[name])
            alive.remove(worst)
            rejected.insert(0, worst)
    by_id = {entry.candidate: entry for entry in observed.ranked()}
    survivors = [entry for entry in observed.ranked() if entry.candidate in alive]
    return survivors + [by_id[name] for name in rejected]


def _sample(examples: Sequence[Example], size: int, rng: np.random.Generator) -> tuple[Example, ...]:
    chosen = rng.choice(len(examples), size=min(size, len(examples)), replace=False)
    return tuple(examples[position] for position in sorted(chosen))


class Opening(Value, frozen=True, kw_only=True):
    """The first pull that a candidate takes part in, and its items."""

    pull: int
    examples: tuple[Example, ...]


Openings = Callable[[int], Opening]
"""A candidate's opening by its place in the pool."""


def all_at_once(examples: Sequence[Example]) -> Openings:
    """The openings of `brute_force`: every item."""
    return lambda _: Opening(pull=0, examples=tuple(examples))


def first_arms(examples: Sequence[Example], rng: np.random.Generator, *, arms: int, samples: int) -> Openings:
    """The openings of `ucb` with the same stream: its first pulls take the arms as they come."""
    draws: list[tuple[Example, ...]] = []

    def opening(place: int) -> Opening:
        pull = place // arms
        while len(draws) <= pull:
            draws.append(_sample(examples, samples, rng))
        return Opening(pull=pull, examples=draws[pull])

    return opening


class Race:
    """Candidates that are tried as soon as they are there, and ranked by a policy once all are.

    Openings do not depend on what is seen, so they need not wait for the pool; without them all waits for the policy.
    """

    def __init__(self, step: StepView, stage: str, openings: Openings | None) -> None:
        self._step = step
        self._stage = stage
        self._openings = openings
        self._opened: dict[str, list[Rollout]] = {}
        self.pool: list[Candidate] = []

    def enter(self, candidates: Sequence[Candidate]) -> Awaitable[None]:
        """The next candidates of the pool. Their openings are reserved now and run when awaited."""
        tries: list[tuple[Candidate, Awaitable[list[Rollout]]]] = []
        for candidate in candidates:
            if self._openings is not None:
                opening = self._openings(len(self.pool))
                stage = f"{self._stage}.{opening.pull}"
                tries.append((candidate, self._step.evaluate([candidate], opening.examples, stage)))
            self.pool.append(candidate)

        async def run() -> None:
            seen = await all_of(rollouts for _, rollouts in tries)
            self._opened.update((candidate.id, own) for (candidate, _), own in zip(tries, seen, strict=True))

        return run()

    async def rank(self, policy: Policy) -> list[PoolEntry]:
        """Carry a policy over the pool out; each pull is a stage of its own, unless it was opened."""
        number = 0
        try:
            pull = next(policy)
            while True:
                names = [candidate.id for candidate in pull.candidates]
                if all(name in self._opened for name in names):
                    rollouts = [rollout for name in names for rollout in self._opened.pop(name)]
                else:
                    rollouts = await self._step.evaluate(pull.candidates, pull.examples, f"{self._stage}.{number}")
                pull = policy.send(rollouts)
                number += 1
        except StopIteration as done:
            ranked: list[PoolEntry] = done.value
            return ranked
