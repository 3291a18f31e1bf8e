"""Whole optimizations: how near to the makespan of their own calls on the slots there are.

It owns the runs, one of every method, and reads all that was recorded of them. It leaves out how good the prompts are,
and how many calls a method makes: the bound is of the calls that this very run paid for.
"""

from typing import Any, Final

import httpx
import msgspec

from bench import graph, schedule
from bench.measure import Measure
from bench.rig import Json, evaluation, perform, rig
from tests.support import world

SLOTS, LATENCY_S = 64, 0.1
_PAGE = 500
_RIGHT_AT_ONCE = "Answer with one word: the sentiment?\n\n{text}"

# Mostly defaults; each makes 1,500 to 4,000 calls. A retry that depends on a first try is not in the record: no hrpo's.
SIZES: Final[dict[str, tuple[int, Json]]] = {
    "protegi": (200, {"rounds": 3}),
    "textgrad": (800, {"steps": 12, "batch": 16}),
    "textreg": (800, {"steps": 8, "batch": 16}),
    "gepa": (800, {"iterations": 12, "minibatch": 16}),
    "promptagent": (500, {"iterations": 3, "depth_limit": 3}),
    "promptwizard": (800, {}),
    "adalflow": (800, {"steps": 6, "batch": 32, "proposals": 3}),
    "hrpo": (800, {"trials": 8, "retries": 0}),
    "ace": (800, {"batch": 32, "reflections": 2}),
    "contraprompt": (800, {"iterations": 6, "patience": 6}),
    "skillopt": (800, {"epochs": 1, "batch": 32}),
    "vista": (800, {"iterations": 12, "minibatch": 16}),
    "simba": (800, {"steps": 4}),
    "portfolio": (800, {"rounds": 12, "quiet": 12, "width": 4}),
    "ape": (200, {"prompts": 10}),
    "opro": (500, {"steps": 4}),
    "copro": (500, {}),
    "evoprompt_ga": (330, {"population": 8, "generations": 3}),
    "evoprompt_de": (800, {"population": 8, "generations": 3}),
    "promptbreeder": (330, {"population": 8, "generations": 3}),
    "capo": (500, {"steps": 3, "population": 8}),
    "miprov2": (800, {"auto": "medium", "trials_at_once": 5}),
    "bootstrap_fewshot": (800, {"candidates": 8}),
    "random_search": (800, {"n": 12, "at_once": 6}),
    "best_of_n": (800, {"n": 18, "at_once": 6}),
    "spo": (800, {"questions": 60, "rounds": 12}),
    "pdo": (800, {"rounds": 4, "duels": 4, "questions": 60}),
    "rewrite": (800, {"rounds": 2, "candidates": 6}),
    "improve": (800, {"rounds": 2, "candidates": 6}),
    "repeat": (800, {}),
    "none": (800, {"alternatives": [{"user": f"Take {n}: {_RIGHT_AT_ONCE}"} for n in range(9)]}),
}


def method(name: str) -> list[Measure]:
    """A run of a method."""
    examples, parameters = SIZES[name]
    asked = {"name": name, **parameters}
    with rig(SLOTS, latency_s=LATENCY_S) as (service, provider):
        perform(service, evaluation(SLOTS))  # opens the connections, which a service does once in its life
        before = provider.counts()["answered"]
        request = world.request(method=asked, task=world.task(examples), prompt=_RIGHT_AT_ONCE)
        done = perform(service, request)
        paid = provider.counts()["answered"] - before
        nodes = graph.build(_recorded(f"{service.url}/runs/{done.run['id']}"))
    calls = sum(node.is_call for node in nodes)
    bound_s, floor_s = (count(nodes, SLOTS) * LATENCY_S for count in (schedule.waves, schedule.floor))
    note = f"{done.wall_s:.2f} s of {bound_s:.2f} s (no schedule can be below {floor_s:.2f} s), {calls} calls"
    note += f" and {paid - calls} speculative" if paid > calls else ""
    if paid < calls:
        raise ValueError(f"the graph has {calls} calls, but {paid} were paid")
    return [Measure(name=f"{name}_wall", value=done.wall_s / bound_s, least=1.25, aim=1.08, unit="x bound", note=note)]


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
