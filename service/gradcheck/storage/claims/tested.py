"""Test items that jobs have looked at, so that it is known how often a test was used."""

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa

from gradcheck.domain.seeds import digest
from gradcheck.storage.backend import lock
from gradcheck.storage.clock import now
from gradcheck.storage.tables import jobs, test_claims, test_items

_TICK = timedelta(microseconds=1)


def claim(connection: sa.Connection, job_id: str, items: Collection[bytes]) -> int:
    """Note that the job looks at these test items; how many of its tenant's have looked at any of them.

    Those count that were erased since. Test splits that are the same are kept once; a job that comes back to its test
    has claimed it already. One claim is made after the other, and in order whatever the clocks say, so that none
    overlooks another.
    """
    lock(connection, "tests")
    test_digest = digest(sorted(items))
    tenant = connection.execute(sa.select(jobs.c.tenant).where(jobs.c.id == job_id)).scalar_one()
    claims = (test_claims.c.tenant == tenant) & test_claims.c.test_digest.in_(_sharing(test_digest))
    mine = connection.execute(sa.select(test_claims.c.tested_at).where(test_claims.c.id == job_id)).scalar()
    if mine is None:
        known = sa.select(test_items.c.item).where(test_items.c.test_digest == test_digest).limit(1)
        if connection.execute(known).first() is None:
            rows = [{"test_digest": test_digest, "item": item} for item in sorted(set(items))]
            connection.execute(test_items.insert(), rows)
        newest = connection.execute(sa.select(sa.func.max(test_claims.c.tested_at)).where(claims)).scalar()
        mine = now() if newest is None else max(now(), newest + _TICK)
        row = {"id": job_id, "tenant": tenant, "test_digest": test_digest, "tested_at": mine}
        connection.execute(test_claims.insert(), row)
    earlier = sa.select(sa.func.count()).select_from(test_claims).where(claims, test_claims.c.tested_at <= mine)
    return int(connection.execute(earlier).scalar() or 0)


def _sharing(test_digest: str) -> sa.Select[str]:
    """The digests of test splits that hold an item of this one."""
    own, others = test_items.alias(), test_items.alias()
    shared = sa.select(others.c.test_digest).distinct().join(own, own.c.item == others.c.item)
    return shared.where(own.c.test_digest == test_digest)
