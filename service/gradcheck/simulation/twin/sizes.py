"""The size of a simulated diagnostic and the scores that come of it."""

from typing import Annotated

from msgspec import Meta

from gradcheck.domain.base import Positive, Value
from gradcheck.simulation.twin.arms import ArmName
from gradcheck.simulation.worlds.catalogue import Bools
from gradcheck.simulation.worlds.items import Floats


class TwinDesign(Value, frozen=True, kw_only=True):
    """The size of a diagnostic. `errors` of a minibatch of `batch` items are shown to the critic.

    `candidates` edits a replicate are scored on `items` and on `gate` further items; the prompt before them, by default
    the world's first, is scored `repeats` times. Where arms are not `interleaved`, they are scored one after another,
    which drift can tell.
    """

    steps: Positive
    replicates: Positive
    items: Positive
    arms: tuple[ArmName, ...] = ("real", "real_again", "none", "placebo")
    candidates: Positive = 1
    gate: Annotated[int, Meta(ge=0)] = 0
    repeats: Positive = 1
    batch: Positive = 16
    errors: Positive = 4
    interleaved: bool = True
    crossed: bool = False
    prompt: str | None = None

    @property
    def edits(self) -> int:
        """The edits of a run."""
        return len(self.arms) * self.steps * self.replicates * self.candidates


class Scores(Value, frozen=True, kw_only=True):
    """Scores of many runs, right or wrong, runs along the first axis.

    `edits` and `gate`: arm, step, replicate, candidate, item. `parent` and `parent_gate`: repeat, item. `crossed`, of
    the first arm's first candidates: step, replicate, step whose minibatch is answered, item of it. `parent_crossed`:
    items of all minibatches, in the order of their steps, and `recorded` when the critic was shown them. All three are
    empty unless asked for. `named`, by step and atom, is what feedback asks for; `parent_effect` is the parent's own
    effect, in logits.
    """

    edits: Bools
    gate: Bools
    parent: Bools
    parent_gate: Bools
    crossed: Bools
    parent_crossed: Bools
    recorded: Bools
    named: Bools
    parent_effect: Floats
