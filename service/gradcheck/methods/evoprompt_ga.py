"""EvoPrompt with a genetic algorithm: parents by the wheel of fitness, the best of old and new survive.

Guo et al. 2024, section 3.2. It owns parents and survivors; the order of generations is in `evoprompt.py`.
"""

from collections.abc import Awaitable, Sequence
from typing import ClassVar

from gradcheck.domain.program import Candidate
from gradcheck.methods.base import MethodDescription
from gradcheck.methods.evoprompt import EvoPrompt, about
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member, fittest, wheel


class EvoPromptGA(EvoPrompt, frozen=True, kw_only=True, tag="evoprompt_ga"):
    """Two parents drawn in proportion to their scores, one call that crosses and mutates them, the best survive."""

    about: ClassVar[MethodDescription] = about(
        "a genetic algorithm whose crossover and mutation are one call of a language model",
        "where no score is positive all prompts have the same chance to breed",
    )

    def _offspring(
        self, run: RunContext, step: StepContext, number: int, members: Sequence[Member], component: str
    ) -> list[Awaitable[Candidate | None]]:
        """As many children as the population is large; a prompt may be both parents."""
        parents = [member.candidate for member in wheel(members, 2 * self.population, run.rng("parents", number))]
        pairs = zip(parents[::2], parents[1::2], strict=True)
        return [step.edit("offspring", first, component, others={"second": second}) for first, second in pairs]

    def _survivors(self, members: Sequence[Member], children: Sequence[Member]) -> tuple[list[Member], str]:
        """The best of the old and the new; of equals the old."""
        kept = fittest([*members, *children], self.population)
        return kept, f"the best {len(kept)} of {len(members)} old and {len(children)} new"
