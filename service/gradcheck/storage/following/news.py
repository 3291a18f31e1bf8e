"""News of jobs and limits between processes on one Postgres, over one connection a process, and which of them leads."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog

from gradcheck.storage.backend import LIMITS, NEWS, connect_parameters, lock_number

_LOOK_S = 1.0
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Neighbours:
    """Hears of the jobs of other processes, and of limits.

    `heard` is called with a job that has news, `limited` where limits have changed. While nothing can be heard, both
    `missed` and `limited` are called once a second: there may be any news. Of all that are connected and `may_lead` one
    `leads`; two seconds after it vanishes, another.
    """

    def __init__(
        self,
        url: str,
        heard: Callable[[str], None],
        missed: Callable[[], None],
        *,
        limited: Callable[[], None] = lambda: None,
        may_lead: bool = True,
    ) -> None:
        self._parameters = connect_parameters(url)
        self._heard = heard
        self._missed = missed
        self._limited = limited
        self._may_lead = may_lead
        self.leads = False

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError, TimeoutError) as error:
                log.warning("news_not_heard", error=type(error).__name__)
            finally:
                self.leads = False
            self._miss()
            await asyncio.sleep(_LOOK_S)

    def _miss(self) -> None:
        self._missed()
        self._limited()

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as connection:
            await connection.execute(f"LISTEN {NEWS}")
            await connection.execute(f"LISTEN {LIMITS}")
            self._miss()
            while True:
                async for note in connection.notifies(timeout=_LOOK_S):
                    if note.channel == NEWS:
                        self._heard(note.payload)
                    else:
                        self._limited()
                async with asyncio.timeout(_LOOK_S):  # a connection that is cut says nothing by itself
                    query = "SELECT %s AND pg_try_advisory_lock(%s)"
                    taken = await connection.execute(query, [self._may_lead, lock_number("leader")])
                    self.leads = await taken.fetchone() == (True,)
