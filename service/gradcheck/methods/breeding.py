"""What Promptbreeder breeds with: units of a prompt and the words that change it, and the operators on them.

It owns which operators there are and what each is shown. It does not own who wins and whose place a child takes.
"""

from collections.abc import Awaitable, Sequence

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member, fittest, tried_before, wheel
from gradcheck.optimizer.answer_pairs import purpose
from gradcheck.optimizer.templates.mutations import MUTATIONS
from gradcheck.optimizer.templates.worked_examples import THINKING_STYLES

OPERATORS = (
    "from_task",
    "mutate_by",
    "continue_list",
    "continue_ranked",
    "continue_lineage",
    "new_mutation",
    "better_mutation",
    "induce",
)
_SHOWN = 3  # examples from which a prompt is induced


class Unit(Value, frozen=True, kw_only=True):
    """A prompt with its standing, and the words by which prompts are made from it."""

    member: Member
    mutation: str


class Breeder:
    """The operators of a run, on one component."""

    def __init__(self, run: RunContext) -> None:
        self._run, self._component = run, run.program.optimizable[0]
        self._task = {
            "task": purpose(run.program, run.seed, run.description),
            "placeholders": run.program.written_placeholders(self._component, run.seed.components[self._component]),
        }
        self._known = {run.seed.id: run.seed}

    def mutations(self, count: int) -> list[str]:
        """So many words to begin with, drawn with a way of thinking each."""
        return [f"{MUTATIONS[words]} {THINKING_STYLES[style]}" for words, style in self._draws(count)]

    async def first(self, step: StepContext, mutation: str) -> Unit | None:
        """A unit made from the given prompt."""
        return await self._scored(step, self._mutated(step, self._run.seed, mutation), mutation)

    async def child(
        self,
        step: StepContext,
        parent: Unit,
        units: Sequence[Unit],
        elites: Sequence[Member],
        rng: np.random.Generator,
        crossover: float,
    ) -> Unit | None:
        """A unit made from a winner by an operator at random; seldom its words with the prompt of another unit."""
        members, best = [unit.member for unit in units], parent.member.candidate
        if rng.random() < crossover:
            return Unit(member=wheel(members, 1, rng)[0], mutation=parent.mutation)
        operator, mutation = OPERATORS[rng.integers(len(OPERATORS))], parent.mutation
        order = rng.permutation(len(members))
        examples = [self._run.train[place] for place in rng.permutation(len(self._run.train))[:_SHOWN]]
        if operator in {"new_mutation", "better_mutation"}:
            context = {**self._task, "mutation": mutation, "style": THINKING_STYLES[rng.integers(len(THINKING_STYLES))]}
            mutation = await step.brief(operator, best, self._component, context=context) or mutation
        match operator:
            case "from_task":
                edit = step.edit(operator, best, self._component, context=self._task)
            case "continue_list":
                shuffled = _distinct([members[place] for place in order])
                edit = step.edit(operator, best, self._component, history=[one.tried() for one in shuffled])
            case "continue_ranked":
                ranked = tried_before(_distinct(fittest(members)))
                edit = step.edit(operator, best, self._component, history=ranked)
            case "continue_lineage":
                edit = step.edit("continue_ranked", best, self._component, history=[one.tried() for one in elites])
            case "induce":
                edit = step.edit(operator, best, self._component, examples=examples, context=self._task)
            case _:
                edit = self._mutated(step, best, mutation)
        return await self._scored(step, edit, mutation)

    def _draws(self, count: int) -> list[tuple[int, int]]:
        rng = self._run.rng("mutations")
        return [(int(rng.integers(len(MUTATIONS))), int(rng.integers(len(THINKING_STYLES)))) for _ in range(count)]

    def _mutated(self, step: StepContext, parent: Candidate, mutation: str) -> Awaitable[Candidate | None]:
        return step.edit("mutate_by", parent, self._component, context={"mutation": mutation})

    async def _scored(self, step: StepContext, edit: Awaitable[Candidate | None], mutation: str) -> Unit | None:
        """The unit of a new prompt; None for one that is no new one or was not tried on all of validation."""
        for new in await step.distinct([await edit], list(self._known.values())):
            rollouts = await step.evaluate([new], self._run.validation)
            self._known[new.id] = new
            if len(rollouts) == len(self._run.validation):
                return Unit(member=Member.of(new, rollouts), mutation=mutation)
        return None


def _distinct(members: Sequence[Member]) -> list[Member]:
    """Members in their order, each prompt once."""
    return list({member.candidate.id: member for member in members}.values())
