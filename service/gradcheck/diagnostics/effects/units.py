"""Units: which blocks say something new in a comparison of arms. It measures nothing.

A distinct edit is a unit. An editor at temperature 0, or a provider that keeps its answers, gives the same edit again:
the second time it says nothing, however often it is drawn. So blocks of a step that share an edit of the arms compared
are one unit, with the mean of their differences, cell by cell.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.request import LEAST_PAIRS
from gradcheck.domain.base import Value


class Units(Value, frozen=True, kw_only=True, eq=False):
    """What is compared: `differences` and each side's scores, shape (units, items), and the units' `steps`.

    `others` are all prompts that were scored, on the same items. `dropped` blocks had no cell that all sides have;
    `repeats` held an edit of their unit over again.
    """

    differences: Matrix
    sides: tuple[Matrix, ...]
    others: tuple[Matrix, ...]
    steps: NDArray[np.int_]
    dropped: int
    repeats: int

    @property
    def too_few(self) -> str | None:
        """Why so few edits differ that nothing can be told, or None."""
        if not self.repeats or len(self.steps) >= LEAST_PAIRS:
            return None
        return (
            f"{len(self.steps) + self.repeats} pairs hold {len(self.steps)} distinct ones, {LEAST_PAIRS} are needed: "
            "the editor, or its provider, gives the same edit again, which says nothing new; "
            "ask for more steps, or make the run with another provider or temperature in models.optimizer"
        )


def compared(differences: Matrix, sides: Sequence[Matrix], samples: Samples, arms: Sequence[str]) -> Units:
    """The units of a comparison of arms; matrices have shape (blocks, items), NaN where missing."""
    scored = ~np.isnan(differences).all(axis=1)
    units = units_of(samples, arms)[scored]
    firsts, codes = np.unique(units, return_index=True, return_inverse=True)[1:]

    def joined(rows: Matrix) -> Matrix:
        if len(firsts) == len(units):
            return rows[scored]
        return np.array([_mean(rows[scored][codes == code]) for code in range(len(firsts))])

    return Units(
        differences=joined(differences),
        sides=tuple(map(joined, sides)),
        others=tuple(map(joined, samples.prompts())),
        steps=samples.steps[scored][firsts],
        dropped=int((~scored).sum()),
        repeats=len(units) - len(firsts),
    )


def units_of(samples: Samples, arms: Sequence[str]) -> NDArray[np.int_]:
    """The unit of each block, shape (blocks,), named by its first: blocks of a step that share an edit are one.

    What leaves the prompt as it was is no edit, but what edits are compared with.
    """
    units = np.arange(len(samples.steps))
    before = {step.step: step.before for step in samples.material.steps} if samples.material is not None else {}
    holders: dict[tuple[int, str, str], int] = {}
    for arm in arms:
        for block, (step, drawn) in enumerate(zip(samples.steps.tolist(), samples.drawn(arm), strict=False)):
            if drawn.text not in {None, before.get(step)}:
                tied = sorted({int(units[block]), int(units[holders.setdefault((step, arm, drawn.text), block)])})
                units[np.isin(units, tied)] = tied[0]
    return units


def first_draws(samples: Samples, arms: Sequence[str], *made_from: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Which edits of arms, one below the other, are no repeats: shape (arms * blocks,).

    An edit repeats another whose text is equal and that was made from the same, which `made_from` numbers.
    """
    texts = [drawn.text for arm in arms for drawn in samples.drawn(arm)]
    rows = range(len(arms) * len(samples.steps))
    keys = [
        (text or row, *(int(numbers[row]) for numbers in made_from))
        for row, text in zip(rows, texts or rows, strict=True)
    ]
    firsts: dict[object, int] = {}
    return np.array([firsts.setdefault(key, row) == row for row, key in zip(rows, keys, strict=True)], dtype=np.bool_)


def _mean(rows: Matrix) -> NDArray[np.float64]:
    """The mean of each column over the rows that have it, NaN where none has."""
    counts = (~np.isnan(rows)).sum(axis=0)
    return np.where(counts > 0, np.nansum(rows, axis=0) / np.maximum(counts, 1), np.nan)
