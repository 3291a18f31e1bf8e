"""Whose job begins next: jobs have turns, and the one with the lowest turn begins first.

Start-time fair queueing (Goyal, Vin and Cheng, 1996) with jobs of equal weight: a tenant's turns follow each other, and
one that has had nothing waiting goes on with the latest turn that has begun. So however many jobs a tenant has waiting,
another's first one begins before the next of these, and tenants that all have some begin them one after the other. A
priority decides which of a tenant's jobs has which of its turns, and changes nothing for others.
"""

from collections.abc import Collection

import sqlalchemy as sa

from gradcheck.domain.run import Priority
from gradcheck.storage.backend import insert, lock
from gradcheck.storage.tables import IS_PART, UNFINISHED, WAITING, jobs, turns_begun

_BELOW: dict[Priority, tuple[Priority, ...]] = {"high": ("normal", "low"), "normal": ("low",), "low": ()}


def line_up(connection: sa.Connection) -> None:
    """Let no other process give turns until the transaction ends.

    One lock, taken before any other: with one for each tenant two processes that write several jobs in one transaction
    would wait for each other.
    """
    lock(connection, "turns")


def take_turn(connection: sa.Connection, tenant: str, job_id: str, priority: Priority) -> None:
    """Give a tenant's new job its turn. Those of a lower priority that wait get the next one's each."""
    own = jobs.c.tenant == tenant
    begun = sa.select(turns_begun.c.turn).where(turns_begun.c.tenant == tenant)
    last = connection.execute(
        sa.select(
            sa.select(sa.func.max(turns_begun.c.turn)).scalar_subquery(),
            begun.scalar_subquery() + 1,
            sa.select(sa.func.max(jobs.c.turn)).where(WAITING, own).scalar_subquery() + 1,
        )
    ).one()
    query = sa.select(jobs.c.id, jobs.c.turn).where(WAITING, own, jobs.c.turn.is_not(None))
    overtaken = connection.execute(query.where(jobs.c.priority.in_(_BELOW[priority])).order_by(jobs.c.turn)).all()
    turns = [*(row.turn for row in overtaken), max((turn for turn in last if turn is not None), default=1)]
    line = [job_id, *(row.id for row in overtaken)]
    rows = [{"job": job, "its": turn} for job, turn in zip(line, turns, strict=True)]
    statement = jobs.update().where(jobs.c.id == sa.bindparam("job")).values(turn=sa.bindparam("its"))
    connection.execute(statement, rows)


def turns_of(connection: sa.Connection, job_ids: Collection[str]) -> dict[str, int]:
    """The turns of jobs that were not erased, and of those that wait and that they have overtaken."""
    query = sa.select(jobs.c.id, jobs.c.tenant, jobs.c.priority, jobs.c.turn).where(jobs.c.id.in_(job_ids))
    found = connection.execute(query).all()
    turns = {row.id: row.turn or 1 for row in found}
    for tenant in {row.tenant for row in found if row.turn is None}:
        turns |= _turns_of_parts(connection, tenant, turns)
    in_line = [row for row in found if row.turn is not None]
    below = {(row.tenant, priority) for row in in_line for priority in _BELOW[row.priority]}
    for tenant in {tenant for tenant, _ in below}:
        others = sa.select(jobs.c.id, jobs.c.turn).where(WAITING, jobs.c.tenant == tenant, jobs.c.turn.is_not(None))
        overtaken = jobs.c.priority.in_([priority for of, priority in below if of == tenant])
        turns |= {row.id: row.turn for row in connection.execute(others.where(overtaken))}
    return turns


def _turns_of_parts(connection: sa.Connection, tenant: str, wanted: Collection[str]) -> dict[str, int]:
    """The turns of these parts of jobs, in their own queue: behind what the tenant has unfinished there before them."""
    query = sa.select(jobs.c.id).where(UNFINISHED, IS_PART, jobs.c.tenant == tenant)
    rank = sa.case({priority: len(below) for priority, below in _BELOW.items()}, value=jobs.c.priority)
    line = connection.execute(query.order_by(rank.desc(), jobs.c.created_at, jobs.c.id)).scalars()
    return {part: turn for turn, part in enumerate(line, start=1) if part in wanted}


def begin(connection: sa.Connection, job_id: str) -> None:
    """A job begins, or begins again: its turn is its tenant's latest, unless a later one has begun."""
    turn = sa.select(jobs.c.tenant, jobs.c.turn).where(jobs.c.id == job_id, jobs.c.turn.is_not(None))
    begun = connection.execute(turn).first()
    if begun is not None:
        statement = insert(turns_begun).on_conflict_do_update(
            index_elements=[turns_begun.c.tenant],
            set_={"turn": begun.turn},
            where=turns_begun.c.turn < begun.turn,
        )
        connection.execute(statement, begun._asdict())
