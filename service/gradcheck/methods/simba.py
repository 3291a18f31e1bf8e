"""SIMBA: stochastic introspective mini-batch ascent.

The optimizer of that name in DSPy (stanfordnlp/dspy, dspy/teleprompt/simba.py and simba_utils.py; it has no paper). It
owns what is sampled, the buckets, the two strategies and the pool; the words are in `templates`, demos are `demos`'.
"""

import math
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from statistics import fmean
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.demos import bootstrapped
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member, fittest
from gradcheck.methods.standing import lacks
from gradcheck.methods.trying import given

Temperature = Annotated[float, Meta(gt=0)]


class SIMBA(MethodParameters, frozen=True, kw_only=True, tag="simba"):
    """Sampled answers to a minibatch show where programs vary; children get a demo or a rule from there.

    A rule is a critic's advice from a better and a worse answer to one example, appended to the instruction.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
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

    async def optimize(self, run: RunContext) -> None:  # noqa: C901 - the whole algorithm
        """Steps of sampling, of children from what was sampled, and of validation of the best child."""
        programs, gains = {run.seed.id: run.seed}, defaultdict[str, list[float | None]](list)
        best: Member | None = None
        for number in range(1, self.steps + 1):
            batch = run.minibatch(self.batch, number - 1, filled=True)
            top = sorted(programs.values(), key=lambda one: _worth(gains[one.id]), reverse=True)[: self.candidates]
            top = top if run.seed in top else [*top[:-1], run.seed]
            worth = [_worth(gains[program.id]) for program in top]
            async with run.step(top, batch) as step:
                best = best or await given(run, step)
                rng, first = run.rng("sampling", number), 1 + (number - 1) * self.candidates
                asked = []
                for sample in range(first, first + self.candidates):
                    drawn = _softmax(worth, self.sampling_temperature, rng, len(batch))
                    asked += [step.evaluate([top[i]], [one], sample) for i, one in zip(drawn, batch, strict=True)]
                sampled = [rollout for answer in asked for rollout in await answer]

                scored = [[one for one in sampled if one.example == e.id and one.score is not None] for e in batch]
                buckets = [sorted(bucket, key=_score, reverse=True) for bucket in scored if bucket]
                buckets.sort(key=_to_learn, reverse=True)
                every = [_score(rollout) for bucket in buckets for rollout in bucket]
                low, high = np.percentile(every, (10, 90)) if every else (0.0, 0.0)
                rng = run.rng("children", number)
                children: list[Callable[[], Awaitable[Candidate | None]]] = []
                for bucket in buckets:
                    source = top[_softmax(worth, self.source_temperature, rng, 1)[0]]
                    kept = _without_some(source, self.max_demos, rng)
                    append = _append_rule if not self.max_demos or rng.integers(2) else _append_demo
                    good, bad = _score(bucket[0]), _score(bucket[-1])
                    if good > low and (append is _append_demo or bad < min(good, high)):
                        children.append(partial(append, run, step, bucket, source, kept))

                async def grow(child: Callable[[], Awaitable[Candidate | None]]) -> list[Rollout]:
                    new = await step.distinct([await child()], list(programs.values()))
                    programs.update((one.id, one) for one in new)
                    return await step.evaluate(new, batch)

                grown = await step.each(children[: self.candidates + 1], grow)
                tried = [rollout for rollouts in grown for rollout in rollouts]
                usual = {bucket[0].example: fmean(map(_score, bucket)) for bucket in buckets}
                for rollout in [*sampled, *tried]:
                    if rollout.score is None:
                        gains[rollout.candidate].append(None)
                    elif rollout.example in usual:
                        gains[rollout.candidate].append(rollout.score - usual[rollout.example])
                members = [Member.of(one, tried) for one in programs.values()]
                whole = [one for one in members if one.entry.n + one.entry.failed == len(batch)]
                standings = [best]
                for winner in fittest([one for one in whole if one.entry.score is not None], 1):
                    rollouts = await step.evaluate([winner.candidate], run.validation)
                    if len(rollouts) == len(run.validation):
                        standings.append(Member.of(winner.candidate, rollouts))
                best = fittest(standings)[0]
                what = f"the best of {len(whole)} children on the minibatch" if whole else "no child was scored"
                pool = [member.entry for member in standings]
                step.select("winner_on_validation", pool, [best.candidate.id], what)


async def _append_demo(
    run: RunContext, step: StepContext, bucket: Sequence[Rollout], source: Candidate, kept: Sequence[Demo]
) -> Candidate | None:
    """The source with the best answer as one more demo."""
    example = next(example for example in run.train if example.id == bucket[0].example)
    others = [demo for demo in kept if demo.example != example.id]
    return step.compose("demo", [source], demos=[*others, *bootstrapped(run.program, example, bucket[0])])


async def _append_rule(
    run: RunContext, step: StepContext, bucket: Sequence[Rollout], source: Candidate, kept: Sequence[Demo]
) -> Candidate | None:
    """The source with advice from the best and the worst answer at the end of every component."""
    base = source
    if len(kept) < len(source.demos):
        base = step.compose("drop", [source], demos=kept)
        step.drop([base], "only a rule's parent")
    asked = []
    for component in run.program.optimizable:
        module = run.program.module_of(component).name
        shown = [bucket[0].inside(module), bucket[-1].inside(module)]
        asked.append(step.critique("contrast", base, component, shown, kind="rule"))
    rules = [rule for one in asked if (rule := await one) is not None]
    edits = [step.edit("append_rule", base, rule.component, feedback=[rule]) for rule in rules]
    made = [edit for one in edits if (edit := await one) is not None]
    return step.join(base, made) if made else None


def _without_some(source: Candidate, most: int, rng: np.random.Generator) -> list[Demo]:
    """A source's demos without as many as a Poisson draw says, at least one where there is no more room."""
    examples = list(dict.fromkeys(demo.example for demo in source.demos))
    count, room = len(examples), most or 1
    fewer = min(max(int(rng.poisson(count / room)), int(count >= room)), count)
    gone = {examples[place] for place in rng.permutation(count)[:fewer]}
    return [demo for demo in source.demos if demo.example not in gone]


def _softmax(worth: Sequence[float], temperature: float, rng: np.random.Generator, size: int) -> list[int]:
    """So many places, drawn with probability proportional to exp(worth / temperature)."""
    logits = np.nan_to_num(np.array(worth) / temperature)
    weights = np.exp(logits - logits.max())
    return [int(place) for place in rng.choice(len(worth), size=size, p=weights / weights.sum())]


def _worth(gains: Sequence[float | None]) -> float:
    """A program's mean gain on usual answers: nothing is known of one without, one that lacks too many comes last."""
    known = [gain for gain in gains if gain is not None]
    if lacks(len(known), len(gains) - len(known)):
        return -math.inf
    return fmean(known) if known else 0.0


def _score(rollout: Rollout) -> float:
    return rollout.score or 0.0


def _to_learn(bucket: Sequence[Rollout]) -> tuple[float, float, float]:
    """How much there is to learn of answers, best first: the spread, the best, the best over the mean."""
    best = _score(bucket[0])
    return best - _score(bucket[-1]), best, best - fmean(map(_score, bucket))
