"""DSPy's MIPROv2 and SIMBA on a real task, which of them says the command line: their templates, their adapter.

They know no budget of calls, so their sizes are chosen for it: by how many calls their adapter takes for an answer of
this model, which a first answer shows. Calls that the endpoint then refuses they take for wrong answers.
"""

import math
import sys

import dspy
from task_work import Optimized, Task, optimized, right

_MARKS = 40  # tokens around an answer
_PROPOSED = 10  # what MIPROv2 asks for three instructions, summaries of data and program included
_CANDIDATES = 3
_PROGRAMS = 3  # that SIMBA compares at the end


def correct(example: dspy.Example, prediction: dspy.Prediction | None, *_: object) -> float:
    """Whether the answer is right, with the parameters that DSPy's metrics have."""
    return right(_said(prediction), example.answer)


def optimize(task: Task) -> Optimized:
    """Run the optimizer that is asked for."""
    endpoint = {"api_base": task.base_url, "api_key": task.key, "cache": False}
    lm = dspy.LM(f"openai/{task.model}", **endpoint, max_tokens=_MARKS + task.max_tokens, temperature=0.0)
    writing = dspy.LM(f"openai/{task.model}", **endpoint, max_tokens=task.writing_tokens)
    dspy.configure(lm=lm, max_errors=task.calls * 10)
    given = dspy.Predict(dspy.Signature("text -> answer", task.prompt))
    train, validation = ([_example(*pair) for pair in pairs] for pairs in (task.train, task.validation))
    _answers(given, [task.train[0][0]], task.slots)
    answers = task.calls // task.told().made - 1  # that there are calls for
    if sys.argv[1] == "miprov2":
        best = _miprov2(given, task, writing, train, validation, answers)
    else:
        best = _simba(given, task, writing, train, answers)
    return Optimized(
        prompt=best.signature.instructions,
        demos=sum(len(str(value)) for demo in best.demos for value in dict(demo).values()),
        given=lambda inputs: _answers(given, inputs, task.slots),
        best=lambda inputs: _answers(best, inputs, task.slots),
    )


def _miprov2(
    given: dspy.Predict,
    task: Task,
    writing: dspy.LM,
    train: list[dspy.Example],
    validation: list[dspy.Example],
    answers: int,
) -> dspy.Predict:
    """As many trials as there are answers for after demos, instructions and the given prompt's score."""
    optimizer = dspy.MIPROv2(
        metric=correct,
        prompt_model=writing,
        auto=None,
        num_candidates=_CANDIDATES,
        num_threads=task.slots,
        max_errors=task.calls * 10,
        seed=task.seed,
    )
    trials = max((answers - len(train) - _PROPOSED - len(validation)) // len(validation), 1)
    return optimizer.compile(
        given.deepcopy(), trainset=train, valset=validation, num_trials=trials, minibatch=False, seed=task.seed
    )


def _simba(given: dspy.Predict, task: Task, writing: dspy.LM, train: list[dspy.Example], answers: int) -> dspy.Predict:
    """As many steps as there are answers for before the programs that are left are compared on all examples."""
    batch = max(len(train) // 6, 2)
    step = 5 * batch + 3  # two trajectories of an example, three candidates, and what is asked for these
    steps = max(math.floor((answers - _PROGRAMS * len(train)) / step), 1)
    optimizer = dspy.SIMBA(
        metric=correct, bsize=batch, num_candidates=2, max_steps=steps, prompt_model=writing, num_threads=task.slots
    )
    return optimizer.compile(given.deepcopy(), trainset=train, seed=task.seed)


def _answers(program: dspy.Module, inputs: list[str], slots: int) -> list[str]:
    """Answers; one that DSPy cannot read is none."""

    def answered(example: dspy.Example) -> str:
        try:
            return _said(program(**example.inputs()))
        except Exception:  # noqa: BLE001 - its adapters raise several kinds
            return ""

    asked = [(answered, _example(text, "")) for text in inputs]
    found: list[str] = dspy.Parallel(access_examples=False, num_threads=slots, disable_progress_bar=True)(asked)
    return found


def _said(prediction: dspy.Prediction | None) -> str:
    return "" if prediction is None else str(prediction.get("answer") or "")


def _example(text: str, answer: str) -> dspy.Example:
    return dspy.Example(text=text, answer=answer).with_inputs("text")


if __name__ == "__main__":
    optimized(optimize)
