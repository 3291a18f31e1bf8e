"""Proposals that do not depend on one another, each tried as soon as it is there.

It owns when a proposal is tried, and that no prompt is tried twice. It does not own how proposals are made, nor which
of them survive.
"""

from collections.abc import Awaitable, Sequence
from functools import partial
from typing import Any

from gradcheck.concurrency import Turns
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.asks import Edit
from gradcheck.methods.policies.bandits import brute_force
from gradcheck.methods.policies.population import Member
from gradcheck.methods.policies.race import Race, all_at_once
from gradcheck.methods.view import StepView, Work


def entering(
    step: StepView, race: Race, edits: Sequence[Edit], known: Sequence[Candidate], longest: int | None = None
) -> Awaitable[list[Any]]:
    """Edits that enter a race once they and those before them are there, so that of equal ones the first is kept.

    What is `known` or has more than `longest` characters is left out. The edits are reserved now and run when awaited,
    inside an overlap.
    """
    turns = Turns()

    async def start(place: int, edit: Edit) -> None:
        child = await step.edit(edit)
        async with turns.at(place):
            new = step.distinct([child], [*known, *race.pool])
            if longest is not None and any(len(one.components[edit.component]) > longest for one in new):
                step.drop(new, f"longer than {longest} characters")
                new = []
            trying = race.enter(new)
        await trying

    return step.gather(
        [Work(reserve=step.worst(edit), start=partial(start, place, edit)) for place, edit in enumerate(edits)]
    )


async def proposed(
    step: StepView,
    edits: Sequence[Edit],
    examples: Sequence[Example],
    known: Sequence[Candidate],
    longest: int | None = None,
) -> list[Member]:
    """The new prompts that edits have led to, in their order, each with its score on all the examples."""
    race = Race(step, "selection", all_at_once(examples))
    async with step.overlap():
        await entering(step, race, edits, known, longest)
    entries = {entry.candidate: entry for entry in await race.rank(brute_force(race.pool, examples))}
    return [Member(candidate=candidate, entry=entries[candidate.id]) for candidate in race.pool]
