"""What the other tests must say of the worlds that were made for them, at budgets at which they can.

Every budget was found by trying. A first prompt has luck of its own, which edits of it do not inherit: where a pattern
is about what edits gain over it, the runs are counted in which they truly gain, or do not, or it has no luck. In W1
half of delta shows as specificity in minibatches of eight; `additivity` is asked alone, with many pairs, because Holm
makes equivalence hard to show beside tests that find effects; in W14 hints lose 0.025, which is within delta, so that
there delta is 0.02. That the gate is optimistic is shown of means alone: its items, and not its choice, make most of
the difference between two sets of items, so that no number of steps tells it from luck. That `sign` reads "both help"
is stated only: where nothing differs from no feedback, each of its two claims is by chance refuted the other way round
once in twenty times, whatever the budget.
"""

from collections.abc import Mapping

from gradcheck.domain.base import Value
from gradcheck.simulation.calibration.figure_readers import above, surely_above
from gradcheck.simulation.calibration.limits import AtMost, Informational, Limit, Share
from gradcheck.simulation.calibration.readers import effect_verdict, every, of_parent, reads, verdict, where
from gradcheck.simulation.calibration.scenario import Scenario
from gradcheck.simulation.calibration.scenarios.shared import DELTA, steady, together
from gradcheck.simulation.calibration.suite import Judged, Reader, Suite
from gradcheck.simulation.twin.arms import ArmName
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.world import World

_GRADIENT = ("sign", "labels", "descent", "specificity", "dose")
_CORE: tuple[ArmName, ...] = ("real", "real_again", "none", "placebo")
_HALVES: tuple[ArmName, ...] = ("none", "first_half", "second_half", "real")
_LADDER: tuple[ArmName, ...] = ("real", "none", "placebo")
_GRADIENT_ARMS: tuple[ArmName, ...] = (
    "real",
    "none",
    "inverted",
    "redrawn",
    "wrong_labels",
    "first_quarter",
    "first_half",
)
_SIGNED: tuple[ArmName, ...] = ("real", "inverted", "none")

_FALSELY = "descent supported where edits gain nothing"
_CHANCE = {_FALSELY: 0.025}  # where edits gain just nothing no budget makes it rarer
_BOTH_HELP = "sign reads both help"
_ONLY_STATED = frozenset({_BOTH_HELP})


class _Pattern(Value, frozen=True, kw_only=True):
    """Tests on a design in a world: what must be found, and what must hardly ever be."""

    world: World
    design: TwinDesign
    tests: tuple[str, ...]
    wanted: Mapping[str, Reader]
    wrong: Mapping[str, Reader]
    changes: Mapping[str, object]


def _in_vain(judged: Judged) -> bool:
    return of_parent("real")(judged) <= 0


def _polishes(judged: Judged) -> bool:
    return of_parent("none")(judged) >= DELTA


def _pattern(
    world: World,
    design: TwinDesign,
    wanted: Mapping[str, Reader],
    wrong: Mapping[str, Reader],
    tests: tuple[str, ...],
    **changes: object,
) -> _Pattern:
    return _Pattern(
        world=world, design=design, wanted=wanted, wrong=wrong, tests=tests, changes={"ladder": "core", **changes}
    )


def _design(arms: tuple[ArmName, ...], replicates: int = 4, items: int = 100, **rest: object) -> TwinDesign:
    """Twenty steps unless said otherwise."""
    return TwinDesign(replicates=replicates, items=items, arms=arms, **{"steps": 20, "repeats": 2, **rest})  # type: ignore[arg-type]


def _supported(*tests: str) -> dict[str, Reader]:
    return {f"{test} supported": verdict(test, "supported") for test in tests}


def _refuted(*tests: str) -> dict[str, Reader]:
    return {f"{test} refuted": verdict(test, "refuted") for test in tests}


_PATTERNS: Mapping[str, _Pattern] = {
    "W1": _pattern(
        WORLDS["W1"],
        _design(_GRADIENT_ARMS, items=200, steps=24, batch=8, crossed=True),
        _supported(*_GRADIENT),
        _refuted(*_GRADIENT),
        _GRADIENT,
    ),
    "W1, additivity alone": _pattern(
        WORLDS["W1"],
        _design(_HALVES, 16, 200),
        _supported("additivity"),
        _refuted("additivity"),
        ("additivity",),
    ),
    "W1, no luck": _pattern(
        steady(WORLDS["W1"]),
        _design(_LADDER, items=200, gate=50),
        {
            **_supported("decomposition"),
            "content is more than 0.6 of the gain": above("decomposition", "share of content", 0.6),
        },
        _refuted("decomposition"),
        ("decomposition",),
    ),
    "W2, polish gains 0.05": _pattern(
        WORLDS["W2"],
        _design(_SIGNED, items=1000, repeats=5),
        {**_refuted("sign"), _BOTH_HELP: where(_polishes, reads("sign", "both help"))},
        _supported("sign"),
        ("sign",),
    ),
    "W2, parts": _pattern(
        WORLDS["W2"],
        _design(_LADDER, 8, 1000, repeats=5, gate=50),
        {
            "generic above 0 where polish gains 0.05": where(_polishes, surely_above("decomposition", "generic")),
            "decomposition refuted": where(_polishes, verdict("decomposition", "refuted")),
        },
        _supported("decomposition"),
        ("decomposition",),
    ),
    "W3": _pattern(
        WORLDS["W3"],
        _design(_LADDER, 8, 200, gate=100),
        {
            "selection above 0": surely_above("decomposition", "selection"),
        },
        {_FALSELY: where(_in_vain, verdict("descent", "supported"))},
        ("descent", "decomposition"),
    ),
    "W4": _pattern(
        WORLDS["W4"],
        _design(("redrawn", "wrong_labels")),
        _refuted("labels"),
        _supported("labels"),
        ("labels",),
    ),
    "W5": _pattern(
        WORLDS["W5"],
        _design(("real",), items=200, steps=24, batch=32, crossed=True),
        {**_supported("descent"), **_refuted("specificity")},
        {**_refuted("descent"), **_supported("specificity")},
        ("descent", "specificity"),
    ),
    "W5, ladder": _pattern(
        WORLDS["W5"],
        _design((*_CORE, "stale", "foreign")),
        {
            "real like stale, better than foreign": every(
                effect_verdict("content", "real - stale", "refuted"),
                effect_verdict("content", "real - foreign", "supported"),
            )
        },
        {"real better than stale": effect_verdict("content", "real - stale", "supported")},
        ("content",),
        ladder="whole",
    ),
    "W9": _pattern(
        WORLDS["W9"],
        _design(("real",), items=200, batch=8, crossed=True),
        {
            **_supported("specificity"),
        },
        {
            **_refuted("specificity"),
            _FALSELY: where(_in_vain, verdict("descent", "supported")),
        },
        ("descent", "specificity"),
    ),
    "W14, delta 0.02": _pattern(
        WORLDS["W14"],
        _design(_HALVES, 16, 400),
        _refuted("additivity"),
        _supported("additivity"),
        ("additivity",),
        delta=0.02,
    ),
}


def _patterns() -> Scenario:
    draws, limits = {}, dict[str, Limit]()
    for name, pattern in _PATTERNS.items():
        readers = {**pattern.wanted, **pattern.wrong}
        draws[name] = Suite(
            world=pattern.world, design=pattern.design, tests=pattern.tests, readers=readers, changes=pattern.changes
        )
        limits |= {
            f"{name}: {quantity}": Informational() if quantity in _ONLY_STATED else Share()
            for quantity in pattern.wanted
        }
        limits |= {f"{name}: {quantity}": AtMost(most=_CHANCE.get(quantity, 0.01)) for quantity in pattern.wrong}
    return Scenario(
        name="patterns",
        about="what the other tests say of the worlds that were made for them",
        worlds=tuple(dict.fromkeys(pattern.world.name for pattern in _PATTERNS.values())),
        draw=together(draws),
        limits=limits,
        per_thousand=100,
        part=10,
    )


CELLS = (_patterns(),)
