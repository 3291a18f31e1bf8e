"""Definitions of tools in the two wire formats, and the calls in what comes back."""

from typing import Any

from gradcheck.domain.call import Chat
from gradcheck.domain.messages.calls_as_text import as_json
from gradcheck.domain.messages.contents import ToolCall
from gradcheck.domain.messages.tool import Tool, as_openai, choice_as_openai

_CHOICES = {"auto": "auto", "none": "none", "required": "any"}


def openai(request: Chat) -> dict[str, Any]:
    """The fields of a request that are about tools."""
    choice = request.tool_choice
    sent: dict[str, Any] = {"tools": list(map(as_openai, request.tools))}
    return sent if choice is None else {**sent, "tool_choice": choice_as_openai(choice)}


def anthropic(request: Chat) -> dict[str, Any]:
    """The fields of a request that are about tools."""
    sent: dict[str, Any] = {"tools": list(map(_anthropic, request.tools))}
    if request.tool_choice is None:
        return sent
    kind = _CHOICES.get(request.tool_choice)
    return {**sent, "tool_choice": {"type": "tool", "name": request.tool_choice} if kind is None else {"type": kind}}


def _anthropic(tool: Tool) -> dict[str, Any]:
    said = {"description": tool.description, "strict": tool.strict}
    held = {name: value for name, value in said.items() if value is not None}
    return {"name": tool.name, **held, "input_schema": tool.parameters or {"type": "object", "properties": {}}}


def calls_in(said: object) -> list[ToolCall]:
    """The calls of a message: OpenAI's `tool_calls`, or those among Anthropic's blocks of content."""
    found: list[ToolCall] = []
    for given in said if isinstance(said, list) else ():
        match given:
            case {"function": {"name": str(name), **rest}}:
                arguments = rest.get("arguments")
            case {"type": "tool_use", "name": str(name), **rest}:
                arguments = rest.get("input")
            case _:
                continue
        text = arguments if isinstance(arguments, str) else "" if arguments is None else as_json(arguments)
        found.append(ToolCall(id=f"call{len(found):05}", name=name, arguments=text))
    return found
