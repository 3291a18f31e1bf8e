"""CAPO: an evolution of instructions together with their shots, whose selection is a race.

Zehle et al. 2025, "CAPO: Cost-Aware Prompt Optimization", section 3.
"""

from collections.abc import Sequence
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate, Demo
from gradcheck.domain.task import Example
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.demos import right_or_labelled
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.tournament import Tournament

Shot = tuple[Demo, ...]


class CAPO(MethodParameters, frozen=True, kw_only=True, tag="capo"):
    """Crossover and mutation of instructions and of their shots, then a race of old and new that favours short prompts.

    A shot is an example from the train split with the model's own answer where that is right, else the expected one.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="evolution of instructions and shots, survivors by a paired race with a penalty on length",
        paper="Zehle et al. 2025, arXiv 2504.16005",
        reference="automl/promptolution, optimizers/capo.py",
        defaults="the reference; its population is as large as a list of first prompts, `steps` are ours",
        deviations=(
            "the first population is the given prompt, without shots, and paraphrases of it with random shots",
            "shots come from the train split, blocks from the validation split: fewer blocks where it is small",
            "a race has at least one block; who differs by the same on every item is told apart by the sign of it",
            "the penalty on length also counts in the final ranking; length is in characters",
            "a new shot is answered by the prompt as it is before, with its first parent's shots",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "started": "1 + min(upper_shots, train) * per_item",
            "bred": "crossovers * (2 + (per_item if upper_shots else 0))",
            "raced": "min(blocks * block, validation) * per_item",
        },
        first="(population - 1) * (started + raced) + bred + crossovers * raced",
        step="bred + (population + crossovers) * raced",
        steps="steps",
        rounds="(5 if upper_shots else 3) + min(blocks, ceil(validation / block))",
    )
    changes_one_component = True

    steps: Annotated[Positive, Meta(description="Generations.")] = 10
    population: Annotated[int, Meta(ge=2, description="Prompts that survive a race.")] = 10
    crossovers: Annotated[Positive, Meta(description="Children of a step.")] = 4
    upper_shots: Annotated[int, Meta(ge=0, le=100, description="The most shots of a prompt.")] = 5
    block: Annotated[int, Meta(ge=2, description="Validation items in a block of the race.")] = 30
    blocks: Annotated[Positive, Meta(description="The most blocks of a race.")] = 10
    alpha: Annotated[float, Meta(ge=1e-6, lt=1, description="The p-value below which one prompt beats another.")] = 0.2
    length_penalty: Annotated[
        float, Meta(ge=0, le=1, description="Off the score of a prompt as long as the longest of the first population.")
    ] = 0.05

    async def optimize(self, run: RunContext) -> None:
        """The first population, then steps of crossover, mutation and a race."""
        component, items = run.program.optimizable[0], run.shuffled(run.validation, "blocks")
        blocks = [items[start : start + self.block] for start in range(0, len(items), self.block)]
        population, known, longest = [run.seed], [run.seed], 0
        for number in range(1, self.steps + 1):
            raced = run.shuffled(blocks, "race", number)[: self.blocks]
            async with run.step(population) as step:

                def penalty(prompt: Candidate) -> float:
                    return self.length_penalty * prompt.length / longest

                race = Tournament.by_blocks(step, raced, self.population, self.alpha, penalty, run.weights)
                race.enter(population)

                async def enter(
                    prompt: Candidate | None, kept: Sequence[Shot], new: Sequence[Example], rng: np.random.Generator
                ) -> None:
                    if prompt is not None:
                        shots = [*kept, *right_or_labelled(run.program, new, await step.evaluate([prompt], new))]
                        demos = tuple(demo for place in rng.permutation(len(shots)) for demo in shots[place])
                        whole = prompt if demos == prompt.demos else step.compose("shots", [prompt], demos=demos)
                        race.enter(await step.distinct([whole], known))

                async def start(place: int) -> None:
                    rng = run.rng("first", place)
                    count = min(int(rng.integers(self.upper_shots + 1)), len(run.train))
                    new = [run.train[at] for at in rng.choice(len(run.train), count, replace=False)]
                    await enter(await step.edit("paraphrase", run.seed, component), [], new, rng)

                async def breed(place: int) -> None:
                    rng = run.rng("crossover", number, place)
                    pair = rng.choice(len(population), size=2, replace=len(population) < 2)
                    first, second = (population[at] for at in pair)
                    crossed = await step.edit("crossover", first, component, others={"second": second})
                    mutated = crossed and await step.edit("paraphrase", crossed, component)
                    both = {**second.shots, **first.shots}
                    half = min((len(first.shots) + len(second.shots)) // 2, len(both))
                    kept = [list(both)[at] for at in rng.choice(len(both), size=half, replace=False)]
                    unused, new = [example for example in run.train if example.id not in both], list[Example]()
                    match rng.choice(["add", "drop", "keep"]):
                        case "add" if unused and len(kept) < self.upper_shots:
                            new = [unused[rng.integers(len(unused))]]
                        case "drop" if kept:
                            kept.pop(rng.integers(len(kept)))
                    await enter(mutated, [both[name] for name in kept], new, rng)

                if number == 1:
                    await step.each(range(self.population - 1), start)
                    population = list(race.pool)
                    longest = max(prompt.length for prompt in population)
                await step.each(range(self.crossovers), breed)
                population = await race.select("paired_race", self.population)
            known += race.pool
