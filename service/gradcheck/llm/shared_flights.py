"""Calls of the same content in several parts of one job: one of them is made, in whatever process, and all have it."""

import asyncio
from collections.abc import Callable

from gradcheck.domain.call import Answer, Call, Outcome
from gradcheck.llm.base import JobStopped
from gradcheck.storage.claims.flights import Flight, FlightStore

_LOOK_S = 0.1


class SharedFlights:
    """One part's view of them: `stop_reason` is why the part makes no further calls."""

    def __init__(self, job_id: str, scope: str, store: FlightStore, stop_reason: Callable[[], str | None]) -> None:
        self._job_id = job_id
        self._scope = scope
        self._store = store
        self._stop_reason = stop_reason
        self._waiting: dict[Flight, asyncio.Future[Outcome | None]] = {}
        self._looking: asyncio.Task[None] | None = None

    async def answer(self, call: Call, key: str) -> Answer | None:
        """Another part's answer to a call; None where the call is this one's to make. Raises JobStopped."""
        own = Flight(job_id=self._job_id, path=call.path)
        flight = await self._store.take(self._scope, key, own)
        while flight.job_id != self._job_id:
            outcome = await self._landed(flight)
            if isinstance(outcome, Answer):
                return outcome
            flight = await self._store.take(self._scope, key, own, instead_of=flight)
        return None

    async def _landed(self, flight: Flight) -> Outcome | None:
        """What came of another part's call; None where its job has ended without it."""
        landed = self._waiting.setdefault(flight, asyncio.get_running_loop().create_future())
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            return await asyncio.shield(landed)
        finally:
            self._waiting.pop(flight, None)

    async def _look(self) -> None:
        """Look for all that are waited for, now and then, while any is."""
        try:
            while self._waiting and self._stop_reason() is None:
                for flight, outcome in (await self._store.landed(self._scope, list(self._waiting))).items():
                    landed = self._waiting.pop(flight, None)
                    if landed is not None:
                        landed.set_result(outcome)
                await asyncio.sleep(_LOOK_S)
        except Exception as error:  # noqa: BLE001 - raised where they are waited for
            self._fail(error)
        else:
            self._fail(JobStopped(str(self._stop_reason())))

    def _fail(self, error: Exception) -> None:
        for landed in self._waiting.values():
            landed.set_exception(error)
