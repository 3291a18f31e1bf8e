"""EvoPrompt with differential evolution: a prompt is replaced where a mix of others with it scores better.

Guo et al. 2024, section 3.3. It owns donors and survivors; the order of generations is in `evoprompt.py`.
"""

from collections.abc import Awaitable, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.program import Candidate
from gradcheck.methods.base import MethodDescription
from gradcheck.methods.evoprompt import EvoPrompt, about
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member, donors, fittest


class EvoPromptDE(EvoPrompt, frozen=True, kw_only=True, tag="evoprompt_de"):
    """For each prompt one call puts what differs between two others into the best, crossed with the prompt itself."""

    about: ClassVar[MethodDescription] = about(
        "differential evolution of prompts, one call of a language model for each trial",
        "a generation is tried at once against the best before it; the reference takes over a new best within it",
    )

    population: Annotated[int, Meta(ge=3, description="Prompts in a generation: each needs two others as donors.")] = 10

    def _offspring(
        self, run: RunContext, step: StepContext, number: int, members: Sequence[Member], component: str
    ) -> list[Awaitable[Candidate | None]]:
        """A trial for every prompt, with two donors of its own and the one best."""
        best, edits = fittest(members)[0].candidate, []
        for place, member in enumerate(members):
            first, second = donors(members, place, run.rng("donors", number, place))
            others = {"first": first.candidate, "second": second.candidate, "best": best}
            edits.append(step.edit("differential", member.candidate, component, others=others))
        return edits

    def _survivors(self, members: Sequence[Member], children: Sequence[Member]) -> tuple[list[Member], str]:
        """Each prompt, or its trial where that scores better."""
        trials = {child.candidate.parents[0]: child for child in children}
        kept = []
        for member in members:
            trial = trials.get(member.candidate.id, member)
            kept.append(trial if trial.fitness > member.fitness else member)
        replaced = sum(new is not old for new, old in zip(kept, members, strict=True))
        return kept, f"{replaced} of {len(members)} gave way to a better trial"
