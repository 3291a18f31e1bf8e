"""GEPA: reflective evolution of a pool of prompts, parents drawn from per-example Pareto fronts.

Agrawal et al. 2025, "GEPA: Reflective Prompt Evolution Can Outperform Reinforcement Learning", sections 3 and 4, and
its reference implementation (gepa-ai/gepa). It owns the order of the stages; fronts and merges are in `policies`, the
words in `templates`.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from msgspec import Meta
from msgspec.structs import replace

from gradcheck.domain.base import Positive, Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.errors import FieldError
from gradcheck.methods.base import MethodDescription, MethodInput, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.joining import joined
from gradcheck.methods.minibatches import minibatches
from gradcheck.methods.policies.merging import Merge, draw_merge
from gradcheck.methods.policies.pareto import Archive, Frontier, Objective, Selection, draw_parent, undominated
from gradcheck.methods.rollouts import errors, inside
from gradcheck.methods.standing import lacks


class _Attempt(Value, frozen=True, kw_only=True):
    """What came of a reflection: whether there was anything to learn from, and a child that did better."""

    parent: Candidate
    learned: bool = True
    child: Candidate | None = None
    rollouts: tuple[Rollout, ...] = ()


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
        Selection,
        Meta(description="How a parent is chosen from the pool."),
    ] = "pareto"
    epsilon: Annotated[float, Meta(ge=0, le=1, description="With epsilon_greedy: the chance of a random parent.")] = 0.1
    top_k: Annotated[
        Positive, Meta(description="With top_k_pareto: how many of the best by mean score may be parents.")
    ] = 5
    frontier: Annotated[
        Frontier, Meta(description="What the front is over: validation items, objectives, or both.")
    ] = "instance"
    objectives: Annotated[
        tuple[Objective, ...], Meta(min_length=1, description="What counts on the frontiers objective and hybrid.")
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
        archive, turns, every = Archive(), Counter[str](), run.program.optimizable
        merged: set[tuple[str, str, str]] = set()
        number = reflected = idle = due = 0
        while self.iterations is None or number < self.iterations:
            number += 1
            merge = self._due(run, archive, number, merged) if due and len(merged) < self.merges else None
            due = 0
            if merge is not None:
                merged.add(merge.who)
                await self._merge(run, archive, number, merge, turns)
                continue
            plans: list[tuple[Candidate, list[Example], Sequence[str]]] = []
            for place in range(self.proposals):
                parent = self._parent(run, archive, number, place)
                chosen = every if self.component_choice == "all" else (every[turns[parent.id] % len(every)],)
                turns[parent.id] += 1
                plans.append((parent, run.minibatch(self.minibatch, reflected + place, filled=True), chosen))
            reflected += self.proposals
            parents = list({parent.id: parent for parent, _, _ in plans}.values())
            examples = list({example.id: example for _, batch, _ in plans for example in batch}.values())
            async with run.step(parents, examples) as step:

                async def attempt(plan: tuple[Candidate, list[Example], Sequence[str]]) -> _Attempt:
                    parent, batch, components = plan
                    before = [one for one in await step.evaluate([parent], batch) if one.score is not None]
                    if all(rollout.score == 1 for rollout in before):
                        return _Attempt(parent=parent, learned=False)
                    edits = await step.each(components, partial(self._reflect, run, step, parent, before))
                    usable = [edit for edit in edits if edit is not None]
                    made = [step.join(parent, usable)] if usable else []
                    for child in await step.distinct(made, list(archive.candidates.values())):
                        if _improves(before, await step.evaluate([child], batch), len(batch)):
                            rollouts = await step.evaluate([child], run.validation)
                            return _Attempt(parent=parent, child=child, rollouts=tuple(rollouts))
                    return _Attempt(parent=parent)

                known = step.evaluate([run.seed] if number == 1 else [], run.validation)
                attempts = await step.each(plans, attempt)
                if number == 1:
                    archive.add(run.seed, await known)
                for one in attempts:
                    if one.child is not None and len(one.rollouts) == len(run.validation):
                        due += 1
                        archive.add(one.child, one.rollouts)
                        turns[one.child.id] = turns[one.parent.id]
                learned = any(one.learned for one in attempts)
                what = f"{due} of {len(plans)} proposals did better than their parent on their minibatch"
                self._select(run, step, archive, what if learned else "no answer of the minibatch had a score below 1")
            idle = 0 if learned else idle + self.proposals
            if idle >= minibatches(len(run.train), self.minibatch):
                return

    def _parent(self, run: RunContext, archive: Archive, number: int, place: int) -> Candidate:
        """The candidate to change, drawn by what is known of the pool."""
        means, rng = archive.means, run.rng("parent", number, place)
        if not means:
            return run.seed
        found = archive.fronts(self.frontier, self.objectives)
        name = draw_parent(self.selection, found, means, rng, epsilon=self.epsilon, top_k=self.top_k)
        return archive.candidates[name]

    async def _reflect(
        self, run: RunContext, step: StepContext, parent: Candidate, answers: Sequence[Rollout], component: str
    ) -> Candidate | None:
        """A new text of a component, by answers that are shown with what the bus has let through of their notes."""
        module = run.program.module_of(component)
        notes = [step.note(rollout, component) for rollout in answers]
        told = [
            replace(inside(rollout, module), note=note.text if note is not None else "")
            for rollout, note in zip(answers, notes, strict=True)
        ]
        if not self.explicit_critique:
            shown = [note for note in notes if note is not None]
            return await step.edit("reflect", parent, component, told, feedback=shown)
        wrong = errors(told)
        critique = await step.critique("critique", parent, component, wrong)
        return None if critique is None else await step.edit("edit", parent, component, wrong, feedback=[critique])

    def _due(self, run: RunContext, archive: Archive, number: int, done: set[tuple[str, str, str]]) -> Merge | None:
        """A merge of two members of the front, if there are two that can be merged."""
        means = archive.means
        members = undominated(archive.fronts(self.frontier, self.objectives), means)
        return draw_merge(members, archive.candidates, means, done, run.rng("merge", number))

    async def _merge(self, run: RunContext, archive: Archive, number: int, merge: Merge, turns: Counter[str]) -> None:
        """An iteration in which two candidates are merged; the child goes on where the further of them was."""
        async with run.step([archive.candidates[merge.first], archive.candidates[merge.second]]) as step:
            child = await joined(run, step, archive, merge, number)
            if child is not None:
                turns[child] = max(turns[merge.first], turns[merge.second])
            what = f"the merge of {merge.first} and {merge.second} is {'left' if child is None else 'kept'}"
            self._select(run, step, archive, what)

    def _select(self, run: RunContext, step: StepContext, archive: Archive, what: str) -> None:
        """Note the pool, best first, then the rest of the front."""
        means = archive.means
        best = max(means, key=means.__getitem__, default=run.seed.id)
        front = undominated(archive.fronts(self.frontier, self.objectives), means)
        chosen = [best, *(name for name in front if name != best)]
        pool = [archive.entries.get(run.seed.id) or PoolEntry(candidate=run.seed.id, score=None, n=0)]
        pool += [entry for name, entry in archive.entries.items() if name != run.seed.id]
        step.select(self.selection, pool, chosen, what)

    def validate(self, use: MethodInput) -> list[FieldError]:
        """Objectives need a frontier that counts them, merges several components."""
        found = []
        if self.objectives != ("score",) and self.frontier == "instance":
            message = "are counted by the frontiers objective and hybrid; instance knows the score alone"
            found.append(FieldError("method.objectives", message))
        if len(set(self.objectives)) < len(self.objectives):
            found.append(FieldError("method.objectives", "names an objective twice"))
        if self.merges and len(use.program.optimizable) < 2:
            message = "needs a prompt with several components that may change; accepted is 0"
            found.append(FieldError("method.merges", message))
        return found


def _improves(before: Sequence[Rollout], after: Sequence[Rollout], size: int) -> bool:
    """Whether the child's sum is strictly greater, over the examples that both have; few are lacking."""
    silent = sum(rollout.score is None for rollout in after)
    old = {rollout.example: rollout.score for rollout in before if rollout.score is not None}
    new = {rollout.example: rollout.score for rollout in after if rollout.score is not None and rollout.example in old}
    whole = len(after) == size and not lacks(size - silent, silent)
    return whole and math.fsum(new.values()) > math.fsum(old[name] for name in new)
