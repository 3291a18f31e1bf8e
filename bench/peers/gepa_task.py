"""GEPA's own `optimize` on a real task: its default adapter, its template, the task's model for reflection too.

It ends at the first look at its stop rule at which the calls are used; an iteration that they end within is dropped.
"""

import gepa
from gepa.adapters.default_adapter.default_adapter import DefaultAdapter, DefaultDataInst, EvaluationResult
from gepa.lm import LM
from task_work import Optimized, Task, optimized, right


def scored(data: DefaultDataInst, response: str) -> EvaluationResult:
    """Whether it is right, with the words of GEPA's own evaluator."""
    score = right(response, data["answer"])
    wrong = f"The generated response is incorrect. The correct answer is '{data['answer']}'."
    return EvaluationResult(score=score, feedback="The generated response is correct." if score else wrong)


def optimize(task: Task) -> Optimized:
    """Run it until the calls are used."""
    model = f"openai/{task.model}"
    endpoint = {"api_base": task.base_url, "api_key": task.key}
    adapter = DefaultAdapter(
        model=model,
        evaluator=scored,
        max_litellm_workers=task.slots,
        litellm_batch_completion_kwargs={**endpoint, "max_tokens": task.max_tokens, "temperature": 0},
    )
    found = gepa.optimize(
        seed_candidate={"system_prompt": task.prompt},
        trainset=_instances(task.train),
        valset=_instances(task.validation),
        adapter=adapter,
        reflection_lm=LM(model, max_tokens=task.writing_tokens, **endpoint),
        stop_callbacks=lambda _: not task.told().left,
        raise_on_exception=False,
        seed=task.seed,
    )

    def answers(candidate: dict[str, str], inputs: list[str]) -> list[str]:
        batch = _instances([[text, ""] for text in inputs])
        return [output["full_assistant_response"] for output in adapter.evaluate(batch, candidate).outputs]

    return Optimized(
        prompt=found.best_candidate["system_prompt"],
        demos=0,
        given=lambda inputs: answers({"system_prompt": task.prompt}, inputs),
        best=lambda inputs: answers(found.best_candidate, inputs),
    )


def _instances(pairs: list[list[str]]) -> list[DefaultDataInst]:
    return [{"input": text, "additional_context": {}, "answer": answer} for text, answer in pairs]


if __name__ == "__main__":
    optimized(optimize)
