"""Claims of equivalence where the difference is exactly delta, and where it is exactly nothing.

`additivity` in worlds whose hints share just so much strength, `paraphrase` with wordings that lose all of an effect of
delta: placebos, judged as if they were paraphrases.
"""

import numpy as np
import scipy
from msgspec.structs import replace

from gradcheck.simulation.calibration.limits import Level, Limit
from gradcheck.simulation.calibration.readers import equivalent, rejects, verdict
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import DELTA, NAMED, together, with_effect
from gradcheck.simulation.calibration.suite import Suite
from gradcheck.simulation.twin.arms import ArmName
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.catalogue import ATOMS, own
from gradcheck.simulation.worlds.expected_accuracy import expected_scores
from gradcheck.simulation.worlds.world import World

_WHOLE = 0.25  # what all of the feedback would be worth if hints shared nothing
_CLAIMS = {"additivity": "interaction", "paraphrase": "real - paraphrases"}
_HALVES: tuple[ArmName, ...] = ("none", "first_half", "second_half", "real")
_KNOWN_AS = {"placebo": "paraphrase_1", "foreign": "paraphrase_2"}


def with_interaction(interaction: float) -> World:
    """A world where every step's feedback names four hints, and two halves of it miss their sum by this."""
    world = with_effect(_WHOLE)
    states = np.zeros((3, ATOMS), dtype=bool)
    for row, named in enumerate((0, NAMED // 2, NAMED)):
        states[row, own(world.topic)][:named] = True

    def excess(shared: float) -> float:
        none, half, whole = expected_scores(replace(world, interaction=shared), states, 0)
        return float(whole - 2 * half + none) - interaction

    return replace(world, interaction=float(scipy.optimize.brentq(excess, -world.beta, world.beta / 2)))


def _halves(world: World) -> Suite:
    readers = {
        "called additive": equivalent("additivity", _CLAIMS["additivity"]),
        "refuted": verdict("additivity", "refuted"),
        "additivity rejects": rejects("additivity"),
    }
    design = TwinDesign(steps=20, replicates=2, items=200, arms=_HALVES)
    return Suite(world=world, design=design, tests=("additivity",), readers=readers)


def _cell() -> Scenario:
    worded = Suite(
        world=with_effect(DELTA),
        design=TwinDesign(steps=6, replicates=2, items=200, arms=("real", "real_again", "placebo", "foreign")),
        tests=("paraphrase",),
        readers={"called invariant": equivalent("paraphrase", _CLAIMS["paraphrase"])},
        known_as=_KNOWN_AS,
    )
    short, exact = f"halves miss their sum by {DELTA:g}", "halves add up exactly"
    limits: dict[str, Limit] = {
        f"{short}: called additive": Level(),
        f"{exact}: refuted": Level(),
        f"{exact}: additivity rejects": Level(least=0.02),
        f"wordings lose {DELTA:g}: called invariant": Level(),
    }
    return Scenario(
        name="equivalences",
        about="an effect as large as the margin is seldom called equivalent, none is seldom called one",
        worlds=("W1",),
        draw=together(
            {
                short: _halves(with_interaction(-DELTA)),
                exact: _halves(with_interaction(0.0)),
                f"wordings lose {DELTA:g}": worded,
            }
        ),
        limits=limits,
        per_thousand=500,
    )


CELLS = (_cell(),)
