"""APIs and workers in processes of their own, on one Postgres, with one provider."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support import databases
from tests.support.homes import template
from tests.support.processes import ProviderProcess, ServiceProcess, provider_process, service_process

SLOTS = 8
LATENCY = {"latency_s": 0.08, "jitter": 0.5}


class Cluster:
    """APIs and workers; several of a role have names."""

    def __init__(self, folder: Path, provider: ProviderProcess, open_: contextlib.ExitStack) -> None:
        self.folder = folder
        self.provider = provider
        self.url = databases.new_url("postgres", folder, template())
        self._open = open_

    def start(self, role: str, name: str = "", **settings: object) -> ServiceProcess:
        """A process that is ready."""
        home = self.folder / f"{role}{name}"
        made = service_process(home, self.provider.url, SLOTS, role=role, database_url=self.url, **settings)
        return self._open.enter_context(made)


@contextlib.contextmanager
def cluster_in(folder: Path) -> Iterator[Cluster]:
    """None of its processes is left."""
    with provider_process(**LATENCY) as provider, contextlib.ExitStack() as open_:
        yield Cluster(folder, provider, open_)


def until_running(service: ServiceProcess, run_id: str) -> None:
    """Return when a run has begun."""
    end = time.monotonic() + 30
    while service.run(run_id)["status"] != "running":
        assert time.monotonic() < end
        time.sleep(0.02)
