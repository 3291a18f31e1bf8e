"""No optimization: scores the given prompt, or compares it with alternatives."""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.program import Candidate
from gradcheck.errors import FieldError
from gradcheck.methods.base import MethodDescription, MethodInput, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.tournament import Tournament


class Compare(MethodParameters, frozen=True, kw_only=True, tag="none"):
    """The given prompt and its alternatives on validation; the best of them goes to the test.

    An alternative gives the texts of the components in which it differs from the prompt.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="no optimization: scores a prompt or compares several"
    )
    costs: ClassVar[Costs] = Costs(
        first="len(alternatives) * validation * per_item",
        step="0",
        steps="min(len(alternatives), 1)",
        rounds="1",
    )
    needs_train: ClassVar[bool] = False
    takes_over_nothing: ClassVar[str] = "it edits no prompt, and says of all those it compares how they scored"

    alternatives: Annotated[
        tuple[dict[str, str], ...],
        Meta(description="Prompts to compare with the given one: for each the components that differ."),
    ] = ()

    async def optimize(self, run: RunContext) -> None:
        """One step of scoring, if there is anything beside the prompt, which is scored before."""
        if not self.alternatives:
            return
        pool = [run.seed, *(self._candidate(run, place) for place in range(len(self.alternatives)))]
        async with run.step([run.seed]) as step:
            step.offer(pool[1:])
            tournament = Tournament.on_all(step, run.validation)
            tournament.enter(pool)
            await tournament.select("brute_force")

    def _candidate(self, run: RunContext, place: int) -> Candidate:
        components = {**run.seed.components, **self.alternatives[place]}
        return Candidate(id=f"alternative.{place}", components=components, demos=run.seed.demos, operator="given")

    def validate(self, use: MethodInput) -> list[FieldError]:
        """Every alternative differs in components that there are, with their placeholders."""
        found = super().validate(use)
        for place, texts in enumerate(self.alternatives):
            if not texts:
                found.append(FieldError(f"method.alternatives[{place}]", "is empty: give the components that differ"))
            for name, text in texts.items():
                problem = _error(name, text, use)
                if problem is not None:
                    found.append(FieldError(f"method.alternatives[{place}].{name}", problem))
        return found


def _error(name: str, text: str, use: MethodInput) -> str | None:
    program = use.program
    if name not in use.components:
        return f"is no component of the prompt; there are {', '.join(use.components)}"
    if not text.strip():
        return "is empty"
    if program.max_length is not None and len(text) > program.max_length:
        return f"is longer than the prompt's max_length, {program.max_length} characters"
    program = program.reading(name)
    asked, accepted = program.placeholders(text), program.placeholders(use.components[name])
    if asked != accepted:
        return f"must have the placeholders of the prompt: {', '.join(program.written(accepted)) or 'none'}"
    if strayed := accepted & program.in_other_braces(text):
        return f"has {', '.join(strayed)} also in other braces than {', '.join(program.written(strayed))}"
    return None
