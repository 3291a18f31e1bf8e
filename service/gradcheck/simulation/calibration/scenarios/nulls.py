"""Worlds in which feedback does nothing: tests must hold their level, one by one and all together.

Together the scenarios go over steps (6, 10, 20), replicates (1, 3), items (50, 100, 200), base accuracies (0.3, 0.6,
0.85), prompts that differ little and much, normally and with heavy tails, and a model that drifts. Prompts that do not
differ at all are in `whole`.

`content` claims two things at once and rejects where both reject, which is seldom where neither is so. Its level is
therefore met where one of them is as far from nothing as one likes and the other is nothing (Berger 1982,
"Multiparameter hypothesis testing and acceptance sampling", Technometrics 24): the scenario `null-halves`.
"""

from collections.abc import Mapping
from itertools import product

from msgspec.structs import replace

from gradcheck.simulation.calibration.limits import Level, Limit, Uniform
from gradcheck.simulation.calibration.readers import any_rejects, effect_p, effect_rejects, p_value, rejects, verdict
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import core, in_turn, together, with_effect
from gradcheck.simulation.calibration.suite import Reader, Suite
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World

TESTS = ("noise_floor", "content")
_EASE = {0.3: -1.1, 0.6: 0.55, 0.85: 2.3}  # mean ease by base accuracy
_LARGE = 0.2
_LEAST = 0.02  # a test that hardly ever rejects would be of no use

_READERS: dict[str, Reader] = {
    **{f"{test} rejects": rejects(test) for test in TESTS},
    "content wrongly supported": verdict("content", "supported"),
    "any test rejects, Holm": any_rejects(TESTS),
    "real - none rejects": effect_rejects("content", "real - none"),
    "placebo - none rejects": effect_rejects("content", "placebo - none"),
    "content, p-values": p_value("content"),
    "real - none, p-values": effect_p("content", "real - none"),
}
_LIMITS: dict[str, Limit] = {
    "noise_floor rejects": Level(least=_LEAST),
    "content rejects": Level(),
    "content wrongly supported": Level(rate=0.025),
    "any test rejects, Holm": Level(),
    "real - none rejects": Level(least=_LEAST),
    "placebo - none rejects": Level(least=_LEAST),
    "content, p-values": Uniform(discrete=True),
    "real - none, p-values": Uniform(discrete=True),
}


def _suite(world: World, design: TwinDesign, **changes: object) -> Suite:
    return Suite(world=world, design=design, tests=TESTS, readers=_READERS, changes=changes)


def _null(name: str, about: str, suite: Suite) -> Scenario:
    return Scenario(name=f"null-{name}", about=about, worlds=(suite.world.name,), draw=suite, limits=_LIMITS)


def _several(name: str, about: str, suites: Mapping[str, Suite]) -> Scenario:
    limits = {f"{suite}: {quantity}": limit for suite in suites for quantity, limit in _LIMITS.items()}
    worlds = tuple(suite.world.name for suite in suites.values())
    return Scenario(name=f"null-{name}", about=about, worlds=worlds, draw=together(suites), limits=limits)


def _grid() -> Scenario:
    """One draw after the other over the whole grid."""
    points = product((6, 10, 20), (1, 3), (50, 100, 200), _EASE.values(), (0.1, 0.3))
    suites = [
        _suite(replace(WORLDS["W3"], mu_b=ease, tau=tau), core(steps, replicates, items))
        for steps, replicates, items, ease, tau in points
    ]
    about = "all of the grid in turn: 6 to 20 steps, 1 or 3 replicates, 50 to 200 items, base accuracy 0.3 to 0.85"
    return Scenario(name="null-grid", about=about, worlds=("W3",), draw=in_turn(suites), limits=_LIMITS, part=20)


def _halves() -> Scenario:
    """Real feedback against a placebo that is as good, and against nothing that is as good."""
    readers = {name: _READERS[name] for name in ("content rejects", "content wrongly supported")}
    suites = {
        f"{other} as good as real": Suite(
            world=with_effect(_LARGE),
            design=core(10, 3, 100),
            tests=("content",),
            readers=readers,
            known_as={"real_again": other, other: "real_again"},
        )
        for other in ("placebo", "none")
    }
    limits: dict[str, Limit] = {}
    for name in suites:
        limits[f"{name}: content rejects"] = Level(least=_LEAST)
        limits[f"{name}: content wrongly supported"] = Level(rate=0.025)
    about = "one of the two claims of content is largely true, the other is not"
    return Scenario(name="null-halves", about=about, worlds=("W1",), draw=together(suites), limits=limits)


CELLS = (
    _null("heavy", "heavy tails, unequal variances", _suite(WORLDS["W13"], core(10, 1, 100))),
    _several(
        "others",
        "edits that polish, a model that changes half-way, steps that are the sample",
        {
            "polish": _suite(replace(WORLDS["W2"], mu_b=_EASE[0.3]), core(6, 3, 50)),
            "drift": _suite(WORLDS["W10"], core(10, 3, 50)),
            "scope method": _suite(WORLDS["W3"], core(10, 3, 100), scope="method"),
        },
    ),
    _grid(),
    _halves(),
)
