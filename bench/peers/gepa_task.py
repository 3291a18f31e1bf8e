"""GEPA's own `optimize` on a real task: its default adapter, its template, the task's model for reflection too.

It ends at the first look at its stop rule at which the calls are used.
"""

from typing import Any

import gepa
import litellm
from gepa.adapters.default_adapter.default_adapter import DefaultAdapter, DefaultDataInst, EvaluationResult
from task_work import Count, Optimized, Task, optimized, right

_LONGEST = 512  # tokens of a reflection


class Counting(DefaultAdapter):
    """GEPA's adapter, counted."""

    count: Count

    def evaluate(self, batch: list[DefaultDataInst], *given: Any, **more: Any) -> Any:  # noqa: ANN401 - the base's
        """An evaluation is a call an item."""
        self.count.add(len(batch))
        return super().evaluate(batch, *given, **more)


def scored(data: DefaultDataInst, response: str) -> EvaluationResult:
    """Whether it is right, with the words of GEPA's own evaluator."""
    score = right(response, data["answer"])
    wrong = f"The generated response is incorrect. The correct answer is '{data['answer']}'."
    return EvaluationResult(score=score, feedback="The generated response is correct." if score else wrong)


def optimize(task: Task, count: Count) -> Optimized:
    """Run it until the calls are used."""
    endpoint = {"api_base": task.base_url, "api_key": task.key}

    def reflect(prompt: object) -> str:
        count.add()
        messages = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
        model = f"openai/{task.model}"
        answer = litellm.completion(model=model, messages=messages, max_tokens=_LONGEST, **endpoint)
        return answer.choices[0].message.content or ""

    adapter = Counting(
        model=f"openai/{task.model}",
        evaluator=scored,
        max_litellm_workers=task.slots,
        litellm_batch_completion_kwargs={**endpoint, "max_tokens": task.max_tokens},
    )
    adapter.count = count
    found = gepa.optimize(
        seed_candidate={"system_prompt": task.prompt},
        trainset=_instances(task.train),
        valset=_instances(task.validation),
        adapter=adapter,
        reflection_lm=reflect,
        stop_callbacks=lambda _: count.made >= task.calls,
        seed=task.seed,
    )

    def answers(candidate: dict[str, str], inputs: list[str]) -> list[str]:
        batch = _instances([[text, ""] for text in inputs])
        return [output["full_assistant_response"] for output in adapter.evaluate(batch, candidate).outputs]

    return Optimized(
        prompt=found.best_candidate["system_prompt"],
        given=lambda inputs: answers({"system_prompt": task.prompt}, inputs),
        best=lambda inputs: answers(found.best_candidate, inputs),
    )


def _instances(pairs: list[list[str]]) -> list[DefaultDataInst]:
    return [{"input": text, "additional_context": {}, "answer": answer} for text, answer in pairs]


if __name__ == "__main__":
    optimized(optimize)
