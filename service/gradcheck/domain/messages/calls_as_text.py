"""An answer that calls tools as a text, which is all that scorers, critics and the ledger see of it."""

import json
from collections.abc import Sequence
from typing import Any

from gradcheck.domain.base import Value
from gradcheck.domain.messages.contents import ToolCall

_CALLS = "tool_calls"


class CalledTool(Value, frozen=True, kw_only=True):
    """A tool and what it is called with: an object, a text that is none, or None where nothing is said of it."""

    name: str
    arguments: dict[str, Any] | str | None = None

    @property
    def shown(self) -> str:
        """The text that stands for it."""
        if self.arguments is None:
            return f"{self.name}(…)"
        return f"{self.name}({self.arguments if isinstance(self.arguments, str) else as_json(self.arguments)})"


class CallingAnswer(Value, frozen=True, kw_only=True):
    """An answer to a request with tools, in its parts."""

    content: str
    calls: tuple[CalledTool, ...] = ()


def as_text(content: str, calls: Sequence[ToolCall]) -> str:
    """The text of an answer to a request with tools.

    With calls it is JSON, arguments that are no JSON object in it as the text that they are. Without calls it is the
    content; one that reads like calls is written as JSON too, with none, so that nothing but a call passes for one.
    """
    if not calls and _with_calls(content) is None:
        return content
    made = (CalledTool(name=call.name, arguments=arguments_of(call.arguments)) for call in calls)
    return written(CallingAnswer(content=content, calls=tuple(made)))


def written(answer: CallingAnswer) -> str:
    """An answer as JSON: `{"content": …, "tool_calls": [{"name": …, "arguments": …}]}`."""
    calls = [
        {"name": call.name, **({} if call.arguments is None else {"arguments": call.arguments})}
        for call in answer.calls
    ]
    return as_json({"content": answer.content, _CALLS: calls})


def read(text: str) -> CallingAnswer:
    """The reverse of `as_text`; also of other JSON with a list `tool_calls`, as applications may write it."""
    held = _with_calls(text)
    if held is None:
        return CallingAnswer(content=text)
    calls = tuple(call for one in held[_CALLS] if (call := called(one)) is not None)
    content = held.get("content")
    return CallingAnswer(content=content if isinstance(content, str) else "", calls=calls)


def called(given: object) -> CalledTool | None:
    """A call as OpenAI or Anthropic write it, or as `{name, arguments}`; None where it is none.

    Arguments may be an object, or JSON of one as a text.
    """
    if not isinstance(given, dict):
        return None
    held = given["function"] if isinstance(given.get("function"), dict) else given
    name, arguments = held.get("name"), held.get("arguments", held.get("input"))
    if isinstance(arguments, str):
        arguments = arguments_of(arguments)
    if not isinstance(name, str) or not isinstance(arguments, dict | str | None):
        return None
    return CalledTool(name=name, arguments=arguments)


def listed(given: object) -> list[Any] | None:
    """The calls that are expected: a list, one call, a message with `tool_calls`, or one of these as JSON in a text."""
    if isinstance(given, str):
        given = _decoded(given)
    if isinstance(given, dict):
        given = given[_CALLS] if isinstance(given.get(_CALLS), list) else [given]
    return given if isinstance(given, list) else None


def as_json(value: object) -> str:
    """JSON on one line, characters of all scripts as they are."""
    return json.dumps(value, ensure_ascii=False)


def arguments_of(text: str) -> dict[str, Any] | str:
    """The object of a call's arguments; the text where it is none that can be written again. Nothing is no argument."""
    value = _decoded(text.strip() or "{}")
    return value if isinstance(value, dict) else text


def _with_calls(text: str) -> dict[str, Any] | None:
    """The JSON object of a text where it has a list of calls."""
    value = _decoded(text) if _CALLS in text else None
    return value if isinstance(value, dict) and isinstance(value.get(_CALLS), list) else None


def _decoded(text: str) -> object:
    """The value of a JSON text; None of what is none, or holds what JSON and UTF-8 have no place for."""
    try:
        value = json.loads(text)
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value
