"""Small parameters for every method, so that each can be run whole in a moment.

`SMALL` makes at least two steps of each that takes several. `CHAINS` are the methods that also work on several
components. `LONGER` gives them more steps, for what shows only after some.
`PROMPTS` are those that methods start from which learn from right answers, where the usual prompt gets none.
"""

from typing import Any

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
    "simba": {"steps": 3, "batch": 6, "candidates": 3},
    "hrpo": {"trials": 4, "retries": 0, "batch": 5},
    "bootstrap_fewshot": {"candidates": 3, "bootstrapped": 2, "labelled": 3},
    "miprov2": {"instructions": 2, "demo_sets": 3, "trials": 6, "full_eval_every": 3, "trials_at_once": 2},
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
    "portfolio": {"rounds": 8},
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
    "simba": {"steps": 8},
    "hrpo": {"trials": 10},
    "bootstrap_fewshot": {"candidates": 20},
    "miprov2": {"instructions": 6, "demo_sets": 8, "trials": 30},
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
    "portfolio",
    "promptagent",
    "protegi",
    "random_search",
    "repeat",
    "rewrite",
    "simba",
    "textgrad",
}
PROMPTS: dict[str, dict[str, Any]] = {"simba": {"user": "Answer with one word: the sentiment?\n\n{text}"}}
