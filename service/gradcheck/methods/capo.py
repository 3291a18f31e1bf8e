"""CAPO: an evolution of instructions together with their shots, whose selection is a race.

Zehle et al. 2025, "CAPO: Cost-Aware Prompt Optimization", section 3, and its reference implementation
(automl/promptolution, optimizers/capo.py). It owns who breeds and which shots a prompt gets; the race is in `policies`.
"""

from collections.abc import Awaitable, Sequence
from functools import partial
from typing import Annotated, ClassVar

import numpy as np
from msgspec import Meta

from gradcheck.concurrency import Turns, all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.errors import Fault
from gradcheck.methods.asks import Edit
from gradcheck.methods.base import About, MethodParameters, Use, one_component
from gradcheck.methods.formulas import Costs
from gradcheck.methods.policies.paired import paired
from gradcheck.methods.policies.race import Race, all_at_once
from gradcheck.methods.shots import Shots, asked_for, dressed, planned, shots_of
from gradcheck.methods.view import RunView, StepView, Work

Share = Annotated[float, Meta(ge=0, le=1)]


class CAPO(MethodParameters, frozen=True, kw_only=True, tag="capo"):
    """Crossover and mutation of instructions and of their shots, then a race of old and new that favours short prompts.

    A shot is an example from the train split with the model's own answer where that is right, else the expected one.
    """

    about: ClassVar[About] = About(
        summary="evolution of instructions and shots, survivors by a paired race with a penalty on length",
        paper="Zehle et al. 2025, arXiv 2504.16005",
        reference="automl/promptolution, optimizers/capo.py",
        defaults="the reference; its population is as large as a list of first prompts, `steps` are ours",
        deviations=(
            "the first population is the given prompt, without shots, and paraphrases of it with random shots",
            "shots come from the train split, blocks from the validation split: fewer blocks where it is small",
            "at least one block is run, also when nobody has to leave",
            "the penalty on length also counts in the final ranking; length is in characters",
            "candidates that differ by the same on every item are told apart by the sign of the difference",
            "a new shot is answered by the prompt as it is before, with its first parent's shots",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "shots": "min(upper_shots, train) * per_item",
            "bred": "crossovers * (2 + (per_item if upper_shots else 0))",
            "raced": "min(blocks * block, validation) * per_item",
        },
        first="(population - 1) * (1 + shots) + bred + (population - 1 + crossovers) * raced",
        step="bred + (population + crossovers) * raced",
        steps="steps",
        rounds="(5 if upper_shots else 3) + min(blocks, ceil(validation / block))",
    )

    steps: Annotated[Positive, Meta(description="Generations.")] = 10
    population: Annotated[int, Meta(ge=2, description="Prompts that survive a race.")] = 10
    crossovers: Annotated[Positive, Meta(description="Children of a step.")] = 4
    upper_shots: Annotated[int, Meta(ge=0, le=100, description="The most shots of a prompt.")] = 5
    block: Annotated[int, Meta(ge=2, description="Validation items in a block of the race.")] = 30
    blocks: Annotated[Positive, Meta(description="The most blocks of a race.")] = 10
    alpha: Annotated[
        float, Meta(gt=0, lt=1, description="The p-value below which one prompt beats another in the race.")
    ] = 0.2
    length_penalty: Annotated[
        Share, Meta(description="Taken off the score of a prompt as long as the longest of the first population.")
    ] = 0.05

    async def optimize(self, run: RunView) -> None:
        """The first population, then steps of breeding and racing."""
        size = len(run.validation)
        shuffled = [run.validation[place] for place in run.rng("blocks").permutation(size)]
        blocks = [shuffled[start : start + self.block] for start in range(0, size, self.block)]
        population, known, longest = [run.seed], [run.seed], 0
        for number in range(1, self.steps + 1):
            order = [blocks[place] for place in run.rng("race", number).permutation(len(blocks))[: self.blocks]]
            async with run.stages(population) as step:
                if number == 1:
                    population += await self._first(run, step)
                    longest = max(map(_length, population))
                race = Race(step, "selection", all_at_once(order[0]))
                async with step.overlap():
                    breeding = step.gather(self._crossovers(run, step, number, population))
                    await all_of([race.enter(population), self._enter(run, step, race, breeding, known)])
                penalties = {one.id: self.length_penalty * _length(one) / longest for one in race.pool}
                policy = paired(race.pool, order, keep=self.population, alpha=self.alpha, penalties=penalties)
                ranked = await race.rank(policy)
                scored = [entry.candidate for entry in ranked if entry.score is not None]
                chosen = scored[: self.population] or [candidate.id for candidate in population]
                reason = f"the best {len(chosen)} of {len(race.pool)} by mean score less the penalty on length"
                step.select("paired_race", ranked, chosen, reason)
            known += race.pool
            population = [candidate for name in chosen for candidate in race.pool if candidate.id == name]

    async def _first(self, run: RunView, step: StepView) -> list[Candidate]:
        """Paraphrases of the given prompt, each with up to `upper_shots` shots."""
        component = run.program.optimizable[0]
        plans, work = [], []
        for place in range(self.population - 1):
            rng = run.rng("first", place)
            count = min(int(rng.integers(self.upper_shots + 1)), len(run.train))
            plans.append(planned({}, [run.train[at] for at in rng.choice(len(run.train), count, replace=False)], rng))
            edit = Edit(at=(0, place), template="paraphrase", candidate=run.seed, component=component, draw=place)
            work.append(Work(reserve=step.worst(edit), start=partial(step.edit, edit)))
        written = await step.gather(work)
        async with step.overlap():
            asked = [asked_for(step, child, plan) for child, plan in zip(written, plans, strict=False)]
            answers = await all_of(asked)
        found = [
            dressed(run.program, step, (0, place), *made)
            for place, made in enumerate(zip(written, plans, answers, strict=False))
        ]
        return step.distinct(found, [run.seed])

    def _crossovers(self, run: RunView, step: StepView, number: int, population: Sequence[Candidate]) -> list[Work]:
        """Crossovers of random pairs, each mutated as soon as it is there, with the shots they are to get."""
        component = run.program.optimizable[0]

        async def start(crossover: Edit, plan: Shots) -> tuple[Candidate | None, Shots]:
            crossed = await step.edit(crossover)
            return (crossed and await step.edit(mutation(crossover.draw, crossed))), plan

        def mutation(place: int, of: Candidate) -> Edit:
            return Edit(at=(2, place), template="paraphrase", candidate=of, component=component, draw=place)

        work = []
        for place in range(self.crossovers):
            rng = run.rng("crossover", number, place)
            pair = rng.choice(len(population), size=2, replace=len(population) < 2)
            first, second = (population[at] for at in pair)
            crossover = Edit(
                at=(1, place),
                template="crossover",
                candidate=first,
                component=component,
                others={"second": second},
                draw=place,
            )
            reserve = step.worst(crossover) + step.worst(mutation(place, first), unknown=1)
            plan = self._bred(run.train, first, second, rng)
            work.append(Work(reserve=reserve, start=partial(start, crossover, plan)))
        return work

    def _bred(self, train: Sequence[Example], first: Candidate, second: Candidate, rng: np.random.Generator) -> Shots:
        """Half as many shots as both parents have, drawn from theirs; then one more, one less, or none of both."""
        one, other = shots_of(first), shots_of(second)
        both = {**other, **one}
        count = min((len(one) + len(other)) // 2, len(both))
        names = [list(both)[at] for at in rng.choice(len(both), size=count, replace=False)] if count else []
        unused = [example for example in train if example.id not in both]
        added: list[Example] = []
        match rng.choice(["add", "drop", "keep"]):
            case "add" if unused and len(names) < self.upper_shots:
                added = [unused[rng.integers(len(unused))]]
            case "drop" if names:
                names.pop(rng.integers(len(names)))
        return planned({name: both[name] for name in names}, added, rng)

    async def _enter(
        self,
        run: RunView,
        step: StepView,
        race: Race,
        breeding: Awaitable[list[tuple[Candidate | None, Shots]]],
        known: Sequence[Candidate],
    ) -> None:
        """Children enter the race in their order, each as soon as its shots are there."""
        turns = Turns()

        async def enter(place: int, child: Candidate | None, plan: Shots, asked: Awaitable[list[Rollout]]) -> None:
            child = dressed(run.program, step, (2, place), child, plan, await asked)
            async with turns.at(place):
                trying = race.enter(step.distinct([child], [*known, *race.pool]))
            await trying

        bred = await breeding
        asked = [asked_for(step, *one) for one in bred]
        await all_of(enter(place, *one, answers) for place, (one, answers) in enumerate(zip(bred, asked, strict=True)))

    def faults(self, use: Use) -> list[Fault]:
        """It changes one component."""
        return one_component("capo", use)


def _length(candidate: Candidate) -> int:
    """The characters of a prompt and its shots."""
    shots = sum(len(demo.input) + len(demo.output) for demo in candidate.demos)
    return sum(map(len, candidate.components.values())) + shots
