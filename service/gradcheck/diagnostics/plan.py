"""The plan of a diagnostic: its run, what it draws, the rules it is judged by. How it is made is in `validation`."""

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from gradcheck.diagnostics.material import Audited
from gradcheck.diagnostics.request import Checkpoint, Recorded, Rules
from gradcheck.diagnostics.requirements import Requirements
from gradcheck.domain.base import Value
from gradcheck.domain.program import default_user_message
from gradcheck.domain.run import Budget
from gradcheck.domain.seeds import stream
from gradcheck.domain.task import Example
from gradcheck.engine.plan import Plan
from gradcheck.statistics.strata import balanced


class DiagnosticPlan(Value, frozen=True, kw_only=True):
    """What a diagnostic does; enough to start it again from the top.

    Every block is scored on `items_per_pair` of the items, in turn, or on all where that is null.
    `gate` are validation examples for tests that select; `audited` is what the shortcut audit reads; `context` are the
    most tokens an editor's call may have. Where classes count alike, `items` and `gate` hold as
    many of each. Without tests that draw edits `recorded` is empty.
    """

    run_id: str
    run: Plan
    rules: Rules
    untestable: dict[str, str] = msgspec.field(default_factory=dict)
    needs: Requirements = Requirements()
    audited: Audited = Audited()
    recorded: tuple[Recorded, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    items: tuple[Example, ...] = ()
    gate: tuple[Example, ...] = ()
    replicates: int
    items_per_pair: int | None = None
    masked: bool = False
    context: int | None = None
    budget: Budget

    @property
    def blocks(self) -> tuple[tuple[Recorded, int], ...]:
        """Recorded requests with their replicates, in the order in which they are drawn: steps in a drawn order."""
        order = stream(self.rules.seed, "blocks").permutation(len(self.recorded)).tolist()
        rounds = range(self.replicates if self.needs.arms else 0)
        return tuple((self.recorded[place], replicate) for replicate in rounds for place in order)

    @property
    def pair_items(self) -> int:
        """On how many items a pair is scored, as many of every class where classes count alike."""
        size = min(self.items_per_pair or len(self.items), len(self.items))
        return max(size // self.classes, 1) * self.classes if self.items else 0

    @property
    def classes(self) -> int:
        """How many classes the items are of, 1 where each item counts alike."""
        return max(len(set(self.run.classes.values())), 1)

    def scored(self, step: int, replicates: Iterable[int]) -> tuple[int, ...]:
        """The places of the items that blocks of a step are scored on, ascending: all items have their turn."""
        size, all_, each = len(self.recorded), len(self.items), self.pair_items
        if each == all_:
            return tuple(range(all_))
        position = [recorded.step for recorded in self.recorded].index(step)
        first = (position * each + replicate * size * each for replicate in replicates)
        order = _rotation(self.rules.seed, tuple(self.run.classes.get(item.id) for item in self.items))
        return tuple(sorted({order[(start + place) % all_] for start in first for place in range(each)}))

    def places(self, step: int) -> tuple[int, ...]:
        """The places of the items that any block of a step is scored on; after as many rounds as items they recur."""
        return self.scored(step, range(min(self.replicates, len(self.items))))

    @property
    def train(self) -> tuple[Example, ...]:
        """The train examples that the run's best prompts are scored on: as many of every class."""
        examples = [example for example in self.run.examples if example.split == "train"]
        kept = balanced([self.run.classes.get(example.id) for example in examples], len(examples))
        return tuple(examples[place] for place in sorted(kept))

    @property
    def minibatches(self) -> tuple[Example, ...]:
        """The examples of all chosen steps' minibatches, each once, in the order of the data."""
        chosen = {name for recorded in self.recorded for name in recorded.minibatch}
        return tuple(example for example in self.run.examples if example.id in chosen)

    @property
    def corpus(self) -> tuple[str, ...]:
        """The task's own texts, which placebos must not know: the prompt, its description, the probe's inputs."""
        inputs = (default_user_message(example.fields) for example in self.items)
        return (*self.run.components.values(), *filter(None, (self.run.description,)), *inputs)


@lru_cache(maxsize=64)
def _rotation(seed: int, classes: tuple[str | None, ...]) -> tuple[int, ...]:
    """The order in which items have their turn, their classes one after the other."""
    order = stream(seed, "rotation").permutation(len(classes)).tolist()
    return tuple(order[place] for place in balanced([classes[item] for item in order], len(classes)))
