"""The lease by which other processes on one Postgres know that a worker is there, over a connection of its own.

Nobody takes a worker's jobs while its lease runs. It is counted by the database's clock; here, by one that also runs
while the process or the machine is stopped, from before the moment in which it was asked for: so it ends here first.
"""

import asyncio
import contextlib
from collections.abc import Callable

import psycopg
import structlog

from gradcheck.storage.backend import connect_parameters
from gradcheck.storage.clock import running_s
from gradcheck.storage.outages import unavailable

LEASE_S = 10.0
_RENEWED_AFTER = 0.3  # of its time
_ANSWER_S = 3.0
_PAUSE_S = 0.5
_RENEW = "UPDATE workers SET lease_until = now() + make_interval(secs => %s) WHERE name = %s"
_ENTER = (
    "INSERT INTO workers (name, version, started_at, lease_until) "
    "VALUES (%s, %s, now(), now() + make_interval(secs => %s))"
)
_LEAVE = "DELETE FROM workers WHERE name = %s"
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Lease:
    """A worker's lease. `lost` is called where others have taken its jobs over in the meantime."""

    def __init__(self, url: str, name: str, version: str, lost: Callable[[], None], lease_s: float = LEASE_S) -> None:
        late = str(int(_ANSWER_S * 1000))
        self._parameters = {**connect_parameters(url), "tcp_user_timeout": late, "connect_timeout": int(_ANSWER_S)}
        self._name = name
        self._version = version
        self._lost = lost
        self._lease_s = lease_s
        self._until = 0.0
        self._has_begun = False
        self._renewed = asyncio.Event()

    @property
    def runs(self) -> bool:
        """Whether nobody else may have the worker's jobs."""
        return running_s() < self._until

    async def held(self) -> None:
        """Return while the lease runs; until it does again, no call may be sent."""
        while not self.runs:
            self._renewed.clear()
            await self._renewed.wait()

    async def begin(self) -> None:
        """Enter the worker's name, before it has any job. Raises StorageUnavailableError."""
        try:
            async with asyncio.timeout(_ANSWER_S), await self._connected() as connection:
                await self._renew(connection)
        except (psycopg.Error, OSError, TimeoutError):
            raise unavailable() from None

    async def run(self) -> None:
        """Renew until cancelled."""
        while True:
            try:
                async with asyncio.timeout(_ANSWER_S):
                    connection = await self._connected()
                async with connection:
                    while True:
                        async with asyncio.timeout(_ANSWER_S):
                            await self._renew(connection)
                        await asyncio.sleep(self._lease_s * _RENEWED_AFTER)
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("lease_not_renewed", error=type(error).__name__, runs=self.runs)
            await asyncio.sleep(_PAUSE_S)

    async def end(self) -> None:
        """Take the name away, so that others need not wait for the lease's end; it ends by itself where that fails."""
        with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
            async with asyncio.timeout(_ANSWER_S), await self._connected() as connection:
                await connection.execute(_LEAVE, [self._name])

    async def _connected(self) -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True)

    async def _renew(self, connection: psycopg.AsyncConnection) -> None:
        asked = running_s()
        if not (await connection.execute(_RENEW, [self._lease_s, self._name])).rowcount:
            if self._has_begun:
                log.warning("lease_lost")
                self._lost()
            await connection.execute(_ENTER, [self._name, self._version, self._lease_s])
        self._has_begun = True
        self._until = asked + self._lease_s
        self._renewed.set()
