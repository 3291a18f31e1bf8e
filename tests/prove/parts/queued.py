"""2,000 runs that wait, with eight at work; the service is killed while they wait, and again in the middle.

All end, POSTs are answered while 2,000 wait, and what the process holds does not depend on how many do.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.prove.part import Record
from tests.prove.watching import WatchedService, percentiles, watched
from tests.support import databases, world
from tests.support.homes import template
from tests.support.processes import HTTP, Json, provider_process

FAULT = "2,000 queued runs, two kills"
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {FAULT: 1}, "postgres": {FAULT: 1}}
P99_S = 2.0
"""Within what 99 of 100 POSTs are answered while 2,000 runs wait."""
_RUNS, _MORE, _AT_WORK, _CALLERS = 2000, 200, 8, 4
_ENDED_S = 1300.0
_MOST_MB = 60.0


async def trial(fault: str, seed: int, database: str) -> Record:
    """One queue, from the first run to the end of the last."""
    return await asyncio.to_thread(_trial, database, _RUNS, _MORE)


def _trial(database: str, runs: int, more: int) -> Record:
    with TemporaryDirectory(prefix="prove-", ignore_cleanup_errors=True) as folder, provider_process() as provider:
        url = databases.new_url(database, Path(folder), template() if database == "postgres" else None)
        home = Path(folder) / "home"
        with watched(home, provider.url, 16, database_url=url, max_jobs=_AT_WORK, log_level="warning") as service:
            provider.behave(latency_s=3600)  # until the first kill nothing ends
            _posted(service, 0, 2 * _AT_WORK)
            before = service.sample()
            _posted(service, 2 * _AT_WORK, runs)
            full = service.sample()
            took = _posted(service, runs, runs + more)
            in_flight = provider.counts()["in_flight"]
            provider.behave(latency_s=0.05)
            service.kill()
            began = time.monotonic()
            service.start()
            started_s = time.monotonic() - began
            all_runs = runs + more
            statuses = _until(url, all_runs // 2)
            in_flight += provider.counts()["in_flight"]
            service.kill()
            service.start()
            statuses = _until(url, all_runs)
            after = service.sample()
            counts = provider.counts()
    median, p99 = percentiles(took)
    lost, more_mb = all_runs - statuses["succeeded"], full.memory_mb - before.memory_mb
    said = {
        f"99 of 100 POSTs take {p99:.2f} s": p99 < P99_S,
        f"{more_mb:.0f} MB more for {runs} runs": more_mb < _MOST_MB,
        f"{full.descriptors - before.descriptors} descriptors more": full.descriptors - before.descriptors < 20,
        f"{full.tasks - before.tasks} tasks more": full.tasks - before.tasks < 50,
    }
    return Record(
        times=1,
        jobs=all_runs,
        lost=lost,
        paid_twice=counts["answered"] - counts["different"],
        in_flight=in_flight,
        recovered_s=(round(started_s, 1),),
        measured={
            "POSTs while they wait": f"{len(took)}, median {median * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms",
            "memory_mb": f"{before.memory_mb:.0f}, {full.memory_mb:.0f}, {after.memory_mb:.0f} at the end",
            "descriptors": f"{before.descriptors}, {full.descriptors}, {after.descriptors}",
            "tasks": f"{before.tasks}, {full.tasks}, {after.tasks}",
            "ended in": f"{time.monotonic() - began:.0f} s",
        },
        unmet=tuple(words for words, holds in said.items() if not holds),
    )


def _posted(service: WatchedService, first: int, last: int) -> list[float]:
    """Ask for runs of two calls each, some callers at once; what each POST took, asked again after a 503."""

    def post(number: int) -> float:
        began, once = time.monotonic(), {"Idempotency-Key": f"run {number}"}
        while (answer := HTTP.post(f"{service.url}/optimize", json=_request(number), headers=once)).status_code == 503:
            time.sleep(float(answer.headers["retry-after"]))
        assert answer.status_code == 202, answer.text
        return time.monotonic() - began

    with ThreadPoolExecutor(_CALLERS) as callers:
        return list(callers.map(post, range(first, last)))


def _request(number: int) -> Json:
    texts = [f"A {word} thing, of run {number}." for word in ("good", "fine")]
    examples = [{"input": {"text": text}, "expected": "positive"} for text in texts]
    split = {"train": 0, "validation": 1, "probe": 0, "test": 0}
    task = {"examples": examples, "scoring": {"kind": "exact"}, "split": split}
    return world.request(task=task, method="none")


def _until(url: str, ended: int) -> Counter[str]:
    """How many runs are in which state, once so many have ended."""
    until = time.monotonic() + _ENDED_S
    while True:
        counts = Counter(dict(databases.rows(url, "SELECT status, count(*) FROM jobs GROUP BY status")))
        if counts.total() - counts["queued"] - counts["running"] >= ended or time.monotonic() > until:
            return counts
        time.sleep(0.5)
