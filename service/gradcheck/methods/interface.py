"""What a method is given: its run, and the steps that it takes. The engine implements both.

What a method asks for in a step is under way at once; awaiting it gives what came of it. Independent work is an `each`:
its items run side by side. Which calls there is room for, in which order they count and where they are recorded is the
engine's business: it follows from where in the step's structure they are asked for.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

import numpy as np

from gradcheck.domain.feedback import Feedback, FeedbackKind
from gradcheck.domain.program import Candidate, Demo, Program
from gradcheck.domain.run import PoolEntry, SourceEffect
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.policies.population import Member
from gradcheck.optimizer.question import TriedCandidate

T = TypeVar("T")
Item = TypeVar("Item")


class Gate(Member, frozen=True, kw_only=True):
    """Whether a candidate passed, with its standing on the items it took to see that."""

    passed: bool


class StepContext(Protocol):
    """What a method does inside a step. All of it is recorded."""

    def each(self, items: Sequence[Item], work: Callable[[Item], Awaitable[T]]) -> Awaitable[list[T]]:
        """The work on every item, all at once; the results in the order of the items."""

    def evaluate(
        self, candidates: Sequence[Candidate], examples: Sequence[Example], sample: int = 0
    ) -> Awaitable[list[Rollout]]:
        """Rollouts, candidate by candidate in the order of the examples; those beyond the budget are missing.

        Another `sample` is another draw of the same answers.
        """

    def gate(
        self, candidate: Candidate, examples: Sequence[Example], at_least: float, rival: Candidate
    ) -> Awaitable[Gate]:
        """Whether a candidate's mean is at least what a rival reached, on as few examples as it takes to see that."""

    def critique(
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        kind: FeedbackKind = "critique",
        upstream: Sequence[Feedback] = (),
        context: Mapping[str, str] | None = None,
    ) -> Awaitable[Feedback | None]:
        """A critic's text about a component, after it has passed the feedback bus; None if there is none to use.

        `upstream` is feedback that it is derived from.
        """

    def critiques(
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        kind: FeedbackKind = "critique",
        upstream: Sequence[Feedback] = (),
        context: Mapping[str, str] | None = None,
    ) -> Awaitable[list[Feedback]]:
        """What a critic wrote in one answer, each text after it has passed the bus."""

    def note(self, rollout: Rollout, component: str) -> Feedback:
        """The scorer's note on a rollout as feedback about a component, after it has passed the bus. Makes no call."""

    def edit(  # noqa: PLR0913 - all that an editor may be shown
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        feedback: Sequence[Feedback] = (),
        others: Mapping[str, Candidate] | None = None,
        history: Sequence[TriedCandidate] = (),
        examples: Sequence[Example] = (),
        context: Mapping[str, str] | None = None,
    ) -> Awaitable[Candidate | None]:
        """An editor's new text for the component of a candidate; None if the call failed or the text was rejected.

        `others` are further candidates whose texts of the component fill the template's gap of that name, `context`
        further texts by gap. Asking the same again is another draw.
        """

    def brief(
        self,
        template: str,
        candidate: Candidate,
        component: str,
        rollouts: Sequence[Rollout] = (),
        *,
        examples: Sequence[Example] = (),
        context: Mapping[str, str] | None = None,
    ) -> Awaitable[str | None]:
        """A text that is no feedback: what editors will be told, or which answers are better; None if there is none."""

    def compose(
        self,
        operator: str,
        parents: Sequence[Candidate],
        *,
        components: Mapping[str, str] | None = None,
        demos: Sequence[Demo] | None = None,
    ) -> Candidate:
        """A candidate made without a call: the first parent with these texts of other parents, or with these demos."""

    def usable(self, asked: Sequence[Awaitable[T | None]]) -> Awaitable[list[T]]:
        """What came of several things that were asked for, in their order, without what could not be used."""

    def join(self, parent: Candidate, edits: Sequence[Candidate]) -> Candidate | None:
        """One candidate with the changes that edits made to different components of the parent; None without any."""

    def distinct(
        self, proposed: Sequence[Candidate | None], known: Sequence[Candidate] = ()
    ) -> Awaitable[list[Candidate]]:
        """Proposals whose texts and demos are not there already; the others are rejected.

        What is there is what was `known` before the step, and what an earlier place of the step has let through: inside
        an `each` it waits for the items before its own, and what follows it up to the next `await` has their order.
        """

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


class RunContext(Protocol):
    """What a method is given of its run.

    `weights` say how often an example counts in a mean over its split, 1 on average; empty where each counts once.
    """

    program: Program
    seed: Candidate
    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    weights: Mapping[str, float]
    description: str | None

    def turns(self, count: int) -> Iterator[int]:
        """The numbers of a method's turns, where a turn is not a step: how far it is goes by them."""

    def rng(self, *names: str | int) -> np.random.Generator:
        """A random stream named after what it decides."""

    def sample(self, items: Sequence[Item], size: int, *names: str | int) -> tuple[Item, ...]:
        """So many of the items at random, or all, in their order; the stream is named after what it decides."""

    def shuffled(self, items: Sequence[Item], *names: str | int) -> list[Item]:
        """The items in a random order; the stream is named after what it decides."""

    def minibatch(self, size: int, number: int, *, filled: bool) -> list[Example]:
        """The minibatch of this number, from 0, of endless epochs: each goes through all train examples in its order.

        The last one of an epoch is filled up with the epoch's first examples, or else may be smaller.
        """

    def step(
        self, parents: Sequence[Candidate], minibatch: Sequence[Example] = ()
    ) -> AbstractAsyncContextManager[StepContext]:
        """The next step, recorded with these parents and examples, each once.

        Ends the run by raising where a stop rule or the budget says so.
        """
