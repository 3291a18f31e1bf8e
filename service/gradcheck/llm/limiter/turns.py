"""Whose turn it is where many wait for one thing."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

Member = TypeVar("Member")
Grant = TypeVar("Grant")


class FairTurns(Generic[Member]):
    """Weighted round robin (Katevenis, Sidiropoulos & Courcoubetis 1991): a turn is as many servings as the weight.

    Members stand in the order of their next turns. One that cannot be served is passed over and keeps its place, so
    that any members who compete for the same thing share it fairly, whatever else is served between. A member that
    comes joins the end: it waits for at most one turn of every other, and one that leaves and comes back gains nothing.
    """

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: OrderedDict[Member, int] = OrderedDict()

    def __iter__(self) -> Iterator[Member]:
        return iter(self._left)

    def join(self, member: Member, weight: int) -> None:
        """Come to the end, with a whole turn."""
        self._left[member] = weight
        self._left.move_to_end(member)

    def served(self, member: Member, weight: int) -> None:
        """One serving is used up; after the last of its turn a member goes to the end, with this weight."""
        self._left[member] -= 1
        if not self._left[member]:
            self.join(member, weight)

    def leave(self, member: Member) -> None:
        """Go."""
        del self._left[member]


class Waiter(Generic[Grant]):
    """A call that waits, and what it will be given."""

    __slots__ = ("granted", "job", "tokens")

    def __init__(self, job: str, tokens: int, granted: asyncio.Future[Grant]) -> None:
        self.job = job
        self.tokens = tokens
        self.granted = granted


class _Line(Generic[Grant]):
    """The waiters of one job, in their order, and the job's weight since it came."""

    __slots__ = ("waiters", "weight")

    def __init__(self, weight: int) -> None:
        self.weight = weight
        self.waiters: OrderedDict[Waiter[Grant], None] = OrderedDict()


class Queue(Generic[Grant]):
    """Waiters by job: first in, first out inside a job, and jobs take turns by weight."""

    __slots__ = ("_lines", "_turns", "size", "weight")

    def __init__(self) -> None:
        self._lines: dict[str, _Line[Grant]] = {}
        self._turns: FairTurns[str] = FairTurns()
        self.size = 0
        self.weight = 0

    def push(self, waiter: Waiter[Grant], weight: int) -> None:
        """Wait behind one's own job; a job without waiters joins the turns."""
        line = self._lines.get(waiter.job)
        if line is None:
            line = self._lines[waiter.job] = _Line(weight)
            self._turns.join(waiter.job, weight)
            self.weight += weight
        line.waiters[waiter] = None
        self.size += 1

    def first(self) -> Waiter[Grant] | None:
        """The waiter whose turn it is; those whose callers were cancelled just now are dropped on the way."""
        while self._lines:
            waiter = next(iter(self._lines[next(iter(self._turns))].waiters))
            if not waiter.granted.done():
                return waiter
            self.remove(waiter)
        return None

    def of(self, job: str) -> list[Waiter[Grant]]:
        """The waiters of a job that nobody has cancelled, in their order."""
        line = self._lines.get(job)
        return [] if line is None else [waiter for waiter in line.waiters if not waiter.granted.done()]

    def serve(self, waiter: Waiter[Grant]) -> None:
        """The first one goes, and has used up a serving of its job's turn."""
        self._turns.served(waiter.job, self._lines[waiter.job].weight)
        self.remove(waiter)

    def remove(self, waiter: Waiter[Grant]) -> None:
        """A waiter goes, if it is in; a job without waiters leaves the turns."""
        line = self._lines.get(waiter.job)
        if line is None or waiter not in line.waiters:
            return
        del line.waiters[waiter]
        self.size -= 1
        if not line.waiters:
            del self._lines[waiter.job]
            self._turns.leave(waiter.job)
            self.weight -= line.weight
