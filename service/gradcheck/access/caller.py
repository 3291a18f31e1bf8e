"""Who calls, and what they may ask for."""

import re
from typing import Annotated, Literal, get_args

from msgspec import Meta

from gradcheck.domain.base import Value
from gradcheck.storage.claims.charges import Payer

Scope = Literal["run", "read", "metrics", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
"""`read` what a tenant has, `run` what spends or changes it, `metrics` of the service, `admin` of the server itself."""

ONE_TENANT = ""
"""Whose everything is where no tenant is named: keys of the environment, services without keys."""
TENANT = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")

_Some = Annotated[int, Meta(ge=1)]


class Quotas(Value, frozen=True, kw_only=True):
    """What a key may use: jobs, calls and dollars in a day of UTC, requests in a minute. None is no limit."""

    runs_per_day: _Some | None = None
    calls_per_day: _Some | None = None
    micro_usd_per_day: _Some | None = None
    requests_per_minute: _Some | None = None

    def payer(self, key_id: str) -> Payer | None:
        """The key as one that is charged for jobs; None where nothing of a day has a limit."""
        limits = (self.runs_per_day, self.calls_per_day, self.micro_usd_per_day)
        if limits == (None, None, None):
            return None
        runs, calls, micro_usd = limits
        return Payer(key_id=key_id, runs=runs, calls=calls, micro_usd=micro_usd)


class ApiCaller(Value, frozen=True, kw_only=True):
    """Who calls: the tenant whose things they are, what the key opens, and whose idempotency keys are meant.

    `key_id` and `quotas` are of a stored key; keys of the environment have neither.
    """

    tenant: str
    scopes: frozenset[Scope]
    principal: str
    key_id: str | None = None
    quotas: Quotas = Quotas()
