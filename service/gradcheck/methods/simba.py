"""SIMBA: stochastic introspective mini-batch ascent, the optimizer of that name in DSPy; it has no paper."""

from statistics import fmean
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta
from msgspec.structs import replace

from gradcheck.domain.base import Positive
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.demos import bootstrapped
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member, fittest, softmax


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
        terms={"size": "min(batch, train)", "children": "min(candidates + 1, size)"},
        first="(candidates + children) * size * per_item + children * components + validation * per_item",
        step="first",
        steps="steps",
        rounds="4",
    )
    trusts_scores: ClassVar[bool] = True

    steps: Annotated[Positive, Meta(description="Minibatches.")] = 8
    batch: Annotated[Positive, Meta(description="Train examples of a step.")] = 32
    candidates: Annotated[Positive, Meta(description="Answers sampled of each example; children are one more.")] = 6
    max_demos: Annotated[int, Meta(ge=0, description="The most demos of a program; 0 leaves only rules.")] = 4
    sampling_temperature: Annotated[float, Meta(gt=0, description="Of the softmax by which programs answer.")] = 0.2
    source_temperature: Annotated[float, Meta(gt=0, description="Of the softmax by which parents are chosen.")] = 0.2

    async def optimize(self, run: RunContext) -> None:  # noqa: C901, PLR0915 - the whole algorithm
        """Steps of sampling, of children from what was sampled, and of validation of the best child."""
        programs, gains, best = {run.seed.id: run.seed}, list[Rollout](), Member.of(run.seed, [])
        for number in range(1, self.steps + 1):
            batch = run.minibatch(self.batch, number - 1, filled=True)
            top = fittest([Member.of(program, gains) for program in programs.values()], self.candidates)
            if all(member.candidate is not run.seed for member in top):
                top[-1] = Member.of(run.seed, gains)
            worth = [member.fitness for member in top]
            async with run.step([member.candidate for member in top], batch) as step:
                if number == 1:
                    best = Member.of(run.seed, await step.evaluate([run.seed], run.validation))
                rng, asked = run.rng("sampling", number), []
                for sample in range(1 + (number - 1) * self.candidates, 1 + number * self.candidates):
                    drawn = softmax(worth, self.sampling_temperature, len(batch), rng)
                    answering = zip([top[place].candidate for place in drawn], batch, strict=True)
                    asked += [step.evaluate([program], [example], sample) for program, example in answering]
                sampled = [rollout for answer in asked for rollout in await answer]

                scored = sorted((one for one in sampled if one.score is not None), key=_score, reverse=True)
                buckets = {example.id: [one for one in scored if one.example == example.id] for example in batch}
                usual = {name: fmean(map(_score, bucket)) for name, bucket in buckets.items() if bucket}
                low, high = np.percentile([_score(one) for one in scored] or [0.0], (10, 90))

                def to_learn(name: str) -> tuple[float, float, float]:
                    good, bad = _score(buckets[name][0]), _score(buckets[name][-1])
                    return good - bad, good, good - usual[name]

                rng, children = run.rng("children", number), []
                for name in sorted(usual, key=to_learn, reverse=True):
                    source = top[softmax(worth, self.source_temperature, 1, rng)[0]].candidate
                    count, room = len(source.shots), self.max_demos or 1
                    fewer = min(max(int(rng.poisson(count / room)), int(count >= room)), count)
                    gone = [list(source.shots)[place] for place in rng.permutation(count)[:fewer]]
                    kept = [demo for demo in source.demos if demo.example not in gone]
                    good, bad, is_rule = buckets[name][0], buckets[name][-1], not self.max_demos or rng.integers(2) == 1
                    if _score(good) > low and (not is_rule or _score(bad) < min(_score(good), high)):
                        children.append((source, kept, good, bad if is_rule else None))

                async def grow(place: int) -> list[Rollout]:
                    source, kept, good, bad = children[place]
                    if bad is not None:  # a rule for every component, from the best and the worst answer
                        base = source if len(kept) == len(source.demos) else step.compose("drop", [source], demos=kept)
                        step.drop([base] if base is not source else [], "only a rule's parent")
                        modules = {name: run.program.module_of(name).name for name in run.program.optimizable}
                        shown = {name: [good.inside(module), bad.inside(module)] for name, module in modules.items()}
                        asked = [step.critique("contrast", base, name, shown[name], kind="rule") for name in shown]
                        rules = await step.usable(asked)
                        edits = [step.edit("append_rule", base, rule.component, feedback=[rule]) for rule in rules]
                        made = [step.join(base, await step.usable(edits))]
                    else:  # a demo of the best answer
                        (example,) = [example for example in run.train if example.id == good.example]
                        others = [demo for demo in kept if demo.example != example.id]
                        demos = [*others, *bootstrapped(run.program, example, good)]
                        made = [step.compose("demo", [source], demos=demos)]
                    new = await step.distinct(made, list(programs.values()))
                    programs.update((program.id, program) for program in new)
                    return await step.evaluate(new, batch)

                grown = await step.each(range(min(len(children), self.candidates + 1)), grow)
                tried = [rollout for rollouts in grown for rollout in rollouts]
                gains += [
                    one if one.score is None else replace(one, score=one.score - usual[one.example])
                    for one in [*sampled, *tried]
                    if one.score is None or one.example in usual
                ]
                members = [Member.of(program, tried) for program in programs.values()]
                whole = [member for member in members if member.entry.n + member.entry.failed == len(batch)]
                standings = [best]
                for winner in [member for member in fittest(whole, 1) if member.entry.score is not None]:
                    rollouts = await step.evaluate([winner.candidate], run.validation)
                    standings += [Member.of(winner.candidate, rollouts)] if len(rollouts) == len(run.validation) else []
                (best,) = fittest(standings, 1)
                what = f"the best of {len(whole)} children on the minibatch" if whole else "no child was scored"
                step.select("winner_on_validation", [one.entry for one in standings], [best.candidate.id], what)


def _score(rollout: Rollout) -> float:
    return rollout.score or 0.0
