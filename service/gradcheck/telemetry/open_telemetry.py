"""Spans by OpenTelemetry's own packages, sent to a collector by OTLP over HTTP, some at a time, by their own thread."""

import contextlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Span as Spanned
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from gradcheck.domain.call import Call, Failure, Outcome
from gradcheck.telemetry.tracing import Attribute, answered, asked

_HEADER = "traceparent"


class _Span:
    """A span under way."""

    def __init__(self, span: Spanned) -> None:
        self._span = span

    def outcome(self, outcome: Outcome) -> None:
        """Note what came of the call that it is."""
        self._span.set_attributes(answered(outcome))
        if isinstance(outcome, Failure):
            self._span.set_status(StatusCode.ERROR)


class OpenTelemetryTracer:
    """Writes spans to a collector; a caller's trace is followed as it was decided there, of others a share."""

    def __init__(self, endpoint: str, share: float, timeout_s: float) -> None:
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=timeout_s)
        sampler = ParentBased(TraceIdRatioBased(share))
        resource = Resource.create({"service.name": "gradcheck"})
        self._provider = TracerProvider(sampler=sampler, resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("gradcheck")
        self._propagator = TraceContextTextMapPropagator()

    def span(
        self, name: str, *, attributes: Mapping[str, Attribute], parent: str | None = None
    ) -> AbstractContextManager[_Span]:
        """What is done inside is a span."""
        context = None if parent is None else self._propagator.extract({_HEADER: parent})
        return self._spanning(name, context, SpanKind.INTERNAL, attributes)

    def call(self, call: Call) -> AbstractContextManager[_Span]:
        """The logical call that is made inside is a span, with all its attempts."""
        return self._spanning(f"call {call.role}", None, SpanKind.CLIENT, asked(call))

    @contextlib.contextmanager
    def _spanning(
        self, name: str, context: Context | None, kind: SpanKind, attributes: Mapping[str, Attribute]
    ) -> Iterator[_Span]:
        """A span; an error that leaves it is named by its type alone."""
        with self._tracer.start_as_current_span(
            name, context, kind, attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield _Span(span)
            except BaseException as error:
                span.set_status(StatusCode.ERROR)
                span.set_attribute("error.type", type(error).__name__)
                raise

    def traceparent(self) -> str | None:
        """The span under way as others are told of it."""
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier)
        return carrier.get(_HEADER)

    def close(self) -> None:
        """Send what is left, for no longer than an export may take."""
        self._provider.shutdown()
