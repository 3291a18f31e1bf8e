"""A search over combinations of instructions and sets of demos, some of them tried on part of the items only.

It owns the combinations, their candidates and how they stand. It does not own how instructions and sets are made, nor
which combination is worth a trial (`policies/surrogate.py`).
"""

import math
from collections import defaultdict
from collections.abc import Sequence

from gradcheck.domain.program import Candidate
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.demo_sets import DemoSet
from gradcheck.methods.interface import RunContext, StepContext
from gradcheck.methods.policies.population import Member, fittest
from gradcheck.methods.policies.surrogate import Choice, Surrogate
from gradcheck.methods.rollouts import mean_entry


class Combinations:
    """What there is to combine, and what was seen of each combination.

    Its variables are the text of each component and the set of demos of each module; the first option of each is what
    the prompt as it was given has.
    """

    def __init__(
        self, run: RunContext, edits: Sequence[Candidate], sets: Sequence[DemoSet], items: Sequence[Example]
    ) -> None:
        """`edits` are of one component each; options that are there already are left out. `items` are all there are."""
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
        self.given: Choice = (0,) * len(options)
        self.is_one = math.prod(options) == 1
        self._surrogate = Surrogate(options, run.rng("surrogate"))
        self._made = {self.given: run.seed}
        self._seen: defaultdict[Choice, list[Rollout]] = defaultdict(list)
        self._whole: dict[Choice, Member] = {}

    def score(self, choice: Choice, rollouts: Sequence[Rollout]) -> None:
        """Take what came of a combination on all items; the surrogate is told, if all of it came."""
        member = self._member(choice, rollouts)
        if choice in self._whole and member.entry.score is not None:
            self._surrogate.note(choice, member.entry.score)

    async def try_some(self, step: StepContext, batches: Sequence[Sequence[Example]]) -> None:
        """A trial on each of the batches, all at once, of what the surrogate asks for; it is told what came of them."""
        choices = self._surrogate.ask(len(batches))
        tried = [self._candidate(step, choice) for choice in choices]
        asked = [step.evaluate([one], batch) for one, batch in zip(tried, batches, strict=True)]
        answers = [await one for one in asked]
        scores = []
        for choice, batch, rollouts in zip(choices, batches, answers, strict=True):
            self._seen[choice] += rollouts
            member = self._member(choice, rollouts)
            scores.append(member.entry.score if len(rollouts) == len(batch) else None)
        self._surrogate.tell(scores)

    async def score_best(self, step: StepContext) -> None:
        """Score on all items the best of those that have not been, by the mean of their trials."""
        for member in self._open()[:1]:
            if member.entry.score is not None:
                choices = {candidate.id: choice for choice, candidate in self._made.items()}
                self.score(choices[member.candidate.id], await step.evaluate([member.candidate], self._items))

    def select(self, step: StepContext) -> None:
        """Note the pool and the best of those that were scored on all items."""
        whole = fittest(list(self._whole.values()))
        pool = [member.entry for member in [*whole, *self._open()]] or [mean_entry(self._seed, [])]
        best = whole[0].candidate if whole else self._seed
        reason = f"the best of {len(whole)} combinations that were scored on all {len(self._items)} items"
        step.select("surrogate", pool, [best.id], reason)

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

    def _member(self, choice: Choice, rollouts: Sequence[Rollout]) -> Member:
        """A combination by these rollouts, which is remembered if they are of all items."""
        member = Member.of(self._made[choice], rollouts)
        if len(rollouts) == len(self._items) and member.entry.score is not None:
            self._whole[choice] = member
        return member

    def _open(self) -> list[Member]:
        """Those that were tried and not scored on all items, by all that was seen of them, the best first."""
        return fittest(
            [
                Member.of(self._made[choice], rollouts)
                for choice, rollouts in self._seen.items()
                if choice not in self._whole
            ]
        )
