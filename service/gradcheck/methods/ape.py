"""APE: a language model induces the prompt from examples of what it does.

Zhou et al. 2023, "Large Language Models Are Human-Level Prompt Engineers", sections 3.1 to 3.3.
"""

from collections.abc import Awaitable, Sequence
from functools import partial
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.tournament import Tournament


class APE(MethodParameters, frozen=True, kw_only=True, tag="ape"):
    """Prompts induced from samples of examples; later iterations, a Monte Carlo search, paraphrase the best of them."""

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="prompts induced from examples with their answers, the best by score",
        paper="Zhou et al. 2023, arXiv 2211.01910",
        reference="keirp/automatic_prompt_engineer, configs/default.yaml",
        defaults="default.yaml, UCB as in bandits.yaml with 5 samples a pull; `survivors` are ours; "
        "its temperature of 0.9 is the optimizer model's to set",
        deviations=(
            "scores are answers to examples that the prompts were not induced from, not their likelihood",
            "the editor is told the placeholders that the prompt must hold",
            "the given prompt competes with what is induced",
            "several completions of one request are several draws of it",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "proposals": "subsamples * prompts",
            "fixed": "selection == 'fixed'",
            "pulls": "inf if fixed else max(eval_rounds * eval_arms, 1 + proposals) * eval_samples",
            "later": "inf if fixed else max(eval_rounds * eval_arms, survivors + proposals) * eval_samples",
            "items": "min(samples, validation) if fixed else validation",
            "waves": "1 if fixed else max(eval_rounds, ceil((survivors + proposals) / eval_arms))",
        },
        first="proposals + min(proposals * items, pulls) * per_item",
        step="proposals + min((survivors + proposals) * items, later) * per_item",
        steps="iterations",
        rounds="1 + waves",
    )
    changes_one_component: ClassVar[bool] = True
    needs_expected: ClassVar[str] = "it induces the prompt from examples with their answers"

    subsamples: Annotated[Positive, Meta(description="Samples of train examples that prompts are induced from.")] = 5
    examples: Annotated[Positive, Meta(description="Train examples in a sample.")] = 5
    prompts: Annotated[Positive, Meta(description="Prompts induced from each sample.")] = 50
    iterations: Annotated[Positive, Meta(description="1 induces only; later ones paraphrase the best.")] = 1
    survivors: Annotated[Positive, Meta(description="Prompts that are paraphrased and compete again.")] = 5
    selection: Annotated[
        Literal["fixed", "ucb"], Meta(description="All on the same items, or more pulls for those that promise more.")
    ] = "fixed"
    samples: Annotated[Positive, Meta(description="With fixed: validation items.")] = 50
    eval_rounds: Annotated[Positive, Meta(description="With ucb: pulls one after another.")] = 5
    eval_arms: Annotated[Positive, Meta(description="With ucb: prompts in one pull.")] = 50
    eval_samples: Annotated[Positive, Meta(description="With ucb: validation items in one pull.")] = 5
    c: Annotated[float, Meta(ge=0, description="With ucb: the weight of exploration.")] = 1.0

    async def optimize(self, run: RunContext) -> None:
        """Induction, then rounds of paraphrases of the best."""
        component = run.program.optimizable[0]
        placeholders = {"placeholders": run.program.written_placeholders(component, run.seed.components[component])}
        samples = [run.sample(run.train, self.examples, "examples", n) for n in range(self.subsamples)]
        shown = list({example.id: example for sample in samples for example in sample}.values())
        items = run.sample(run.validation, self.samples, "samples")
        pool, known = [run.seed], [run.seed]
        for number in range(1, self.iterations + 1):
            async with run.step(pool, shown if number == 1 else []) as step:
                tournament = self._tournament(run, step, number, items)
                tournament.enter(pool)
                if number == 1:
                    asked = [sample for sample in samples for _ in range(self.prompts)]
                    edits = [step.edit("induce", run.seed, component, examples=s, context=placeholders) for s in asked]
                else:
                    turns = range(self.subsamples * self.prompts)
                    edits = [step.edit("paraphrase", pool[turn % len(pool)], component) for turn in turns]

                async def enter(edit: Awaitable[Candidate | None]) -> None:
                    tournament.enter(await step.distinct([await edit], known))

                await step.each(edits, enter)
                pool = await tournament.select(self.selection, self.survivors)
            known += tournament.pool

    def _tournament(self, run: RunContext, step: StepContext, number: int, items: Sequence[Example]) -> Tournament:
        """How the best of an iteration are found."""
        if self.selection == "fixed":
            return Tournament.on_all(step, items)
        rounds, arms, samples = self.eval_rounds, self.eval_arms, self.eval_samples
        rng = partial(run.rng, "selection", number)
        return Tournament.by_bounds(step, run.validation, rng, rounds=rounds, arms=arms, samples=samples, c=self.c)
