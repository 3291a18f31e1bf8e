"""promptolution's optimizers: CAPO, OPRO, EvoPrompt GA and DE, through its API client. It owns no example and no clock.

The endpoint knows no way to write prompts: what the meta model gives is a numbered prompt, after a call as any other.
"""

from itertools import count

import pandas as pd
from promptolution.llms import APILLM
from promptolution.optimizers import CAPO, OPRO, EvoPromptDE, EvoPromptGA
from promptolution.optimizers.base_optimizer import BaseOptimizer
from promptolution.predictors import MarkerBasedPredictor
from promptolution.tasks import ClassificationTask
from workload import API_KEY, EXPECTED, MODEL, PROMPT, Optimization, optimized, ordered

_numbers = count()


class Inventive(APILLM):
    """promptolution's client with prompts in the place of the endpoint's answers."""

    def _get_response(self, prompts: list[str], system_prompts: list[str]) -> list[str]:
        asked = super()._get_response(prompts, system_prompts)
        return [f"<prompt>{PROMPT} Take {next(_numbers)}.</prompt>" for _ in asked]


def optimizer(asked: Optimization) -> BaseOptimizer:
    """The optimizer that is asked for."""
    sizes = asked.sizes
    endpoint = {
        "api_url": asked.base_url,
        "model_id": MODEL,
        "api_key": API_KEY,
        "max_concurrent_calls": asked.slots,
    }
    raced = asked.kind == "capo"
    task = ClassificationTask(
        pd.DataFrame({"x": asked.validation, "y": EXPECTED}),
        task_description=PROMPT,
        eval_strategy="sequential_block" if raced else "full",
        n_subsamples=sizes.get("block", 30),
    )
    parts = {
        "predictor": MarkerBasedPredictor(APILLM(**endpoint)),
        "task": task,
        "initial_prompts": [PROMPT, *(f"{PROMPT} Start {number}." for number in range(sizes["population"] - 1))],
    }
    meta = Inventive(**endpoint)
    match asked.kind:
        case "capo":
            shots = pd.DataFrame({"x": asked.train, "y": EXPECTED})
            return CAPO(**parts, meta_llm=meta, df_few_shots=shots, crossovers_per_iter=sizes["crossovers"])
        case "opro":
            return OPRO(**parts, meta_llm=meta, num_instructions_per_step=sizes["candidates"])
        case "evoprompt_ga":
            return EvoPromptGA(**parts, meta_llm=meta)
        case _:
            return EvoPromptDE(**parts, meta_llm=meta)


if __name__ == "__main__":
    optimized(ordered(), lambda asked: optimizer(asked).optimize(asked.sizes["steps"]))
