"""What jobs use of the quotas of their keys and their tenants, by days of UTC.

A job is charged to the day on which it is accepted: its whole budget until it has ended, and from then on what its
attempts have cost. So the jobs of a day, however many go on at once, use no more than the quota.
"""

from datetime import datetime, timedelta

import msgspec
import sqlalchemy as sa

from gradcheck.domain.base import Value
from gradcheck.domain.call import MICRO
from gradcheck.errors import FieldError, InvalidRequestError, QuotaExceededError
from gradcheck.storage.backend import lock
from gradcheck.storage.clock import now
from gradcheck.storage.tables import IS_PART, attempts, charges, jobs, tenant_quotas


class DayQuota(Value, frozen=True, kw_only=True):
    """What jobs may use in a day; None is no limit."""

    runs: int | None = None
    calls: int | None = None
    micro_usd: int | None = None


class Payer(DayQuota, frozen=True, kw_only=True):
    """A key with its quota."""

    key_id: str


class DayUse(Value, frozen=True, kw_only=True):
    """What jobs have used in a day."""

    runs: int
    calls: int
    micro_usd: int


class Allowance(Value, frozen=True, kw_only=True):
    """What one job may use of the quotas; None is no limit."""

    calls: int | None = None
    micro_usd: int | None = None


def reserve(connection: sa.Connection, tenant: str, job_id: str, payer: Payer | None, budget: Allowance) -> None:
    """Charge a new job with its budget, and where that has no bound on calls with all that is left of them.

    Raises QuotaExceededError where less is left than the budget asks for, to its key or to its tenant, and
    InvalidRequestError for a budget without dollars where these have a quota: what a model without a price costs is
    known to nobody.
    """
    quotas = [] if payer is None else [_Quota("key", charges.c.key_id == payer.key_id, payer)]
    of_tenant = quota_of(connection, tenant)
    if of_tenant is not None:
        quotas.append(_Quota("tenant", charges.c.tenant == tenant, of_tenant))
    if not quotas:
        return
    key_id = "" if payer is None else payer.key_id
    lock(connection, f"quota/{key_id}", f"quota of {tenant}")
    today = now()
    left = [_calls_left(connection, quota, budget, today) for quota in quotas]
    calls = min((some for some in (budget.calls, *left) if some is not None), default=None)
    charge = {"calls": calls or 0, "micro_usd": budget.micro_usd or 0, "most_calls": calls}
    row = {"job_id": job_id, "key_id": key_id, "tenant": tenant, "day": _day(today), **charge}
    connection.execute(charges.insert(), row)


def quota_of(connection: sa.Connection, tenant: str) -> DayQuota | None:
    """What all jobs of a tenant may use in a day; None where nothing has a limit."""
    columns = [tenant_quotas.c[name] for name in DayQuota.__struct_fields__]
    row = connection.execute(sa.select(*columns).where(tenant_quotas.c.tenant == tenant)).mappings().first()
    return None if row is None else DayQuota(**row)


def set_quota(connection: sa.Connection, tenant: str, quota: DayQuota | None) -> None:
    """Let all jobs of a tenant use so much in a day from now on; None takes its limits away."""
    connection.execute(tenant_quotas.delete().where(tenant_quotas.c.tenant == tenant))
    if quota is not None:
        connection.execute(tenant_quotas.insert(), {"tenant": tenant, **msgspec.structs.asdict(quota)})


def used_today(connection: sa.Connection, whose: sa.ColumnElement[bool]) -> DayUse:
    """What the jobs so charged have used today, those that go on with their budgets."""
    used = connection.execute(
        sa.select(
            sa.func.count().label("runs"),
            sa.cast(sa.func.coalesce(sa.func.sum(charges.c.calls), 0), sa.BigInteger).label("calls"),
            sa.cast(sa.func.coalesce(sa.func.sum(charges.c.micro_usd), 0), sa.BigInteger).label("micro_usd"),
        ).where(whose, charges.c.day == _day(now()))
    ).one()
    return DayUse(runs=used.runs, calls=used.calls, micro_usd=used.micro_usd)


class _Quota(msgspec.Struct, frozen=True):
    """A quota, whose it is, in a word, and which charges count."""

    owner: str
    whose: sa.ColumnElement[bool]
    day: DayQuota


def _calls_left(connection: sa.Connection, quota: _Quota, budget: Allowance, today: datetime) -> int | None:
    """How many calls are left of a quota that a job fits into; None is no limit. Raises as `reserve` does."""
    used, day, this = used_today(connection, quota.whose), quota.day, f"this {quota.owner}'s"
    if day.runs is not None and used.runs >= day.runs:
        raise _exceeded(f"{this} {day.runs:,} runs of today (UTC) are used", today)
    left = None if day.calls is None else max(day.calls - used.calls, 0)
    if left is not None and (left == 0 or (budget.calls or 0) > left):
        raise _exceeded(f"{left:,} of {this} {day.calls:,} calls are left today (UTC), {_BUDGETED}", today)
    if day.micro_usd is not None:
        dollars = max(day.micro_usd - used.micro_usd, 0)
        of_quota = f"${dollars / MICRO:,.2f} of {this} ${day.micro_usd / MICRO:,.2f} are left today (UTC)"
        if budget.micro_usd is None:
            raise InvalidRequestError.of(FieldError("budget.max_cost_usd", f"is required: {of_quota}"))
        if budget.micro_usd > dollars:
            raise _exceeded(f"{of_quota}, {_BUDGETED}", today)
    return left


def settle(connection: sa.Connection, job_id: str) -> None:
    """The job has ended in this transaction: it is charged with what it and its parts have cost."""
    if connection.execute(sa.select(charges.c.job_id).where(charges.c.job_id == job_id)).first() is None:
        return
    part = IS_PART & (jobs.c.target == job_id)
    own = sa.select(jobs.c.id).where((jobs.c.id == job_id) | part)
    spent = sa.select(sa.func.count().label("calls"), sa.func.sum(attempts.c.cost_micro_usd).label("cost"))
    found = connection.execute(spent.where(attempts.c.job_id.in_(own))).one()
    values = {"calls": found.calls, "micro_usd": int(found.cost or 0)}
    connection.execute(charges.update().where(charges.c.job_id == job_id).values(values))


def most_calls(connection: sa.Connection, job_id: str) -> int | None:
    """How many calls a job may make by the quotas of its key and its tenant."""
    most: int | None = connection.execute(sa.select(charges.c.most_calls).where(charges.c.job_id == job_id)).scalar()
    return most


_BUDGETED = "and jobs that go on hold their budgets until they end; a smaller budget may fit"


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _exceeded(message: str, moment: datetime) -> QuotaExceededError:
    midnight = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time())
    return QuotaExceededError(message, retry_after_s=(midnight - moment).total_seconds())
