"""SIMBA: stochastic introspective mini-batch ascent.

The optimizer of that name in DSPy (stanfordnlp/dspy, dspy/teleprompt/simba.py and simba_utils.py; it has no paper). It
owns the order of the stages; the words are in `templates`, demos are made in `demos`.
"""

from collections import defaultdict
from collections.abc import Awaitable, Sequence
from functools import partial
from statistics import fmean
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from service.concurrency import Turns, all_of
from service.domain.base import Value
from service.domain.program import Candidate, Demo
from service.domain.task import Example, Rollout
from service.methods.asks import Critique, Edit
from service.methods.base import About, MethodParameters
from service.methods.demos import bootstrapped
from service.methods.formulas import Costs
from service.methods.minibatches import minibatch
from service.methods.policies.softmax import softmax_places
from service.methods.view import RunView, StepView, Work, inside, mean_entry

Positive = Annotated[int, Meta(ge=1)]
Temperature = Annotated[float, Meta(gt=0)]


class _Bucket(Value, frozen=True, kw_only=True):
    """The scored answers to one example, best first."""

    example: Example
    rollouts: tuple[Rollout, ...]
    scores: tuple[float, ...]

    @property
    def rank(self) -> tuple[float, float, float]:
        """How much there is to learn: the spread, the best, the best over the mean."""
        best = self.scores[0]
        return (best - self.scores[-1], best, best - fmean(self.scores))


class _Plan(Value, frozen=True, kw_only=True):
    """A child to make: its source, the demos it keeps of it, and what it is made by."""

    source: Candidate
    kept: tuple[Demo, ...]
    bucket: _Bucket
    is_rule: bool


class _Pool:
    """Programs and how much better than the sampled answers to the same examples they did."""

    def __init__(self, seed: Candidate, size: int) -> None:
        self.programs = {seed.id: seed}
        self._seed = seed.id
        self._size = size
        self._gains: dict[str, list[float]] = defaultdict(list)

    def standing(self, name: str) -> float:
        """A program's mean gain; nothing is known of one without scores."""
        return fmean(self._gains[name]) if self._gains[name] else 0.0

    def top(self) -> list[Candidate]:
        """The best programs, the seed always among them."""
        names = sorted(self.programs, key=self.standing, reverse=True)[: self._size]
        if self._seed not in names:
            names[-1] = self._seed
        return [self.programs[name] for name in names]

    def credit(self, rollouts: Sequence[Rollout], usual: dict[str, float]) -> None:
        """Take scores, each against what is usual on its example."""
        for rollout in rollouts:
            if rollout.score is not None and rollout.example in usual:
                self._gains[rollout.candidate].append(rollout.score - usual[rollout.example])


class SIMBA(MethodParameters, frozen=True, kw_only=True, tag="simba"):
    """Sampled answers to a minibatch show where programs vary; children get a demo or a rule from there.

    A rule is a critic's advice from a better and a worse answer to one example, appended to the instruction.
    """

    about: ClassVar[About] = About(
        summary="demos and rules from the examples on which sampled answers differ most",
        reference="stanfordnlp/dspy, dspy/teleprompt/simba.py",
        defaults="the reference's constructor",
        interception="full",
        points=("the advice, before it is appended; it is the edit",),
        deviations=(
            "answers are sampled at the task model's own temperature with a seed each; the reference samples at 1",
            "every step's winner is scored on validation at once; the reference scores a few on train at the end",
            "programs are compared by scores less the mean sampled score of the same examples: minibatches differ",
            "a bucket that gives neither demo nor rule makes no child; the reference registers an unchanged one",
            "a rule needs a better and a worse answer; the reference also takes two equal ones and hides one",
            "an example is at most one demo of a program",
            "a rule that would make a component longer than `max_length` is rejected",
            "a smaller train split than a minibatch is taken whole",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": "min(batch, train)",
            "children": "min(candidates + 1, size)",
            "sampled": "candidates * size * per_item",
        },
        first="sampled + children * (components + size * per_item) + validation * per_item",
        step="first",
        least="steps * sampled",
        most="validation * per_item + steps * step",
        steps="steps",
        rounds="4",
    )
    trusts_scores: ClassVar[bool] = True

    steps: Annotated[Positive, Meta(description="Minibatches.")] = 8
    batch: Annotated[Positive, Meta(description="Train examples of a step.")] = 32
    candidates: Annotated[
        Positive, Meta(description="Answers sampled of each example; one child more than that is made.")
    ] = 6
    max_demos: Annotated[int, Meta(ge=0, description="The most demos of a program; 0 leaves only rules.")] = 4
    sampling_temperature: Annotated[
        Temperature, Meta(description="Of the softmax by which programs are chosen to answer.")
    ] = 0.2
    source_temperature: Annotated[Temperature, Meta(description="Of the softmax by which parents are chosen.")] = 0.2

    async def optimize(self, run: RunView) -> None:
        """Steps of sampling, of children from what was sampled, and of validation of the best child."""
        pool, best, reached = _Pool(run.seed, self.candidates), run.seed, None
        for number in range(1, self.steps + 1):
            batch = minibatch(run, self.batch, number - 1)
            top = pool.top()
            async with run.step(top, batch) as step:
                async with step.overlap():
                    known = step.evaluate([run.seed] if number == 1 else [], run.validation, "validation.seed")
                    parts = await all_of([known, *self._sampled(run, step, number, top, pool, batch)])
                if number == 1:
                    reached = mean_entry(run.seed, parts[0])
                buckets = _buckets(batch, [rollout for part in parts[1:] for rollout in part])
                usual = {bucket.example.id: fmean(bucket.scores) for bucket in buckets}
                plans = self._plans(run, number, pool, buckets)
                async with step.overlap():
                    children, tried = await self._grown(run, step, pool, plans, batch)
                pool.credit([*(rollout for part in parts[1:] for rollout in part), *tried], usual)
                pool.programs.update((child.id, child) for child in children)
                entries = [mean_entry(child, tried) for child in children]
                scored = [one for one in entries if one.score is not None and one.n + one.failed == len(batch)]
                winner = max(scored, key=lambda one: one.score or 0.0, default=None)
                won = [] if winner is None else [pool.programs[winner.candidate]]
                rollouts = await step.evaluate(won, run.validation, "validation")
                standings = [] if reached is None else [reached]
                if won and len(rollouts) == len(run.validation):
                    entry = mean_entry(won[0], rollouts)
                    standings.append(entry)
                    if entry.score is not None and (reached is None or entry.score > (reached.score or 0.0)):
                        best, reached = won[0], entry
                what = f"the best of {len(children)} children on the minibatch" if won else "no child was scored"
                step.select("winner_on_validation", standings, [best.id], what)

    def _sampled(
        self,
        run: RunView,
        step: StepView,
        number: int,
        top: Sequence[Candidate],
        pool: _Pool,
        batch: Sequence[Example],
    ) -> list[Awaitable[list[Rollout]]]:
        """Answers to every example by drawn programs; no sample is one of an earlier step."""
        rng, worth = run.rng("sampling", number), [pool.standing(program.id) for program in top]
        asked = []
        for sample in range(self.candidates):
            drawn = softmax_places(worth, self.sampling_temperature, rng, len(batch))
            for place, program in enumerate(top):
                own = [example for example, chosen in zip(batch, drawn, strict=True) if chosen == place]
                asked.append(step.evaluate([program], own, "sample", 1 + (number - 1) * self.candidates + sample))
        return asked

    def _plans(self, run: RunView, number: int, pool: _Pool, buckets: Sequence[_Bucket]) -> list[_Plan]:
        """The children to make, from the buckets in their order, until there are enough."""
        rng, top = run.rng("children", number), pool.top()
        worth = [pool.standing(program.id) for program in top]
        every = [score for bucket in buckets for score in bucket.scores]
        low, high = np.percentile(every, (10, 90)) if every else (0.0, 0.0)
        plans: list[_Plan] = []
        for bucket in sorted(buckets, key=lambda one: one.rank, reverse=True):
            source = top[int(softmax_places(worth, self.source_temperature, rng, 1)[0])]
            kept = self._kept(source, rng)
            is_rule = bool(rng.integers(2)) if self.max_demos else True
            best, worst = bucket.scores[0], bucket.scores[-1]
            useful = best > low and (not is_rule or (best > worst and worst < high))
            if useful and len(plans) <= self.candidates:
                plans.append(_Plan(source=source, kept=kept, bucket=bucket, is_rule=is_rule))
        return plans

    def _kept(self, source: Candidate, rng: np.random.Generator) -> tuple[Demo, ...]:
        """A source's demos without some: as many as a Poisson draw says, at least one where there is no more room."""
        examples = list(dict.fromkeys(demo.example for demo in source.demos))
        count, room = len(examples), self.max_demos or 1
        fewer = min(max(int(rng.poisson(count / room)), int(count >= room)), count)
        gone = {examples[place] for place in rng.permutation(count)[:fewer]}
        return tuple(demo for demo in source.demos if demo.example not in gone)

    async def _grown(
        self, run: RunView, step: StepView, pool: _Pool, plans: Sequence[_Plan], batch: Sequence[Example]
    ) -> tuple[list[Candidate], list[Rollout]]:
        """The children and their answers to the minibatch; each is tried as soon as it is there."""
        turns, size = Turns(), len(plans)
        children: list[Candidate] = []

        async def one(place: int, plan: _Plan) -> list[Rollout]:
            async with turns.at(place):
                base = plan.source
                if plan.is_rule and plan.kept != base.demos:
                    base = step.compose((place,), "drop", [base], demos=plan.kept)
                    step.drop([base], "only a rule's parent")
                writing = step.gather(self._rules(run, step, place, base, plan.bucket) if plan.is_rule else [])
            edits = [edit for edit in await writing if edit is not None]
            async with turns.at(size + place):
                made = [step.join(base, edits)] if edits else []
                if not plan.is_rule:
                    made = [step.compose((place,), "demo", [plan.source], demos=_with_demo(run, plan))]
                new = step.distinct(made, [*pool.programs.values(), *children])
                children.extend(new)
                trying = step.evaluate(new, batch, "children")
            return await trying

        tried = await all_of(one(place, plan) for place, plan in enumerate(plans))
        return children, [rollout for part in tried for rollout in part]

    def _rules(self, run: RunView, step: StepView, place: int, base: Candidate, bucket: _Bucket) -> list[Work]:
        """A piece of advice for every component that may change, appended to it."""
        work = []
        for part, component in enumerate(run.program.optimizable):
            module = run.program.module_of(component)
            critique = Critique(
                at=(place, part),
                template="contrast",
                kind="rule",
                candidate=base,
                component=component,
                rollouts=(inside(bucket.rollouts[0], module), inside(bucket.rollouts[-1], module)),
            )
            edit = Edit(at=(place, part), template="append_rule", candidate=base, component=component)
            work.append(Work(reserve=step.worst(critique), start=partial(_appended, step, critique, edit)))
        return work


async def _appended(step: StepView, critique: Critique, edit: Edit) -> Candidate | None:
    """A critic's advice at the end of a component."""
    advice = await step.critique(critique)
    return None if advice is None else await step.edit(replace(edit, feedback=(advice,)))


def _with_demo(run: RunView, plan: _Plan) -> tuple[Demo, ...]:
    """The demos that are kept, and one of the bucket's best answer."""
    example = plan.bucket.example
    others = tuple(demo for demo in plan.kept if demo.example != example.id)
    return (*others, *bootstrapped(run.program, example, plan.bucket.rollouts[0]))


def _buckets(batch: Sequence[Example], rollouts: Sequence[Rollout]) -> list[_Bucket]:
    """The scored answers by example, best first; an example without any has no bucket."""
    found = []
    for example in batch:
        own = [(one.score, one) for one in rollouts if one.example == example.id and one.score is not None]
        ranked = sorted(own, key=lambda pair: pair[0], reverse=True)
        if ranked:
            scores, answers = zip(*ranked, strict=True)
            found.append(_Bucket(example=example, rollouts=answers, scores=scores))
    return found
