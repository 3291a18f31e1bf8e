"""Conversations as OpenAI writes them: what was said before, what is asked last, what was answered."""

from collections.abc import Sequence
from typing import Any

from gradcheck.domain.base import Value
from gradcheck.errors import FieldError
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.tools_of import calls_of

ROLES = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
_TEXT_PARTS = frozenset({"text", "input_text", "output_text"})


class Dialogue(Value, frozen=True, kw_only=True):
    """A conversation in parts: its system message, the turns that ask, and the answer if there is one.

    `calls` are those of tools that the answer makes, where they are asked for.
    `question` is the text of the last turn; `plain` says that it is the user's and the only one, and all text.
    """

    system: str | None
    turns: tuple[Json, ...]
    question: str
    answer: str | None
    plain: bool
    calls: tuple[Json, ...] = ()


def is_conversation(value: object) -> bool:
    """Whether it is a list of messages."""
    return isinstance(value, list) and bool(value) and all(isinstance(m, dict) and "role" in m for m in value)


def conversation(
    messages: Sequence[Any], found: Findings, path: str, row: int | None = None, *, with_calls: bool = False
) -> Dialogue:
    """A list of messages in parts; what is wrong with one is put into the findings' errors."""
    texts = [_message(message, found, f"{path}[{place}]") for place, message in enumerate(messages)]
    roles = ["system" if m.get("role") == "developer" else m.get("role") for m in messages]
    end = len(messages)
    answer, calls = None, list[Json]()
    if roles[-1] == "assistant":
        end -= 1
        answer = texts[-1]
        calls = calls_of(messages[-1]) if with_calls else []
        if not calls and (messages[-1].get("tool_calls") or messages[-1].get("function_call")):
            found.leaves("calls of tools as the answer to a conversation", row)
            answer = answer or None
    system = [texts[place] for place in range(end) if roles[place] == "system"]
    asking = [place for place in range(end) if roles[place] != "system"]
    if asking and roles[asking[-1]] not in {"user", "tool"}:
        found.leaves("conversations whose last turn before the answer is not the user's", row)
    return Dialogue(
        calls=tuple(calls),
        system="\n\n".join(system) or None,
        turns=tuple(messages[place] for place in asking),
        question=texts[asking[-1]] if asking else "",
        answer=answer,
        plain=len(asking) == 1 and roles[asking[0]] == "user" and _is_text(messages[asking[0]].get("content")),
    )


def _is_text(content: object) -> bool:
    parts = content if isinstance(content, list) else [content]
    return all(isinstance(part, str) or (isinstance(part, dict) and part.get("type") in _TEXT_PARTS) for part in parts)


def _message(message: Json, found: Findings, path: str) -> str:
    """The text of a message."""
    if message.get("role") not in ROLES:
        found.errors.append(FieldError(f"{path}.role", f"is none of {', '.join(sorted(ROLES))}"))
    content, where = message.get("content"), f"{path}.content"
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list):
        found.errors.append(FieldError(where, "is neither a text nor a list of parts"))
        return ""
    texts = []
    for place, part in enumerate(content):
        if not isinstance(part, str | dict):
            found.errors.append(FieldError(f"{where}[{place}]", "is no part; accepted is an object with a type"))
        text = part.get("text") if isinstance(part, dict) else part
        if isinstance(text, str):
            texts.append(text)
    return "\n".join(texts)
