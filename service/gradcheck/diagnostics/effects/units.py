"""Units: which blocks say something new in a comparison of arms. It measures nothing.

A distinct edit is a unit. An editor at temperature 0, or a provider that keeps its answers, gives the same edit again:
the second time it says nothing, however often it is drawn. So of a step's blocks those count, in their order, of which
no edit of the arms compared was there before; the others are repeats.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gradcheck.diagnostics.effects.samples import Matrix, Samples
from gradcheck.diagnostics.request import LEAST_PAIRS
from gradcheck.domain.base import Value

Edit = tuple[int, str, str]
"""A step, an arm and the text that its editor wrote."""


class Units(Value, frozen=True, kw_only=True, eq=False):
    """What is compared: `differences` and each side's scores, shape (units, items), and the units' `steps`.

    `others` are all prompts that were scored, those of repeats too, each of shape (blocks, items). `dropped` blocks had
    no cell that all sides have; `repeats` held an edit that was there before.
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
            "ask for more pairs or steps, or make the run with another models.optimizer"
        )


def compared(differences: Matrix, sides: Sequence[Matrix], samples: Samples, arms: Sequence[str]) -> Units:
    """The units of a comparison of arms; matrices have shape (blocks, items), NaN where missing."""
    scored = ~np.isnan(differences).all(axis=1)
    edits, kept = edits_of(samples, arms), np.flatnonzero(scored)
    kept = kept[new([edits[block] for block in kept])]
    return Units(
        differences=differences[kept],
        sides=tuple(side[kept] for side in sides),
        others=tuple(samples.prompts()),
        steps=samples.steps[kept],
        dropped=int((~scored).sum()),
        repeats=int(scored.sum()) - len(kept),
    )


def edits_of(samples: Samples, arms: Sequence[str]) -> list[frozenset[Edit]]:
    """The edits of these arms by block. What leaves the prompt as it was is none, but what edits are compared with."""
    steps = samples.steps.tolist()
    before = {step.step: step.before for step in samples.material.steps} if samples.material is not None else {}
    edits: list[set[Edit]] = [set() for _ in steps]
    for arm in arms if samples.material is not None else ():
        for own, step, draw in zip(edits, steps, samples.drawn(arm), strict=True):
            if draw.text is not None and draw.text != before.get(step):
                own.add((step, arm, draw.text))
    return list(map(frozenset, edits))


def new(edits: Sequence[frozenset[Edit]]) -> NDArray[np.bool_]:
    """Which of these hold no edit that an earlier one, which was new itself, holds."""
    seen: set[Edit] = set()
    kept = np.zeros(len(edits), dtype=np.bool_)
    for place, own in enumerate(edits):
        kept[place] = seen.isdisjoint(own)
        seen |= own if kept[place] else frozenset()
    return kept


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
