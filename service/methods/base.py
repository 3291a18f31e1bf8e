"""What a method is, and what it sees of its run.

A method is one short module that calls stages and gathers whatever is independent. Concurrency, retries, budget,
caching, events and resume live in the engine; a method owns only the order of stages and its choices.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, ClassVar, Literal, Protocol, TypeVar

import numpy as np

from service.domain.base import Value, Wire
from service.domain.call import Spend
from service.domain.feedback import Feedback, FeedbackKind
from service.domain.program import Candidate, Program
from service.domain.run import PoolEntry
from service.domain.task import Example, Rollout

T = TypeVar("T")
At = tuple[int, ...]


class Work(Value, frozen=True, kw_only=True):
    """Something independent of its siblings, with the worst case of all its calls."""

    reserve: Spend
    start: Callable[[], Awaitable[Any]]


class Critique(Value, frozen=True, kw_only=True):
    """A critic's task: what it reads of a candidate, and the component its text will be about.

    `upstream` is feedback about a later part of the chain that this text is derived from.
    """

    at: At
    template: str
    kind: FeedbackKind
    candidate: Candidate
    component: str
    rollouts: tuple[Rollout, ...] = ()
    upstream: tuple[Feedback, ...] = ()


class Edit(Value, frozen=True, kw_only=True):
    """An editor's task: the component of a parent to change and what the editor reads besides."""

    at: At
    template: str
    parent: Candidate
    component: str
    rollouts: tuple[Rollout, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    draw: int = 0


class Gate(Value, frozen=True, kw_only=True):
    """Whether a candidate passed, and its standing on the items it took to see that."""

    passed: bool
    entry: PoolEntry


class StepView(Protocol):
    """What a method can do inside a step. Everything done here is recorded."""

    def evaluate(
        self, candidates: Sequence[Candidate], examples: Sequence[Example], stage: str
    ) -> Awaitable[list[Rollout]]:
        """Rollouts, candidate by candidate in the order of the examples; those beyond the budget are missing.

        Reserved when it is asked for, run when it is awaited.
        """

    def gather(self, work: Sequence[Work]) -> Awaitable[list[Any]]:
        """Results of independent work in order; work that does not fit the budget is not started.

        Reserved when it is asked for, run when it is awaited.
        """

    async def gate(self, candidate: Candidate, examples: Sequence[Example], stage: str, at_least: float) -> Gate:
        """Whether a candidate's mean is at least so much; the calls that are no longer needed to see it are stopped."""

    def overlap(self) -> AbstractAsyncContextManager[None]:
        """Stages inside run at once and are settled together.

        They must be asked for in an order that does not depend on what ends first: `Turns` (`concurrency.py`).
        """

    async def critique(self, task: Critique) -> Feedback | None:
        """A critic's text after it has passed the feedback bus; None if the call failed or had to be rejected."""

    async def edit(self, task: Edit) -> Candidate | None:
        """An editor's proposal; None if the call failed or the proposal was rejected."""

    def join(self, parent: Candidate, edits: Sequence[Candidate]) -> Candidate:
        """One candidate with the changes that several edits made to different components of the parent."""

    def worst(self, task: Critique | Edit, unknown: int = 0) -> Spend:
        """The worst case of a critic's or editor's call that will also hold `unknown` answers of earlier calls."""

    def distinct(self, proposed: Sequence[Candidate | None], known: Sequence[Candidate] = ()) -> list[Candidate]:
        """Proposals in canonical order without those whose texts are there already; these are rejected."""

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Note candidates that came with the request."""

    def drop(self, candidates: Sequence[Candidate], reason: str) -> None:
        """Note that proposals are left out before they are scored."""

    def select(self, policy: str, pool: Sequence[PoolEntry], chosen: Sequence[str], reason: str) -> None:
        """Note what was selected; the first chosen is the best so far."""


class RunView(Protocol):
    """What a method sees of its run."""

    program: Program
    seed: Candidate
    train: tuple[Example, ...]
    validation: tuple[Example, ...]

    def rng(self, *names: str | int) -> np.random.Generator:
        """A random stream named after what it decides."""

    def step(
        self, parents: Sequence[Candidate], minibatch: Sequence[Example] = ()
    ) -> AbstractAsyncContextManager[StepView]:
        """The next step. Ends the run by raising where a stop rule or the budget says so."""


class Context(Value, frozen=True, kw_only=True):
    """The sizes a method's number of calls depends on.

    `components` may change, `depth` modules lie between the first of them and the end of the chain, `per_item` calls
    score one example once, and `per_verdict` calls show a rollout to critics: 1 where a model grades it, else 0.
    """

    components: int
    depth: int
    train: int
    validation: int
    test: int
    per_item: int
    per_verdict: int = 0


class Method(Protocol):
    """A method's parameters with its algorithm."""

    summary: ClassVar[str]
    source: ClassVar[str]
    interception: ClassVar[Literal["full", "none"]]
    sees_data: ClassVar[bool]

    async def optimize(self, run: RunView) -> None:
        """Run the method to its end."""

    def first_step_calls(self, context: Context) -> int:
        """The most calls its first step pays for, scoring included; the seed's validation answers are known."""

    def expected_calls(self, context: Context) -> int:
        """About how many calls the whole method makes, those answered from what is known included."""


class MethodParameters(Wire, frozen=True, kw_only=True, tag_field="name"):
    """The base of all methods' parameters."""


def mean_entry(candidate: Candidate, rollouts: Iterable[Rollout]) -> PoolEntry:
    """A candidate's mean score over its rollouts; failures have no score and are counted."""
    own = [rollout for rollout in rollouts if rollout.candidate == candidate.id]
    scores = [rollout.score for rollout in own if rollout.score is not None]
    mean = sum(scores) / len(scores) if scores else None
    return PoolEntry(candidate=candidate.id, score=mean, n=len(scores), failed=len(own) - len(scores))
