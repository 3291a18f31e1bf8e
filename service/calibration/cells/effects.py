"""Worlds with an effect of known size: intervals must cover it, estimates meet it, tests find and equate as promised.

It owns these cells.
"""

from functools import cache

import numpy as np

from service.calibration.cell import Cell, Columns, Part
from service.calibration.cells.shared import DELTA, core, with_effect
from service.calibration.limits import Bias, Coverage, Level, Limit, Power
from service.calibration.readers import covers, equivalent, error, of_steps_alike, of_these_steps, rejects, verdict
from service.calibration.suite import Reader, Suite
from service.llm.simulated.twin import simulate
from service.llm.simulated.world import World
from service.llm.simulated.worlds import WORLDS
from service.statistics.power import minimum_detectable_effect

_CONTRASTS = (("real", "placebo"), ("real", "none"), ("placebo", "none"), ("real", "real_again"))
_CONTENT = "real - placebo"
_FEW_STEPS, _MOST_OF_FEW = 10, 0.98
_PILOTS, _PAIRS, _NEAR = 400, 30, 0.045


def _estimates(name: str, world: World, steps: int, **changes: object) -> Cell:
    """Intervals and estimates of the contrasts of `content`.

    The variance of few steps is floored from below so often that intervals are too wide rather than too narrow: of six,
    they were measured to cover a difference of nothing in 97.7 % of runs, which is more than the 97.5 % aimed at.
    """
    truth = of_steps_alike if changes.get("scope") == "method" else of_these_steps
    readers: dict[str, Reader] = {}
    limits: dict[str, Limit] = {}
    for first, second in _CONTRASTS:
        contrast, true = f"{first} - {second}", truth(first, second)
        readers[f"{contrast}, coverage"] = covers("content", contrast, true)
        limits[f"{contrast}, coverage"] = Coverage(most=_MOST_OF_FEW if steps < _FEW_STEPS else 0.97)
        readers[f"{contrast}, bias"] = error("content", contrast, true)
        limits[f"{contrast}, bias"] = Bias()
    suite = Suite(world=world, design=core(steps, 3, 100), tests=("content",), readers=readers, changes=changes)
    about = "intervals cover the truth, estimates meet it"
    return Cell(
        name=f"estimates-{name}", about=about, worlds=(world.name,), draw=suite, limits=limits, per_thousand=500
    )


def _power() -> Cell:
    """The effect that A/A pairs of the same world promise to find."""
    readers: dict[str, Reader] = {"content finds the predicted effect": rejects("content")}

    def draw(part: Part) -> Columns:
        return Suite(world=_promised(), design=core(10, 3, 100), tests=("content",), readers=readers)(part)

    about = "an effect of the size that the noise floor predicts as detectable is found with 80 % power"
    limits: dict[str, Limit] = dict.fromkeys(readers, Power())
    return Cell(name="power", about=about, worlds=("W1",), draw=draw, limits=limits, per_thousand=500)


@cache
def _promised() -> World:
    """A world whose effect is the minimum detectable one, by the deviation of pairs in pilots of it."""
    pilots = simulate(with_effect(_NEAR), core(10, 3, 100), _PILOTS, 0).edits[..., 0, :].mean(-1)
    pairs = (pilots[:, 0] - pilots[:, 1]).reshape(_PILOTS, _PAIRS)
    return with_effect(minimum_detectable_effect(float(np.sqrt(pairs.var(axis=1, ddof=1).mean())), _PAIRS))


def _margin() -> Cell:
    """An effect of exactly delta."""
    readers: dict[str, Reader] = {
        "called equivalent": equivalent("content", _CONTENT),
        "content wrongly refuted": verdict("content", "refuted"),
    }
    limits: dict[str, Limit] = {"called equivalent": Level(), "content wrongly refuted": Level()}
    suite = Suite(world=with_effect(DELTA), design=core(10, 3, 100), tests=("content",), readers=readers)
    about = "an effect as large as the margin is seldom called equivalent"
    return Cell(name="margin", about=about, worlds=("W1",), draw=suite, limits=limits)


CELLS = (
    _estimates("run", WORLDS["W1"], 10),
    _estimates("method", WORLDS["W1"], 10, scope="method"),
    _estimates("few-steps", WORLDS["W1"], 6, scope="method"),
    _estimates("discovery", WORLDS["W12"], 10, scope="method"),
    _power(),
    _margin(),
)
