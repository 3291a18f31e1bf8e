"""One run of 50,000 calls: its memory, its rows, and its time against what slots and latency allow."""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.prove.part import Record
from tests.prove.watching import watched
from tests.support import databases
from tests.support.homes import template
from tests.support.processes import provider_process

FAULT = "a run of 50,000 calls"
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {FAULT: 1}, "postgres": {FAULT: 1}}
_CALLS, _SLOTS, _LATENCY_S = 50_000, 256, 1.0
_ENDED_S = 1500.0
_MOST_MB = 600.0


async def trial(fault: str, seed: int, database: str) -> Record:
    """One run."""
    return await asyncio.to_thread(_trial, database, _CALLS)


def _trial(database: str, calls: int) -> Record:
    with TemporaryDirectory(prefix="prove-", ignore_cleanup_errors=True) as folder, provider_process() as provider:
        provider.behave(latency_s=_LATENCY_S, answer="positive")
        url = databases.new_url(database, Path(folder), template() if database == "postgres" else None)
        with watched(Path(folder) / "home", provider.url, _SLOTS, database_url=url) as service:
            before = service.sample()
            examples = [{"input": {"text": f"A good thing, number {n}."}, "expected": "positive"} for n in range(calls)]
            split = {"train": 0, "validation": 1, "probe": 0, "test": 0}
            task = {"examples": examples, "scoring": {"kind": "exact"}, "split": split}
            models = {"task": {"provider": "world", "model": "pure"}}
            began = time.monotonic()
            run_id = service.optimize({"prompt": "{text}", "task": task, "method": "none", "models": models})
            most = before
            while (run := service.run(run_id))["status"] not in {"succeeded", "failed"}:
                assert time.monotonic() - began < _ENDED_S, "it does not end"
                most = max(most, service.sample(), key=lambda sample: sample.memory_mb)
                time.sleep(1)
            wall_s = time.monotonic() - began
            size = _bytes(url)
            counts = provider.counts()
    bound_s = calls / _SLOTS * _LATENCY_S
    more_mb = most.memory_mb - before.memory_mb
    return Record(
        jobs=1,
        lost=int(run["status"] != "succeeded"),
        paid_twice=counts["answered"] - counts["different"],
        measured={
            "calls": str(counts["answered"]),
            "wall / bound": f"{wall_s:.0f} s / {bound_s:.0f} s = {wall_s / bound_s:.2f}",
            "memory_mb": f"{before.memory_mb:.0f}, {most.memory_mb:.0f} at most",
            "bytes a call": f"{size / calls:.0f}",
        },
        unmet=(f"it takes {more_mb:.0f} MB",) if more_mb > _MOST_MB else (),
    )


def _bytes(url: str) -> int:
    """The size of the database."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        return sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))
    return int(databases.rows(url, "SELECT pg_database_size(current_database())")[0][0])
