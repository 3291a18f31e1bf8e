"""GEPA: reflective evolution of a pool of prompts, parents drawn from per-example Pareto fronts.

Agrawal et al. 2025, "GEPA: Reflective Prompt Evolution Can Outperform Reinforcement Learning", sections 3 and 4 and the
appendix on merges, as in the reference implementation. The pool behind its choices is in `policies/pareto_pool.py`.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.pareto_pool import ParetoPool
from gradcheck.methods.policies.policy import Observed
from gradcheck.methods.rollouts import errors

_CHECKED = 5  # validation examples that a merge is tried on first


class GEPA(MethodParameters, frozen=True, kw_only=True, tag="gepa"):
    """A parent from the Pareto front reflects on a minibatch; a child that does better there joins the pool.

    The reflection is one call that reads answers and the scorer's notes on them and writes the new text; with
    `explicit_critique` (ours) it is two: a critique of the wrong answers, then an edit. `proposals` have parents and
    minibatches of their own. A merge joins two members of the front that changed different components.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="a pool of prompts, parents from per-example Pareto fronts, one reflection on notes an edit",
        paper="Agrawal et al. 2025, arXiv 2507.19457",
        reference="gepa-ai/gepa",
        defaults="optimize() of the reference; its end is the caller's to say there too",
        interception="input",
        points=(
            "the scorer's notes, before the reflection",
            "with explicit_critique also the critique, before the edit",
        ),
        deviations=(
            "an answer without its tags is rejected and counted; it is never taken for the prompt",
            "a pair of answers with a failed side does not count when child and parent are compared",
            "a proposal that is in the pool already is not tried",
            "the run ends when a whole epoch of minibatches gave nothing to reflect on",
            "every attempt of a merge counts towards `merges`; pairs whose merge is new are drawn evenly",
            "the objectives are score, length, cost, and the parts of a weighted score",
            "several `proposals` do not see one another's children (an option of the reference since 0.1.4)",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "turns": "iterations or 1",
            "size": "min(minibatch, train)",
            "asked": "(components if component_choice == 'all' else 1) * (2 if explicit_critique else 1)",
            "reflected": "proposals * (2 * size * per_item + asked + validation * per_item)",
            "merged": "(min(5, validation) + validation) * per_item if merges else 0",
        },
        first="reflected",
        step="max(reflected, merged)",
        steps="turns",
        rounds="5 if explicit_critique else 4",
    )
    trusts_scores: ClassVar[bool] = True

    iterations: Annotated[Positive | None, Meta(description="Steps; null goes on until the budget is used.")] = None
    minibatch: Annotated[Positive, Meta(description="Train examples that parent and child are compared on.")] = 3
    selection: Annotated[
        Literal["pareto", "current_best", "epsilon_greedy", "top_k_pareto"], Meta(description="How a parent is chosen.")
    ] = "pareto"
    epsilon: Annotated[float, Meta(ge=0, le=1, description="With epsilon_greedy: the chance of a random parent.")] = 0.1
    top_k: Annotated[Positive, Meta(description="With top_k_pareto: how many of the best by mean may be parents.")] = 5
    frontier: Annotated[
        Literal["instance", "objective", "hybrid", "cartesian"], Meta(description="What has a front each.")
    ] = "instance"
    objectives: Annotated[
        tuple[Literal["score", "length", "cost", "parts"], ...], Meta(min_length=1, description="What they count.")
    ] = ("score",)
    component_choice: Annotated[
        Literal["round_robin", "all"], Meta(description="Which components an iteration changes: the next one, or all.")
    ] = "round_robin"
    explicit_critique: Annotated[bool, Meta(description="A critique and an edit instead of one reflection.")] = False
    merges: Annotated[int, Meta(ge=0, description="The most attempts to join two prompts of the front.")] = 0
    proposals: Annotated[Positive, Meta(description="Children made at once in a step.")] = 1

    async def optimize(self, run: RunContext) -> None:  # noqa: C901 - the whole algorithm
        """Iterations of reflection, or of a merge where one is due."""
        pool, changing = ParetoPool(run.seed, self.frontier, self.objectives), run.program.optimizable
        number = reflected = idle = due = 0
        while number != self.iterations and idle * self.minibatch < len(run.train):
            number += 1
            if due and len(pool.merged) < self.merges and await self._merge(run, pool, number):
                due = 0
                continue
            places = range(self.proposals)
            streams = [run.rng("parent", number, place) for place in places]
            parents = [pool.draw_parent(self.selection, rng, epsilon=self.epsilon, top_k=self.top_k) for rng in streams]
            turns = [pool.next_component(parent, changing) for parent in parents]
            batches = [run.minibatch(self.minibatch, reflected + place, filled=True) for place in places]
            reflected += self.proposals
            async with run.step(parents, [example for batch in batches for example in batch]) as step:

                async def propose(place: int) -> list[tuple[Candidate, list[Rollout]]] | None:
                    """A child that does better on its minibatch, scored on validation; None where all is right."""
                    parent, batch, seen = parents[place], batches[place], Observed()
                    answers = [one for one in await step.evaluate([parent], batch) if one.score is not None]
                    if not errors(answers):
                        return None
                    seen.add([parent], batch, answers)

                    async def reflect(component: str) -> Candidate | None:
                        shown = [answer.inside(run.program.module_of(component).name) for answer in answers]
                        notes = [step.note(answer, component) for answer in answers]
                        if not self.explicit_critique:
                            return await step.edit("reflect", parent, component, shown, feedback=notes)
                        critique = await step.critique("critique", parent, component, errors(shown))
                        if critique is None:
                            return None
                        return await step.edit("edit", parent, component, errors(shown), feedback=[critique])

                    components = changing if self.component_choice == "all" else [turns[place]]
                    edits = [edit for edit in await step.each(components, reflect) if edit]
                    for child in await step.distinct([step.join(parent, edits)] if edits else [], known):
                        after = await step.evaluate([child], batch)
                        if len(after) == len(batch) and seen.lead(after, parent.id) > 0:
                            rollouts = await step.evaluate([child], run.validation)
                            return [(child, rollouts)] if len(rollouts) == len(run.validation) else []
                    return []

                first = await step.evaluate([run.seed] if number == 1 else [], run.validation)
                if number == 1:
                    pool.enter(run.seed, run.validation, first)
                known = list(pool.candidates.values())
                proposed = await step.each(places, propose)
                better = [scored for children in proposed for scored in children or []]
                for child, rollouts in better:
                    pool.enter(child, run.validation, rollouts)
                due, learned = len(better), any(children is not None for children in proposed)
                reason = f"{due} of {self.proposals} proposals did better than their parent on their minibatch"
                reason = reason if learned else "no answer of the minibatch had a score below 1"
                pool.select(step, self.selection, reason)
            idle = 0 if learned else idle + self.proposals

    async def _merge(self, run: RunContext, pool: ParetoPool, number: int) -> bool:
        """An iteration in which two of the front become one, without a call but its answers; false if no two can.

        It is kept if it does at least as well as either of them on a few validation examples.
        """
        drawn = pool.draw_merge(run.rng("merge", number))
        if drawn is None:
            return False
        first, second, components = drawn
        async with run.step([first, second]) as step:
            chosen = pool.contested(first, second, _CHECKED, run.rng("check", number))
            child = step.compose("merge", [first, second], components=components)
            new = await step.distinct([child], list(pool.candidates.values()))
            checked = await step.evaluate(new, [example for example in run.validation if example.id in chosen])
            passed = min(pool.lead(checked, first.id), pool.lead(checked, second.id)) >= 0
            rollouts = await step.evaluate(new if passed else [], run.validation)
            kept = passed and len(rollouts) == len(run.validation)
            if kept:
                pool.enter(child, run.validation, rollouts)
            pool.select(
                step, self.selection, f"the merge of {first.id} and {second.id} is {'kept' if kept else 'left'}"
            )
        return True

    def contradictions(self, components: int) -> dict[str, str]:
        """Objectives need a frontier that counts them, merges several components."""
        wrong = {}
        if len(set(self.objectives)) < len(self.objectives):
            wrong["objectives"] = "names an objective twice"
        elif self.objectives != ("score",) and self.frontier == "instance":
            wrong["objectives"] = "are counted by objective, hybrid and cartesian; instance knows the score alone"
        if self.merges and components < 2:
            wrong["merges"] = "needs a prompt with several components that may change; accepted is 0"
        return wrong

    @property
    def needs_parts(self) -> str:
        """The parameter that counts them."""
        return "objectives" if "parts" in self.objectives else ""
