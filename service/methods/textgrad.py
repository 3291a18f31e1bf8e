"""TextGrad: feedback on each example, carried back through the program, then one update.

Yuksekgonul et al. 2024, "TextGrad: Automatic 'Differentiation' via Text", sections 2 and 3.4, and its reference
implementation (zou-group/textgrad, evaluation/prompt_optimization.py). It owns the order of the stages; the words
are in `templates`.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from service.concurrency import all_of
from service.domain.call import Spend
from service.domain.feedback import Feedback
from service.domain.program import Candidate, Module
from service.domain.task import Example, Rollout
from service.methods.base import (
    Context,
    Critique,
    Edit,
    MethodParameters,
    RunView,
    StepView,
    Work,
    mean_entry,
)

Positive = Annotated[int, Meta(ge=1)]


class TextGrad(MethodParameters, frozen=True, kw_only=True, tag="textgrad"):
    """A minibatch forward, feedback backward for each example, one update of every component, kept or reverted.

    `chain: three_stage` is the reference's: the scorer's note becomes feedback on the response, that becomes feedback
    on the prompt, and in a program of several modules also on what the earlier module wrote, last module first.
    `chain: one_step` asks for feedback on the prompt straight from the example.

    Deviations: critics and editors see whole texts, never shortened ones; feedback keeps the order of the examples;
    an answer without its tags is rejected and counted instead of ending the run; when all of a
    step's feedback is lost the step proposes nothing; validation keeps a candidate that scores at least as well.
    """

    summary: ClassVar[str] = "per-example feedback carried back through the program, one update a step"
    source: ClassVar[str] = "Yuksekgonul et al. 2024, arXiv 2406.07496; zou-group/textgrad"
    interception: ClassVar[Literal["full", "none"]] = "full"
    sees_data: ClassVar[bool] = True

    steps: Positive = 12
    batch: Positive = 3
    chain: Literal["one_step", "three_stage"] = "three_stage"
    revert: Literal["validation", "naive"] = "validation"

    async def optimize(self, run: RunView) -> None:
        """Steps of forward, backward, update."""
        current = run.seed
        for number in range(1, self.steps + 1):
            batch = self._batch(run, number)
            async with run.step([current], batch) as step:
                rollouts = await step.evaluate([current], batch, "minibatch")
                gradients = await self._backward(run, step, current, rollouts)
                edits = await self._update(run, step, current, gradients)
                proposed = step.distinct([step.join(current, edits)] if edits else [], [current])
                current = await self._keep(run, step, current, proposed)

    def _batch(self, run: RunView, number: int) -> list[Example]:
        """The next examples of endless epochs, each shuffled by its own stream."""
        first, size = (number - 1) * self.batch, len(run.train)
        return [
            run.train[run.rng("epoch", place // size).permutation(size)[place % size]]
            for place in range(first, first + min(self.batch, size))
        ]

    async def _backward(
        self, run: RunView, step: StepView, current: Candidate, rollouts: Sequence[Rollout]
    ) -> list[Feedback]:
        work = [
            self._pass(run, step, current, place, rollout)
            for place, rollout in enumerate(rollouts)
            if rollout.score is not None
        ]
        return [feedback for found in await step.gather(work) for feedback in found]

    def _pass(self, run: RunView, step: StepView, current: Candidate, place: int, rollout: Rollout) -> Work:
        """One example's way back through the modules, the last one first."""
        modules = [m for m in reversed(run.program.modules) if m.components]

        def task(stage: int, template: str, component: str, *upstream: Feedback) -> Critique:
            return Critique(
                at=(place, stage),
                template=template,
                kind="gradient",
                candidate=current,
                component=component,
                rollouts=(rollout,),
                upstream=upstream,
            )

        async def start() -> list[Feedback]:
            if self.chain == "one_step":
                tasks = [task(n, "gradient_one_step", c) for n, c in enumerate(run.program.optimizable)]
                return [feedback for feedback in await all_of(map(step.critique, tasks)) if feedback]
            found: list[Feedback] = []
            stage = 0
            response = await step.critique(task(stage, "gradient_response", _main(modules[0])))
            for module in modules:
                if response is None:
                    break
                for component in module.components:
                    if component in run.program.optimizable:
                        stage += 1
                        found += filter(
                            None, [await step.critique(task(stage, "gradient_prompt", component, response))]
                        )
                stage += 1
                if module is not modules[-1]:
                    response = await step.critique(task(stage, "gradient_input", _main(module), response))
            return found

        templates = ["gradient_one_step"] * len(run.program.optimizable)
        if self.chain == "three_stage":
            templates = ["gradient_response", *["gradient_prompt"] * len(run.program.optimizable)]
            templates += ["gradient_input"] * (len(modules) - 1)
        longest = max(run.program.components, key=lambda name: len(current.components[name]))
        reserve = sum((step.worst(task(0, name, longest), unknown=1) for name in templates), Spend())
        return Work(reserve=reserve, start=start)

    async def _update(
        self, run: RunView, step: StepView, current: Candidate, gradients: Sequence[Feedback]
    ) -> list[Candidate]:
        work = []
        for place, component in enumerate(run.program.optimizable):
            own = tuple(feedback for feedback in gradients if feedback.component == component)
            if own:
                edit = Edit(at=(place,), template="update", parent=current, component=component, feedback=own)
                work.append(Work(reserve=step.worst(edit), start=partial(step.edit, edit)))
        return [child for child in await step.gather(work) if child is not None]

    async def _keep(self, run: RunView, step: StepView, current: Candidate, proposed: list[Candidate]) -> Candidate:
        if self.revert == "naive":
            after = proposed[0] if proposed else current
            reason = "every update is kept" if proposed else "no update was proposed"
            step.select("naive", [mean_entry(after, [])], [after.id], reason)
            return after
        rollouts = await step.evaluate([current, *proposed], run.validation, "validation")
        pool = [mean_entry(candidate, rollouts) for candidate in (current, *proposed)]
        after, reason = current, "no update was proposed"
        if proposed:
            complete = len(rollouts) == 2 * len(run.validation)
            before_score, after_score = pool[0].score, pool[1].score
            better = complete and after_score is not None and (before_score is None or after_score >= before_score)
            after = proposed[0] if better else current
            reason = "the update is kept: validation did not fall" if better else "the update is reverted"
        step.select("revert_by_validation", pool, [after.id], reason)
        return after

    def first_step_calls(self, context: Context) -> int:
        """Forward, backward, update, validation of the parent and of the update."""
        batch = min(self.batch, context.train)
        critics = context.components
        if self.chain == "three_stage":
            critics += context.modules
        validation = 0 if self.revert == "naive" else 2 * context.validation
        return batch * (context.per_item + critics) + context.components + validation * context.per_item

    def expected_calls(self, context: Context) -> int:
        """All steps; the parent's validation answers are known from the second step on."""
        known = 0 if self.revert == "naive" else (self.steps - 1) * context.validation * context.per_item
        return self.steps * self.first_step_calls(context) - known


def _main(module: Module) -> str:
    """The component that stands for a module where feedback is about its response."""
    return module.components[0]
