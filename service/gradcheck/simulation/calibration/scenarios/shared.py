"""What scenarios share: designs, how draws are put together, and worlds whose effect is as large as one likes."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import scipy
from msgspec.structs import replace

from gradcheck.simulation.calibration.scenario import Columns, Portion
from gradcheck.simulation.twin.arms import ArmName
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.catalogue import ATOMS, own
from gradcheck.simulation.worlds.expected_accuracy import expected_scores
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World

CORE: tuple[ArmName, ...] = ("real", "real_again", "none", "placebo")
DELTA = 0.05

Draw = Callable[[Portion], Columns]
NAMED = 4  # hints a feedback names where the critic misses none and all are taken up
_STEEPEST = 2.0
_NEARLY_NONE = 1e-3  # logits


def core(steps: int, replicates: int, items: int, **rest: object) -> TwinDesign:
    """A design with the arms that `content` and `noise_floor` rest on."""
    return TwinDesign(steps=steps, replicates=replicates, items=items, arms=CORE, repeats=2, **rest)  # type: ignore[arg-type]


def steady(world: World) -> World:
    """A world whose first prompt has no luck of its own, while edits that take a hint up vary as they did.

    In others the one prompt that all steps start from is better or worse than its like, and edits of it worse or better
    than it, without any feedback.
    """
    return replace(world, tau=_NEARLY_NONE, tau_hinted=world.tau * world.tau_hinted / _NEARLY_NONE)


def together(draws: Mapping[str, Draw]) -> Draw:
    """Several draws of every part, each with a seed of its own; their names stand before those of their quantities."""

    def draw(part: Portion) -> Columns:
        return {
            f"{name}: {quantity}": values
            for name, inner in draws.items()
            for quantity, values in inner(replace(part, scenario=f"{part.scenario}/{name}")).items()
        }

    return draw


def in_turn(draws: Sequence[Draw]) -> Draw:
    """One draw after the other, part by part: columns that go over a grid."""
    return lambda part: draws[part.number % len(draws)](part)


def with_effect(effect: float, **changes: object) -> World:
    """W1 where every hint matters to every item and none is missed or lost: real minus placebo is this everywhere.

    Edits of both arms vary alike, so that what the A/A comparison predicts is what the test meets.
    """
    sure = replace(WORLDS["W1"], relevance=1.0, q=1.0, a=1.0, **changes)
    states = np.zeros((2, ATOMS), dtype=bool)
    states[1, own(sure.topic)][:NAMED] = True

    def excess(beta: float) -> float:
        before, after = expected_scores(replace(sure, beta=beta), states, 0)
        return float(after - before) - effect

    return replace(sure, beta=float(scipy.optimize.brentq(excess, 0.0, _STEEPEST)))
