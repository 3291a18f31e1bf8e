"""Random search, a control: phrases of a bank around the prompt as it was given. It asks no model for a proposal."""

from collections import Counter
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from gradcheck.methods.base import MethodDescription
from gradcheck.methods.controls import BlindDraws
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.texts.phrases import COMBINATIONS, around

_OF_SIZE = Counter(map(len, COMBINATIONS))
_WEIGHTS = np.array([1 / _OF_SIZE[len(phrases)] for phrases in COMBINATIONS])


class RandomSearch(BlindDraws, frozen=True, kw_only=True, tag="random_search"):
    """The best of n random combinations of generic phrases around the prompt as it was given; it asks no optimizer.

    All combinations are of a bank that suits any task; none is tried twice, and those of one, two and three phrases are
    as likely as one another.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: random combinations of generic phrases around the given prompt; no optimizer, no feedback",
        defaults="ours: as many proposals as improve",
        deviations=("of several optimizable components each step adds phrases to the next one in turn",),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "draws": f"min(n or at_once, {len(COMBINATIONS)})",
            "tried": "validation * per_item",
            "size": "min(at_once, draws - (number - 1) * at_once)",
        },
        first="size * tried",
        step="first + tried",
        steps="ceil(draws / at_once)",
        rounds="1",
    )
    template: ClassVar[str] = "phrases"

    @property
    def _most(self) -> int:
        return len(COMBINATIONS) if self.n is None else min(self.n, len(COMBINATIONS))

    def _context(self, run: RunContext, draw: int) -> Mapping[str, str]:
        chances = _WEIGHTS / _WEIGHTS.sum()
        order = run.rng("bank").choice(len(COMBINATIONS), len(COMBINATIONS), replace=False, p=chances)
        before, after = around(COMBINATIONS[order[draw]])
        return {"before": before, "after": after}
