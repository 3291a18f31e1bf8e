"""What controls share: steps of proposals that have seen no data and no feedback, selected like any method's.

A method that cannot beat them at equal calls owes its gain to search, not to feedback. It owns their steps and the two
ways to count proposals; what a proposal is, each control says in a file of its own.
"""

from collections.abc import Iterator, Mapping
from itertools import count, islice, repeat
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.tournament import Tournament


class Control(MethodParameters, frozen=True, kw_only=True):
    """Steps of proposals that are made without data, from the given prompt or the best so far; the best is kept."""

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
                    proposal = await step.edit(self.template, parent, component, context=self._context(run, draw))
                    tournament.enter(await step.distinct([proposal], [run.seed, best]))

                await step.each(range(made, made + size), propose)
                [best] = await tournament.select("brute_force")
            made += size

    def _sizes(self) -> Iterator[int]:
        """How many proposals each step makes."""
        raise NotImplementedError

    def _context(self, run: RunContext, draw: int) -> Mapping[str, str]:  # noqa: ARG002 - the same for all
        """What fills the gaps of the template for the proposal of this number, from 0."""
        return {}


class BlindRounds(Control, frozen=True, kw_only=True):
    """Rounds of blind proposals; `rounds: null` is the way to compare with a method at equal calls."""

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
        return islice(repeat(self.candidates), self.rounds)


class BlindDraws(Control, frozen=True, kw_only=True):
    """So many independent proposals from the prompt as it was given, `at_once` of them a step.

    With `n: null` and another method's `max_calls` as the budget both pay for as many calls, whatever each makes of
    them, and no n has to be worked out.
    """

    n: Annotated[Positive | None, Meta(description="Proposals in all; null goes on until the budget is used.")] = 48
    at_once: Annotated[Positive, Meta(description="Proposals of a step.")] = 8

    def _sizes(self) -> Iterator[int]:
        most = self._most
        starts = count(0, self.at_once) if most is None else range(0, most, self.at_once)
        return (self.at_once if most is None else min(self.at_once, most - start) for start in starts)

    @property
    def _most(self) -> int | None:
        """The most proposals in all."""
        return self.n
