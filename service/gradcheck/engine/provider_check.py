"""Whether a provider's model can do what runs ask of it: one small call in the shape of each role, in no ledger."""

import asyncio
import re
import time
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Value, Wire
from gradcheck.domain.call import MICRO, Answer, Call, Chat, Completion, Endpoint, Message, ModelRequest, Role
from gradcheck.domain.messages import calls_as_text
from gradcheck.domain.messages.tool import Tool
from gradcheck.domain.silence import in_words, silence
from gradcheck.engine.models import role_endpoint
from gradcheck.engine.request import ModelSpec, Tools
from gradcheck.errors import AttemptError, FieldError, GradcheckError, InvalidRequestError, NotFoundError
from gradcheck.inputs.tool_definitions import read_tools
from gradcheck.llm.checking import QUESTION
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.prices import PriceView
from gradcheck.llm.sampling import sent

_ROLES: tuple[Role, ...] = ("task", "optimizer", "judge")
_SHOWN = 200  # characters of an answer
_TAGS = re.compile(r"<PROMPT>.*</PROMPT>", re.DOTALL)
_SCORE = re.compile(r"SCORE: \d(\.\d+)?\s*$")
_TASK = Chat(messages=(Message(role="system", content="Answer in one word."), Message(role="user", content=QUESTION)))
_EDITOR = "Write the word ok between the tags <PROMPT> and </PROMPT>, like this: <PROMPT>ok</PROMPT>"
_JUDGE = "Say in one sentence that this is a check. Then end with one line of exactly this form: SCORE: 1"


class CheckRequest(Wire, frozen=True, kw_only=True):
    """Which of a provider's models to check; its default one where none is named, asked with `effort` and `extra`.

    With `tools`, as in a prompt, it is also asked to call the first of them.
    """

    model: str | None = None
    effort: Annotated[str, Meta(pattern="^[a-z0-9_-]+$", max_length=32)] | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)
    tools: Tools = ()


class ShapeCheck(Value, frozen=True, kw_only=True):
    """One call in the shape of a role, with `tools` or without.

    `message` says why it does not work, in the provider's words and with the setting that would mend it where one is
    known; `status` and `code` are the provider's. `answer` is the beginning of what was said.
    """

    role: Role
    endpoint: Literal["chat", "completion"]
    works: bool
    latency_s: float
    tools: bool = False
    answer: str | None = None
    message: str | None = None
    status: int | None = None
    code: str | None = None


class ProviderCheck(Value, frozen=True, kw_only=True):
    """What became of the calls, and what is known of the model.

    `limits` are the provider's own words about its rates, from its headers; `prices` and `context` are null where
    nobody knows them. `cost_usd` is what the check has cost.
    """

    provider: str
    model: str
    profile: str
    dialect: str
    works: bool
    shapes: tuple[ShapeCheck, ...]
    sent: dict[str, Any]
    limits: dict[str, str]
    prices: PriceView | None
    context: int | None
    cost_usd: float | None


async def check(name: str, request: CheckRequest, gateway: Gateway) -> ProviderCheck:
    """Check a provider's model. Raises NotFoundError and InvalidRequestError; a call that fails is told, not raised."""
    if gateway.info(name) is None:
        known = ", ".join(info.name for info in gateway.providers())
        raise NotFoundError(f"there is no provider {name}; there are {known}")
    errors: list[FieldError] = []
    text = ModelSpec(provider=name, model=request.model, effort=request.effort, extra=request.extra)
    # In a thread: the first time a price is asked for, the list of prices is loaded.
    resolved = [await asyncio.to_thread(role_endpoint, role, "", text, gateway, errors) for role in _ROLES]
    tools = read_tools(request.tools, "tools", errors)
    if tools and resolved[0] is not None and not resolved[0].tools:
        errors.append(FieldError("tools", f"cannot be given to {name}/{resolved[0].model}: it calls none"))
    if errors:
        messages = {field_error.path.lstrip("."): field_error.message for field_error in errors}
        raise InvalidRequestError.of(*(FieldError(path, message) for path, message in messages.items()))
    endpoints = [endpoint for endpoint in resolved if endpoint is not None]  # or there were faults
    limits: dict[str, str] = {}
    task = endpoints[0]
    asked: list[tuple[Role, Endpoint, ModelRequest]] = [
        (role, endpoint, _request(role, endpoint)) for role, endpoint in zip(_ROLES, endpoints, strict=True)
    ]
    if tools:
        asked.append(("task", task, _calling(tools)))
    checked = [await _shape(*one, gateway, limits) for one in asked]
    shapes = tuple(shape for shape, _ in checked)
    return ProviderCheck(
        provider=name,
        model=task.model,
        profile=task.profile,
        dialect=task.dialect.name,
        works=all(shape.works for shape in shapes),
        shapes=shapes,
        sent=sent(task),
        limits=limits,
        prices=PriceView.of(task),
        context=task.context,
        cost_usd=sum(cost for _, cost in checked) / MICRO if task.priced else None,
    )


async def _shape(
    role: Role, endpoint: Endpoint, request: ModelRequest, gateway: Gateway, limits: dict[str, str]
) -> tuple[ShapeCheck, int]:
    """One call, and the micro-dollars it has cost."""
    call = Call(path=f"check/{role}", role=role, endpoint=endpoint, request=request, sampling=endpoint.sampling, seed=0)
    answer: Answer | None = None
    refusal: AttemptError | None = None
    began = time.perf_counter()
    try:
        answer = await gateway.attempt(call, limits)
    except GradcheckError as error:
        message: str | None = error.message
        refusal = error if isinstance(error, AttemptError) else None
    else:
        cause = silence(answer)
        message = in_words(cause, answer) if cause else _objection(role, request, answer.text)
    shape = ShapeCheck(
        role=role,
        endpoint="chat" if isinstance(request, Chat) else "completion",
        works=message is None,
        latency_s=round(time.perf_counter() - began, 3),
        tools=isinstance(request, Chat) and bool(request.tools),
        answer=answer.text[:_SHOWN] if answer else None,
        message=message,
        status=refusal.http_status if refusal else None,
        code=refusal.provider_code if refusal else None,
    )
    return shape, answer.cost_micro_usd if answer else 0


def _request(role: Role, endpoint: Endpoint) -> ModelRequest:
    if role == "task":
        return _TASK
    if role == "judge":
        return Chat(messages=(Message(role="system", content=QUESTION), Message(role="user", content=_JUDGE)))
    if endpoint.profile == "small":
        return Completion(prompt="Question: Is this a check?\nAnswer:", stop=("\n",))
    return Chat(messages=(Message(role="system", content=QUESTION), Message(role="user", content=_EDITOR)))


def _calling(tools: tuple[Tool, ...]) -> Chat:
    """A request to call the first of the tools; which are called is left to the model."""
    question = f"This is a check. Call the tool {tools[0].name} once, with any arguments that fit its definition."
    return Chat(messages=(Message(role="user", content=question),), tools=tools)


def _objection(role: Role, request: ModelRequest, text: str) -> str | None:
    """Why an answer is not what the role needs, or None."""
    if role == "optimizer" and isinstance(request, Chat) and not _TAGS.search(text):
        return "its answer holds no <PROMPT>…</PROMPT>: the model may be too small for the role, and proposals lost"
    if isinstance(request, Chat) and request.tools and not calls_as_text.read(text).calls:
        return f"it was asked to call the tool {request.tools[0].name} and called none: tool_calls would score 0"
    if role == "judge" and not _SCORE.search(text):
        return 'its answer does not end with a line "SCORE: x", so a judge\'s scores would be lost'
    return None
