"""TextGrad: feedback on each example, carried back through the program, then one update.

Yuksekgonul et al. 2024, "TextGrad", sections 2 and 3.4; several updates are the validated selection of Melcer et al.
"""

from collections import deque
from functools import partial
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.task import Example
from gradcheck.methods.backward import Chain, backward_pass
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member

Texts = tuple[Annotated[str, Meta(min_length=1)], ...]


class TextGrad(MethodParameters, frozen=True, kw_only=True, tag="textgrad"):
    """A minibatch forward, feedback backward for each example, one update of every component, kept or reverted.

    `chain: three_stage` turns the scorer's note into feedback on the response and that into feedback on the prompt, and
    in a program on what the earlier module wrote; `one_step` asks for feedback on the prompt straight from the example.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="per-example feedback carried back through the program, one update a step",
        paper="Yuksekgonul et al. 2024, arXiv 2406.07496",
        reference="zou-group/textgrad, evaluation/prompt_optimization.py",
        defaults="the reference's script: 3 epochs of 4 steps with batches of 3; `candidates` from Melcer et al. 2025",
        interception="full",
        points=("feedback on the response, before it is carried on", "feedback on a component, before the update"),
        deviations=("feedback keeps the order of the examples", "a step that loses all its feedback proposes nothing"),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": Costs.epoch_batch,
            "hops": "depth if chain == 'three_stage' else 0",
            "graded": "per_verdict * (1 if hops else components)",
            "validated": "0 if revert == 'naive' else validation * per_item",
        },
        first="size * (per_item + hops + components + graded) + candidates * (components + validated)",
        step="first + validated",
        steps="steps",
        rounds="3 + hops + per_verdict + (revert != 'naive')",
    )

    steps: Annotated[Positive, Meta(description="Updates of the prompt.")] = 12
    batch: Annotated[Positive, Meta(description="Train examples in a step.")] = 3
    chain: Annotated[Chain, Meta(description="How feedback gets to the prompt.")] = "three_stage"
    revert: Annotated[
        Literal["validation", "naive"],
        Meta(description="validation keeps an update that scores no worse there; naive keeps every one, unscored."),
    ] = "validation"
    candidates: Annotated[int, Meta(ge=1, le=5, description="Updates drawn; the best on validation is kept.")] = 1
    momentum: Annotated[int, Meta(ge=0, le=20, description="Earlier prompts and feedback an update also sees.")] = 0
    constraints: Annotated[Texts, Meta(description="Sentences that a new prompt must keep to.")] = ()
    in_context_examples: Annotated[Texts, Meta(description="Good prompts that the editor is shown.")] = ()

    async def optimize(self, run: RunContext) -> None:
        """Steps of forward, backward, update."""
        current = run.seed
        past = {name: deque[tuple[Member, str]](maxlen=self.momentum) for name in run.program.optimizable}
        plain = not (self.momentum or self.constraints or self.in_context_examples)
        known = {"constraints": self.constraints, "models": self.in_context_examples}
        context = {name: "\n".join(texts) or "none" for name, texts in known.items()}
        for number in range(self.steps):
            batch = run.minibatch(self.batch, number, filled=False)
            async with run.step([current], batch) as step:

                async def backward(example: Example) -> list[Feedback]:
                    answers = await step.evaluate([current], [example])
                    return await backward_pass(step, run.program, current, answers, self.chain)

                gradients = [feedback for found in await step.each(batch, backward) for feedback in found]
                edits = []
                for component, earlier in past.items():
                    own = [feedback for feedback in gradients if feedback.component == component]
                    history = [member.tried(f"Feedback then: {text or 'none'}") for member, text in earlier]
                    edit = partial(step.edit, "update" if plain else "update_within", current, component, feedback=own)
                    edits += [partial(edit, history=history, context=context)] if own else []
                    earlier.append((Member.of(current, []), " ".join(feedback.text for feedback in own)))
                updates = await step.each(range(self.candidates), lambda _: step.usable([edit() for edit in edits]))
                proposed = await step.distinct([step.join(current, update) for update in updates], [current])
                if self.revert == "naive":
                    kept = Member.of([*proposed, current][0], [])
                    policy, pool, reason = "naive", [kept], "every update is kept"
                else:
                    before = Member.of(current, await step.evaluate([current], run.validation))
                    reached = before.entry.score or 0.0
                    gates = await step.each(proposed, lambda new: step.gate(new, run.validation, reached, current))
                    kept = max([one for one in gates if one.passed], key=lambda one: one.fitness, default=before)
                    policy, pool, reason = "revert_by_validation", [before, *gates], "the update is reverted"
                    reason = reason if kept is before else "the update is kept: validation did not fall"
                reason = reason if proposed else "no update was proposed"
                step.select(policy, [member.entry for member in pool], [kept.candidate.id], reason)
                current = kept.candidate

    def contradictions(self, components: int) -> dict[str, str]:  # noqa: ARG002 - the same for all
        """Several updates cannot all be kept, and what is not scored is no evidence."""
        message = f"{self.candidates} updates cannot all be kept: `revert: naive` takes 1, `validation` up to 5"
        unscored = {"acceptance": "must be greedy: `revert: naive` scores nothing"} if self.asks_for_evidence else {}
        return unscored | ({"candidates": message} if self.candidates > 1 else {}) if self.revert == "naive" else {}
