"""The client of a team's application: what it is sent for a call, and what of its answer becomes the output."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from gradcheck.domain.call import Answer, Call, Invocation
from gradcheck.domain.target import Application
from gradcheck.errors import AttemptError
from gradcheck.inputs.fields import as_text
from gradcheck.outbound.target_client import TargetClient

_MOST_TRACE = 8_000  # characters
_WORDS = 300


class ApplicationRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an application is sent. `sample` says which of several answers to the same input is meant."""

    id: str
    components: dict[str, str]
    input: dict[str, str]
    sample: int
    seed: int
    demos: tuple[dict[str, Any], ...] = ()


class ApplicationAnswer(Struct, frozen=True, kw_only=True):
    """What an application answers: an output with what it tells of how it came to it, or in words why it failed."""

    output: Any = UNSET
    trace: Any = None
    error: str | UnsetType = UNSET


_DECODER = msgspec.json.Decoder(ApplicationAnswer)


class ApplicationLLM(Struct, frozen=True):
    """Answers the calls of one application."""

    application: Application
    client: TargetClient

    async def attempt(self, call: Call) -> Answer:
        """One answer. Raises AttemptError, also where the application says that it failed."""
        request = call.request
        assert isinstance(request, Invocation)  # noqa: S101 - narrows: only modules with an application call one
        if call.endpoint.model != self.application.version:
            message = f"{self.client.name} is version {self.application.version} now, not {call.endpoint.model}"
            raise AttemptError("unknown_model", f"{message}; start the job anew", fatal=True)
        request_id = f"req_{call.key('')}"
        asked = ApplicationRequest(
            id=request_id,
            components=request.components,
            input=request.input,
            sample=call.draw,
            seed=call.seed,
            demos=tuple({"input": demo.input, "output": demo.output} for demo in request.demos),
        )
        answer = await self.client.ask(request_id, asked, _DECODER.decode)
        if answer.error is not UNSET:
            words = " ".join(answer.error.split())[:_WORDS] or "no reason"
            raise self._failure("declared", f"failed and says: {words}")
        if answer.output is UNSET or answer.output is None:
            raise self._failure("garbage", "answered neither an output nor an error")
        text = as_text(answer.output)
        size = len(text.encode())
        if size > self.application.max_output_bytes:
            bound = f"max_output_bytes allows {self.application.max_output_bytes}"
            raise self._failure("too_large", f"answered an output of {size} bytes; {bound}")
        return Answer(
            text=text,
            cut=False,
            input_tokens=0,
            output_tokens=0,
            cost_micro_usd=call.endpoint.cost(0, 0),
            trace=_trace(answer.trace),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self.client.close()

    def _failure(self, cause: str, words: str) -> AttemptError:
        return AttemptError(cause, f"{self.client.name} {words}", possibly_paid=True)


def _trace(trace: object) -> str | None:
    """A trace as a text, a list as a line an element, shortened."""
    if trace is None:
        return None
    text = "\n".join(map(as_text, trace)) if isinstance(trace, list) else as_text(trace)
    return text if len(text) <= _MOST_TRACE else f"{text[: _MOST_TRACE - 1]}…"
