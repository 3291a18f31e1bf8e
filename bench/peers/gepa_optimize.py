"""GEPA's own `optimize` with its default adapter, a LiteLLM worker a slot. It owns no example and no clock.

The endpoint knows no way to write prompts: what the reflection gives is a numbered prompt, after a call as any other.
"""

from itertools import count

import gepa
import litellm
from gepa.adapters.default_adapter.default_adapter import DefaultAdapter
from gepa_evaluate import exact, instance
from workload import API_KEY, MODEL, PROMPT, Optimization, optimized, ordered

_numbers = count()


def optimize(asked: Optimization) -> None:
    """Run it until the calls are used."""
    endpoint = {"api_base": asked.base_url, "api_key": API_KEY}

    def reflect(prompt: object) -> str:
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
        litellm.completion(model=f"openai/{MODEL}", messages=messages, **endpoint)
        return f"```\n{PROMPT} Take {next(_numbers)}.\n```"

    gepa.optimize(
        seed_candidate={"system_prompt": PROMPT},
        trainset=[instance(text) for text in asked.train],
        valset=[instance(text) for text in asked.validation],
        adapter=DefaultAdapter(
            model=f"openai/{MODEL}",
            evaluator=exact,
            max_litellm_workers=asked.slots,
            litellm_batch_completion_kwargs=endpoint,
        ),
        reflection_lm=reflect,
        reflection_minibatch_size=asked.sizes["minibatch"],
        max_metric_calls=asked.sizes["calls"],
    )


if __name__ == "__main__":
    optimized(ordered(), optimize)
