"""What a method sees of its run, and what it can do in a step. The engine implements both."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Spend
from gradcheck.domain.feedback import Feedback
from gradcheck.domain.program import Candidate, Demo, Module, Program
from gradcheck.domain.run import PoolEntry, SourceEffect
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.asks import At, Brief, Critique, Edit
from gradcheck.methods.standing import lacks


class Work(Value, frozen=True, kw_only=True):
    """Something independent of its siblings, with the worst case of all its calls."""

    reserve: Spend
    start: Callable[[], Awaitable[Any]]


class Gate(Value, frozen=True, kw_only=True):
    """Whether a candidate passed, and its standing on the items it took to see that."""

    passed: bool
    entry: PoolEntry


class StepView(Protocol):
    """What a method can do inside a step. Everything done here is recorded."""

    def evaluate(
        self, candidates: Sequence[Candidate], examples: Sequence[Example], stage: str, sample: int = 0
    ) -> Awaitable[list[Rollout]]:
        """Rollouts, candidate by candidate in the order of the examples; those beyond the budget are missing.

        Reserved when it is asked for, run when it is awaited. Another `sample` is another draw of the same question.
        """

    def gather(self, work: Sequence[Work]) -> Awaitable[list[Any]]:
        """Results of independent work in order; work that does not fit the budget is not started.

        Reserved when it is asked for, run when it is awaited.
        """

    async def gate(
        self, candidate: Candidate, examples: Sequence[Example], stage: str, at_least: float, rival: Candidate
    ) -> Gate:
        """Whether a candidate's mean is at least what a rival reached.

        The calls that are no longer needed to see it are stopped.
        """

    def overlap(self) -> AbstractAsyncContextManager[None]:
        """Stages inside run at once and are settled together.

        They must be asked for in an order that does not depend on what ends first.
        """

    async def critique(self, task: Critique) -> Feedback | None:
        """A critic's text after it has passed the feedback bus; None if the call failed or had to be rejected."""

    async def critiques(self, task: Critique) -> list[Feedback]:
        """What a critic wrote in one answer, each text after it has passed the bus; nothing if it is unusable."""

    def note(self, at: At, rollout: Rollout, component: str) -> Feedback | None:
        """The scorer's note on a rollout as feedback about a component, after it has passed the bus. Makes no call."""

    async def edit(self, task: Edit) -> Candidate | None:
        """An editor's proposal; None if the call failed or the proposal was rejected."""

    async def brief(self, task: Brief) -> str | None:
        """A text that editors will be told; None if the call failed or had to be rejected."""

    def compose(
        self,
        at: At,
        operator: str,
        parents: Sequence[Candidate],
        *,
        components: Mapping[str, str] | None = None,
        demos: Sequence[Demo] | None = None,
    ) -> Candidate:
        """A candidate made without a call: the first parent with these texts of other parents, or with these demos."""

    def join(self, parent: Candidate, edits: Sequence[Candidate]) -> Candidate:
        """One candidate with the changes that several edits made to different components of the parent."""

    def worst(self, task: Critique | Edit | Brief, unknown: int = 0) -> Spend:
        """The worst case of a call to the optimizer that will also hold `unknown` answers of earlier calls."""

    def distinct(self, proposed: Sequence[Candidate | None], known: Sequence[Candidate] = ()) -> list[Candidate]:
        """Proposals in canonical order without those whose texts and demos are there already; these are rejected."""

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Note candidates that came with the request."""

    def drop(self, candidates: Sequence[Candidate], reason: str) -> None:
        """Note that proposals are left out before they are scored."""

    def select(
        self,
        policy: str,
        pool: Sequence[PoolEntry],
        chosen: Sequence[str],
        reason: str,
        sources: Sequence[SourceEffect] = (),
    ) -> None:
        """Note what was selected; the first chosen is the best so far."""


class RunView(Protocol):
    """What a method sees of its run."""

    program: Program
    seed: Candidate
    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    description: str | None

    def turns(self, count: int) -> Iterator[int]:
        """The numbers of a method's turns, where a turn is not a step: how far it is goes by them."""

    def rng(self, *names: str | int) -> np.random.Generator:
        """A random stream named after what it decides."""

    def stages(
        self, parents: Sequence[Candidate], minibatch: Sequence[Example] = ()
    ) -> AbstractAsyncContextManager[StepView]:
        """The next step. Ends the run by raising where a stop rule or the budget says so."""


def inside(rollout: Rollout, module: Module) -> Rollout:
    """A scored rollout as a critic of one module sees it: the answer is what that module wrote.

    One that an earlier module's answer without text has ended shows none.
    """
    output = next((call.output for call in rollout.trace if call.module == module.name), "")
    return replace(rollout, output=output)


def errors(rollouts: Iterable[Rollout]) -> list[Rollout]:
    """Those that scored less than they could; a failure has no score and is none of them."""
    return [rollout for rollout in rollouts if rollout.score is not None and rollout.score < 1]


def mean_entry(candidate: Candidate, rollouts: Iterable[Rollout]) -> PoolEntry:
    """A candidate's mean score over its rollouts; failures have no score and are counted.

    Where too many have none the candidate has no score either, and ranks behind all that have one.
    """
    own = [rollout for rollout in rollouts if rollout.candidate == candidate.id]
    scores = [rollout.score for rollout in own if rollout.score is not None]
    failed = len(own) - len(scores)
    mean = sum(scores) / len(scores) if scores and not lacks(len(scores), failed) else None
    return PoolEntry(candidate=candidate.id, score=mean, n=len(scores), failed=failed)


def mean_score(candidate: Candidate, rollouts: Iterable[Rollout]) -> float | None:
    """A candidate's mean score over its rollouts; None where none has a score."""
    return mean_entry(candidate, rollouts).score
