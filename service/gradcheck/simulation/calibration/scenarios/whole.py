"""All tests that read scores alone, where what they claim is not so: their levels, one by one and together.

In W0 and W3 the whole suite is asked at once and adjusted by Holm. In W3 `descent` is left out: the one prompt that
edits start from has luck of its own there, so that edits do differ from it. The other worlds have effects, but not the
one that a test claims. `decomposition` needs four replicates and is measured apart. Not calibrated are `uptake` and
`shortcuts`, which read texts, `chain`, which needs several modules, and `fitting`, which needs whole runs: the twin
draws none of these. Nor is the claim of `consistency` that feedbacks differ by less than half of delta: it would take a
world in which the deviation between feedbacks is known.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from gradcheck.simulation.calibration.limits import Level, Limit, Uniform
from gradcheck.simulation.calibration.readers import any_rejects, effect_rejects, p_value, rejects, verdict
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import steady, together
from gradcheck.simulation.calibration.suite import Reader, Suite
from gradcheck.simulation.twin.arms import ArmName
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World

_EQUAL = ("noise_floor", "additivity", "paraphrase")  # they claim equivalence: significant is refuted
_UNEQUAL = ("content", "sign", "labels", "specificity", "dose", "consistency")
_ALL = (*_EQUAL, *_UNEQUAL)
_ARMS: tuple[ArmName, ...] = (
    *("real", "real_again", "none", "placebo", "inverted", "redrawn", "wrong_labels", "first_quarter", "first_half"),
    *("second_half", "paraphrase_1", "paraphrase_2", "feedback_1", "feedback_2", "feedback_3", "feedback_4"),
)
_CORE = {"ladder": "core"}
_LEAST = 0.02


def _whole(name: str, about: str, world: World, tests: tuple[str, ...], per_thousand: int) -> Scenario:
    """The suite on six steps of two replicates, fifty items: few enough pairs for exact p-values."""
    readers: dict[str, Reader] = {f"{test} rejects": rejects(test) for test in tests}
    limits: dict[str, Limit] = {f"{test} rejects": Level() for test in tests}
    readers |= {f"sign: {pair} rejects": effect_rejects("sign", pair) for pair in ("real - none", "none - inverted")}
    limits |= {f"sign: {pair} rejects": Level(least=_LEAST) for pair in ("real - none", "none - inverted")}
    readers |= {f"{test}, p-values": p_value(test) for test in ("specificity", "consistency")}
    limits |= {f"{test}, p-values": Uniform(discrete=True) for test in ("specificity", "consistency")}
    readers["any test rejects, Holm"] = any_rejects(tests)
    limits["any test rejects, Holm"] = Level()
    design = TwinDesign(steps=6, replicates=2, items=50, arms=_ARMS, repeats=2, batch=8, crossed=True)
    suite = Suite(world=world, design=design, tests=tests, readers=readers, changes=_CORE)
    worlds = (world.name,)
    return Scenario(name=name, about=about, worlds=worlds, draw=suite, limits=limits, per_thousand=per_thousand)


def _one(test: str, world: World, design: TwinDesign, rate: float = 0.05) -> tuple[Suite, Mapping[str, Limit]]:
    """A test by itself where its claim is not so; `rate` is that of wrong support."""
    readers: dict[str, Reader] = {f"{test} rejects": rejects(test), f"{test} wrongly": verdict(test, "supported")}
    limits: dict[str, Limit] = {f"{test} rejects": Level(least=_LEAST), f"{test} wrongly": Level(rate=rate)}
    return Suite(world=world, design=design, tests=(test,), readers=readers, changes=_CORE), limits


def _small(*arms: ArmName, **rest: object) -> TwinDesign:
    return TwinDesign(steps=6, replicates=2, items=50, arms=arms, **rest)  # type: ignore[arg-type]


def _elsewhere() -> Scenario:
    """Worlds where something happens, and not what the test claims."""
    unequal = replace(WORLDS["W13"], tau=0.4)
    by_world = {
        "W1, opposites are not taken up": _one(
            "sign", replace(WORLDS["W1"], q_inverse=0.0), _small("real", "inverted", "none")
        ),
        "W4": _one("labels", WORLDS["W4"], _small("redrawn", "wrong_labels"), 0.025),
        "W5": _one(
            "specificity", WORLDS["W5"], TwinDesign(steps=10, replicates=1, items=2, arms=("real",), crossed=True)
        ),
        "W2": _one("dose", WORLDS["W2"], _small("real", "none", "first_quarter", "first_half"), 0.025),
        "W13, the first prompt has no luck": _one(
            "descent", steady(unequal), TwinDesign(steps=10, replicates=3, items=100, arms=("real",), repeats=2), 0.025
        ),
        "W3": _one(
            "decomposition",
            WORLDS["W3"],
            TwinDesign(steps=6, replicates=4, items=50, gate=50, arms=("real", "none", "placebo")),
            0.025,
        ),
    }
    limits = {f"{world}: {name}": limit for world, (_, bounds) in by_world.items() for name, limit in bounds.items()}
    return Scenario(
        name="null-claims",
        about="worlds with effects, but not the one that is claimed",
        worlds=("W1", "W4", "W5", "W2", "W13", "W3"),
        draw=together({name: suite for name, (suite, _) in by_world.items()}),
        limits=limits,
        per_thousand=500,
    )


CELLS = (
    _whole("whole-inert", "all tests at once, nothing differs", WORLDS["W0"], (*_ALL, "descent"), 500),
    _whole("whole-selection", "all tests at once, prompts differ by chance", WORLDS["W3"], _ALL, 1000),
    _elsewhere(),
)
