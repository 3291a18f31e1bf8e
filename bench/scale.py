"""Many machines and many slots: how near to the bound of the slots there are, and what the database takes for a call.

It owns a cluster of one API and some workers on a Postgres of its own, all on this machine; the bound is that of the
provider's latency and all workers' slots. Each worker there is has as many calls. It leaves out what a network between
them would add.
"""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path

from bench.evaluation import measured
from bench.measure import Measure
from bench.rig import EXPECTED, evaluation, perform
from tests.support import databases
from tests.support.homes import template
from tests.support.processes import ProviderProcess, ServiceProcess, provider_process, service_process

_SLOTS, _LATENCY_S = 16, 1.0
_RUNS, _CALLS, _AT_ONCE = 16, 96, 4
_SETTLE_S = 1.5  # statistics of a database are written once a second


def workers() -> list[Measure]:
    """1, 2 and 4 workers of 16 slots at 1 s of latency: many runs at once, from the first POST to the last end."""
    try:
        return [measure for count in (1, 2, 4) for measure in _of(count)]
    finally:
        databases.close()


def slots_1024() -> list[Measure]:
    """One worker of 1,024 slots at 1 s of latency, on SQLite."""
    return measured(1024, 1.0, calls=51_200, least=1.05, aim=1.03)


def _of(count: int) -> list[Measure]:
    a_run = _CALLS * count
    calls = _RUNS * a_run
    bound_s = ceil(calls / (_SLOTS * count)) * _LATENCY_S
    with _cluster(count) as (api, working, provider, url):
        with ThreadPoolExecutor(_RUNS) as pool:
            list(pool.map(lambda _: perform(api, evaluation(2)), range(2 * count)))  # each has loaded what jobs need
            before, database_ms = sum(one.cpu_s() for one in working), _database_ms(url)
            made, began = provider.counts()["answered"], time.monotonic()
            list(pool.map(lambda _: perform(api, evaluation(a_run)), range(_RUNS)))
            wall_s = time.monotonic() - began
        made = provider.counts()["answered"] - made
        assert made == calls, f"{made} calls were paid, not {calls}"
        cpu_ms = (sum(one.cpu_s() for one in working) - before) / calls * 1e3
        database_ms = (_database_ms(url) - database_ms) / calls
    note = f"{wall_s:.1f} s of {bound_s:.0f} s: efficiency {bound_s / wall_s:.3f}; {cpu_ms:.2f} ms of CPU a call"
    name = f"workers_{count}"
    return [
        Measure(name=f"{name}_wall", value=wall_s / bound_s, least=1 / 0.9, aim=1.05, unit="x bound", note=note),
        Measure(name=f"{name}_database", value=database_ms, least=5.0, aim=1.0, unit="ms/call", note="busy in queries"),
    ]


@contextlib.contextmanager
def _cluster(count: int) -> Iterator[tuple[ServiceProcess, list[ServiceProcess], ProviderProcess, str]]:
    with contextlib.ExitStack() as open_ones:
        folder = Path(open_ones.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = databases.new_url("postgres", folder, template())
        provider = open_ones.enter_context(provider_process(latency_s=_LATENCY_S, answer=EXPECTED))
        settings = {"database_url": url, "max_concurrency": _SLOTS, "max_jobs": _AT_ONCE}

        def started(role: str, name: str) -> ServiceProcess:
            process = service_process(folder / name, provider.url, _SLOTS * count, role=role, **settings)
            return open_ones.enter_context(process)

        working = [started("worker", f"worker{one}") for one in range(count)]
        yield started("api", "api"), working, provider, url


def _database_ms(url: str) -> float:
    """Milliseconds in which the database was busy with statements of it, over all connections."""
    time.sleep(_SETTLE_S)
    query = "SELECT active_time FROM pg_stat_database WHERE datname = current_database()"
    return float(databases.rows(url, query)[0][0])
