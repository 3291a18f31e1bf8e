"""Portfolio: kinds of proposals compete for one budget, candidates race, and the record says what brought the gain.

Our own. What the evidence suggests (Melcer et al. 2025, arXiv 2512.13598): no kind of proposal is best on all tasks,
and selection does much of the work. It owns the order of the stages; `sources` owns the kinds of proposals, `account`
their division and what is reported of them, `policies/anytime` the race.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

from msgspec import Meta

from service.concurrency import Turns, all_of
from service.domain.program import Candidate
from service.domain.task import Example, Rollout
from service.errors import Fault
from service.methods.account import Account
from service.methods.base import About, MethodParameters, Use
from service.methods.formulas import Costs
from service.methods.policies.anytime import Standing, anytime_race, first_block
from service.methods.policies.race import Race, all_at_once
from service.methods.sources import SOURCES, Source, Stock, proposal, usable
from service.methods.view import RunView, StepView, Work
from service.scoring import labels

Positive = Annotated[int, Meta(ge=1)]


class Portfolio(MethodParameters, frozen=True, kw_only=True, tag="portfolio"):
    """Feedback, placebo, blind, crossover, demo and induction proposals compete as arms of a bandit.

    Each round asks every source that was never asked and divides the rest of its proposals by Thompson sampling. All
    race against the best so far in growing blocks of validation items; who cannot beat it by `delta` any more
    leaves. After `quiet` rounds in a row that leave nobody in the race the run ends. The result's `sources`
    say what each source's proposals did on the first block, with intervals that hold at any time, and
    what their links in the winner's descent have gained.
    """

    about: ClassVar[About] = About(
        summary="kinds of proposals compete for one budget; the result says which one brought the gain",
        paper="our own; Thompson 1933 and Waudby-Smith and Ramdas 2024 for its parts",
        defaults="ours: chosen in the simulated worlds",
        interception="full",
        points=("the critic's reason, before the edit",),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "batch": "min(minibatch, train) * per_item",
            "written": "width * (2 + shown * per_verdict)",
        },
        first="batch + written + width * validation * per_item",
        step="first + validation * per_item",
        least="batch",
        most="(rounds or 1) * step",
        steps="rounds or 1",
        rounds="3 + per_verdict + max(ceil(log2(validation / block + 1)), 1)",
    )

    rounds: Positive | None = 10
    width: Annotated[int, Meta(ge=2)] = 8
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)] = SOURCES
    minibatch: Positive = 16
    shown: Positive = 4
    demos: Positive = 4
    keep: Positive = 4
    block: Positive = 8
    delta: Annotated[float, Meta(gt=0, lt=1)] = 0.02
    alpha: Annotated[float, Meta(gt=0, lt=0.5)] = 0.1
    quiet: Positive = 2

    async def optimize(self, run: RunView) -> None:
        """Rounds of proposals and races, until several in a row leave nobody in the race."""
        account = Account(self.sources)
        best = run.seed
        others: tuple[Candidate, ...] = ()
        quiet, number = 0, 0
        while quiet < self.quiet and (self.rounds is None or number < self.rounds):
            number += 1
            batch = _drawn(run, "minibatch", number, run.train, min(self.minibatch, len(run.train)))
            items = _drawn(run, "items", number, run.validation, len(run.validation))
            async with run.step([best, *others], sorted(batch, key=run.train.index)) as step:
                rollouts = await step.evaluate([best], batch, "minibatch")
                stock = self._stock(run, number, best, others, rollouts)
                standing, came_from = await self._race(run, step, account, number, stock, items)
                ranked = standing.ranked()
                best = standing.candidate(ranked[0].candidate)
                account.enter(standing, came_from, first_block(items, self.block), best)
                quiet = 0 if standing.undecided else quiet + 1
                others = tuple(one for one in (*standing.in_race(), *others) if one.id != best.id)[: self.keep]
                reason = f"{len(standing.undecided)} of {len(ranked) - 1} may be better by {self.delta:g} or more"
                step.select("anytime_race", ranked, [best.id], reason, account.effects())

    def _stock(
        self, run: RunView, number: int, best: Candidate, others: tuple[Candidate, ...], rollouts: Sequence[Rollout]
    ) -> Stock:
        return Stock(
            program=run.program,
            component=run.program.optimizable[(number - 1) % len(run.program.optimizable)],
            incumbent=best,
            others=others,
            train=run.train,
            labels=labels([example.expected for example in run.train]),
            shown=self.shown,
            most_demos=self.demos,
            rollouts=tuple(rollouts),
        )

    async def _race(
        self, run: RunView, step: StepView, account: Account, number: int, stock: Stock, items: Sequence[Example]
    ) -> tuple[Standing, dict[str, Source]]:
        """A round's proposals, in the race as soon as each and those before it are there, with their sources."""
        possible = [source for source in self.sources if usable(source, stock)]
        asked = account.divide(self.width, possible, run.rng("sources", number))
        race = Race(step, "selection", all_at_once(first_block(items, self.block)))
        turns, came_from = Turns(), dict[str, Source]()

        async def enter(place: int, source: Source, work: Work) -> None:
            proposed = await work.start()
            async with turns.at(place):
                new = step.distinct([proposed], race.pool)
                came_from.update((one.id, source) for one in new)
                trying = race.enter(new)
            await trying

        async with step.overlap():
            entering = race.enter([stock.incumbent])
            made = [
                (place, source, proposal(step, source, place, stock, run.rng("proposal", number, place)))
                for place, source in enumerate(asked)
            ]
            work = [Work(reserve=one[2].reserve, start=partial(enter, *one)) for one in made]
            await all_of([entering, step.gather(work)])
        standing = Standing(race.pool, delta=self.delta, alpha=self.alpha)
        await race.rank(anytime_race(standing, items, block=self.block))
        return standing, came_from

    def faults(self, use: Use) -> list[Fault]:  # noqa: ARG002 - asked of the parameters alone
        """A source that needs another's proposals cannot be alone, and none is named twice."""
        if set(self.sources) == {"crossover"}:
            return [Fault("method.sources", "crossover needs proposals of another source to cross")]
        if len(set(self.sources)) < len(self.sources):
            return [Fault("method.sources", "names a source twice")]
        return []


def _drawn(run: RunView, what: str, number: int, examples: Sequence[Example], size: int) -> list[Example]:
    """So many examples in a drawn order."""
    return [examples[place] for place in run.rng(what, number).permutation(len(examples))[:size]]
