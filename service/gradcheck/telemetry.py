"""What operators see: Prometheus collectors on an injected registry, and structured logs.

Labels are bounded: never an id, never a text. Logs hold no prompt and no secret.
"""

import contextlib
import logging
import sys
import time
from collections.abc import Iterator, Mapping
from functools import cache, partial
from itertools import product
from types import TracebackType
from typing import get_args

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from gradcheck.domain.call import MICRO, Failure, Outcome, Role
from gradcheck.domain.run import ENDED, Priority
from gradcheck.errors import AttemptError

_KINDS = ("run", "diagnostic", "study", "headroom", "block")
_USUAL_OUTCOMES = (
    "ok",
    "cancelled",
    "throttled",
    "timeout",
    "unreachable",
    "garbage",
    "http_500",
    "http_502",
    "http_503",
)
_CALL_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128)
_JOB_BUCKETS = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600)
_HTTP_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class Telemetry:
    """All collectors of one service."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        counter, gauge = partial(Counter, registry=registry), partial(Gauge, registry=registry)
        histogram = partial(Histogram, registry=registry)
        self.calls = counter(
            "gradcheck_calls_total",
            "Logical model calls by outcome; cached ones were answered by the ledger.",
            ["role", "outcome"],
        )
        self.tokens = counter("gradcheck_tokens_total", "Tokens of paid calls.", ["role", "direction"])
        self.cost = counter("gradcheck_cost_usd_total", "Dollars of paid calls with known prices.", ["role"])
        self.unpriced = counter("gradcheck_unpriced_calls_total", "Answers whose prices nobody knows.", ["role"])
        self.attempts = counter("gradcheck_attempts_total", "Attempts at model calls.", ["provider", "outcome"])
        self.attempt_seconds = histogram(
            "gradcheck_attempt_seconds", "Duration of attempts.", ["provider", "role"], buckets=_CALL_BUCKETS
        )
        self.in_flight = gauge("gradcheck_calls_in_flight", "Attempts under way.", ["provider"])
        self.retries = counter(
            "gradcheck_retries_total", "Repeated attempts, by why the one before failed.", ["provider", "cause"]
        )
        self.window = gauge(
            "gradcheck_concurrency_limit",
            "Attempts that may be under way at once, by what the provider has borne so far.",
            ["provider"],
        )
        self.waiting = gauge("gradcheck_calls_waiting", "Calls that wait for a slot.", ["provider"])
        self.throttled = counter("gradcheck_throttled_total", "Pauses a provider asked for.", ["provider"])
        self.away = gauge(
            "gradcheck_provider_away_seconds",
            "Since when none of the calls of a provider's model was answered, while it counts as away; else 0.",
            ["provider"],
        )
        self.jobs = counter("gradcheck_jobs_total", "Jobs that ended.", ["kind", "status"])
        self.jobs_running = gauge("gradcheck_jobs_running", "Jobs at work.", ["kind"])
        self.jobs_queued = gauge(
            "gradcheck_jobs_queued", "Jobs in the database that have not begun.", ["kind", "priority"]
        )
        self.queue_age = gauge("gradcheck_queue_age_seconds", "Since when the oldest of these waits; 0 without any.")
        self.storage_away = gauge(
            "gradcheck_storage_away", "1 while the database takes no writes, or no lease from this worker; else 0."
        )
        self.lost_writes = counter("gradcheck_lost_writes_total", "Writes that failed with nobody waiting for them.")
        self.job_seconds = histogram(
            "gradcheck_job_seconds", "Duration of jobs in this process.", ["kind"], buckets=_JOB_BUCKETS
        )
        self.steps = counter("gradcheck_steps_total", "Completed steps.", ["method"])
        self.proposals = counter("gradcheck_proposals_total", "Proposals by fate.", ["method", "status"])
        self.verdicts = counter(
            "gradcheck_verdicts_total",
            "Verdicts of jobs, by their kind.",
            ["kind", "verdict"],
        )
        self.http_seconds = histogram(
            "gradcheck_http_request_seconds",
            "Duration of HTTP requests, streams left out.",
            ["operation", "status"],
            buckets=_HTTP_BUCKETS,
        )
        self._start_at_zero()
        self.streams = gauge("gradcheck_event_streams", "Open event streams.")

    def _start_at_zero(self) -> None:
        """Create the closed label sets: a counter that appears with its first event has no rate for it."""
        for role in get_args(Role):
            for outcome in ("answered", "cached", "failed"):
                self.calls.labels(role, outcome)
            for direction in ("input", "output"):
                self.tokens.labels(role, direction)
            self.cost.labels(role)
            self.unpriced.labels(role)
        for kind in _KINDS:
            self.jobs_running.labels(kind)
            for priority in get_args(Priority):
                self.jobs_queued.labels(kind, priority)
            for status in ENDED:
                self.jobs.labels(kind, status)

    def start_provider(self, provider: str) -> None:
        """Create the series of a provider's attempts: panels are there before them, and a first failure has a rate."""
        for outcome in _USUAL_OUTCOMES:
            self.attempts.labels(provider, outcome)
        self.throttled.labels(provider)
        self.in_flight.labels(provider)

    def queue(self, lengths: Mapping[tuple[str, str], int], age_s: float) -> None:
        """Show the queue as the database has it: how many jobs wait by kind and priority, and the oldest how long."""
        for labels in product(_KINDS, get_args(Priority)):
            self.jobs_queued.labels(*labels).set(lengths.get(labels, 0))
        self.queue_age.set(age_s)

    def attempt(self, provider: str, role: Role) -> "AttemptTimer":
        """Counts and times one attempt, for a `with` statement."""
        return AttemptTimer(self, provider, role)

    @cache  # noqa: B019 - one telemetry a service, a handful of pairs
    def of_attempts(self, provider: str, role: Role) -> tuple[Gauge, Histogram]:
        """The collectors of attempts with their labels."""
        return self.in_flight.labels(provider), self.attempt_seconds.labels(provider, role)

    @cache  # noqa: B019 - the same
    def of_answers(self, role: Role) -> tuple[Counter, Counter, Counter, Counter]:
        """The collectors of answers with their labels: how many, tokens in and out, dollars."""
        inputs, outputs = self.tokens.labels(role, "input"), self.tokens.labels(role, "output")
        return self.calls.labels(role, "answered"), inputs, outputs, self.cost.labels(role)

    def call(self, role: Role, outcome: Outcome, *, priced: bool) -> None:
        """Count a call that was made, and what it cost where prices are known."""
        if isinstance(outcome, Failure):
            self.calls.labels(role, "failed").inc()
            return
        answers, inputs, outputs, cost = self.of_answers(role)
        answers.inc()
        inputs.inc(outcome.input_tokens)
        outputs.inc(outcome.output_tokens)
        if priced:
            cost.inc(outcome.cost_micro_usd / MICRO)
        else:
            self.unpriced.labels(role).inc()

    @contextlib.contextmanager
    def job(self, kind: str) -> Iterator[None]:
        """Count and time one job."""
        began = time.perf_counter()
        self.jobs_running.labels(kind).inc()
        try:
            yield
        finally:
            self.jobs_running.labels(kind).dec()
            self.job_seconds.labels(kind).observe(time.perf_counter() - began)


class AttemptTimer:
    """Counts and times one attempt. Looking labels up is a third of a collector's cost, so it is done once a pair."""

    __slots__ = ("_attempts", "_began", "_in_flight", "_provider", "_seconds")

    def __init__(self, telemetry: Telemetry, provider: str, role: Role) -> None:
        self._attempts = telemetry.attempts
        self._provider = provider
        self._in_flight, self._seconds = telemetry.of_attempts(provider, role)

    def __enter__(self) -> None:
        self._began = time.perf_counter()
        self._in_flight.inc()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        outcome = "ok" if error is None else error.cause if isinstance(error, AttemptError) else "cancelled"
        self._in_flight.dec()
        self._attempts.labels(self._provider, outcome).inc()
        self._seconds.observe(time.perf_counter() - self._began)


def configure_logging(level: str) -> None:
    """JSON lines to stderr through structlog, the standard library's records included."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("httpx", "httpcore", "alembic", "dbos"):
        logging.getLogger(noisy).setLevel("WARNING")
