"""promptolution's CAPO on a real task: its templates, its predictor. It ends with the step that uses up the calls.

What is held out is answered without the guess of its predictor, which takes the first label where it finds none.
"""

import random

import numpy as np
import pandas as pd
from promptolution.llms import APILLM
from promptolution.optimizers import CAPO
from promptolution.predictors import MarkerBasedPredictor
from promptolution.tasks import ClassificationTask
from promptolution.utils.callbacks import BaseCallback
from promptolution.utils.prompt import Prompt
from task_work import Optimized, Task, optimized

_MARKS = 24  # tokens around an answer
_MANY = 1000
_RETRIES = 1  # at their own number it would wait half a minute for calls that are used up


class Spent(BaseCallback):
    """Ends an optimization that has made its calls."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def on_step_end(self, optimizer: object) -> bool:  # noqa: ARG002 - what the base is given
        """Whether there are calls left."""
        return self._task.told().left


def optimize(task: Task) -> Optimized:
    """Run it until the calls are used."""
    random.seed(task.seed)
    np.random.seed(task.seed)  # noqa: NPY002 - what the library draws from
    endpoint = {
        "api_url": task.base_url,
        "model_id": task.model,
        "api_key": task.key,
        "max_concurrent_calls": task.slots,
        "max_retries": _RETRIES,
    }
    answering = APILLM(**endpoint, max_tokens=_MARKS + task.max_tokens, call_kwargs={"temperature": 0})
    train, validation = (
        pd.DataFrame([(text, answer.lower()) for text, answer in pairs], columns=["x", "y"])
        for pairs in (task.train, task.validation)
    )
    work = ClassificationTask(
        validation,
        task_description=task.prompt,
        eval_strategy="sequential_block",
        n_subsamples=len(validation) // 2,
        seed=task.seed,
    )
    optimizer = CAPO(
        predictor=MarkerBasedPredictor(answering, classes=sorted(set(train["y"]))),
        task=work,
        meta_llm=APILLM(**endpoint, max_tokens=task.writing_tokens),
        initial_prompts=[task.prompt, task.prompt],
        crossovers_per_iter=1,
        upper_shots=2,
        df_few_shots=train,
        callbacks=[Spent(task)],
    )
    best = optimizer.optimize(_MANY)[0]
    unforced = MarkerBasedPredictor(answering)

    def answers(prompt: Prompt, inputs: list[str]) -> list[str]:
        found, _ = unforced.predict([prompt.construct_prompt()] * len(inputs), inputs)
        return [str(one) for one in found]

    return Optimized(
        prompt=best.instruction,
        demos=sum(map(len, best.few_shots)),
        given=lambda inputs: answers(Prompt(task.prompt), inputs),
        best=lambda inputs: answers(best, inputs),
    )


if __name__ == "__main__":
    optimized(optimize)
