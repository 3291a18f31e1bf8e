"""PromptAgent: Monte Carlo tree search over prompts that are revised by feedback on errors.

Wang et al. 2023, "PromptAgent: Strategic Planning with Language Models Enables Expert-level Prompt Optimization",
section 3, and its reference implementation (XinyuanWangCS/PromptAgent, search_algo/mcts.py). It owns the order of the
stages; the tree is in `policies/tree.py`, the words are in `templates`.
"""

from collections.abc import Awaitable, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from gradcheck.concurrency import Turns, all_of
from gradcheck.domain.base import Positive
from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.asks import Tried
from gradcheck.methods.base import About, MethodParameters
from gradcheck.methods.formulas import Costs
from gradcheck.methods.policies.bandits import brute_force
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.policies.race import Race, all_at_once
from gradcheck.methods.policies.tree import Bounds, Node, back_propagate, best_path, descend, most_rewarding
from gradcheck.methods.revising import revision
from gradcheck.methods.view import RunView, StepView, mean_entry


class PromptAgent(MethodParameters, frozen=True, kw_only=True, tag="promptagent"):
    """Iterations of selection by UCT, expansion, simulation and back-propagation over a tree of prompts.

    An expansion has `width` branches: each draws `batch` examples, asks for feedback on the errors of the prompt (or on
    what works, where there is none) and for a revision that also sees the prompts on the way from the root. All
    children are scored on validation. The simulation goes on from the best child until `depth_limit`, or past
    `min_depth` until a prompt that is worse than root and parent on average or better than all before. The result is
    the best prompt on the path of the highest mean reward. One expansion is one step of the record.
    """

    about: ClassVar[About] = About(
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

    async def optimize(self, run: RunView) -> None:
        """Iterations, one after another."""
        bounds = Bounds(depth_limit=self.depth_limit, min_depth=self.min_depth)
        search = _Search(run.seed, bounds)
        for _ in run.turns(self.iterations):
            path = descend(search.root, self.exploration, bounds)
            if bounds.ends(path[-1]):
                back_propagate(path)
                continue
            await self._expand(run, search, path)
            while path[-1].children and search.goes_on(path[-1]):
                path.append(most_rewarding(path[-1].children))
                if search.goes_on(path[-1]):
                    await self._expand(run, search, path)
            back_propagate(path)
            search.finished.append(path)

    async def _expand(self, run: RunView, search: "_Search", path: Sequence[Node]) -> None:
        """One step: children of the last node of the path, and the best prompt of the best path so far."""
        search.steps += 1
        node, number = path[-1], search.steps
        component = run.program.optimizable[(number - 1) % len(run.program.optimizable)]
        batches = [draw_items(run.train, self.batch, run.rng("batch", number, n)) for n in range(self.width)]
        shown = {example.id: example for batch in batches for example in batch}
        async with run.stages([node.candidate], list(shown.values())) as step:
            race = Race(step, "selection", all_at_once(run.validation))
            async with step.overlap():
                first = race.enter([run.seed] if number == 1 else [])
                branches = self._branches(step, race, path, component, batches)
                await all_of([first, *branches])
            standing = {entry.candidate: entry for entry in await race.rank(brute_force(race.pool, run.validation))}
            search.root.entry = standing.get(run.seed.id, search.root.entry)
            for child in race.pool:
                if child.id != run.seed.id and standing[child.id].score is not None:
                    node.add(child, standing[child.id])
            best = search.best(path)
            on_path = {one.candidate.id: one.entry for one in (*path, best)}
            reason = "the best prompt on the path of the highest mean reward"
            step.select("uct", list({**standing, **on_path}.values()), [best.candidate.id], reason)

    def _branches(
        self, step: StepView, race: Race, path: Sequence[Node], component: str, batches: Sequence[Sequence[Example]]
    ) -> list[Awaitable[None]]:
        """Branches, all at once: answers, feedback, revision, validation of the child."""
        turns, node = Turns(), path[-1]
        known, way = [one.candidate for one in path], _way(node, component)

        async def branch(place: int, minibatch: Awaitable[list[Rollout]]) -> None:
            rollouts = await minibatch
            async with turns.at(place):
                revising = step.gather(revision(step, (place,), node.candidate, component, rollouts, way))
            children = await revising
            async with turns.at(self.width + place):
                trying = race.enter(step.distinct(children, [*known, *race.pool]))
            await trying

        answers = [step.evaluate([node.candidate], own, f"minibatch.{place}") for place, own in enumerate(batches)]
        return [branch(place, minibatch) for place, minibatch in enumerate(answers)]


class _Search:
    """The tree so far: its root, the paths of finished iterations, the highest reward that a path has reached."""

    def __init__(self, seed: Candidate, bounds: Bounds) -> None:
        self.root = Node(seed, mean_entry(seed, []))
        self.finished: list[Sequence[Node]] = []
        self.steps = 0
        self._bounds = bounds
        self._highest = 0.0

    def goes_on(self, node: Node) -> bool:
        """Whether the simulation goes on from a node that it has reached."""
        ended = self._succeeds(node) or self._bounds.ends(node)
        self._highest = max(self._highest, node.reward)
        return not ended

    def best(self, path: Sequence[Node]) -> Node:
        """The best node on the best of all paths, with the one under way as far as it is known to lead."""
        node = path[-1]
        leads_on = node.children and not self._succeeds(node)
        reached = [*path, most_rewarding(node.children)] if leads_on else path
        return most_rewarding(best_path([*self.finished, reached]))

    def _succeeds(self, node: Node) -> bool:
        return self._bounds.succeeds(node, max(self._highest, self.root.reward))


def _way(node: Node, component: str) -> tuple[Tried, ...]:
    """The different texts that a component had on the way from the root to its text here, oldest first."""
    texts = {one.candidate.components[component]: one for one in node.ancestors}
    texts.pop(node.candidate.components[component], None)
    return tuple(Tried(candidate=one.candidate, score=one.entry.score) for one in texts.values())
