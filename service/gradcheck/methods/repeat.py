"""The prompt stated twice, a control: what saying the same again gains, without an optimizer and without a new word.

Leviathan, Kalman and Matias 2025, "Prompt Repetition Improves Non-Reasoning LLMs".
"""

from typing import ClassVar

from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.tournament import Tournament


class Repetition(MethodParameters, frozen=True, kw_only=True, tag="repeat"):
    """One step: every component that may change is stated twice, its inputs with it, and is kept if that scores higher.

    Longer prompts cost more to read. A model that reasons often repeats the prompt to itself, and gains less.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="control: the given prompt stated twice; no optimizer, no data, no feedback",
        paper="Leviathan et al. 2025, arXiv 2512.14982",
        defaults="the paper's plain repetition; there is nothing to set",
        deviations=(
            "a blank line stands between the two",
            "what is repeated is each component that may change; an input that is a message of its own is said once",
            "the given prompt stays where repeating it scores no higher on validation",
        ),
    )
    costs: ClassVar[Costs] = Costs(first="validation * per_item", step="0", steps="1", rounds="1")
    needs_train: ClassVar[bool] = False

    async def optimize(self, run: RunContext) -> None:
        """One step with one proposal."""
        async with run.step([run.seed]) as step:
            tournament = Tournament.on_all(step, run.validation)
            tournament.enter([run.seed])
            edits = [step.edit("repeat", run.seed, component) for component in run.program.optimizable]
            tournament.enter(await step.distinct([step.join(run.seed, await step.usable(edits))]))
            await tournament.select("brute_force")
