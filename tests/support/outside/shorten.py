"""A method of another package: asks for shorter prompts, round after round, and keeps the best on validation.

The documentation shows it: it is all that a new method takes.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.tournament import Tournament
from gradcheck.optimizer.templates.chats import PROMPT, editor
from gradcheck.optimizer.templates.completions import EDITOR_TEMPERATURE, completion

Positive = Annotated[int, Meta(ge=1)]


class Shorten(MethodParameters, frozen=True, kw_only=True, tag="shorten"):
    """Shorter versions of the best prompt so far."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="shorter prompts that score as well", defaults="ours"
    )
    costs: ClassVar[Costs] = Costs(
        first="drafts * (1 + validation * per_item)",
        step="drafts + (drafts + 1) * validation * per_item",
        steps="rounds",
        rounds="2",
    )
    needs_train = False
    templates: ClassVar = {
        "standard": {"shorten": editor("shorten", f"{PROMPT}\n\nSay the same in fewer words.")},
        "small": {"shorten": completion("shorten", "Long: {{instruction}}\nShort:", EDITOR_TEMPERATURE)},
    }

    rounds: Positive = 2
    drafts: Positive = 2

    async def optimize(self, run: RunContext) -> None:
        """Rounds of drafts, all scored; the best goes on."""
        best, component = run.seed, run.program.optimizable[0]
        for _ in range(self.rounds):
            async with run.step([best]) as step:
                tournament = Tournament.on_all(step, run.validation)
                tournament.enter([best])
                edits = [step.edit("shorten", best, component) for _ in range(self.drafts)]
                tournament.enter(await step.distinct([await edit for edit in edits], [best]))
                [best] = await tournament.select("brute_force")
