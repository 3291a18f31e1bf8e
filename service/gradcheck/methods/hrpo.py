"""HRPO: hierarchical reflective prompt optimization.

The HierarchicalReflectiveOptimizer of comet-ml/opik (sdks/opik_optimizer; it has no paper): root causes batch by batch,
their synthesis into failure modes, one repair for each. It owns the order of the stages; the words are in `templates`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member, fittest
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.trying import tried_out


class HRPO(MethodParameters, frozen=True, kw_only=True, tag="hrpo"):
    """Analyses of batches of scored answers, summed up as failure modes; each is repaired, the best repair is kept.

    A trial is one repair with its score on validation. While no repair of an iteration is better than its base, all
    modes are tried again, up to `retries` times. From a validation score of `enough` on there is nothing to do.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
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
            "tries": "min(1 + retries, trials - number + 1)",
        },
        first="analysis + tries * trial",
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

    async def optimize(self, run: RunContext) -> None:
        """Iterations of analysis and repair until the trials are used up."""
        best, left, number = run.seed, self.trials, 0
        while left > 0:
            component = run.program.optimizable[number % len(run.program.optimizable)]
            module, number = run.program.module_of(component), number + 1
            async with run.step([best], run.train) as step:
                before = mean_entry(best, await step.evaluate([best], run.validation))
                if (before.score or 0.0) >= self.enough:
                    step.select("best_on_validation", [before], [best.id], f"the score is {self.enough:g} or better")
                    return
                answers = [one for one in await step.evaluate([best], run.train) if one.score is not None]
                if answers and all(answer.score == 1 for answer in answers):
                    step.select("best_on_validation", [before], [best.id], "no answer on train falls short")
                    return
                shown = [answer.inside(module.name) for answer in answers]
                batches = [shown[first : first + self.batch] for first in range(0, len(shown), self.batch)]
                asked = [step.critique("root_causes", best, component, batch) for batch in batches]
                causes = await step.usable(asked)
                modes = []
                if causes:
                    modes = await step.critiques("failure_modes", best, component, kind="failure_mode", upstream=causes)
                base = top = Member(candidate=best, entry=before)
                pool = [base]
                left -= not modes
                for _ in range(1 + self.retries if modes else 0):
                    edits = [step.edit("repair", best, component, feedback=[mode]) for mode in modes[:left]]
                    left -= len(edits)
                    pool += await tried_out(step, edits, run.validation, [best])
                    (top,) = fittest(pool, 1)
                    if top is not base or left == 0:
                        break
                what = f"the best of {len(pool) - 1} repairs" if top is not base else "no repair is better"
                reason = f"{what}; {len(modes)} failure modes"
                step.select("best_on_validation", [member.entry for member in pool], [top.candidate.id], reason)
            best = top.candidate
