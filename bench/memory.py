"""How much a run's memory grows with its calls. It leaves out start-up, the plan and the first calls."""

import time

import numpy as np

from bench.measure import Measure
from bench.rig import duration_s, rig, succeeded
from tests.support import world
from tests.support.processes import ProviderProcess, ServiceProcess

SLOTS = 64
FIRST, LAST = 5_000, 25_000
_PAUSE_S = 0.1
_METHOD = {"name": "rewrite", "rounds": 32, "candidates": 4}
_FRACTIONS = {"train": 0, "validation": 1, "probe": 0, "test": 0}


def memory() -> list[Measure]:
    """Rounds of about 1,000 calls; the slope of memory over calls, through all that was seen between the two ends."""
    task = {**world.task(300), "split": _FRACTIONS}
    with rig(SLOTS, latency_s=0.0) as (service, provider):
        idle_mb = service.memory_mb()
        run_id = service.optimize(world.request(method=_METHOD, task=task))
        calls, megabytes = _watched(service, provider, run_id)
        run = succeeded(service.finished(run_id))
    slope = float(np.polyfit(calls, megabytes, 1)[0]) * 10_000
    note = f"{idle_mb:.0f} MB idle, {megabytes[0]:.0f} at {calls[0]} calls, {megabytes[-1]:.0f} at {calls[-1]}"
    note += f"; {len(calls)} looks, {duration_s(run):.0f} s"
    return [Measure(name="memory_growth", value=slope, least=40, aim=10, unit="MB/10k calls", note=note)]


def _watched(service: ServiceProcess, provider: ProviderProcess, run_id: str) -> tuple[list[int], list[float]]:
    """Calls answered and memory held, looked at again and again; the provider counts, so the service is not asked."""
    calls: list[int] = []
    megabytes: list[float] = []
    while not calls or calls[-1] < LAST:
        time.sleep(_PAUSE_S)
        answered = provider.counts()["answered"]
        if answered >= FIRST:
            calls.append(answered)
            megabytes.append(service.memory_mb())
        elif provider.counts()["in_flight"] == 0:
            assert service.run(run_id)["status"] in {"queued", "running"}, f"the run ended after {answered} calls"
    return calls, megabytes
