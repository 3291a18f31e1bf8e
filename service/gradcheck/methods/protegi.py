"""ProTeGi: prompt optimization with textual gradients and beam search.

Pryzant et al. 2023, "Automatic Prompt Optimization with Gradient Descent and Beam Search", sections 3.1 to 3.3.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Rollout
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.tournament import Tournament
from gradcheck.methods.rollouts import errors


class ProTeGi(MethodParameters, frozen=True, kw_only=True, tag="protegi"):
    """A critic explains samples of errors, an editor mends what it names, paraphrases widen, a bandit keeps a beam."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="beam search over edits that follow a critic's reading of errors",
        paper="Pryzant et al. 2023, arXiv 2305.03495",
        reference="microsoft/LMOps, prompt_optimization",
        defaults="main.py of the reference; UCB as in its README",
        interception="full",
        points=("the critic's reason, before the edit",),
        deviations=(
            "several reasons or edits of one request are several draws of it: an unreadable answer loses itself only",
            "the seed is scored as the first step's parent, and selection uses the validation split",
            "of several optimizable components each step works on the next one in turn",
            "a parent without errors gets no critic",
            "UCB tries every arm once and counts rollouts as t; the reference ranks an untried arm at 0",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "reasons": "gradients * reasons_per_gradient",
            "edits": "reasons * edits_per_reason",
            "widened": "(edits + 1) * paraphrases",
            "children": "min(max_expansion, edits + widened)",
            "batch": "min(minibatch, train) * per_item",
            "written": "reasons * (1 + errors_per_gradient * per_verdict) + edits + widened",
            "ucb": "selection == 'ucb'",
            "pulls": "max(eval_rounds * eval_arms, 1 + children) * eval_samples if ucb else inf",
            "later": "max(eval_rounds * eval_arms, beam * (1 + children)) * eval_samples if ucb else inf",
            "waves": "max(eval_rounds, ceil(beam * (1 + children) / eval_arms)) if ucb"
            " else beam * children if selection == 'successive_rejects' else 1",
        },
        first="written + batch + min(children * validation, pulls) * per_item",
        step="beam * (written + batch) + min(beam * (1 + children) * validation, later) * per_item",
        steps="rounds",
        rounds="3 + (paraphrases > 0) + per_verdict + waves",
    )

    rounds: Annotated[Positive, Meta(description="Steps of the search.")] = 6
    beam: Annotated[Positive, Meta(description="Prompts kept after each round.")] = 4
    minibatch: Annotated[Positive, Meta(description="Train examples that look for errors in a round.")] = 64
    gradients: Annotated[Positive, Meta(description="Samples of errors that a critic is shown of each prompt.")] = 4
    errors_per_gradient: Annotated[Positive, Meta(description="Errors in one sample.")] = 4
    reasons_per_gradient: Annotated[Positive, Meta(description="Reasons the critic is asked for of one sample.")] = 1
    edits_per_reason: Annotated[Positive, Meta(description="New prompts the editor is asked for of one reason.")] = 1
    paraphrases: Annotated[int, Meta(ge=0, description="Paraphrases of each edit, and of the prompt before it.")] = 2
    max_expansion: Annotated[Positive, Meta(description="New prompts of a parent that are scored, at random.")] = 8
    selection: Annotated[
        Literal["ucb", "successive_rejects", "brute_force"], Meta(description="How the beam is chosen on validation.")
    ] = "ucb"
    eval_rounds: Annotated[
        Positive,
        Meta(description="With ucb: pulls one after another. The three eval_ numbers are successive_rejects' budget."),
    ] = 8
    eval_arms: Annotated[Positive, Meta(description="With ucb: prompts in one pull.")] = 8
    eval_samples: Annotated[Positive, Meta(description="With ucb: validation items in one pull.")] = 32
    c: Annotated[float, Meta(ge=0, description="With ucb: the weight of exploration.")] = 1.0

    async def optimize(self, run: RunContext) -> None:
        """Rounds of expansion and selection."""
        beam = [run.seed]
        for number in range(1, self.rounds + 1):
            batch = run.sample(run.train, self.minibatch, "minibatch", number)
            component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
            async with run.step(beam, batch) as step:
                tournament = self._tournament(run, step, number)
                tournament.enter(beam)

                async def paraphrases(of: Candidate) -> list[Candidate | None]:
                    asked = [step.edit("paraphrase", of, component) for _ in range(self.paraphrases)]
                    return [await paraphrase for paraphrase in asked]

                async def edits(parent: Candidate, wrong: Sequence[Rollout]) -> list[Candidate | None]:
                    reason = await step.critique("critique", parent, component, wrong)

                    async def edit(_: int) -> list[Candidate | None]:
                        child = await step.edit("edit", parent, component, wrong, feedback=[reason] if reason else [])
                        return [child, *await paraphrases(child)] if child else []

                    families = await step.each(range(self.edits_per_reason if reason else 0), edit)
                    return [child for family in families for child in family]

                async def expand(numbered: tuple[int, Candidate]) -> None:
                    index, parent = numbered
                    wrong, shown = errors(await step.evaluate([parent], batch)), self.errors_per_gradient
                    drawn = [run.sample(wrong, shown, "errors", number, index, n) for n in range(self.gradients)]
                    samples = [sample for sample in drawn for _ in range(self.reasons_per_gradient) if sample]
                    families = step.each(samples, lambda sample: edits(parent, sample))
                    widened = await paraphrases(parent)
                    children = [*(child for family in await families for child in family), *widened]
                    new = await step.distinct(children, beam)
                    kept = run.sample(new, self.max_expansion, "expansion", number, index)
                    step.drop([child for child in new if child not in kept], "beyond max_expansion")
                    tournament.enter(kept)

                await step.each(list(enumerate(beam)), expand)
                beam = await tournament.select(self.selection, self.beam)

    def _tournament(self, run: RunContext, step: StepContext, number: int) -> Tournament:
        """How the beam of a round is chosen."""
        rounds, arms, samples = self.eval_rounds, self.eval_arms, self.eval_samples
        items, rng = run.validation, partial(run.rng, "selection", number)
        match self.selection:
            case "brute_force":
                return Tournament.on_all(step, items)
            case "ucb":
                return Tournament.by_bounds(step, items, rng, rounds=rounds, arms=arms, samples=samples, c=self.c)
            case _:
                return Tournament.by_rejects(step, items, rng(), keep=self.beam, budget=rounds * arms * samples)
