"""What of a role's sampling a provider is really told, what it is not, and what that means for drawing twice."""

from typing import Any

import msgspec
from msgspec.structs import replace

from gradcheck.domain.call import Call, Chat, Endpoint, Role, Sampling
from gradcheck.domain.feedback import Template
from gradcheck.llm.clients.bodies import fields
from gradcheck.settings import EMBEDDED, SIMULATED

# What a request is about, which nobody may replace by a field of their own, and where it is written instead.
_ELSEWHERE = {
    **dict.fromkeys(("model", "messages", "prompt", "system", "input"), "is the service's own"),
    **dict.fromkeys(("stream", "stream_options", "n", "best_of", "candidate_count"), "is the service's own"),
    **dict.fromkeys(("tools", "tool_choice", "functions", "function_call"), "belongs into the prompt"),
    **dict.fromkeys(("seed", "random_seed"), "follows from the request's seed"),
    **dict.fromkeys(("temperature", "top_p"), "is a field of the role itself"),
    **dict.fromkeys(("max_tokens", "max_completion_tokens", "max_output_tokens"), "is the role's max_tokens"),
    **dict.fromkeys(("max_new_tokens", "n_predict", "num_predict"), "is the role's max_tokens"),
    **dict.fromkeys(("api_key", "api_base", "base_url", "headers", "extra_headers"), "is the server's setting"),
    **dict.fromkeys(("extra_body", "extra_query", "authorization"), "is the server's setting"),
}
_LARGEST_EXTRA = 8192  # bytes of JSON; it is in every request and in every call's key


def sampling_errors(endpoint: Endpoint) -> dict[str, str]:
    """Why a role's `effort` or `extra` cannot be had, by field."""
    errors, sampling, field = {}, endpoint.sampling, endpoint.dialect.effort
    built_in = endpoint.provider in {EMBEDDED, SIMULATED}
    if sampling.effort is not None and (field is None or built_in):
        errors["effort"] = f"{endpoint.provider}/{endpoint.model} takes none; leave it out"
        if not built_in:
            row = f'[providers.{endpoint.provider}.models."{endpoint.model}"] effort = "…"'
            errors["effort"] += f", or name the field it goes into in the server's settings: {row}"
    elif sampling.effort is not None and field is not None and _holds(sampling.extra, field):
        errors["extra"] = f"holds {field} beside `effort`; give one of them"
    for name in sampling.extra.keys() & _ELSEWHERE.keys():
        errors[f"extra.{name}"] = f"{_ELSEWHERE[name]}; leave it out"
    if sampling.extra and endpoint.provider == SIMULATED:
        errors["extra"] = "means nothing to a simulated world; leave it out"
    size = len(msgspec.json.encode(sampling.extra))
    if size > _LARGEST_EXTRA:
        errors["extra"] = f"has {size} bytes; accepted are {_LARGEST_EXTRA}"
    return errors


def sent(endpoint: Endpoint) -> dict[str, Any]:
    """The fields of a chat's body beside the messages; a seed is named, its value is each draw's own."""
    if endpoint.kind != "model":
        return {}
    call = Call(path="", role="task", endpoint=endpoint, request=Chat(messages=()), sampling=endpoint.sampling, seed=0)
    shown = {name: value for name, value in fields(call).items() if name not in {"model", "messages", "stream"}}
    return shown | ({endpoint.dialect.seed: "of the draw"} if endpoint.dialect.seed else {})


def uncontrolled(endpoint: Endpoint, role: Role) -> tuple[str, ...]:
    """What the caller or the service would set and cannot, in sentences."""
    if endpoint.kind != "model":
        return ()
    dialect, notes = endpoint.dialect, []
    if not dialect.temperature:
        notes.append("no temperature is sent, the model takes none: it draws answers as it does by itself")
    if endpoint.sampling.top_p is not None and not dialect.top_p:
        notes.append("top_p is not sent, the model takes none")
    if dialect.seed is None:
        notes.append("no seed is sent, the model takes none: the same request may be answered differently each time")
    if role == "optimizer" and endpoint.profile == "small":
        notes.append("critics and editors have the temperature and the limit of the templates for small models")
    return tuple(notes)


def tuned(endpoint: Endpoint, template: Template) -> Sampling:
    """The template's sampling where it is tuned to a small model, otherwise the role's, as effort and extra are."""
    sampling = endpoint.sampling
    if template.endpoint != "completion":
        return sampling
    return replace(template.sampling, effort=sampling.effort, extra=sampling.extra)


def described(endpoint: Endpoint, sampling: Sampling) -> str:
    """How answers are drawn, in words that follow "drawn at"."""
    if endpoint.kind != "model":
        return f"what {endpoint.provider} does"
    if not endpoint.dialect.temperature:
        return "the model's own temperature, which cannot be set"
    words = f"temperature {sampling.temperature:g}"
    return words if endpoint.dialect.seed else f"{words} without a seed"


def repeats(endpoint: Endpoint, sampling: Sampling) -> bool:
    """Whether the same request is answered alike at every draw: at temperature 0, where one is sent.

    The built-in models are not asked: what they do at temperature 0 is measured, or simulated. Nor are applications,
    of which nobody here knows.
    """
    unknown = endpoint.kind != "model" or endpoint.provider in {EMBEDDED, SIMULATED}
    return not unknown and endpoint.dialect.temperature and sampling.temperature == 0


def _holds(extra: dict[str, Any], path: str) -> bool:
    """Whether an object has a value at the end of a path of fields."""
    first, _, rest = path.partition(".")
    if first not in extra:
        return False
    return _holds(extra[first], rest) if rest and isinstance(extra[first], dict) else True
