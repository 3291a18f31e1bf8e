"""GEPA's evaluation: its default adapter on a batch, a LiteLLM worker a slot. It owns no example and no clock."""

from gepa.adapters.default_adapter.default_adapter import DefaultAdapter, DefaultDataInst, EvaluationResult
from workload import API_KEY, EXPECTED, MODEL, PROMPT, given, report

CANDIDATE = {"system_prompt": PROMPT}


def exact(data: DefaultDataInst, response: str) -> EvaluationResult:
    """Exact match instead of the default, which asks whether the answer contains the expected one."""
    return EvaluationResult(score=float(response == data["answer"]), feedback="")


def instance(text: str) -> DefaultDataInst:
    """One example in GEPA's form."""
    return {"input": text, "additional_context": {}, "answer": EXPECTED}


def answers(adapter: DefaultAdapter, batch: list[DefaultDataInst]) -> list[str]:
    """What each example was answered; the adapter raises if one has no answer."""
    return [output["full_assistant_response"] for output in adapter.evaluate(batch, CANDIDATE).outputs]


def main() -> None:
    """Evaluate the work that is given."""
    work = given()
    adapter = DefaultAdapter(
        model=f"openai/{MODEL}",
        evaluator=exact,
        max_litellm_workers=work.slots,
        litellm_batch_completion_kwargs={"api_base": work.base_url, "api_key": API_KEY},
    )
    batch = [instance(text) for text in work.texts]
    report(work, lambda: answers(adapter, [instance(work.warm_up)]), lambda: answers(adapter, batch))


if __name__ == "__main__":
    main()
