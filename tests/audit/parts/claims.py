"""The error rates of every claim through a running service: a null and a true effect for each.

200 and 200 jobs for the four claims that are asked for most, 60 and 60 for the others. Equivalence claims have their
null at the bound: an effect of exactly delta. It owns these rows and their numbers.
"""

from dataclasses import replace

from tests.audit.programs import three_modules
from tests.audit.rows import Row, Rule, ask
from tests.audit.rules import (
    against_its_interval,
    at_most,
    covers,
    mostly,
    never,
    no_rejections,
    no_support,
    power,
    verdict,
)

LARGE = 200
STEPS = {"name": "textgrad", "chain": "one_step", "revert": "naive", "batch": 3}
CHAIN = {"name": "textgrad", "chain": "three_stage", "revert": "naive", "batch": 2, "steps": 1}
_ITEMS = {"probe": 30}
_NOTHING = "nothing is found where nothing is, and intervals hold the truth"
_FOUND = "the effect is found as often as planned, and intervals hold it"


def _pair(name: str, null: Row, true: Row) -> dict[str, tuple[Row, ...]]:
    return {
        f"{name}-null": (replace(null, name=f"{name} null"),),
        f"{name}-true": (replace(true, name=f"{name} true"),),
    }


def _testable(test: str) -> Rule:
    return at_most(f"`{test}` not testable", verdict(test, "not_testable"))


def _null(test: str, world: str, *effects: tuple[str, float], jobs: int = 60, **more: object) -> Row:
    rules = (*no_rejections(test), _testable(test), *(covers(test, name, truth) for name, truth in effects))
    return Row("", world, _NOTHING, rules, jobs=jobs, **more)  # type: ignore[arg-type]


def _true(test: str, world: str, truth: float, *effects: tuple[str, float], jobs: int = 60, **more: object) -> Row:
    rules = (
        power(test, truth),
        never("supported against its interval", against_its_interval(test)),
        *(covers(test, name, value) for name, value in effects),
    )
    return Row("", world, _FOUND, rules, jobs=jobs, **more)  # type: ignore[arg-type]


def _same(test: str, world: str, *, null: bool = False, **more: object) -> Row:
    rules = no_support(test) if null else (mostly(f"`{test}` supported", verdict(test, "supported")),)
    return Row("", world, "equivalence is claimed where it holds and only there", rules, **more)  # type: ignore[arg-type]


_CONTENT, _SIGN, _LABELS, _DESCENT = (ask("content"),), (ask("sign"),), (ask("labels"),), (ask("descent"),)
_WIDE = ask("additivity", replicates=32, delta=0.2)
_PARTS = ask("decomposition", replicates=32)
_TESTED = {"validation": 24, "test": 80}
_REWORDED = ask("paraphrase", "content", replicates=24, delta=0.15)

CLAIMS: dict[str, tuple[Row, ...]] = {
    **_pair(
        "content",
        _null("content", "nothing", ("real - placebo", 0), ("real - none", 0), asks=_CONTENT, jobs=LARGE),
        _true("content", "content", 0.2, ("real - placebo", 0.2), ("real - none", 0.2), asks=_CONTENT, jobs=LARGE),
    ),
    **_pair(
        "sign",
        _null("sign", "deaf", ("real - none", 0.2), ("none - inverted", 0), asks=_SIGN, jobs=LARGE),
        _true("sign", "opposites", 0.2, ("real - none", 0.2), ("none - inverted", 0.2), asks=_SIGN, jobs=LARGE),
    ),
    **_pair(
        "labels",
        _null("labels", "blind", ("redrawn - wrong_labels", 0), asks=_LABELS, jobs=LARGE),
        _true("labels", "labels", 0.2, ("redrawn - wrong_labels", 0.2), asks=_LABELS, jobs=LARGE),
    ),
    **_pair(
        "descent",
        _null("descent", "inert", ("real - before", 0), asks=_DESCENT, sizes=_ITEMS, jobs=LARGE),
        _true("descent", "descent", 0.2, ("real - before", 0.2), asks=_DESCENT, sizes=_ITEMS, jobs=LARGE),
    ),
    **_pair(
        "specificity",
        _null(
            "specificity",
            "inert",
            asks=(ask("specificity", replicates=2),),
            method={**STEPS, "steps": 8},
            sizes={"train": 24},
        ),
        _true(
            "specificity",
            "keyed",
            0.4,
            asks=(ask("specificity", replicates=2),),
            method={**STEPS, "steps": 8},
            sizes={"train": 24},
        ),
    ),
    **_pair(
        "dose",
        _null("dose", "no_doses", ("slope on dose", 0), asks=(ask("dose"),)),
        _true("dose", "doses", 0.4, ("slope on dose", 0.4), asks=(ask("dose"),)),
    ),
    **_pair(
        "additivity",
        _same("additivity", "joint", null=True, asks=(_WIDE,)),
        _same("additivity", "additive", asks=(_WIDE,)),
    ),
    **_pair(
        "paraphrase",
        _same("paraphrase", "loose", null=True, asks=(_REWORDED,)),
        _same("paraphrase", "reworded", asks=(_REWORDED,)),
    ),
    **_pair(
        "consistency",
        _null("consistency", "inert", asks=(ask("consistency"),)),
        replace(
            _same("consistency", "lucky", asks=(ask("consistency"),)),
            right="critics whose draws differ are told",
        ),
    ),
    **_pair(
        "uptake",
        _null(
            "uptake", "ignored", asks=(ask("uptake", replicates=2),), method={**STEPS, "steps": 8}, sizes={"train": 24}
        ),
        replace(
            _same(
                "uptake",
                "followed",
                asks=(ask("uptake", replicates=2),),
                method={**STEPS, "steps": 8},
                sizes={"train": 24},
            ),
            right="edits that follow are told",
        ),
    ),
    **_pair(
        "chain",
        _null("chain", "unchained", ("redrawn - direct", 0), asks=(ask("chain"),), method=CHAIN, prepare=three_modules),
        _true(
            "chain",
            "chained",
            0.2,
            ("redrawn - direct", 0.2),
            asks=(ask("chain"),),
            method=CHAIN,
            prepare=three_modules,
        ),
    ),
    **_pair(
        "decomposition",
        _null("decomposition", "generic", ("content", 0), asks=(_PARTS,), sizes=_ITEMS),
        _true("decomposition", "generic_content", 0.2, ("content", 0.2), asks=(_PARTS,), sizes=_ITEMS),
    ),
    **_pair(
        "fitting",
        _null("fitting", "tiring", asks=(ask("fitting"),), method={**STEPS, "steps": 4}, runs=5, sizes={"train": 12}),
        replace(
            _same(
                "fitting",
                "learning",
                asks=(ask("fitting"),),
                method={**STEPS, "steps": 4},
                runs=5,
                sizes={"train": 12},
            ),
            right="runs that go on learning are told",
        ),
    ),
    **_pair(
        "shortcuts",
        Row(
            "",
            "knowing",
            "a gain of knowledge is no shortcut",
            no_support("shortcuts"),
            asks=(ask("shortcuts"),),
            sizes=_TESTED,
        ),
        replace(
            _same("shortcuts", "format", asks=(ask("shortcuts"),), sizes=_TESTED),
            right="a gain of format is a shortcut",
        ),
    ),
    "noise_floor-true": (
        replace(
            _same("noise_floor", "nothing", asks=(ask("noise_floor", replicates=48, delta=0.15),)),
            name="noise_floor true",
        ),
    ),
}
"""Parts by name, each of one row."""
