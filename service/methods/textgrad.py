"""TextGrad: feedback on each example, carried back through the program, then one update.

Yuksekgonul et al. 2024, "TextGrad: Automatic 'Differentiation' via Text", sections 2 and 3.4, and its reference
implementation (zou-group/textgrad, evaluation/prompt_optimization.py). It owns the order of the stages; the words
are in `templates`.
"""

from collections.abc import Awaitable, Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from service.concurrency import Turns, all_of
from service.domain.call import Spend
from service.domain.feedback import Feedback
from service.domain.program import Candidate, Module, Program
from service.domain.task import Example, Rollout
from service.errors import Fault
from service.methods.asks import At, Critique, Edit
from service.methods.base import About, MethodParameters, Use
from service.methods.formulas import Costs
from service.methods.view import RunView, StepView, Work, inside, mean_entry

Positive = Annotated[int, Meta(ge=1)]


class TextGrad(MethodParameters, frozen=True, kw_only=True, tag="textgrad"):
    """A minibatch forward, feedback backward for each example, one update of every component, kept or reverted.

    `chain: three_stage` is the reference's: the scorer's note becomes feedback on the response, that becomes feedback
    on the prompt, and in a program of several modules also on what the earlier module wrote, last module first.
    `chain: one_step` asks for feedback on the prompt straight from the example.

    With `candidates` so many updates are drawn from the same feedback, and the best of them by validation is kept if it
    is no worse than the prompt before (Melcer et al. 2025, arXiv 2512.13598, validated selection).
    """

    about: ClassVar[About] = About(
        summary="per-example feedback carried back through the program, one update a step",
        paper="Yuksekgonul et al. 2024, arXiv 2406.07496",
        reference="zou-group/textgrad, evaluation/prompt_optimization.py",
        defaults="the reference's script: 3 epochs of 4 steps with batches of 3; `candidates` from Melcer et al. 2025",
        interception="full",
        points=("feedback on the response, before it is carried on", "feedback on a component, before the update"),
        deviations=(
            "critics and editors see whole texts, never shortened ones",
            "feedback keeps the order of the examples",
            "an answer without its tags is rejected and counted instead of ending the run",
            "when all of a step's feedback is lost the step proposes nothing",
            "validation keeps a candidate that scores at least as well",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": "min(batch, train)",
            "epoch": "ceil(train / size)",
            "items": "steps // epoch * train + steps % epoch * size",
            "staged": "chain == 'three_stage'",
            "critics": "components + (depth if staged else 0)",
            "graded": "per_verdict * (1 if staged else components)",
            "way": "per_item + critics + graded",
            "updates": "candidates * components",
            "validated": "0 if revert == 'naive' else validation * per_item",
        },
        first="size * way + updates + candidates * validated",
        step="size * way + updates + (candidates + 1) * validated",
        least="min(steps * size, train) * per_item",
        most="items * way + steps * (updates + (candidates + 1) * validated)",
        rounds="3 + (depth if staged else 0) + per_verdict + (revert != 'naive')",
    )

    steps: Positive = 12
    batch: Positive = 3
    chain: Literal["one_step", "three_stage"] = "three_stage"
    revert: Literal["validation", "naive"] = "validation"
    candidates: Annotated[int, Meta(ge=1, le=5)] = 1

    async def optimize(self, run: RunView) -> None:
        """Steps of forward, backward, update."""
        current = run.seed
        for number in range(1, self.steps + 1):
            batch = self._batch(run, number)
            async with run.step([current], batch) as step:
                async with step.overlap():
                    gradients = await self._gradients(run, step, current, batch)
                updates = await self._updates(run, step, current, gradients)
                proposed = step.distinct([step.join(current, edits) for edits in updates if edits], [current])
                current = await self._keep(run, step, current, proposed)

    def _batch(self, run: RunView, number: int) -> list[Example]:
        """The next examples of endless epochs, each with its own stream; the last batch of one may be smaller."""
        size = min(self.batch, len(run.train))
        epoch, place = divmod(number - 1, -(-len(run.train) // size))
        order = run.rng("epoch", epoch).permutation(len(run.train))
        return [run.train[position] for position in order[place * size : (place + 1) * size]]

    async def _gradients(
        self, run: RunView, step: StepView, current: Candidate, batch: Sequence[Example]
    ) -> list[Feedback]:
        """Forward and backward, example by example, all at once."""
        turns = Turns()

        async def one(place: int, forward: Awaitable[list[Rollout]]) -> list[Feedback]:
            rollouts = [rollout for rollout in await forward if rollout.score is not None]
            async with turns.at(place):
                backward = step.gather([self._pass(run, step, current, place, rollout) for rollout in rollouts])
            return [feedback for found in await backward for feedback in found]

        forwards = [step.evaluate([current], [example], "minibatch") for example in batch]
        found = await all_of(one(place, forward) for place, forward in enumerate(forwards))
        return [feedback for own in found for feedback in own]

    def _pass(self, run: RunView, step: StepView, current: Candidate, place: int, rollout: Rollout) -> Work:
        """One example's way back through the modules, the last one first."""
        route = _route(run.program)

        def ask(stage: At, template: str, component: str, *upstream: Feedback) -> Critique:
            return Critique(
                at=(place, *stage),
                template=template,
                kind="gradient",
                candidate=current,
                component=component,
                rollouts=(inside(rollout, run.program.module_of(component)),),
                upstream=upstream,
            )

        if self.chain == "one_step":
            direct = [ask((n,), "gradient_one_step", c) for n, c in enumerate(run.program.optimizable)]
            return Work(reserve=sum(map(step.worst, direct), Spend()), start=partial(_written, step, direct))

        first = ask((0,), "gradient_response", _main(route[0]))

        def onward(depth: int, *response: Feedback) -> list[Critique]:
            """What follows from feedback on a module's response: on its components, and on what it was given."""
            own = [c for c in route[depth].components if c in run.program.optimizable]
            tasks = [ask((depth + 1, n), "gradient_prompt", c, *response) for n, c in enumerate(own)]
            if depth + 1 < len(route):
                tasks.append(ask((depth + 1, len(own)), "gradient_input", _main(route[depth]), *response))
            return tasks

        async def start() -> list[Feedback]:
            found: list[Feedback] = []
            response = await step.critique(first)
            for depth in range(len(route)):
                if response is None:
                    break
                written = await all_of(map(step.critique, onward(depth, response)))
                response = written.pop() if depth + 1 < len(route) else None
                found += filter(None, written)
            return found

        later = [task for depth in range(len(route)) for task in onward(depth)]
        reserve = sum((step.worst(task, unknown=1) for task in later), step.worst(first))
        return Work(reserve=reserve, start=start)

    async def _updates(
        self, run: RunView, step: StepView, current: Candidate, gradients: Sequence[Feedback]
    ) -> list[list[Candidate]]:
        """The edits of each draw, one of every component that has feedback."""
        edits = []
        for draw in range(self.candidates):
            for place, component in enumerate(run.program.optimizable):
                own = tuple(feedback for feedback in gradients if feedback.component == component)
                at = (place, draw) if draw else (place,)
                edit = Edit(at=at, template="update", candidate=current, component=component, feedback=own, draw=draw)
                edits += [edit] if own else []
        work = [Work(reserve=step.worst(edit), start=partial(step.edit, edit)) for edit in edits]
        children = list(zip(edits, await step.gather(work), strict=False))  # what the budget has no room for is missing
        return [
            [child for edit, child in children if edit.draw == draw and child is not None]
            for draw in range(self.candidates)
        ]

    async def _keep(self, run: RunView, step: StepView, current: Candidate, proposed: list[Candidate]) -> Candidate:
        if self.revert == "naive":
            after = proposed[0] if proposed else current
            reason = "every update is kept" if proposed else "no update was proposed"
            step.select("naive", [mean_entry(after, [])], [after.id], reason)
            return after
        rollouts = await step.evaluate([current], run.validation, "validation.before")
        before = mean_entry(current, rollouts)
        async with step.overlap():
            gates = await all_of(step.gate(c, run.validation, "validation", before.score or 0.0) for c in proposed)
        passed = [gate.entry for gate in gates if gate.passed and len(rollouts) == len(run.validation)]
        best = max(passed, key=lambda entry: entry.score or 0.0, default=before)
        reason = "the update is kept: validation did not fall" if passed else "the update is reverted"
        pool = [before, *(gate.entry for gate in gates)]
        step.select("revert_by_validation", pool, [best.candidate], reason if proposed else "no update was proposed")
        return next(candidate for candidate in [current, *proposed] if candidate.id == best.candidate)

    def faults(self, use: Use) -> list[Fault]:  # noqa: ARG002 - asked of the parameters alone
        """Several updates cannot all be kept."""
        if self.revert == "validation" or self.candidates == 1:
            return []
        message = f"{self.candidates} updates cannot all be kept: `revert: naive` takes 1, `validation` up to 5"
        return [Fault("method.candidates", message)]


def _route(program: Program) -> list[Module]:
    """The modules feedback is carried through: from the last back to the first that may change."""
    backwards = list(reversed(program.modules))
    changing = [place for place, m in enumerate(backwards) if set(m.components) & set(program.optimizable)]
    return backwards[: changing[-1] + 1]


def _main(module: Module) -> str:
    """The component that stands for a module where feedback is about its response."""
    return module.components[0]


async def _written(step: StepView, tasks: Sequence[Critique]) -> list[Feedback]:
    return [feedback for feedback in await all_of(map(step.critique, tasks)) if feedback is not None]
