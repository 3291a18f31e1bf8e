"""Messages as the two wire formats write them: system text, images, and calls of tools with what came of them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from msgspec.structs import replace

from gradcheck.domain.call import Message
from gradcheck.domain.dialect import Dialect
from gradcheck.domain.messages.calls_as_text import arguments_of
from gradcheck.domain.messages.contents import Part, ToolCall
from gradcheck.domain.messages.tool import call_as_openai

Block = dict[str, Any]


def system_text(messages: Iterable[Message]) -> str:
    """All system text."""
    return "\n\n".join(message.content for message in messages if message.role == "system")


def openai(messages: Sequence[Message], dialect: Dialect) -> list[Message | Block]:
    """The messages with system text where the dialect has it."""
    turns = _folded(messages) if dialect.system == "user" else messages
    role = "developer" if dialect.system == "developer" else "system"
    return [_openai(message, role) for message in turns]


def anthropic(messages: Sequence[Message], *, with_tools: bool = False) -> list[Message | Block]:
    """The messages but for system text; results of tools that follow each other are blocks of one user message.

    The format has calls of tools only where the request defines tools; else they are written as text.
    """
    names = {call.id: call.name for message in messages for call in message.tool_calls}
    written: list[Message | Block] = []
    turns = (message for message in messages if message.role != "system")
    for result, same in groupby(turns, key=lambda message: message.role == "tool"):
        if result:
            blocks = [_result(message, None if with_tools else names[message.tool_call_id or ""]) for message in same]
            written.append({"role": "user", "content": blocks})
        else:
            written += (_anthropic(message, with_tools=with_tools) for message in same)
    return written


def _folded(messages: Sequence[Message]) -> Sequence[Message]:
    """The messages with system text at the front of the first user turn."""
    if all(message.role != "system" for message in messages):
        return messages
    system = system_text(messages)
    turns = [message for message in messages if message.role != "system"]
    if not turns or turns[0].role != "user":
        return [Message(role="user", content=system), *turns]
    first = turns[0]
    parts = (f"{system}\n\n", *first.parts) if first.parts else ()
    return [replace(first, content=f"{system}\n\n{first.content}", parts=parts), *turns[1:]]


def _openai(message: Message, system: str) -> Message | Block:
    if message.role == "system":
        return message if system == "system" else {"role": system, "content": message.content}
    if message.role == "tool":
        return {"role": "tool", "tool_call_id": message.tool_call_id, "content": message.content}
    if message.tool_calls:
        calls = list(map(call_as_openai, message.tool_calls))
        return {"role": "assistant", "content": message.content or None, "tool_calls": calls}
    if message.parts:
        return {"role": message.role, "content": [_openai_part(part) for part in _sent(message.parts)]}
    return message


def _sent(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts without texts that have no characters: providers refuse them."""
    return (part for part in parts if not isinstance(part, str) or part.strip())


def _openai_part(part: Part) -> Block:
    if isinstance(part, str):
        return {"type": "text", "text": part}
    return {"type": "image_url", "image_url": {"url": f"data:{part.media_type};base64,{part.data}"}}


def _result(message: Message, named: str | None) -> Block:
    """What came of a call: as a text that names the tool, or as a block of its own."""
    if named is not None:
        return _text(f"result of {named}: {message.content}")
    return {"type": "tool_result", "tool_use_id": message.tool_call_id, "content": message.content}


def _anthropic(message: Message, *, with_tools: bool) -> Message | Block:
    if message.tool_calls:
        said = [_text(message.content)] if message.content.strip() else []
        calls = [_call(call) if with_tools else _text(f"calls {call.shown}") for call in message.tool_calls]
        return {"role": "assistant", "content": [*said, *calls]}
    if message.parts:
        return {"role": message.role, "content": [_anthropic_part(part) for part in _sent(message.parts)]}
    return message


def _call(call: ToolCall) -> Block:
    """A call; the format has objects for arguments, and a text that is none stands in one."""
    arguments = arguments_of(call.arguments)
    given = arguments if isinstance(arguments, dict) else {"arguments": call.arguments}
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": given}


def _anthropic_part(part: Part) -> Block:
    if isinstance(part, str):
        return _text(part)
    return {"type": "image", "source": {"type": "base64", "media_type": part.media_type, "data": part.data}}


def _text(text: str) -> Block:
    return {"type": "text", "text": text}
