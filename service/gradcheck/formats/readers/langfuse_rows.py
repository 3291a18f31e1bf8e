"""Rows of Langfuse: items of datasets, traces and observations with their scores; and its prompts."""

from collections.abc import Sequence

from gradcheck.errors import FieldError
from gradcheck.formats.conversation import is_conversation
from gradcheck.formats.readers.inputs_of_rows import InputsOfRows
from gradcheck.formats.readers.openai_rows import as_prompt
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json, remark
from gradcheck.formats.values import as_expected, json_of, lone_value, text_or_none
from gradcheck.inputs.fields import as_text

_OF_ITEMS = frozenset(
    {"expectedOutput", "datasetId", "datasetName", "sourceTraceId", "sourceObservationId"}
    | {"dataset_id", "dataset_name", "source_trace_id", "source_observation_id"}
)
_OF_TRACES = frozenset(
    {"observations", "traceId", "trace_id", "scores", "sessionId", "session_id", "userId", "user_id"}
)
_ARCHIVED = "ARCHIVED"


def _is_item(row: Json) -> bool:
    return "input" in row and bool(row.keys() & _OF_ITEMS)


def _matches(row: Json) -> bool:
    return _is_item(row) or ("input" in row and "output" in row and bool(row.keys() & _OF_TRACES))


def _read(rows: Sequence[Json], found: Findings) -> None:
    inputs = InputsOfRows(found)
    for number, row in enumerate(rows):
        if row.get("status") == _ARCHIVED:
            found.leaves("archived items are left out", number)
            continue
        example: Json = {"id": row["id"]} if isinstance(row.get("id"), str) else {}
        _input(json_of(row["input"]), example, inputs, found, number)
        if _is_item(row):
            _expected(row, example, found)
        else:
            _scores(row, example, found, number)
        if row.get("metadata"):
            found.leaves("metadata is not used", number)
        found.add(number, example)
    inputs.finish()


def _input(value: object, example: Json, inputs: InputsOfRows, found: Findings, number: int) -> None:
    """Put an input into an example: a text, fields, or a conversation."""
    match value:
        case None | "" | {} | [] if not value:
            found.errors.append(FieldError(f"rows[{number}].input", "is empty"))
        case list() if is_conversation(value):
            inputs.put_turns(example, value, number, "input")
        case dict():
            inputs.put(example, value, number, "input")
        case _:
            inputs.put(example, {"input": as_text(value)}, number, "input")


def _expected(row: Json, example: Json, found: Findings) -> None:
    name = "expectedOutput" if "expectedOutput" in row else "expected_output"
    value = json_of(row.get(name))
    part = ""
    if isinstance(value, dict) and value:
        part, value = lone_value(value)
    if value is not None:
        example["expected"] = as_expected(value)
        found.maps(f"{name}.{part}" if part else name, "expected")


def _scores(row: Json, example: Json, found: Findings, number: int) -> None:
    """What was said of a trace's answer is feedback."""
    answer = None if row.get("output") is None else as_text(row["output"])
    scores = json_of(row.get("scores"))
    said = False
    for score in scores if isinstance(scores, list) else ():
        if not isinstance(score, dict) or "name" not in score:
            found.leaves("scores without a name", number)
            continue
        value = score.get("stringValue") or score.get("value")
        good = value >= 1 if isinstance(value, int | float) and value in (0, 1) else None
        text = text_or_none(score.get("comment")) or f"{score['name']}: {as_text(value)}"
        remark(example, text=text, rating=good, answer=answer)
        found.maps("scores", "feedback")
        said = True
    if answer is not None and not said:
        found.leaves("outputs that nothing is said of", number)


def is_prompt(document: Json) -> bool:
    """Whether it is a prompt with its version."""
    typed = document.get("type") in {"text", "chat"} and "name" in document
    return typed and isinstance(document.get("prompt"), str | list)


def read_prompt(document: Json, found: Findings) -> None:
    """Put a prompt into the findings; placeholders of messages in it are not read."""
    prompt = document["prompt"]
    if isinstance(prompt, str):
        found.prompts.append({"user": prompt})
    else:
        gaps = [message for message in prompt if isinstance(message, dict) and message.get("type") == "placeholder"]
        if gaps:
            found.leaves("places for messages of a conversation")
        messages = [message for message in prompt if message not in gaps]
        found.prompts.append(as_prompt(messages, found, "prompt"))
    found.maps("prompt", "prompt")
    for name in ("config", "labels", "tags"):
        if document.get(name):
            found.leaves(f"{name} of the prompt is not used")


LANGFUSE = RowFormat(
    kind="langfuse",
    about="Langfuse's items (input with expectedOutput) or traces (input, output and scores)",
    matches=_matches,
    read=_read,
)
