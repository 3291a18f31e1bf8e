"""What an audit found wrong around verdicts: plans, delta, data, checks, memory. Rows 9 to 15 of fifteen.

It owns these rows and how each is judged.
"""

from tests.audit import programs
from tests.audit.parts.checks import hidden, in_any, memory, noise_ratio, uncounted, unpooled, unsaid
from tests.audit.rows import Row, ask
from tests.audit.rules import always, at_most, middle, mostly, never, significant, verdict
from tests.audit.tasks import ONE_STEP

_ONE = (ask("content"),)
_LEARNS_ALL = {**ONE_STEP, "errors_per_gradient": 12}
_MANY = ("content", "sign", "labels", "descent")

SETTINGS: dict[str, tuple[Row, ...]] = {
    "known-9": (
        Row(
            "9 planned noise",
            "content",
            "pairs are planned from noise as it is",
            (middle("noise, multiple of the plan", noise_ratio, 0.87, 1.15),),
            _ONE,
            30,
        ),
    ),
    "known-10": (
        Row(
            "10 default delta",
            "inert",
            "delta does not grow with selection",
            (middle("default delta", lambda record: record["diagnostics"][-1].get("delta"), 0.0, 0.03),),
            (ask("content", delta=None),),
            30,
            method={
                "name": "protegi",
                "rounds": 1,
                "beam": 2,
                "minibatch": 8,
                "gradients": 4,
                "selection": "brute_force",
            },
            sizes={"validation": 16, "test": 20},
        ),
    ),
    "known-11": (
        Row(
            "11 equal inputs",
            "memory",
            "refused, kept in one split or said; contradictions are said",
            (
                never("improved by memory", memory),
                never("copies in test unsaid", unsaid("leaked_into_test")),
                never("contradiction unsaid", unsaid("contradictory")),
            ),
            jobs=20,
            method=_LEARNS_ALL,
            prepare=programs.repeated,
        ),
        Row(
            "11 nearly equal inputs",
            "memory",
            "refused, kept in one split or said; no gain by memory without a warning",
            (
                never("improved by memory", memory),
                never("nearly equal inputs unsaid", unsaid("alike")),
            ),
            jobs=20,
            method=_LEARNS_ALL,
            prepare=programs.nearly_repeated,
        ),
    ),
    "known-12": (
        Row(
            "12 echoing inverter",
            "echo",
            "an opposite that is none is found out",
            (always("sign not testable", verdict("sign", "not_testable")),),
            (ask("sign"),),
            20,
        ),
    ),
    "known-13": (
        Row(
            "13 ten diagnostics",
            "nothing",
            "the tenth knows of nine before it",
            (
                at_most("one of ten supported", in_any(verdict("content", "supported"))),
                at_most("one of ten p ≤ .05", in_any(significant("content"))),
                never("does not say it is the tenth", uncounted),
                never("does not pool the ten", unpooled),
            ),
            tuple(ask("content", seed=seed) for seed in range(10)),
            18,
        ),
    ),
    "known-14": (
        Row(
            "14 hidden equivalence",
            "nothing",
            "what Holm hides is said",
            (never("open without a word of equivalence", hidden),),
            (ask(*_MANY, replicates=16, delta=0.13),),
            20,
        ),
    ),
    "known-15": (
        Row(
            "15 dose of wordy edits",
            "wordy",
            "doses are checked by what editors are told",
            (
                never("dose not testable", verdict("dose", "not_testable")),
                mostly("dose supported", verdict("dose", "supported")),
            ),
            (ask("dose"),),
            20,
        ),
    ),
}
"""Parts by name."""
