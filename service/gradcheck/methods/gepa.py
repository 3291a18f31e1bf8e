"""GEPA: reflective evolution of a pool of prompts, parents drawn from per-example Pareto fronts.

Agrawal et al. 2025, "GEPA: Reflective Prompt Evolution Can Outperform Reinforcement Learning", sections 3 and 4, and
its reference implementation (gepa-ai/gepa). It owns the order of the stages; who is on a front, who is drawn and what
a merge takes of whom is in `policies`, the words are in `templates`.
"""

from typing import Annotated, ClassVar, Literal

from msgspec import Meta
from msgspec.structs import replace

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.pareto import Pool, gain
from gradcheck.methods.rollouts import errors

_CHECKED = 5  # validation examples that a merge is tried on first


class GEPA(MethodParameters, frozen=True, kw_only=True, tag="gepa"):
    """A parent from the Pareto front reflects on a minibatch; a child that does better there joins the pool.

    The reflection is one call that reads answers and the scorer's notes on them and writes the new text. With
    `explicit_critique` it is two: a critique of the wrong answers, then an edit. `proposals` are made at once from
    parents and minibatches of their own, and all that improve are kept. `merges` bounds how often two members of the
    front that changed different components are joined. `iterations: null` goes on until the budget is used.
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
            "every attempt of a merge counts towards `merges`, an accepted one or not",
            "`explicit_critique` (ours): a critique of the minibatch's wrong answers, then an edit",
            "the objectives are score, length and cost; the frontier `cartesian` is left out",
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
        Literal["pareto", "current_best", "epsilon_greedy", "top_k_pareto"],
        Meta(description="How a parent is chosen from the pool."),
    ] = "pareto"
    epsilon: Annotated[float, Meta(ge=0, le=1, description="With epsilon_greedy: the chance of a random parent.")] = 0.1
    top_k: Annotated[
        Positive, Meta(description="With top_k_pareto: how many of the best by mean score may be parents.")
    ] = 5
    frontier: Annotated[
        Literal["instance", "objective", "hybrid"],
        Meta(description="What the front is over: validation items, objectives, or both."),
    ] = "instance"
    objectives: Annotated[
        tuple[Literal["score", "length", "cost"], ...],
        Meta(min_length=1, description="What counts on the frontiers objective and hybrid."),
    ] = ("score",)
    component_choice: Annotated[
        Literal["round_robin", "all"], Meta(description="Which components an iteration changes: the next one, or all.")
    ] = "round_robin"
    explicit_critique: Annotated[bool, Meta(description="A critique and an edit instead of one reflection.")] = False
    merges: Annotated[
        int, Meta(ge=0, description="The most attempts to join two prompts that changed different components.")
    ] = 0
    proposals: Annotated[Positive, Meta(description="Children made at once in a step.")] = 1

    async def optimize(self, run: RunContext) -> None:  # noqa: C901 - the whole algorithm
        """Iterations of reflection, or of a merge where one is due."""
        pool, changing = Pool(run.seed, self.frontier, self.objectives), run.program.optimizable
        number = reflected = idle = due = 0
        while self.iterations is None or number < self.iterations:
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
            distinct_parents = list({parent.id: parent for parent in parents}.values())
            examples = list({example.id: example for batch in batches for example in batch}.values())
            async with run.step(distinct_parents, examples) as step:

                async def propose(place: int) -> list[tuple[Candidate, list[Rollout]]] | None:
                    """A child that does better on its minibatch, scored on validation; None where all is right."""
                    parent, batch = parents[place], batches[place]
                    answers = [one for one in await step.evaluate([parent], batch) if one.score is not None]
                    if not errors(answers):
                        return None

                    async def reflect(component: str) -> Candidate | None:
                        module = run.program.module_of(component).name
                        notes = [step.note(answer, component) for answer in answers]
                        told = [
                            replace(answer.inside(module), note=note.text)
                            for answer, note in zip(answers, notes, strict=True)
                        ]
                        if not self.explicit_critique:
                            return await step.edit("reflect", parent, component, told, feedback=notes)
                        wrong = errors(told)
                        critique = await step.critique("critique", parent, component, wrong)
                        if critique is None:
                            return None
                        return await step.edit("edit", parent, component, wrong, feedback=[critique])

                    components = changing if self.component_choice == "all" else [turns[place]]
                    edits = [edit for edit in await step.each(components, reflect) if edit]
                    before = {answer.example: answer.score for answer in answers}
                    for child in await step.distinct([step.join(parent, edits)] if edits else [], known):
                        after = await step.evaluate([child], batch)
                        if len(after) == len(batch) and (gain(before, after) or 0) > 0:
                            return [(child, await step.evaluate([child], run.validation))]
                    return []

                known = list(pool.candidates.values())
                first = step.evaluate([run.seed] if number == 1 else [], run.validation)
                proposed = await step.each(places, propose)
                if number == 1:
                    pool.add(run.seed, await first)
                better = [scored for children in proposed for scored in children or []]
                better = [(child, rollouts) for child, rollouts in better if len(rollouts) == len(run.validation)]
                for child, rollouts in better:
                    pool.add(child, rollouts)
                due, learned = len(better), any(children is not None for children in proposed)
                reason = f"{due} of {self.proposals} proposals did better than their parent on their minibatch"
                reason = reason if learned else "no answer of the minibatch had a score below 1"
                pool.select(step, self.selection, reason)
            idle = 0 if learned else idle + self.proposals
            if idle * self.minibatch >= len(run.train):
                return  # a whole epoch gave nothing to reflect on

    async def _merge(self, run: RunContext, pool: Pool, number: int) -> bool:
        """An iteration in which two of the front become one, without a call but its answers; false if no two can.

        It is kept if it does at least as well as either of them on a few validation examples.
        """
        merge = pool.draw_merge(run.rng("merge", number))
        if merge is None:
            return False
        parents = [pool.candidates[merge.first], pool.candidates[merge.second]]
        async with run.step(parents) as step:
            chosen = pool.contested(merge, _CHECKED, run.rng("check", number))
            examples = [example for example in run.validation if example.id in chosen]
            child = step.compose("merge", parents, components=merge.components)
            new = await step.distinct([child], list(pool.candidates.values()))
            checked = await step.evaluate(new, examples)
            gains = [gain(pool.scores[parent.id], checked) for parent in parents]
            passed = all(one is not None and one >= 0 for one in gains)
            rollouts = await step.evaluate(new if passed else [], run.validation)
            kept = passed and len(rollouts) == len(run.validation)
            if kept:
                pool.add(child, rollouts)
            what = f"the merge of {merge.first} and {merge.second} is {'kept' if kept else 'left'}"
            pool.select(step, self.selection, what)
        return True

    def contradictions(self, components: int) -> dict[str, str]:
        """Objectives need a frontier that counts them, merges several components."""
        wrong = {}
        if len(set(self.objectives)) < len(self.objectives):
            wrong["objectives"] = "names an objective twice"
        elif self.objectives != ("score",) and self.frontier == "instance":
            wrong["objectives"] = "are counted by the frontiers objective and hybrid; instance knows the score alone"
        if self.merges and components < 2:
            wrong["merges"] = "needs a prompt with several components that may change; accepted is 0"
        return wrong
