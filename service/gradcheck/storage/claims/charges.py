"""What jobs use of the quotas of their keys, by days of UTC.

A job is charged to the day on which it is accepted: its whole budget until it has ended, and from then on what its
attempts have cost. So the jobs of a day, however many go on at once, use no more than the quota.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.domain.call import MICRO
from gradcheck.errors import FieldError, InvalidRequestError, QuotaExceededError
from gradcheck.storage.backend import lock
from gradcheck.storage.clock import now
from gradcheck.storage.tables import attempts, charges, jobs


class Payer(Value, frozen=True, kw_only=True):
    """A key with what its jobs may use in a day; None is no limit."""

    key_id: str
    runs: int | None
    calls: int | None
    micro_usd: int | None


class Allowance(Value, frozen=True, kw_only=True):
    """What one job may use of the quotas of its key; None is no limit."""

    calls: int | None = None
    micro_usd: int | None = None


def reserve(connection: sa.Connection, job_id: str, payer: Payer, budget: Allowance) -> None:
    """Charge a new job with its budget, and where that has no bound on calls with all that is left of them.

    Raises QuotaExceededError where less is left than the budget asks for, and InvalidRequestError for a budget without
    dollars where these have a quota: what a model without a price costs is known to nobody.
    """
    lock(connection, f"quota/{payer.key_id}")
    today = now()
    of_key = (charges.c.key_id == payer.key_id, charges.c.day == _day(today))
    used = connection.execute(
        sa.select(
            sa.func.count().label("runs"),
            sa.cast(sa.func.coalesce(sa.func.sum(charges.c.calls), 0), sa.BigInteger).label("calls"),
            sa.cast(sa.func.coalesce(sa.func.sum(charges.c.micro_usd), 0), sa.BigInteger).label("micro_usd"),
        ).where(*of_key)
    ).one()
    calls, micro_usd = budget.calls, budget.micro_usd
    if payer.runs is not None and used.runs >= payer.runs:
        raise _exceeded(f"this key's {payer.runs:,} runs of today (UTC) are used", today)
    if payer.calls is not None:
        left = max(payer.calls - used.calls, 0)
        calls = left if calls is None else calls
        if left == 0 or calls > left:
            raise _exceeded(f"{left:,} of this key's {payer.calls:,} calls are left today (UTC), {_BUDGETED}", today)
    if payer.micro_usd is not None:
        left = max(payer.micro_usd - used.micro_usd, 0)
        of_quota = f"${left / MICRO:,.2f} of this key's ${payer.micro_usd / MICRO:,.2f} are left today (UTC)"
        if micro_usd is None:
            raise InvalidRequestError.of(FieldError("budget.max_cost_usd", f"is required: {of_quota}"))
        if micro_usd > left:
            raise _exceeded(f"{of_quota}, {_BUDGETED}", today)
    charge = {"calls": calls or 0, "micro_usd": micro_usd or 0, "most_calls": calls}
    row = {"job_id": job_id, "key_id": payer.key_id, "day": _day(today), **charge}
    connection.execute(charges.insert(), row)


def settle(connection: sa.Connection, job_id: str) -> None:
    """The job has ended in this transaction: it is charged with what it, and the runs of a study, have cost."""
    if connection.execute(sa.select(charges.c.job_id).where(charges.c.job_id == job_id)).first() is None:
        return
    own = sa.select(jobs.c.id).where((jobs.c.id == job_id) | ((jobs.c.target == job_id) & (jobs.c.kind == "run")))
    spent = sa.select(sa.func.count().label("calls"), sa.func.sum(attempts.c.cost_micro_usd).label("cost"))
    found = connection.execute(spent.where(attempts.c.job_id.in_(own))).one()
    values = {"calls": found.calls, "micro_usd": int(found.cost or 0)}
    connection.execute(charges.update().where(charges.c.job_id == job_id).values(values))


def most_calls(connection: sa.Connection, job_id: str) -> int | None:
    """How many calls a job may make by the quota of its key."""
    most: int | None = connection.execute(sa.select(charges.c.most_calls).where(charges.c.job_id == job_id)).scalar()
    return most


_BUDGETED = "and jobs that go on hold their budgets until they end; a smaller budget may fit"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _exceeded(message: str, moment: datetime) -> QuotaExceededError:
    midnight = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time())
    return QuotaExceededError(message, retry_after_s=(midnight - moment).total_seconds())
