"""promptolution's evaluation: its classification task through its API client. It owns no example and no clock."""

import pandas as pd
from promptolution.llms import APILLM
from promptolution.predictors import MarkerBasedPredictor
from promptolution.tasks import ClassificationTask
from promptolution.utils.prompt import Prompt
from workload import API_KEY, EXPECTED, MODEL, PROMPT, given, report


def task(texts: list[str]) -> ClassificationTask:
    """The examples in promptolution's form."""
    return ClassificationTask(pd.DataFrame({"x": texts, "y": EXPECTED}), task_description=PROMPT)


def answers(given_task: ClassificationTask, predictor: MarkerBasedPredictor) -> list[str]:
    """Evaluate the prompt; promptolution keeps each answer behind its input, from which it is taken."""
    sequences = given_task.evaluate(Prompt(PROMPT), predictor).sequences[0]
    return [sequence.removeprefix(f"{text}\n") for text, sequence in zip(given_task.xs, sequences, strict=True)]


def main() -> None:
    """Evaluate the work that is given."""
    work = given()
    llm = APILLM(api_url=work.base_url, model_id=MODEL, api_key=API_KEY, max_concurrent_calls=work.slots)
    predictor = MarkerBasedPredictor(llm)
    first, whole = task([work.warm_up]), task(work.texts)
    report(work, lambda: answers(first, predictor), lambda: answers(whole, predictor))


if __name__ == "__main__":
    main()
