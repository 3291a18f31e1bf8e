"""A method's run: the baseline, the method's steps, stop rules."""

import contextlib
import math
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

from gradcheck.domain.events.runs import StepStarted
from gradcheck.domain.program import Candidate, Program
from gradcheck.domain.run import Stop, step_path
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Example
from gradcheck.engine.final import reserve_test_budget
from gradcheck.engine.state import Finished, RunState
from gradcheck.engine.step import RunningStep
from gradcheck.methods.base import MethodParameters
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.rollouts import mean_entry
from gradcheck.methods.standing import item_weights, lacks

Item = TypeVar("Item")


class MethodRun:
    """What a method sees of its run."""

    def __init__(self, state: RunState, stop: Stop) -> None:
        self._state = state
        self._stop = stop
        self._next = 0
        self._best: float | None = None
        self._stalled = 0
        self.program: Program = state.program
        self.seed: Candidate = state.baseline
        self.train = state.split("train")
        self.validation = state.split("validation")
        self.weights: Mapping[str, float] = {
            **item_weights([example.id for example in self.train], state.classes),
            **item_weights([example.id for example in self.validation], state.classes),
        }
        self.description = state.description

    def turns(self, count: int) -> Iterator[int]:
        """The numbers of a method's turns, where a turn is not a step: how far it is goes by them."""
        for number in range(count):
            self._state.pace.turn(number, count)
            yield number

    def rng(self, *names: str | int) -> np.random.Generator:
        """A random stream named after what it decides."""
        return stream(self._state.seed, *names)

    def sample(self, items: Sequence[Item], size: int, *names: str | int) -> tuple[Item, ...]:
        """So many of the items at random, or all, in their order."""
        return draw_items(items, size, self.rng(*names))

    def shuffled(self, items: Sequence[Item], *names: str | int) -> list[Item]:
        """The items in a random order."""
        return [items[place] for place in self.rng(*names).permutation(len(items))]

    def minibatch(self, size: int, number: int, *, filled: bool) -> list[Example]:
        """The minibatch of this number of endless epochs, each of which has an order of its own."""
        train, size = self.train, min(size, len(self.train))
        epoch, batch = divmod(number, math.ceil(len(train) / size))
        order = self.shuffled(train, "epoch", epoch)
        end = (batch + 1) * size if filled else min((batch + 1) * size, len(train))
        return [order[position % len(train)] for position in range(batch * size, end)]

    @contextlib.asynccontextmanager
    async def step(self, parents: Sequence[Candidate], minibatch: Sequence[Example] = ()) -> AsyncIterator[RunningStep]:
        """The next step. Raises Finished after one that met a stop rule or the end of the budget."""
        number = self._begin(parents)
        step = RunningStep(self._state, number, parents, minibatch)
        with self._state.telemetry.tracer.span("step", attributes={"gradcheck.step": number}):
            try:
                yield step
                await step.complete()
            finally:
                await step.stop()
                step.leave()
        self._end(number, step.exhausted)

    def _begin(self, parents: Sequence[Candidate]) -> int:
        state, number = self._state, self._next
        self._next += 1
        told = StepStarted(step=number, parents=tuple(dict.fromkeys(candidate.id for candidate in parents)))
        state.tell(f"{step_path(number)}/started", told)
        state.pace.begin()
        return number

    def _end(self, number: int, exhausted: str | None) -> None:
        state = self._state
        state.pace.end()
        state.telemetry.steps.labels(state.method).inc()
        if number > 0:
            state.steps += 1
        if exhausted is not None:
            raise Finished(exhausted)
        short = reserve_test_budget(state)
        if short is not None:
            raise Finished(short)
        self._check_stop_rules(number)

    async def perform(self, method: MethodParameters) -> str:
        """Score the seed as step 0, then run the method to its end; the finish reason."""
        try:
            async with self.step([self.seed]) as step:
                rollouts = await step.evaluate([self.seed], self.validation)
                entry = mean_entry(self.seed, rollouts)
                step.select("baseline", [entry], [self.seed.id], "the prompt as it was given")
            await method.optimize(self)
        except Finished as finished:
            return finished.reason
        return "completed"

    def _check_stop_rules(self, number: int) -> None:
        best = self._state.validation(self._state.best.id)
        score = None if best is None or lacks(best.n, best.failed) else best.score
        improved = score is not None and (self._best is None or score > self._best)
        self._stalled = 0 if improved or number == 0 else self._stalled + 1
        self._best = score if improved else self._best
        if self._stop.target_score is not None and score is not None and score >= self._stop.target_score:
            raise Finished("converged")
        if self._stop.patience is not None and self._stalled >= self._stop.patience:
            raise Finished("converged")
        if self._stop.max_steps is not None and number >= self._stop.max_steps:
            raise Finished("completed")
