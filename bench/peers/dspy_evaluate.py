"""DSPy's evaluation: `dspy.Evaluate` of a `Predict`, a thread a slot, cache off. It owns no example and no clock."""

from typing import Any

import dspy
from dspy.evaluate.evaluate import EvaluationResult
from workload import API_KEY, EXPECTED, MODEL, PROMPT, given, report


class PlainAnswer(dspy.ChatAdapter):
    """DSPy's default adapter for an endpoint that answers with the bare word instead of DSPy's field markers."""

    def parse(self, signature: type[dspy.Signature], completion: str) -> dict[str, Any]:
        return {name: completion.strip() for name in signature.output_fields}


def correct(example: dspy.Example, prediction: dspy.Prediction, trace: object = None) -> bool:  # noqa: ARG001
    """Exact match, with the parameters that DSPy's metrics have."""
    return bool(example.answer == prediction.answer)


def answers(result: EvaluationResult) -> list[str]:
    """What each example was answered; one that failed has an empty prediction."""
    return [prediction.get("answer", "") for _, prediction, _ in result.results]


def main() -> None:
    """Evaluate the work that is given."""
    work = given()
    lm = dspy.LM(f"openai/{MODEL}", api_base=work.base_url, api_key=API_KEY, cache=False)
    dspy.configure(lm=lm, adapter=PlainAnswer())
    predict = dspy.Predict(dspy.Signature("text -> answer", PROMPT))
    devset = [dspy.Example(text=text, answer=EXPECTED).with_inputs("text") for text in work.texts]
    evaluator = dspy.Evaluate(devset=devset, metric=correct, num_threads=work.slots, max_errors=work.calls + 1)
    report(work, lambda: predict(text=work.warm_up), lambda: answers(evaluator(predict)))


if __name__ == "__main__":
    main()
