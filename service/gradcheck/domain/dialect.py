"""How a model wants to be asked: what of a request goes under which name, and what may not be sent at all."""

from typing import Any, Literal

import msgspec

from gradcheck.domain.base import Value

THINKING_MARKS = ("think", "thinking", "thought", "reasoning", "seed:think", "[THINK]", "◁think▷")
DialectName = Literal["standard", "openai-reasoning", "anthropic", "gemini", "mistral", "anthropic-messages"]


class Dialect(Value, frozen=True, kw_only=True):
    """A model's way of being asked, resolved when a job is accepted and stored with it.

    `wire` is the format of requests and answers. `limit` names the field that bounds an answer, `headroom` are tokens
    added to it on the wire and in reservations, because thinking counts against it. `temperature` and `top_p` say
    whether they may be sent, `seed` under which name (None: not at all). `system` is where system text goes: a message
    of that role, or the front of the first user turn. `effort` names the body's field for a request's effort (dots
    lead into objects), None where there is none. `structured` says whether answers can be held to a JSON schema.
    `marks` are what encloses thinking inside an answer's text: the names of tags, or opening marks in brackets of
    their own. `extra` are further fields of every body.
    """

    name: DialectName = "standard"
    wire: Literal["openai", "anthropic"] = "openai"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    headroom: int = 0
    temperature: bool = True
    top_p: bool = True
    seed: Literal["seed", "random_seed"] | None = "seed"
    system: Literal["system", "developer", "user"] = "system"
    effort: str | None = "reasoning_effort"
    structured: bool = False
    marks: tuple[str, ...] = THINKING_MARKS
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


STANDARD = Dialect()
