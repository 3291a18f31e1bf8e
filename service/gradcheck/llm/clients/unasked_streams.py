"""A stream of events that a provider sent although none was asked for, joined into one answer."""

import json
from collections.abc import Iterable
from typing import Any

_TEXTS = ("content", "reasoning_content", "reasoning", "refusal")


def joined(lines: Iterable[bytes]) -> dict[str, Any]:
    """The answer that a chat endpoint's events add up to, as if sent whole; without choices where it never ended."""
    texts: dict[str, list[str]] = {name: [] for name in _TEXTS}
    reply: dict[str, Any] = {}
    calls: dict[int, dict[str, str]] = {}
    end = None
    for chunk in filter(None, map(_chunk, lines)):
        reply |= {name: chunk[name] for name in ("usage", "error") if chunk.get(name)}
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        end = choice.get("finish_reason") or end
        said = choice.get("delta") or choice.get("message") or {"content": choice.get("text")}
        for name in _TEXTS:
            if isinstance(said, dict) and isinstance(said.get(name), str):
                texts[name].append(said[name])
        _join_calls(calls, said)
    if end is not None:
        message: dict[str, Any] = {name: "".join(pieces) or None for name, pieces in texts.items()}
        message["tool_calls"] = [{"function": call} for _, call in sorted(calls.items())]
        reply["choices"] = [{"message": message, "finish_reason": end}]
    return reply


def _join_calls(calls: dict[int, dict[str, str]], said: object) -> None:
    """Put what an event holds of calls of tools behind what came before: each has its number."""
    given = said.get("tool_calls") if isinstance(said, dict) else None
    for place, piece in enumerate(given if isinstance(given, list) else ()):
        match piece:
            case {"function": dict(function), **rest}:
                number = rest.get("index")
                call = calls.setdefault(number if isinstance(number, int) else place, {"name": "", "arguments": ""})
                for name in call:
                    call[name] += function[name] if isinstance(function.get(name), str) else ""


def _chunk(line: bytes) -> dict[str, Any] | None:
    """The object of a line, if it holds one."""
    if not line.startswith(b"data:"):
        return None
    try:
        chunk = json.loads(line[5:])
    except ValueError:
        return None
    return chunk if isinstance(chunk, dict) else None
