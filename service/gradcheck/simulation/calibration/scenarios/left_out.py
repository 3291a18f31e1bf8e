"""Which sentence mattered: seldom one where none is read, one nearly always where each is worth something.

Feedback of four sentences, each left out in turn: the claim is about the largest of four differences, and holds its
level only as one of four. In the world with an effect every sentence has a quarter of it, less what hints share.
"""

from collections.abc import Mapping

from gradcheck.simulation.calibration.limits import AtMost, Level, Limit, Share
from gradcheck.simulation.calibration.readers import rejects, verdict
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import NAMED, together, with_effect
from gradcheck.simulation.calibration.suite import Judged, Reader, Suite
from gradcheck.simulation.twin.arms import LEFT_OUT
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World

_TEST = "sentences"
_WHOLE = 0.4  # what all four are worth together
_NONE, _EACH = "none is read", "each is worth something"


def _misses(judged: Judged) -> float:
    """Whether any of the intervals, which hold together, excludes 0."""
    return float(any(effect.side != 0 for effect in judged.findings[_TEST].others))


_READERS: Mapping[str, Reader] = {
    "rejects": rejects(_TEST),
    "supported": verdict(_TEST, "supported"),
    "refuted": verdict(_TEST, "refuted"),
    "any interval excludes 0": _misses,
}
_LIMITS: Mapping[str, Limit] = {
    f"{_NONE}: rejects": Level(),
    f"{_NONE}: supported": Level(rate=0.025),
    f"{_NONE}: any interval excludes 0": Level(),
    f"{_EACH}: supported": Share(least=0.9),
    f"{_EACH}: refuted": AtMost(most=0.01),
}


def _suite(world: World) -> Suite:
    design = TwinDesign(steps=1, replicates=24, items=100, arms=("real", *list(LEFT_OUT)[:NAMED]))
    return Suite(world=world, design=design, tests=(_TEST,), readers=_READERS)


def _cell() -> Scenario:
    return Scenario(
        name="sentences",
        about="no sentence is found to matter where none does, one is where each does",
        worlds=("W3", "W1"),
        draw=together({_NONE: _suite(WORLDS["W3"]), _EACH: _suite(with_effect(_WHOLE))}),
        limits=_LIMITS,
        per_thousand=500,
    )


CELLS = (_cell(),)
