"""PromptAgent: Monte Carlo tree search over prompts that are revised by feedback on errors.

Wang et al. 2023, "PromptAgent: Strategic Planning with Language Models Enables Expert-level Prompt Optimization",
section 3, and its reference implementation (XinyuanWangCS/PromptAgent, search_algo/mcts.py); Kocsis and Szepesvári 2006
for UCT. The words are in `templates`.
"""

import math
from collections.abc import Sequence
from itertools import count
from statistics import fmean
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.domain.base import Positive
from gradcheck.domain.task import Example
from gradcheck.methods.base import MethodDescription, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.interface import RunContext
from gradcheck.methods.policies.population import Member
from gradcheck.methods.policies.tournament import Tournament
from gradcheck.methods.revising import revised


class Node:
    """A prompt in the tree, the path to it from the root, and the returns of the searches that went through it.

    The return of a search at a node is the sum of the rewards from the node to where the search ended.
    """

    def __init__(self, member: Member, above: Sequence["Node"] = ()) -> None:
        self.member = member
        self.path = (*above, self)
        self.depth = len(above)
        self.children: list[Node] = []
        self.returns: list[float] = []

    @property
    def reward(self) -> float:
        """Its mean score; 0 where there is none, as for a seed whose every rollout failed."""
        return self.member.entry.score or 0.0

    def uct(self, weight: float) -> float:
        """Mean return, or reward before any, + weight·sqrt(ln(N + 1) / max(1, n)): N the parent's visits, n its own."""
        visits, own = len(self.path[-2].returns), len(self.returns)
        value = fmean(self.returns) if own else self.reward
        return value + weight * math.sqrt(math.log(visits + 1) / max(1, own))

    def back_propagate(self) -> None:
        """Give every node of the path to this one, where a search has ended, its return."""
        total = 0.0
        for node in reversed(self.path):
            total += node.reward
            node.returns.append(total)


class PromptAgent(MethodParameters, frozen=True, kw_only=True, tag="promptagent"):
    """Iterations of selection by UCT, expansion, simulation and back-propagation over a tree of prompts.

    An expansion has `width` branches: each draws `batch` examples, asks for feedback on the errors of the prompt (or on
    what works, where there is none) and for a revision that also sees the prompts on the way from the root. All
    children are scored on validation. The simulation goes on from the best child until `depth_limit`, or past
    `min_depth` until a prompt that is worse than root and parent on average or better than all before. The result is
    the best prompt on the path of the highest mean reward. One expansion is one step of the record.
    """

    about: ClassVar[MethodDescription] = MethodDescription(
        summary="tree search: each expansion revises a prompt along several batches of errors",
        paper="Wang et al. 2023, arXiv 2310.16427",
        reference="XinyuanWangCS/PromptAgent, search_algo/mcts.py",
        defaults="the example configuration of the reference",
        interception="full",
        points=("the feedback on a branch's errors, before the revision",),
        deviations=(
            "rewards come from the validation split",
            "an answer without its tags is rejected and counted; a prompt left without children may be expanded again",
            "an iteration that ends without an expansion adds no path to choose from",
            "of several optimizable components each expansion works on the next one in turn",
        ),
    )
    costs: ClassVar[Costs] = Costs(
        terms={
            "drawn": "min(batch, train)",
            "branch": "drawn * (per_item + per_verdict) + 2 + validation * per_item",
            "expansions": "depth_limit + (iterations - 1) * max(depth_limit - 1, 1)",
        },
        first="width * branch",
        step="width * branch",
        steps="expansions",
        rounds="4 + per_verdict",
    )

    iterations: Annotated[Positive, Meta(description="Searches from the root.")] = 10
    width: Annotated[Positive, Meta(description="Branches of an expansion.")] = 3
    depth_limit: Annotated[Positive, Meta(description="The deepest a prompt can be in the tree.")] = 5
    min_depth: Annotated[int, Meta(ge=0, description="The depth from which on a search may end early.")] = 2
    exploration: Annotated[float, Meta(ge=0, description="The weight of exploration in UCT.")] = 2.5
    batch: Annotated[Positive, Meta(description="Train examples of a branch.")] = 5

    async def optimize(self, run: RunContext) -> None:
        """Searches from the root: selection, expansion, simulation, back-propagation."""
        root = Node(Member.of(run.seed, []))
        ends: list[Node] = []
        numbers = count(1)
        for _ in run.turns(self.iterations):
            node = root
            while node.children and not self.is_end(node):
                node = max(node.children, key=lambda child: child.uct(self.exploration))
            if not self.is_end(node):
                await self._expand(run, next(numbers), node, ends)
                while node.children and self._goes_on(node, ends):
                    node = max(node.children, key=lambda child: child.reward)
                    if self._goes_on(node, ends):
                        await self._expand(run, next(numbers), node, ends)
                ends.append(node)
            node.back_propagate()

    async def _expand(self, run: RunContext, number: int, node: Node, ends: Sequence[Node]) -> None:
        """One step: children of a node, and the best prompt on the path of the highest mean reward so far."""
        component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
        parent, earlier = node.member.candidate, [above.member for above in node.path[:-1]]
        batches = [run.sample(run.train, self.batch, "batch", number, place) for place in range(self.width)]
        shown = {example.id: example for batch in batches for example in batch}
        async with run.step([parent], list(shown.values())) as step:
            tournament = Tournament.on_all(step, run.validation)
            tournament.enter([run.seed] if number == 1 else [])

            async def branch(batch: Sequence[Example]) -> None:
                answers = await step.evaluate([parent], batch)
                child = await revised(step, parent, component, answers, earlier)
                tournament.enter(await step.distinct([child], [above.member.candidate for above in node.path]))

            await step.each(batches, branch)
            entries = {entry.candidate: entry for entry in await tournament.rank()}
            for candidate in tournament.pool:
                member = Member(candidate=candidate, entry=entries[candidate.id])
                if candidate is run.seed:
                    node.member = member
                elif member.entry.score is not None:
                    node.children.append(Node(member, node.path))
            leads_on = node.children and self._goes_on(node, ends)
            reached = max(node.children, key=lambda child: child.reward) if leads_on else node
            path = max([*ends, reached], key=lambda end: fmean(one.reward for one in end.path)).path
            best = max(path, key=lambda one: one.reward).member.entry
            entries |= {one.candidate: one for one in [*(above.member.entry for above in node.path), best]}
            reason = "the best prompt on the path of the highest mean reward"
            step.select("uct", list(entries.values()), [best.candidate], reason)

    def is_end(self, node: Node) -> bool:
        """Whether nothing is expanded here: too deep, or past the least depth and below the mean of root and parent."""
        if node.depth <= self.min_depth or node.depth >= self.depth_limit:
            return node.depth >= self.depth_limit
        return node.reward < (node.path[0].reward + node.path[-2].reward) / 2

    def _goes_on(self, node: Node, ends: Sequence[Node]) -> bool:
        """Whether a search goes on here: no end, nor past the least depth and better than all that was reached."""
        before = [one.reward for end in [*ends, *node.path[-2:-1]] for one in end.path]
        return not self.is_end(node) and (node.depth <= self.min_depth or node.reward <= max(before))
