"""HRPO: hierarchical reflective prompt optimization.

The HierarchicalReflectiveOptimizer of comet-ml/opik (sdks/opik_optimizer; it has no paper): root causes batch by batch,
their synthesis into failure modes, one repair for each. It owns the order of the stages; the words are in `templates`.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.asks import Critique, Edit
from gradcheck.methods.base import About, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.proposing import proposed
from gradcheck.methods.view import RunView, StepView, Work, inside, mean_entry


class HRPO(MethodParameters, frozen=True, kw_only=True, tag="hrpo"):
    """Analyses of batches of scored answers, summed up as failure modes; each is repaired, the best repair is kept.

    A trial is one repair with its score on validation. While no repair of an iteration is better than its base, all
    modes are tried again, up to `retries` times. From a validation score of `enough` on there is nothing to do.
    """

    about: ClassVar[About] = About(
        summary="root causes of batches of answers, summed up as failure modes, one repair for each",
        reference="comet-ml/opik, hierarchical_reflective_optimizer",
        defaults="the reference's constructor and optimize_prompt()",
        interception="full",
        points=("the analyses of batches, before their synthesis", "each failure mode, before its repair"),
        deviations=(
            "analyses read inputs and answers beside scores and reasons",
            "all modes of an iteration are repaired from the same base and the best is kept; the reference chains them",
            "modes are tried again while no repair of the iteration is better, not each until its own is",
            "of several optimizable components each iteration works on the next one in turn",
            "an iteration that finds no failure mode counts as a trial, so that the run ends",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "analysis": "train * (per_item + per_verdict) + ceil(train / batch) + 1",
            "trial": "1 + validation * per_item",
        },
        first="analysis + trials * trial",
        step="validation * per_item + first",
        steps="trials",
        rounds="3 + per_verdict + 2 * (1 + min(retries, trials - 1))",
    )

    trials: Annotated[Positive, Meta(description="Repairs that are scored on validation.")] = 5
    retries: Annotated[
        int, Meta(ge=0, description="Times that the modes are tried again while no repair is better.")
    ] = 2
    batch: Annotated[Positive, Meta(description="Answers in one analysis.")] = 25
    enough: Annotated[
        float, Meta(ge=0, le=1, description="The validation score from which on nothing is repaired.")
    ] = 0.95

    async def optimize(self, run: RunView) -> None:
        """Iterations of analysis and repair until the trials are used up."""
        best, left, number = run.seed, self.trials, 0
        while left > 0:
            component = run.program.optimizable[number % len(run.program.optimizable)]
            number += 1
            async with run.stages([best], run.train) as step:
                before = mean_entry(best, await step.evaluate([best], run.validation, "validation.base"))
                if (before.score or 0.0) >= self.enough:
                    step.select("best_on_validation", [before], [best.id], f"the score is {self.enough:g} or better")
                    return
                answers = [one for one in await step.evaluate([best], run.train, "train") if one.score is not None]
                if answers and all(one.score == 1 for one in answers):
                    step.select("best_on_validation", [before], [best.id], "no answer on train falls short")
                    return
                modes = await self._modes(run, step, best, component, answers)
                pool, tried, top = [before], list[Candidate](), before
                left -= not modes
                for attempt in range(1 + self.retries if modes else 0):
                    chosen = modes[:left]
                    left -= len(chosen)
                    edits = [_repair(best, component, mode, attempt, place) for place, mode in enumerate(chosen)]
                    made = await proposed(step, edits, run.validation, [best, *tried])
                    tried += [member.candidate for member in made]
                    pool += [member.entry for member in made]
                    top = max(pool, key=lambda entry: -1.0 if entry.score is None else entry.score)
                    if top is not before or left == 0:
                        break
                what = f"the best of {len(pool) - 1} repairs" if top is not before else "no repair is better"
                step.select("best_on_validation", pool, [top.candidate], f"{what}; {len(modes)} failure modes")
                best = next(candidate for candidate in [best, *tried] if candidate.id == top.candidate)

    async def _modes(
        self, run: RunView, step: StepView, base: Candidate, component: str, answers: Sequence[Rollout]
    ) -> list[Feedback]:
        """The failure modes: analyses of batches, all at once, then their synthesis."""
        module = run.program.module_of(component)
        analyses = [
            Critique(
                at=(place,),
                template="root_causes",
                kind="critique",
                candidate=base,
                component=component,
                rollouts=tuple(inside(one, module) for one in answers[first : first + self.batch]),
            )
            for place, first in enumerate(range(0, len(answers), self.batch))
        ]
        work = [Work(reserve=step.worst(one), start=partial(step.critique, one)) for one in analyses]
        found = tuple(analysis for analysis in await step.gather(work) if analysis is not None)
        if not found:
            return []
        synthesis = Critique(
            at=(0,),
            template="failure_modes",
            kind="failure_mode",
            candidate=base,
            component=component,
            upstream=found,
        )
        summed = await step.gather([Work(reserve=step.worst(synthesis), start=partial(step.critiques, synthesis))])
        return [mode for modes in summed for mode in modes]


def _repair(base: Candidate, component: str, mode: Feedback, attempt: int, place: int) -> Edit:
    return Edit(
        at=(attempt, place),
        template="repair",
        candidate=base,
        component=component,
        feedback=(mode,),
        draw=attempt,
    )
