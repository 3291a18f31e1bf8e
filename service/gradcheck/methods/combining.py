"""A search over combinations of instructions and sets of demos, some of them tried on part of the items only.

It owns the combinations, their candidates and how they stand. It does not own how instructions and sets are made, nor
which combination is worth a trial (`policies/surrogate.py`).
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from gradcheck.concurrency import all_of
from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import PoolEntry
from gradcheck.domain.task import Example, Rollout
from gradcheck.methods.demo_sets import DemoSet
from gradcheck.methods.policies.policy import draw_items
from gradcheck.methods.policies.surrogate import Choice, Surrogate
from gradcheck.methods.view import RunView, StepView, mean_entry


class Space(Value, frozen=True, kw_only=True):
    """What there is to choose from: candidates with a text of each component, sets of demos of each module.

    The first option of everything is what the prompt as it was given has.
    """

    texts: dict[str, tuple[Candidate, ...]]
    demos: dict[str, tuple[DemoSet, ...]]

    @classmethod
    def of(cls, run: RunView, edits: Sequence[Candidate], sets: Sequence[DemoSet]) -> "Space":
        """The space of edits of the prompt, each of one component, and of sets; what is there already is left out."""
        texts = {
            name: (run.seed, *(edit for edit in edits if edit.components[name] != run.seed.components[name]))
            for name in run.program.optimizable
        }
        demos = {}
        for module in run.program.modules:
            own = (tuple(demo for demo in whole if demo.module == module.name) for whole in sets)
            demos[module.name] = tuple({_content(option): option for option in ((), *own)}.values())
        return cls(texts=texts, demos=demos)

    @property
    def options(self) -> tuple[int, ...]:
        """How many options each variable has: the components', then the modules'."""
        return tuple(map(len, (*self.texts.values(), *self.demos.values())))


class Combinations:
    """Trials of combinations; after each block the most promising one is scored on all items.

    Without a `minibatch` every trial is on all items.
    """

    def __init__(self, run: RunView, items: Sequence[Example], minibatch: int | None) -> None:
        self._run, self._items, self._minibatch = run, items, minibatch
        self._tried = 0
        self._seen: defaultdict[Choice, list[Rollout]] = defaultdict(list)
        self._whole: dict[Choice, PoolEntry] = {}
        self._made: dict[Choice, Candidate] = {}

    def open(self, space: Space, known: Sequence[Rollout]) -> None:
        """Begin; the rollouts of the prompt as it was given on all items are known."""
        self._space = space
        self._surrogate = Surrogate(space.options, self._run.rng("surrogate"))
        first = (0,) * len(space.options)
        self._made[first] = self._run.seed
        self._score(first, known)

    @property
    def settled(self) -> bool:
        """Whether there is nothing to search: one combination in all."""
        return math.prod(self._space.options) == 1

    async def wave(self, step: StepView, count: int) -> None:
        """So many trials at once."""
        if self.settled:
            return
        choices = self._surrogate.ask(count)
        tried = [self._candidate(step, choice) for choice in choices]
        batches = [self._batch(self._tried + place) for place in range(count)]
        numbers = range(self._tried, self._tried + count)
        async with step.overlap():
            found = await all_of(
                step.evaluate([candidate], batch, f"trial.{number}")
                for candidate, batch, number in zip(tried, batches, numbers, strict=True)
            )
        self._tried += count
        scores = []
        for choice, batch, rollouts in zip(choices, batches, found, strict=True):
            complete = len(rollouts) == len(batch)
            scores.append(mean_entry(self._made[choice], rollouts).score if complete else None)
            self._seen[choice] += rollouts
            if self._minibatch is None and complete:
                self._whole[choice] = mean_entry(self._made[choice], rollouts)
        self._surrogate.tell(scores)

    async def settle(self, step: StepView) -> None:
        """Score the best of those that have not been scored on all items, and select the best of those that have."""
        open_ = [entry for choice, entry in self._standing() if choice not in self._whole and entry.score is not None]
        if self._minibatch is not None and open_:
            best = max(open_, key=lambda entry: entry.score or 0.0).candidate
            choice = next(choice for choice, candidate in self._made.items() if candidate.id == best)
            self._score(choice, await step.evaluate([self._made[choice]], self._items, "whole"))
        whole = [entry for entry in _ranked(self._whole.values()) if entry.score is not None]
        rest = [entry for choice, entry in self._standing() if choice not in self._whole]
        best = whole[0].candidate if whole else self._run.seed.id
        reason = f"the best of {len(whole)} combinations that were scored on all {len(self._items)} items"
        step.select("surrogate", [*whole, *_ranked(rest)] or [mean_entry(self._run.seed, [])], [best], reason)

    def _candidate(self, step: StepView, choice: Choice) -> Candidate:
        """The combination of a choice; the same choice is the same candidate."""
        if choice not in self._made:
            texts, sets = self._space.texts, list(self._space.demos.values())
            chosen = dict(zip(texts, choice, strict=False))
            edits = {name: texts[name][place] for name, place in chosen.items()}
            self._made[choice] = step.compose(
                choice,
                "combination",
                [self._run.seed, *(edits[name] for name, place in chosen.items() if place)],
                components={name: edit.components[name] for name, edit in edits.items()},
                demos=[demo for own, place in zip(sets, choice[len(texts) :], strict=True) for demo in own[place]],
            )
        return self._made[choice]

    def _batch(self, trial: int) -> tuple[Example, ...]:
        """The items of a trial."""
        if self._minibatch is None:
            return tuple(self._items)
        return draw_items(self._items, self._minibatch, self._run.rng("minibatch", trial))

    def _score(self, choice: Choice, rollouts: Sequence[Rollout]) -> None:
        """Take what came of a combination on all items, if all of it came, and tell the surrogate."""
        entry = mean_entry(self._made[choice], rollouts)
        if len(rollouts) == len(self._items) and entry.score is not None:
            self._whole[choice] = entry
            self._surrogate.note(choice, entry.score)

    def _standing(self) -> list[tuple[Choice, PoolEntry]]:
        """Every combination that was tried, by all that was seen of it in trials."""
        return [(choice, mean_entry(self._made[choice], rollouts)) for choice, rollouts in self._seen.items()]


def _ranked(entries: Iterable[PoolEntry]) -> list[PoolEntry]:
    """Best first, those without a score last."""
    return sorted(entries, key=lambda entry: -math.inf if entry.score is None else entry.score, reverse=True)


def _content(demos: DemoSet) -> tuple[tuple[str, str], ...]:
    return tuple((demo.example, demo.output) for demo in demos)
