"""AdalFlow's textual gradient descent, its constrained mode: proposals one by one, each past two gates or reverted.

Yin and Wang 2025, "LLM-AutoDiff: Auto-Differentiate Any LLM Workflow", and its reference implementation
(SylphAI-Inc/AdalFlow, optim/trainer and optim/text_grad). It owns the order of the stages; the words are in
`templates`.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gradcheck.domain.base import Positive, Value
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Rollout
from gradcheck.methods.asks import Edit, Tried
from gradcheck.methods.backward import Chain, route, way_back
from gradcheck.methods.base import About, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.minibatches import minibatch
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.view import RunView, StepView, Work, mean_entry

_STRICTLY = 1e-6  # what a mean must be higher by to be better


class _Standing(Value, frozen=True, kw_only=True):
    """The prompt to beat with its validation score, and the best prompts so far, best first."""

    current: Candidate
    entry: PoolEntry
    best: tuple[Tried, ...]

    def after(self, candidate: Candidate, entry: PoolEntry, shown: int) -> "_Standing":
        """The standing once a candidate is accepted; so many of the best are remembered."""
        best = sorted((*self.best, _accepted(candidate, entry)), key=lambda tried: -(tried.score or 0.0))
        return _Standing(current=candidate, entry=entry, best=tuple(best[:shown]))


class AdalFlow(MethodParameters, frozen=True, kw_only=True, tag="adalflow"):
    """A moving batch forward, a few wrong and right samples of it backward, proposals until one passes both gates.

    A step adds `batch` answers to the moving batch and draws `wrong` and `right` of it. A critic is asked about each of
    them, hop by hop where the program has several modules. Then come up to `proposals` updates, one after another; each
    sees the feedback, the best prompts so far and the proposals of this step that failed. One that does better on the
    drawn samples, and then on validation, is accepted: the moving batch starts anew. The others are reverted.
    """

    about: ClassVar[About] = About(
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

    async def optimize(self, run: RunView) -> None:
        """Steps of forward, backward, proposals."""
        standing = _Standing(current=run.seed, entry=mean_entry(run.seed, []), best=())
        moving: dict[str, Rollout] = {}
        for number in range(1, self.steps + 1):
            current, batch = standing.current, minibatch(run, self.batch, number - 1, filled=False)
            async with run.stages([current], batch) as step:
                if number == 1:
                    entry = mean_entry(current, await step.evaluate([current], run.validation, "validation.before"))
                    standing = standing.after(current, entry, self.best_shown)
                forward = await step.evaluate([current], batch, "minibatch")
                moving.update((one.example, one) for one in forward if one.score is not None)
                moving = _thinned(moving, self.window, run.rng("window", number))
                drawn = self._draw(list(moving.values()), run.rng("samples", number))
                gradients = await _gradients(run, step, current, drawn)
                pool, accepted = await self._propose(run, step, standing, drawn, gradients)
                if accepted is None:
                    reason = "no proposal passed both gates" if gradients else "there is nothing to learn from"
                    step.select("two_gates", [standing.entry, *pool], [current.id], reason)
                    moving = moving if drawn else {}
                else:
                    reason = "it does better on the drawn samples and on validation"
                    step.select("two_gates", [standing.entry, *pool], [accepted.id], reason)
                    standing, moving = standing.after(accepted, pool[-1], self.best_shown), {}

    def _draw(self, moving: Sequence[Rollout], rng: np.random.Generator) -> list[Rollout]:
        """Some wrong and some right answers of the moving batch; none where all are perfect."""
        scores = {one.example: one.score or 0.0 for one in moving}
        wrong = [one for one in moving if scores[one.example] <= self.right_above]
        wrong = wrong or [one for one in moving if scores[one.example] < 1]
        if not wrong:
            return []
        right = [one for one in moving if one not in wrong]
        return [*draw_items(wrong, self.wrong, rng), *draw_items(right, self.right, rng)]

    async def _propose(
        self,
        run: RunView,
        step: StepView,
        standing: _Standing,
        drawn: Sequence[Rollout],
        gradients: Sequence[Feedback],
    ) -> tuple[list[PoolEntry], Candidate | None]:
        """Proposals one by one until one passes both gates; what was validated, the accepted one last."""
        before = {one.example: one.score or 0.0 for one in drawn}
        examples = [example for example in run.train if example.id in before]
        validated: list[PoolEntry] = []
        failed: list[Tried] = []
        for attempt in range(self.proposals if gradients else 0):
            proposed = await self._update(run, step, standing, attempt, gradients, failed)
            known = [standing.current, *(one.candidate for one in failed)]
            for child in step.distinct([proposed], known):
                rollouts = await step.evaluate([child], examples, "samples")
                entry = mean_entry(child, rollouts)
                needed = _mean([before[one.example] for one in rollouts if one.score is not None])
                if entry.score is None or entry.score <= needed + _STRICTLY:
                    failed.append(_failed(child, entry, "the examples of the feedback", needed))
                    continue
                least = 0.0 if standing.entry.score is None else standing.entry.score
                gate = await step.gate(child, run.validation, "validation", least + _STRICTLY, standing.current)
                validated.append(gate.entry)
                if gate.passed:
                    return validated, child
                failed.append(_failed(child, gate.entry, "validation, as far as it was tried", least))
        return validated, None

    async def _update(
        self,
        run: RunView,
        step: StepView,
        standing: _Standing,
        attempt: int,
        gradients: Sequence[Feedback],
        failed: Sequence[Tried],
    ) -> Candidate | None:
        """One proposal: an edit of every component that has feedback."""
        current, work = standing.current, []
        for place, component in enumerate(run.program.optimizable):
            own = tuple(feedback for feedback in gradients if feedback.component == component)
            peers = [(name, text) for name, text in current.components.items() if name != component]
            known = "\n".join(f"Another part of the program, {name}: {text}" for name, text in peers)
            edit = Edit(
                at=(attempt, place),
                template="update_told",
                candidate=current,
                component=component,
                feedback=own,
                history=(*standing.best, *failed),
                context={"known": known or "nothing"},
            )
            work += [Work(reserve=step.worst(edit), start=partial(step.edit, edit))] if own else []
        edits = [child for child in await step.gather(work) if child is not None]
        return step.join(current, edits) if edits else None


async def _gradients(run: RunView, step: StepView, current: Candidate, drawn: Sequence[Rollout]) -> list[Feedback]:
    """The feedback of each drawn sample: one critic a component, or a chain of them through several modules."""
    chain: Chain = "three_stage" if len(route(run.program)) > 1 else "one_step"
    ways = [way_back(step, run.program, current, place, one, chain) for place, one in enumerate(drawn)]
    return [feedback for found in await step.gather(ways) for feedback in found]


def _thinned(moving: dict[str, Rollout], window: int, rng: np.random.Generator) -> dict[str, Rollout]:
    """The moving batch, or so many of it drawn at random."""
    return {one.example: one for one in draw_items(list(moving.values()), window, rng)}


def _accepted(candidate: Candidate, entry: PoolEntry) -> Tried:
    return Tried(candidate=candidate, score=entry.score, note="This is on validation; it was accepted.")


def _failed(candidate: Candidate, entry: PoolEntry, where: str, needed: float) -> Tried:
    note = f"This is on {where}; it was rejected, for it had to be above {round(100 * needed)}."
    return Tried(candidate=candidate, score=entry.score, note=note)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
