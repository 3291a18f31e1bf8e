"""How fast a run is accepted while another one's calls are in flight.

It leaves out the work of the accepted runs, which queue, the start of a stage of the run beside, and posts at once.
"""

import time

import httpx
import msgspec

from bench.measure import CannotRunError, Measure, percentile
from bench.rig import EXPECTED, evaluation, rig
from tests.support.processes import ProviderProcess

SLOTS, LATENCY_S = 256, 0.5
CALLS = 20_000
POSTS, EXAMPLES, PAUSE_S = 100, 1_000, 0.05


def accept() -> list[Measure]:
    """Posts one after the other beside a run that is longer than all of them; one job at a time, so they queue."""
    with rig(SLOTS, latency_s=LATENCY_S, answer=EXPECTED, max_jobs=1) as (service, provider):
        service.optimize(evaluation(CALLS))
        _wait_until_full(provider)
        taken_s, in_flight = _posts(service.url, provider)
        if provider.counts()["answered"] > CALLS - SLOTS:
            raise CannotRunError("the run beside which posts were to be accepted ended before them")
    value = percentile(taken_s, 0.99) * 1e3
    note = f"{POSTS} posts: median {percentile(taken_s, 0.5) * 1e3:.0f} ms, longest {max(taken_s) * 1e3:.0f} ms"
    note += f"; {percentile(in_flight, 0.5):.0f} calls in flight (least {min(in_flight)})"
    return [Measure(name="accept_p99", value=value, least=250, aim=100, unit="ms", note=note)]


def _posts(url: str, provider: ProviderProcess) -> tuple[list[float], list[int]]:
    """Seconds of every post, and the calls in flight after it."""
    body = msgspec.json.encode(evaluation(EXAMPLES))
    taken_s: list[float] = []
    in_flight: list[int] = []
    with httpx.Client(base_url=url, headers={"content-type": "application/json"}, timeout=60) as client:
        for _ in range(POSTS):
            began = time.perf_counter()
            answer = client.post("/optimize", content=body)
            taken_s.append(time.perf_counter() - began)
            assert answer.status_code == 202, answer.text
            in_flight.append(provider.counts()["in_flight"])
            time.sleep(PAUSE_S)
    return taken_s, in_flight


def _wait_until_full(provider: ProviderProcess) -> None:
    until = time.monotonic() + 60
    while provider.counts()["in_flight"] < SLOTS:
        if time.monotonic() > until:
            raise CannotRunError(f"{SLOTS} calls were never in flight")
        time.sleep(0.1)
