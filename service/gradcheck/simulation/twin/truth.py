"""What is true in a simulated world: a prompt's score, and what edits of it score by what the editor was told.

Expectations over items and answers are exact; over an editor's choices they are means of many draws of the mechanism
that also answers requests.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from msgspec import structs

from gradcheck.domain.base import Value
from gradcheck.domain.call import ModelRequest
from gradcheck.domain.seeds import stream
from gradcheck.simulation.provider.replies import demos_of, success
from gradcheck.simulation.provider.requests import TaskAsked, read_request
from gradcheck.simulation.twin.simulate import draw_edits
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.catalogue import ATOMS, IS_HINT, IS_POLISH, Bools, own_hints
from gradcheck.simulation.worlds.editor import edit
from gradcheck.simulation.worlds.expected_accuracy import expected_scores
from gradcheck.simulation.worlds.items import find_item
from gradcheck.simulation.worlds.prompts import read_advice, read_prompt
from gradcheck.simulation.worlds.response import NO_DEMOS, Demos, text_prompt
from gradcheck.simulation.worlds.tasks import seed_prompt
from gradcheck.simulation.worlds.world import World

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


def true_score(world: World, prompt: str, items: Iterable[str] | None = None, demos: Demos = NO_DEMOS) -> float:
    """A prompt's expected accuracy on these items, given by their texts, or on all items of the world.

    Before drift, and by exact comparison with the label.
    """
    if items is None:
        state, response = read_prompt(prompt), text_prompt(world, prompt, demos)
        return float(expected_scores(world, state.present[None], state.free, response.effect)[0])
    numbers = [named.number for named in map(find_item, items) if named is not None]
    chances = [success(world, prompt, number, demos=demos) for number in numbers]
    return (1 - text_prompt(world, prompt).unparsed) * float(np.mean(chances))


def true_score_of(world: World, request: ModelRequest) -> float:
    """The expected accuracy, on all items of the world, of the prompt and the demos that a task's request holds."""
    asked = read_request(world, request)
    if not isinstance(asked, TaskAsked):
        raise TypeError("the request is no task")
    return true_score(world, asked.prompt, demos=demos_of(world, asked))


def true_effects(world: World, prompt: str, feedback: str, draws: int = DRAWS) -> Effects:
    """What edits of a prompt score by a feedback, by a placebo of its length that names nothing, and by none.

    Remembered answers are no part of it: they are worth nothing on other items.
    """
    state, advice = read_prompt(prompt), read_advice(feedback)
    size = int(advice.named.sum()) + len(advice.memos) + advice.vague
    by_arm = _effects(world, state.present, state.free, advice.named, (advice.vague, size), draws)
    return structs.replace(by_arm, parent=true_score(world, prompt))


def true_effects_of(world: World, named: Bools, draws: int = DRAWS) -> list[Effects]:
    """The same for feedbacks that name atoms, shape (feedbacks, atoms), about the world's first prompt.

    Feedbacks that differ only in which of the hints of a topic they name are alike. `parent` is the expectation over
    prompts like the first one.
    """
    return [_effects_like(world, _like(world, row), draws) for row in named]


@lru_cache(maxsize=4096)
def _effects_like(world: World, places: tuple[int, ...], draws: int) -> Effects:
    state, named = read_prompt(seed_prompt(world)), np.zeros(ATOMS, dtype=bool)
    named[list(places)] = True
    return _effects(world, state.present, state.free, named, (0, len(places)), draws)


def _like(world: World, named: Bools) -> tuple[int, ...]:
    """The places of as many atoms of every kind as are named, the first ones of their kind."""
    hint, inverse = own_hints(world.topic), np.roll(own_hints(world.topic), IS_HINT.sum())
    kinds = (hint, IS_HINT & ~hint, inverse, np.roll(IS_HINT, IS_HINT.sum()) & ~inverse, IS_POLISH)
    counted = [atom for kind in kinds for atom in np.flatnonzero(kind)[: (named & kind).sum()]]
    rest = ~np.logical_or.reduce(kinds)
    return tuple(int(atom) for atom in [*counted, *np.flatnonzero(named & rest)])


def _effects(world: World, present: Bools, free: int, named: Bools, vague: tuple[int, int], draws: int) -> Effects:
    nothing = np.zeros(ATOMS, dtype=bool)
    arms = {"real": (named, vague[0]), "placebo": (nothing, vague[1]), "none": (nothing, 0)}
    means, errors = {}, []
    for name, (asked, unnamed) in arms.items():
        accuracy = expected_scores(world, _edited(world, present, asked, unnamed, draws), free)
        means[name] = float(accuracy.mean())
        errors.append(float(accuracy.std()) / draws**0.5)
    parent = float(expected_scores(world, present[None], free)[0])
    return Effects(parent=parent, se=max(errors), **means)


def true_arms(world: World, design: TwinDesign, draws: int = DRAWS) -> dict[str, float]:
    """The expected scores of edits under each arm of a design, over steps like its own and over everything else."""
    edits = draw_edits(world, structs.replace(design, steps=2, replicates=1, candidates=1), -(-draws // 2), 0)
    free = read_prompt(seed_prompt(world) if design.prompt is None else design.prompt).free
    means = [expected_scores(world, edits[:, index].reshape(-1, ATOMS), free).mean() for index in range(edits.shape[1])]
    return {arm: float(mean) for arm, mean in zip(design.arms, means, strict=True)}


def _edited(world: World, present: Bools, named: Bools, vague: int, draws: int) -> Bools:
    """So many edits of one prompt; the same draws for every arm."""
    shape = (draws, ATOMS)
    rng = stream(world.name, "truth")
    return edit(world, np.broadcast_to(present, shape), np.broadcast_to(named, shape), np.full(draws, vague), rng)
