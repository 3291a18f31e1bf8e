"""Controls: proposals that have seen no data and no feedback, selected like any method's.

`rewrite` asks for other words with the same meaning, `improve` for a better prompt (Melcer et al. 2025, arXiv
2512.13598, prompt-only conditions). A method that cannot beat them at equal calls owes its gain to search, not to
feedback.
"""

from functools import partial
from typing import Annotated, ClassVar

from msgspec import Meta

from service.concurrency import Turns, all_of
from service.domain.program import Candidate
from service.methods.asks import Edit
from service.methods.base import About, MethodParameters
from service.methods.formulas import Costs
from service.methods.policies.bandits import brute_force
from service.methods.policies.race import Race, all_at_once
from service.methods.view import RunView, StepView, Work

Positive = Annotated[int, Meta(ge=1)]


def _about(summary: str) -> About:
    return About(
        summary=summary,
        paper="Melcer et al. 2025, arXiv 2512.13598, prompt-only conditions",
        defaults="ours: as many rounds as protegi",
    )


class _Blind(MethodParameters, frozen=True, kw_only=True):
    """Rounds of blind proposals from the best so far; the best on validation is kept.

    `rounds: null` goes on until the budget is used: the way to compare with a method at equal calls.
    """

    costs: ClassVar[Costs] = Costs(
        terms={"turns": "rounds or 1"},
        first="candidates * (1 + validation * per_item)",
        step="first + validation * per_item",
        least="turns * candidates",
        most="turns * step",
        steps="turns",
        rounds="2",
    )
    needs_train: ClassVar[bool] = False
    template: ClassVar[str]
    from_best: ClassVar[bool]

    rounds: Positive | None = 6
    candidates: Positive = 8

    async def optimize(self, run: RunView) -> None:
        """Rounds of proposals and selection."""
        best = run.seed
        number = 0
        while self.rounds is None or number < self.rounds:
            number += 1
            parent = best if self.from_best else run.seed
            component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
            async with run.step([parent]) as step:
                race = Race(step, "selection", all_at_once(run.validation))
                async with step.overlap():
                    work = self._work(step, race, parent, component, [run.seed, best])
                    await all_of([race.enter([best]), step.gather(work)])
                pool = race.pool
                ranked = await race.rank(brute_force(pool, run.validation))
                top = ranked[0]
                chosen = best.id if top.score is None else top.candidate
                step.select("brute_force", ranked, [chosen], "the best mean validation score")
                best = next(candidate for candidate in pool if candidate.id == chosen)

    def _work(
        self, step: StepView, race: Race, parent: Candidate, component: str, known: list[Candidate]
    ) -> list[Work]:
        """Proposals, each scored as soon as it and those before it are there."""
        turns = Turns()

        async def start(edit: Edit) -> None:
            proposed = await step.edit(edit)
            async with turns.at(edit.draw):
                trying = race.enter(step.distinct([proposed], [*known, *race.pool]))
            await trying

        edits = [
            Edit(at=(draw,), template=self.template, candidate=parent, component=component, draw=draw)
            for draw in range(self.candidates)
        ]
        return [Work(reserve=step.worst(edit), start=partial(start, edit)) for edit in edits]


class Rewrite(_Blind, frozen=True, kw_only=True, tag="rewrite"):
    """Meaning-preserving rewrites of the seed, round after round."""

    about: ClassVar[About] = _about("control: other words, same meaning; no data, no feedback")
    template: ClassVar[str] = "rewrite"
    from_best: ClassVar[bool] = False


class Improve(_Blind, frozen=True, kw_only=True, tag="improve"):
    """Blind improvements of the best prompt so far."""

    about: ClassVar[About] = _about("control: a better prompt without seeing data or feedback")
    template: ClassVar[str] = "improve"
    from_best: ClassVar[bool] = True
