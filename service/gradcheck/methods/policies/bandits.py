"""Candidates as arms: brute force, UCB and successive rejects. It owns these policies and no calls."""

import math
from collections.abc import Sequence
from itertools import count

import numpy as np

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example
from gradcheck.methods.policies.policy import Observed, Policy, Pull, draw_items


def brute_force(candidates: Sequence[Candidate], examples: Sequence[Example]) -> Policy:
    """Every candidate on every item."""
    observed = Observed(candidates)
    observed.add(candidates, examples, (yield Pull(candidates=tuple(candidates), examples=tuple(examples))))
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
    pulls the `arms` highest mean + c·sqrt(ln t / n), t counting all rollouts so far. It ends early where these have
    been seen on every item, and where nothing of a pull was started: no later one would change anything.
    """
    observed = Observed(candidates)
    order = [candidate.id for candidate in candidates]
    untried = list(order)
    for position in count():
        if untried:
            chosen, untried = untried[:arms], untried[arms:]
        elif position >= rounds:
            break
        else:
            total = sum(observed.entry(name).n for name in order)
            chosen = sorted(order, key=lambda n: -_bound(observed.entry(n), total, c))[:arms]
            if all(len(observed.items(name)) == len(examples) for name in chosen):
                break
        drawn = draw_items(examples, samples, rng)
        pull = Pull(candidates=tuple(observed.candidates[name] for name in chosen), examples=drawn)
        rollouts = yield pull
        observed.add(pull.candidates, drawn, rollouts)
        if not rollouts:
            break
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
    observed = Observed(candidates)
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
            observed.add(pull.candidates, drawn, (yield pull))
            seen = target
        if len(alive) > keep:
            standing = {entry.candidate: place for place, entry in enumerate(observed.ranked())}
            worst = max(alive, key=lambda name: standing[name])
            alive.remove(worst)
            rejected.insert(0, worst)
    by_id = {entry.candidate: entry for entry in observed.ranked()}
    survivors = [entry for entry in observed.ranked() if entry.candidate in alive]
    return survivors + [by_id[name] for name in rejected]
