"""The parts of a step's gain where they are known: intervals cover them, estimates meet them, and they add up.

W1 with a first prompt that has no luck of its own, so that one truth holds of all runs, for steps like theirs. What a
random candidate scores is exact but for the draws of `truth.true_arms`; what the gate's choice adds is the mean of many
draws of four candidates, chosen here and not by the service.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from gradcheck.simulation.calibration.figure_readers import figure_covers, figure_error, gap
from gradcheck.simulation.calibration.limits import Bias, Coverage, Limit, Never
from gradcheck.simulation.calibration.readers import Truth, covers, error, of_parent
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import steady
from gradcheck.simulation.calibration.suite import Reader, Suite
from gradcheck.simulation.twin.arms import ArmName
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.twin.truth import true_arms
from gradcheck.simulation.worlds.catalogue import Bools
from gradcheck.simulation.worlds.registry import WORLDS

_WORLD = steady(WORLDS["W1"])
_ARMS: tuple[ArmName, ...] = ("real", "none", "placebo")
_PARTS = ("generic", "form", "content", "selection")
_OPTIMISM = "optimism of the gate"
_GATE, _CHOICES, _DRAWS = 50, 30_000, 40_000


def chosen(candidates: Bools, gate: Bools, before: Bools, before_gate: Bools) -> NDArray[np.float64]:
    """What the gate's choice scores: the best candidate by its mean, the prompt before where that one is worse.

    Candidates have shape (..., candidates, items), the prompt before (..., items); of candidates that tie any is as
    good.
    """
    means, least = gate.mean(-1), before_gate.mean(-1)
    best = means >= means.max(-1, keepdims=True)
    among = (candidates.mean(-1) * best).sum(-1) / best.sum(-1)
    return np.asarray(np.where(means.max(-1) >= least, among, before.mean(-1)), dtype=np.float64)


@cache
def _truth() -> dict[str, float]:
    """Every part, their sum without what the prompt before is worth, and the gate's optimism."""
    design = TwinDesign(steps=1, replicates=1, items=50, gate=_GATE, candidates=4, arms=_ARMS)
    scores = simulate(_WORLD, design, _CHOICES, 0)
    arms = scores.edits[:, :, 0, 0], scores.gate[:, :, 0, 0]
    picked = chosen(*arms, scores.parent[:, :1], scores.parent_gate[:, :1])
    gains = dict(zip(_ARMS, (picked - arms[0].mean((-1, -2))).mean(0).tolist(), strict=True))
    means = true_arms(_WORLD, design, _DRAWS)
    parts = {
        "form": means["placebo"] - means["none"] + (gains["placebo"] - gains["none"]) / 2,
        "content": means["real"] - means["placebo"] + (gains["real"] - gains["placebo"]) / 2,
        "selection": (gains["none"] + gains["real"]) / 2,
    }
    seen = chosen(arms[1], arms[1], scores.parent_gate[:, :1], scores.parent_gate[:, :1])[:, 0].mean()
    optimism = float(seen) - float(picked[:, 0].mean())
    return {**parts, "total": means["real"] + gains["real"] - means["none"], _OPTIMISM: optimism}


def _true(part: str) -> Truth:
    """A part's truth; the prompt before is like rewriting without feedback, but for what polish and luck it has."""
    generic = of_parent("none")
    match part:
        case "generic":
            return generic
        case "total":
            return lambda judged: _truth()["total"] + generic(judged)
        case _:
            return lambda _: _truth()[part]


def _cell() -> Scenario:
    readers: dict[str, Reader] = {}
    limits: dict[str, Limit] = {}
    for part in (*_PARTS, "total", _OPTIMISM):
        readers[f"{part}, coverage"] = figure_covers("decomposition", part, _true(part))
        readers[f"{part}, bias"] = figure_error("decomposition", part, _true(part))
        most = 0.985 if part == "form" else 0.97  # arms that are alike: the interval is of the larger variance
        limits |= {f"{part}, coverage": Coverage(most=most), f"{part}, bias": Bias()}
    fresh = of_parent("real")
    readers |= {
        "descent, coverage": covers("descent", "real - before", fresh),
        "descent, bias": error("descent", "real - before", fresh),
        "parts and total differ": gap("decomposition", _PARTS, "total"),
    }
    limits |= {"descent, coverage": Coverage(), "descent, bias": Bias(), "parts and total differ": Never()}
    design = TwinDesign(steps=20, replicates=4, items=100, gate=_GATE, arms=_ARMS, repeats=2)
    suite = Suite(
        world=_WORLD,
        design=design,
        tests=("descent", "decomposition"),
        readers=readers,
        changes={"scope": "method"},
    )
    about = "the parts of a gain: intervals cover the truth, estimates meet it, they add up"
    return Scenario(name="parts", about=about, worlds=("W1",), draw=suite, limits=limits, per_thousand=500)


CELLS = (_cell(),)
