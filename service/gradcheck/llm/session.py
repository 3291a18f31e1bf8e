"""The session a job makes its calls through: its own records, what it inherits, one flight per content, attempts."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from gradcheck.domain.call import MICRO, Answer, Call, Delivery, Failure, Outcome, Role, Spend
from gradcheck.domain.events.common import CallFailed
from gradcheck.domain.events.outage import Outage
from gradcheck.domain.run import FailedCalls, RoleUsage, Usage
from gradcheck.errors import ReplayMismatchError
from gradcheck.llm.admission import Admission
from gradcheck.llm.attempts import Attempts, Caller
from gradcheck.llm.base import Emit
from gradcheck.llm.inheritance import Inheritance
from gradcheck.llm.shared_flights import SharedFlights
from gradcheck.llm.trouble import fatal
from gradcheck.storage.ledger import Entry, Ledger
from gradcheck.telemetry import Telemetry


class _Tally(msgspec.Struct):
    """Deterministic counts of one role, and the calls whose outcomes were not needed after all."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micro_usd: int = 0
    cached: int = 0
    failed: int = 0
    speculative: int = 0


class Session:
    """One job's way to the models."""

    def __init__(
        self,
        caller: Caller,
        *,
        attempts: Attempts,
        admission: Admission,
        ledger: Ledger,
        telemetry: Telemetry,
        replay: dict[str, Entry],
        inheritance: Inheritance,
        emit: Emit,
    ) -> None:
        self._caller = caller
        self._attempts = attempts
        self._ledger = ledger
        self._telemetry = telemetry
        self._replay = replay
        self._inheritance = inheritance
        self._emit = emit
        self._shared: SharedFlights | None = None
        self._answers = {e.key: e.outcome for e in replay.values() if isinstance(e.outcome, Answer)}
        self._counted: set[str] = set()
        self._paths: set[str] = set()
        self._open: dict[str, Delivery] = {}
        self._flights: dict[str, asyncio.Future[None]] = {}
        self._tallies: defaultdict[Role, _Tally] = defaultdict(_Tally)
        self._unpriced: set[Role] = set()
        self._failures: Counter[tuple[Role, Failure]] = Counter()
        self.admission = admission

    async def call(self, call: Call) -> Delivery:
        """The outcome of a call, for the caller to count or to discard.

        Raises JobStopped where the job makes no further calls, also because this one met what all would, and
        ReplayMismatchError where another call was recorded at this path, or was made there just now.
        """
        if call.path in self._paths:
            raise ReplayMismatchError(f"two calls are made at {call.path}")
        self._paths.add(call.path)
        if not call.endpoint.priced:
            self._unpriced.add(call.role)
        key = call.key(self._caller.scope)
        entry = self._replay.get(call.path)
        if entry is None:
            entry = await self._make(call, key)
        elif entry.key != key:
            raise ReplayMismatchError(f"another call is recorded at {call.path}")
        inherited = entry.job_id != self._caller.job_id
        delivery = Delivery(path=call.path, role=call.role, key=key, outcome=entry.outcome, inherited=inherited)
        self.admission.count(entry.outcome, again=call.again)
        self._open[call.path] = delivery
        match entry.outcome:
            case Answer():
                self.admission.trouble.over(call.path)
            case Failure() as failure:
                self.admission.trouble.met(call.path, failure.message)
                self._tell_failure(delivery, failure)
                if failure.fatal:
                    error = fatal(failure.cause, failure.status, failure.code, failure.message)
                    await self.admission.give_up(error)
        return delivery

    def share(self, flights: SharedFlights) -> None:
        """Have what other parts of the same job call, too, made once."""
        self._shared = flights

    def take_in(self, delivered: Iterable[Delivery], unpriced: Iterable[Role]) -> Spend:
        """Count what parts of the job were delivered, as if it had been delivered here: what the job owes for it.

        Once each; calls in `unpriced` roles cost what nobody knows.
        """
        new = [delivery for delivery in delivered if delivery.path not in self._paths]
        self._unpriced.update(unpriced)
        self.admission.delivered += len(new)
        for delivery in new:
            self._paths.add(delivery.path)
            if isinstance(delivery.outcome, Answer):
                self._answers.setdefault(delivery.key, delivery.outcome)
        return self.count(new)

    @property
    def unpriced(self) -> tuple[Role, ...]:
        """The roles in which calls cost what nobody knows."""
        return tuple(sorted(self._unpriced))

    @property
    def outages(self) -> list[Outage]:
        """Which of the models that the job calls are away."""
        return self._attempts.outages

    def recorded(self, path: str) -> bool:
        """Whether the outcome of the call at this path is known from before."""
        return path in self._replay

    def free(self, call: Call) -> Answer | None:
        """The answer to a call that this job does not pay for, because it is inherited or counted; None of any other.

        What an earlier process of this job has paid for counts when it is replayed, so that a replay reserves the same.
        """
        inherited = self._inheritance.find(call)
        if inherited is not None:
            return inherited.answer
        key = call.key(self._caller.scope)
        return self._answers[key] if key in self._counted else None

    @property
    def is_heir(self) -> bool:
        """Whether this job continues another, so that any call may be free."""
        return bool(self._inheritance)

    def count(self, deliveries: Iterable[Delivery]) -> Spend:
        """Take deliveries into the job's counts: what it owes, by what of their content is not paid for yet."""
        owed = Spend()
        for delivery in deliveries:
            self._open.pop(delivery.path, None)
            tally, outcome = self._tallies[delivery.role], delivery.outcome
            free = delivery.inherited or delivery.key in self._counted
            tally.calls += 1
            if not free:
                owed += outcome.spend
            match outcome:
                case Failure():
                    tally.failed += 1
                    self._failures[delivery.role, replace(outcome, cause="", attempts=0, fatal=False)] += 1
                case Answer():
                    self._counted.add(delivery.key)
                    tally.cached += free
                    if not free:
                        tally.input_tokens += outcome.input_tokens
                        tally.output_tokens += outcome.output_tokens
                        tally.cost_micro_usd += outcome.cost_micro_usd
        return owed

    def discard(self, paths: Iterable[str]) -> None:
        """Count what came of calls that turned out not to be needed: paid for, and no part of any result."""
        for path in paths:
            delivery = self._open.pop(path, None)
            if delivery is not None:
                self._tallies[delivery.role].speculative += not delivery.inherited

    @property
    def failures(self) -> tuple[FailedCalls, ...]:
        """The counted calls that failed, by what the provider said, the commonest first."""
        failures = [
            FailedCalls(count=count, role=role, message=failure.message, status=failure.status, code=failure.code)
            for (role, failure), count in self._failures.items()
        ]
        return tuple(sorted(failures, key=lambda failed: (-failed.count, failed.role, failed.message)))

    async def usage(self) -> Usage:
        """Counts by role: deterministic ones from deliveries, retries and losses from the attempts.

        Deliveries that nobody has counted belong to what a stop has cut off; they were paid for and are counted here.
        """
        await self._attempts.durable()
        self.count([self._open[path] for path in sorted(self._open)])
        usage: Usage = {
            role: RoleUsage(
                calls=tally.calls,
                input_tokens=tally.input_tokens,
                output_tokens=tally.output_tokens,
                cost_usd=tally.cost_micro_usd / MICRO,
                cached=tally.cached,
                failed=tally.failed,
                speculative=tally.speculative,
            )
            for role, tally in sorted(self._tallies.items())
        }
        for total in await self._ledger.totals(self._caller.job_id, with_blocks=True):
            role = usage.get(total.role, RoleUsage())
            lost = total.spend.calls if total.state == "possibly_paid" else 0
            usage[total.role] = msgspec.structs.replace(
                role, retries=role.retries + total.repeats, possibly_paid=role.possibly_paid + lost
            )
        for unpriced in self._unpriced & usage.keys():
            usage[unpriced] = msgspec.structs.replace(usage[unpriced], cost_usd=None)
        return usage

    async def _make(self, call: Call, key: str) -> Entry:
        """Answer from what is inherited, recorded or under way, else make the call.

        An inherited answer is noted as its ancestor's, by whom it is known in every later process.
        """
        inherited = self._inheritance.find(call)
        if inherited is not None:
            entry = Entry(job_id=inherited.job_id, key=key, outcome=inherited.answer, cached=True)
            self._ledger.note(self._caller.scope, call, entry)
            self._telemetry.calls.labels(call.role, "cached").inc()
            return entry
        while (flight := self._flights.get(key)) is not None:
            await asyncio.wait([flight])
        known = self._answers.get(key)
        if known is not None:
            return self._again(call, key, known)
        flight = self._flights[key] = asyncio.get_running_loop().create_future()
        try:
            known = await self._shared.answer(call, key) if self._shared is not None else None
            if known is not None:
                entry = self._again(call, key, known)
            else:
                entry = self._entry(key, await self._attempts.make(call, key), cached=False)
            if isinstance(entry.outcome, Answer):
                self._answers[key] = entry.outcome
            return entry
        finally:
            del self._flights[key]
            flight.set_result(None)

    def _again(self, call: Call, key: str, known: Answer) -> Entry:
        """Note an answer that is known from a call of the same content."""
        entry = self._entry(key, known, cached=True)
        self._ledger.note(self._caller.scope, call, entry)
        self._telemetry.calls.labels(call.role, "cached").inc()
        return entry

    def _entry(self, key: str, outcome: Outcome, *, cached: bool) -> Entry:
        return Entry(job_id=self._caller.job_id, key=key, outcome=outcome, cached=cached)

    def _tell_failure(self, delivery: Delivery, failure: Failure) -> None:
        told = CallFailed(
            path=delivery.path,
            role=delivery.role,
            cause=failure.cause,
            attempts=failure.attempts,
            status=failure.status,
            code=failure.code,
            message=failure.message,
        )
        self._emit(f"call_failed/{delivery.path}", told)
