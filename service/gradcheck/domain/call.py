"""A logical call to a language model as the ledger addresses it, and what came of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.dialect import STANDARD, Dialect
from gradcheck.domain.messages.contents import Image, Part, ToolCall, with_data
from gradcheck.domain.messages.tool import Tool
from gradcheck.domain.seeds import digest

_TOOL_USE_TOKENS = 600
MICRO = 1_000_000  # micro-dollars in a dollar
Role = Literal["task", "optimizer", "judge", "check", "application", "grader"]


class Message(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One message of a chat.

    `content` is all of it as a text; `parts` is what is sent in its place where there are images. An assistant's
    `tool_calls` are answered by messages of the role `tool`, each with the id of its call.
    """

    role: Literal["system", "user", "assistant", "tool"]
    content: str
    parts: tuple[Part, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None

    @property
    def images(self) -> tuple[Image, ...]:
        """Its images, in their order."""
        return tuple(part for part in self.parts if isinstance(part, Image))

    @property
    def text(self) -> str:
        """All of it as a text, the calls that it makes too."""
        return "\n".join([*filter(None, [self.content]), *(f"calls {call.shown}" for call in self.tool_calls)])

    @property
    def size(self) -> int:
        """The bytes of its texts."""
        return len(self.content.encode()) + sum(len(call.shown.encode()) + 16 for call in self.tool_calls)


class Chat(Value, frozen=True, kw_only=True, tag="chat", tag_field="endpoint", omit_defaults=True):
    """A request to the chat endpoint; the answer is held to a JSON `schema` where there is one.

    It may call the `tools`; `tool_choice` is that of a module. What is not there is not written, so that older digests
    stand.
    """

    messages: tuple[Message, ...]
    schema: dict[str, Any] | None = None
    tools: tuple[Tool, ...] = ()
    tool_choice: str | None = None

    @property
    def identity(self) -> "Chat":
        """What it says, for a digest: the bytes of images are left out, their digests stay."""
        return self.with_data({})

    def with_data(self, data: Mapping[str, str]) -> "Chat":
        """The same with the bytes of its images, in base64 by digest."""
        if not any(message.parts for message in self.messages):
            return self
        return replace(self, messages=tuple(replace(m, parts=with_data(m.parts, data)) for m in self.messages))


class Completion(Value, frozen=True, kw_only=True, tag="completion", tag_field="endpoint"):
    """A request to the raw completion endpoint; generation ends at one of `stop`."""

    prompt: str
    stop: tuple[str, ...] = ()


ModelRequest = Chat | Completion


def tool_tokens(tools: Sequence[Tool]) -> int:
    """An upper estimate of what definitions of tools come to, with what providers say to a model that has any."""
    return sum(tool.size for tool in tools) // 2 + _TOOL_USE_TOKENS if tools else 0


class Shot(Value, frozen=True, kw_only=True):
    """A worked example as an application is given it."""

    input: dict[str, str]
    output: str


class Invocation(Value, frozen=True, kw_only=True, tag="application", tag_field="endpoint"):
    """A request to an application of the team's own: the texts it is made of, by their names in it, and its input."""

    components: dict[str, str]
    input: dict[str, str]
    demos: tuple[Shot, ...] = ()


class Assessment(Value, frozen=True, kw_only=True, tag="grader", tag_field="endpoint"):
    """A request to a grader of the team's own: an output to score, what it answered and what was expected."""

    output: str
    input: dict[str, str]
    expected: Any = None


Request = ModelRequest | Invocation | Assessment


class Sampling(Value, frozen=True, kw_only=True):
    """How an answer is drawn. `max_tokens` bounds the answer; the seed comes from the draw.

    `effort` is how much a model may think and `extra` are further fields of the request's body, as the caller wrote
    them for the role.
    """

    temperature: float = 0.0
    top_p: float | None = None
    max_tokens: int = 256
    effort: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def content(self) -> dict[str, object]:
        """What it says, for a digest: fields that nobody set are left out, so that older digests stand."""
        drawn = {"temperature": self.temperature, "top_p": self.top_p, "max_tokens": self.max_tokens}
        return drawn | ({"effort": self.effort} if self.effort else {}) | ({"extra": self.extra} if self.extra else {})


Profile = Literal["standard", "small"]
"""Which templates and which of a provider's endpoints fit a model."""


EndpointKind = Literal["model", "application", "grader"]


class Endpoint(Value, frozen=True, kw_only=True):
    """A model of a provider, with what of its profile the role needs. Resolved when a run is accepted.

    Prices are micro-dollars per million tokens, stored with the run; None where nobody knows them. `context` are the
    most tokens a call may have, None where unknown. An application's or grader's `provider` is its kind and name, its
    `model` the declared version; its calls have no tokens, and a price of their own, `call_price`, in micro-dollars.
    `images` and `tools` say whether it takes any.
    """

    provider: str
    model: str
    profile: Profile
    sampling: Sampling
    dialect: Dialect = STANDARD
    input_price: int | None = None
    output_price: int | None = None
    cached_price: int | None = None
    context: int | None = None
    kind: EndpointKind = "model"
    call_price: int | None = None
    images: bool = True
    tools: bool = True

    @property
    def longest(self) -> int:
        """The most tokens that an answer may have by its own sampling, thinking included."""
        return self.sampling.max_tokens + self.dialect.headroom

    @property
    def priced(self) -> bool:
        """Whether anybody knows what a call costs."""
        if self.kind != "model":
            return self.call_price is not None
        return self.input_price is not None and self.output_price is not None

    def cost(self, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> int:
        """Micro-dollars of a call, rounded up; 0 without prices. `cached_tokens` have a price of their own."""
        if self.kind != "model":
            return self.call_price or 0
        if self.input_price is None or self.output_price is None:
            return 0
        cached_price = self.input_price if self.cached_price is None else self.cached_price
        cached = min(cached_tokens, input_tokens)
        inputs = (input_tokens - cached) * self.input_price + cached * cached_price
        return -(-(inputs + output_tokens * self.output_price) // MICRO)


class InstalledScorer(Value, frozen=True, kw_only=True):
    """A scorer of an installed package, by its entry point; `version` is that of the package."""

    name: str
    package: str
    version: str

    @property
    def release(self) -> str:
        """The package with its version: what another one scored is asked for anew."""
        return f"{self.package} {self.version}"


class Call(Value, frozen=True, kw_only=True):
    """One logical call. `path` says where in the job it is made and is unique in its scope.

    `again` is how often the same has been asked before without an answer that could be used.
    """

    path: str
    role: Role
    endpoint: Endpoint
    request: Request
    sampling: Sampling
    seed: int
    draw: int = 0
    again: int = 0

    @property
    def settings_of(self) -> Role:
        """The role whose model and sampling this call has; a check has the task's."""
        return "task" if self.role == "check" else self.role

    def key(self, scope: str) -> str:
        """The content address: everything the provider sees, and the draw."""
        where = (self.endpoint.provider, self.endpoint.model)
        asked = () if self.endpoint.dialect == STANDARD else (self.endpoint.dialect,)
        request = self.request.identity if isinstance(self.request, Chat) else self.request
        return digest(scope, self.role, where, request, self.sampling.content, self.seed, self.draw, *asked)

    def input_tokens(self) -> int:
        """An upper estimate of the prompt's tokens: one per two bytes, eight a message, and what images take."""
        match self.request:
            case Chat(messages=messages, tools=tools):
                size = sum(message.size for message in messages)
                pictures = sum(image.tokens for message in messages for image in message.images)
                return size // 2 + 8 * len(messages) + 8 + pictures + tool_tokens(tools)
            case Completion(prompt=prompt):
                return len(prompt.encode()) // 2 + 8
            case Invocation() | Assessment():
                return 0

    def output_tokens(self) -> int:
        """The most tokens the answer may have, thinking included; none of an application's are counted."""
        return self.sampling.max_tokens + self.endpoint.dialect.headroom if self.endpoint.kind == "model" else 0

    def reservation(self, unknown: int = 0) -> "Spend":
        """The worst case of this call, whose request to a model will also hold `unknown` tokens of earlier answers."""
        inputs = self.input_tokens() + (unknown if self.endpoint.kind == "model" else 0)
        outputs = self.output_tokens()
        return Spend(calls=1, tokens=inputs + outputs, cost_micro_usd=self.endpoint.cost(inputs, outputs))


class Spend(Value, frozen=True, kw_only=True):
    """An amount of calls, tokens and micro-dollars."""

    calls: int = 0
    tokens: int = 0
    cost_micro_usd: int = 0

    def __add__(self, other: "Spend") -> "Spend":
        return Spend(
            calls=self.calls + other.calls,
            tokens=self.tokens + other.tokens,
            cost_micro_usd=self.cost_micro_usd + other.cost_micro_usd,
        )

    def __mul__(self, times: int) -> "Spend":
        return Spend(calls=self.calls * times, tokens=self.tokens * times, cost_micro_usd=self.cost_micro_usd * times)

    def __sub__(self, other: "Spend") -> "Spend":
        return self + other * -1

    def larger(self, other: "Spend") -> "Spend":
        """The larger of two amounts, each unit by itself."""
        return Spend(
            calls=max(self.calls, other.calls),
            tokens=max(self.tokens, other.tokens),
            cost_micro_usd=max(self.cost_micro_usd, other.cost_micro_usd),
        )

    @property
    def a_call(self) -> "Spend":
        """What one of its calls comes to, rounded up; nothing where there are none."""
        parts = max(self.calls, 1)
        return Spend(
            calls=min(self.calls, 1), tokens=-(-self.tokens // parts), cost_micro_usd=-(-self.cost_micro_usd // parts)
        )


Silence = Literal["empty", "refused", "content_filter", "context", "limit", "thinking_limit"]
"""Why an answer came without text.

It was empty, the model refused, a content filter held it back, the request was too long for the model, or the answer's
own limit was used up, by thinking in the last case.
"""


class Answer(Value, frozen=True, kw_only=True, tag="answer", tag_field="kind"):
    """What the model said. `cut` is true when the answer reached its own token limit.

    `thinking` is what it thought before, never shown to what reads `text`. An answer without text has an empty one
    and a `cause`; it is the prompt's doing and not asked for again. `words` are the provider's own about it, `trace`
    what an application tells of how it came to its answer.
    """

    text: str
    cut: bool
    input_tokens: int
    output_tokens: int
    cost_micro_usd: int
    thinking: str | None = None
    cause: Silence | None = None
    words: str | None = None
    cached_tokens: int = 0
    thinking_tokens: int = 0
    trace: str | None = None

    @property
    def spend(self) -> Spend:
        """What the call cost when it was made."""
        return Spend(calls=1, tokens=self.input_tokens + self.output_tokens, cost_micro_usd=self.cost_micro_usd)


class Failure(Value, frozen=True, kw_only=True, tag="failure", tag_field="kind"):
    """The call failed for good. A delivered failure is an outcome like any other, and never a score.

    `message` is for people and holds the provider's words, `status` and `code` are the provider's where it gave any.
    `fatal` failures are the run's own fault (key, model, quota, parameter): every further call would fail alike.
    """

    cause: str
    message: str
    attempts: int
    status: int | None = None
    code: str | None = None
    fatal: bool = False

    @property
    def spend(self) -> Spend:
        """A failed call counts as a call; what its attempts cost is in the account of actual spend."""
        return Spend(calls=1)


Outcome = Answer | Failure


class Delivery(Value, frozen=True, kw_only=True):
    """An outcome as a job receives it; `inherited` if an ancestor of the job made the call."""

    path: str
    role: Role
    key: str
    outcome: Outcome
    inherited: bool
