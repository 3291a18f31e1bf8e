"""Runs the jobs of a part against a running service, many at once, and keeps a record of each as it ends.

It owns the order of calls and what of their answers is kept. It does not own what a record is judged by.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence

import aiohttp

from tests.audit.records import Records
from tests.audit.rows import Row
from tests.audit.server import serving
from tests.audit.service import Json, RefusedError, Service, running
from tests.audit.tasks import optimize
from tests.audit.worlds.base import World

AT_ONCE = 8
_PLANNED = ("noise", "pairs", "minimum_detectable_effect", "delta", "enough", "calls", "needed", "untestable")


def outstanding(rows: Sequence[Row], records: Records, most: int | None) -> list[tuple[Row, int]]:
    """The jobs that are still to be run, of each row at most so many."""
    done = records.done()
    numbers = {row.name: range(row.jobs if most is None else min(most, row.jobs)) for row in rows}
    return [(row, job) for row in rows for job in numbers[row.name] if (row.name, job) not in done]


async def run_part(
    rows: Sequence[Row], records: Records, worlds: Mapping[str, World], most: int | None = None, seconds: float = 1500
) -> bool:
    """Run what is outstanding; after so many seconds no further job is begun. Whether nothing is left.

    The first job runs alone: what the service loads or prepares when it is first needed is then there.
    """
    left = outstanding(rows, records, most)
    until = time.monotonic() + seconds
    if not left:
        return True
    async with serving(worlds) as provider, running(provider, AT_ONCE) as service:
        await _work(iter(left[:1]), until, service, records, worlds)
        waiting = iter(left[1:])
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(_work(waiting, until, service, records, worlds))
    return not outstanding(rows, records, most)


async def _work(
    waiting: Iterator[tuple[Row, int]], until: float, service: Service, records: Records, worlds: Mapping[str, World]
) -> None:
    for row, job in waiting:
        if time.monotonic() > until:
            return
        begun = time.monotonic()
        record = await run_job(service, row, job, worlds[row.world])
        records.add({**record, "seconds": round(time.monotonic() - begun, 1)})


async def run_job(service: Service, row: Row, job: int, world: World) -> Json:
    """Run a job: its runs, then its diagnostics, each planned first."""
    record: Json = {"row": row.name, "job": job, "run": {}, "plans": [], "diagnostics": [], "refused": None}
    try:
        runs = [await _optimized(service, row, job, world, turn) for turn in range(row.runs)]
        record["run"] = runs[0]
        if any(run["status"] != "succeeded" for run in runs):
            return record
        more = {"runs": [run["id"] for run in runs[1:]]} if row.runs > 1 else {}
        for asked in row.asks:
            place, body = f"/runs/{runs[0]['id']}/diagnostics", {**asked, **more}
            plan = await service.ask("POST", f"{place}/plan", body)
            record["plans"].append({name: plan[name] for name in _PLANNED})
            begun = await service.ask("POST", place, body)
            record["diagnostics"].append(_kept(await service.finished(f"/diagnostics/{begun['id']}")))
    except RefusedError as refused:
        record["refused"] = {"status": refused.status, **refused.body}
    except aiohttp.ClientResponseError as error:
        record["refused"] = {"status": error.status, "detail": str(error)}
    record["diagnostics"] = record["diagnostics"] or [{"status": "none", "findings": {}}]
    return record


def run_request(row: Row, job: int, world: World, turn: int = 0) -> Json:
    """The body of `POST /optimize` for one of a job's runs: another seed, all else the same."""
    body = optimize(world, row.world, job, row.method, **row.sizes) | {"seed": 100 * job + turn}
    return body if row.prepare is None else row.prepare(body, job)


async def _optimized(service: Service, row: Row, job: int, world: World, turn: int) -> Json:
    begun = await service.ask("POST", "/optimize", run_request(row, job, world, turn), Prefer="wait=30")
    run = await service.finished(f"/runs/{begun['id']}")
    result = run["result"] or {}
    test = result.get("test") or {}
    return {
        **{name: run[name] for name in ("id", "status", "error", "splits", "data")},
        "validation": {name: one["score"] for name, one in result.get("validation", {}).items()},
        "test": {name: test.get(name) for name in ("verdict", "difference", "warnings")},
        "calls": _calls(result),
    }


def _calls(result: Json) -> dict[str, int]:
    """The calls of each role that went out: what was asked before is answered by the service itself."""
    return {role: used["calls"] - used["cached"] for role, used in result.get("usage", {}).items()}


def _kept(diagnostic: Json) -> Json:
    result = diagnostic["result"] or {}
    return {
        **{name: diagnostic[name] for name in ("id", "status", "error", "delta", "noise", "estimand")},
        "rules_version": result.get("rules_version"),
        "findings": result.get("findings", {}),
        "calls": _calls(result),
    }
