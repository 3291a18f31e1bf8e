"""Changes of an optimize request: a program of three modules, a temperature, data that repeats. It owns no row."""

from collections.abc import Callable

from tests.audit.chance import uniform
from tests.audit.service import Json


def three_modules(request: Json, job: int) -> Json:
    """The note is read, weighed and sorted; every module hands on what the next one needs."""
    del job
    modules = [
        {"name": "read", "system": "Read the note.", "user": "Note: {input}", "output": "first"},
        {"name": "weigh", "system": "Weigh what was read.", "user": "Read: {first}", "output": "second"},
        {"name": "sort", "system": request["prompt"], "user": "Weighed: {second}"},
    ]
    return {**request, "prompt": {"modules": modules}}


def cold(request: Json, job: int) -> Json:
    """The optimizer's model is asked at temperature 0."""
    del job
    models = request["models"]
    return {**request, "models": {**models, "optimizer": {**models["optimizer"], "temperature": 0}}}


def repeated(request: Json, job: int) -> Json:
    """Test and probe hold the training inputs again under other names, and one of them with another label."""
    return _again(request, job, lambda text, _: text)


def nearly_repeated(request: Json, job: int) -> Json:
    """As `repeated`, each time with another mark or letter: what no reader would call another input."""
    marks = {"validation": ",", "probe": ";", "test": "!"}
    return _again(request, job, lambda text, split: f"{text[:1].upper()}{text[1:]} {marks[split]}")


def _again(request: Json, job: int, change: Callable[[str, str], str]) -> Json:
    train = [example for example in request["task"]["examples"] if example["split"] == "train"]
    others = ("validation", "probe", "test")
    copies = [
        {**example, "input": change(example["input"], split), "split": split} for split in others for example in train
    ]
    labels = request["task"]["scoring"]["choices"]
    other = [label for label in labels if label != train[0]["expected"]][int(3 * uniform("contradiction", job))]
    examples = [*train, *copies, {**train[0], "expected": other}]
    return {**request, "task": {**request["task"], "examples": examples}}
