"""A paired race: block by block, candidates leave that enough others beat on the same items.

It owns the test and the ranking. It does not own which items make a block, nor any call.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.policies.policy import EVEN, Observed, Policy, Pull
from gradcheck.statistics.scores import ROUNDING, is_constant
from gradcheck.statistics.student import t_p


def paired(
    candidates: Sequence[Candidate],
    blocks: Sequence[Sequence[Example]],
    *,
    keep: int,
    alpha: float,
    penalties: Mapping[str, float],
    weights: Mapping[str, float] = EVEN,
) -> Policy:
    """Racing as in Zehle et al. 2025, arXiv 2504.16005, algorithm 1 (after F-race, Birattari et al. 2002).

    After each block a candidate leaves that at least `keep` others beat by the one-sided paired t-test on all items so
    far; the race ends when no more than `keep` are left. `penalties` are taken off the scores by candidate, in the test
    and in the ranking; the entries hold the scores themselves. `weights` say how often an item counts in the test's
    mean, 1 on average over all blocks. Who left ranks below all that outlived it. A block that
    was not finished for all of them is left out, unless it is the first.
    """
    observed = Observed(candidates)
    alive, left = [candidate.id for candidate in candidates], list[str]()

    def value(name: str) -> float:
        score = observed.entry(name).score
        return -math.inf if score is None else score - penalties[name]

    for number, block in enumerate(blocks):
        pull = Pull(candidates=tuple(observed.candidates[name] for name in alive), examples=tuple(block))
        rollouts = yield pull
        if number and len(rollouts) < len(alive) * len(block):
            break
        observed.add(pull.candidates, block, rollouts)
        scores = {name: observed.scores(name) for name in alive if not observed.is_lacking(name)}
        beaten = {
            name
            for name in alive
            if sum(_beats(scores, penalties, weights, other, name, alpha) for other in scores) >= keep
        }
        left = [*sorted(beaten, key=lambda name: (-value(name), alive.index(name))), *left]
        alive = [name for name in alive if name not in beaten]
        if len(alive) <= keep:
            break
    entries = {entry.candidate: entry for entry in observed.ranked()}
    ranked = [entries[name] for name in [*sorted(alive, key=lambda name: -value(name)), *left]]
    return sorted(ranked, key=lambda entry: entry.score is None)


def _beats(
    scores: Mapping[str, Mapping[str, float]],
    penalties: Mapping[str, float],
    weights: Mapping[str, float],
    one: str,
    other: str,
    alpha: float,
) -> bool:
    """Whether one is better than another on the items that both have a score on; who lacks too many tells nothing.

    Without variance the mean difference is known exactly: any that is positive counts, and none that is not.
    """
    if other not in scores:
        return False
    both = [item for item in scores[one] if item in scores[other]]
    if len(both) < 2:
        return False
    raw = np.array([scores[one][item] - scores[other][item] for item in both])
    ahead = penalties[other] - penalties[one]
    if is_constant(raw):
        return float(raw.mean()) + ahead > ROUNDING
    counted = raw * np.array([weights.get(item, 1.0) for item in both])
    statistic = (float(counted.mean()) + ahead) / (float(counted.std(ddof=1)) / math.sqrt(len(both)))
    return t_p(statistic, len(both) - 1, "greater") < alpha
