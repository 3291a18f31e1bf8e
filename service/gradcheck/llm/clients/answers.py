"""What a provider's 200 says: an answer with or without text, from either wire format. Pure."""

import math
from typing import Any

import msgspec

from gradcheck.domain.call import Answer, Call, Chat, Silence
from gradcheck.domain.messages import calls_as_text
from gradcheck.domain.messages.contents import ToolCall
from gradcheck.errors import AttemptError
from gradcheck.llm.clients import refusals, thinking, tool_fields, unasked_streams
from gradcheck.llm.clients.remedies import Place

_MOST_TOKENS = 10_000_000  # no context window is larger: what claims to be is not believed
_SHOWN = 300
_THOUGHT_PARTS = frozenset({"thinking", "reasoning", "reasoning_content", "redacted_thinking"})
_LIMITS = frozenset({"length", "max_tokens", "max_output_tokens"})
_FILTERS = frozenset(
    {"content_filter", "content_filtered", "safety", "prohibited_content", "recitation", "blocklist", "spii"}
    | {"guardrail_intervened", "sensitive"}
)
_CONTEXTS = frozenset({"context_length", "model_context_window_exceeded", "model_length"})
_FAILURES = frozenset({"error", "insufficient_system_resource", "network_error", "malformed_response"})


class _Part(msgspec.Struct):
    """A part of an answer, and a block of a message in Anthropic's format."""

    type: str | None = None
    text: Any = None
    thinking: Any = None
    refusal: Any = None
    name: Any = None
    input: Any = None


class _Usage(msgspec.Struct):
    """What was counted. Numbers are checked one by one: a strange one says nothing about the text."""

    prompt_tokens: Any = None
    completion_tokens: Any = None
    total_tokens: Any = None
    prompt_tokens_details: Any = None
    completion_tokens_details: Any = None
    prompt_cache_hit_tokens: Any = None
    input_tokens: Any = None
    output_tokens: Any = None
    cache_read_input_tokens: Any = None
    cache_creation_input_tokens: Any = None


class _Said(msgspec.Struct):
    content: str | list[_Part | str] | None = None
    refusal: Any = None
    reasoning_content: Any = None
    reasoning: Any = None
    thinking: Any = None
    tool_calls: Any = None


class _Choice(msgspec.Struct):
    message: _Said | None = None
    text: str | None = None
    finish_reason: Any = None
    error: Any = None


class _Reply(msgspec.Struct):
    """An answer of a chat or completion endpoint, or Anthropic's, whose text is right here."""

    choices: list[_Choice] | None = None
    content: list[_Part | str] | None = None
    stop_reason: Any = None
    usage: _Usage | None = None
    error: Any = None


class _Found(msgspec.Struct):
    """What an answer holds, whatever its format; `end` is why it ended, in lower case."""

    text: str = ""
    thinking: str = ""
    refusal: str = ""
    end: str = "stop"
    calls: list[ToolCall] = []


_SILENT = _Usage()
_decode = msgspec.json.Decoder(_Reply).decode


def read(call: Call, content: bytes, place: Place) -> Answer:
    """The answer in a 200. Raises AttemptError where it holds an error, or nothing that the endpoint promises."""
    try:
        reply = _decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        reply = _unusual(call, content, place)
    if reply.error:
        raise refusals.inside(call, reply.error, place)
    if reply.choices:
        choice = reply.choices[0]
        message = _choice(choice)
        if message.end in _FAILURES:
            raise refusals.inside(call, choice.error or {"message": f"the answer ended in {message.end!r}"}, place)
    elif reply.content is not None or reply.stop_reason is not None:
        message = _parts(reply.content or [], _lower(reply.stop_reason))
    else:
        raise refusals.unreadable(call, content, place)
    message.text, thought = thinking.split(message.text, call.endpoint.dialect.marks)
    if thought is not None:
        message.thinking = "\n\n".join(filter(None, (message.thinking, thought)))
    if isinstance(call.request, Chat) and call.request.tools:
        message.text = calls_as_text.as_text(message.text, message.calls)
    return _answer(call, message, reply.usage or _SILENT)


def _unusual(call: Call, content: bytes, place: Place) -> _Reply:
    """An answer that is not plain JSON: behind lines of comments, or a stream of events."""
    lines = content.split(b"\n")
    while lines and (not lines[0].strip() or lines[0].startswith(b":")):
        lines.pop(0)
    try:
        if lines and lines[0].startswith((b"data:", b"event:", b"id:")):
            return msgspec.convert(unasked_streams.joined(lines), _Reply)
        return _decode(b"\n".join(lines))
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise refusals.unreadable(call, content, place) from None


def _choice(choice: _Choice) -> _Found:
    end = _lower(choice.finish_reason)
    said = choice.message
    if said is None:
        return _Found(text=choice.text or "", end=end)
    message = _parts(said.content, end) if isinstance(said.content, list) else _Found(text=said.content or "", end=end)
    message.refusal = message.refusal or _text(said.refusal)
    message.thinking = (
        message.thinking or _text(said.reasoning_content) or _text(said.reasoning) or _text(said.thinking)
    )
    message.calls = message.calls or tool_fields.calls_in(said.tool_calls)
    return message


def _parts(parts: list[_Part | str], end: str) -> _Found:
    """Text, thinking and refusal of an answer in parts."""
    message = _Found(end=end)
    for part in parts:
        if isinstance(part, str):
            message.text += part
        elif part.type in _THOUGHT_PARTS:
            message.thinking += _text(part.thinking) or _text(part.text)
        elif part.type == "refusal":
            message.refusal += _text(part.refusal) or _text(part.text)
        elif part.type == "tool_use":
            given = {"type": part.type, "name": part.name, "input": part.input}
            message.calls = [*message.calls, *tool_fields.calls_in([given])]
        else:
            message.text += _text(part.text)
    return message


def _text(value: object) -> str:
    """A text, or the texts of a list of parts; nothing of anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return ""


def _lower(end: object) -> str:
    return end.lower() if isinstance(end, str) else "stop"


def _answer(call: Call, message: _Found, usage: _Usage) -> Answer:
    """The answer, with a cause where no text came. Raises AttemptError where the provider cut it."""
    inputs, cached = _inputs(usage)
    outputs, thought = _outputs(usage, inputs)
    context = call.endpoint.context
    if (
        message.end in _LIMITS
        and context
        and inputs is not None
        and outputs is not None
        and inputs + outputs >= context
    ):
        message.end = "context_length"
    cause, words = _silence(call, message, outputs, thought)
    if cause is None and message.end in _LIMITS:
        _check_cut(call, message, inputs, outputs, thought)
    inputs = call.input_tokens() if inputs is None else inputs
    if outputs is None:
        outputs = (len(message.text.encode(errors="replace")) + len(message.thinking.encode(errors="replace"))) // 3 + 1
    cached = min(cached, inputs)
    return Answer(
        text="" if cause else message.text,
        cut=message.end in _LIMITS,
        input_tokens=inputs,
        output_tokens=outputs,
        cost_micro_usd=call.endpoint.cost(inputs, outputs, cached),
        thinking=message.thinking or None,
        cause=cause,
        words=words,
        cached_tokens=cached,
        thinking_tokens=min(thought, outputs),
    )


def _silence(call: Call, message: _Found, outputs: int | None, thought: int) -> tuple[Silence | None, str | None]:
    """Why an answer has no text, or None where it has one; and words about it."""
    cause: Silence | None = None
    words: str | None = None
    limit = call.output_tokens()
    if message.end in _FILTERS:
        cause, words = "content_filter", None if message.end == "content_filter" else f"it ended in {message.end!r}"
    elif message.end in _CONTEXTS:
        cause, words = "context", f"it ended in {message.end!r}: request and answer fill the model's context"
    elif message.end == "refusal" or (message.refusal and not message.text.strip()):
        cause, words = "refused", (message.refusal or message.text)[:_SHOWN] or None
    elif message.text.strip():
        pass
    elif message.end not in _LIMITS:
        cause = "empty"
    elif message.thinking or thought or (outputs and not message.text):
        cause, words = (
            "thinking_limit",
            f"raise models.{call.settings_of}.max_tokens above {limit} or lower its effort",
        )
    else:
        cause, words = "limit", f"models.{call.settings_of}.max_tokens allows {limit}"
    return cause, words


def _check_cut(call: Call, message: _Found, inputs: int | None, outputs: int | None, thought: int) -> None:
    """An answer that ends before the caller's limit was cut by the provider. Raises AttemptError."""
    limit = call.output_tokens()
    if outputs is None or outputs >= limit or message.thinking or thought:
        return
    context = f", {inputs + outputs} with the request's" if inputs is not None else ""
    raise AttemptError(
        "cut",
        f"{call.endpoint.provider} cut the answer after {outputs} tokens{context}, before its limit of {limit}: a "
        f"limit or context of its own is smaller; lower models.{call.settings_of}.max_tokens",
        possibly_paid=True,
    )


def _inputs(usage: _Usage) -> tuple[int | None, int]:
    """Tokens of the request, None where they are unknown, and how many of them the provider had in its cache."""
    if usage.prompt_tokens is None and usage.input_tokens is not None:
        fresh = _count(usage.input_tokens)
        read, written = _count(usage.cache_read_input_tokens) or 0, _count(usage.cache_creation_input_tokens) or 0
        return (None, 0) if fresh is None else (fresh + read + written, read)
    return _count(usage.prompt_tokens), _detail(usage.prompt_tokens_details, "cached_tokens") or (
        _count(usage.prompt_cache_hit_tokens) or 0
    )


def _outputs(usage: _Usage, inputs: int | None) -> tuple[int | None, int]:
    """Tokens of the answer with its thinking, None where they are unknown, and those of the thinking."""
    outputs, total = _count(usage.completion_tokens), _count(usage.total_tokens)
    if usage.completion_tokens is None:
        outputs = _count(usage.output_tokens)
    thought = _detail(usage.completion_tokens_details, "reasoning_tokens")
    # Some providers leave thinking out of the answer's tokens and count it in the total alone.
    if outputs is not None and inputs is not None and total is not None and total - inputs > outputs:
        thought = max(thought, total - inputs - outputs)
        outputs = total - inputs
    return outputs, thought


def _detail(details: object, name: str) -> int:
    return (_count(details.get(name)) or 0) if isinstance(details, dict) else 0


def _count(value: object) -> int | None:
    """A number of tokens, or None where it cannot be one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return int(value) if 0 <= value <= _MOST_TOKENS else None
