"""The body of a request, in either wire format: a pure function of a call and of its endpoint's dialect."""

from collections.abc import Mapping
from typing import Any

import msgspec

from gradcheck.domain.call import Call, Chat, Completion
from gradcheck.domain.dialect import Dialect
from gradcheck.llm.clients import messages, tool_fields

_encode = msgspec.json.Encoder().encode


def body(call: Call) -> bytes:
    """The request's JSON. What the dialect does not send is left out."""
    return _encode(fields(call))


def fields(call: Call) -> dict[str, Any]:
    """The request's fields, the caller's own extra ones last."""
    dialect, sampling = call.endpoint.dialect, call.sampling
    sent: dict[str, Any] = {"model": call.endpoint.model, "stream": False}
    if dialect.temperature:
        sent["temperature"] = sampling.temperature
    if dialect.top_p and sampling.top_p is not None:
        sent["top_p"] = sampling.top_p
    if dialect.seed is not None:
        sent[dialect.seed] = call.seed
    match call.request:
        case Chat():
            sent[dialect.limit] = call.output_tokens()
            sent |= _chat(call.request, dialect)
        case Completion(prompt=prompt, stop=stop):
            sent["max_tokens"] = call.output_tokens()
            sent["prompt"] = prompt
            if stop:
                sent["stop"] = stop
    if sampling.effort is not None and dialect.effort is not None:
        sent = _merged(sent, _nested(dialect.effort, sampling.effort))
    if dialect.extra or sampling.extra:
        sent = _merged(_merged(sent, dialect.extra), sampling.extra)
    return sent


def _chat(request: Chat, dialect: Dialect) -> dict[str, Any]:
    """The messages, the tools, and what holds the answer to a schema."""
    held = request.schema if dialect.structured else None
    if dialect.wire == "anthropic":
        system = messages.system_text(request.messages)
        sent: dict[str, Any] = {"messages": messages.anthropic(request.messages, with_tools=bool(request.tools))}
        if system:
            sent["system"] = system
        if request.tools:
            sent |= tool_fields.anthropic(request)
        if held is not None:
            sent["output_config"] = {"format": {"type": "json_schema", "schema": held}}
        return sent
    sent = {"messages": messages.openai(request.messages, dialect)}
    if request.tools:
        sent |= tool_fields.openai(request)
    if held is not None:
        schema = {"name": "answer", "strict": True, "schema": held}
        sent["response_format"] = {"type": "json_schema", "json_schema": schema}
    return sent


def _nested(path: str, value: object) -> dict[str, Any]:
    """A value at the end of a path of fields, as `reasoning.effort`."""
    first, _, rest = path.partition(".")
    return {first: _nested(rest, value) if rest else value}


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Two objects as one; of two values that are no objects, the one that is over the other."""
    merged = dict(under)
    for name, value in over.items():
        old = merged.get(name)
        merged[name] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
