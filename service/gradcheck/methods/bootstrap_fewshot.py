"""BootstrapFewShotWithRandomSearch: the same prompt with other demos, the best set kept.

Khattab et al. 2023, "DSPy", section 4, and its reference implementation (teleprompt/random_search.py and bootstrap.py).
It owns the order of the stages; how sets are made is in `demo_sets.py`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.errors import FieldError
from gradcheck.methods.base import MethodDescription, MethodInput, MethodParameters
from gradcheck.methods.demo_sets import demo_sets, reached
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.tournament import Tournament

_TIE = 0.5


class BootstrapFewShot(MethodParameters, frozen=True, kw_only=True, tag="bootstrap_fewshot"):
    """Demos from the program's own answers that scored well, and from expected answers; random search over sets.

    The candidates are the prompt without demos, with expected answers alone, with the first answers that reached the
    `threshold`, and `candidates` sets of random size and order; each is scored on all of validation. `rounds` is how
    often an example is tried.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="random search over sets of demos made from answers that scored well",
        paper="Khattab et al. 2023, arXiv 2310.03714",
        reference="stanfordnlp/dspy, teleprompt/random_search.py",
        defaults="the reference's; a threshold of 1 is what it does without one where scores are 0 or 1",
        deviations=(
            "candidates are scored on the validation split; the reference scores them on train by default",
            "every train example is tried once for all sets, all at once; the reference stops at enough for each set",
            "the teacher is the prompt as it was given, without labelled demos",
            "without a threshold the reference takes every score above 0",
            "labelled demos are of programs with one module only",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "tries": "rounds * train * per_item",
            "sets": "candidates + 1 + (labelled > 0 and modules == 1)",
        },
        first="tries + sets * validation * per_item",
        step="0",
        steps="1",
        rounds="2",
    )

    candidates: Annotated[int, Meta(ge=0, description="Sets of demos of random size and order.")] = 16
    bootstrapped: Annotated[
        int, Meta(ge=1, le=100, description="The most demos of a set that are made of own answers.")
    ] = 4
    labelled: Annotated[
        int, Meta(ge=0, le=100, description="Demos that a set is filled up to with expected answers.")
    ] = 16
    rounds: Annotated[Positive, Meta(description="Times that a train example is tried.")] = 1
    threshold: Annotated[float, Meta(ge=0, le=1, description="The least score of an answer that becomes a demo.")] = 1.0

    async def optimize(self, run: RunContext) -> None:
        """One step: rollouts on train, sets from them, the best set on validation."""
        async with run.step([run.seed], run.train) as step:
            tournament = Tournament.on_all(step, run.validation)
            tries = [step.evaluate([run.seed], run.train, sample) for sample in range(self.rounds)]
            tournament.enter([run.seed])
            right = reached([rollout for answers in tries for rollout in await answers], self.threshold)
            count = self.candidates + 2
            sets = demo_sets(run, right, count=count, most=self.bootstrapped, size=self.labelled)
            made = [step.compose("demos", [run.seed], demos=demos) for demos in sets]
            tournament.enter(await step.distinct(made, [run.seed]))
            await tournament.select("brute_force")

    def validate(self, use: MethodInput) -> list[FieldError]:
        """Where the given prompt's own answers are ties, none of them would become a demo."""
        found = super().validate(use)
        if use.pairwise and not use.labelled and self.threshold > _TIE and self.rounds == 1:
            message = "is above 0.5, which is what the given prompt's own answers score with pairwise: give at most 0.5"
            found.append(FieldError("method.threshold", f"{message}, or rounds above 1"))
        return found
