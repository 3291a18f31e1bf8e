"""A job's live calls: attempts within the retry policy, each in a slot, between its intent and its record."""

import asyncio
from collections import defaultdict
from functools import partial

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.domain.call import Answer, Call, Failure, Outcome, Spend
from gradcheck.domain.events.common import CallRetried, ProviderThrottled
from gradcheck.domain.events.outage import Outage
from gradcheck.errors import AttemptError
from gradcheck.llm.admission import Admission
from gradcheck.llm.base import AWAY, THROTTLED, Emit
from gradcheck.llm.gateway import Gateway
from gradcheck.llm.limiter.limiter import Limiter, Permit
from gradcheck.llm.retry import Policy, RetryBudget
from gradcheck.llm.trouble import fatal
from gradcheck.storage.image_store import ImageStore
from gradcheck.storage.ledger import Attempt, AttemptState, Entry, Ledger
from gradcheck.telemetry import Telemetry

# Calls of a job to one model whose intents are durable before their turn comes, so that no slot is empty for a commit.
# A process that dies leaves so many more attempts behind that are charged though nobody knows whether they went out.
_PREPARED = 64


class Caller(Value, frozen=True, kw_only=True):
    """The job that calls: its share of the providers against other jobs is by its weight.

    Up to `prepared` of its calls to one model have a durable intent before their turn comes.
    """

    job_id: str
    scope: str
    weight: int
    prepared: int = _PREPARED


class Attempts:
    """Makes a job's calls and records what came of them."""

    def __init__(
        self,
        caller: Caller,
        *,
        admission: Admission,
        gateway: Gateway,
        ledger: Ledger,
        images: ImageStore,
        telemetry: Telemetry,
        retries: RetryBudget,
        emit: Emit,
    ) -> None:
        self._caller = caller
        self._admission = admission
        self._gateway = gateway
        self._ledger = ledger
        self._images = images
        self._telemetry = telemetry
        self._retries = retries
        self._emit = emit
        self._prepared: defaultdict[Limiter, asyncio.Semaphore] = defaultdict(
            partial(asyncio.Semaphore, caller.prepared)
        )
        self._known: set[tuple[str, str]] = set()
        self._delivered: set[asyncio.Future[None]] = set()
        admission.on_stop(self._dismiss)

    @property
    def outages(self) -> list[Outage]:
        """Which of the models that the job calls are away, none for longer than the job has been worked on here."""
        outages = [self._outage(limiter) for limiter in self._prepared]
        return [outage for outage in outages if outage is not None]

    def know(self, call: Call) -> None:
        """The job has an answer of this call's model: what something else answers in its place later is an outage."""
        self._known.add((call.endpoint.provider, call.endpoint.model))

    def _outage(self, limiter: Limiter) -> Outage | None:
        """What this job has seen of a model's absence."""
        outage = limiter.outage
        here_s = self._admission.active_here_s
        return None if outage is None else replace(outage, away_s=min(outage.away_s, here_s))

    def _absence(self, call: Call) -> Outage | None:
        """What this job has seen of the absence of a call's model."""
        return self._outage(self._gateway.limiter(call.endpoint.provider, call.endpoint.model))

    def _borne(self, call: Call) -> bool | None:
        """Whether a call's model, which is away, is waited for any longer; None where it is there."""
        outage = self._absence(call)
        return None if outage is None else outage.away_s < self._gateway.max_outage_s(call.endpoint.provider)

    def _dismiss(self, reason: str) -> None:
        """The job makes no further calls, so none of its calls waits for one."""
        for limiter in self._prepared:
            limiter.dismiss(self._caller.job_id, reason)

    async def durable(self) -> None:
        """Return when all that was delivered is durable. Raises what kept an outcome from it."""
        if self._delivered:
            done, _ = await asyncio.wait(self._delivered)
            for delivered in done:
                delivered.result()

    def _deliver(self, scope: str, call: Call, entry: Entry, attempt: Attempt | None = None) -> None:
        """Write an outcome. Nobody waits for that: what comes of it is written later, and so durable later."""
        delivered = self._ledger.deliver(scope, call, entry, attempt=attempt)
        self._delivered.add(delivered)
        delivered.add_done_callback(self._forget)

    def _forget(self, delivered: asyncio.Future[None]) -> None:
        """Remember no write that went well."""
        if delivered.exception() is None:
            self._delivered.remove(delivered)

    async def make(self, call: Call, key: str, scope: str | None = None) -> Outcome:
        """The call's outcome, written in the job's scope or in another. Raises JobStopped."""
        scope = scope or self._caller.scope
        causes: list[str] = []
        outcome: Outcome
        with self._telemetry.tracer.call(call) as span:
            try:
                outcome = await self._attempt(call, key, causes, scope)
            except AttemptError as error:
                outcome = await self._again(call, key, error, causes, scope)
            if span is not None:
                span.outcome(outcome)
        self._retries.calls += 1
        self._admission.note(outcome, again=call.again)
        self._telemetry.call(call.role, outcome, priced=call.endpoint.priced)
        if isinstance(outcome, Answer) and any(cause != THROTTLED for cause in causes):
            data = CallRetried(path=call.path, role=call.role, causes=tuple(causes))
            self._emit(f"call_retried/{call.path}", data)
        return outcome

    async def _again(self, call: Call, key: str, first: AttemptError, causes: list[str], scope: str) -> Outcome:
        """What comes of a call whose first attempt has failed.

        The policy sees that failure as its first attempt; calls without one need no policy, which is worth 0.1 ms.
        """
        pending: AttemptError | None = first
        policy = Policy(self._retries, partial(self._borne, call))
        try:
            async for attempt in policy.attempts(self._admission.sleep):
                with attempt:
                    try:
                        if pending is not None:
                            raise pending
                        return await self._attempt(call, key, causes, scope)
                    except AttemptError as error:
                        causes.append(error.cause)
                        pending = None
                        raise
        except AttemptError as error:
            failure = _failure(error, len(causes), self._absence(call) if _says_away(error) else None)
            self._deliver(scope, call, self._entry(key, failure))
            return failure
        raise AssertionError("a retry loop ends with an answer or an error")

    async def _attempt(self, call: Call, key: str, causes: list[str], scope: str) -> Answer:
        """Make one attempt, after those that failed for these causes. Raises AttemptError.

        A slot is held for the request alone: the intent is durable before it, the answer is written after it.
        """
        provider, reservation = call.endpoint.provider, call.reservation()
        if causes:
            self._telemetry.retries.labels(provider, causes[-1]).inc()
        limiter = self._gateway.limiter(provider, call.endpoint.model)
        async with self._prepared[limiter]:
            await self._admission.admit(reservation)
            intent = self._ledger.new_attempt(self._caller.job_id, call, len(causes) + 1)
            try:
                await self._ledger.intend(intent)
                permit = await self._turn(limiter, reservation.tokens)
            except BaseException:
                self._ledger.withdraw(intent)
                self._admission.account.end(reservation, Spend())
                raise
        answer = await self._answer(call, intent, permit, reservation)
        self._deliver(scope, call, self._entry(key, answer), intent)
        return answer

    async def _answer(self, call: Call, intent: Attempt, permit: Permit, reservation: Spend) -> Answer:
        """What the provider says; an attempt that ends without an answer is settled and charged."""
        try:
            answer = await self._gateway.attempt(await self._images.filled(call))
        except AttemptError as failed:
            is_known = (call.endpoint.provider, call.endpoint.model) in self._known
            error = failed.passing() if failed.foreign and is_known else failed
            self._admission.trouble.met(call.path, error.message)
            if error.fatal:
                self._admission.hear(fatal(error.cause, error.http_status, error.provider_code, error.message))
            self._end(permit, call.endpoint.provider, error, reservation.tokens if error.possibly_paid else 0)
            if error.possibly_paid:
                self._settle(intent, "possibly_paid", reservation, reservation)
            elif permit.limiter.outage is None:
                self._settle(intent, "unpaid", reservation, Spend(calls=1))
            else:
                self._ledger.withdraw(intent)  # a probe: an outage burns no budget
                self._admission.account.end(reservation, Spend())
            raise error from None
        except BaseException:
            self._settle(intent, "possibly_paid", reservation, reservation)
            permit.withdrawn()
            raise
        self.know(call)
        permit.answered(answer.input_tokens + answer.output_tokens)
        self._admission.account.end(reservation, answer.spend)
        return answer

    async def _turn(self, limiter: Limiter, tokens: int) -> Permit:
        """Wait until a call may go out; once more where the process stood still at that moment. Raises JobStopped."""
        while True:
            permit = await limiter.acquire(self._caller.job_id, self._caller.weight, tokens)
            await self._still_wanted(permit)
            if not permit.late:
                return permit
            permit.revoked()

    async def _still_wanted(self, permit: Permit) -> None:
        """Give the slot back where the job has heard in the meantime that no request makes sense. Raises JobStopped."""
        try:
            await self._admission.leased()
            await self._admission.refuse_if_heard()
        except BaseException:
            permit.withdrawn()
            raise

    def _settle(self, intent: Attempt, state: AttemptState, reserved: Spend, charge: Spend) -> None:
        """Charge an attempt that brought no answer."""
        self._ledger.settle(intent, state, charge)
        self._admission.account.end(reserved, charge)

    def _end(self, permit: Permit, provider: str, error: AttemptError, tokens: int) -> None:
        """Give the slot back and let the limiter know what a failure means for the calls after it."""
        if error.cause == THROTTLED:
            pause_s = permit.throttled(error.retry_after_s, error.message)
            if pause_s is not None:
                self._telemetry.throttled.labels(provider).inc()
                self._telemetry.paused.labels(provider).inc(pause_s)
                data = ProviderThrottled(provider=provider, pause_s=round(pause_s, 3), asked_s=error.retry_after_s)
                self._emit(f"provider_throttled/{self._admission.active_s:.6f}", data)
        elif error.outage:
            permit.failed(error.retry_after_s, tokens, error.message)
        elif error.possibly_paid or error.http_status is not None:
            permit.answered(tokens)  # whatever it says, the provider is there
        else:
            permit.withdrawn()

    def _entry(self, key: str, outcome: Outcome) -> Entry:
        return Entry(job_id=self._caller.job_id, key=key, outcome=outcome, cached=False)


def _says_away(error: AttemptError) -> bool:
    """Whether an attempt failed as all do while a provider is away."""
    return error.outage or error.cause == THROTTLED


def _failure(error: AttemptError, tries: int, outage: Outage | None) -> Failure:
    """A call that failed with its last attempt. In an outage that is waited for no longer all others would fail too."""
    return Failure(
        cause=error.cause if outage is None else AWAY,
        message=error.message if outage is None else outage.told,
        attempts=tries,
        status=error.http_status,
        code=error.provider_code,
        fatal=error.fatal or outage is not None,
    )
