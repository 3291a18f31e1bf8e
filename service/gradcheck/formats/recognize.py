"""What a file is, told by its shape alone, and what it holds.

A file in which two formats can be seen is refused with both names; the caller then says which one it is.
"""

from collections.abc import Callable, Sequence
from typing import Any

from gradcheck.domain.base import Value
from gradcheck.errors import FieldError, InvalidRequestError
from gradcheck.formats.conversation import is_conversation
from gradcheck.formats.parsing_files import parse
from gradcheck.formats.readers.dspy_rows import DSPY
from gradcheck.formats.readers.dspy_state import is_state, read_state
from gradcheck.formats.readers.gepa_rows import GEPA
from gradcheck.formats.readers.langfuse_rows import LANGFUSE, is_prompt, read_prompt
from gradcheck.formats.readers.langsmith_rows import LANGSMITH
from gradcheck.formats.readers.mlflow_rows import MLFLOW
from gradcheck.formats.readers.openai_rows import CHATS, DATASET, EVALUATIONS, as_prompt
from gradcheck.formats.readers.promptfoo_config import is_config, read_config
from gradcheck.formats.readers.promptfoo_tests import TESTS
from gradcheck.formats.readers.row_format import RowFormat
from gradcheck.formats.recognized import Findings, Json, Recognized
from gradcheck.formats.tools_of import tools_of

_ROWS: dict[str, RowFormat] = {
    f.kind: f for f in (CHATS, EVALUATIONS, DATASET, TESTS, MLFLOW, LANGSMITH, LANGFUSE, DSPY, GEPA)
}
_LISTS = ("data", "examples", "items", "records", "rows", "results", "runs", "traces")


class KindOfFile(Value, frozen=True, kw_only=True):
    """A format that is known, and by what."""

    name: str
    about: str


KINDS = (
    *(KindOfFile(name=name, about=rows.about) for name, rows in _ROWS.items()),
    KindOfFile(name="openai_messages", about="a prompt as OpenAI messages, or the body of a request with them"),
    KindOfFile(name="promptfoo", about="a promptfoo configuration: prompts, tests, providers"),
    KindOfFile(name="dspy_state", about="a DSPy program's saved state: signature and demos of each predictor"),
    KindOfFile(name="langfuse_prompt", about="a Langfuse prompt: name, type and prompt"),
)
_DOCUMENTS: dict[str, tuple[Callable[[Json], bool], Callable[[Json, Findings], None]]] = {
    "promptfoo": (is_config, read_config),
    "dspy_state": (is_state, read_state),
    "langfuse_prompt": (is_prompt, read_prompt),
}


def recognize(document: object, kind: str | None = None) -> Recognized | None:
    """What a file holds: bytes or a text, or its value, a list of rows or an object; None where no format is known.

    `kind` is one of `KINDS` where the caller says what it is. Raises InvalidRequestError where the file is unreadable,
    where several formats fit, and where rows are faulty, each named.
    """
    value = parse(document) if isinstance(document, bytes | str) else document
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _conversation(value, kind) or recognize_rows(value, kind)
    if not isinstance(value, dict):
        return None
    for name, (fits, read) in _DOCUMENTS.items():
        if kind in (None, name) and fits(value):
            found = Findings()
            read(value, found)
            return found.recognized(name)
    if is_conversation(value.get("messages")):
        return _conversation(value["messages"], kind, value)
    for name in _LISTS:
        if isinstance(value.get(name), list) and all(isinstance(row, dict) for row in value[name]):
            return recognize_rows(value[name], kind)
    return recognize_rows([value], kind)


def _conversation(value: Sequence[Any], kind: str | None, request: Json | None = None) -> Recognized | None:
    """A prompt as messages, with the tools of the request that they are in."""
    if kind not in (None, "openai_messages") or not is_conversation(value):
        return None
    found = Findings()
    found.prompts.append(as_prompt(value, found, "messages") | tools_of([request or {}], found))
    found.maps("messages", "prompt")
    return found.recognized("openai_messages")


def recognize_rows(
    rows: Sequence[Any], kind: str | None = None, numbers: Sequence[int] | None = None
) -> Recognized | None:
    """Rows of the format that fits most of them; the others are faults. None where no format is known.

    `numbers` are what the rows are called, from 0 where they are left out; faults have the rows' places. Rows are the
    examples of a file, however much they look like the turns of a conversation. Raises as `recognize`.
    """
    if not rows or not all(isinstance(row, dict) for row in rows):
        return None
    if kind is not None and kind not in _ROWS:
        known = ", ".join(f.name for f in KINDS)
        raise InvalidRequestError.of(
            FieldError("format", f"{kind!r} is none that is known ({known}), or no file of rows")
        )
    fitting = _fitting(rows) if kind is None else [_ROWS[kind]]
    if not fitting:
        return None
    if len(fitting) > 1:
        names = " or ".join(f.kind for f in fitting)
        raise InvalidRequestError.of(FieldError("format", f"the rows can be {names}; say which one as format"))
    found = Findings()
    for number, row in enumerate(rows):
        if not fitting[0].matches(row):
            found.errors.append(FieldError(f"rows[{number}]", f"is not like the others: {fitting[0].about}"))
    if not found.errors:
        fitting[0].read(rows, found)
    return found.recognized(fitting[0].kind, numbers)


def _fitting(rows: Sequence[Json]) -> list[RowFormat]:
    """The formats that fit the most rows, at least half of them."""
    counts = {kind: sum(map(row_format.matches, rows)) for kind, row_format in _ROWS.items()}
    most = max(counts.values())
    return [_ROWS[kind] for kind, count in counts.items() if count == most and 2 * count >= len(rows)] if most else []
