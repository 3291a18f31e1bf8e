"""DSPy's MIPROv2 and SIMBA on a real task, which of them says the command line: their templates, their adapter.

They know no budget of calls: their sizes are such that about as many are made, and what was made is told.
"""

import sys
from typing import Any

import dspy
from task_work import Count, Optimized, Task, optimized, right


class Counting(dspy.LM):
    """DSPy's client, counted."""

    count: Count

    def forward(self, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - the base's
        """A call."""
        self.count.add()
        return super().forward(*given, **more)


def correct(example: dspy.Example, prediction: dspy.Prediction, *_: object) -> float:
    """Whether the answer is right, with the parameters that DSPy's metrics have."""
    return right(str(prediction.get("answer") or ""), example.answer)


def optimize(task: Task, count: Count) -> Optimized:
    """Run the optimizer that is asked for."""
    lm = Counting(
        f"openai/{task.model}", api_base=task.base_url, api_key=task.key, cache=False, max_tokens=40 + task.max_tokens
    )
    lm.count = count
    dspy.configure(lm=lm)
    given = dspy.Predict(dspy.Signature("text -> answer", task.prompt))
    train, validation = ([_example(*pair) for pair in pairs] for pairs in (task.train, task.validation))
    items = len(validation)
    if sys.argv[1] == "miprov2":
        optimizer = dspy.MIPROv2(metric=correct, auto=None, num_candidates=2, num_threads=task.slots, seed=task.seed)
        trials = max((task.calls - 2 * items) // items, 1)
        best = optimizer.compile(
            given.deepcopy(), trainset=train, valset=validation, num_trials=trials, minibatch=False
        )
    else:
        size = min(8, len(train))
        steps = max((task.calls - 2 * len(train)) // (5 * size), 1)
        simba = dspy.SIMBA(metric=correct, bsize=size, num_candidates=2, max_steps=steps, num_threads=task.slots)
        best = simba.compile(given.deepcopy(), trainset=[*train, *validation], seed=task.seed)

    def answers(program: dspy.Module, inputs: list[str]) -> list[str]:
        return [str(_answered(program, text)) for text in inputs]

    return Optimized(
        prompt=best.signature.instructions,
        given=lambda inputs: answers(given, inputs),
        best=lambda inputs: answers(best, inputs),
    )


def _answered(program: dspy.Module, text: str) -> str:
    """An answer; one that DSPy cannot read is none."""
    try:
        return str(program(text=text).get("answer") or "")
    except Exception:  # noqa: BLE001 - its adapters raise several kinds
        return ""


def _example(text: str, answer: str) -> dspy.Example:
    return dspy.Example(text=text, answer=answer).with_inputs("text")


if __name__ == "__main__":
    optimized(optimize)
