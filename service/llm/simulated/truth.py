"""What is true in a simulated world: a prompt's score, and what edits of it score by what the editor was told.

Expectations over items and answers are exact; over an editor's choices they are means of many draws of the mechanism
that also answers requests. It owns the estimands a diagnostic can be checked against, not the mechanisms.
"""

from collections.abc import Iterable

import numpy as np

from service.domain.base import Value
from service.domain.seeds import stream
from service.llm.simulated.catalogue import ATOMS, Bools
from service.llm.simulated.editor import edit
from service.llm.simulated.items import find_item
from service.llm.simulated.population import expected_scores
from service.llm.simulated.prompts import read_advice, read_prompt
from service.llm.simulated.replies import success
from service.llm.simulated.response import text_prompt
from service.llm.simulated.world import World

DRAWS = 100_000


class Effects(Value, frozen=True, kw_only=True):
    """The expected scores of a prompt and of its edits under each arm; `se` is the largest error of these means."""

    parent: float
    real: float
    placebo: float
    none: float
    se: float

    @property
    def content(self) -> float:
        """What the feedback's content is worth: real minus placebo."""
        return self.real - self.placebo

    @property
    def generic(self) -> float:
        """What rewriting without feedback is worth."""
        return self.none - self.parent


def true_score(world: World, prompt: str, items: Iterable[str] | None = None) -> float:
    """A prompt's expected accuracy on these items, given by their texts, or on all items of the world.

    Before drift, and by exact comparison with the label.
    """
    if items is None:
        state = read_prompt(prompt)
        return float(expected_scores(world, state.present[None], state.free, text_prompt(world, prompt).effect)[0])
    found = [named.number for named in map(find_item, items) if named is not None]
    chances = [success(world, prompt, number) for number in found]
    return (1 - text_prompt(world, prompt).unparsed) * float(np.mean(chances))


def true_effects(world: World, prompt: str, feedback: str, draws: int = DRAWS) -> Effects:
    """What edits of a prompt score by a feedback, by a placebo of its length that names nothing, and by none.

    Remembered answers are no part of it: they are worth nothing on other items.
    """
    state, advice = read_prompt(prompt), read_advice(feedback)
    size = int(advice.named.sum()) + len(advice.memos) + advice.vague
    nothing = np.zeros(ATOMS, dtype=bool)
    arms = {"real": (advice.named, advice.vague), "placebo": (nothing, size), "none": (nothing, 0)}
    means, errors = {}, []
    for name, (named, vague) in arms.items():
        scores = _edited(world, state.present, named, vague, draws)
        found = expected_scores(world, scores, state.free)
        means[name] = float(found.mean())
        errors.append(float(found.std()) / draws**0.5)
    return Effects(parent=true_score(world, prompt), se=max(errors), **means)


def _edited(world: World, present: Bools, named: Bools, vague: int, draws: int) -> Bools:
    """So many edits of one prompt; the same draws for every arm."""
    shape = (draws, ATOMS)
    rng = stream(world.name, "truth")
    return edit(world, np.broadcast_to(present, shape), np.broadcast_to(named, shape), np.full(draws, vague), rng)
