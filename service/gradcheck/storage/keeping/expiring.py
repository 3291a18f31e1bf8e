"""What is older than it is to be kept."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from gradcheck.domain.run import ENDED, Retention
from gradcheck.errors import ConflictError, NotFoundError
from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.keeping.erasing import erase
from gradcheck.storage.tables import dataset_versions, jobs


class Expiry:
    """Erases what has been kept for long enough; what others that stay need stays with them."""

    def __init__(self, database: Database, retention: Retention) -> None:
        self._database = database
        self._days = {
            "diagnostic": retention.diagnostics,
            "study": retention.studies,
            "run": retention.runs,
            "headroom": retention.headroom,
        }
        self._datasets = retention.datasets

    async def erase(self) -> int:
        """Erase the jobs that are old enough, the newest first, since those need the older ones; how many went."""
        gone = 0
        for kind, days in self._days.items():
            for job_id, tenant in [] if days is None else await self._old(kind, _before(days)):
                try:
                    gone += len(
                        await self._database.transact(
                            lambda c, t=tenant, j=job_id, k=kind: erase(c, t, j, k, cascade=False)  # type: ignore[misc]
                        )
                    )
                except (ConflictError, NotFoundError):  # needed, or somebody was faster
                    continue
        return gone

    async def old_datasets(self) -> list[tuple[str, str]]:
        """Tenants and names of the data sets whose newest version is old enough."""
        if self._datasets is None:
            return []
        names = (dataset_versions.c.tenant, dataset_versions.c.name)
        newest = sa.func.max(dataset_versions.c.created_at)
        query = sa.select(*names).group_by(*names).having(newest < _before(self._datasets))
        rows = await self._database.read(lambda c: c.execute(query).all())
        return [(row.tenant, row.name) for row in rows]

    async def _old(self, kind: str, before: datetime) -> list[tuple[str, str]]:
        # Trials are their study's and go with it.
        whole = jobs.c.target.is_(None) if kind == "run" else sa.true()
        where = (jobs.c.kind == kind, jobs.c.status.in_(ENDED), jobs.c.ended_at < before, whole)
        query = sa.select(jobs.c.id, jobs.c.tenant).where(*where).order_by(jobs.c.created_at.desc(), jobs.c.id.desc())
        rows = await self._database.read(lambda c: c.execute(query).all())
        return [(row.id, row.tenant) for row in rows]


def _before(days: float) -> datetime:
    return now() - timedelta(days=days)
