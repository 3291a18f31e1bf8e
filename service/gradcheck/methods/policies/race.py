"""A race: candidates are tried as soon as they are there, and ranked by a policy once all are.

It owns when tries begin. It does not own how candidates rank.
"""

from collections.abc import Awaitable, Callable, Sequence

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.policies.policy import Policy
from gradcheck.methods.view import StepView


class Opening(Value, frozen=True, kw_only=True):
    """The first pull that a candidate takes part in, and its items."""

    pull: int
    examples: tuple[Example, ...]


Openings = Callable[[int], Opening]
"""A candidate's opening by its place in the pool."""


def all_at_once(examples: Sequence[Example]) -> Openings:
    """The openings of `brute_force`: every item."""
    return lambda _: Opening(pull=0, examples=tuple(examples))


class Race:
    """Candidates that are tried as soon as they are there, and ranked by a policy once all are.

    Openings do not depend on what is seen, so they need not wait for the pool; without them all waits for the policy.
    """

    def __init__(self, step: StepView, stage: str, openings: Openings | None) -> None:
        self._step = step
        self._stage = stage
        self._openings = openings
        self._opened: dict[str, list[Rollout]] = {}
        self.pool: list[Candidate] = []

    def enter(self, candidates: Sequence[Candidate]) -> Awaitable[None]:
        """The next candidates of the pool. Their openings are reserved now and run when awaited."""
        tries: list[tuple[Candidate, Awaitable[list[Rollout]]]] = []
        for candidate in candidates:
            if self._openings is not None:
                opening = self._openings(len(self.pool))
                stage = f"{self._stage}.{opening.pull}"
                tries.append((candidate, self._step.evaluate([candidate], opening.examples, stage)))
            self.pool.append(candidate)

        async def run() -> None:
            seen = await all_of(rollouts for _, rollouts in tries)
            self._opened.update((candidate.id, own) for (candidate, _), own in zip(tries, seen, strict=True))

        return run()

    async def rank(self, policy: Policy) -> list[PoolEntry]:
        """Carry a policy over the pool out; each pull is a stage of its own, unless it was opened."""
        number = 0
        try:
            pull = next(policy)
            while True:
                names = [candidate.id for candidate in pull.candidates]
                if all(name in self._opened for name in names):
                    rollouts = [rollout for name in names for rollout in self._opened.pop(name)]
                else:
                    rollouts = await self._step.evaluate(pull.candidates, pull.examples, f"{self._stage}.{number}")
                pull = policy.send(rollouts)
                number += 1
        except StopIteration as done:
            ranked: list[PoolEntry] = done.value
            return ranked
