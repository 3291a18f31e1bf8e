"""A job's live calls: attempts within the retry policy, each in a slot, between its intent and its record.

It owns the order of these and what a failed attempt is charged. It does not own whether a call is made at all
(`session.py`), nor when a slot is free (`limiter.py`).
"""

import asyncio
from collections import defaultdict
from functools import partial

from service.domain.base import Value
from service.domain.call import Answer, Call, Failure, Outcome, Spend
from service.errors import AttemptError
from service.llm.admission import Admission
from service.llm.base import THROTTLED, Emit
from service.llm.gateway import Gateway
from service.llm.limiter import Limiter, Permit
from service.llm.retry import RetryBudget, attempts
from service.storage.ledger import AttemptState, Entry, Ledger
from service.telemetry import Telemetry

# Calls of a job to one model whose intents are durable before their turn comes, so that no slot is empty for a commit.
# A process that dies leaves so many more attempts behind that are charged though nobody knows whether they went out.
_PREPARED = 64


class Caller(Value, frozen=True, kw_only=True):
    """The job that calls: its share of the providers against other jobs is by its weight."""

    job_id: str
    scope: str
    weight: int


class Attempts:
    """Makes a job's calls and records what came of them."""

    def __init__(
        self,
        caller: Caller,
        *,
        admission: Admission,
        gateway: Gateway,
        ledger: Ledger,
        telemetry: Telemetry,
        retries: RetryBudget,
        emit: Emit,
    ) -> None:
        self._caller = caller
        self._admission = admission
        self._gateway = gateway
        self._ledger = ledger
        self._telemetry = telemetry
        self._retries = retries
        self._emit = emit
        self._prepared: defaultdict[Limiter, asyncio.Semaphore] = defaultdict(partial(asyncio.Semaphore, _PREPARED))

    async def make(self, call: Call, key: str) -> Outcome:
        """The call's outcome, durable. Raises JobStopped where no attempt may start."""
        causes: list[str] = []
        outcome: Outcome
        try:
            outcome = await self._attempt(call, key, causes)
        except AttemptError as error:
            outcome = await self._again(call, key, error, causes)
        self._retries.calls += 1
        self._admission.note(outcome)
        self._telemetry.call(call.role, outcome, priced=call.endpoint.priced)
        if isinstance(outcome, Answer) and any(cause != THROTTLED for cause in causes):
            data = {"path": call.path, "role": call.role, "causes": causes}
            self._emit(f"call_retried/{call.path}", "call_retried", data)
        return outcome

    async def _again(self, call: Call, key: str, first: AttemptError, causes: list[str]) -> Outcome:
        """What comes of a call whose first attempt has failed.

        The policy sees that failure as its first attempt; calls without one need no policy, which is worth 0.1 ms.
        """
        pending: AttemptError | None = first
        try:
            async for attempt in attempts(self._retries):
                with attempt:
                    try:
                        if pending is not None:
                            raise pending
                        return await self._attempt(call, key, causes)
                    except AttemptError as error:
                        causes.append(error.cause)
                        pending = None
                        raise
        except AttemptError as error:
            failure = _failure(error, len(causes))
            await self._ledger.deliver(self._caller.scope, call, self._entry(key, failure))
            return failure
        raise AssertionError("a retry loop ends with an answer or an error")

    async def _attempt(self, call: Call, key: str, causes: list[str]) -> Answer:
        """Make one attempt, after those that failed for these causes. Raises AttemptError.

        A slot is held for the request alone: the intent is durable before it, the answer after it.
        """
        provider, reservation = call.endpoint.provider, call.reservation()
        if causes:
            self._telemetry.retries.labels(provider, causes[-1]).inc()
        limiter = self._gateway.limiter(provider, call.endpoint.model)
        async with self._prepared[limiter]:
            await self._admission.admit(reservation)
            intent = self._ledger.new_attempt()
            try:
                await self._ledger.intend(intent, self._caller.job_id, call, len(causes) + 1)
                permit = await limiter.acquire(self._caller.job_id, self._caller.weight, reservation.tokens)
            except BaseException:
                self._ledger.withdraw(intent)
                self._admission.account.end(reservation, Spend())
                raise
        answer = await self._answer(call, intent, permit, reservation)
        await self._ledger.deliver(self._caller.scope, call, self._entry(key, answer), attempt=intent)
        return answer

    async def _answer(self, call: Call, intent: str, permit: Permit, reservation: Spend) -> Answer:
        """What the provider says; an attempt that ends without an answer is settled and charged."""
        try:
            answer = await self._gateway.attempt(call)
        except AttemptError as error:
            charge = reservation if error.possibly_paid else Spend(calls=1)
            self._settle(intent, "possibly_paid" if error.possibly_paid else "unpaid", reservation, charge)
            self._end(permit, call.endpoint.provider, error, charge.tokens)
            raise
        except BaseException:
            self._settle(intent, "possibly_paid", reservation, reservation)
            permit.withdrawn()
            raise
        permit.answered(answer.input_tokens + answer.output_tokens)
        self._admission.account.end(reservation, answer.spend)
        return answer

    def _settle(self, intent: str, state: AttemptState, reserved: Spend, charge: Spend) -> None:
        """Charge an attempt that brought no answer."""
        self._ledger.settle(intent, state, charge)
        self._admission.account.end(reserved, charge)

    def _end(self, permit: Permit, provider: str, error: AttemptError, tokens: int) -> None:
        """Give the slot back and let the limiter know what a failure means for the calls after it."""
        if error.cause == THROTTLED:
            pause_s = permit.throttled(error.retry_after_s)
            if pause_s is not None:
                self._telemetry.throttled.labels(provider).inc()
                data = {"provider": provider, "pause_s": round(pause_s, 3)}
                self._emit(f"provider_throttled/{self._admission.active_s:.6f}", "provider_throttled", data)
        elif error.outage:
            permit.failed(error.retry_after_s, tokens)
        elif error.possibly_paid:
            permit.answered(tokens)
        else:
            permit.withdrawn()

    def _entry(self, key: str, outcome: Outcome) -> Entry:
        return Entry(job_id=self._caller.job_id, key=key, outcome=outcome, cached=False)


def _failure(error: AttemptError, tries: int) -> Failure:
    """A call that failed with its last attempt."""
    return Failure(
        cause=error.cause,
        message=error.message,
        attempts=tries,
        status=error.http_status,
        code=error.provider_code,
        fatal=error.fatal,
    )
