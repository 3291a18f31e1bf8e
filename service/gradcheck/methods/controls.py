"""Controls: proposals that have seen no data and no feedback, selected like any method's.

`rewrite` asks for other words with the same meaning, `improve` for a better prompt (Melcer et al. 2025, arXiv
2512.13598, prompt-only conditions), `best_of_n` for independent improvements of the prompt as it was given, and
`random_search` asks no model: it adds phrases of a bank. A method that cannot beat them at equal calls owes its gain to
search, not to feedback.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.phrases import COMBINATIONS, around
from gradcheck.methods.policies.tournament import Tournament

_OF_SIZE = Counter(map(len, COMBINATIONS))
_WEIGHTS = np.array([1 / _OF_SIZE[len(phrases)] for phrases in COMBINATIONS])


class _Search(MethodParameters, frozen=True, kw_only=True):
    """Steps of proposals that are made without data; the best on validation is kept."""

    needs_train: ClassVar[bool] = False
    template: ClassVar[str]
    from_best: ClassVar[bool] = False

    async def optimize(self, run: RunContext) -> None:
        """Steps of proposals and selection."""
        best, made = run.seed, 0
        for number, size in enumerate(self._sizes(), start=1):
            parent = best if self.from_best else run.seed
            component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
            async with run.step([parent]) as step:
                tournament = Tournament.on_all(step, run.validation)
                tournament.enter([best])

                async def propose(draw: int) -> None:
                    gaps = self._gaps(run, made + draw)
                    proposal = await step.edit(self.template, parent, component, context=gaps)
                    tournament.enter(await step.distinct([proposal], [run.seed, best]))

                await step.each(range(size), propose)
                [best] = await tournament.select("brute_force")
            made += size

    def _sizes(self) -> Iterator[int]:
        """How many proposals each step makes."""
        raise NotImplementedError

    def _gaps(self, run: RunContext, place: int) -> Mapping[str, str]:  # noqa: ARG002 - the same for all
        """What fills the gaps of the template for the proposal of this place among all."""
        return {}


class _Blind(_Search, frozen=True, kw_only=True):
    """Rounds of blind proposals from the best so far; the best on validation is kept.

    `rounds: null` goes on until the budget is used: the way to compare with a method at equal calls.
    """

    costs: ClassVar[Costs] = Costs(
        terms={"turns": "rounds or 1"},
        first="candidates * (1 + validation * per_item)",
        step="first + validation * per_item",
        steps="turns",
        rounds="2",
    )

    rounds: Annotated[Positive | None, Meta(description="Steps; null goes on until the budget is used.")] = 6
    candidates: Annotated[Positive, Meta(description="Proposals of a step.")] = 8

    def _sizes(self) -> Iterator[int]:
        number = 0
        while self.rounds is None or number < self.rounds:
            number += 1
            yield self.candidates


class Rewrite(_Blind, frozen=True, kw_only=True, tag="rewrite"):
    """Meaning-preserving rewrites of the seed, round after round."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: other words, same meaning; no data, no feedback",
        paper="Melcer et al. 2025, arXiv 2512.13598, prompt-only conditions",
        defaults="ours: as many rounds as protegi",
    )
    template: ClassVar[str] = "rewrite"


class Improve(_Blind, frozen=True, kw_only=True, tag="improve"):
    """Blind improvements of the best prompt so far."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: a better prompt without seeing data or feedback",
        paper="Melcer et al. 2025, arXiv 2512.13598, prompt-only conditions",
        defaults="ours: as many rounds as protegi",
    )
    template: ClassVar[str] = "improve"
    from_best: ClassVar[bool] = True


class _Draws(_Search, frozen=True, kw_only=True):
    """So many independent proposals from the prompt as it was given, `at_once` of them a step.

    `n: null` goes on until the budget is used. With the other method's `max_calls` as the budget both arms then pay
    for the same number of calls, whatever each makes of them, and no n has to be worked out.
    """

    n: Annotated[Positive | None, Meta(description="Proposals in all; null goes on until the budget is used.")] = 48
    at_once: Annotated[Positive, Meta(description="Proposals of a step.")] = 8

    @property
    def is_endless(self) -> bool:
        """Whether only the budget ends it."""
        return self.n is None

    def _sizes(self) -> Iterator[int]:
        made, most = 0, self._most
        while most is None or made < most:
            size = self.at_once if most is None else min(self.at_once, most - made)
            made += size
            yield size

    @property
    def _most(self) -> int | None:
        return self.n


class BestOfN(_Draws, frozen=True, kw_only=True, tag="best_of_n"):
    """The best of n independent draws of the same blind edit: what sampling and selecting alone find."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: the best of n blind improvements of the given prompt; no data, no feedback",
        defaults="ours: as many proposals as improve",
        deviations=("of several optimizable components each step draws edits of the next one in turn",),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "draws": "n or at_once",
            "tried": "validation * per_item",
            "size": "min(at_once, draws - (number - 1) * at_once)",
        },
        first="size * (1 + tried)",
        step="first + tried",
        steps="ceil(draws / at_once)",
        rounds="2",
    )
    template: ClassVar[str] = "improve"


class RandomSearch(_Draws, frozen=True, kw_only=True, tag="random_search"):
    """The best of n random combinations of generic phrases around the prompt as it was given; it asks no optimizer.

    All combinations are of the bank in `phrases.py` and suit any task; none is tried twice, and those of one, two and
    three phrases are as likely as one another.
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

    def _gaps(self, run: RunContext, place: int) -> Mapping[str, str]:
        chances = _WEIGHTS / _WEIGHTS.sum()
        order = run.rng("bank").choice(len(COMBINATIONS), len(COMBINATIONS), replace=False, p=chances)
        before, after = around(COMBINATIONS[order[place]])
        return {"before": before, "after": after}
