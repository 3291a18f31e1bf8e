"""The jobs that wait to begin: how many of each kind and priority, and for how long."""

import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.tables import WAITING, jobs


class Waiting(Value, frozen=True, kw_only=True):
    """How many jobs wait, and for how many seconds the oldest of them has."""

    length: int
    age_s: float


async def waiting(database: Database) -> dict[tuple[str, str], Waiting]:
    """The jobs of each kind and priority that have not begun, runs of studies among them; without those of none."""
    by = (jobs.c.kind, jobs.c.priority)
    query = sa.select(*by, sa.func.count(), sa.func.min(jobs.c.created_at)).where(WAITING).group_by(*by)
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {
        (kind, priority): Waiting(length=length, age_s=(now() - since).total_seconds())
        for kind, priority, length, since in rows
    }
