"""Evidence: the items a critic is shown, with what was answered and which label it is told is right.

It owns evidence in arrays, from texts or drawn as a minibatch's errors are. It does not own what a critic makes of it.
"""

from collections.abc import Sequence

import numpy as np

from service.domain.base import Value
from service.llm.simulated.catalogue import BACK, HINTS, LABELS, SHIFT, Bools
from service.llm.simulated.items import Floats, Ints, Items, item
from service.llm.simulated.response import unparsed, wrong_label
from service.llm.simulated.world import World


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


class Shown(Value, frozen=True, kw_only=True):
    """One rollout as a text shows it: which label is `told` to be right and whether the answer is called `wrong`."""

    number: int
    answer: str
    told: str | None
    wrong: bool | None


def read_evidence(world: World, shown: Sequence[Shown]) -> Evidence:
    """Evidence from the rollouts of a text, with one axis."""
    items = [item(world, one.number) for one in shown]
    answer = [LABELS.index(one.answer) if one.answer in LABELS else -1 for one in shown]
    told = [LABELS.index(one.told) if one.told in LABELS else -1 for one in shown]
    return Evidence(
        needs=np.array([own.features[:HINTS] for own in items], dtype=bool).reshape(len(items), HINTS),
        label=np.array([own.label for own in items], dtype=np.int_),
        answer=np.array(answer, dtype=np.int_),
        told=np.array(told, dtype=np.int_),
        wrong=np.array([one.wrong is True for one in shown], dtype=bool),
        shown=np.array([one.wrong is not None for one in shown], dtype=bool),
    )


class Batch(Value, frozen=True, kw_only=True):
    """Minibatches: their items along the last axis, what a parent answered, and in `order` the errors first."""

    items: Items
    answer: Ints
    order: Ints

    def errors(self, count: int, *, mislabelled: bool = False) -> Evidence:
        """The first errors of each minibatch, with true labels or with the next ones in their place."""
        chosen = self.order[..., :count]
        label = np.take_along_axis(self.items.label, chosen, -1)
        answer = np.take_along_axis(self.answer, chosen, -1)
        features = np.take_along_axis(self.items.features, chosen[..., None], -2)
        told = (label + 1) % len(LABELS) if mislabelled else label
        return Evidence(
            needs=features[..., :HINTS] > 0,
            label=label,
            answer=answer,
            told=told,
            wrong=answer != told,
            shown=answer != label,
        )


def draw_batch(world: World, present: Bools, right: Floats, items: Items, rng: np.random.Generator) -> Batch:
    """What a prompt answers to minibatches of items; `right` is the chance of a right answer, parsable or not."""
    shape = items.label.shape
    push = np.asarray(int(present[SHIFT]) - int(present[BACK]))
    wrong = wrong_label(world, items.label, push, rng.random(shape))
    answer = np.where(rng.random(shape) < right, items.label, wrong)
    answer = np.where(rng.random(shape) < unparsed(world, present), -1, answer)
    order = np.argsort(rng.random(shape) + (answer == items.label), axis=-1)
    return Batch(items=items, answer=answer, order=order)
