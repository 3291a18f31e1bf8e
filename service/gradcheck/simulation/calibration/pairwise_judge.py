"""Scores of a simulated diagnostic as a judge's comparisons with the given prompt's first answers.

The judge sees which of two answers is right, unless it errs; it goes by the place in the order now and then, in either
order anew; and it says tie where it sees no difference. A score is what the service makes of two orders.
"""

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.domain.base import Value

_FIRST = 0  # of the given prompt's answers the one that others are compared with


class PairwiseJudge(Value, frozen=True, kw_only=True):
    """How a judge compares: `errs` and `by_place` are chances in one order, `ties` that of a tie between equals.

    Where it goes by the place it takes the first; between equals that are no tie to it, either.
    """

    errs: float = 0.1
    by_place: float = 0.2
    ties: float = 0.5

    def win_shares(self, samples: Samples, seed: int) -> Samples:
        """The samples with a win, a tie or a loss where an answer was right or wrong.

        The given prompt's first answer is the reference and ties with itself; so all prompts share its luck.
        """
        rng = np.random.default_rng(seed)
        reference = samples.parent[0, _FIRST]

        def outcomes(rows: Matrix) -> Matrix:
            return self._compared(rows, np.broadcast_to(reference, rows.shape), rng)

        def by_arm(scores: Mapping[str, Matrix]) -> dict[str, Matrix]:
            return {arm: outcomes(rows) for arm, rows in scores.items()}

        again = outcomes(samples.parent[0])
        again[_FIRST] = 0.5
        return replace(
            samples, scores=by_arm(samples.scores), parent=np.repeat(again[None], len(samples.parent), axis=0)
        )

    def _compared(self, answers: Matrix, reference: Matrix, rng: np.random.Generator) -> Matrix:
        """1, 0.5 or 0 by cell from two orders, of which disagreeing ones are a tie."""
        picks = [self._pick(answers, reference, rng, first=first) for first in (True, False)]
        return np.asarray(np.where(picks[0] == picks[1], (picks[0] + 1) / 2, 0.5))

    def _pick(self, answers: Matrix, reference: Matrix, rng: np.random.Generator, *, first: bool) -> Matrix:
        """1 for the answer, -1 for the reference, 0 for a tie; the answer stands first or last."""
        shape = answers.shape
        seen = np.sign(answers - reference)
        seen = np.where(rng.random(shape) < self.errs, rng.choice([-1.0, 0.0, 1.0], shape), seen)
        between = np.where(rng.random(shape) < self.ties, 0.0, rng.choice([-1.0, 1.0], shape))
        picked = np.where(seen == 0, between, seen)
        return np.asarray(np.where(rng.random(shape) < self.by_place, 1.0 if first else -1.0, picked))
