"""One hour of jobs of all kinds, in two trials of half an hour on one database, with one process each.

Four callers ask for runs of all methods, diagnostics, studies and what is answered at once, cancel some, and erase each
some jobs later; two readers of event streams come and go. Memory, descriptors, threads and tasks of the process and the
rows of the database are to be flat: what is shown is their growth by the hour after ten minutes, with its 95 %
interval. Calls take 20 ms, so that a half hour sees more jobs than most services in a day. For the ten minutes before
there are eight callers: what fills once (pools of threads, caches of pages, memories of texts) or keeps the size of the
most that was ever needed is full then, and four callers have nothing grow that does not for ever.
"""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import sqlalchemy as sa

from gradcheck.storage.backend import beside
from gradcheck.storage.tables import metadata
from tests.prove.mixed_load import MixedLoad
from tests.prove.own_postgres import own_postgres
from tests.prove.part import Record
from tests.prove.watching import Sample, WatchedService, slope
from tests.support import databases
from tests.support.processes import ROOT, provider_process

FAULTS: Mapping[str, Mapping[str, int]] = {
    "sqlite": {"half an hour of mixed load": 2},
    "postgres": {"half an hour of mixed load": 2},
}
_SECONDS = 1500.0
_WARM_S = 600.0
_EVERY_S = 10.0
_SLOTS = 32
_JITTER = 0.5
_LATENCY_S = 0.02
_MOST_AN_HOUR = {"memory_mb": 24.0, "descriptors": 8.0, "threads": 8.0, "tasks": 200.0, "rows": 20_000.0}
"""Growth of which less is called flat: a tenth of what is there, or what callers make it vary by.

A pool gets a thread more whenever as many as never before are at work, up to its bound: two in a quarter of an hour.
"""
_KEPT = {
    "alembic_version",
    "test_claims",
    "test_items",
    "erasures",
    "workers",
    "news",
    "turns_begun",
    "spending",
    "limit_states",
}
"""What stays by design when all jobs are erased, or for some minutes."""
_FORGOTTEN_S = 60.0


async def trial(fault: str, seed: int, database: str) -> Record:
    """Half an hour; the second goes on with the database of the first."""
    return await asyncio.to_thread(_trial, seed, database)


def _trial(seed: int, database: str) -> Record:
    home = ROOT / "build/prove" / f"soak-{database}"
    if seed == 0:
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    with _database(home, database, seed) as url, provider_process(latency_s=_LATENCY_S, jitter=_JITTER) as provider:
        service = WatchedService(home, provider.url, _SLOTS, database_url=url, max_jobs=6)
        service.start()
        try:
            load = MixedLoad(service, seed)
            samples, rows = _watched(service, load, url)
            left = _left(url)
            errors = [line[:200] for line in service.log.splitlines() if '"level": "error"' in line]
        finally:
            service.kill()
    unmet = [f"{count} times: {said}" for said, count in load.unmet.items()]
    unmet += [f"{len(errors)} errors are logged, {errors[0]}"] if errors else []
    unmet += [f"{count} rows are left in {name}" for name, count in left.items()]
    series = {name: [float(getattr(one, name)) for one in samples] for name in _MOST_AN_HOUR if name != "rows"}
    series["rows"] = [float(one) for one in rows]
    measured = {"jobs ended": ", ".join(f"{count} {what}" for what, count in sorted(load.counts.items()))}
    warm = [place for place, one in enumerate(samples) if one.at_s - samples[0].at_s >= _WARM_S + _EVERY_S]
    for name, values in series.items():
        grown = slope([samples[place].at_s for place in warm], [values[place] for place in warm])
        later = [values[place] for place in warm]
        measured[name] = f"{later[0]:.0f} to {later[-1]:.0f}, at most {max(later):.0f}; {grown}"
        if grown.low > 0 and grown.per_hour > _MOST_AN_HOUR[name]:
            unmet.append(f"{name} grow by {grown}")
    ended = sum(count for what, count in load.counts.items() if what.endswith(" ended"))
    return Record(jobs=ended, measured=measured, unmet=tuple(unmet))


def _watched(service: WatchedService, load: MixedLoad, url: str) -> tuple[list[Sample], list[int]]:
    """What the process holds, and how many rows there are, while the load goes on; all is erased afterwards."""
    began = time.monotonic()
    samples: list[Sample] = []
    rows: list[int] = []
    load.start()
    try:
        while (since_s := time.monotonic() - began) < _SECONDS:
            if since_s > _WARM_S:
                load.ease()
            samples.append(service.sample())
            rows.append(sum(_counts(url).values()))
            time.sleep(_EVERY_S)
    finally:
        load.stop()
    return samples, rows


@contextlib.contextmanager
def _database(home: Path, database: str, seed: int) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{home / 'gradcheck.sqlite'}"
        return
    with own_postgres(home / "server") as server:
        yield server.make("soak") if seed == 0 else server.url("soak")


def _counts(url: str) -> dict[str, int]:
    """The rows of all tables but those that are kept, the engine's jobs among them."""
    names = [name for name in metadata.tables if name not in _KEPT]
    query = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in names)  # noqa: S608 - our tables
    counts = {str(name): int(count) for name, count in databases.rows(url, query)}
    engine = "dbos.workflow_status" if sa.make_url(url).get_backend_name() == "postgresql" else "workflow_status"
    counts["workflow_status"] = databases.rows(beside(url), f"SELECT count(*) FROM {engine}")[0][0]  # noqa: S608 - one of two
    return counts


def _left(url: str) -> dict[str, int]:
    """What is left of jobs that were all erased, once nobody can write of them any more."""
    until = time.monotonic() + _FORGOTTEN_S
    while (left := {name: count for name, count in _counts(url).items() if count}) and time.monotonic() < until:
        time.sleep(2)
    return left
