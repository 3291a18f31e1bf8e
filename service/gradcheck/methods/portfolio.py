"""Portfolio: kinds of proposals compete for one budget, and the record says which of them brought the gain.

Our own. What the evidence suggests (Melcer et al. 2025, arXiv 2512.13598): no kind of proposal is best on all tasks,
and selection does much of the work. It owns the order of the stages; `sources` owns the kinds of proposals, `account`
their division and what is reported of them, `policies/posterior` what candidates are worth.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gradcheck.concurrency import Turns, all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.errors import Fault
from gradcheck.methods.account import Account
from gradcheck.methods.base import About, MethodParameters, Use
from gradcheck.methods.formulas import Costs
from gradcheck.methods.policies.posterior import Field
from gradcheck.methods.sources import SOURCES, Source, Stock, proposal, usable
from gradcheck.methods.view import RunView, StepView, Work
from gradcheck.scoring import labels

_CALLS: dict[Source, int] = {"demos": 0, "feedback": 2}  # of a proposal; of the other sources' one


class Portfolio(MethodParameters, frozen=True, kw_only=True, tag="portfolio"):
    """Feedback, placebo, blind, crossover, demo and induction proposals compete as arms of a bandit.

    Each round makes `width` proposals from the best candidate so far, some of which read its answers on a minibatch of
    `train`, and tries them beside it on a fresh one, which the next round reads. Then the `keep` candidates of the
    highest estimated worth are tried on more of `validation`, in blocks that grow; only who was tried there can be the
    best. Proposals go to sources by Thompson sampling over what theirs did on fresh minibatches. Who cannot beat the
    best by `delta` any more, by a test that is valid at any time, is out; a run ends after `quiet` rounds in a row that
    leave nobody. The result's `sources` say what each source's proposals did, with intervals that hold at any time, and
    what its links in the winner's descent gained.
    """

    about: ClassVar[About] = About(
        summary="kinds of proposals compete for one budget; the result says which one brought the gain",
        paper="our own; Thompson 1933, Efron and Morris 1975, Waudby-Smith and Ramdas 2024 for its parts",
        defaults="ours: chosen in the simulated worlds",
        interception="full",
        points=("the critic's reason, before the edit",),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "batch": "min(minibatch, max(1, train // 2)) * per_item",
            "written": "width * 2",
        },
        first="(2 + width) * batch + written + keep * validation * per_item",
        step="first",
        steps="rounds or 1",
        rounds="5",
    )
    trusts_scores: ClassVar[bool] = True

    rounds: Annotated[Positive | None, Meta(description="Steps; null goes on until the budget is used.")] = 10
    width: Annotated[Positive, Meta(description="Proposals in a round.")] = 4
    sources: Annotated[tuple[Source, ...], Meta(min_length=1, description="Kinds of proposals that compete.")] = SOURCES
    minibatch: Annotated[
        Positive, Meta(description="Train examples that a proposal is first tried on; at most half of all.")
    ] = 16
    demos: Annotated[Positive, Meta(description="The most demos of a proposal.")] = 4
    keep: Annotated[Positive, Meta(description="Candidates that are tried on more of validation in a round.")] = 2
    block: Annotated[Positive, Meta(description="Validation items in the first block; later ones grow.")] = 16
    delta: Annotated[
        float, Meta(gt=0, lt=1, description="The least gain that matters; who cannot reach it is out.")
    ] = 0.02
    alpha: Annotated[
        float,
        Meta(gt=0, lt=0.5, description="The chance of error, on each side, of the test by which candidates are out."),
    ] = 0.1
    quiet: Annotated[Positive, Meta(description="Rounds in a row that leave nobody, after which the run ends.")] = 2

    async def optimize(self, run: RunView) -> None:
        """Rounds of proposals and tries, until several in a row leave nobody who could be better."""
        field, account = Field(run.seed), Account(self.sources)
        items = _shuffled(run.validation, run.rng("items"))
        best, quiet, number, read = run.seed, 0, 0, self._batch(run, 0, ())
        while quiet < self.quiet and (self.rounds is None or number < self.rounds):
            number += 1
            fresh = self._batch(run, number, read)
            async with run.stages([best], sorted(read, key=run.train.index)) as step:
                if number == 1:
                    field.add(best, items, await step.evaluate([best], items, "seed"))
                answers = await step.evaluate([best], read, "minibatch")
                field.add(best, read, answers)
                stock = self._stock(run, number, field, best, answers, fresh)
                await self._propose(run, step, number, field, account, stock, fresh)
                await self._try(step, field, items)
                best = next(one for one in field.ranked() if one is best or field.tried(one, items))
                undecided = field.drop(best, delta=self.delta, alpha=self.alpha)
                quiet = 0 if undecided else quiet + 1
                reason = f"the highest estimated worth; {undecided} others may be better by {self.delta:g} or more"
                step.select("posterior", field.entries(), [best.id], reason, account.effects(field.gains(best)))
            read = fresh

    def _batch(self, run: RunView, number: int, before: Sequence[Example]) -> list[Example]:
        """A round's minibatch, at most half of train, so that none of the one before has to be among it."""
        size, used = min(self.minibatch, max(1, len(run.train) // 2)), {one.id for one in before}
        drawn = _shuffled(run.train, run.rng("minibatch", number))
        return sorted(drawn, key=lambda one: one.id in used)[:size]

    async def _propose(
        self,
        run: RunView,
        step: StepView,
        number: int,
        field: Field,
        account: Account,
        stock: Stock,
        fresh: Sequence[Example],
    ) -> None:
        """Proposals of a round, each tried beside their parent as soon as it and those before it are there."""
        best, known = stock.incumbent, field.ranked()
        asked = account.divide(
            self.width, [one for one in self.sources if usable(one, stock)], run.rng("sources", number)
        )
        turns, new = Turns(), list[tuple[Candidate, Source, list[Rollout]]]()

        async def follow(turn: int, source: Source, work: Work) -> None:
            proposed = await work.start()
            async with turns.at(turn):
                kept = step.distinct([proposed], [*known, *(one for one, _, _ in new)])
                tried = step.evaluate(kept, fresh, "fresh")
                mine = [(one, source, list[Rollout]()) for one in kept]
                new.extend(mine)
            rollouts = await tried
            for _, _, seen in mine:
                seen.extend(rollouts)

        async with step.overlap():
            before = step.evaluate([best], fresh, "fresh")
            made = [
                (source, proposal(step, source, place, stock, run.rng("proposal", number, place)))
                for place, source in enumerate(asked)
            ]
            made.sort(key=lambda one: _CALLS.get(one[0], 1))  # nobody's turn waits for more calls than its own
            work = step.gather(
                [Work(reserve=one[1].reserve, start=partial(follow, turn, *one)) for turn, one in enumerate(made)]
            )
            found, _ = await all_of([before, work])
        field.add(best, fresh, found)
        for candidate, source, rollouts in new:
            field.enter(candidate, best, source)
            field.add(candidate, fresh, rollouts)
            effects = field.differences(candidate.id, best.id)
            if effects.size:
                account.take(source, float(effects.mean()))

    async def _try(self, step: StepView, field: Field, items: Sequence[Example]) -> None:
        """The most promising candidates on the validation items that they have not seen, as many again as they have."""
        tries = []
        for candidate in field.ranked()[: self.keep]:
            seen = field.tried(candidate, items)
            tries.append((candidate, items[seen : seen + max(seen, self.block)]))
        async with step.overlap():
            found = await all_of([step.evaluate([one], part, "validation") for one, part in tries])
        for (candidate, part), rollouts in zip(tries, found, strict=True):
            field.add(candidate, part, rollouts)

    def _stock(
        self,
        run: RunView,
        number: int,
        field: Field,
        best: Candidate,
        rollouts: Sequence[Rollout],
        fresh: Sequence[Example],
    ) -> Stock:
        """What the round's proposals are made from: no answer to what they are tried on, where train has others."""
        tried = {one.id for one in fresh}
        return Stock(
            program=run.program,
            component=run.program.optimizable[(number - 1) % len(run.program.optimizable)],
            incumbent=best,
            others=tuple(one for one in field.ranked() if one.id != best.id)[: self.keep],
            train=run.train,
            unseen=tuple(one for one in run.train if one.id not in tried) or run.train,
            labels=labels([example.expected for example in run.train]),
            most_demos=self.demos,
            rollouts=tuple(rollouts),
        )

    def faults(self, use: Use) -> list[Fault]:
        """At least one source can make a proposal of what is given, and none is named twice."""
        if set(self.sources) == {"crossover"}:
            return [Fault("method.sources", "crossover needs proposals of another source to cross")]
        if set(self.sources) <= {"crossover", "induction"} and not use.labelled:
            message = "induction needs an expected answer of every example; give them, or name another source"
            return [Fault("method.sources", message)]
        if len(set(self.sources)) < len(self.sources):
            return [Fault("method.sources", "names a source twice")]
        return []


def _shuffled(examples: Sequence[Example], rng: np.random.Generator) -> list[Example]:
    return [examples[place] for place in rng.permutation(len(examples))]
