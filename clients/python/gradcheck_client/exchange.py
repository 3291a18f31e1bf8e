"""How a call becomes a request, and an answer a value or an error; when a call is tried again."""

import random
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import msgspec

from gradcheck_client.errors import ConnectionFailedError, UnexpectedAnswerError, problem_of, retry_after
from gradcheck_client.wire import Call, File, Operation, encoded

TIMEOUT = httpx.Timeout(60.0, connect=10.0)
PASSING = frozenset({429, 502, 503, 504})  # what a service says that is busy, and a proxy while it is restarted
_KEY = "Idempotency-Key"
_HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)  # the request itself is at fault
T = TypeVar("T")
Outcome = httpx.Response | httpx.RequestError


class Retries(msgspec.Struct, frozen=True, kw_only=True):
    """How often a call is tried again that was not answered, and how long the pauses between are, which double.

    A `Retry-After` of the service goes before; one that is longer than the longest pause ends the tries.
    """

    most: int = 4
    first_pause_s: float = 0.5
    longest_pause_s: float = 30.0

    def pause_s(self, attempt: int, call: Operation[Any], outcome: Outcome) -> float | None:
        """The pause after an attempt, the first being 1, or None where the outcome stands."""
        asked_s = retry_after(outcome) if isinstance(outcome, httpx.Response) else None
        if attempt > self.most or not _is_passing(call, outcome) or (asked_s or 0.0) > self.longest_pause_s:
            return None
        backoff = min(self.first_pause_s * 2 ** (attempt - 1), self.longest_pause_s)
        return backoff * random.uniform(0.5, 1.0) if asked_s is None else asked_s  # a pause, no secret # nosec B311


def written(call: Call[T], api_key: str | None) -> dict[str, Any]:
    """What httpx needs to build the request, and to read a file from; `release` closes it.

    What starts a job gets a key, so that it may be sent again.
    """
    keyed = {_KEY: call.headers[_KEY] or uuid4().hex} if _KEY in call.headers else {}
    headers = _said({**call.headers, **keyed})
    if api_key is not None:
        headers["Authorization"] = f"Bearer {api_key}"
    if call.body is None:
        return {"headers": headers, "params": _said(call.query)}
    if isinstance(call.body, File):
        content = call.body.content
        held = content if isinstance(content, bytes) else content.open("rb")
        return {"headers": headers, "params": _said(call.query), "files": {"file": (call.body.name, held)}}
    headers["Content-Type"] = "application/json"
    return {"headers": headers, "params": _said(call.query), "content": encoded(call.body)}


def release(parts: Mapping[str, Any]) -> None:
    """Close the file that a request was made of."""
    for _, held in parts.get("files", {}).values():
        if not isinstance(held, bytes):
            held.close()


def settled(call: Operation[T], outcome: Outcome) -> T:
    """The value of an answer.

    Raises ProblemError at a refusal, ConnectionFailedError where nobody answered, UnexpectedAnswerError at what is none
    of these.
    """
    if isinstance(outcome, httpx.RequestError):
        raise failed(call, outcome) from outcome
    if not outcome.is_success and outcome.status_code not in call.answers:
        raise problem_of(outcome)
    if call.answer is type(None):
        return msgspec.convert(None, type=call.answer)
    if call.answer is str:
        return outcome.text  # type: ignore[return-value]
    if call.answer is bytes:
        return outcome.content  # type: ignore[return-value]
    try:
        return msgspec.json.decode(outcome.content, type=call.answer)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        asked = f"{call.method} {call.path}"
        raise UnexpectedAnswerError(f"{asked}: the answer is not what this client knows: {error}") from None


def failed(call: Call[T], error: Exception) -> ConnectionFailedError:
    """The error of a call that found nobody."""
    why = str(error) or type(error).__name__
    return ConnectionFailedError(f"the service does not answer: {why} ({call.method} {call.path})")


def _is_passing(call: Operation[Any], outcome: Outcome) -> bool:
    """Whether the same call may have better luck."""
    if isinstance(outcome, httpx.RequestError):
        return not isinstance(outcome, _HOPELESS)
    return outcome.status_code in PASSING and outcome.status_code not in call.answers


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [str(each) for each in value] if isinstance(value, (list, tuple)) else str(value)
        for name, value in values.items()
        if value is not None
    }
