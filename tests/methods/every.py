"""Small parameters for every method, so that each can be run whole in a moment.

`SMALL` makes at least two steps of each that takes several. `CHAINS` are the methods that also work on several
components. `LONGER` gives them more steps, for what shows only after some.
`PROMPTS` are those that methods start from which learn from right answers, where the usual prompt gets none.
"""

from collections.abc import Iterable
from typing import Any

import pytest

_ONE_OF_A_KIND = {"protegi", "textgrad", "gepa", "portfolio", "ape", "capo", "miprov2", "ace", "improve"}


def one_of_a_kind(names: Iterable[str]) -> list[Any]:
    """Methods for what an engine does with any: some in every run of the tests, the others among the slow ones."""
    return [pytest.param(name, marks=() if name in _ONE_OF_A_KIND else pytest.mark.slow) for name in names]


SMALL: dict[str, dict[str, Any]] = {
    "protegi": {
        "rounds": 2,
        "beam": 2,
        "minibatch": 6,
        "gradients": 2,
        "errors_per_gradient": 2,
        "paraphrases": 1,
        "max_expansion": 4,
        "eval_rounds": 3,
        "eval_samples": 4,
    },
    "textgrad": {"steps": 2},
    "textreg": {"steps": 3},
    "portfolio": {
        "rounds": 2,
        "width": 5,
        "minibatch": 6,
        "block": 4,
    },
    "ape": {"subsamples": 2, "examples": 3, "prompts": 2, "iterations": 2, "survivors": 2, "samples": 6},
    "opro": {"steps": 3, "candidates": 3, "memory": 3},
    "capo": {"steps": 2, "population": 3, "crossovers": 2, "upper_shots": 2, "block": 5},
    "copro": {"breadth": 3, "depth": 2},
    "evoprompt_ga": {"population": 3, "generations": 2},
    "evoprompt_de": {"population": 4, "generations": 2},
    "adalflow": {"steps": 2, "proposals": 2},
    "promptagent": {"iterations": 2, "width": 2, "depth_limit": 3, "batch": 3},
    "promptwizard": {
        "iterations": 2,
        "mutation_rounds": 1,
        "styles": 2,
        "min_correct": 2,
        "example_rounds": 2,
        "seen": 6,
        "few_shots": 2,
    },
    "gepa": {"iterations": 4, "component_choice": "all", "proposals": 2},
    "ace": {"batch": 4, "reflections": 2, "validate_every": 2},
    "skillopt": {"epochs": 2, "batch": 6, "minibatch": 2},
    "contraprompt": {"iterations": 2, "batch": 6, "attempts": 2, "pairs": 3},
    "simba": {"steps": 3, "batch": 6, "candidates": 3},
    "hrpo": {"trials": 4, "retries": 0, "batch": 5},
    "bootstrap_fewshot": {"candidates": 3, "bootstrapped": 2, "labelled": 3},
    "miprov2": {"instructions": 2, "demo_sets": 3, "trials": 6, "full_eval_every": 3, "trials_at_once": 2},
    "spo": {"rounds": 3},
    "pdo": {"rounds": 3, "duels": 2, "questions": 3, "prompts": 3},
    "promptbreeder": {"population": 5, "generations": 2},
    "vista": {"iterations": 4, "minibatch": 4, "restart": 0.4},
    "rewrite": {"rounds": 2, "candidates": 2},
    "improve": {"rounds": 2, "candidates": 4},
    "best_of_n": {"n": 7, "at_once": 2},
    "random_search": {"n": 7, "at_once": 2},
    "repeat": {},
    "none": {"alternatives": [{"user": "A {text}"}, {"user": "B {text}"}]},
}
_MORE: dict[str, dict[str, Any]] = {
    "protegi": {"rounds": 6},
    "textgrad": {"steps": 8},
    "textreg": {"steps": 8},
    "portfolio": {"rounds": 4, "block": 12, "alpha": 0.02},
    "ape": {"iterations": 6},
    "opro": {"steps": 8},
    "capo": {"steps": 10},
    "copro": {"depth": 6},
    "evoprompt_ga": {"generations": 8},
    "evoprompt_de": {"generations": 8},
    "adalflow": {"steps": 10},
    "promptagent": {"iterations": 12, "depth_limit": 4},
    "promptwizard": {"iterations": 3, "example_rounds": 6},
    "gepa": {"iterations": 24},
    "ace": {"epochs": 4, "reflections": 1, "validate_every": 6},
    "skillopt": {"epochs": 4, "batch": 4},
    "contraprompt": {"iterations": 8, "patience": 8},
    "simba": {"steps": 8},
    "hrpo": {"trials": 10},
    "bootstrap_fewshot": {"candidates": 20},
    "miprov2": {"instructions": 6, "demo_sets": 8, "trials": 30},
    "spo": {"rounds": 16},
    "pdo": {"rounds": 12},
    "promptbreeder": {"generations": 8},
    "vista": {"iterations": 16},
    "rewrite": {"rounds": 8},
    "improve": {"rounds": 8},
    "best_of_n": {"n": 24},
    "random_search": {"n": 24},
    "repeat": {},
    "none": {"alternatives": [{"user": f"{letter} {{text}}"} for letter in "ABCDEF"]},
}
LONGER = {name: {**SMALL[name], **more} for name, more in _MORE.items()}
CHAINS = {
    "adalflow",
    "best_of_n",
    "bootstrap_fewshot",
    "copro",
    "gepa",
    "hrpo",
    "improve",
    "miprov2",
    "pdo",
    "portfolio",
    "promptagent",
    "protegi",
    "random_search",
    "repeat",
    "rewrite",
    "simba",
    "skillopt",
    "spo",
    "textgrad",
    "vista",
}
PROMPTS: dict[str, dict[str, Any]] = {"simba": {"user": "Answer with one word: the sentiment?\n\n{text}"}}
