"""What the twin draws, arranged as what the service draws."""

import numpy as np
import pytest
from numpy.typing import NDArray

from gradcheck.diagnostics.effects.samples import Samples
from gradcheck.diagnostics.material import ArmDraw, Block, Material, Parent, Row, StepTexts
from gradcheck.simulation.calibration.twin_samples import samples_of
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.twin.sizes import Scores, TwinDesign
from gradcheck.simulation.worlds.registry import WORLDS

DESIGN = TwinDesign(
    steps=4, replicates=3, items=7, gate=5, repeats=2, batch=4, crossed=True, arms=("real", "real_again", "placebo")
)


def row(scores: NDArray[np.bool_]) -> Row:
    return tuple(float(score) for score in scores)


def material_of(scores: Scores, run: int) -> Material:
    """The same draws as the service would store them, blocks in no order."""
    minibatches = [tuple(f"{step}/{place}" for place in range(DESIGN.batch)) for step in range(DESIGN.steps)]

    def drawn(arm: int, step: int, replicate: int) -> ArmDraw:
        return ArmDraw(
            arm=DESIGN.arms[arm],
            feedback=("text",),
            text="text",
            rejected=(),
            scores=row(scores.edits[run, arm, step, replicate, 0]),
            gate=row(scores.gate[run, arm, step, replicate, 0]),
            crossed=row(scores.crossed[run, step, replicate].ravel()) if arm == 0 else (),
        )

    blocks = [
        Block(step=step + 1, replicate=replicate, arms=tuple(drawn(arm, step, replicate) for arm in range(3)))
        for step in range(DESIGN.steps)
        for replicate in reversed(range(DESIGN.replicates))
    ]
    parents = [
        Parent(
            step=step + 1,
            probe=tuple(row(repeat) for repeat in scores.parent[run]),
            gate=row(scores.parent_gate[run, 0]),
            crossed=row(scores.parent_crossed[run]),
        )
        for step in range(DESIGN.steps)
    ]
    steps = [
        StepTexts(step=step + 1, component="user", before="text", feedback=("text",), minibatch=minibatches[step])
        for step in range(DESIGN.steps)
    ]
    names = tuple(name for names in minibatches for name in names)
    return Material(blocks=tuple(blocks), parents=tuple(parents), steps=tuple(steps), minibatches=names)


def test_samples_of_the_twin_are_those_of_the_same_draws_in_the_service() -> None:
    scores = simulate(WORLDS["W1"], DESIGN, 3, 1)
    for run in range(3):
        found, expected = samples_of(DESIGN, scores, run), Samples.of(material_of(scores, run))
        for name in Samples.__struct_fields__:
            if name == "material":
                continue
            first, second = getattr(found, name), getattr(expected, name)
            if isinstance(first, dict):
                assert list(first) == list(second), name
                assert all(np.array_equal(first[arm], second[arm]) for arm in first), name
            else:
                assert np.array_equal(first, second), name
    assert found.material is None


@pytest.mark.parametrize("design", [TwinDesign(steps=2, replicates=2, items=3)])
def test_what_was_not_drawn_is_empty(design: TwinDesign) -> None:
    found = samples_of(design, simulate(WORLDS["W1"], design, 1, 1), 0)
    assert found.gate == {}
    assert found.crossed == {}
    assert found.owners.size == found.parent_crossed.size == 0
