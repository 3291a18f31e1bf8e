"""A service at work for one trial: its processes, its database, and a provider that keeps books of its own.

It owns starting and ending them, and which process has which jobs. It does not own what is done to them.
"""

import asyncio
import contextlib
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.support import databases
from tests.support.homes import template
from tests.support.processes import ProviderProcess, ServiceProcess, provider_process

Epochs = dict[str, int]
_ALONE = "local"
WENT_ON_S = 400.0
"""After so long what does not go on never will, on a busy machine too."""


class Place:
    """On SQLite one process, which is in both `apis` and `workers`; on Postgres as many of each as are asked for.

    `url` is the database's address as the trial sees it; that of the processes may lead through something else.
    """

    def __init__(
        self,
        database: str,
        folder: Path,
        provider: ProviderProcess,
        slots: int,
        settings: Mapping[str, object],
        url: str | None = None,
    ) -> None:
        self.database = database
        self.folder = folder
        self.provider = provider
        self.url = url or databases.new_url(database, folder, template() if database == "postgres" else None)
        self.apis: list[ServiceProcess] = []
        self.workers: list[ServiceProcess] = []
        self.slots = slots
        self._settings = settings
        self._names: dict[ServiceProcess, str] = {}

    def add(self, role: str, **settings: object) -> ServiceProcess:
        """A further process of this role, not started yet."""
        home = self.folder / f"{role}{len(self.apis) + len(self.workers)}"
        home.mkdir()
        given = {"role": role, "database_url": self.url, "log_level": "info", **self._settings, **settings}
        service = ServiceProcess(home, self.provider.url, self.slots, **given)
        self.apis += [service] if role != "worker" else []
        self.workers += [service] if role != "api" else []
        return service

    def start(self, service: ServiceProcess) -> None:
        """Start a process and wait until it is ready; a worker's name is known from then on. One at a time."""
        before = self._entered() if self.database == "postgres" else set()
        service.start()
        if service in self.workers:
            [self._names[service]] = self._entered() - before if self.database == "postgres" else {_ALONE}

    def begun(self, service: ServiceProcess) -> Epochs:
        """The jobs that a worker has begun, each with how often that has happened to it."""
        return {job_id: epoch for job_id, worker, epoch in self._running() if worker == self._names[service]}

    def under_way(self) -> Epochs:
        """The jobs that any worker has begun."""
        return {job_id: epoch for worker in self.workers for job_id, epoch in self.begun(worker).items()}

    def interrupted(self, dead: ServiceProcess) -> Epochs:
        """The jobs whose worker is not there any more, now that this one is dead, by whatever name it was known."""
        living = {name for service, name in self._names.items() if service is not dead}
        return {job_id: epoch for job_id, worker, epoch in self._running() if worker not in living | {None}}

    async def taken_up(self, interrupted: Epochs, within_s: float = WENT_ON_S) -> None:
        """Return once each of these jobs has been begun again or has ended. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while await asyncio.to_thread(self._waiting, interrupted):
                await asyncio.sleep(0.1)

    async def gone_on(self, jobs: Epochs, before: Counter[str], within_s: float = WENT_ON_S) -> None:
        """Return once each of these jobs has a new answer or has ended. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while await asyncio.to_thread(self._standing, jobs, before):
                await asyncio.sleep(0.1)

    def answers(self) -> Counter[str]:
        """How many answers of each job are kept."""
        found = databases.rows(
            self.url, "SELECT job_id, count(*) AS n FROM attempts WHERE state = 'paid' GROUP BY job_id"
        )
        return Counter({row.job_id: row.n for row in found})

    def asking(self, jobs: Epochs) -> Epochs:
        """Those of these jobs that have calls under way: a study's own job has none, its trials do."""
        found = databases.rows(self.url, "SELECT DISTINCT job_id FROM attempts WHERE state = 'intent'")
        return {row.job_id: jobs[row.job_id] for row in found if row.job_id in jobs}

    def open_calls(self, jobs: Epochs) -> int:
        """The calls of these jobs whose intent is kept and whose answer is not; some may wait for a slot."""
        found = databases.rows(self.url, "SELECT job_id FROM attempts WHERE state = 'intent' AND role <> 'check'")
        return sum(row.job_id in jobs for row in found)

    def close(self) -> None:
        """End all processes, frozen ones too."""
        for service in {*self.apis, *self.workers}:
            with contextlib.suppress(AssertionError, ProcessLookupError):
                service.kill(signal.SIGKILL)

    def _entered(self) -> set[str]:
        return {row.name for row in databases.rows(self.url, "SELECT name FROM workers")}

    def _waiting(self, interrupted: Epochs) -> bool:
        return any(
            job_id in interrupted and (epoch <= interrupted[job_id] or worker is None)
            for job_id, worker, epoch in self._running()
        )

    def _standing(self, jobs: Epochs, before: Counter[str]) -> bool:
        answers = self.answers()
        return any(job_id in jobs and answers[job_id] <= before[job_id] for job_id, _, _ in self._running())

    def _running(self) -> list[tuple[str, str | None, int]]:
        found = databases.rows(self.url, "SELECT id, worker, epoch FROM jobs WHERE status = 'running'")
        return [(row.id, row.worker, row.epoch) for row in found]


@contextlib.contextmanager
def placed(
    database: str,
    *,
    workers: int = 2,
    apis: int = 1,
    slots: int = 16,
    settings: Mapping[str, object],
    folder: Path | None = None,
    url: str | None = None,
    **behaviour: object,
) -> Iterator[Place]:
    """Started processes of an empty service, in its own folder and database; the provider behaves like this."""
    with (
        tempfile.TemporaryDirectory(prefix="prove-", ignore_cleanup_errors=True) as temporary,
        provider_process(**behaviour) as provider,
    ):
        place = Place(database, folder or Path(temporary), provider, slots, settings, url)
        try:
            roles = ["serve"] if database == "sqlite" else ["api"] * apis + ["worker"] * workers
            for role in roles:
                place.start(place.add(role))
            yield place
        finally:
            place.close()
