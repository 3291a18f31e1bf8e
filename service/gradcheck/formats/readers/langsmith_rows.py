"""Rows of LangSmith: examples with reference outputs, and runs with what was said of them."""

from collections.abc import Sequence

from gradcheck.domain.task import Split
from gradcheck.errors import FieldError
from gradcheck.formats.conversation import conversation, is_conversation
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.readers.turns_of import DialogueInputs
from gradcheck.formats.recognized import Findings, Json, RowFeedback
from gradcheck.formats.values import as_expected, as_fields, as_text, lone_value

_OF_EXAMPLES = frozenset({"dataset_id", "source_run_id", "reference_outputs", "modified_at", "attachment_urls"})
_OF_RUNS = frozenset({"run_type", "trace_id", "session_id", "dotted_order", "feedback_stats"})
_USED = frozenset(
    {"id", "inputs", "outputs", "reference_outputs", "metadata", "created_at", "name", *_OF_EXAMPLES, *_OF_RUNS}
)
_SPLITS: dict[str, Split] = {
    "train": "train",
    "validation": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
}


def matches(row: Json) -> bool:
    """Whether it is an example or a run, or might as well be one of MLflow."""
    if not isinstance(row.get("inputs"), dict) or "expectations" in row:
        return False
    return bool(row.keys() & (_OF_EXAMPLES | _OF_RUNS)) or row.keys() <= {"inputs", "outputs", "metadata", "id"}


def _read(rows: Sequence[Json], found: Findings) -> None:
    conversations = DialogueInputs()
    for number, row in enumerate(rows):
        example: Json = {"id": row["id"]} if isinstance(row.get("id"), str) else {}
        _inputs(row["inputs"], example, conversations, found, number)
        if "run_type" in row or "feedback_stats" in row:
            _of_run(row, found, number)
        else:
            _references(row, example, found, number)
        split = _split(row)
        if split is not None:
            example["split"] = split
            found.maps("metadata.dataset_split", "split")
        for name in sorted(key for key in row.keys() - _USED if row[key]):
            found.leaves(f"{name} is not used", number)
        found.rows.append(example)
    if not found.errors:
        conversations.finish(found)


def _inputs(inputs: Json, example: Json, conversations: DialogueInputs, found: Findings, number: int) -> None:
    """Put inputs into an example."""
    if not inputs:
        found.errors.append(FieldError(f"rows[{number}].inputs", "has no fields"))
        return
    for name in ("messages", "input"):
        if is_conversation(inputs.get(name)):
            parts = conversation(inputs[name], found, f"rows[{number}].inputs.{name}", number)
            rest = {key: value for key, value in inputs.items() if key != name}
            conversations.put(example, parts, as_fields(rest, found, "inputs"))
            found.maps(f"inputs.{name}", "input")
            return
    example["input"] = as_fields(inputs, found, "inputs")
    found.maps("inputs", "input")


def _references(row: Json, example: Json, found: Findings, number: int) -> None:
    where = "reference_outputs" if row.get("reference_outputs") else "outputs"
    outputs = row.get(where)
    if outputs is None:
        return
    if not isinstance(outputs, dict):
        found.errors.append(FieldError(f"rows[{number}].{where}", "is no object"))
        return
    name, value = lone_value(outputs)
    if value is not None:
        example["expected"] = as_expected(value)
        found.maps(f"{where}.{name}" if name else where, "expected")


def _of_run(row: Json, found: Findings, number: int) -> None:
    """A run's output is an answer, not what is expected; its feedback is counted by name."""
    outputs = row.get("outputs")
    answer = None if not isinstance(outputs, dict) or not outputs else as_text(lone_value(outputs)[1])
    stats = row.get("feedback_stats") or {}
    said = False
    for name, stat in sorted(stats.items()) if isinstance(stats, dict) else ():
        average = stat.get("avg") if isinstance(stat, dict) else None
        if not isinstance(average, int | float) or isinstance(average, bool):
            found.leaves(f"feedback {name} without an average", number)
            continue
        good = True if average >= 1 else False if average <= 0 else None
        text = f"{name}: {average:g}"
        found.feedback.append(RowFeedback(row=number, text=text, rating=good, answer=answer))
        found.maps("feedback_stats", "feedback")
        said = True
    if answer is not None and not said:
        found.leaves("outputs of runs that nothing is said of", number)


def _split(row: Json) -> Split | None:
    metadata = row.get("metadata")
    given = metadata.get("dataset_split") if isinstance(metadata, dict) else None
    names = given if isinstance(given, list) else [given]
    return next((_SPLITS[name] for name in names if isinstance(name, str) and name in _SPLITS), None)


LANGSMITH = RowFormat(
    kind="langsmith",
    about="LangSmith's examples (inputs with outputs) or runs (inputs with run_type)",
    matches=matches,
    read=_read,
)
