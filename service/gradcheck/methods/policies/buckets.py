"""Buckets of sampled answers: which example there is most to learn from, and the children to make of that.

SIMBA's steps 2 to 4 (stanfordnlp/dspy, dspy/teleprompt/simba.py). It owns the choice of examples, sources and demos to
keep. It makes no calls.
"""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.policies.gains import GainPool
from gradcheck.methods.policies.softmax import softmax_places


class Bucket(Value, frozen=True, kw_only=True):
    """The scored answers to one example, best first."""

    example: Example
    rollouts: tuple[Rollout, ...]
    scores: tuple[float, ...]

    @property
    def rank(self) -> tuple[float, float, float]:
        """How much there is to learn: the spread, the best, the best over the mean."""
        best = self.scores[0]
        return (best - self.scores[-1], best, best - fmean(self.scores))


class Planned(Value, frozen=True, kw_only=True):
    """A child to make: its source, the demos it keeps of it, and what it is made by."""

    source: Candidate
    kept: tuple[Demo, ...]
    bucket: Bucket
    is_rule: bool


def buckets_of(batch: Sequence[Example], rollouts: Sequence[Rollout]) -> list[Bucket]:
    """The scored answers by example, best first; an example without any has no bucket."""
    found = []
    for example in batch:
        own = [(one.score, one) for one in rollouts if one.example == example.id and one.score is not None]
        ranked = sorted(own, key=lambda pair: pair[0], reverse=True)
        if ranked:
            scores, answers = zip(*ranked, strict=True)
            found.append(Bucket(example=example, rollouts=answers, scores=scores))
    return found


def planned(
    found: Sequence[Bucket],
    pool: GainPool,
    rng: np.random.Generator,
    *,
    most: int,
    temperature: float,
    max_demos: int,
) -> list[Planned]:
    """At most so many children, from the buckets there is most to learn from.

    Each draws its source by softmax, and by the toss of a coin it gets a demo or a rule: a rule alone without demos. A
    demo needs an answer better than the lowest tenth of all, a rule a worse one too, below the highest tenth.
    """
    top = pool.top()
    worth = [pool.standing(program.id) for program in top]
    every = [score for bucket in found for score in bucket.scores]
    low, high = np.percentile(every, (10, 90)) if every else (0.0, 0.0)
    plans: list[Planned] = []
    for bucket in sorted(found, key=lambda one: one.rank, reverse=True):
        source = top[int(softmax_places(worth, temperature, rng, 1)[0])]
        kept = kept_demos(source, max_demos, rng)
        is_rule = bool(rng.integers(2)) if max_demos else True
        best, worst = bucket.scores[0], bucket.scores[-1]
        useful = best > low and (not is_rule or (best > worst and worst < high))
        if useful and len(plans) < most:
            plans.append(Planned(source=source, kept=kept, bucket=bucket, is_rule=is_rule))
    return plans


def kept_demos(source: Candidate, max_demos: int, rng: np.random.Generator) -> tuple[Demo, ...]:
    """A source's demos without some: as many as a Poisson draw says, at least one where there is no more room."""
    examples = list(dict.fromkeys(demo.example for demo in source.demos))
    count, room = len(examples), max_demos or 1
    fewer = min(max(int(rng.poisson(count / room)), int(count >= room)), count)
    gone = {examples[place] for place in rng.permutation(count)[:fewer]}
    return tuple(demo for demo in source.demos if demo.example not in gone)
