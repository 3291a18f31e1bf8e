"""Whole optimizations: how near to the makespan of their own calls on the slots there are.

It owns the runs and reads all that was recorded of them. It leaves out how good the prompts are, and how many calls a
method makes: the bound is of the calls that this very run paid for.
"""

from typing import Any

import httpx
import msgspec

from bench import graph, schedule
from bench.measure import Measure
from bench.rig import Json, perform, rig
from tests.support import world

SLOTS, LATENCY_S = 64, 0.1
_PAGE = 500


def protegi() -> list[Measure]:
    """Three rounds of the method's own sizes: about 3,400 calls."""
    return _measured({"name": "protegi", "rounds": 3}, examples=200)


def textgrad() -> list[Measure]:
    """Twelve steps with larger batches than the method's own: about 4,000 calls."""
    return _measured({"name": "textgrad", "steps": 12, "batch": 16}, examples=800)


def _measured(method: Json, examples: int) -> list[Measure]:
    with rig(SLOTS, latency_s=LATENCY_S) as (service, provider):
        done = perform(service, world.request(method=method, task=world.task(examples)))
        paid = provider.counts()["answered"]
        nodes = graph.build(_recorded(f"{service.url}/runs/{done.run['id']}"))
    calls = sum(node.is_call for node in nodes)
    bound_s, floor_s = (count(nodes, SLOTS) * LATENCY_S for count in (schedule.waves, schedule.floor))
    note = f"{done.wall_s:.2f} s of {bound_s:.2f} s (no schedule can be below {floor_s:.2f} s), {calls} calls"
    note += f" and {paid - calls} speculative" if paid > calls else ""
    if paid < calls:
        raise ValueError(f"the graph has {calls} calls, but {paid} were paid")
    return [
        Measure(
            name=f"{method['name']}_wall", value=done.wall_s / bound_s, least=1.25, aim=1.08, unit="x bound", note=note
        )
    ]


def _recorded(run: str) -> graph.Recorded:
    pages = {name: _entries(f"{run}/{name}") for name in ("steps", "rollouts", "candidates")}
    return msgspec.convert(pages, graph.Recorded)


def _entries(url: str) -> list[Any]:
    """All pages of a list."""
    entries: list[Any] = []
    after: dict[str, str] = {}
    while True:
        page = httpx.get(url, params={"limit": _PAGE, **after}, timeout=60).raise_for_status().json()
        entries += page["items"]
        if page["next"] is None:
            return entries
        after = {"after": page["next"]}
