"""What the twin draws, as the samples that tests of a diagnostic read.

There are no texts and no judge: checks that read texts have nothing to say, and judgements are missing. Of candidates
the first is taken: tests that select count a step's replicates as its candidates.
"""

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.simulation.twin.sizes import Scores, TwinDesign
from gradcheck.simulation.worlds.catalogue import Bools


def samples_of(design: TwinDesign, scores: Scores, run: int) -> Samples:
    """One of the runs of `scores`, which are of this design."""
    steps, replicates = design.steps, design.replicates
    numbers = np.arange(1, steps + 1)
    items = steps * design.batch if design.crossed else 0
    crossed: dict[str, Matrix] = {}
    if design.crossed:
        crossed[design.arms[0]] = _blocks(scores.crossed[run].reshape(steps, replicates, items))
    return Samples(
        steps=np.tile(numbers, replicates),
        replicates=np.repeat(np.arange(replicates), steps),
        scores={arm: _blocks(scores.edits[run, index, :, :, 0]) for index, arm in enumerate(design.arms)},
        gate={arm: _blocks(scores.gate[run, index, :, :, 0]) for index, arm in enumerate(design.arms) if design.gate},
        crossed=crossed,
        owners=np.repeat(np.eye(steps, dtype=bool), design.batch, axis=1)[:, :items],
        parent_steps=numbers,
        parent=_by_step(scores.parent[run], steps),
        parent_gate=_by_step(scores.parent_gate[run, 0], steps),
        parent_crossed=_by_step(scores.parent_crossed[run], steps),
    )


def first_blocks(samples: Samples, blocks: int) -> Samples:
    """What a job has drawn after so many blocks; prompts before the edits are scored before the first."""

    def seen(rows: Mapping[str, Matrix]) -> dict[str, Matrix]:
        return {arm: scores[:blocks] for arm, scores in rows.items()}

    return replace(
        samples,
        steps=samples.steps[:blocks],
        replicates=samples.replicates[:blocks],
        scores=seen(samples.scores),
        gate=seen(samples.gate),
        crossed=seen(samples.crossed),
    )


def _blocks(scores: Bools) -> Matrix:
    """Rows of blocks, replicate by replicate, from shape (steps, replicates, items)."""
    return scores.swapaxes(0, 1).reshape(-1, scores.shape[-1]).astype(np.float64)


def _by_step(scores: Bools, steps: int) -> Matrix:
    """The scores of the one prompt that all steps start from, once a step."""
    return np.repeat(scores[None].astype(np.float64), steps, axis=0)
