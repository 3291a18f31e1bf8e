"""Evidence: the items a critic is shown, with what was answered and which label it is told is right."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gradcheck.domain.base import Value
from gradcheck.simulation.worlds.catalogue import BACK, HINTS, LABELS, SHIFT, Bools
from gradcheck.simulation.worlds.items import Floats, Ints, Items, item
from gradcheck.simulation.worlds.response import unparsed, wrong_label
from gradcheck.simulation.worlds.world import World

Labels = Literal["true", "wrong", "half_wrong", "permuted", "none"]


class Evidence(Value, frozen=True, kw_only=True):
    """Shown items along the last axis but one of `needs` and the last of all others.

    `answer` is -1 where it could not be parsed. The critic is told whether it is `wrong`, and in `told` which label is
    right, -1 for none. `shown` is false where there is no item, or where it is told neither.
    """

    needs: Bools
    label: Ints
    answer: Ints
    told: Ints
    wrong: Bools
    shown: Bools

    def repeated(self, replicates: int) -> "Evidence":
        """The same for several replicates: one axis more, before that of the items."""

        def several(values: NDArray[Any], axis: int = -2) -> NDArray[Any]:
            return np.repeat(np.expand_dims(values, axis), replicates, axis=axis)

        return Evidence(
            needs=several(self.needs, -3),
            label=several(self.label),
            answer=several(self.answer),
            told=several(self.told),
            wrong=several(self.wrong),
            shown=several(self.shown),
        )


class Shown(Value, frozen=True, kw_only=True):
    """One rollout as a text shows it: which label is `told` to be right and whether the answer is called `wrong`."""

    number: int
    answer: str
    told: str | None
    wrong: bool | None


def read_evidence(world: World, shown: Sequence[Shown]) -> Evidence:
    """Evidence from the rollouts of a text, with one axis."""
    items = [item(world, rollout.number) for rollout in shown]
    answer = [LABELS.index(rollout.answer) if rollout.answer in LABELS else -1 for rollout in shown]
    told = [LABELS.index(rollout.told) if rollout.told in LABELS else -1 for rollout in shown]
    return Evidence(
        needs=np.array([known.features[:HINTS] for known in items], dtype=bool).reshape(len(items), HINTS),
        label=np.array([known.label for known in items], dtype=np.int_),
        answer=np.array(answer, dtype=np.int_),
        told=np.array(told, dtype=np.int_),
        wrong=np.array([rollout.wrong is True for rollout in shown], dtype=bool),
        shown=np.array([rollout.wrong is not None for rollout in shown], dtype=bool),
    )


class Batch(Value, frozen=True, kw_only=True):
    """Minibatches: their items along the last axis, what a parent answered, and in `order` the errors first."""

    items: Items
    answer: Ints
    order: Ints

    def errors(self, count: int, labels: Labels = "true") -> Evidence:
        """The first errors of each minibatch, judged by these labels."""
        chosen = self.order[..., :count]
        label = np.take_along_axis(self.items.label, chosen, -1)
        answer = np.take_along_axis(self.answer, chosen, -1)
        features = np.take_along_axis(self.items.features, chosen[..., None], -2)
        shown = answer != label
        told = _told(label, shown, labels)
        return Evidence(
            needs=features[..., :HINTS] > 0,
            label=label,
            answer=answer,
            told=told,
            wrong=answer != told,
            shown=np.zeros_like(shown) if labels == "none" else shown,
        )


def _told(label: Ints, shown: Bools, labels: Labels) -> Ints:
    """What is said to be right: the next label of all or half of what is shown, or the label of the next one shown."""
    rank, size = np.arange(label.shape[-1]), shown.sum(-1, keepdims=True)  # what is shown comes first
    following = (label + 1) % len(LABELS)
    match labels:
        case "true" | "none":
            return label
        case "wrong":
            return following
        case "half_wrong":
            return np.where(rank < (size + 1) // 2, following, label)
        case "permuted":
            return np.take_along_axis(label, np.where(rank < size, (rank + 1) % np.maximum(size, 1), rank), -1)


def draw_batch(world: World, present: Bools, right: Floats, items: Items, rng: np.random.Generator) -> Batch:
    """What a prompt answers to minibatches of items; `right` is the chance of a right answer, parsable or not."""
    answer = answers(world, present, right, items.label, rng)
    order = np.argsort(rng.random(answer.shape) + (answer == items.label), axis=-1)
    return Batch(items=items, answer=answer, order=order)


def answers(world: World, present: Bools, right: Floats, label: Ints, rng: np.random.Generator) -> Ints:
    """What is said to items of these labels, -1 where it cannot be parsed; prompts have all axes but that of items."""
    push = present[..., SHIFT, None].astype(np.int_) - present[..., BACK, None]
    wrong = wrong_label(world, label, push, rng.random(label.shape))
    said = np.where(rng.random(label.shape) < right, label, wrong)
    return np.asarray(np.where(rng.random(label.shape) < unparsed(world, present)[..., None], -1, said))
