"""Prometheus collectors on an injected registry.

Labels are bounded: never an id, never a text. Exemplars name the job that a sample is of.
"""

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from functools import cache, partial
from itertools import product
from types import TracebackType
from typing import get_args, get_type_hints

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from gradcheck.domain.call import Failure, Outcome, Role
from gradcheck.domain.feedback import Proposal
from gradcheck.domain.run import ENDED, Priority, TestResult, Usage
from gradcheck.errors import AttemptError
from gradcheck.telemetry.money import SpendingCollector
from gradcheck.telemetry.tracing import NO_TRACER, Tracer

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
_WRITE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_GAIN_BUCKETS = (0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1)
_DOLLAR_BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300)
_BOUNDS = ("low", "estimate", "high")
_FATES = get_args(get_type_hints(Proposal)["status"])
_JOB: ContextVar[str | None] = ContextVar("job_of_exemplars", default=None)


class Telemetry:
    """All collectors of one service, and where it writes its traces."""

    def __init__(self, registry: CollectorRegistry, tracer: Tracer = NO_TRACER) -> None:
        self.registry = registry
        self.tracer = tracer
        counter, gauge = partial(Counter, registry=registry), partial(Gauge, registry=registry)
        histogram = partial(Histogram, registry=registry)
        self.calls = counter(
            "gradcheck_calls_total",
            "Logical model calls by outcome; cached ones were answered by the ledger.",
            ["role", "outcome"],
        )
        self.spending = SpendingCollector()
        registry.register(self.spending)
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
        self.paused = counter(
            "gradcheck_pause_seconds_total", "Seconds for which a provider's model was paused by it.", ["provider"]
        )
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
        self.storage_lag = gauge(
            "gradcheck_storage_lag_seconds", "Since when the oldest write waits to become durable; 0 without any."
        )
        self.write_seconds = histogram(
            "gradcheck_storage_write_seconds",
            "From a write to its durability, of the oldest in each transaction.",
            buckets=_WRITE_BUCKETS,
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
        self.gains = histogram(
            "gradcheck_run_gain",
            "What tested runs gained on the test split with its 95 % interval, best - baseline; 0 where that is less.",
            ["method", "bound"],
            buckets=_GAIN_BUCKETS,
        )
        # A histogram with negative samples has no sum, so that nobody could tell a mean.
        self.losses = histogram(
            "gradcheck_run_loss",
            "What tested runs lost on the test split with its 95 % interval, baseline - best; 0 where that is less.",
            ["method", "bound"],
            buckets=_GAIN_BUCKETS,
        )
        self.result_seconds = histogram(
            "gradcheck_run_result_seconds",
            "From the request of a run that succeeded to its result, its wait included.",
            ["method"],
            buckets=_JOB_BUCKETS,
        )
        self.result_cost = histogram(
            "gradcheck_run_result_usd",
            "Dollars that runs that succeeded owe for their result, where all prices are known.",
            ["method"],
            buckets=_DOLLAR_BUCKETS,
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
        self.paused.labels(provider)
        self.in_flight.labels(provider)

    def start_verdicts(self, kind: str, verdicts: Iterable[str]) -> None:
        """Create the series of the verdicts that jobs of a kind can come to."""
        for verdict in verdicts:
            self.verdicts.labels(kind, verdict)

    @cache  # noqa: B019 - one telemetry a service, a few dozen methods
    def start_method(self, method: str) -> None:
        """Create the series of a method when a run of it begins: there are many methods, and few of them are used."""
        self.steps.labels(method)
        for fate in _FATES:
            self.proposals.labels(method, fate)
        for bound in _BOUNDS:
            self.gains.labels(method, bound)
            self.losses.labels(method, bound)
        self.result_seconds.labels(method)
        self.result_cost.labels(method)

    def result(self, method: str, test: TestResult, usage: Usage) -> None:
        """Observe what a run that succeeded gained, and what it owes for that where all its prices are known."""
        if test.difference is not None:
            low, high = test.difference.ci95
            for bound, value in zip(_BOUNDS, (low, test.difference.estimate, high), strict=True):
                self.gains.labels(method, bound).observe(max(value, 0.0), exemplar())
                self.losses.labels(method, bound).observe(max(-value, 0.0), exemplar())
        costs = [used.cost_usd for used in usage.values()]
        known = [cost for cost in costs if cost is not None]
        if len(known) == len(costs):
            self.result_cost.labels(method).observe(sum(known), exemplar())

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

    def call(self, role: Role, outcome: Outcome, *, priced: bool) -> None:
        """Count a call that was made; what it cost is read from the database (`money.py`)."""
        if isinstance(outcome, Failure):
            self.calls.labels(role, "failed").inc()
            return
        self.calls.labels(role, "answered").inc()
        if not priced:
            self.unpriced.labels(role).inc()

    @contextlib.contextmanager
    def job(self, kind: str, job_id: str) -> Iterator[None]:
        """Count and time one job, which the exemplars of all that is observed meanwhile name."""
        began, token = time.perf_counter(), _JOB.set(job_id)
        self.jobs_running.labels(kind).inc()
        try:
            yield
        finally:
            self.jobs_running.labels(kind).dec()
            self.job_seconds.labels(kind).observe(time.perf_counter() - began, exemplar())
            _JOB.reset(token)


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
        self._seconds.observe(time.perf_counter() - self._began, exemplar())


def exemplar() -> dict[str, str] | None:
    """Which job a sample is of; None outside of jobs."""
    job = _JOB.get()
    return None if job is None else {"job_id": job}
