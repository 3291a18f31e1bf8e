"""DSPy's optimizers: COPRO, MIPROv2, SIMBA and GEPA, a thread a slot, cache off. It owns no example and no clock.

The endpoint gives one choice and knows no way to write prompts: where several choices are asked for its one is given as
often, and a text that is proposed gets a number, so that every proposal is new.
"""

from itertools import count
from typing import Any

import dspy
from workload import API_KEY, EXPECTED, MODEL, PROMPT, Optimization, optimized, ordered

_numbers = count()


class PlainAnswer(dspy.ChatAdapter):
    """DSPy's default adapter for an endpoint that answers with the bare word instead of DSPy's field markers."""

    def __call__(self, lm: dspy.LM, **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - what the base takes
        """As many choices as were asked for."""
        found: list[dict[str, Any]] = super().__call__(lm, **asked)
        several = range(1, asked["lm_kwargs"].get("n") or 1)
        return [*found, *(self.parse(asked["signature"], EXPECTED) for _ in several)]

    def parse(self, signature: type[dspy.Signature], completion: str) -> dict[str, Any]:
        """The word as the answer, a numbered prompt as any other field."""
        return {
            name: completion.strip() if name == "answer" else f"{PROMPT} Take {next(_numbers)}."
            for name in signature.output_fields
        }


def correct(example: dspy.Example, prediction: dspy.Prediction, *_: object) -> float:
    """Exact match, with the parameters that DSPy's metrics have."""
    return float(example.answer == prediction.answer)


def explained(example: dspy.Example, prediction: dspy.Prediction, *_: object) -> dspy.Prediction:
    """Exact match as GEPA wants it, with feedback."""
    return dspy.Prediction(score=correct(example, prediction), feedback=f"The answer is {example.answer}.")


def optimize(asked: Optimization) -> None:
    """Run the optimizer that is asked for."""
    lm = dspy.LM(f"openai/{MODEL}", api_base=asked.base_url, api_key=API_KEY, cache=False)
    dspy.configure(lm=lm, adapter=PlainAnswer())
    predict = dspy.Predict(dspy.Signature("text -> answer", PROMPT))
    train, validation = (
        [dspy.Example(text=text, answer=EXPECTED).with_inputs("text") for text in texts]
        for texts in (asked.train, asked.validation)
    )
    sizes, threads = asked.sizes, asked.slots
    match asked.kind:
        case "copro":
            optimizer = dspy.COPRO(metric=correct, breadth=sizes["breadth"], depth=sizes["depth"])
            optimizer.compile(
                predict, trainset=validation, eval_kwargs={"num_threads": threads, "display_progress": False}
            )
        case "miprov2":
            optimizer = dspy.MIPROv2(
                metric=correct, auto=None, num_candidates=sizes["instructions"], num_threads=threads
            )
            optimizer.compile(
                predict,
                trainset=train,
                valset=validation,
                num_trials=sizes["trials"],
                minibatch_size=sizes["minibatch"],
            )
        case "simba":
            dspy.SIMBA(
                metric=correct,
                bsize=sizes["batch"],
                num_candidates=sizes["candidates"],
                max_steps=sizes["steps"],
                num_threads=threads,
            ).compile(predict, trainset=train)
        case "gepa":
            dspy.GEPA(
                metric=explained,
                max_metric_calls=sizes["calls"],
                num_threads=threads,
                reflection_lm=lm,
                reflection_minibatch_size=sizes["minibatch"],
            ).compile(predict, trainset=train, valset=validation)


if __name__ == "__main__":
    optimized(ordered(), optimize)
