"""The jobs of the one tenant of a service without keys, as callers and as workers have them."""

from gradcheck.access.caller import ONE_TENANT
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore
from gradcheck.storage.tenant_jobs import TenantJobs


class OneTenantJobs(TenantJobs, JobStore):
    """Both repositories in one."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, ONE_TENANT)
