"""How providers behave, by name: what they take, how they answer, how they fail, as their documentation says.

It owns no rule about the service. Every behaviour answers the tasks of `tests/support/world.py` right where it answers.
"""

import gzip
import json
from collections.abc import Callable
from typing import Any

from tests.providers.server import Ask, Reply

Behaviour = Callable[[Ask], Reply]
Json = dict[str, Any]

KEY = "key-of-the-tests-0123456789"
MODEL = "plain-1"
BEHAVIOURS: dict[str, Behaviour] = {}
_CHAT = "/v1/chat/completions"
_FIELDS = frozenset({"model", "messages", "temperature", "top_p", "max_tokens", "seed", "stream", "stop"})
_THOUGHTS = 40  # tokens that thinkers think


def behaviour(function: Behaviour) -> Behaviour:
    """Serve it under its name."""
    BEHAVIOURS[function.__name__] = function
    return function


def label(ask: Ask) -> str:
    """The right answer to a task."""
    content = ask.body["messages"][-1]["content"]
    text = content if isinstance(content, str) else content[0]["text"]
    return "positive" if "good" in text.rsplit("\n", 1)[-1] else "negative"


def usage(ask: Ask, outputs: int = 2) -> Json:
    inputs = len(json.dumps(ask.body)) // 4
    return {"prompt_tokens": inputs, "completion_tokens": outputs, "total_tokens": inputs + outputs}


def answer(ask: Ask, *, finish: str = "stop", counts: Any = None, **message: Any) -> Json:  # noqa: ANN401 - any shape
    """A chat completion; without a message it is the right one."""
    said = {"role": "assistant", "content": label(ask)} if not message else {"role": "assistant", **message}
    choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": finish}
    head = {"id": "x", "object": "chat.completion", "created": 1, "model": ask.body["model"]}
    return {**head, "choices": [choice], "usage": usage(ask) if counts is None else counts}


def error(message: str, code: Any = None, kind: str = "invalid_request_error", param: str | None = None) -> Json:  # noqa: ANN401
    """An error as OpenAI writes it."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def chat(ask: Ask, *, path: str = _CHAT) -> Reply | None:
    """A refusal of what no chat endpoint takes: another path, no key."""
    if ask.path != path:
        return Reply({"detail": "Not Found"}, 404)
    if ask.headers.get("authorization") != f"Bearer {KEY}":
        return Reply(error("You didn't provide an API key.", "invalid_api_key"), 401)
    return None


def plain(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask))


def limit(ask: Ask) -> int:
    return int(ask.body.get("max_completion_tokens") or ask.body.get("max_tokens") or 10_000)


for _name in ("openai_plain", "azure_v1", "together", "tgi", "vllm", "anthropic_openai", "trailing_slash", "ipv6"):
    BEHAVIOURS[_name] = plain


@behaviour
def openrouter(ask: Ask) -> Reply:
    """Keep-alive spaces before the body, a provider's name, a reasoning field that is null."""
    reply = answer(ask, content=label(ask), reasoning=None, refusal=None)
    return chat(ask) or Reply(b"         \n   \n" + json.dumps({"provider": "x", **reply}).encode())


@behaviour
def openrouter_comments(ask: Ask) -> Reply:
    comment = b": OPENROUTER PROCESSING\n\n"
    return chat(ask) or Reply(3 * comment + json.dumps(answer(ask)).encode())


@behaviour
def deepseek(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask, content=label(ask), reasoning_content="It says good, or bad."))


@behaviour
def deepseek_keepalive(ask: Ask) -> Reply:
    return chat(ask) or Reply(b"\n\n\n\n" + json.dumps(answer(ask)).encode(), chunked=True)


@behaviour
def ollama(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask) | {"system_fingerprint": "fp_ollama"})


@behaviour
def openai_reasoning_lenient(ask: Ask) -> Reply:
    """Takes both names of the limit."""
    return chat(ask) or Reply(answer(ask))


@behaviour
def chunked(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask), chunked=True)


@behaviour
def gz(ask: Ask) -> Reply:
    return chat(ask) or Reply(gzip.compress(json.dumps(answer(ask)).encode()), headers={"content-encoding": "gzip"})


def needs_v1(ask: Ask) -> Reply:
    return plain(ask)


def strict_path(ask: Ask) -> Reply:
    if ask.path != _CHAT:
        return Reply(b"404 page not found", 404, {"content-type": "text/plain"})
    return plain(ask)


def needs_v1_lmstudio(ask: Ask) -> Reply:
    if not ask.path.startswith("/v1/"):
        return Reply({"error": f"Unexpected endpoint or method. (POST {ask.path}). Returning 200 anyway"})
    return plain(ask)


for _one in (needs_v1, strict_path, needs_v1_lmstudio):
    behaviour(_one)


@behaviour
def usage_missing(ask: Ask) -> Reply:
    return chat(ask) or Reply({name: value for name, value in answer(ask).items() if name != "usage"})


@behaviour
def usage_null(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask) | {"usage": None})


@behaviour
def usage_float(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask, counts={name: float(n) for name, n in usage(ask).items()}))


# What is refused.


@behaviour
def openai_reasoning(ask: Ask) -> Reply:
    body = ask.body
    if refusal := chat(ask):
        return refusal
    if "max_tokens" in body:
        message = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        )
        return Reply(error(message, "unsupported_parameter", param="max_tokens"), 400)
    if body.get("temperature", 1) != 1:
        message = "Unsupported value: 'temperature' does not support 0.0 with this model. Only the default (1) is."
        return Reply(error(message, "unsupported_value", param="temperature"), 400)
    if "seed" in body:
        message = "Unsupported parameter: 'seed' is not supported with this model."
        return Reply(error(message, "unsupported_parameter", param="seed"), 400)
    return Reply(_thought(ask))


def _thought(ask: Ask, *, counted: bool = True) -> Json:
    """An answer after thinking that counts against the limit; nothing where the limit is too small for both."""
    spent = min(_THOUGHTS, limit(ask))
    counts = usage(ask, spent if spent < _THOUGHTS else spent + 2)
    counts["completion_tokens_details"] = {"reasoning_tokens": spent}
    if spent < _THOUGHTS:
        return answer(ask, content="", finish="length", counts=counts if counted else usage(ask, spent))
    return answer(ask, counts=counts)


@behaviour
def anthropic_openai_new(ask: Ask) -> Reply:
    if refusal := chat(ask):
        return refusal
    for name in ("temperature", "top_p"):
        if name in ask.body:
            return Reply(error(f"`{name}` is deprecated for this model."), 400)
    return Reply(answer(ask))


@behaviour
def gemini(ask: Ask) -> Reply:
    unknown = sorted(
        ask.body.keys() - _FIELDS - {"max_completion_tokens", "reasoning_effort"} | (ask.body.keys() & {"seed"})
    )
    if unknown:
        message = f'Invalid JSON payload received. Unknown name "{unknown[0]}": Cannot find field.'
        return Reply([{"error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}}], 400)
    return chat(ask) or Reply(_thought(ask))


@behaviour
def mistral(ask: Ask) -> Reply:
    unknown = sorted(ask.body.keys() - _FIELDS - {"random_seed"} | (ask.body.keys() & {"seed"}))
    if unknown:
        faults = [
            {"type": "extra_forbidden", "loc": ["body", name], "msg": "Extra inputs are not permitted"}
            for name in unknown
        ]
        return Reply(
            {"object": "error", "message": {"detail": faults}, "type": "invalid_request_error", "code": None}, 422
        )
    return chat(ask) or Reply(answer(ask))


@behaviour
def system_refused(ask: Ask) -> Reply:
    if any(message["role"] == "system" for message in ask.body["messages"]):
        return Reply(error("System role not supported", kind="BadRequestError", code=400), 400)
    return chat(ask) or Reply(answer(ask))


@behaviour
def tgi_422(ask: Ask) -> Reply:
    if ask.body.get("temperature") == 0:
        faults = [{"loc": ["body", "temperature"], "msg": "ensure this value is greater than 0", "type": "value_error"}]
        return Reply({"detail": faults}, 422)
    return chat(ask) or Reply(answer(ask))


@behaviour
def anthropic_messages_only(ask: Ask) -> Reply:
    def refused(status: int, kind: str, message: str) -> Reply:
        return Reply({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}, status)

    if ask.path != "/v1/messages":
        return refused(404, "not_found_error", "Not Found")
    if ask.headers.get("x-api-key") != KEY:
        return refused(401, "authentication_error", "x-api-key header is required")
    if "anthropic-version" not in ask.headers:
        return refused(400, "invalid_request_error", "anthropic-version: header is required")
    unknown = ask.body.keys() - {"model", "messages", "max_tokens", "system", "stream", "stop_sequences"}
    faults = [f"{name}: Extra inputs are not permitted" for name in sorted(unknown)]
    faults += ["max_tokens: Field required"] if "max_tokens" not in ask.body else []
    faults += ["messages: Unexpected role" for one in ask.body["messages"] if one["role"] not in {"user", "assistant"}]
    if faults:
        return refused(400, "invalid_request_error", faults[0])
    block = {"type": "text", "text": label(ask)}
    counts = {"input_tokens": 20, "cache_read_input_tokens": 5, "cache_creation_input_tokens": 0, "output_tokens": 2}
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": ask.body["model"]}
    return Reply({**head, "content": [block], "stop_reason": "end_turn", "stop_sequence": None, "usage": counts})


@behaviour
def azure_classic(ask: Ask) -> Reply:
    if ask.path != "/openai/deployments/mine/chat/completions" or "api-version" not in ask.query:
        return Reply({"error": {"code": "404", "message": "Resource not found"}}, 404)
    if ask.headers.get("api-key") != KEY:
        message = "Access denied due to invalid subscription key or wrong API endpoint."
        return Reply({"error": {"code": "401", "message": message}}, 401)
    return Reply(answer(ask))


@behaviour
def needs_header(ask: Ask) -> Reply:
    if ask.headers.get("x-company") != "us":
        return Reply({"error": "the header X-Company is missing"}, 403)
    return plain(ask)


# Answers in other shapes.


@behaviour
def content_parts(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask, content=[{"type": "text", "text": label(ask)}]))


@behaviour
def magistral(ask: Ask) -> Reply:
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "negative? positive?"}], "closed": True}
    return chat(ask) or Reply(answer(ask, content=[thought, {"type": "text", "text": label(ask)}]))


def _marked(text: str, finish: str = "stop") -> Behaviour:
    """An answer behind thinking that stands in its text."""

    def behave(ask: Ask) -> Reply:
        outputs = limit(ask) if finish == "length" else 20
        content = text.replace("LABEL", label(ask))
        return chat(ask) or Reply(answer(ask, content=content, finish=finish, counts=usage(ask, outputs)))

    return behave


BEHAVIOURS["think_tags"] = _marked("<think>\nNot negative, or is it positive?\n</think>\n\nLABEL")
BEHAVIOURS["think_tail"] = _marked("Not negative, or is it positive?\n</think>\n\nLABEL")
BEHAVIOURS["bedrock"] = _marked("<reasoning>Not negative, or is it positive?</reasoning>LABEL")


@behaviour
def think_cut(ask: Ask) -> Reply:
    """The limit falls into a thought."""
    if limit(ask) >= _THOUGHTS:
        return BEHAVIOURS["think_tags"](ask)
    return _marked("<think>\nIt could be positive, or", "length")(ask)


@behaviour
def reasoning_budget(ask: Ask) -> Reply:
    return chat(ask) or Reply(_thought(ask))


@behaviour
def reasoning_budget_null(ask: Ask) -> Reply:
    reply = _thought(ask)
    message = reply["choices"][0]["message"]
    message["content"] = message["content"] or None
    return chat(ask) or Reply(reply)


@behaviour
def ollama_empty(ask: Ask) -> Reply:
    """Thinking comes in a field of its own; nobody counts it apart."""
    reply = _thought(ask, counted=False)
    reply["choices"][0]["message"]["reasoning"] = "It could be positive, or"
    return chat(ask) or Reply(reply)


@behaviour
def ollama_missing(ask: Ask) -> Reply:
    reply = _thought(ask, counted=False)
    message = reply["choices"][0]["message"]
    if not message["content"]:
        del message["content"]
    return chat(ask) or Reply(reply)


@behaviour
def uncounted_thinking(ask: Ask) -> Reply:
    """`completion_tokens` are those of the text, thoughts are in the total alone."""
    if limit(ask) < _THOUGHTS:
        counts = usage(ask, 0) | {"total_tokens": usage(ask)["prompt_tokens"] + limit(ask)}
        return Reply(answer(ask, content="", finish="length", counts=counts))
    counts = usage(ask, 2) | {"total_tokens": usage(ask)["prompt_tokens"] + _THOUGHTS + 2}
    return chat(ask) or Reply(answer(ask, counts=counts))


@behaviour
def length_short(ask: Ask) -> Reply:
    """Its own limit is 12 tokens."""
    if limit(ask) > 12:
        return Reply(answer(ask, content="The text that", finish="length", counts=usage(ask, 12)))
    return chat(ask) or Reply(answer(ask))


@behaviour
def refusal(ask: Ask) -> Reply:
    return chat(ask) or Reply(answer(ask, content=None, refusal="I cannot help with that."))


def _coded(coding: str) -> Behaviour:
    def behave(ask: Ask) -> Reply:
        return chat(ask) or Reply(b"\x0b\x02\x80compressed\x03", headers={"content-encoding": coding})

    return behave


BEHAVIOURS["br"], BEHAVIOURS["zstd"] = _coded("br"), _coded("zstd")


@behaviour
def stream_anyway(ask: Ask) -> Reply:
    """Streams whatever it is asked."""
    chunks: list[Json] = [
        {"delta": {"role": "assistant", "content": label(ask)[:3]}},
        {"delta": {"content": label(ask)[3:]}},
    ]
    lines: list[Json] = [{"choices": [{"index": 0, **chunk, "finish_reason": None}]} for chunk in chunks]
    lines.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage(ask)})
    stream = "".join(f"data: {json.dumps(line)}\n\n" for line in lines) + "data: [DONE]\n\n"
    return chat(ask) or Reply(stream.encode(), headers={"content-type": "text/event-stream"}, chunked=True)


@behaviour
def html200(ask: Ask) -> Reply:
    if not ask.path.startswith("/v1/"):
        page = b"<!DOCTYPE html><html><head><title>Open WebUI</title></head><body>Sign in</body></html>"
        return Reply(page, headers={"content-type": "text/html"})
    return plain(ask)


# Failures, for ever or until they have been seen once or twice.


def failing(reply: Callable[[Ask], Reply], times: int | None) -> Behaviour:
    """Fails so often, or for ever, and answers then."""

    def behave(ask: Ask) -> Reply:
        return plain(ask) if times is not None and ask.before >= times else reply(ask)

    return behave


def google(code: int, status: str, message: str, *details: Json) -> list[Json]:
    return [{"error": {"code": code, "message": message, "status": status, "details": list(details)}}]


def _page(title: str) -> bytes:
    return f"<html>\r\n<head><title>{title}</title></head>\r\n<body><h1>{title}</h1></body></html>".encode()


def _error(status: int, body: Any, **headers: str) -> Callable[[Ask], Reply]:  # noqa: ANN401 - any body
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: Reply(body, status, sent)


_FILTERED = error("The response was filtered: Azure OpenAI's content management policy.", "content_filter") | {}
_FILTERED["error"]["innererror"] = {"code": "ResponsibleAIPolicyViolation"}
_LONG = "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens."
_VLLM = "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4984 in the messages)."
_LLAMA = "request (9000 tokens) exceeds the available context size (512 tokens), try increasing it"
_RAW = {"raw": '{"error":"upstream is overloaded"}', "provider_name": "x"}
_RETRY = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "0.4s"}
_PLANS = "You exceeded your current quota, please check your plan and billing details."
_GROQ = "Rate limit reached for model plain-1 on tokens per minute (TPM): Limit 6000, Used 5990."

_TOO_LONG: Json = {"code": 400, "message": _LLAMA, "type": "exceed_context_size_error", "n_ctx": 512}
FAILURES: dict[str, Callable[[Ask], Reply]] = {
    "html502": _error(502, _page("502 Bad Gateway"), content_type="text/html"),
    "openrouter_error200": _error(
        200, {"error": {"message": "Provider returned error", "code": 502, "metadata": _RAW}}
    ),
    "openrouter_error200_429": _error(200, {"error": {"message": "plain-1 is rate-limited upstream", "code": 429}}),
    "openrouter_choice_error": lambda ask: Reply(
        answer(ask, content="The text", finish="error")
        | {
            "choices": [
                {
                    "finish_reason": "error",
                    "error": {"code": 502, "message": "Upstream broke off"},
                    "message": {"content": "negative"},
                }
            ]
        }
    ),
    "llamacpp_loading": _error(503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}),
    "anthropic_529": _error(529, {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}),
    "azure_429_ms": _error(429, error("Exceeded call rate limit", "429"), retry_after_ms="400"),
    "gemini_429": _error(429, google(429, "RESOURCE_EXHAUSTED", _PLANS, _RETRY)),
    "groq_429": _error(
        429,
        error(_GROQ, "rate_limit_exceeded", "tokens"),
        x_ratelimit_remaining_tokens="0",
        x_ratelimit_reset_tokens="400ms",
        x_ratelimit_reset_requests="2m59s",
        x_ratelimit_remaining_requests="14000",
    ),
    "unauthorized": lambda ask: Reply(
        error(f"Incorrect API key provided: {ask.headers['authorization'].split()[-1]}.", "invalid_api_key"), 401
    ),
    "forbidden": _error(
        403, error("Your project has no access to this region", "unsupported_country", "request_forbidden")
    ),
    "no_model": _error(
        404, error("The model `plain-2` does not exist or you do not have access to it.", "model_not_found")
    ),
    "html404": _error(404, _page("404 Not Found"), content_type="text/html"),
    "redirect": _error(307, b"", location="https://models.example/v1/chat/completions"),
    "openai_quota": _error(429, error(_PLANS, "insufficient_quota", "insufficient_quota"), retry_after="1"),
    "deepseek_402": _error(402, error("Insufficient Balance", "invalid_request_error", "unknown_error")),
    "openai_context": _error(400, error(_LONG, "context_length_exceeded", param="messages")),
    "vllm_context": _error(400, {"object": "error", "message": _VLLM, "type": "BadRequestError", "code": 400}),
    "llamacpp_context": _error(400, {"error": _TOO_LONG}),
    "azure_filter400": _error(400, _FILTERED),
    "azure_filter200": lambda ask: Reply(answer(ask, content="neg", finish="content_filter")),
    "moderated403": _error(
        403,
        {
            "error": {
                "code": 403,
                "message": "plain-1 requires moderation. Your input was flagged",
                "metadata": {"reasons": ["x"]},
            }
        },
    ),
}
for _failure, _reply in FAILURES.items():
    BEHAVIOURS[_failure] = failing(_reply, None)
    BEHAVIOURS[f"{_failure}_once"] = failing(_reply, 1)


def unauthorized(ask: Ask) -> Reply:
    """A key of another account."""
    return FAILURES["unauthorized"](ask) if ask.headers["authorization"] != f"Bearer {KEY}" else plain(ask)


def no_model(ask: Ask) -> Reply:
    return FAILURES["no_model"](ask) if ask.body["model"] != MODEL else plain(ask)


def html404(ask: Ask) -> Reply:
    """A web server in front of the provider, which has everything below /v1."""
    return FAILURES["html404"](ask) if ask.path != _CHAT else plain(ask)


for _one in (unauthorized, no_model, html404):
    behaviour(_one)
