"""AdalFlow's textual gradient descent, its constrained mode: proposals one by one, each past two gates or reverted.

Yin and Wang 2025, "LLM-AutoDiff: Auto-Differentiate Any LLM Workflow", and its reference implementation
(SylphAI-Inc/AdalFlow, optim/trainer and optim/text_grad). It owns the moving batch and the gates; the words are in
`templates`.
"""

from collections.abc import Awaitable, Sequence
from statistics import fmean
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.backward import backward_pass
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.policies.population import Member, fittest
from gradcheck.methods.trying import given

_STRICTLY = 1e-6  # what a mean must be higher by to be better


class AdalFlow(MethodParameters, frozen=True, kw_only=True, tag="adalflow"):
    """A moving batch forward, a few wrong and right samples of it backward, proposals until one passes both gates.

    A step adds `batch` answers to the moving batch and draws `wrong` and `right` of it. A critic is asked about each of
    them, hop by hop where the program has several modules. Then come up to `proposals` updates, one after another; each
    sees the feedback, the best prompts so far and the proposals of this step that failed. One that does better on the
    drawn samples, and then on validation, is accepted: the moving batch starts anew. The others are reverted.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="textual gradients from a moving batch; each proposal must pass a small gate and validation",
        paper="Yin and Wang 2025, arXiv 2501.16673",
        reference="SylphAI-Inc/AdalFlow, optim/trainer/trainer.py and optim/text_grad/tgd_optimizer.py",
        defaults="the reference's trainer; 12 steps as its object-count example has, the trainer's own 1000 are a cap",
        interception="full",
        points=(
            "feedback on a component, before the proposals",
            "in programs, feedback on a response, before it is carried on",
        ),
        deviations=(
            "failed proposals are shown with their text and how they failed",
            "what is remembered is a run's own",
            "editors are not told how many steps ago the last improvement was",
            "an answer without its tags is rejected and counted, never taken as the prompt",
            "an example is in the moving batch once",
            "where no answer is wrong enough, those below 1 count as wrong; the reference raises an error",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": "min(batch, train)",
            "opening": "min(wrong + right, size)",
            "drawn": "min(wrong + right, window, train)",
            "hops": "1 + depth if depth > 1 else 1",
            "way": "components + (depth if depth > 1 else 0)",
            "attempt": "components + validation * per_item",
        },
        first="size * per_item + opening * (way + proposals * per_item) + proposals * attempt",
        step="size * per_item + drawn * (way + proposals * per_item) + proposals * attempt",
        steps="steps",
        rounds="1 + hops + 3 * proposals",
    )
    trusts_scores: ClassVar[bool] = True

    steps: Annotated[Positive, Meta(description="Steps, each with one accepted prompt at most.")] = 12
    batch: Annotated[Positive, Meta(description="Answers that a step adds to the moving batch.")] = 4
    proposals: Annotated[Positive, Meta(description="The most proposals of a step, one after another.")] = 5
    wrong: Annotated[Positive, Meta(description="Wrong answers of the moving batch that critics see.")] = 2
    right: Annotated[int, Meta(ge=0, description="Right answers of the moving batch that critics see.")] = 2
    right_above: Annotated[float, Meta(ge=0, lt=1, description="The score above which an answer is right.")] = 0.5
    window: Annotated[Positive, Meta(description="The most answers in the moving batch.")] = 20
    best_shown: Annotated[int, Meta(ge=0, description="Best prompts so far that an editor sees.")] = 3

    async def optimize(self, run: RunContext) -> None:
        """Steps of forward, backward, proposals."""
        accepted: list[Member] = []
        moving: dict[str, Rollout] = {}
        for number in range(1, self.steps + 1):
            current = accepted[-1].candidate if accepted else run.seed
            batch = run.minibatch(self.batch, number - 1, filled=False)
            async with run.step([current], batch) as step:
                accepted = accepted or [await given(run, step)]
                forward = await step.evaluate([current], batch)
                moving.update((one.example, one) for one in forward if one.score is not None)
                window = run.sample(list(moving.values()), self.window, "window", number)
                moving = {one.example: one for one in window}
                drawn = self._draw(window, run.rng("samples", number))
                found = await step.each(drawn, lambda one: backward_pass(step, run.program, current, one))
                gradients = [feedback for gradient in found for feedback in gradient]
                samples = [example for example in run.train if example.id in {one.example for one in drawn}]
                components = [c for c in run.program.optimizable if any(f.component == c for f in gradients)]
                best = fittest(accepted, self.best_shown)
                known, history = [current], [one.tried("This is on validation; it was accepted.") for one in best]
                pool, reached = [accepted[-1].entry], accepted[-1].entry.score or 0.0

                def update(component: str) -> Awaitable[Candidate | None]:
                    own = [feedback for feedback in gradients if feedback.component == component]
                    peers = [(name, text) for name, text in current.components.items() if name != component]
                    others = "\n".join(f"Another part of the program, {name}: {text}" for name, text in peers)
                    context, seen = {"known": others or "nothing"}, tuple(history)
                    return step.edit("update_told", current, component, feedback=own, history=seen, context=context)

                for _ in range(self.proposals if gradients else 0):
                    edits = [update(component) for component in components]
                    made = [edit for one in edits if (edit := await one) is not None]
                    new = await step.distinct([step.join(current, made)] if made else [], known)
                    if not new:
                        continue
                    (child,) = new
                    rollouts = await step.evaluate([child], samples)
                    usual = [moving[one.example].score or 0.0 for one in rollouts if one.score is not None]
                    tried, needed = Member.of(child, rollouts), fmean(usual or [0.0])
                    where = "This is on the examples of the feedback"
                    if tried.fitness > needed + _STRICTLY:
                        gate = await step.gate(child, run.validation, reached + _STRICTLY, current)
                        tried, needed = Member(candidate=child, entry=gate.entry), reached
                        where = "This is on validation, as far as it was tried"
                        pool.append(gate.entry)
                        if gate.passed:
                            accepted.append(tried)
                            break
                    known.append(child)
                    history.append(
                        tried.tried(f"{where}; it was rejected, for it had to be above {round(100 * needed)}.")
                    )
                chosen = accepted[-1].candidate
                reason = "no proposal passed both gates" if gradients else "there is nothing to learn from"
                if chosen != current:
                    reason = "it does better on the drawn samples and on validation"
                step.select("two_gates", pool, [chosen.id], reason)
                moving = moving if drawn and chosen == current else {}

    def _draw(self, moving: Sequence[Rollout], rng: np.random.Generator) -> list[Rollout]:
        """Some wrong and some right answers of the moving batch; none where all are perfect."""
        scores = {one.example: one.score or 0.0 for one in moving}
        wrong = [one for one in moving if scores[one.example] <= self.right_above]
        wrong = wrong or [one for one in moving if scores[one.example] < 1]
        if not wrong:
            return []
        right = [one for one in moving if one not in wrong]
        return [*draw_items(wrong, self.wrong, rng), *draw_items(right, self.right, rng)]
