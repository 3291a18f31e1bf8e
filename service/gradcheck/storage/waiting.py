"""The jobs that wait to begin: how many of each kind, and for how long."""

import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.storage.clock import now
from gradcheck.storage.database import Database
from gradcheck.storage.tables import jobs


class Waiting(Value, frozen=True, kw_only=True):
    """How many jobs wait, and for how many seconds the oldest of them has."""

    length: int
    age_s: float


async def waiting(database: Database) -> dict[str, Waiting]:
    """The jobs of each kind that have not begun, runs of studies among them; kinds without any are left out."""
    query = (
        sa.select(jobs.c.kind, sa.func.count(), sa.func.min(jobs.c.created_at))
        .where(jobs.c.status == "queued")
        .group_by(jobs.c.kind)
    )
    rows = await database.read(lambda connection: connection.execute(query).all())
    return {kind: Waiting(length=length, age_s=(now() - since).total_seconds()) for kind, length, since in rows}
