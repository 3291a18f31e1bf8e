"""Traces as a collector receives them: a job, its steps, its calls, and what providers are told of them."""

import asyncio
import json
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from gradcheck.domain.target import Tracing
from gradcheck.errors import ConfigurationError
from gradcheck.telemetry.tracing import NO_TRACER, tracer, well_formed
from tests.support import harness, world
from tests.support.serving import in_a_thread

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
GIVEN = f"00-{TRACE}-{CALLER}-01"


class Collector(ThreadingHTTPServer):
    """A provider and a collector at one address: what the provider is told, and the spans that the collector gets."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[str | None] = []
        self.spans: list[Span] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def of(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name.startswith(name) and span.trace_id.hex() == TRACE]


class Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/v1/traces":
            received = ExportTraceServiceRequest.FromString(body)
            self.server.spans += [
                span for resource in received.resource_spans for scope in resource.scope_spans for span in scope.spans
            ]
            content = b""
        else:
            self.server.told.append(self.headers["traceparent"])
            content = json.dumps(world.reply(json.loads(body))).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


async def worked(home: Path, collector: Collector, tracing: str) -> None:
    """A run that was asked for within a trace, of a service with these settings, until that has stopped."""
    async with harness.serving(home, None, url=f"{collector.url}/v1", declared=tracing) as service:
        new = harness.run_job(harness.plan_of(service, world.request()), "run_1")
        await service.jobs_of("").create(replace(new, trace=GIVEN), None)
        await service.queue.enqueue("run_1")
        assert (await harness.ended(service)).status == "succeeded"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collector]:
    """What came of a run."""
    collector = Collector()
    with in_a_thread(collector):
        tracing = f'[tracing]\nendpoint = "{collector.url}"\n'
        asyncio.run(worked(tmp_path_factory.mktemp("home"), collector, tracing))
        yield collector


def attributes(span: Span) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value") or "") for one in span.attributes}


def test_a_job_is_part_of_the_trace_that_asked_for_it(collected: Collector) -> None:
    (job,) = collected.of("job run")
    assert job.parent_span_id.hex() == CALLER
    assert attributes(job)["gradcheck.label"] == "protegi"


def test_steps_are_parts_of_the_job_and_calls_of_steps(collected: Collector) -> None:
    (job,) = collected.of("job")
    steps, calls = collected.of("step"), collected.of("call")
    assert {step.parent_span_id for step in steps} == {job.span_id}
    assert sorted(attributes(step)["gradcheck.step"] for step in steps) == list(range(len(steps)))
    within = {call.parent_span_id for call in calls}
    assert {step.span_id for step in steps} < within  # the final test belongs to no step
    assert within == {job.span_id, *(step.span_id for step in steps)}
    assert {call.name for call in calls} == {"call task", "call optimizer", "call check"}


def test_a_provider_is_told_of_the_call_that_it_answers(collected: Collector) -> None:
    calls = {call.span_id.hex() for call in collected.of("call")}
    assert {told for told in collected.told if told} == {f"00-{TRACE}-{call}-01" for call in calls}
    assert len(collected.told) == len(calls)


def test_a_span_says_what_was_asked_and_used_and_never_a_text(collected: Collector) -> None:
    said = attributes(next(iter(collected.of("call task"))))
    assert (said["gen_ai.provider.name"], said["gen_ai.request.model"]) == ("world", "pure")
    assert said["gen_ai.usage.input_tokens"] > 0
    texts = {str(value) for span in collected.spans for value in attributes(span).values()}
    assert not any("sentiment" in text or "thing" in text for text in texts)


async def test_without_a_collector_nothing_is_traced_and_providers_are_told_nothing(tmp_path: Path) -> None:
    collector = Collector()
    with in_a_thread(collector):
        await worked(tmp_path, collector, "")
    assert set(collector.told) == {None}
    assert collector.spans == []
    assert tracer(Tracing()) is NO_TRACER


@pytest.mark.parametrize("share", [0, 1])
def test_of_what_no_caller_has_decided_the_settings_share_is_traced(tmp_path: Path, share: int) -> None:
    collector = Collector()
    with in_a_thread(collector):
        declared = f'[tracing]\nendpoint = "{collector.url}"\nshare = {share}\n'
        made = tracer(harness.settings(tmp_path, declared=declared).tracing)
        for _ in range(10):
            with made.span("job", attributes={}):
                assert int(str(made.traceparent())[-2:], 16) % 2 == share
        with made.span("asked for", attributes={}, parent=GIVEN):
            pass
        made.close()
    assert len(collector.spans) == 10 * share + 1


def test_a_collector_without_the_packages_for_it_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "gradcheck.telemetry.open_telemetry", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(ConfigurationError, match=r"gradcheck\[tracing\]"):
        tracer(Tracing(endpoint="http://127.0.0.1:9"))


@pytest.mark.parametrize(
    "given",
    [None, "", "garbage", f"00-{'0' * 32}-{CALLER}-01", f"00-{TRACE}-{'0' * 16}-01", f"{GIVEN}-x", f"{GIVEN}\n"],
)
def test_what_is_no_trace_of_a_caller_is_left_out(given: str | None) -> None:
    assert well_formed(given) is None
    assert well_formed(GIVEN) == GIVEN
