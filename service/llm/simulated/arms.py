"""What editors of the twin are told, arm by arm, from the feedback of every step. It owns what an arm's name means."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from service.domain.base import Value
from service.llm.simulated import critic
from service.llm.simulated.catalogue import OPPOSITE, Bools
from service.llm.simulated.evidence import Batch
from service.llm.simulated.items import Ints
from service.llm.simulated.world import World

ArmName = Literal[
    "real",  # the step's feedback
    "real_again",  # the same
    "none",  # nothing
    "placebo",  # as long as the real one, naming nothing
    "swapped",  # feedback on another minibatch at the same prompt
    "stale",  # another step's feedback, no step its own
    "inverted",  # the opposite of all it asks for
    "wrong_labels",  # the critic was shown the same errors with wrong labels
    "first_half",  # a random half of what it asks for
    "second_half",  # the other half
]


class Told(Value, frozen=True, kw_only=True):
    """What the editors of one arm are told, by run and step."""

    named: Bools
    vague: Ints


class Heard(Value, frozen=True, kw_only=True):
    """The minibatches of all steps, the critic's feedback on them, and that on others."""

    batch: Batch
    other: Batch
    asked: critic.Asked

    @property
    def size(self) -> Ints:
        """How many things each feedback asks for."""
        return np.asarray(self.asked.named.sum(-1) + self.asked.remembered.sum(-1))


def told(
    world: World, arms: Sequence[ArmName], present: Bools, heard: Heard, errors: int, rng: np.random.Generator
) -> Told:
    """All arms in one, with an axis for them behind that of the runs."""
    halves = _halves(heard.asked.named, rng)
    each = [_told(world, arm, present, heard, errors, halves, rng) for arm in arms]
    return Told(
        named=np.stack([one.named for one in each], axis=1), vague=np.stack([one.vague for one in each], axis=1)
    )


def _told(
    world: World,
    arm: ArmName,
    present: Bools,
    heard: Heard,
    errors: int,
    halves: tuple[Bools, Bools],
    rng: np.random.Generator,
) -> Told:
    named, vague = heard.asked.named, np.zeros_like(heard.size)
    match arm:
        case "real" | "real_again":
            pass
        case "none":
            named = np.zeros_like(named)
        case "placebo":
            named, vague = np.zeros_like(named), heard.size
        case "swapped":
            named = critic.ask(world, present, heard.other.errors(errors), rng).named
        case "stale":
            named = np.roll(named, 1, axis=1)
        case "inverted":
            named = named[..., OPPOSITE]
        case "wrong_labels":
            named = critic.ask(world, present, heard.batch.errors(errors, mislabelled=True), rng).named
        case "first_half":
            named = halves[0]
        case "second_half":
            named = halves[1]
    return Told(named=named, vague=vague)


def _halves(named: Bools, rng: np.random.Generator) -> tuple[Bools, Bools]:
    """Two random halves of what is named; the first has the odd one."""
    keys = np.where(named, rng.random(named.shape), 2.0)
    rank = keys.argsort(-1).argsort(-1)
    first = named & (rank < (named.sum(-1, keepdims=True) + 1) // 2)
    return first, named & ~first
