"""Two hundred readers of one busy run's events: what they cost the service and how late they hear.

It owns the run and its twin without readers. It leaves out the time in which the readers connect (their cost is in),
slow readers, and readers of different runs.
"""

import subprocess
import sys

import msgspec

from bench.measure import Measure
from bench.readers import Delays
from bench.rig import Json, duration_s, perform, rig, succeeded
from tests.support import world
from tests.support.processes import ROOT, ServiceProcess

SLOTS, LATENCY_S, CLIENTS = 64, 0.1, 200
_METHOD = {"name": "protegi", "rounds": 3}


def streams() -> list[Measure]:
    """The same run without readers and with them."""
    request = world.request(method=_METHOD, task=world.task(200))
    with rig(SLOTS, latency_s=LATENCY_S) as (service, _):
        alone = perform(service, request)
        cpu_s, wall_s, delays = _watched(service, request)
    added_ms = (cpu_s - alone.cpu_s) / (delays.events * CLIENTS) * 1e3
    note = f"{delays.events} events; CPU {alone.cpu_s:.2f} s alone, {cpu_s:.2f} s with {CLIENTS} clients"
    slowest, median = max(delays.p99_s), sorted(delays.p99_s)[CLIENTS // 2]
    lag = (
        f"{delays.timed} events a client; the median client's {median:.3f} s; run {alone.wall_s:.1f} s, {wall_s:.1f} s"
    )
    return [
        Measure(name="streams_cpu", value=added_ms, least=0.3, aim=0.1, unit="ms", note=note),
        Measure(name="streams_lag_p99", value=slowest, least=1, aim=0.3, unit="s", note=lag),
    ]


def _watched(service: ServiceProcess, request: Json) -> tuple[float, float, Delays]:
    """A run under the eyes of all clients: the service's CPU until they have heard all, its seconds, the delays."""
    cpu_s = service.cpu_s()
    run_id = service.optimize(request)
    port = service.url.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "bench.readers", port, f"/runs/{run_id}/events", str(CLIENTS)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    cpu_s = service.cpu_s() - cpu_s
    run = succeeded(service.run(run_id))
    return cpu_s, duration_s(run), msgspec.json.decode(done.stdout, type=Delays)
