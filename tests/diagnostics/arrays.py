"""Samples made from numbers alone, and what a test finds in them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from service.diagnostics.finding import Diagnostic, Finding
from service.diagnostics.samples import Samples, Trajectories
from tests.support import drawing

Matrix = npt.NDArray[np.float64]
_NONE = np.zeros((0, 0))


def samples(
    steps: Sequence[int],
    *,
    scores: dict[str, Matrix] | None = None,
    parent: Matrix | None = None,
    crossed: dict[str, Matrix] | None = None,
    owners: npt.ArrayLike | None = None,
    parent_crossed: Matrix | None = None,
    checkpoints: Trajectories | None = None,
) -> Samples:
    """Samples of blocks with these steps; `parent` has shape (steps, repeats, items), see `Samples` for the rest."""
    numbered = np.array(steps, dtype=np.int_)
    return Samples(
        steps=numbered,
        replicates=np.zeros(len(numbered), dtype=np.int_),
        scores=scores or {},
        gate={},
        crossed=crossed or {},
        owners=np.zeros((0, 0), dtype=bool) if owners is None else np.array(owners, dtype=bool),
        parent_steps=np.unique(numbered),
        parent=np.zeros((0, 0, 0)) if parent is None else parent,
        parent_gate=_NONE,
        parent_crossed=_NONE if parent_crossed is None else parent_crossed,
        checkpoints=checkpoints,
    )


def found(test: Diagnostic, made: Samples, **changes: object) -> Finding:
    """What a test finds."""
    return drawing.found(test.name, {"samples": made}, **changes)
