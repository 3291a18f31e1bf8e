"""EvoPrompt: a population of prompts that a language model crosses and mutates.

Guo et al. 2024, "Connecting Large Language Models with Evolutionary Algorithms Yields Powerful Prompt Optimizers",
section 3, and its reference implementation (beeevita/EvoPrompt). It owns what both variants share: the first population
and the order of generations. Who breeds and who survives is in `evoprompt_ga.py` and `evoprompt_de.py`.
"""

from collections.abc import Awaitable, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.program import Candidate
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member, fittest
from gradcheck.methods.trying import given, tried_out


def about(summary: str, deviation: str) -> MethodDescription:
    """What a variant says of itself, with what holds for both."""
    return MethodDescription(
        summary=summary,
        paper="Guo et al. 2024, arXiv 2309.08532",
        reference="beeevita/EvoPrompt, evoluter.py",
        defaults="the paper: 10 prompts and 10 generations; its temperature of 0.5 is the optimizer model's to set",
        deviations=(
            "the first population is the given prompt and paraphrases of it",
            "scores are from the whole validation split",
            "a proposal without its tags, or the same as one before, is rejected and counted",
            deviation,
        ),
    )


class EvoPrompt(MethodParameters, frozen=True, kw_only=True):
    """Generations of a population; the first step makes it from paraphrases of the given prompt."""

    costs: ClassVar[Costs] = Costs(
        terms={"tried": "1 + validation * per_item"},
        first="(population - 1) * tried",
        step="population * tried",
        steps="generations + 1",
        rounds="2",
    )
    needs_train: ClassVar[bool] = False
    changes_one_component: ClassVar[bool] = True

    population: Annotated[int, Meta(ge=2, description="Prompts in a generation.")] = 10
    generations: Annotated[int, Meta(ge=1, description="Generations after the first population.")] = 10

    async def optimize(self, run: RunContext) -> None:
        """The first population, then its generations."""
        component = run.program.optimizable[0]
        async with run.step([run.seed]) as step:
            first = await given(run, step)
            edits = [step.edit("paraphrase", run.seed, component) for _ in range(self.population - 1)]
            members = fittest([first, *await tried_out(step, edits, run.validation, [run.seed])])
            names = [member.candidate.id for member in members]
            step.select("first population", [member.entry for member in members], names, "all that could be used")
        known = [member.candidate for member in members]
        for number in range(1, self.generations + 1):
            async with run.step([member.candidate for member in members]) as step:
                edits = self._offspring(run, step, number, members, component)
                children = await tried_out(step, edits, run.validation, known)
                pool = [member.entry for member in [*members, *children]]
                members, reason = self._survivors(members, children)
                names = [member.candidate.id for member in fittest(members)]
                step.select("evolution", pool, names, reason)
            known += [child.candidate for child in children]

    def _offspring(
        self, run: RunContext, step: StepContext, number: int, members: Sequence[Member], component: str
    ) -> list[Awaitable[Candidate | None]]:
        """The edits of a generation."""
        raise NotImplementedError

    def _survivors(self, members: Sequence[Member], children: Sequence[Member]) -> tuple[list[Member], str]:
        """The next population, and why it is that."""
        raise NotImplementedError
