"""Who makes a call whose content parts of one job share: the one that says so first, whichever process works it.

The others have its answer. Where there is none, because it failed or its job ended before, another makes it instead.
"""

from collections.abc import Collection

import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.domain.call import Outcome
from gradcheck.domain.run import ENDED
from gradcheck.storage.backend import inserted
from gradcheck.storage.database import Database
from gradcheck.storage.ledger import decode_outcome
from gradcheck.storage.tables import calls, flights, jobs


class Flight(Value, frozen=True, kw_only=True):
    """A call of a job that others may want the answer of."""

    job_id: str
    path: str


class FlightStore:
    """The repository of flights."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, scope: str, key: str, own: Flight, instead_of: Flight | None = None) -> Flight:
        """The flight that makes the call of this key: one's own unless another job has one that is not given up."""
        row = {"scope": scope, "key": key, "job_id": own.job_id, "path": own.path}
        this = (flights.c.scope == scope) & (flights.c.key == key)

        def action(connection: sa.Connection) -> Flight:
            if inserted(connection, flights, row):
                return own
            replaced = flights.c.job_id == own.job_id  # that one has failed, or the job has begun again
            if instead_of is not None:
                replaced |= (flights.c.job_id == instead_of.job_id) & (flights.c.path == instead_of.path)
            connection.execute(flights.update().where(this, replaced).values(row))
            found = connection.execute(sa.select(flights.c.job_id, flights.c.path).where(this)).one()
            return Flight(job_id=found.job_id, path=found.path)

        return await self._database.transact(action)

    async def landed(self, scope: str, waiting: Collection[Flight]) -> dict[Flight, Outcome | None]:
        """What came of these calls; nothing where a job has ended without it. Those under way are left out."""
        ended = sa.select(jobs.c.id).where(jobs.c.id.in_({one.job_id for one in waiting}), jobs.c.status.in_(ENDED))
        made = sa.select(calls.c.path, calls.c.outcome)
        made = made.where(calls.c.scope == scope, calls.c.path.in_({one.path for one in waiting}))

        def query(connection: sa.Connection) -> dict[Flight, Outcome | None]:
            over = set(connection.execute(ended).scalars())  # first: what an ended job has made is there
            known = {row.path: decode_outcome(row.outcome) for row in connection.execute(made)}
            return {one: known.get(one.path) for one in waiting if one.path in known or one.job_id in over}

        return await self._database.read(query)
