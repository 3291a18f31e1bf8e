"""What a step spends: reservations of its stages, rollouts and other work within them, settled at barriers.

It owns which items of a stage are started, and the rollouts of the step. It does not own what a critic or an editor is
shown, nor what is recorded of them (`step.py`).
"""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Sequence
from itertools import takewhile
from typing import Any

from gradcheck.concurrency import all_of, until
from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.engine.state import RunState
from gradcheck.evaluation import Asked, Done
from gradcheck.methods.standing import ahead
from gradcheck.methods.view import Gate, Work, mean_entry

_BLOCK = 64
_TOLERANCE = 1e-9  # of means of the same scores, added up in another order


class _Stage(Value, frozen=True, kw_only=True):
    """A stage that is done: what was reserved for it, and its rollouts if it made any."""

    reserved: Spend
    name: str = ""
    done: tuple[Done, ...] = ()


class Stages:
    """The stages of a step; `exhausted` is why work was left out, if any was.

    A stage reserves its items in their order when it is asked for and runs when it is awaited. Items without a score
    are asked again, in their order, when all others of the stage are there: they keep their reservation. At its end it
    is settled by what its calls cost, repeats included; stages that overlap are settled together, at the end of the
    overlap.
    """

    def __init__(self, state: RunState, number: int) -> None:
        self._state = state
        self._number = number
        self._overlapping = False
        self._asked = 0
        self._ended: dict[int, _Stage] = {}
        self._spent = Spend()
        self._positions: Counter[str] = Counter()
        self.exhausted: str | None = None

    @property
    def path(self) -> str:
        """Where in the run this step is."""
        return f"step/{self._number}"

    @contextlib.asynccontextmanager
    async def overlap(self) -> AsyncIterator[None]:
        """Stages inside run at once. They are asked for in an order that does not depend on what ends first."""
        self._overlapping = True
        yield
        self._overlapping = False
        self._settle()

    def evaluate(
        self, candidates: Sequence[Candidate], examples: Sequence[Example], stage: str, sample: int = 0
    ) -> Awaitable[list[Rollout]]:
        """Rollouts, candidate by candidate; those beyond the budget are not started."""
        path, evaluator = f"{self.path}/{stage}", self._state.evaluator
        pairs = [(candidate, example) for candidate in candidates for example in examples]
        reservations = [evaluator.reservation(candidate, example, sample, path) for candidate, example in pairs]
        fitting, reserved = self._reserve(reservations)
        wanted = [Asked(candidate=c, example=e, sample=sample, stage=path) for c, e in pairs[:fitting]]
        asked = self._ask()

        async def run() -> list[Rollout]:
            made = evaluator.first(wanted)
            done = await (until(made, self._state.thinking.sees) if self._number == 0 else all_of(made))
            if self._state.thinking.error is None:
                done = await evaluator.again(wanted, done)
            self._end(asked, _Stage(reserved=reserved, name=stage, done=tuple(done)))
            await self._check_thinking()
            rollouts = [one.rollout for one in done]
            self._tell_scores(candidates, rollouts, stage)
            return rollouts

        return run()

    def gather(self, work: Sequence[Work]) -> Awaitable[list[Any]]:
        """Results of independent work in order; work that does not fit the budget is not started."""
        fitting, reserved = self._reserve([item.reserve for item in work])
        asked = self._ask()

        async def run() -> list[Any]:
            results = await all_of(item.start() for item in work[:fitting])
            self._end(asked, _Stage(reserved=reserved))
            return results

        return run()

    async def gate(
        self, candidate: Candidate, examples: Sequence[Example], stage: str, at_least: float, rival: Candidate
    ) -> Gate:
        """Whether a candidate's mean is at least so much, judged on the shortest prefix of examples that settles it.

        Scores are at most 1: when even ones for all that is left would not lift the mean enough, the rest is stopped.
        What has no score yet counts as left, and is asked again where it matters. `at_least` is what `rival` reached:
        the two are compared on the items that both have, and a candidate that lacks too many does not pass.
        Under a cap the examples are asked for in blocks and no block is stopped, so that what is left of the budget
        does not depend on what came in time. Without one all are asked for at once; what came beyond the prefix is
        counted as speculative and no part of anything else. What an earlier process has recorded is looked at first,
        so that a replay makes no call beyond the prefix.
        """
        path, evaluator = f"{self.path}/{stage}", self._state.evaluator
        fitting, reserved = self._reserve([evaluator.reservation(candidate, one, 0, path) for one in examples])
        asked, items, bound = self._ask(), examples[:fitting], Bound(len(examples), at_least)
        capped = self._state.planned.capped
        known = sum(1 for _ in takewhile(lambda one: evaluator.recorded(candidate, one, 0, path), items))
        done: list[Done] = []
        for part in blocks(items) if capped else (items[:known], items[known:]):
            if not bound.settled:
                rollouts = (evaluator.rollout(candidate, one, 0, path) for one in part)
                done += await (all_of(rollouts) if capped else until(rollouts, bound.sees))
                bound.see(done)
        if not bound.settled:
            done = await evaluator.again([Asked(candidate=candidate, example=one, stage=path) for one in items], done)
        if not capped:
            evaluator.discard(candidate, items[len(done) :], 0, path)
        self._end(asked, _Stage(reserved=reserved, name=stage, done=tuple(done)))
        seen = [one.rollout for one in done[: bound.seen]]
        self._tell_scores([candidate], seen, stage)
        entry = mean_entry(candidate, seen)
        whole = bound.seen == len(examples) and entry.score is not None
        own = {one.example: one.score for one in seen}
        lead = ahead(own, self._state.scores(rival.id), at_least) if whole else None
        return Gate(passed=lead is not None and lead >= 0, entry=entry)

    async def _check_thinking(self) -> None:
        """End the run where thinking uses up the answers of the given prompt. Raises JobStopped."""
        error = self._state.thinking.error
        if error is not None:
            await self._state.give_up(error)

    def take_spent(self) -> Spend:
        """What critics and editors have cost since this was asked last."""
        spent, self._spent = self._spent, Spend()
        return spent

    def _spend(self, spend: Spend) -> None:
        """Something of a stage under way was paid for."""
        self._spent += spend

    def _reserve(self, reservations: Sequence[Spend]) -> tuple[int, Spend]:
        """How many of a stage's items are started, and what they may cost.

        What follows a gap is not started: a larger budget would fill the gap.
        """
        if self.exhausted is not None:
            return 0, Spend()
        fitting, self.exhausted = self._state.planned.reserve(reservations)
        reserved = sum(reservations[:fitting], Spend())
        self._state.pace.ask(reserved.calls)
        return fitting, reserved

    def _ask(self) -> int:
        self._asked += 1
        return self._asked

    def _end(self, asked: int, stage: _Stage) -> None:
        self._ended[asked] = stage
        if not self._overlapping:
            self._settle()

    def _settle(self) -> None:
        """Count and record what has ended, in the order it was asked for."""
        state, reserved = self._state, Spend()
        for asked in sorted(self._ended):
            stage = self._ended.pop(asked)
            reserved += stage.reserved
            self._spent += state.evaluator.accept(stage.done)
            rollouts = [one.rollout for one in stage.done]
            path = f"{self.path}/{stage.name}"
            state.records.add_rollouts(state.job_id, path, rollouts, first=self._positions[path])
            self._positions[path] += len(rollouts)
            state.observe(rollouts)
        state.planned.settle(reserved, self._spent)
        self._spent = Spend()

    def _tell_scores(self, candidates: Sequence[Candidate], rollouts: Sequence[Rollout], stage: str) -> None:
        """Tell how candidates did on validation."""
        if not any(self._state.examples[rollout.example].split == "validation" for rollout in rollouts):
            return
        for candidate in candidates:
            entry = mean_entry(candidate, rollouts)
            if entry.n + entry.failed:
                data = {"step": self._number, "candidate": candidate.id, "score": entry.score, "n": entry.n}
                key = f"{self.path}/{stage}/{candidate.id}"
                self._state.tell(key, "candidate_scored", {**data, "failed": entry.failed})


class Bound:
    """The highest mean that a candidate can still reach."""

    def __init__(self, items: int, at_least: float) -> None:
        self._items = items
        self._at_least = at_least
        self._most = float(items)
        self.seen = 0
        self.settled = False

    def sees(self, done: Done) -> bool:
        """Take the next result in the order of the items; whether the gate can no longer be passed."""
        self.seen += 1
        self._most -= 0 if done.rollout.score is None else 1 - done.rollout.score
        self.settled = self._most / self._items < self._at_least - _TOLERANCE
        return self.settled

    def see(self, done: Sequence[Done]) -> None:
        """Take those of the results that it has not been shown, until it is settled."""
        while not self.settled and self.seen < len(done):
            self.sees(done[self.seen])


def blocks(items: Sequence[Example]) -> list[Sequence[Example]]:
    """The items in the parts in which a gate asks for them where there is a cap."""
    return [items[first : first + _BLOCK] for first in range(0, len(items), _BLOCK)]
