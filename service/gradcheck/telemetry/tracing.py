"""Traces where the settings name a collector: a job, its steps and its calls are spans of OpenTelemetry.

Its packages are the extra `tracing`, loaded when a collector is named; without one a span costs nothing. Attributes are
names and numbers: never a prompt, an answer or an error's words.
"""

import contextlib
import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from gradcheck.domain.call import Answer, Call, Failure, Outcome
from gradcheck.domain.target import Tracing
from gradcheck.errors import ConfigurationError

Attribute = str | int
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_EXPORT_S = 5.0
_MISSING = "tracing.endpoint needs packages that are not there: pip install 'gradcheck[tracing]'"


class Span(Protocol):
    """Part of a trace that is under way."""

    def outcome(self, outcome: Outcome) -> None:
        """Note what came of the call that it is."""


class Tracer(Protocol):
    """Where traces are written to."""

    def span(
        self, name: str, *, attributes: Mapping[str, Attribute], parent: str | None = None
    ) -> AbstractContextManager[object]:
        """What is done inside is a span, within that of `parent`, a `traceparent`, or the one under way."""

    def call(self, call: Call) -> AbstractContextManager[Span | None]:
        """The logical call that is made inside is a span."""

    def traceparent(self) -> str | None:
        """The span under way as others are told of it, by the header of that name; None where there is none."""

    def close(self) -> None:
        """Send what is left."""


class NoTracer:
    """Writes nothing."""

    _NOTHING = contextlib.nullcontext()

    def span(
        self,
        name: str,  # noqa: ARG002 - a tracer's
        *,
        attributes: Mapping[str, Attribute],  # noqa: ARG002 - the same
        parent: str | None = None,  # noqa: ARG002 - the same
    ) -> AbstractContextManager[object]:
        """Nothing is written of what is done inside."""
        return self._NOTHING

    def call(self, call: Call) -> AbstractContextManager[None]:  # noqa: ARG002 - the same
        """Nor of a call."""
        return self._NOTHING

    def traceparent(self) -> None:
        """Nobody is told anything."""
        return

    def close(self) -> None:
        """There is nothing left."""


NO_TRACER = NoTracer()


def tracer(settings: Tracing) -> Tracer:
    """What writes to the collector of the settings. Raises ConfigurationError where the packages for it are missing."""
    if settings.endpoint is None:
        return NO_TRACER
    try:
        from gradcheck.telemetry.open_telemetry import OpenTelemetryTracer  # noqa: PLC0415 - they are an extra
    except ModuleNotFoundError:
        raise ConfigurationError(_MISSING) from None
    return OpenTelemetryTracer(settings.endpoint, settings.share, _EXPORT_S)


def well_formed(traceparent: str | None) -> str | None:
    """A caller's `traceparent`, or None where it is none of W3C's first version."""
    return traceparent if traceparent is not None and _TRACEPARENT.fullmatch(traceparent) else None


def asked(call: Call) -> dict[str, Attribute]:
    """What a span says of a call, by the names that OpenTelemetry has for those of generative models."""
    return {
        "gen_ai.provider.name": call.endpoint.provider,
        "gen_ai.request.model": call.endpoint.model,
        "gradcheck.role": call.role,
        "gradcheck.path": call.path,
    }


def answered(outcome: Outcome) -> dict[str, Attribute]:
    """What a span says of what came of a call."""
    match outcome:
        case Answer():
            return {
                "gen_ai.usage.input_tokens": outcome.input_tokens,
                "gen_ai.usage.output_tokens": outcome.output_tokens,
            }
        case Failure():
            return {"error.type": outcome.cause, "gradcheck.attempts": outcome.attempts}
