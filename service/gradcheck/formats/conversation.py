"""Conversations as OpenAI writes them: what was said before, what is asked last, what was answered."""

from collections.abc import Sequence
from typing import Any

from gradcheck.domain.base import Value
from gradcheck.errors import FieldError
from gradcheck.formats.recognized import Findings, Json

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_TEXT_PARTS = frozenset({"text", "input_text", "output_text"})


class Conversation(Value, frozen=True, kw_only=True):
    """A conversation in parts: `history` stands between the system's message and the last user's.

    `answer` is the assistant's message after that; null where the conversation ends with the question.
    """

    system: str | None
    history: tuple[Json, ...]
    question: str | None
    answer: str | None


def is_conversation(value: object) -> bool:
    """Whether it is a list of messages."""
    return isinstance(value, list) and bool(value) and all(isinstance(m, dict) and "role" in m for m in value)


def conversation(messages: Sequence[Any], found: Findings, path: str, row: int | None = None) -> Conversation:
    """A list of messages in parts; what is wrong with one is put into the findings' errors."""
    texts = [_message(message, found, f"{path}[{place}]", row) for place, message in enumerate(messages)]
    roles = ["system" if m.get("role") == "developer" else m.get("role") for m in messages if isinstance(m, dict)]
    if len(roles) < len(messages):
        return Conversation(system=None, history=(), question=None, answer=None)
    answer = None
    end = len(messages)
    if roles and roles[-1] == "assistant":
        answer, end = texts[-1], end - 1
    system = [texts[place] for place in range(end) if roles[place] == "system"]
    rest = [place for place in range(end) if roles[place] != "system"]
    question = None
    if rest and roles[rest[-1]] == "user":
        question = texts[rest.pop()]
    elif rest:
        found.leaves("conversations that end with neither a user's message nor an answer to one", row)
    return Conversation(
        system="\n\n".join(system) or None,
        history=tuple({"role": roles[place], "content": texts[place]} for place in rest),
        question=question,
        answer=answer,
    )


def _message(message: object, found: Findings, path: str, row: int | None) -> str:
    """The text of a message."""
    if not isinstance(message, dict):
        found.errors.append(FieldError(path, "is no message; accepted is an object with role and content"))
        return ""
    if message.get("role") not in ROLES:
        found.errors.append(FieldError(f"{path}.role", f"is none of {', '.join(sorted(ROLES))}"))
    if message.get("tool_calls") or message.get("function_call"):
        found.leaves("tool calls in messages", row)
    return text_of_content(message.get("content"), found, f"{path}.content", row)


def text_of_content(content: object, found: Findings, path: str, row: int | None) -> str:
    """The text of a message's content, which is one or a list of parts."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        found.errors.append(FieldError(path, "is neither a text nor a list of parts"))
        return ""
    texts = []
    for place, part in enumerate(content):
        if isinstance(part, str):
            texts.append(part)
        elif not isinstance(part, dict):
            found.errors.append(FieldError(f"{path}[{place}]", "is no part; accepted is an object with a type"))
        elif part.get("type", "text") in _TEXT_PARTS and isinstance(part.get("text"), str):
            texts.append(part["text"])
        else:
            found.leaves(f"parts of type {part.get('type')} in messages", row)
    return "\n".join(texts)
