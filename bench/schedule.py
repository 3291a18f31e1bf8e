"""Greedy list scheduling of calls that all take equally long, and how short any schedule can be at best.

Pure; it does not know what a call is for. Nodes come after earlier ones only.
"""

import heapq
from collections.abc import Sequence
from math import ceil

import msgspec


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A call, or a meeting point that takes no time and no slot; it comes after the nodes at these positions."""

    after: tuple[int, ...] = ()
    is_call: bool = True


def waves(nodes: Sequence[Node], slots: int) -> int:
    """How many call times it takes when free slots go to the ready calls that the most calls in a row wait for.

    Among equals the earliest goes first. As all calls take one time, those that run together end together.
    """
    progress = _Progress(nodes)
    count = 0
    while progress.ready:
        started = [heapq.heappop(progress.ready)[1] for _ in range(min(slots, len(progress.ready)))]
        for position in started:
            progress.finish(position)
        count += 1
    return count


def floor(nodes: Sequence[Node], slots: int) -> int:
    """How many call times no schedule can do with less: neither a chain nor what lies before a meeting point can."""
    before: list[int] = []  # bit sets of all that comes before a node
    earliest: list[int] = []
    for node in nodes:
        before.append(0)
        for position in node.after:
            before[-1] |= before[position] | 1 << position
        chain = max((earliest[position] + nodes[position].is_call for position in node.after), default=0)
        if not node.is_call:
            begins = [earliest[p] for p in range(len(earliest)) if before[-1] >> p & 1 and nodes[p].is_call]
            chain = max(chain, _load(begins, slots))
        earliest.append(chain)
    begins = [start for start, node in zip(earliest, nodes, strict=True) if node.is_call]
    return max(_load(begins, slots), max((start + 1 for start in begins), default=0))


def _load(begins: Sequence[int], slots: int) -> int:
    """When calls that cannot begin before these times can all be done."""
    latest_first = sorted(begins, reverse=True)
    return max((begin + ceil(count / slots) for count, begin in enumerate(latest_first, start=1)), default=0)


class _Progress:
    """Which nodes are done; `ready` is a heap of the calls that wait for nothing but a slot."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes
        self._followers: list[list[int]] = [[] for _ in nodes]
        self._waits_for = [len(node.after) for node in nodes]
        self._urgency = [0] * len(nodes)
        for position, node in enumerate(nodes):
            if any(before >= position for before in node.after):
                raise ValueError(f"node {position} comes after a later one")
            for before in node.after:
                self._followers[before].append(position)
        for position in reversed(range(len(nodes))):
            behind = max((self._urgency[follower] for follower in self._followers[position]), default=0)
            self._urgency[position] = behind + nodes[position].is_call
        self.ready: list[tuple[int, int]] = []
        for position in [position for position, node in enumerate(nodes) if not node.after]:
            self._reach(position)

    def finish(self, position: int) -> None:
        """A node is done."""
        for follower in self._followers[position]:
            self._waits_for[follower] -= 1
            if self._waits_for[follower] == 0:
                self._reach(follower)

    def _reach(self, position: int) -> None:
        """A node waits for nothing any more; a meeting point is done at once."""
        if self._nodes[position].is_call:
            heapq.heappush(self.ready, (-self._urgency[position], position))
        else:
            self.finish(position)
