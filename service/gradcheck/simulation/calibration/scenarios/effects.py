"""Worlds with an effect of known size: intervals cover it, estimates meet it, tests find and equate as promised."""

from functools import cache

import numpy as np

from gradcheck.simulation.calibration.limits import Bias, Coverage, Level, Limit, Power
from gradcheck.simulation.calibration.readers import (
    covers,
    equivalent,
    error,
    of_steps_alike,
    of_these_steps,
    rejects,
    verdict,
)
from gradcheck.simulation.calibration.scenario import Columns, Portion, Scenario
from gradcheck.simulation.calibration.scenarios.shared import DELTA, core, together, with_effect
from gradcheck.simulation.calibration.suite import Reader, Suite
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World
from gradcheck.statistics.edits.power import minimum_detectable_effect, power_of_each

_CONTRASTS = (("real", "placebo"), ("real", "none"), ("placebo", "none"), ("real", "real_again"))
_CONTENT = "real - placebo"
_FEW_STEPS, _MOST_OF_FEW = 10, 0.98
_ESTIMATES = "intervals cover the truth, estimates meet it"
_SHARED = 0.5  # the correlation of two differences from one arm
_PILOTS, _PAIRS, _NEAR = 400, 30, 0.045


def _estimates(world: World, steps: int, **changes: object) -> tuple[Suite, dict[str, Limit]]:
    """Intervals and estimates of the contrasts of `content`, and what must hold of them.

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
    design = core(steps, 3, 100)
    return Suite(world=world, design=design, tests=("content",), readers=readers, changes=changes), limits


def _of_the_method() -> Scenario:
    suite, limits = _estimates(WORLDS["W1"], 10, scope="method")
    return Scenario(
        name="estimates-method", about=_ESTIMATES, worlds=("W1",), draw=suite, limits=limits, per_thousand=500
    )


def _others() -> Scenario:
    """The steps of one run, fewer steps, and another world."""
    suites = {
        "this run": _estimates(WORLDS["W1"], 10),
        "few steps": _estimates(WORLDS["W1"], 6, scope="method"),
        "discovery": _estimates(WORLDS["W12"], 10, scope="method"),
    }
    return Scenario(
        name="estimates-others",
        about=_ESTIMATES,
        worlds=("W1", "W12"),
        draw=together({name: suite for name, (suite, _) in suites.items()}),
        limits={
            f"{name}: {quantity}": limit for name, (_, bounds) in suites.items() for quantity, limit in bounds.items()
        },
        per_thousand=500,
    )


def _power() -> Scenario:
    """The effect that A/A pairs of the same world promise to find with both claims, which share an arm."""
    readers: dict[str, Reader] = {"content finds the predicted effect": rejects("content")}

    def draw(part: Portion) -> Columns:
        return Suite(world=_promised(), design=core(10, 3, 100), tests=("content",), readers=readers)(part)

    about = "an effect of the size that the noise floor predicts as detectable is found with 80 % power"
    limits: dict[str, Limit] = dict.fromkeys(readers, Power())
    return Scenario(name="power", about=about, worlds=("W1",), draw=draw, limits=limits, per_thousand=500)


@cache
def _promised() -> World:
    """A world whose effect is the minimum detectable one, by the deviation of pairs in pilots of it."""
    pilots = simulate(with_effect(_NEAR), core(10, 3, 100), _PILOTS, 0).edits[..., 0, :].mean(-1)
    pairs = (pilots[:, 0] - pilots[:, 1]).reshape(_PILOTS, _PAIRS)
    sd = float(np.sqrt(pairs.var(axis=1, ddof=1).mean()))
    return with_effect(minimum_detectable_effect(sd, _PAIRS, power=power_of_each(_SHARED)))


def _margin() -> Scenario:
    """An effect of exactly delta."""
    readers: dict[str, Reader] = {
        "called equivalent": equivalent("content", _CONTENT),
        "content wrongly refuted": verdict("content", "refuted"),
    }
    limits: dict[str, Limit] = {"called equivalent": Level(), "content wrongly refuted": Level()}
    suite = Suite(world=with_effect(DELTA), design=core(10, 3, 100), tests=("content",), readers=readers)
    about = "an effect as large as the margin is seldom called equivalent"
    return Scenario(name="margin", about=about, worlds=("W1",), draw=suite, limits=limits)


CELLS = (
    _of_the_method(),
    _others(),
    _power(),
    _margin(),
)
