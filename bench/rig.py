"""A fresh service before a fresh provider, and runs on them from their acceptance to their end.

It owns what the measures share: the evaluation they all make, one run and what it took. It does not own processes
(`tests/support/processes.py`) nor any figure.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.support.processes import ProviderProcess, ServiceProcess, provider_process, service_process

PROMPT = "Is the text positive or negative? Answer with one word."
EXPECTED = "positive"
MODELS = {"task": {"provider": "world", "model": "pure"}}
_WAIT_S = 600
Json = dict[str, Any]


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """A finished run: its state, its seconds from start to end, and the CPU it cost from its POST to its end."""

    run: Json
    wall_s: float
    cpu_s: float


@contextlib.contextmanager
def rig(
    slots: int, *, latency_s: float, answer: str | None = None, **settings: object
) -> Iterator[tuple[ServiceProcess, ProviderProcess]]:
    """A service with `slots` and a provider of this latency; without `answer` it gives the world's answers."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as home,
        provider_process(latency_s=latency_s, answer=answer) as provider,
        service_process(Path(home), provider.url, slots, **settings) as service,
    ):
        yield service, provider


def evaluation(count: int, **changes: object) -> Json:
    """The request that scores one prompt on so many examples, all answered by `EXPECTED`."""
    examples = [{"input": {"text": f"A good thing, number {i}."}, "expected": EXPECTED} for i in range(count)]
    split = {"train": 0, "validation": 1, "probe": 0, "test": 0}
    task = {"examples": examples, "scoring": {"kind": "exact"}, "split": split}
    return {"prompt": PROMPT, "task": task, "method": {"name": "none"}, "models": MODELS, **changes}


def perform(service: ServiceProcess, request: Json, path: str = "/optimize") -> Timed:
    """Submit a run and wait for its end without asking again and again."""
    cpu_s = service.cpu_s()
    headers = {"prefer": f"wait={_WAIT_S}"}
    answer = httpx.post(f"{service.url}{path}", json=request, headers=headers, timeout=_WAIT_S + 30)
    assert answer.is_success, answer.text
    run = service.finished(answer.json()["id"], timeout_s=_WAIT_S)
    return Timed(run=succeeded(run), wall_s=duration_s(run), cpu_s=service.cpu_s() - cpu_s)


def succeeded(run: Json) -> Json:
    """The run, if it came to its end as its method wanted."""
    assert (run["status"], run["finish_reason"]) == ("succeeded", "completed"), run
    return run


def duration_s(run: Json) -> float:
    """Seconds from a run's start to its end."""
    started, ended = (datetime.fromisoformat(run[name]) for name in ("started_at", "ended_at"))
    return (ended - started).total_seconds()
