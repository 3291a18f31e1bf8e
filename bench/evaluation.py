"""Evaluating one prompt on many examples: how near to the slots' bound, and at what CPU beside a bare client.

It owns the sizes of these runs; the bare client runs before and after the service, as a machine's speed drifts. It
leaves out critics and editors: every call is a rollout of one prompt.
"""

from math import ceil
from statistics import mean

from bench import raw
from bench.measure import Measure
from bench.rig import EXPECTED, evaluation, perform, rig

_CALLS = 4000


def slots_64() -> list[Measure]:
    """64 slots, 100 ms."""
    return measured(64, 0.1, least=1.25, aim=1.08)


def slots_256() -> list[Measure]:
    """256 slots, 500 ms."""
    return measured(256, 0.5, least=1.15, aim=1.05)


def measured(slots: int, latency_s: float, *, least: float, aim: float, calls: int = _CALLS) -> list[Measure]:
    """Wall and CPU of one service with so many slots."""
    bound_s = ceil(calls / slots) * latency_s
    with rig(slots, latency_s=latency_s, answer=EXPECTED, max_concurrency=slots) as (service, provider):
        perform(service, evaluation(slots))  # a process loads once what jobs compute with
        before = raw.measured(provider.url, calls, slots)
        made = provider.counts()["answered"]
        ours = perform(service, evaluation(calls))
        made = provider.counts()["answered"] - made
        assert made == calls, f"{made} calls were paid, not {calls}"
        after = raw.measured(provider.url, calls, slots)
    name, ours_ms = f"evaluation_{slots}", ours.cpu_s / calls * 1e3
    raw_s, raw_ms = mean((before.wall_s, after.wall_s)), mean((before.cpu_s, after.cpu_s)) / calls * 1e3
    return [
        Measure(
            name=f"{name}_wall",
            value=ours.wall_s / bound_s,
            least=least,
            aim=aim,
            unit="x bound",
            note=f"{ours.wall_s:.2f} s of {bound_s:.2f} s; bare aiohttp {raw_s / bound_s:.3f}",
        ),
        Measure(
            name=f"{name}_cpu",
            value=ours_ms / raw_ms,
            least=3.0,
            aim=2.0,
            unit="ratio",
            note=f"{ours_ms:.3f} ms a call; bare aiohttp {raw_ms:.3f}",
        ),
    ]
