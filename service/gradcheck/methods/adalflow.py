"""AdalFlow's textual gradient descent, its constrained mode: proposals one by one, each past two gates or reverted.

Yin and Wang 2025, "LLM-AutoDiff: Auto-Differentiate Any LLM Workflow".
"""

from functools import partial
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.task import Rollout
from gradcheck.methods.backward import backward_pass
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.policies.population import Member, fittest

_STRICTLY = 1e-6  # what a mean must be higher by to be better


class AdalFlow(MethodParameters, frozen=True, kw_only=True, tag="adalflow"):
    """A moving batch forward, a few wrong and right samples of it backward, proposals until one passes both gates.

    A proposal sees the feedback, the best prompts so far and the proposals of this step that failed. One that does
    better on the drawn samples, and then on validation, is accepted, and the moving batch starts anew.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="textual gradients from a moving batch; each proposal must pass a small gate and validation",
        paper="Yin and Wang 2025, arXiv 2501.16673",
        reference="SylphAI-Inc/AdalFlow, optim/trainer/trainer.py and optim/text_grad/tgd_optimizer.py",
        defaults="the reference's trainer; 12 steps as its object-count example has, the trainer's own 1000 are a cap",
        interception="full",
        points=("feedback on a component, before the proposals", "in programs, on a response, before it is carried on"),
        deviations=(
            "failed proposals are shown with their text and how they failed, not how long ago the last improvement was",
            "an example is in the moving batch once",
            "where no answer is wrong enough, those below 1 count as wrong; the reference raises an error",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "size": "min(batch, train)",
            "drawn": "min(wrong + right, window, train if number > 1 else size)",
            "carried": "depth if depth > 1 else 0",
            "sampled": "drawn * (components + carried + proposals * per_item)",
        },
        first="size * per_item + sampled + proposals * (components + validation * per_item)",
        step="first",
        steps="steps",
        rounds="2 + carried + 3 * proposals",
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
        accepted, moving = list[Member](), dict[str, Rollout]()
        for number in range(1, self.steps + 1):
            current = accepted[-1].candidate if accepted else run.seed
            batch = run.minibatch(self.batch, number - 1, filled=False)
            async with run.step([current], batch) as step:
                accepted = accepted or [Member.of(current, await step.evaluate([current], run.validation))]
                answers = await step.evaluate([current], batch)
                moving |= {answer.example: answer for answer in answers if answer.score is not None}
                window = run.sample(list(moving.values()), self.window, "window", number)
                moving = {answer.example: answer for answer in window}
                wrong = [answer for answer in window if (answer.score or 0.0) <= self.right_above]
                wrong = wrong or [answer for answer in window if answer.score != 1]
                right = [answer for answer in window if wrong and answer not in wrong]
                rng = run.rng("samples", number)
                drawn = [*draw_items(wrong, self.wrong, rng), *draw_items(right, self.right, rng)]
                samples = [example for example in run.train if example.id in {answer.example for answer in drawn}]
                passes = await step.each(drawn, lambda answer: backward_pass(step, run.program, current, [answer]))
                found = [feedback for gradient in passes for feedback in gradient]
                told = {c: own for c in run.program.optimizable if (own := [f for f in found if f.component == c])}
                pool, reached = [accepted[-1]], accepted[-1].entry.score or 0.0
                history = [
                    m.tried("This is on validation; it was accepted.") for m in fittest(accepted, self.best_shown)
                ]
                for _ in range(self.proposals if told else 0):
                    edit = partial(step.edit, "update_told", current, history=history)
                    edits = [edit(component, feedback=own) for component, own in told.items()]
                    for child in await step.distinct([step.join(current, await step.usable(edits))], [current]):
                        rollouts = await step.evaluate([child], samples)
                        usual = Member.mean(moving[one.example] for one in rollouts if one.score is not None)
                        tried, needed = Member.of(child, rollouts), usual
                        where = "the examples of the feedback"
                        if tried.fitness > needed + _STRICTLY:
                            gate = tried = await step.gate(child, run.validation, reached + _STRICTLY, current)
                            needed, where = reached, "validation, as far as it was tried"
                            pool.append(gate)
                            accepted += [gate] if gate.passed else []
                        failed = f"This is on {where}; it was rejected, for it had to be above {round(100 * needed)}."
                        history.append(tried.tried(failed))
                    if accepted[-1].candidate is not current:
                        break
                chosen = accepted[-1].candidate
                reason = "no proposal passed both gates" if told else "there is nothing to learn from"
                reason = reason if chosen is current else "it does better on the drawn samples and on validation"
                step.select("two_gates", [member.entry for member in pool], [chosen.id], reason)
                moving = moving if drawn and chosen is current else {}
