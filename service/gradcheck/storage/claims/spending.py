"""What was spent by tenant, provider, model and role: what a job has cost is added when it ends.

It stays when jobs are erased. What goes on is counted from its attempts, so that nothing is written for it and a
killed process loses nothing of it.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from msgspec.structs import asdict, replace

from gradcheck.storage.backend import insert, lock
from gradcheck.storage.database import Database
from gradcheck.storage.tables import UNFINISHED, attempts, jobs, spending
from gradcheck.telemetry.money import Spent

MOST_MODELS, MOST_TENANTS = 50, 100
OTHER = "other"
ONE_TENANT = "-"  # no name that a tenant can have
_AMOUNTS = ("attempts", "input_tokens", "output_tokens", "cost_micro_usd")
_NEW = insert(spending)
_ADD = _NEW.on_conflict_do_update(
    index_elements=list(spending.primary_key),
    set_={name: spending.c[name] + _NEW.excluded[name] for name in _AMOUNTS},
)
# An attempt under way is nobody's yet: it may be withdrawn.
_BY = (jobs.c.tenant, attempts.c.provider, attempts.c.model, attempts.c.role)
_OF_JOBS = (
    sa.select(
        *_BY,
        sa.func.count().label("attempts"),
        sa.cast(sa.func.sum(attempts.c.tokens - attempts.c.output_tokens), sa.BigInteger).label("input_tokens"),
        sa.cast(sa.func.sum(attempts.c.output_tokens), sa.BigInteger).label("output_tokens"),
        sa.cast(sa.func.sum(attempts.c.cost_micro_usd), sa.BigInteger).label("cost_micro_usd"),
    )
    .select_from(jobs.join(attempts, attempts.c.job_id == jobs.c.id))
    .where(attempts.c.state != "intent")
    .group_by(*_BY)
)


def add(connection: sa.Connection, job_id: str) -> None:
    """The job has ended in this transaction, so that what it has cost is added for good."""
    new = [_spent(row) for row in connection.execute(_OF_JOBS.where(jobs.c.id == job_id))]
    if new:
        lock(connection, "spending")
        known = [_spent(row) for row in connection.execute(sa.select(spending))]
        connection.execute(_ADD, [asdict(row) for row in _bounded(new, known)])


async def spent(database: Database) -> list[Spent]:
    """All that was ever spent, on what has not ended too."""
    # One statement: a job that ends in between is in one part or in the other.
    kept = sa.select(*spending.c, sa.true().label("kept"))
    going = _OF_JOBS.where(UNFINISHED).add_columns(sa.false().label("kept"))
    rows = await database.read(lambda connection: connection.execute(sa.union_all(kept, going)).all())
    known = [_spent(row) for row in rows if row.kept]
    total = _added([*known, *_bounded([_spent(row) for row in rows if not row.kept], known)])
    return [replace(one, tenant=one.tenant or ONE_TENANT) for one in total]


def _bounded(new: Iterable[Spent], known: Iterable[Spent]) -> list[Spent]:
    """What is new, with `other` for the names of models and tenants that would be too many."""
    tenants, models = {one.tenant for one in known}, {(one.provider, one.model) for one in known}
    bounded = []
    for one in new:
        name = (one.provider, one.model)
        tenant = one.tenant if one.tenant in tenants or len(tenants) < MOST_TENANTS else OTHER
        model = one.model if name in models or len(models) < MOST_MODELS else OTHER
        tenants.add(tenant)
        models.add((one.provider, model))
        bounded.append(replace(one, tenant=tenant, model=model))
    return _added(bounded)


def _added(parts: Iterable[Spent]) -> list[Spent]:
    """Sums by tenant, provider, model and role."""
    sums: dict[tuple[str, ...], Spent] = {}
    for one in parts:
        sums[one.labels] = one + sums[one.labels] if one.labels in sums else one
    return list(sums.values())


def _spent(row: sa.Row[tuple[Any, ...]]) -> Spent:
    return Spent(**{name: row._mapping[name] for name in Spent.__struct_fields__})  # noqa: SLF001 - its public name
