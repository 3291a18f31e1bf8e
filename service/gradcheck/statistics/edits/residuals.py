"""Effects of the edits of a step, free of the difficulty of the items they were scored on."""

import numpy as np
import numpy.typing as npt

from gradcheck.domain.base import Value
from gradcheck.statistics.edits.variances import MeanSquare
from gradcheck.statistics.scores import difference_matrix, group_codes


class EditEffects(Value, frozen=True, kw_only=True, eq=False):
    """Each edit's score less its step's mean, shape (edits,), free of item difficulty; and the cells' noise.

    `unscaled` holds for each step, in the order of their names, the sampling covariance of its edits' effects,
    shape (edits, edits), over the variance of single cells.
    """

    effects: npt.NDArray[np.float64]
    unscaled: tuple[npt.NDArray[np.float64], ...]
    within: MeanSquare


def edit_effects(scores: npt.ArrayLike, steps: npt.ArrayLike) -> EditEffects:
    """Effects of edits on the items of their step; `scores` has shape (edits, items), NaN where missing.

    Least squares of edit + item within each step, so that an edit that lost hard items is not flattered; with
    no cell missing it is the edit's mean less the step's (Searle, Casella and McCulloch 1992, "Variance
    Components", chapter 4). Raises ValueError for infinite values, an edit without items, unequal shapes, a
    step whose edits share no items, or when no noise can be estimated.
    """
    matrix = difference_matrix(scores)
    codes = group_codes(steps, matrix.shape[0])
    effects, unscaled = np.empty(codes.size), []
    squares, freedom = 0.0, 0
    for step in range(int(codes.max()) + 1):
        block = matrix[codes == step]
        observed = ~np.isnan(block)
        counts = observed.sum(axis=0)
        seen = counts > 0
        centred = np.where(observed, block - np.where(observed, block, 0.0).sum(axis=0) / np.maximum(counts, 1), 0.0)
        design = np.diag(observed.sum(axis=1)) - (observed[:, seen] / counts[seen]) @ observed[:, seen].T
        if np.linalg.matrix_rank(design, tol=1e-9 * matrix.shape[1]) < len(block) - 1:
            raise ValueError("edits of a step share no items, so they cannot be compared")
        inverse, totals = np.linalg.pinv(design, rcond=1e-9, hermitian=True), centred.sum(axis=1)
        effects[codes == step] = inverse @ totals
        unscaled.append(inverse)
        squares += float(np.sum(centred**2)) - float(totals @ inverse @ totals)
        freedom += int(observed.sum()) - int(seen.sum()) - len(block) + 1
    if freedom < 1:
        raise ValueError("noise components need two edits of a step, and two items that both were scored on")
    return EditEffects(
        effects=effects,
        unscaled=tuple(unscaled),
        within=MeanSquare(value=max(0.0, squares) / freedom, df=freedom),
    )
