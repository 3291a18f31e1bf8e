"""A tree of prompts for Monte Carlo tree search: selection by UCT, when a path ends, and back-propagation.

Kocsis and Szepesvári 2006 for UCT; Wang et al. 2023, "PromptAgent", section 3.2 and its reference implementation for
the rest. It owns no calls: rewards are given to it.
"""

import math
from collections.abc import Sequence

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry


class Node:
    """A prompt in the tree, its reward in [0, 1], its children, and the returns of the paths that went through it.

    The return of a path at a node is the sum of the rewards from the node to the path's end.
    """

    def __init__(self, candidate: Candidate, entry: PoolEntry, parent: "Node | None" = None) -> None:
        self.candidate = candidate
        self.entry = entry
        self.parent = parent
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.children: list[Node] = []
        self.returns: list[float] = []

    @property
    def reward(self) -> float:
        """Its mean score; 0 where there is none, as for a seed whose every rollout failed."""
        return self.entry.score or 0.0

    @property
    def value(self) -> float:
        """The mean return; its own reward before any path went through it."""
        return sum(self.returns) / len(self.returns) if self.returns else self.reward

    @property
    def ancestors(self) -> list["Node"]:
        """The nodes above it, the root first."""
        return [] if self.parent is None else [*self.parent.ancestors, self.parent]

    def add(self, candidate: Candidate, entry: PoolEntry) -> "Node":
        """A new child."""
        child = Node(candidate, entry, self)
        self.children.append(child)
        return child


class Bounds(Value, frozen=True, kw_only=True):
    """Where paths end: at `depth_limit`, or below `min_depth` where it is not worth going on."""

    depth_limit: int
    min_depth: int

    def ends(self, node: Node) -> bool:
        """Whether nothing is expanded here: too deep, or past the least depth and below the mean of root and parent."""
        if node.depth >= self.depth_limit:
            return True
        if node.parent is None or node.depth <= self.min_depth:
            return False
        root = node.ancestors[0]
        return node.reward < (root.reward + node.parent.reward) / 2

    def succeeds(self, node: Node, best: float) -> bool:
        """Whether a path may stop because it has found something: past the least depth and better than all before."""
        return node.depth > self.min_depth and node.reward > best


def uct(node: Node, weight: float) -> float:
    """Mean return + weight·sqrt(ln(N + 1) / max(1, n)), N the visits of the parent and n those of the node."""
    visits = 0 if node.parent is None else len(node.parent.returns)
    return node.value + weight * math.sqrt(math.log(visits + 1) / max(1, len(node.returns)))


def descend(root: Node, weight: float, bounds: Bounds) -> list[Node]:
    """The path by the highest UCT to a node without children or one where paths end; ties go to the older child."""
    path = [root]
    while path[-1].children and not bounds.ends(path[-1]):
        path.append(max(path[-1].children, key=lambda child: uct(child, weight)))
    return path


def most_rewarding(nodes: Sequence[Node]) -> Node:
    """The node of the highest reward; ties go to the first."""
    return max(nodes, key=lambda node: node.reward)


def back_propagate(path: Sequence[Node]) -> None:
    """Give every node of a finished path its return."""
    total = 0.0
    for node in reversed(path):
        total += node.reward
        node.returns.append(total)


def best_path(paths: Sequence[Sequence[Node]]) -> Sequence[Node]:
    """The path of the highest mean reward; ties go to the first."""
    return max(paths, key=lambda path: sum(node.reward for node in path) / len(path))
