"""PromptAgent: Monte Carlo tree search over prompts that are revised by feedback on errors.

Wang et al. 2023, "PromptAgent: Strategic Planning with Language Models Enables Expert-level Prompt Optimization",
section 3; Kocsis and Szepesvári 2006 for UCT.
"""

import math
from collections.abc import Sequence
from itertools import count
from statistics import fmean
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member, fittest
from gradcheck.methods.revising import revised
from gradcheck.methods.trying import tried_out


class Node:
    """A prompt in the tree, the path to it from the root, and the returns of the searches that went through it.

    The return of a search at a node is the sum of the rewards from the node to where the search ended.
    """

    def __init__(self, member: Member, above: Sequence["Node"] = ()) -> None:
        self.member, self.path, self.depth = member, (*above, self), len(above)
        self.children: list[Node] = []
        self.returns: list[float] = []

    @property
    def reward(self) -> float:
        """Its mean score; 0 where there is none, as for a seed whose every rollout failed."""
        return self.member.entry.score or 0.0

    def uct(self, weight: float) -> float:
        """Mean return, or reward before any, + weight·sqrt(ln(N + 1) / max(1, n)): N the parent's visits, n its own."""
        bonus = math.sqrt(math.log(len(self.path[-2].returns) + 1) / max(1, len(self.returns)))
        return fmean(self.returns or [self.reward]) + weight * bonus

    def back_propagate(self) -> None:
        """Give every node of the path to this one, where a search has ended, its return."""
        total = 0.0
        for node in reversed(self.path):
            total += node.reward
            node.returns.append(total)


class PromptAgent(MethodParameters, frozen=True, kw_only=True, tag="promptagent"):
    """Iterations of selection by UCT, expansion, simulation and back-propagation over a tree of prompts.

    A branch of an expansion asks for feedback on errors (or on what works, without any) and for a revision that sees
    the prompts on the way from the root. The simulation goes on from the best child until `depth_limit`, or past
    `min_depth` until a prompt that is worse than root and parent on average or better than all before.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="tree search: each expansion revises a prompt along several batches of errors",
        paper="Wang et al. 2023, arXiv 2310.16427",
        reference="XinyuanWangCS/PromptAgent, search_algo/mcts.py",
        defaults="the example configuration of the reference",
        interception="full",
        points=("the feedback on a branch's errors, before the revision",),
        deviations=(
            "a prompt left without children may be expanded again",
            "an iteration that ends without an expansion adds no path to choose from",
            "of several optimizable components each expansion works on the next one in turn",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        first="width * (min(batch, train) * (per_item + per_verdict) + 2 + validation * per_item)",
        step="first",
        steps="depth_limit + (iterations - 1) * max(depth_limit - 1, 1)",
        rounds="4 + per_verdict",
    )

    iterations: Annotated[Positive, Meta(description="Searches from the root.")] = 10
    width: Annotated[Positive, Meta(description="Branches of an expansion.")] = 3
    depth_limit: Annotated[Positive, Meta(description="The deepest a prompt can be in the tree.")] = 5
    min_depth: Annotated[int, Meta(ge=0, description="The depth from which on a search may end early.")] = 2
    exploration: Annotated[float, Meta(ge=0, description="The weight of exploration in UCT.")] = 2.5
    batch: Annotated[Positive, Meta(description="Train examples of a branch.")] = 5

    async def optimize(self, run: RunContext) -> None:
        """Searches from the root; the result is the best prompt on the path of the highest mean reward."""
        root, ends, numbers = Node(Member.of(run.seed, [])), list[Node](), count()

        async def expand(node: Node) -> None:
            number, parent = next(numbers), node.member.candidate
            component = run.program.optimizable[number % len(run.program.optimizable)]
            batches = [run.sample(run.train, self.batch, "batch", number + 1, place) for place in range(self.width)]
            async with run.step([parent], [example for batch in batches for example in batch]) as step:
                if number == 0:
                    node.member = Member.of(parent, await step.evaluate([parent], run.validation))
                way = [above.member for above in node.path]

                async def branch(place: int) -> Candidate | None:
                    answers = await step.evaluate([parent], batches[place])
                    return await revised(step, parent, component, answers, way[:-1])

                edits = [branch(place) for place in range(self.width)]
                children = await tried_out(step, edits, run.validation, [member.candidate for member in way])
                node.children += [Node(child, node.path) for child in children if child.entry.score is not None]
                leads_on = node.children and self._goes_on(node, ends)
                reached = max(node.children, key=lambda child: child.reward) if leads_on else node
                path = max([*ends, reached], key=lambda end: fmean(one.reward for one in end.path)).path
                best = max(path, key=lambda one: one.reward).member
                pool = {one.candidate.id: one.entry for one in [*fittest(children), *way, best]}
                reason = "the best prompt on the path of the highest mean reward"
                step.select("uct", list(pool.values()), [best.candidate.id], reason)

        for _ in run.turns(self.iterations):
            node = root
            while node.children and not self.is_end(node):
                node = max(node.children, key=lambda child: child.uct(self.exploration))
            if not self.is_end(node):
                await expand(node)
                while node.children and self._goes_on(node, ends):
                    node = max(node.children, key=lambda child: child.reward)
                    if self._goes_on(node, ends):
                        await expand(node)
                ends.append(node)
            node.back_propagate()

    def is_end(self, node: Node) -> bool:
        """Whether nothing is expanded here: too deep, or past the least depth and below the mean of root and parent."""
        is_late = node.depth > self.min_depth
        is_poor = is_late and node.reward < (node.path[0].reward + node.path[-2].reward) / 2
        return node.depth >= self.depth_limit or is_poor

    def _goes_on(self, node: Node, ends: Sequence[Node]) -> bool:
        """Whether a search goes on here: no end, nor past the least depth and better than all that was reached."""
        before = [one.reward for end in [*ends, *node.path[-2:-1]] for one in end.path]
        return not self.is_end(node) and (node.depth <= self.min_depth or node.reward <= max(before))
