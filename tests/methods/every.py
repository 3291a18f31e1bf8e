"""Small parameters for every method, so that each can be run whole in a moment.

`SMALL` makes at least two steps of each. `CHAINS` are the methods that also work on several components.
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
    "bootstrap_fewshot": {"candidates": 3, "bootstrapped": 2, "labelled": 3},
    "miprov2": {"instructions": 2, "demo_sets": 3, "trials": 6, "full_eval_every": 3, "trials_at_once": 2},
    "rewrite": {"rounds": 2, "candidates": 2},
    "improve": {"rounds": 2, "candidates": 4},
    "best_of_n": {"n": 7, "at_once": 2},
    "random_search": {"n": 7, "at_once": 2},
    "none": {"alternatives": [{"user": "A {text}"}, {"user": "B {text}"}]},
}
CHAINS = {"protegi", "textgrad", "bootstrap_fewshot", "miprov2", "rewrite", "improve", "best_of_n", "random_search"}
