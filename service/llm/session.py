"""The session a job makes its calls through: ledger first, then one flight per content, then attempts.

It owns replay, single flight, refusal of calls once the job is stopped, and the counts by role. It does not own which
calls a job makes nor in what order.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from service.domain.base import Value
from service.domain.call import Answer, Call, Failure, Outcome, Role, Spend
from service.domain.run import RoleUsage, Usage
from service.errors import AttemptError, ReplayMismatchError
from service.llm.base import THROTTLED, JobStopped
from service.llm.budget import MICRO, ActualAccount
from service.llm.gateway import Gateway
from service.llm.retry import RetryBudget, attempts
from service.storage.ledger import AttemptState, Entry, Ledger
from service.telemetry import Telemetry

# The error budget: a quarter of all calls, but ten in any case, and never more than ten in a row.
_ERROR_FLOOR = 10
_ERROR_SHARE = 0.25
_DEFAULT_PAUSE_S = 1.0

Emit = Callable[[str, str, dict[str, Any]], Awaitable[None]]


class SessionStart(Value, frozen=True, kw_only=True):
    """What a job's session starts from."""

    job_id: str
    scope: str
    stop_reason: str | None
    active_s: float


class _Tally(msgspec.Struct):
    """Deterministic counts of one role."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micro_usd: int = 0
    cached: int = 0
    failed: int = 0


class Session:
    """One job's way to the models. `decide_stop` journals a stop and returns the reason that stands."""

    def __init__(
        self,
        start: SessionStart,
        *,
        gateway: Gateway,
        ledger: Ledger,
        telemetry: Telemetry,
        actual: ActualAccount,
        replay: dict[str, Entry],
        decide_stop: Callable[[str], Awaitable[str]],
        emit: Emit,
    ) -> None:
        self._start = start
        self._gateway = gateway
        self._ledger = ledger
        self._telemetry = telemetry
        self._actual = actual
        self._replay = replay
        self._decide_stop = decide_stop
        self._emit = emit
        self._began = time.monotonic()
        self._recorded = {e.key: e.outcome for e in replay.values() if isinstance(e.outcome, Answer)}
        self._known: dict[str, Answer] = {}
        self._paths: set[str] = set()
        self._flights: dict[str, asyncio.Future[None]] = {}
        self._tallies: defaultdict[Role, _Tally] = defaultdict(_Tally)
        self._retries = RetryBudget()
        self._held = Spend()
        self.stop_reason = start.stop_reason
        self.delivered = 0
        self.failed = 0
        self.live = 0
        self._failed_in_a_row = 0

    async def call(self, call: Call) -> tuple[Outcome, Spend]:
        """The outcome of a call and what this job owes for it.

        Raises JobStopped where the job makes no further calls and ReplayMismatchError where another call was recorded
        at this path, or was made there just now.
        """
        if call.path in self._paths:
            raise ReplayMismatchError(f"two calls are made at {call.path}")
        self._paths.add(call.path)
        key = call.key(self._start.scope)
        entry = self._replay.get(call.path)
        if entry is None:
            entry = await self._make(call, key)
        elif entry.key != key:
            raise ReplayMismatchError(f"another call is recorded at {call.path}")
        if isinstance(entry.outcome, Answer):
            self._known.setdefault(key, entry.outcome)
        free = entry.cached or entry.job_id != self._start.job_id
        if isinstance(entry.outcome, Failure) and not free:
            await self._tell_failure(call, entry.outcome)
        self._count(call.role, entry.outcome, free=free)
        return entry.outcome, Spend() if free else entry.outcome.spend

    def free(self, call: Call) -> Outcome | None:
        """The outcome of a call that this job does not pay for, because it is known or inherited; None of any other.

        What an earlier process of this job has paid for counts when it is replayed, so that a replay reserves the same.
        """
        entry = self._replay.get(call.path)
        if entry is not None and entry.job_id != self._start.job_id:
            return entry.outcome
        return self._known.get(call.key(self._start.scope))

    def hold(self, spend: Spend) -> None:
        """Keep calls, and the time they are likely to take, back for what comes last."""
        self._held = spend

    def release(self) -> None:
        """Let what was held back be used; a budget that stopped the job before does not stop this."""
        self._held = Spend()
        if self.stop_reason is not None and self.stop_reason.startswith("budget_"):
            self.stop_reason = None

    async def stop(self, reason: str) -> None:
        """Make no further calls. What is written down first wins."""
        self.stop_reason = await self._decide_stop(reason)

    @property
    def active_s(self) -> float:
        """Seconds the job has been worked on, earlier processes included."""
        return self._start.active_s + self.active_here_s

    @property
    def active_here_s(self) -> float:
        """Seconds the job has been worked on in this process."""
        return time.monotonic() - self._began

    async def usage(self) -> Usage:
        """Counts by role: deterministic ones from deliveries, retries and losses from the attempts."""
        usage: Usage = {
            role: RoleUsage(
                calls=tally.calls,
                input_tokens=tally.input_tokens,
                output_tokens=tally.output_tokens,
                cost_usd=tally.cost_micro_usd / MICRO,
                cached=tally.cached,
                failed=tally.failed,
            )
            for role, tally in sorted(self._tallies.items())
        }
        for total in await self._ledger.totals(self._start.job_id):
            role = usage.get(total.role, RoleUsage())
            lost = total.spend.calls if total.state == "possibly_paid" else 0
            usage[total.role] = msgspec.structs.replace(
                role, retries=role.retries + total.repeats, possibly_paid=role.possibly_paid + lost
            )
        return usage

    def _count(self, role: Role, outcome: Outcome, *, free: bool) -> None:
        tally = self._tallies[role]
        self.delivered += 1
        tally.calls += 1
        match outcome:
            case Failure():
                tally.failed += 1
                if not free:
                    self.failed += 1
            case Answer() if free:
                tally.cached += 1
            case Answer():
                tally.input_tokens += outcome.input_tokens
                tally.output_tokens += outcome.output_tokens
                tally.cost_micro_usd += outcome.cost_micro_usd

    async def _make(self, call: Call, key: str) -> Entry:
        """Answer from what is recorded or under way, else make the call; durable when it returns."""
        while (flight := self._flights.get(key)) is not None:
            await asyncio.wait([flight])
        known = self._known.get(key) or self._recorded.get(key)
        if known is not None:
            entry = self._entry(key, known, cached=True)
            await self._ledger.deliver(self._start.scope, call, entry)
            self._telemetry.calls.labels(call.role, "cached").inc()
            return entry
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        try:
            entry = self._entry(key, await self._live(call, key), cached=False)
            if isinstance(entry.outcome, Answer):
                self._known[key] = entry.outcome
            return entry
        finally:
            del self._flights[key]
            flight.set_result(None)

    def _entry(self, key: str, outcome: Outcome, *, cached: bool) -> Entry:
        return Entry(job_id=self._start.job_id, key=key, outcome=outcome, cached=cached)

    async def _live(self, call: Call, key: str) -> Outcome:
        """Attempt the call within the retry policy and record what came of it."""
        self.live += 1
        self._retries.calls += 1
        number = 0
        try:
            async for attempt in attempts(self._retries):
                with attempt:
                    number = attempt.retry_state.attempt_number
                    return await self._attempt(call, key, number)
        except AttemptError as error:
            failure = Failure(cause=error.cause, message=error.message, attempts=number)
            await self._ledger.deliver(self._start.scope, call, self._entry(key, failure, cached=False))
            self._telemetry.calls.labels(call.role, "failed").inc()
            self._failed_in_a_row += 1
            return failure
        raise AssertionError("a retry loop ends with an answer or an error")

    async def _attempt(self, call: Call, key: str, number: int) -> Answer:
        """Make one attempt in a slot, between its intent and its record. Raises AttemptError."""
        provider, reservation = call.endpoint.provider, call.reservation()
        async with self._gateway.limiter(provider).slot():
            await self._admit(reservation)
            self._actual.begin(reservation)
            spent = reservation
            try:
                intent = await self._ledger.intend(self._start.job_id, call, number)
                if number > 1:
                    self._telemetry.retries.labels(provider).inc()
                answer = await self._answer(call, intent)
                spent = answer.spend
                entry = self._entry(key, answer, cached=False)
                await self._ledger.deliver(self._start.scope, call, entry, attempt=intent)
            except AttemptError as error:
                spent = _charge(call, error)
                if error.cause == THROTTLED:
                    await self._throttled(provider, error.retry_after_s)
                raise
            finally:
                self._actual.end(reservation, spent)
        self._failed_in_a_row = 0
        self._telemetry.calls.labels(call.role, "answered").inc()
        self._telemetry.tokens.labels(call.role, "input").inc(answer.input_tokens)
        self._telemetry.tokens.labels(call.role, "output").inc(answer.output_tokens)
        self._telemetry.cost.labels(call.role).inc(answer.cost_micro_usd / MICRO)
        return answer

    async def _answer(self, call: Call, intent: str) -> Answer:
        """What the provider says; an attempt that ends without an answer is settled."""
        try:
            return await self._gateway.attempt(call)
        except AttemptError as error:
            state: AttemptState = "possibly_paid" if error.possibly_paid else "unpaid"
            self._ledger.settle(intent, state, _charge(call, error))
            raise
        except BaseException:
            self._ledger.settle(intent, "possibly_paid", call.reservation())
            raise

    async def _admit(self, reservation: Spend) -> None:
        """Refuse the attempt once the job is stopped, or stop it now if a cap or the error budget says so."""
        if self.stop_reason is None:
            held_s = self._held.calls * self.active_here_s / self.live
            reason = self._actual.refusal(reservation + self._held, self.active_s + held_s)
            if reason is None and self._past_the_error_budget():
                reason = "error_budget"
            if reason is not None:
                await self.stop(reason)
        if self.stop_reason is not None:
            raise JobStopped(self.stop_reason)

    def _past_the_error_budget(self) -> bool:
        share = max(_ERROR_FLOOR, _ERROR_SHARE * self.delivered)
        return self.failed > share or self._failed_in_a_row > _ERROR_FLOOR

    async def _tell_failure(self, call: Call, failure: Failure) -> None:
        """Told at every delivery and kept once, so that a crash between the record and the event loses nothing."""
        data = {"path": call.path, "role": call.role, "cause": failure.cause, "attempts": failure.attempts}
        await self._emit(f"call_failed/{call.path}", "call_failed", {**data, "message": failure.message})

    async def _throttled(self, provider: str, retry_after_s: float | None) -> None:
        pause_s = _DEFAULT_PAUSE_S if retry_after_s is None else retry_after_s
        if self._gateway.limiter(provider).pause(pause_s):
            self._telemetry.throttled.labels(provider).inc()
            data = {"provider": provider, "pause_s": pause_s}
            await self._emit(f"provider_throttled/{self.live}/{self.active_s:.3f}", "provider_throttled", data)


def _charge(call: Call, error: AttemptError) -> Spend:
    """What a failed attempt costs: a call, and its whole reservation where nobody knows what became of it."""
    return call.reservation() if error.possibly_paid else Spend(calls=1)
