"""SIMBA: stochastic introspective mini-batch ascent.

The optimizer of that name in DSPy (stanfordnlp/dspy, dspy/teleprompt/simba.py and simba_utils.py; it has no paper). It
owns the order of the stages; buckets and the pool are in `policies`, the words in `templates`, demos made in `demos`.
"""

from collections.abc import Awaitable, Sequence
from statistics import fmean
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.concurrency import Turns, all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.asks import Critique, Edit
from gradcheck.methods.base import About, MethodParameters
from gradcheck.methods.demos import bootstrapped
from gradcheck.methods.formulas import Costs
from gradcheck.methods.minibatches import minibatch
from gradcheck.methods.policies.buckets import Bucket, Planned, buckets_of, planned
from gradcheck.methods.policies.gains import GainPool
from gradcheck.methods.policies.softmax import softmax_places
from gradcheck.methods.revising import following
from gradcheck.methods.view import RunView, StepView, Work, inside, mean_entry

Temperature = Annotated[float, Meta(gt=0)]


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
            "programs are compared by all their scores, each less the mean sampled score of its example",
            "a bucket that gives neither demo nor rule makes no child; the reference registers an unchanged one",
            "a rule needs a better and a worse answer; the reference also takes two equal ones and hides one",
            "an example is at most one demo of a program, and demos are dropped without drawing one twice",
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
        pool, best, reached = GainPool(run.seed, self.candidates), run.seed, None
        for number in range(1, self.steps + 1):
            batch = minibatch(run, self.batch, number - 1, filled=True)
            top = pool.top()
            async with run.stages(top, batch) as step:
                async with step.overlap():
                    known = step.evaluate([run.seed] if number == 1 else [], run.validation, "validation.seed")
                    parts = await all_of([known, *self._sampled(run, step, number, top, pool, batch)])
                if number == 1:
                    reached = mean_entry(run.seed, parts[0])
                buckets = buckets_of(batch, [rollout for part in parts[1:] for rollout in part])
                usual = {bucket.example.id: fmean(bucket.scores) for bucket in buckets}
                plans = planned(
                    buckets,
                    pool,
                    run.rng("children", number),
                    most=self.candidates + 1,
                    temperature=self.source_temperature,
                    max_demos=self.max_demos,
                )
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
        pool: GainPool,
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

    async def _grown(
        self, run: RunView, step: StepView, pool: GainPool, plans: Sequence[Planned], batch: Sequence[Example]
    ) -> tuple[list[Candidate], list[Rollout]]:
        """The children and their answers to the minibatch; each is tried as soon as it is there."""
        turns, size = Turns(), len(plans)
        children: list[Candidate] = []

        async def one(place: int, plan: Planned) -> list[Rollout]:
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

    def _rules(self, run: RunView, step: StepView, place: int, base: Candidate, bucket: Bucket) -> list[Work]:
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
            work.append(following(step, critique, edit))
        return work


def _with_demo(run: RunView, plan: Planned) -> tuple[Demo, ...]:
    """The demos that are kept, and one of the bucket's best answer."""
    example = plan.bucket.example
    others = tuple(demo for demo in plan.kept if demo.example != example.id)
    return (*others, *bootstrapped(run.program, example, plan.bucket.rollouts[0]))
