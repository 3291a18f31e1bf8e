"""Blocks of a diagnostic as arrays, drawn by numpy from effects that a test chooses, and what the suite finds in them.

Scores are not cut to [0, 1], so that the truth is the shift that was asked for and nothing else.
"""

from collections.abc import Mapping

import msgspec
import numpy as np

from service.diagnostics.finding import Finding, Given
from service.diagnostics.findings import found_by
from service.diagnostics.registry import DIAGNOSTICS
from service.diagnostics.samples import Matrix, Samples
from tests.support.drawing import rules

ITEMS = 20


def drawn(
    shifts: Mapping[str, float],
    *,
    seed: int = 0,
    steps: int = 4,
    replicates: int = 6,
    block_sd: float = 0.1,
    edit_sd: float = 0.03,
    cell_sd: float = 0.1,
) -> Samples:
    """An edit of each arm in each block: 0.5, the shifts of arm, block, edit and item, and the noise of each cell."""
    rng = np.random.default_rng(seed)
    blocks = steps * replicates
    shared = 0.5 + rng.normal(0, block_sd, (blocks, 1)) + rng.normal(0, 0.1, ITEMS)
    return of(
        {
            arm: shared + shift + rng.normal(0, edit_sd, (blocks, 1)) + rng.normal(0, cell_sd, (blocks, ITEMS))
            for arm, shift in shifts.items()
        },
        steps=steps,
    )


def of(scores: Mapping[str, Matrix], *, steps: int) -> Samples:
    """Samples of these scores, all of shape (blocks, items), blocks dealt to steps in turn."""
    blocks, items = next(iter(scores.values())).shape
    none = np.zeros((steps, 0))
    return Samples(
        steps=np.arange(blocks) % steps,
        replicates=np.arange(blocks) // steps,
        scores=dict(scores),
        gate={},
        crossed={},
        owners=np.zeros((steps, 0), dtype=np.bool_),
        parent_steps=np.arange(steps),
        parent=np.full((steps, 1, items), 0.5),
        parent_gate=none,
        parent_crossed=none,
    )


def with_scores(samples: Samples, **changed: Matrix) -> Samples:
    """The samples with other scores in some arms."""
    return msgspec.structs.replace(samples, scores={**samples.scores, **changed})


def swapped(samples: Samples, first: str, second: str) -> Samples:
    """The samples with the labels of two arms exchanged."""
    return with_scores(samples, **{first: samples.scores[second], second: samples.scores[first]})


def shuffled(samples: Samples, *arms: str, seed: int = 1) -> Samples:
    """The samples with the blocks of some arms in another order, each arm in its own: pairs are no pairs any more."""
    rng = np.random.default_rng(seed)
    return with_scores(samples, **{arm: rng.permutation(samples.scores[arm]) for arm in arms})


def found(name: str, samples: Samples, *, tests: tuple[str, ...] = (), **changes: object) -> Finding:
    """What a test of the suite finds; `changes` are of the rules."""
    given = Given(samples=samples, rules=rules(*(tests or (name,)), ladder="whole", **changes))
    return found_by([DIAGNOSTICS[name]], given, {})[name]
