"""Which result each behaviour of a provider must come to, and what a person does who reads the words of a failure.

It owns the table and the way a hint becomes a setting. It does not own the behaviours (`behaviours.py`).
"""

import json
import re
from typing import Any, Literal

import msgspec

from tests.providers.behaviours import FAILURES, MODEL

Json = dict[str, Any]
_ROW = re.compile(r"`\[providers\.[^`]*?\.models\.\"([^`]*?)\"\] (\w+) = ([^`]+)`")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A provider and what comes of a run on it.

    `right`: the right result at once. `mended`: words that name a setting, with which the next run is right; `settings`
    and `request` are what a reader knows to put there. `silent`: answers without text, which score 0 and say `words`.
    `failed`: the run fails in these words, and no setting helps.
    """

    name: str
    outcome: Literal["right", "mended", "silent", "failed"] = "right"
    behaviour: str = ""
    model: str = MODEL
    path: str = "/v1"
    host: str = "127.0.0.1"
    words: tuple[str, ...] = ()
    settings: Json = {}
    request: Json = {}
    declared: Json = {}
    max_tokens: int = 16
    rounds: int = 1

    @property
    def served(self) -> str:
        """The behaviour's name."""
        return self.behaviour or self.name


def right(*names: str, **how: Any) -> list[Case]:  # noqa: ANN401 - fields of a case
    return [Case(name=name, **how) for name in names]


BUDGET = {"max_tokens": 64}
_ADDRESS = "[providers.{name}] base_url"
SILENT = {
    "openai_context": "9001",
    "vllm_context": "5000",
    "llamacpp_context": "9000",
    "azure_filter400": "content management policy",
    "azure_filter200": "content filter",
    "moderated403": "flagged",
}
PASSING = {
    "html502": "502 Bad Gateway",
    "openrouter_error200": "upstream is overloaded",
    "openrouter_error200_429": "rate-limited upstream",
    "openrouter_choice_error": "Upstream broke off",
    "llamacpp_loading": "Loading model",
    "anthropic_529": "Overloaded",
    "azure_429_ms": "Exceeded call rate limit",
    "gemini_429": "RESOURCE_EXHAUSTED",
    "groq_429": "Rate limit reached",
}
CASES: tuple[Case, ...] = (
    *right("openai_plain", "azure_v1", "openrouter", "openrouter_comments", "deepseek", "deepseek_keepalive"),
    *right("ollama", "together", "tgi", "vllm", "openai_reasoning_lenient", "chunked", "gz"),
    *right("usage_missing", "usage_null", "usage_float"),
    *right("anthropic_openai", model="claude-sonnet-4-6"),
    *right("ipv6", host="[::1]"),
    *right("trailing_slash", path="/v1/"),
    # Parameters: the models that everybody knows simply work, others are told what to write.
    *right("openai_reasoning", model="gpt-5.2"),
    Case(name="openai_reasoning_gateway", behaviour="openai_reasoning", model="openai/gpt-5-mini"),
    Case(name="openai_reasoning_old", behaviour="openai_reasoning", model="o3-mini"),
    Case(
        name="openai_reasoning_unknown",
        behaviour="openai_reasoning",
        outcome="mended",
        model="our-deployment",
        words=("Use 'max_completion_tokens' instead", 'limit = "max_completion_tokens"'),
        request=BUDGET,
        rounds=4,
    ),
    *right("anthropic_openai_new", model="anthropic/claude-opus-4-7"),
    Case(
        name="anthropic_openai_new_unknown",
        behaviour="anthropic_openai_new",
        outcome="mended",
        words=("is deprecated for this model", "temperature = false"),
        rounds=2,
    ),
    *right("gemini", model="gemini-3-flash"),
    Case(
        name="gemini_unknown",
        behaviour="gemini",
        outcome="mended",
        words=('Unknown name "seed"', "seed = false"),
        request=BUDGET,
        rounds=2,
    ),
    *right("mistral", model="mistral-small-latest"),
    Case(name="mistral_unknown", behaviour="mistral", outcome="mended", words=("body.seed", "seed = false")),
    Case(name="system_refused", outcome="mended", words=("System role not supported", 'system = "user"')),
    Case(name="tgi_422", outcome="mended", words=("greater than 0", "temperature = false")),
    Case(
        name="anthropic_messages_only",
        outcome="mended",
        model="claude-opus-4-7",
        words=("Not Found", '[providers.anthropic_messages_only] dialect = "anthropic-messages"'),
        settings={"dialect": "anthropic-messages"},
    ),
    Case(
        name="anthropic_messages_declared",
        behaviour="anthropic_messages_only",
        model="claude-opus-4-7",
        declared={"dialect": "anthropic-messages"},
    ),
    Case(
        name="azure_classic",
        outcome="mended",
        path="/openai/deployments/mine",
        words=("Resource not found", "query = { api-version"),
        settings={"query": {"api-version": "2024-10-21"}, "key_header": "api-key"},
        rounds=2,
    ),
    Case(
        name="needs_header",
        outcome="mended",
        words=("the header X-Company is missing", "[providers.needs_header] headers = {"),
        settings={"headers": {"X-Company": "us"}},
    ),
    *(
        Case(
            name=name,
            outcome="mended",
            path="",
            words=(f"[providers.{name}] base_url", "usually ends in /v1"),
            settings={"base_url": "/v1"},
        )
        for name in ("needs_v1", "strict_path", "needs_v1_lmstudio", "html404", "html200")
    ),
    # Answers in other shapes.
    *right("content_parts", "magistral", "think_tags", "think_tail", "bedrock", "stream_anyway", max_tokens=64),
    *(
        Case(
            name=name,
            outcome="mended",
            words=("thinking used up the whole token limit", "raise models.task.max_tokens (it is 16)"),
            request=BUDGET,
        )
        for name in (
            "think_cut",
            "reasoning_budget",
            "reasoning_budget_null",
            "ollama_empty",
            "ollama_missing",
            "uncounted_thinking",
        )
    ),
    Case(
        name="length_short",
        outcome="mended",
        words=("cut the answer after 12 tokens", "lower models.task.max_tokens"),
        request={"max_tokens": 12},
    ),
    Case(name="refusal", outcome="silent", words=("the model refused", "I cannot help with that.")),
    *(Case(name=name, outcome="failed", words=(f"compressed its answer as {name}",)) for name in ("br", "zstd")),
    # Failures, once and for ever.
    *(Case(name=name, outcome="silent", words=(words,)) for name, words in SILENT.items()),
    *(
        Case(name=name, outcome="failed", words=(words,), declared={"max_outage_s": 1})
        for name, words in PASSING.items()
    ),
    *right(*(f"{name}_once" for name in PASSING)),
    Case(
        name="unauthorized",
        outcome="mended",
        declared={"api_key_env": "OTHER_KEY"},
        words=("401 invalid_api_key: Incorrect API key provided", "the variable OTHER_KEY"),
        settings={"api_key_env": "TEST_KEY"},
    ),
    Case(name="forbidden", outcome="failed", words=("403 unsupported_country", "has no access to this region")),
    Case(
        name="no_model",
        outcome="mended",
        model="plain-2",
        words=("404 model_not_found", "models.task.model"),
        request={"model": MODEL},
    ),
    Case(name="redirect", outcome="failed", words=("https://models.example/v1/chat/completions", "base_url")),
    Case(name="openai_quota", outcome="failed", words=("429 insufficient_quota: You exceeded your current quota",)),
    Case(name="deepseek_402", outcome="failed", words=("402", "Insufficient Balance")),
)
assert FAILURES.keys() <= {case.served for case in CASES}


def rows(message: str) -> dict[str, Json]:
    """The lines that a message tells to write, by model."""
    found: dict[str, Json] = {}
    for model, name, value in _ROW.findall(message):
        found.setdefault(model, {})[name] = json.loads(value)
    return found


def toml(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(name)} = {toml(one)}" for name, one in value.items()) + " }"
    return json.dumps(value)
