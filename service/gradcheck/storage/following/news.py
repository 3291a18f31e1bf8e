"""News of jobs between processes on one Postgres, over one connection a process, by which others also know it lives."""

import asyncio
from collections.abc import Callable, Collection

import psycopg
import sqlalchemy as sa
import structlog

from gradcheck.storage.backend import NEWS, connect_parameters, lock_number
from gradcheck.storage.database import Database

_LOOK_S = 1.0
log: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


class Neighbours:
    """Hears of the jobs of other processes, and is known to them by its name as long as it is connected.

    `heard` is called with a job that has news. While nothing can be heard, `missed` is called once a second: there may
    be news of any job. Of all that are connected and `may_lead` one `leads`; two seconds after it vanishes, another.
    """

    def __init__(
        self, url: str, name: str, heard: Callable[[str], None], missed: Callable[[], None], *, may_lead: bool = True
    ) -> None:
        self._parameters = connect_parameters(url)
        self._name = name
        self._heard = heard
        self._missed = missed
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
            self._missed()
            await asyncio.sleep(_LOOK_S)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as connection:
            await connection.execute(f"LISTEN {NEWS}")
            await connection.execute("SELECT pg_advisory_lock(%s)", [lock_number(_name(self._name))])
            self._missed()
            while True:
                async for note in connection.notifies(timeout=_LOOK_S):
                    self._heard(note.payload)
                async with asyncio.timeout(_LOOK_S):  # a connection that is cut says nothing by itself
                    query = "SELECT %s AND pg_try_advisory_lock(%s)"
                    taken = await connection.execute(query, [self._may_lead, lock_number("leader")])
                    self.leads = await taken.fetchone() == (True,)


async def living(database: Database, names: Collection[str]) -> set[str]:
    """Those of processes that are connected."""
    query = sa.text(
        "SELECT (classid::bigint << 32) | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
        " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    held = set(await database.read(lambda connection: connection.execute(query).scalars().all()))
    return {name for name in names if lock_number(_name(name)) in held}


def _name(process: str) -> str:
    return f"process/{process}"
