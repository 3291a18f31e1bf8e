"""A shorter prompt at the end of a portfolio's run: half of the bullets and demos that came in, and half again.

It owns what can be left out without writing anything anew, and when the rest is taken for as good. It does not own what
beats the given prompt (`proof.py`).
"""

from collections.abc import Sequence

import numpy as np

from gradcheck.domain.program import Candidate, Demo
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.source_pool import SourcePool
from gradcheck.methods.proof import Proof
from gradcheck.methods.sources import Source
from gradcheck.optimizer import playbook as books

_SEVERAL = 2
_Piece = tuple[str, str] | Demo
"""A bullet with its component, or a demo."""


async def shorten(
    run: RunContext, pool: SourcePool, proof: Proof, best: Candidate, *, sources: Sequence[Source], steps: int
) -> None:
    """Leave out half of what goes home as long as the rest beats the given prompt and answers no item worse.

    Of n items that none is answered worse says that at most 3 / n of all are, with 95 % (the rule of three); that the
    means are alike says much less.
    """
    for number in range(1, steps + 1):
        if len(_grown(best, run.seed)) < _SEVERAL:
            return
        async with run.step([best], []) as step:
            shorter = _halved(step, best, run.seed, run.rng("shorter", number))
            items = [item for item in proof.items if item.id in pool.items(best.id)]
            pool.enter(shorter, best, "shorter", items, await step.evaluate([shorter], items))
            found = pool.differences(shorter.id, best.id)
            if len(found) == len(items) and min(found.values()) >= 0 and proof.is_proven(shorter):
                best = shorter
            reason = "the shortest that beats the given prompt and answers no item worse goes home"
            entries = [pool.entry(candidate.id) for candidate in pool.best_first()]
            step.select("posterior", entries, [best.id], reason, pool.effects([*sources, "shorter"], best))


def _halved(step: StepContext, candidate: Candidate, given: Candidate, rng: np.random.Generator) -> Candidate:
    """The candidate with half of what has come to the given prompt, drawn, rounded down; the rest is left out."""
    pieces = _grown(candidate, given)
    kept = {int(place) for place in rng.choice(len(pieces), size=len(pieces) // 2, replace=False)}
    out = [piece for place, piece in enumerate(pieces) if place not in kept]
    texts = {
        name: books.without(text, [bullet.text for bullet in books.held(text) if (name, bullet.text) in out])
        for name, text in candidate.components.items()
    }
    return step.compose("halve", [candidate], components=texts, demos=[d for d in candidate.demos if d not in out])


def _grown(candidate: Candidate, given: Candidate) -> list[_Piece]:
    texts: list[_Piece] = [
        (name, bullet.text)
        for name, text in candidate.components.items()
        for bullet in books.held(text)
        if bullet not in books.held(given.components[name])
    ]
    return [*texts, *(demo for demo in candidate.demos if demo not in given.demos)]
