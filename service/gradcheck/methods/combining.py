"""MIPROv2's search over combinations of instructions and sets of demos, some of them tried on part of the items only.

It owns the combinations and how they stand. It does not own how instructions and sets are made, nor which combination
is worth a trial (`statistics/surrogate.py`).
"""

import math
from collections.abc import Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.demo_sets import DemoSet
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.policy import Observed
from gradcheck.methods.rollouts import mean_score
from gradcheck.statistics.search.surrogate import Choice, Surrogate


class Combinations(Observed):
    """What there is to combine, and what was seen of each combination.

    Its variables are the text of each component and the set of demos of each module; the first option of each is what
    the prompt as it was given has.
    """

    def __init__(
        self, run: RunContext, edits: Sequence[Candidate], sets: Sequence[DemoSet], items: Sequence[Example]
    ) -> None:
        """`edits` are of one component each; options that are there already are left out. `items` are all there are."""
        super().__init__([run.seed])
        self._seed, self._items = run.seed, items
        self._texts = {
            name: [run.seed, *(edit for edit in edits if edit.components[name] != run.seed.components[name])]
            for name in run.program.optimizable
        }
        self._demos = []
        for module in run.program.modules:
            own = [tuple(demo for demo in whole if demo.module == module.name) for whole in sets]
            different = {tuple((demo.example, demo.output) for demo in option): option for option in [(), *own]}
            self._demos.append(list(different.values()))
        options = [*map(len, self._texts.values()), *map(len, self._demos)]
        self.is_one = math.prod(options) == 1
        self._surrogate = Surrogate(options, run.rng("surrogate"))
        self._made: dict[Choice, Candidate] = {(0,) * len(options): run.seed}

    async def try_some(self, step: StepContext, batches: Sequence[Sequence[Example]]) -> None:
        """A trial on each of the batches, all at once, of what the surrogate asks for; it is told what came of them."""
        tried = [self._candidate(step, choice) for choice in self._surrogate.ask(len(batches))]
        asked = [step.evaluate([one], batch) for one, batch in zip(tried, batches, strict=True)]
        scores = []
        for candidate, batch, answers in zip(tried, batches, asked, strict=True):
            rollouts = await answers
            self.add([candidate], batch, rollouts)
            scores.append(mean_score(candidate, rollouts) if len(rollouts) == len(batch) else None)
        self._surrogate.tell(scores)

    def score(self, candidate: Candidate, rollouts: Sequence[Rollout]) -> None:
        """Take what came of a combination on all items; the surrogate is told, if all of it came."""
        self.add([candidate], self._items, rollouts)
        score = mean_score(candidate, rollouts)
        if len(rollouts) == len(self._items) and score is not None:
            choices = {made.id: choice for choice, made in self._made.items()}
            self._surrogate.note(choices[candidate.id], score)

    async def score_best(self, step: StepContext) -> None:
        """Score on all items the best of those that have not been, by what was seen of them."""
        _, partly = self._standings()
        for entry in partly[:1]:
            if entry.score is not None:
                candidate = self.candidates[entry.candidate]
                self.score(candidate, await step.evaluate([candidate], self._items))

    def select(self, step: StepContext) -> None:
        """Note the pool and the best of those that were scored on all items."""
        whole, partly = self._standings()
        best = whole[0].candidate if whole else self._seed.id
        reason = f"the best of {len(whole)} combinations that were scored on all {len(self._items)} items"
        step.select("surrogate", [*whole, *partly], [best], reason)

    def _standings(self) -> tuple[list[PoolEntry], list[PoolEntry]]:
        """Those that were scored on all items and those that were not, each the best first."""
        entries = [self.entry(name) for name in self.candidates]
        entries.sort(key=lambda entry: -math.inf if entry.score is None else entry.score, reverse=True)
        whole = [e for e in entries if e.score is not None and len(self.items(e.candidate)) == len(self._items)]
        return whole, [entry for entry in entries if entry not in whole]

    def _candidate(self, step: StepContext, choice: Choice) -> Candidate:
        """The combination of a choice; the same choice is the same candidate."""
        if choice not in self._made:
            edits = {name: self._texts[name][place] for name, place in zip(self._texts, choice, strict=False)}
            sets = zip(self._demos, choice[len(edits) :], strict=True)
            self._made[choice] = step.compose(
                "combination",
                [self._seed, *(edit for edit in edits.values() if edit is not self._seed)],
                components={name: edit.components[name] for name, edit in edits.items()},
                demos=[demo for own, place in sets for demo in own[place]],
            )
        return self._made[choice]
