"""Small parameters for every method, so that each can be run whole in a moment.

`SMALL` makes at least two steps of each. `CHAINS` are the methods that also work on several components.
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
    "gepa": {"iterations": 4, "component_choice": "all", "proposals": 2},
    "simba": {"steps": 3, "batch": 6, "candidates": 3},
    "hrpo": {"trials": 4, "retries": 0, "batch": 5},
    "rewrite": {"rounds": 2, "candidates": 2},
    "improve": {"rounds": 2, "candidates": 4},
    "none": {"alternatives": [{"user": "A {text}"}, {"user": "B {text}"}]},
}
CHAINS = {"protegi", "textgrad", "gepa", "simba", "hrpo", "rewrite", "improve"}
PROMPTS: dict[str, dict[str, Any]] = {"simba": {"user": "Answer with one word: the sentiment?\n\n{text}"}}
