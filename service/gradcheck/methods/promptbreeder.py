"""Promptbreeder: prompts evolve together with the words that change them.

Fernando et al. 2023, "Promptbreeder: Self-Referential Self-Improvement Via Prompt Evolution", section 3. It owns who
meets whom and whose place a child takes; the operators are in `breeding.py`.
"""

from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.breeding import Breeder, Unit
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import fittest
from gradcheck.methods.trying import given


class PromptBreeder(MethodParameters, frozen=True, kw_only=True, tag="promptbreeder"):
    """Units of a prompt and a mutation of their own meet in pairs; a child of the better one takes the other's place.

    A child is made by one of eight operators at random: from the task alone, by the unit's mutation, as the next of a
    list of prompts, by a mutation that is itself new or better, or from examples with their answers.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="pairs of prompts meet, a child of the better one takes the other's place; mutations evolve too",
        paper="Fernando et al. 2023, arXiv 2309.16797",
        reference="vaughanlove/PromptBreeder, by others than the authors",
        defaults="the paper's: 50 units, a tenth of crossovers, and 20 of its 20 to 30 generations",
        deviations=(
            "the first units are the given prompt and mutations of it; the paper writes them from the task alone",
            "mutations and ways of thinking to begin with are fewer and in our words",
            "scores are of the whole validation split; the paper draws a hundred train examples anew each time",
            "a unit has one prompt, not two in a row, and no worked examples, so that none are shuffled",
            "prompts that are alike in meaning stay in a list; equal ones are there once",
            "a prompt is induced from train examples with their expected answers, not from right answers of its own",
            "a crossover takes the place of an operator; the paper throws the operator's prompt away",
            "where a child is unusable or not new the loser stays",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={"pairs": "population // 2", "scored": "validation * per_item"},
        first="(population - 1) * (1 + scored)",
        step="pairs * (2 + scored)",
        steps="generations + 1",
        rounds="3",
    )
    changes_one_component: ClassVar[bool] = True

    population: Annotated[int, Meta(ge=2, description="Units.")] = 50
    generations: Annotated[Positive, Meta(description="Times that all units meet in pairs.")] = 20
    crossover: Annotated[
        float, Meta(ge=0, le=1, description="The chance that a child has the prompt of another unit, by its score.")
    ] = 0.1

    async def optimize(self, run: RunContext) -> None:
        """The first units, then generations of pairs."""
        breeder = Breeder(run)
        own, *others = breeder.mutations(self.population)
        async with run.step([run.seed]) as step:
            units = [Unit(member=await given(run, step), mutation=own)]
            made = await step.each(others, lambda mutation: breeder.first(step, mutation))
            units += [unit for unit in made if unit]
            elites = fittest([unit.member for unit in units], 1)
            names = [member.candidate.id for member in fittest([unit.member for unit in units])]
            step.select("first units", [unit.member.entry for unit in units], names, "all that could be used")
        for number in range(1, self.generations + 1):
            order = run.shuffled(range(len(units)), "pairs", number)
            met = zip(order[::2], order[1::2], strict=False)
            pairs = [sorted(pair, key=lambda place: -units[place].member.fitness) for pair in met]
            async with run.step([units[winner].member.candidate for winner, _ in pairs] or [run.seed]) as step:

                async def breed(pair: list[int]) -> Unit | None:
                    rng = run.rng("operator", number, *pair)
                    return await breeder.child(step, units[pair[0]], units, elites, rng, self.crossover)

                children = await step.each(pairs, breed)
                pool = [unit.member for unit in [*units, *children] if unit]
                for (_, loser), child in zip(pairs, children, strict=True):
                    units[loser] = child or units[loser]
                kept = fittest([unit.member for unit in units])
                if kept[0].candidate.id != elites[-1].candidate.id:
                    elites.append(kept[0])
                entries = {member.candidate.id: member.entry for member in pool}
                names = list(dict.fromkeys(member.candidate.id for member in kept))
                reason = f"{sum(map(bool, children))} children took the place of losers"
                step.select("binary tournament", list(entries.values()), names, reason)

    @property
    def needs_expected(self) -> str:
        """One of the operators reads them."""
        return "prompts are induced from examples with their answers"
