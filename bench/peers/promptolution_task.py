"""promptolution's CAPO on a real task: its templates, its predictor. It ends after the step that uses up the calls."""

import pandas as pd
from promptolution.llms import APILLM
from promptolution.optimizers import CAPO
from promptolution.predictors import MarkerBasedPredictor
from promptolution.tasks import ClassificationTask
from promptolution.utils.callbacks import BaseCallback
from promptolution.utils.prompt import Prompt
from task_work import Count, Optimized, Task, optimized

_LONGEST = 512  # tokens of a prompt
_MARKS = 24  # tokens around an answer
_MANY = 1000


class Counting(APILLM):
    """promptolution's client, counted."""

    count: Count

    def _get_response(self, prompts: list[str], system_prompts: list[str]) -> list[str]:
        self.count.add(len(prompts))
        return list(super()._get_response(prompts, system_prompts))


class Spent(BaseCallback):
    """Ends an optimization that has made its calls."""

    def __init__(self, count: Count, calls: int) -> None:
        super().__init__()
        self._count, self._calls = count, calls

    def on_step_end(self, optimizer: object) -> bool:  # noqa: ARG002 - what the base is given
        """Whether there are calls left."""
        return self._count.made < self._calls


def optimize(task: Task, count: Count) -> Optimized:
    """Run it until the calls are used."""
    endpoint = {
        "api_url": task.base_url,
        "model_id": task.model,
        "api_key": task.key,
        "max_concurrent_calls": task.slots,
    }
    answering, writing = (
        Counting(**endpoint, max_tokens=_MARKS + task.max_tokens),
        Counting(**endpoint, max_tokens=_LONGEST),
    )
    answering.count = writing.count = count
    labels = sorted({answer for _, answer in task.train})
    predictor = MarkerBasedPredictor(answering, classes=labels)
    work = ClassificationTask(
        pd.DataFrame(task.validation, columns=["x", "y"]),
        task_description=task.prompt,
        eval_strategy="sequential_block",
        n_subsamples=len(task.validation) // 2,
        seed=task.seed,
    )
    optimizer = CAPO(
        predictor=predictor,
        task=work,
        meta_llm=writing,
        initial_prompts=[task.prompt, f"{task.prompt} Answer in one word."],
        crossovers_per_iter=1,
        upper_shots=2,
        df_few_shots=pd.DataFrame(task.train, columns=["x", "y"]),
        callbacks=[Spent(count, task.calls)],
    )
    best = optimizer.optimize(_MANY)[0]

    def answers(prompt: Prompt, inputs: list[str]) -> list[str]:
        found, _ = predictor.predict([prompt.construct_prompt()] * len(inputs), inputs)
        return [str(one) for one in found]

    return Optimized(
        prompt=best.construct_prompt(),
        given=lambda inputs: answers(Prompt(task.prompt), inputs),
        best=lambda inputs: answers(best, inputs),
    )


if __name__ == "__main__":
    optimized(optimize)
