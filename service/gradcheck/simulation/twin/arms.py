"""What editors of the twin are told, arm by arm, from the feedback of every step."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gradcheck.domain.base import Value
from gradcheck.simulation.worlds import critic
from gradcheck.simulation.worlds.catalogue import HINTS, IS_HINT, OPPOSITE, Bools
from gradcheck.simulation.worlds.evidence import Batch, Labels
from gradcheck.simulation.worlds.items import Ints
from gradcheck.simulation.worlds.world import World

ArmName = Literal[
    "real",  # the step's feedback
    "real_again",  # the same
    "none",  # nothing
    "scores_only",  # how many were right: a sentence that names nothing
    "placebo",  # as long as the real one, naming nothing
    "foreign",  # the same
    "task_words",  # the same: what it mentions asks for nothing
    "noise",  # the same
    "stale",  # another step's feedback, no step its own
    "swapped",  # feedback on another minibatch at the same prompt
    "redrawn",  # the critic asked again
    "wrong_labels",  # the critic was shown the same errors with wrong labels
    "half_wrong_labels",  # half of them with wrong labels
    "permuted_labels",  # with each other's labels
    "no_labels",  # and not told how they were scored
    "inverted",  # the opposite of all it asks for
    "first_quarter",  # a random quarter of what it asks for
    "first_half",  # a random half, the quarter included
    "second_half",  # the other half
    "without_1",  # all but the first thing it asks for
    "without_2",
    "without_3",
    "without_4",
    "without_5",
    "without_6",
    "paraphrase_1",  # the same in other words
    "paraphrase_2",
    "bullets",
    "reordered",
    "feedback_1",  # the critic asked again, once for all replicates
    "feedback_2",
    "feedback_3",
    "feedback_4",
    "direct",  # the critic asked again: nothing is lost on the way back through a program
    "path_ablated",  # the same: what a critic shows of the example makes up for feedback that is missing
    "permuted_credit",  # hints that are about another module's topic
]
_ASKED: dict[str, Labels] = {
    "redrawn": "true",
    "direct": "true",
    "path_ablated": "true",
    "wrong_labels": "wrong",
    "half_wrong_labels": "half_wrong",
    "permuted_labels": "permuted",
    "no_labels": "none",
}
_PARTS = {"first_quarter": (0.0, 0.25), "first_half": (0.0, 0.5), "second_half": (0.5, 1.0)}
LEFT_OUT: dict[ArmName, int] = {
    "without_1": 0,
    "without_2": 1,
    "without_3": 2,
    "without_4": 3,
    "without_5": 4,
    "without_6": 5,
}
_SHARED = frozenset({"feedback_1", "feedback_2", "feedback_3", "feedback_4"})
_BLANK = frozenset({"none", "scores_only", "placebo", "foreign", "task_words", "noise"})


class EditorInput(Value, frozen=True, kw_only=True):
    """What the editors of one arm are told, by run, step and replicate."""

    named: Bools
    vague: Ints


class Heard(Value, frozen=True, kw_only=True):
    """The minibatches of all steps, the critic's feedback on them, and that on others; `errors` are shown of each."""

    batch: Batch
    other: Batch
    asked: critic.Advised
    errors: int

    @property
    def size(self) -> Ints:
        """How many things each feedback asks for."""
        return np.asarray(self.asked.named.sum(-1) + self.asked.remembered.sum(-1))


def told(
    world: World, arms: Sequence[ArmName], present: Bools, heard: Heard, replicates: int, rng: np.random.Generator
) -> EditorInput:
    """All arms in one, with an axis for them behind that of the runs; `present` are the prompts by run and step."""
    telling = _Telling(world, present, heard, replicates, rng)
    each = [telling.arm(arm) for arm in arms]
    return EditorInput(
        named=np.stack([arm.named for arm in each], axis=1),
        vague=np.stack([arm.vague for arm in each], axis=1),
    )


class _Telling:
    """Makes arms of the same feedback: parts of it are parts of one order of what it asks for."""

    def __init__(self, world: World, present: Bools, heard: Heard, replicates: int, rng: np.random.Generator) -> None:
        self._world, self._present, self._heard, self._rng = world, present, heard, rng
        self._shape = (*heard.size.shape, replicates)
        self._named = self._repeated(heard.asked.named)
        keys = np.where(self._named, rng.random(self._named.shape, dtype=np.float32), 2.0)
        self._rank = keys.argsort(-1).argsort(-1)

    def arm(self, arm: ArmName) -> EditorInput:
        """What one arm's editors are told."""
        if arm in _BLANK:
            return EditorInput(named=np.zeros_like(self._named), vague=self._vague(arm))
        return EditorInput(named=self._names(arm), vague=np.zeros(self._shape, dtype=np.int_))

    def _names(self, arm: ArmName) -> Bools:
        """What an arm's feedback names."""
        named = self._named
        if arm in _ASKED:
            named = self._asked(self._heard.batch, _ASKED[arm])
        elif arm in _SHARED:
            evidence = self._heard.batch.errors(self._heard.errors)
            named = self._repeated(critic.ask(self._world, self._present, evidence, self._rng).named)
        elif arm in _PARTS:
            named = self._part(*_PARTS[arm])
        elif arm in LEFT_OUT:
            named = named & (named.cumsum(-1) != LEFT_OUT[arm] + 1)
        match arm:
            case "stale":
                named = np.roll(named, 1, axis=1)
            case "swapped":
                named = self._asked(self._heard.other, "true")
            case "inverted":
                named = named[..., OPPOSITE]
            case "permuted_credit":
                named = named.copy()
                named[..., IS_HINT] = np.roll(self._named[..., IS_HINT], HINTS, axis=-1)
        return named

    def _vague(self, arm: ArmName) -> Ints:
        """How much is said that names nothing, in atoms."""
        fixed = {"none": 0, "scores_only": 1}
        length = np.full_like(self._heard.size, fixed[arm]) if arm in fixed else self._heard.size
        return np.broadcast_to(length[..., None], self._shape)

    def _repeated(self, named: Bools) -> Bools:
        """The same for all replicates."""
        return np.repeat(named[..., None, :], self._shape[-1], axis=-2)

    def _asked(self, batch: Batch, labels: Labels) -> Bools:
        """The critic asked anew for every replicate."""
        evidence = batch.errors(self._heard.errors, labels)
        present = self._repeated(self._present)
        return critic.ask(self._world, present, evidence.repeated(self._shape[-1]), self._rng).named

    def _part(self, first: float, last: float) -> Bools:
        """What is named from one share to another of a random order, the odd one in the earlier part."""
        size = self._named.sum(-1, keepdims=True)
        after, until = np.ceil(first * size), np.ceil(last * size)
        return np.asarray(self._named & (self._rank >= after) & (self._rank < until))
