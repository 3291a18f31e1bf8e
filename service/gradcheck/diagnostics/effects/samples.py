"""The material of a diagnostic as arrays: rows are blocks in canonical order, columns items, NaN is missing.

Simulations make samples without any text; the checks that read texts then have nothing to say.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.material import ArmDraw, Block, Judgement, Material, Row
from gradcheck.diagnostics.requirements import Question
from gradcheck.domain.base import Value

Matrix = NDArray[np.float64]
Steps = NDArray[np.int_]


class Trajectories(Value, frozen=True, kw_only=True, eq=False):
    """Runs' best prompts so far, a row a checkpoint: `runs` numbers the run, `steps` the step it follows.

    `train` and `probe` have shape (checkpoints, items).
    """

    runs: Steps
    steps: Steps
    train: Matrix
    probe: Matrix


class Samples(Value, frozen=True, kw_only=True, eq=False):
    """Scores by arm, shape (blocks, items); `steps` and `replicates` have shape (blocks,).

    `gate` are those on the gate's items, `crossed` those on all steps' minibatches, whose step is in `owners`, shape
    (minibatch items,), true where a step's minibatch holds the item: shape (steps, items). Of the prompt before the
    edits: `parent` has shape (steps, repeats, items), `parent_gate` and `parent_crossed` (steps, items); their rows are
    `parent_steps`. `checkpoints` is None where none were scored, `material` in simulations.
    """

    steps: Steps
    replicates: Steps
    scores: Mapping[str, Matrix]
    gate: Mapping[str, Matrix]
    crossed: Mapping[str, Matrix]
    owners: NDArray[np.bool_]
    parent_steps: Steps
    parent: Matrix
    parent_gate: Matrix
    parent_crossed: Matrix
    checkpoints: Trajectories | None = None
    material: Material | None = None

    @classmethod
    def of(cls, material: Material) -> "Samples":
        """The arrays of what was drawn."""
        blocks = _in_order(material)
        names = [drawn.arm for drawn in blocks[0].arms] if blocks else []
        arms = {name: [_arm(block.arms, name) for block in blocks] for name in names}

        def scored(kind: Literal["scores", "gate", "crossed"]) -> dict[str, Matrix]:
            rows = {name: [getattr(draw, kind) for draw in draws] for name, draws in arms.items()}
            return {name: _matrix(of_arm) for name, of_arm in rows.items() if of_arm[0]}

        parents = sorted(material.parents, key=lambda parent: parent.step)
        minibatch = {step.step: set(step.minibatch) for step in material.steps}
        return cls(
            steps=np.array([block.step for block in blocks], dtype=np.int_),
            replicates=np.array([block.replicate for block in blocks], dtype=np.int_),
            scores=scored("scores"),
            gate=scored("gate"),
            crossed=scored("crossed"),
            owners=np.array(
                [[item in minibatch.get(parent.step, ()) for item in material.minibatches] for parent in parents],
                dtype=np.bool_,
            ).reshape(len(parents), len(material.minibatches)),
            parent_steps=np.array([parent.step for parent in parents], dtype=np.int_),
            parent=np.array([[_row(row) for row in parent.probe] for parent in parents], dtype=np.float64),
            parent_gate=_matrix([parent.gate for parent in parents]),
            parent_crossed=_matrix([parent.crossed for parent in parents]),
            checkpoints=_trajectories(material),
            material=material,
        )

    def before(self, repeat: int | None = None) -> Matrix:
        """The prompt before the edits on the probe items, a row a block: one repeat, or the mean over all."""
        chosen = self.parent[np.searchsorted(self.parent_steps, self.steps)]
        if repeat is not None:
            return np.asarray(chosen[:, repeat], dtype=np.float64)
        counts = (~np.isnan(chosen)).sum(axis=1)
        return np.where(counts > 0, np.nansum(chosen, axis=1) / np.maximum(counts, 1), np.nan)

    def prompts(self) -> list[Matrix]:
        """All that was scored on the probe items: each arm's edits, and the prompt before them if it was."""
        return [*self.scores.values(), *([self.before()] if self.parent.size else [])]

    def crossed_before(self) -> Matrix:
        """The prompt before the edits on all steps' minibatches, a row a block."""
        return self.parent_crossed[np.searchsorted(self.parent_steps, self.steps)]

    def own_batch(self) -> NDArray[np.bool_]:
        """Which minibatch items are of a block's own step, shape (blocks, minibatch items)."""
        return self.owners[np.searchsorted(self.parent_steps, self.steps)]

    def drawn(self, arm: str) -> list[ArmDraw]:
        """An arm's draws with their texts, block by block; empty in simulations."""
        if self.material is None:
            return []
        return [_arm(block.arms, arm) for block in _in_order(self.material)]

    def judged(self, question: Question, arm: str) -> list[Judgement | None]:
        """What the judge said about an arm, block by block, None where it was not asked; empty in simulations."""
        if self.material is None:
            return []
        return [
            next(
                (judgement for judgement in block.judged if (judgement.question, judgement.arm) == (question, arm)),
                None,
            )
            for block in _in_order(self.material)
        ]


def _in_order(material: Material) -> list[Block]:
    return sorted(material.blocks, key=lambda block: (block.replicate, block.step))


def _trajectories(material: Material) -> Trajectories | None:
    """The checkpoints in the order of their runs and steps."""
    scored = sorted(material.checkpoints, key=lambda checkpoint: (checkpoint.run_id, checkpoint.step))
    if not scored:
        return None
    return Trajectories(
        runs=np.unique([checkpoint.run_id for checkpoint in scored], return_inverse=True)[1],
        steps=np.array([checkpoint.step for checkpoint in scored], dtype=np.int_),
        train=_matrix([checkpoint.train for checkpoint in scored]),
        probe=_matrix([checkpoint.probe for checkpoint in scored]),
    )


def _arm(drawn: Sequence[ArmDraw], name: str) -> ArmDraw:
    return next(draw for draw in drawn if draw.arm == name)


def _row(row: Row) -> list[float]:
    return [np.nan if score is None else score for score in row]


def _matrix(rows: Sequence[Row]) -> Matrix:
    return np.array([_row(row) for row in rows], dtype=np.float64).reshape(len(rows), len(rows[0]) if rows else 0)
