"""OPRO: a language model as the optimizer, which sees what was tried before and how it scored.

Yang et al. 2024, "Large Language Models as Optimizers", sections 2 and 4, and its reference implementation
(google-deepmind/opro, optimization). It owns the memory and what each step shows of it; the words are in `templates`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member, fittest, tried_before
from gradcheck.methods.trying import given, tried_out


class OPRO(MethodParameters, frozen=True, kw_only=True, tag="opro"):
    """Each step asks several times for a prompt that beats those of a list: the best so far, the best of them last.

    Prompts below `threshold` are not shown; those longer than `max_characters`, or than the given prompt where that is
    longer, are left out.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="prompts from a history of prompts and their scores",
        paper="Yang et al. 2024, arXiv 2309.03409",
        reference="google-deepmind/opro, optimization",
        defaults="the reference's script; the threshold is that of PaLM 2, no sampling of the optimizer's is changed",
        deviations=(
            "scores are from the validation split, exemplars from the train split; the reference uses train for both",
            "the best prompt so far is shown by itself, above the exemplars and the list",
            "an answer without its tags is rejected and counted",
            "the limit on characters is never below the length of the given prompt",
            "no rule against digits, which the reference has for one data set",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        first="candidates * (1 + validation * per_item)",
        step="first",
        steps="steps",
        rounds="2",
    )

    changes_one_component: ClassVar[bool] = True

    steps: Annotated[Positive, Meta(description="Steps from one list to new prompts.")] = 200
    candidates: Annotated[Positive, Meta(description="New prompts of a step.")] = 8
    memory: Annotated[Positive, Meta(description="The most prompts in the list: the best so far.")] = 20
    exemplars: Annotated[int, Meta(ge=0, description="Train examples with their answers that a step shows.")] = 3
    threshold: Annotated[float, Meta(ge=0, le=1, description="The least score of a prompt in the list.")] = 0.0
    max_characters: Annotated[Positive, Meta(description="Longer new prompts are left out.")] = 500

    async def optimize(self, run: RunContext) -> None:
        """Steps from the same list to several new prompts."""
        component = run.program.optimizable[0]
        longest = max(self.max_characters, len(run.seed.components[component]))
        tried: list[Member] = []
        for number in range(1, self.steps + 1):
            examples = run.sample(run.train, self.exemplars, "exemplars", number)
            parents = [member.candidate for member in tried[: self.memory]] or [run.seed]
            async with run.step(parents, examples) as step:
                tried = tried or [await given(run, step)]
                shown = [member for member in tried[: self.memory] if member.fitness >= self.threshold]
                best, known = tried[0].candidate, [member.candidate for member in tried]
                edits = [
                    step.edit("continue_history", best, component, history=tried_before(shown), examples=examples)
                    for _ in range(self.candidates)
                ]
                new = await tried_out(step, edits, run.validation, known, longest)
                pool = [*tried[: self.memory], *new]
                tried = fittest([*tried, *new])
                kept = [member.candidate.id for member in fittest(pool, self.memory)]
                reason = f"the best {len(kept)} of all that were tried"
                step.select("memory", [member.entry for member in pool], kept, reason)

    @property
    def needs_expected(self) -> str:
        """Exemplars have an expected answer."""
        return "exemplars are shown with their answers, or set `exemplars` to 0" if self.exemplars else ""
