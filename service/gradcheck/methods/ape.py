"""APE: a language model induces the prompt from examples of what it does.

Zhou et al. 2023, "Large Language Models Are Human-Level Prompt Engineers", sections 3.1 to 3.3, and its reference
implementation (keirp/automatic_prompt_engineer). It owns which examples are shown and the order of stages; the words
are in `templates`.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.errors import Fault
from gradcheck.methods.asks import Edit
from gradcheck.methods.base import About, MethodParameters, Use, one_component
from gradcheck.methods.formulas import Costs
from gradcheck.methods.policies.bandits import brute_force, ucb
from gradcheck.methods.policies.policy import Policy, draw_items
from gradcheck.methods.policies.race import Openings, Race, all_at_once, first_arms
from gradcheck.methods.proposing import entering
from gradcheck.methods.view import RunView


class APE(MethodParameters, frozen=True, kw_only=True, tag="ape"):
    """Prompts induced from samples of examples with their answers, the best of them by score.

    Further `iterations` are the paper's Monte Carlo search: as many paraphrases of the best `survivors` compete with
    these.
    """

    about: ClassVar[About] = About(
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
            "opening": "proposals + min((1 + proposals) * items, pulls) * per_item",
            "waves": "1 if fixed else max(eval_rounds, ceil((survivors + proposals) / eval_arms))",
        },
        first="proposals + min(proposals * items, pulls) * per_item",
        step="proposals + min((survivors + proposals) * items, later) * per_item",
        least="iterations * proposals",
        most="opening + (iterations - 1) * step",
        steps="iterations",
        rounds="1 + waves",
    )

    subsamples: Annotated[Positive, Meta(description="Samples of train examples that prompts are induced from.")] = 5
    examples: Annotated[Positive, Meta(description="Train examples in a sample.")] = 5
    prompts: Annotated[Positive, Meta(description="Prompts induced from each sample.")] = 50
    iterations: Annotated[
        Positive, Meta(description="1 induces only; each further one tries paraphrases of the best.")
    ] = 1
    survivors: Annotated[Positive, Meta(description="Prompts that are paraphrased and compete again.")] = 5
    selection: Annotated[
        Literal["fixed", "ucb"],
        Meta(description="fixed scores all prompts on the same items; ucb spends pulls on those that promise most."),
    ] = "fixed"
    samples: Annotated[Positive, Meta(description="With fixed: validation items.")] = 50
    eval_rounds: Annotated[Positive, Meta(description="With ucb: pulls one after another.")] = 5
    eval_arms: Annotated[Positive, Meta(description="With ucb: prompts in one pull.")] = 50
    eval_samples: Annotated[Positive, Meta(description="With ucb: validation items in one pull.")] = 5
    c: Annotated[float, Meta(ge=0, description="With ucb: the weight of exploration.")] = 1.0

    async def optimize(self, run: RunView) -> None:
        """Induction, then rounds of paraphrases."""
        items = draw_items(run.validation, self.samples, run.rng("samples"))
        pool, known = [run.seed], [run.seed]
        for number in range(1, self.iterations + 1):
            edits, shown = self._paraphrases(run, pool) if number > 1 else self._inductions(run)
            async with run.stages(pool, shown) as step:
                race = Race(step, "selection", self._openings(run, number, items))
                async with step.overlap():
                    await all_of([race.enter(pool), entering(step, race, edits, known)])
                ranked = await race.rank(self._policy(run, number, race.pool, items))
                scored = [entry.candidate for entry in ranked if entry.score is not None]
                chosen = scored[: self.survivors] or [candidate.id for candidate in pool]
                step.select(self.selection, ranked, chosen, f"the best {len(chosen)} of {len(race.pool)} by mean score")
            known += race.pool
            pool = [candidate for name in chosen for candidate in race.pool if candidate.id == name]

    def _inductions(self, run: RunView) -> tuple[list[Edit], list[Example]]:
        """Draws from every sample of examples, and the examples of all samples."""
        component = run.program.optimizable[0]
        placeholders = run.program.written_placeholders(run.seed.components[component])
        shown = [draw_items(run.train, self.examples, run.rng("examples", n)) for n in range(self.subsamples)]
        edits = [
            Edit(
                at=(place, draw),
                template="induce",
                candidate=run.seed,
                component=component,
                examples=examples,
                context={"placeholders": placeholders},
                draw=draw,
            )
            for place, examples in enumerate(shown)
            for draw in range(self.prompts)
        ]
        return edits, list({example.id: example for examples in shown for example in examples}.values())

    def _paraphrases(self, run: RunView, pool: Sequence[Candidate]) -> tuple[list[Edit], list[Example]]:
        """As many proposals again, paraphrases of the pool in turn."""
        component = run.program.optimizable[0]
        edits = [
            Edit(
                at=(draw,),
                template="paraphrase",
                candidate=pool[draw % len(pool)],
                component=component,
                draw=draw // len(pool),
            )
            for draw in range(self.subsamples * self.prompts)
        ]
        return edits, []

    def _openings(self, run: RunView, number: int, items: Sequence[Example]) -> Openings:
        if self.selection == "fixed":
            return all_at_once(items)
        rng = run.rng("selection", number)
        return first_arms(run.validation, rng, arms=self.eval_arms, samples=self.eval_samples)

    def _policy(self, run: RunView, number: int, pool: Sequence[Candidate], items: Sequence[Example]) -> Policy:
        if self.selection == "fixed":
            return brute_force(pool, items)
        sizes = {"rounds": self.eval_rounds, "arms": self.eval_arms, "samples": self.eval_samples}
        return ucb(pool, run.validation, run.rng("selection", number), **sizes, c=self.c)

    def faults(self, use: Use) -> list[Fault]:
        """It changes one component, and learns from expected answers."""
        found = one_component("ape", use)
        if not use.labelled:
            message = "every example needs an expected answer: ape induces the prompt from examples with their answers"
            found.append(Fault("task.examples", message))
        return found
