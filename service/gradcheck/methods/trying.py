"""Proposals that do not depend on one another, each tried as soon as it is there.

It owns that no prompt is tried twice. It does not own how proposals are made, nor which of them survive.
"""

from collections.abc import Awaitable, Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member
from gradcheck.methods.policies.tournament import Tournament


async def given(run: RunContext, step: StepContext) -> Member:
    """The given prompt with its score, which is known before the first step: no call is paid for."""
    rollouts = await step.evaluate([run.seed], run.validation)
    return Member.of(run.seed, rollouts)


async def tried_out(
    step: StepContext,
    edits: Sequence[Awaitable[Candidate | None]],
    examples: Sequence[Example],
    known: Sequence[Candidate],
    longest: int | None = None,
) -> list[Member]:
    """The new prompts that edits lead to, in their order, each with its score on all the examples.

    What is `known`, or has a component of more than `longest` characters that is new, is left out.
    """
    old = {text for candidate in known for text in candidate.components.values()}
    tournament = Tournament.on_all(step, examples)

    async def follow(edit: Awaitable[Candidate | None]) -> None:
        new = await step.distinct([await edit], known)
        if longest is not None and any(
            len(text) > longest and text not in old for one in new for text in one.components.values()
        ):
            step.drop(new, f"longer than {longest} characters")
            new = []
        tournament.enter(new)

    await step.each(edits, follow)
    entries = {entry.candidate: entry for entry in await tournament.rank()}
    return [Member(candidate=candidate, entry=entries[candidate.id]) for candidate in tournament.pool]
