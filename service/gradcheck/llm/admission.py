"""Whether a job may make another attempt: its caps, its error budget, what is held back, a stop that was decided."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import NoReturn

from msgspec import Struct, field

from gradcheck.domain.call import Failure, Outcome, Spend
from gradcheck.domain.run import BUDGET_REASONS, JobError
from gradcheck.llm.base import JobStopped
from gradcheck.llm.budget import ActualAccount
from gradcheck.llm.trouble import NO_ANSWER, Trouble

ERROR_BUDGET = "error_budget"

# The error budget: a quarter of all calls, but ten in any case, and never more than ten in a row.
_ERROR_FLOOR = 10
_ERROR_SHARE = 0.25


async def alone() -> None:
    """No other process could take a job over."""


class Admission(Struct, kw_only=True, eq=False):
    """A job's admission of attempts. `decide_stop` journals a stop and tells the reason that stands.

    A call is sent once `leased` returns: until then the job may be another worker's. `suspended_s` is for how long jobs
    have had to wait for storage so far, which is no time of theirs.
    """

    account: ActualAccount
    stop_reason: str | None
    earlier_s: float
    decide_stop: Callable[[str, JobError | None], Awaitable[str]]
    suspended_s: Callable[[], float] = lambda: 0.0
    leased: Callable[[], Awaitable[None]] = alone
    error: JobError | None = None
    trouble: Trouble = field(default_factory=Trouble)
    made: int = 0
    delivered: int = 0
    failed: int = 0
    paused_s: float = 0.0
    _began: float = 0.0
    _heard: JobError | None = None
    _held: Spend = Spend()
    _failed_in_a_row: int = 0
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)
    _dismiss: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self._began = self._clock()

    @property
    def active_s(self) -> float:
        """Seconds the job has been worked on, earlier processes included."""
        return self.earlier_s + self.active_here_s

    @property
    def active_here_s(self) -> float:
        """Seconds the job has been worked on in this process."""
        return self._clock() - self._began

    def _clock(self) -> float:
        return time.monotonic() - self.suspended_s()

    def hold(self, spend: Spend) -> None:
        """Keep calls, and the time they are likely to take, back for what comes last."""
        self._held = spend

    def release(self) -> None:
        """Let what was held back be used; a budget that stopped the job before does not stop this."""
        self._held = Spend()
        if self.stop_reason in BUDGET_REASONS:
            self.stop_reason = None
            self._stopped.clear()

    def on_stop(self, dismiss: Callable[[str], None]) -> None:
        """What to do at a stop with calls that wait for their turn; it is told the reason."""
        self._dismiss = dismiss

    async def stop(self, reason: str, error: JobError | None = None) -> None:
        """Make no further calls, and let none wait for its turn. What is written down first wins."""
        if error is None and not self.trouble.answered and self.trouble.told:
            error = JobError(code=NO_ANSWER, message=self.trouble.told)
        self.stop_reason = await self.decide_stop(reason, error)
        if self.stop_reason == reason or self.stop_reason in BUDGET_REASONS:
            self.error = error or self.error
        self._stopped.set()
        self._dismiss(self.stop_reason)

    def hear(self, error: JobError) -> None:
        """From now on no request goes out: every one would meet this too. What is heard first stands."""
        self._heard = self._heard or error

    async def give_up(self, error: JobError) -> NoReturn:
        """Stop the job, with this error unless another was heard before. Raises JobStopped."""
        self.hear(error)
        await self._refuse()

    async def refuse_if_heard(self) -> None:
        """Raises JobStopped where something has been heard that every request would meet."""
        if self._heard is not None:
            await self._refuse()

    async def _refuse(self) -> NoReturn:
        heard = self._heard
        assert heard is not None  # noqa: S101 - or nothing is refused
        if self.stop_reason is None:
            await self.stop(heard.code, heard)
        raise JobStopped(self.stop_reason or heard.code)

    async def sleep(self, seconds: float) -> None:
        """Wait so long before another attempt, or until the job is stopped."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()

    async def watch_time(self) -> None:
        """Stop the job where its seconds are used up, but for what the calls held back are likely to take."""
        if self.stop_reason is None and self.account.late(self.active_s + self._held_s):
            await self.stop("budget_seconds")

    async def admit(self, reservation: Spend) -> None:
        """Charge an attempt that may start. Raises JobStopped where the job is stopped, or is so now by a budget."""
        await self.refuse_if_heard()
        if self.stop_reason is None:
            reason = self.account.refusal(reservation + self._held, self.active_s + self._held_s)
            if reason is not None:
                await self.stop(reason)
            elif self._past_the_error_budget():
                message = f"{self.trouble.told}; this is past the error budget"
                await self.stop(ERROR_BUDGET, JobError(code=ERROR_BUDGET, message=message))
        if self.stop_reason is not None:
            raise JobStopped(self.stop_reason)
        self.account.begin(reservation)

    @property
    def _held_s(self) -> float:
        """Seconds that the calls held back are likely to take, by what calls took so far while nothing was away."""
        return self._held.calls * (self.active_here_s - self.paused_s) / max(self.made, 1)

    def note(self, outcome: Outcome, *, again: int = 0) -> None:
        """A call was made and ended like this. One that was asked `again` failed before and is no further failure."""
        self.made += 1
        if not again:
            self._failed_in_a_row = self._failed_in_a_row + 1 if isinstance(outcome, Failure) else 0

    def count(self, outcome: Outcome, *, again: int = 0) -> None:
        """An outcome was delivered to the job."""
        self.delivered += 1
        if isinstance(outcome, Failure) and not again:
            self.failed += 1

    def _past_the_error_budget(self) -> bool:
        share = max(_ERROR_FLOOR, _ERROR_SHARE * self.delivered)
        return self.failed > share or self._failed_in_a_row > _ERROR_FLOOR
