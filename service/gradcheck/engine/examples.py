"""The examples of a request: read, checked against the scoring, divided into splits."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from msgspec.structs import replace

from gradcheck.domain.division import divide, families
from gradcheck.domain.task import SPLITS, Example, Split, Undivided
from gradcheck.engine.request import TaskSpec
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.inputs.fields import InputReader
from gradcheck.scoring import class_errors, scoring_errors, task_labels, whole_scoring

_LEAST_A_SPLIT = 2


def read_examples(task: TaskSpec, reader: InputReader, errors: list[FieldError]) -> list[Undivided]:
    """The examples as they were given; what is wrong with them, or with the scoring, is put into `errors`.

    Those of a data set have been drawn before (`engine/drawn.py`). Raises InvalidRequestError where there are none.
    """
    if task.dataset is not None:
        raise InvalidRequestError.of(FieldError("task.dataset", "stands beside examples; give one of the two"))
    if not task.examples:
        raise InvalidRequestError.of(FieldError("task.examples", "is required: give examples, or name a `dataset`"))
    examples = _identified(task, reader, errors)
    _check_scoring(task, examples, errors)
    whole = whole_scoring(task.scoring)
    if whole is not None and not errors:
        return [replace(example, expected=whole.written(example.expected)) for example in examples]
    return examples


def common_fields(examples: Sequence[Undivided]) -> frozenset[str]:
    """The fields that every example has."""
    return frozenset.intersection(*(frozenset(example.fields) for example in examples))


def divided(
    task: TaskSpec, examples: Sequence[Undivided], needed: Sequence[Split], who: str, errors: list[FieldError]
) -> tuple[Example, ...]:
    """The examples with their splits; none where fractions are wrong.

    Those that the caller asks for must not be too small, nor those that are `needed`, by whom `who` says.
    """
    fractions = {name: getattr(task.split, name) for name in SPLITS}
    if abs(sum(fractions.values()) - 1) > 1e-6:
        errors.append(FieldError("task.split", f"the fractions add up to {sum(fractions.values()):g}, not to 1"))
        return ()
    divided_examples = divide(examples, fractions, task.split_seed)
    given = Counter(example.split for example in examples if example.split is not None)
    sizes = Counter(example.split for example in divided_examples)
    for name in SPLITS:
        asked_for = fractions[name] > 0 and given.total() < len(examples)
        least = _LEAST_A_SPLIT if asked_for or name in needed else 0
        if sizes[name] >= least:
            continue
        if fractions[name] == 0:
            message = f"is 0, but {who} needs at least {least} examples in this split"
            errors.append(FieldError(f"task.split.{name}", message))
        else:
            total = ceil((least - given[name]) / fractions[name]) + given.total()
            errors.append(FieldError("task.examples", _too_few(name, least, total, examples)))
    return divided_examples


def _too_few(split: Split, least: int, total: int, examples: Sequence[Undivided]) -> str:
    """How many examples would be enough, where equal ones can be parted."""
    message = f"too few examples: the split {split} needs {least}; {total} in all are enough"
    apart = len(set(families(examples)))
    if apart == len(examples):
        return message
    return f"{message}, if they can be parted: equal inputs and groups stay together, which leaves {apart} parts"


def _identified(task: TaskSpec, reader: InputReader, errors: list[FieldError]) -> list[Undivided]:
    ids = [example.id if example.id is not None else f"example-{index}" for index, example in enumerate(task.examples)]
    counts = Counter(ids)
    for index, identity in enumerate(ids):
        if not identity.strip():
            errors.append(FieldError(f"task.examples[{index}].id", "is empty; leave it out or give a unique text"))
        elif counts[identity] > 1:
            errors.append(FieldError(f"task.examples[{index}].id", f"{identity!r} is used {counts[identity]} times"))
    read = [
        reader.read(example.input, f"task.examples[{index}].input", errors)
        for index, example in enumerate(task.examples)
    ]
    errors += (
        FieldError(f"task.examples[{index}].feedback[{place}]", "says nothing; accepted is a rating, a text, or both")
        for index, example in enumerate(task.examples)
        for place, remark in enumerate(example.feedback)
        if remark.rating is None and not remark.text.strip()
    )
    return [
        Undivided(
            id=identity,
            fields=given.fields,
            expected=example.expected,
            split=example.split,
            group=None if example.group is None else str(example.group),
            attached=given.attached,
            remarks=example.feedback,
        )
        for identity, example, given in zip(ids, task.examples, read, strict=True)
    ]


def _check_scoring(task: TaskSpec, examples: Sequence[Undivided], errors: list[FieldError]) -> None:
    faults = scoring_errors(task.scoring, "task.scoring")
    errors += faults
    if faults:
        return
    # Labels are those that are given: an example without one is a fault of its own and takes them from no other.
    given = [example.expected for example in examples if isinstance(example.expected, str | int | float)]
    allowed = task_labels(task.scoring, given)
    for index, example in enumerate(examples):
        problem = task.scoring.expected_error(example.expected, allowed)
        if problem is not None:
            errors.append(FieldError(f"task.examples[{index}].expected", problem))
    known = {error.path for error in errors}
    of_classes = class_errors(task.scoring, [example.expected for example in examples], "task")
    errors += [error for error in of_classes if error.path not in known]
