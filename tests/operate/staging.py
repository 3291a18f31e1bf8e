"""What is watched: two services, and everything that queries ask about, done to them until Prometheus has seen it."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from pathlib import Path

from gradcheck.access.api_keys import NewApiKey, stored_keys
from gradcheck.settings import load
from tests.operate import disturbing, models, working
from tests.operate.callers import Caller
from tests.operate.patience import Patience
from tests.operate.prometheus import Prometheus
from tests.operate.queries import alerts
from tests.support.processes import ServiceProcess

BEYOND = {"GradcheckProviderAway"}
"""The alert that takes longer to come than all of this together."""
_OF_LOCKS = ("GradcheckStorageAway", "GradcheckStorageSlow")
_TURNS = {"a": 8, "b": 2}
_KILLED = "b"  # nothing has a price there, so that what is spent does not fall by its end
_TENANTS = ("acme", "birch")
_SCRAPER = "scraper"
_IDLE = "min(count_over_time(up[1m])) >= 3"


class Watch:
    """Which alerts Prometheus has seen."""

    def __init__(self, prometheus: Prometheus, patience: Patience) -> None:
        self._prometheus = prometheus
        self._patience = patience

    def seen(self, *names: str) -> bool:
        """Whether each of them held at some time."""
        return self._prometheus.states(time.time()).keys() >= set(names)

    def wait(self, *names: str) -> None:
        """Wait until they have been seen. Raises OverdueError."""
        self._patience.until(f"the alerts {', '.join(names)}", lambda: self.seen(*names) or None)
        self._patience.say(f"Prometheus has seen {', '.join(names)}")


class Stage:
    """Two services that are scraped: `a`, with keys, does all the work, and faults are done to `b`."""

    def __init__(
        self, services: Mapping[str, ServiceProcess], folder: Path, keys: Mapping[str, str], patience: Patience
    ) -> None:
        self._services = services
        self._folder = folder
        self._keys = keys
        self._patience = patience

    def bring_about(self, prometheus: Prometheus) -> None:
        """Have Prometheus see everything there is to see. Raises OverdueError."""
        watch = Watch(prometheus, self._patience)
        watch.wait("GradcheckAbsent")
        prometheus.scrape({name: service.url for name, service in self._services.items()}, self._keys[_SCRAPER])
        # Nothing happens before that: a counter that rises before its first scrape has not risen for Prometheus.
        self._patience.until("scrapes of idle services", lambda: prometheus.answer(_IDLE, time.time()))
        self._patience.say("Prometheus has seen idle services")
        _together(self._patience, lambda: self._work(watch), lambda: self._disturb(watch))
        watch.wait(*sorted(set(alerts()) - BEYOND))

    def _work(self, watch: Watch) -> None:
        first, second = (Caller(self._services["a"].url, self._patience, self._keys[name]) for name in _TENANTS)
        working.fail(second)
        watch.wait("GradcheckJobsFail")  # what succeeds later takes it back
        working.work(first, second)
        self._patience.say("all jobs have ended")

    def _disturb(self, watch: Watch) -> None:
        caller = Caller(self._services["b"].url, self._patience)
        with disturbing.opened(self._folder / "b") as database:
            disturbing.lock(database, caller, self._patience, lambda: watch.seen(*_OF_LOCKS))
            watch.wait(*_OF_LOCKS)
            disturbing.refuse(database, caller)
            watch.wait("GradcheckLostWrite")
            disturbing.hold_up(database, caller, _TURNS["b"], self._patience)
            watch.wait("GradcheckQueueOld")
        self._services["b"].kill()
        watch.wait("GradcheckDown")


@contextmanager
def staged(folder: Path, patience: Patience) -> Iterator[Stage]:
    """Both services, ready and not scraped yet."""
    with models.served() as url, ExitStack() as stack:
        services = {}
        for name, turns in _TURNS.items():
            home, declared = folder / name, models.declared(url, priced=name != _KILLED)
            home.mkdir()
            services[name] = ServiceProcess(home, f"{url}/world", models.SLOTS, max_jobs=turns, declared=declared)
        keys = asyncio.run(_made(folder / "a"))
        for service in services.values():
            service.start()
            stack.callback(service.kill)
        patience.say("two services are ready")
        yield Stage(services, folder, keys, patience)


async def _made(home: Path) -> dict[str, str]:
    """New keys of a service that has not started: one of each tenant, and one that reads metrics alone."""
    made = {}
    async with stored_keys(load({"GRADCHECK_HOME": str(home)}).database_url) as keys:
        for tenant in _TENANTS:
            new = NewApiKey(name=tenant, tenant=tenant, scopes=frozenset({"run", "read"}))
            _, made[tenant] = await keys.create(new)
        _, made[_SCRAPER] = await keys.create(NewApiKey(name=_SCRAPER, tenant="", scopes=frozenset({"metrics"})))
    return made


def _together(patience: Patience, *parts: Callable[[], None]) -> None:
    """Do all at once. What one of them raises ends the others."""
    with ThreadPoolExecutor(len(parts)) as pool:
        try:
            for part in as_completed([pool.submit(part) for part in parts]):
                part.result()
        except BaseException:
            patience.end()
            raise
