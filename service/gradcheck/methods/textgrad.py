"""TextGrad: feedback on each example, carried back through the program, then one update.

Yuksekgonul et al. 2024, "TextGrad: Automatic 'Differentiation' via Text", sections 2 and 3.4, and its reference
implementation (zou-group/textgrad, evaluation/prompt_optimization.py). It owns the order of the stages; the words
are in `templates`.
"""

from collections.abc import Awaitable, Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.backward import Chain, backward_pass
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.rollouts import mean_entry
from gradcheck.optimizer.question import TriedCandidate

Texts = tuple[Annotated[str, Meta(min_length=1)], ...]


class TextGrad(MethodParameters, frozen=True, kw_only=True, tag="textgrad"):
    """A minibatch forward, feedback backward for each example, one update of every component, kept or reverted.

    `chain: three_stage` is the reference's: the scorer's note becomes feedback on the response, that becomes feedback
    on the prompt, and in a program of several modules also on what the earlier module wrote, last module first.
    `chain: one_step` asks for feedback on the prompt straight from the example.

    With `candidates` so many updates are drawn from the same feedback, and the best of them by validation is kept if it
    is no worse than the prompt before (Melcer et al. 2025, arXiv 2512.13598, validated selection).

    The reference's options of its optimizer are off by default: with `momentum` the update also sees so many earlier
    prompts with their feedback; `constraints` are sentences that a new prompt must keep to, and `in_context_examples`
    good prompts that the editor is shown.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
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
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "epoch": "ceil(train / min(batch, train))",
            "size": "min(batch, train - (number - 1) % epoch * batch)",
            "staged": "chain == 'three_stage'",
            "critics": "components + (depth if staged else 0)",
            "graded": "per_verdict * (1 if staged else components)",
            "way": "per_item + critics + graded",
            "updates": "candidates * components",
            "validated": "0 if revert == 'naive' else validation * per_item",
        },
        first="size * way + updates + candidates * validated",
        step="size * way + updates + (candidates + 1) * validated",
        steps="steps",
        rounds="3 + (depth if staged else 0) + per_verdict + (revert != 'naive')",
    )

    steps: Annotated[Positive, Meta(description="Updates of the prompt.")] = 12
    batch: Annotated[Positive, Meta(description="Train examples in a step.")] = 3
    chain: Annotated[
        Chain, Meta(description="How feedback gets to the prompt: by way of the response, or in one call.")
    ] = "three_stage"
    revert: Annotated[
        Literal["validation", "naive"],
        Meta(description="validation keeps an update that scores no worse there; naive keeps every one, unscored."),
    ] = "validation"
    candidates: Annotated[
        int, Meta(ge=1, le=5, description="Updates drawn from the same feedback; the best on validation is kept.")
    ] = 1
    momentum: Annotated[
        int, Meta(ge=0, le=20, description="Earlier prompts with their feedback that an update also sees.")
    ] = 0
    constraints: Annotated[Texts, Meta(description="Sentences that a new prompt must keep to.")] = ()
    in_context_examples: Annotated[Texts, Meta(description="Good prompts that the editor is shown.")] = ()

    async def optimize(self, run: RunContext) -> None:
        """Steps of forward, backward, update."""
        current, past = run.seed, list[tuple[Candidate, list[Feedback]]]()
        for number in range(1, self.steps + 1):
            batch = run.minibatch(self.batch, number - 1, filled=False)
            async with run.step([current], batch) as step:

                async def backward(example: Example) -> list[Feedback]:
                    answered = [one for one in await step.evaluate([current], [example]) if one.score is not None]
                    return [
                        feedback
                        for rollout in answered
                        for feedback in await backward_pass(step, run.program, current, rollout, self.chain)
                    ]

                async def update(_: int) -> list[Candidate]:
                    edits = [edit_of(component) for component in components]
                    return [edit for one in edits if (edit := await one) is not None]

                def edit_of(component: str) -> Awaitable[Candidate | None]:
                    own = [feedback for feedback in gradients if feedback.component == component]
                    if not (self.momentum or self.constraints or self.in_context_examples):
                        return step.edit("update", current, component, feedback=own)
                    recent = past[-self.momentum :] if self.momentum else ()
                    return step.edit(
                        "update_told",
                        current,
                        component,
                        feedback=own,
                        history=[_tried(earlier, feedback, component) for earlier, feedback in recent],
                        context={"known": self._known()},
                    )

                gradients = [feedback for found in await step.each(batch, backward) for feedback in found]
                components = [c for c in run.program.optimizable if any(f.component == c for f in gradients)]
                updates = await step.each(range(self.candidates), update)
                past.append((current, gradients))
                proposed = await step.distinct([step.join(current, edits) for edits in updates if edits], [current])
                current = await self._keep(run, step, current, proposed)

    def _known(self) -> str:
        """What the options tell an editor."""
        known = [f"Constraint: {text}" for text in self.constraints]
        known += [f"A good prompt: {text}" for text in self.in_context_examples]
        return "\n".join(known) or "nothing"

    async def _keep(
        self, run: RunContext, step: StepContext, current: Candidate, proposed: list[Candidate]
    ) -> Candidate:
        if self.revert == "naive":
            after = proposed[0] if proposed else current
            reason = "every update is kept" if proposed else "no update was proposed"
            step.select("naive", [mean_entry(after, [])], [after.id], reason)
            return after
        rollouts = await step.evaluate([current], run.validation)
        before = mean_entry(current, rollouts)
        gates = await step.each(proposed, lambda c: step.gate(c, run.validation, before.score or 0.0, current))
        passed = [gate.entry for gate in gates if gate.passed and len(rollouts) == len(run.validation)]
        best = max(passed, key=lambda entry: entry.score or 0.0, default=before)
        reason = "the update is kept: validation did not fall" if passed else "the update is reverted"
        pool = [before, *(gate.entry for gate in gates)]
        step.select("revert_by_validation", pool, [best.candidate], reason if proposed else "no update was proposed")
        return next(candidate for candidate in [current, *proposed] if candidate.id == best.candidate)

    def contradictions(self, components: int) -> dict[str, str]:  # noqa: ARG002 - the same for all
        """Several updates cannot all be kept."""
        if self.revert == "validation" or self.candidates == 1:
            return {}
        message = f"{self.candidates} updates cannot all be kept: `revert: naive` takes 1, `validation` up to 5"
        return {"candidates": message}


def _tried(candidate: Candidate, gradients: Sequence[Feedback], component: str) -> TriedCandidate:
    """An earlier prompt with the feedback about one of its components."""
    told = " ".join(feedback.text for feedback in gradients if feedback.component == component)
    return TriedCandidate(candidate=candidate, note=f"Feedback then: {told or 'none'}")
