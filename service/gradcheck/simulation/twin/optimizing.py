"""The twin of whole runs: many optimizations of a simulated world at once, as arrays of final scores.

They go as the service's methods do: `textgrad` asks about every example of a minibatch by itself, edits by all feedback
together, and keeps the update, or the best of several if it does as well on the gate; `improve` and `rewrite` edit
without any feedback. A world carries feedback back through a program without loss, so one step and three are the same
here. Remembered answers are left out: they are worth nothing on other items.
"""

from typing import Annotated, Literal

import numpy as np
from msgspec import Meta

from gradcheck.domain.base import Positive, Value
from gradcheck.domain.seeds import digest, stream
from gradcheck.simulation.twin.answering import chances, effects, scores
from gradcheck.simulation.worlds import critic
from gradcheck.simulation.worlds.catalogue import ATOMS, HINTS, LABELS, Bools
from gradcheck.simulation.worlds.editor import edit, keep
from gradcheck.simulation.worlds.evidence import Evidence, answers
from gradcheck.simulation.worlds.items import FEATURES, Floats, Ints, Items, draw_items
from gradcheck.simulation.worlds.prompts import read_prompt
from gradcheck.simulation.worlds.tasks import seed_prompt
from gradcheck.simulation.worlds.world import World

_CELLS = 1_500_000  # of an array with one candidate; studies are cut alike for all arms, which share them


class Recipe(Value, frozen=True, kw_only=True):
    """How runs of an arm go.

    `candidates` updates a step are tried on the gate; 0 keeps the one update of every step. `labels` and `evaluation`
    are what critics are told, as in a study's arms. After every `track` steps the prompt is scored on the train items.
    `chain` makes no difference but that of other draws.
    """

    method: Literal["textgrad", "improve", "rewrite", "none"] = "textgrad"
    steps: Positive = 10
    batch: Positive = 3
    candidates: Annotated[int, Meta(ge=0)] = 0
    chain: Literal["three_stage", "one_step"] = "three_stage"
    labels: Literal["true", "wrong"] = "true"
    evaluation: Literal["scorer", "none", "binary", "smooth"] = "scorer"
    track: Annotated[int, Meta(ge=0)] = 0


class Data(Value, frozen=True, kw_only=True):
    """How many items a study has of each split; its runs share them."""

    train: Positive = 30
    gate: Positive = 50
    test: Positive = 120


class Outcomes(Value, frozen=True, kw_only=True):
    """Shares of right answers: `test`, shape (studies, trials), and `train`, shape (studies, trials, times).

    Those on train are the first prompt's and then the current one's after every so many steps.
    """

    test: Floats
    train: Floats


def optimize(world: World, recipe: Recipe, data: Data, studies: int, trials: int, seed: int) -> Outcomes:
    """So many trials of an arm in so many studies; arms of one seed share their studies' items and orders."""
    size = max(_CELLS // (trials * max(data.gate, data.test, ATOMS)), 1)
    parts = [
        _Runs(world, recipe, data, (min(size, studies - start), trials), (seed, start)).outcomes()
        for start in range(0, studies, size)
    ]
    return Outcomes(
        test=np.concatenate([part.test for part in parts]), train=np.concatenate([part.train for part in parts])
    )


class _Runs:
    """As many studies as fit into memory."""

    def __init__(self, world: World, recipe: Recipe, data: Data, shape: tuple[int, int], seed: tuple[int, int]) -> None:
        self._world, self._recipe, self._shape = world, recipe, shape
        shared = stream(world.name, "study", *seed)
        self._train, self._gate, self._test = (
            draw_items(world, (shape[0], size), shared) for size in (data.train, data.gate, data.test)
        )
        self._shared = shared
        self._rng = stream(world.name, "runs", *seed, digest(recipe))
        state = read_prompt(seed_prompt(world))
        self._free = state.free
        effect = effects(world, np.broadcast_to(state.present, (shape[0], 1, ATOMS)), shared)
        present = np.broadcast_to(state.present, (*shape, ATOMS))
        self._seed = _Prompts(present=present, effect=np.broadcast_to(effect, shape))

    def outcomes(self) -> Outcomes:
        """The scores of all runs."""
        recipe, current = self._recipe, self._seed
        gate = self._mean(current, self._gate)
        curve = [self._mean(current, self._train)] if recipe.track else []
        for number in range(recipe.steps if recipe.method != "none" else 0):
            current, gate = self._stepped(number, current, gate)
            if recipe.track and (number + 1) % recipe.track == 0:
                curve.append(self._mean(current, self._train))
        train = np.stack(curve, axis=-1) if curve else np.zeros((*self._shape, 0))
        return Outcomes(test=self._mean(current, self._test), train=train)

    def _stepped(self, number: int, current: "_Prompts", gate: Floats) -> tuple["_Prompts", Floats]:
        """The prompt after a step, and its score on the gate, which is known from when it was chosen."""
        recipe = self._recipe
        proposed = self._proposed(number, current)
        if recipe.method == "textgrad" and recipe.candidates == 0:
            return proposed.at(np.zeros(self._shape, dtype=np.int_)), gate
        scored = self._mean(proposed, self._gate)
        best = scored.argmax(-1)
        top = np.take_along_axis(scored, best[..., None], -1)[..., 0]
        better = top >= gate if recipe.method == "textgrad" else top > gate
        return proposed.at(best).where(better, current), np.where(better, top, gate)

    def _proposed(self, number: int, current: "_Prompts") -> "_Prompts":
        """The updates of a step, one axis more."""
        world, recipe, rng = self._world, self._recipe, self._rng
        shape = (*self._shape, max(recipe.candidates, 1), ATOMS)
        parent = self._seed if recipe.method == "rewrite" else current
        present = np.broadcast_to(parent.present[..., None, :], shape)
        if recipe.method == "rewrite":
            after = keep(world, present, rng)
        else:
            named = np.zeros(shape, dtype=bool)
            if recipe.method == "textgrad":
                named |= self._named(number, current)[..., None, :]
            after = edit(world, present, named, np.zeros(shape[:-1], dtype=np.int_), rng)
        return _Prompts(present=after, effect=effects(world, after, rng))

    def _named(self, number: int, current: "_Prompts") -> Bools:
        """What the feedback on a step's minibatch names, every example asked about by itself."""
        runs, size = self._shape[0] * self._shape[1], self._recipe.batch
        items, present = self._minibatch(number), current.present.reshape(runs, 1, ATOMS)
        right = chances(self._world, present, current.effect.reshape(runs, 1), self._free, items, self._rng)
        said = answers(self._world, present[:, 0], right[:, 0], items.label, self._rng)
        shown = np.broadcast_to(present, (runs, size, ATOMS))
        asked = critic.ask(self._world, shown, self._told(items, said), self._rng)
        return asked.named.any(axis=1).reshape(*self._shape, ATOMS)

    def _minibatch(self, number: int) -> Items:
        """The items of a step's minibatch, by run; every epoch goes through all train items in an order of its own."""
        size, train = self._recipe.batch, self._train.label.shape[1]
        start = number % (train // size) * size
        if start == 0:
            self._order = self._shared.random((*self._shape, train)).argsort(-1)
        study, chosen = np.arange(self._shape[0])[:, None, None], self._order[..., start : start + size]
        return Items(
            ease=self._train.ease[study, chosen].reshape(-1, size),
            label=self._train.label[study, chosen].reshape(-1, size),
            features=self._train.features[study, chosen].reshape(-1, size, FEATURES),
        )

    def _told(self, items: Items, answer: Ints) -> Evidence:
        """What critics are told of each example of a minibatch; those who are given grades are told no label."""
        recipe = self._recipe
        label = (items.label + 1) % len(LABELS) if recipe.labels == "wrong" else items.label
        graded = recipe.evaluation in {"binary", "smooth"}
        shown = np.full(answer.shape, recipe.evaluation != "none")
        return Evidence(
            needs=items.features[..., None, :HINTS] > 0,
            label=items.label[..., None],
            answer=answer[..., None],
            told=np.full_like(label, -1)[..., None] if graded else label[..., None],
            wrong=(answer != label)[..., None],
            shown=shown[..., None],
        )

    def _mean(self, prompts: "_Prompts", items: Items) -> Floats:
        """The share of items that prompts answer rightly."""
        right = scores(self._world, prompts.present, prompts.effect, self._free, items, self._rng)
        return np.asarray(right.mean(-1), dtype=np.float64)


class _Prompts(Value, frozen=True, kw_only=True, eq=False):
    """Prompts of runs: their atoms and their own effects."""

    present: Bools
    effect: Floats

    def at(self, chosen: Ints) -> "_Prompts":
        """One of the last axis."""
        present = np.take_along_axis(self.present, chosen[..., None, None], -2)[..., 0, :]
        return _Prompts(present=present, effect=np.take_along_axis(self.effect, chosen[..., None], -1)[..., 0])

    def where(self, chosen: Bools, other: "_Prompts") -> "_Prompts":
        """These where they are chosen, the others elsewhere."""
        present = np.where(chosen[..., None], self.present, other.present)
        return _Prompts(present=present, effect=np.where(chosen, self.effect, other.effect))
