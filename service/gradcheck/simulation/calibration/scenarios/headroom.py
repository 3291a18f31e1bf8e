"""Headroom on the twin: prompts written without feedback, where they do not differ and where their spread is known."""

from functools import cache

import numpy as np
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.seeds import stream
from gradcheck.simulation.calibration.limits import AtMost, Coverage, Exposed, Informational, Level, Limit, Share
from gradcheck.simulation.calibration.scenario import Columns, Portion, Scenario
from gradcheck.simulation.calibration.scenarios.shared import together
from gradcheck.simulation.twin.simulate import draw_edits, simulate
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.catalogue import ATOMS
from gradcheck.simulation.worlds.expected_accuracy import expected_scores
from gradcheck.simulation.worlds.items import Floats
from gradcheck.simulation.worlds.prompts import read_prompt
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.response import effect_sd, quantile
from gradcheck.simulation.worlds.tasks import seed_prompt
from gradcheck.simulation.worlds.world import World
from gradcheck.statistics.prompts.gain import best_gain
from gradcheck.statistics.prompts.spread import prompt_spread

ALPHA = 0.05
_CANDIDATES, _PROMPTS = 20, 6
_EDITS, _LEVELS, _BESTS = 500, 101, 4000


class Measurements(Value, frozen=True, kw_only=True):
    """Measurements of headroom in a world; calling it draws a part."""

    world: World
    items: int

    def __call__(self, part: Portion) -> Columns:
        """The columns of a part."""
        design = _design(self.items)
        drawn = simulate(self.world, design, part.runs, part.seed)
        truth = _true_scores(self.world)
        columns: Columns = {name: [] for name in _QUANTITIES}
        for run in range(part.runs):
            others = drawn.edits[run, 0, 0, :, 0].astype(np.float64)
            given = drawn.parent[run, 0].astype(np.float64)
            spread = prompt_spread(np.vstack([given, others]), seed=part.seed + run, alpha=ALPHA)
            gain = best_gain(given, others, spread, _CANDIDATES)
            low, high = spread.interval90
            best = _expected_best(self.world) - _given(self.world, float(drawn.parent_effect[run]))
            columns["reacts"].append(float(spread.p_value <= ALPHA and low > 0))
            columns["the interval covers the spread"].append(float(low <= truth.std() <= high))
            columns["the best gains more than it could at most"].append(float(best > gain.at_most))
            ahead = others.mean(axis=1).max() - given.mean()
            columns["the best beats the given by two points"].append(float(ahead > 0.02))
        return columns


_QUANTITIES = (
    "reacts",
    "the interval covers the spread",
    "the best gains more than it could at most",
    "the best beats the given by two points",
)


def _design(items: int) -> TwinDesign:
    """Edits that see no feedback, all of one step."""
    return TwinDesign(steps=1, replicates=_PROMPTS, items=items, arms=("none",))


@cache
def _true_scores(world: World) -> Floats:
    """Expected scores of prompts that are written without feedback, each as likely as the others."""
    state = read_prompt(seed_prompt(world))
    edits = draw_edits(world, replace(_design(1), replicates=_EDITS), 1, 0).reshape(-1, ATOMS)
    rows, counts = np.unique(edits, axis=0, return_counts=True)
    levels = quantile(world, (np.arange(_LEVELS) + 0.5) / _LEVELS)
    by_level = [
        [float(expected_scores(world, row[None], state.free, float(sd * level))[0]) for level in levels]
        for row, sd in zip(rows, effect_sd(world, rows), strict=True)
    ]
    return np.repeat(np.array(by_level), counts, axis=0).reshape(-1)


@cache
def _expected_best(world: World) -> float:
    """The expected score of the best of so many of them."""
    drawn = stream(world.name, "best of many").choice(_true_scores(world), size=(_BESTS, _CANDIDATES))
    return float(drawn.max(axis=1).mean())


def _given(world: World, effect: float) -> float:
    """The expected score of the given prompt with this effect of its own."""
    state = read_prompt(seed_prompt(world))
    return float(expected_scores(world, state.present[None], state.free, effect)[0])


_LUCK = replace(WORLDS["W3"], tau=0.0)
_NULL: dict[str, Limit] = {
    "reacts": Level(rate=ALPHA),
    "the best gains more than it could at most": AtMost(most=ALPHA),
    "the best beats the given by two points": Exposed(least=0.5),
}
_SPREAD: dict[str, Limit] = {
    "reacts": Informational(),
    "the interval covers the spread": Coverage(rate=0.9, most=0.95),
    "the best gains more than it could at most": AtMost(most=ALPHA),
}


def _limits(**groups: dict[str, Limit]) -> dict[str, Limit]:
    return {f"{name}: {quantity}": limit for name, group in groups.items() for quantity, limit in group.items()}


CELLS = (
    Scenario(
        name="headroom-null",
        about="prompts that do not differ, with and without luck of their own in single items",
        worlds=("W0", "W3"),
        draw=together({"W0": Measurements(world=WORLDS["W0"], items=20), "luck": Measurements(world=_LUCK, items=20)}),
        limits=_limits(W0=_NULL, luck=_NULL),
        per_thousand=100,
        part=50,
    ),
    Scenario(
        name="headroom-spread",
        about="prompts that differ by chance, on few items and on more",
        worlds=("W3",),
        draw=together(
            {"few": Measurements(world=WORLDS["W3"], items=20), "more": Measurements(world=WORLDS["W3"], items=80)}
        ),
        limits={**_limits(few=_SPREAD, more=_SPREAD), "more: reacts": Share(least=0.6)},
        per_thousand=100,
        part=50,
    ),
)
