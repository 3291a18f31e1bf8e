"""The workers that share a Postgres: which of them are there, and how one that is silent loses its jobs."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa

from gradcheck.domain.version import VERSION
from gradcheck.storage.database import Database
from gradcheck.storage.leasing.lease import LEASE_S
from gradcheck.storage.tables import UNFINISHED, jobs, workers


class WorkerStore:
    """The repository of workers, as others see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, names: Collection[str]) -> set[str]:
        """Those of these workers that have their jobs, silent or not."""
        query = sa.select(workers.c.name).where(workers.c.name.in_(names))
        return set(await self._database.read(lambda c: c.execute(query).scalars().all()))

    async def count(self) -> int:
        """How many workers of this version there are."""
        query = sa.select(sa.func.count()).select_from(workers).where(workers.c.version == VERSION)
        return int(await self._database.read(lambda c: c.execute(query).scalar_one()))

    async def drain(self, name: str) -> bool:
        """Note that a worker takes no new jobs; whether none of its version does."""

        def action(connection: sa.Connection) -> bool:
            connection.execute(
                workers.update().where(workers.c.name == name, ~workers.c.draining).values(draining=True)
            )
            taking = sa.select(workers.c.name).where(workers.c.version == VERSION, ~workers.c.draining)
            return connection.execute(taking.limit(1)).first() is None

        return await self._database.transact(action)

    async def silent(self) -> set[tuple[str, datetime]]:
        """The workers whose lease is over, with its end, by the database's clock: by one that was set back, too."""
        runs = workers.c.lease_until.between(sa.func.now(), sa.func.now() + timedelta(seconds=LEASE_S))
        query = sa.select(workers.c.name, workers.c.lease_until).where(~runs)
        return {(row.name, row.lease_until) for row in await self._database.read(lambda c: c.execute(query).all())}

    async def remove(self, name: str, lease_until: datetime) -> None:
        """A worker has been silent for too long, unless it has renewed its lease since."""
        statement = workers.delete().where(workers.c.name == name, workers.c.lease_until == lease_until)
        await self._database.transact(lambda connection: connection.execute(statement))

    async def take(self, names: Collection[str]) -> int:
        """Take the jobs of workers that are gone away from them: whatever they still write is refused. How many."""
        statement = (
            jobs.update()
            .where(jobs.c.worker.in_(names), jobs.c.worker.not_in(sa.select(workers.c.name)), UNFINISHED)
            .values(epoch=jobs.c.epoch + 1, worker=None)
        )
        return await self._database.transact(lambda connection: connection.execute(statement).rowcount)

    async def abandoned_versions(self) -> set[str]:
        """The older versions that have made unfinished jobs, and no worker."""
        query = sa.select(jobs.c.version).where(UNFINISHED).distinct()
        query = query.where(jobs.c.version.not_in(sa.select(workers.c.version)))
        found = await self._database.read(lambda c: c.execute(query).scalars().all())
        return {version for version in found if int(version) < int(VERSION)}
