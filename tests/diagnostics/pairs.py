"""Blocks whose arms' scores are known: samples made from numbers alone, and what a test finds in them."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from service.diagnostics.finding import Diagnostic, Finding, Given
from service.diagnostics.findings import found_by
from service.diagnostics.request import Noise
from service.diagnostics.samples import Samples
from tests.support.drawing import rules

Matrix = npt.NDArray[np.float64]
ITEMS = 20


def drawn(
    levels: Mapping[str, float],
    *,
    before: float = 0.0,
    spread: float = 0.0,
    steps: int = 6,
    replicates: int = 3,
    seed: int = 0,
) -> Samples:
    """Arms that score this much above 0.5 on the mean of a few items, so does the prompt before them.

    All arms of a block share a deviation of size `spread`, by which blocks differ beyond the noise of single edits.
    """
    rng = np.random.default_rng(seed)
    numbered = np.tile(np.arange(steps), replicates)
    item, block = rng.normal(0, 0.05, ITEMS), rng.normal(0, spread, numbered.size)

    def scored(means: Matrix) -> Matrix:
        return np.asarray(0.5 + means[:, np.newaxis] + item + rng.normal(0, 0.08, (means.size, ITEMS)))

    return Samples(
        steps=numbered,
        replicates=np.repeat(np.arange(replicates), steps),
        scores={arm: scored(level + block + rng.normal(0, 0.02, numbered.size)) for arm, level in levels.items()},
        gate={},
        crossed={},
        owners=np.zeros((0, 0), dtype=bool),
        parent_steps=np.arange(steps),
        parent=scored(np.full(steps, before))[:, np.newaxis],
        parent_gate=np.zeros((0, 0)),
        parent_crossed=np.zeros((0, 0)),
    )


def shuffled(made: Samples, arm: str) -> Samples:
    """The same numbers, with an arm's blocks in another order: whoever compares blocks compares strangers."""
    order = np.random.default_rng(9).permutation(made.steps.size)
    return changed(made, {arm: made.scores[arm][order]})


def swapped(made: Samples, first: str, second: str) -> Samples:
    """The same numbers with two arms' names exchanged."""
    return changed(made, {first: made.scores[second], second: made.scores[first]})


def changed(made: Samples, scores: Mapping[str, Matrix], **other: object) -> Samples:
    """The samples with other scores of some arms."""
    parts = {name: getattr(made, name) for name in made.__struct_fields__}
    return Samples(**{**parts, "scores": {**made.scores, **scores}, **other})


def found(test: Diagnostic, made: Samples, **changes: object) -> Finding:
    """What a test finds with delta 0.1."""
    fixed = rules(test.name, **{"ladder": "whole", "noise": Noise(pair_sd=0.05, basis="assumed"), **changes})
    return found_by([test], Given(samples=made, rules=fixed), {})[test.name]
