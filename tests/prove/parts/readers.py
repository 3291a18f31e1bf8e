"""300 idle readers of event streams, 150 half-sent heads and 150 half-sent bodies, all at once.

What is asked meanwhile is answered within bounds, half-sent requests are let go in theirs, readers end with the job,
and descriptors are then as many as before.
"""

import asyncio
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx

from tests.prove.part import Record
from tests.prove.watching import WatchedService, percentiles, watched
from tests.support import databases, world
from tests.support.homes import template
from tests.support.processes import HTTP, provider_process

FAULT = "300 idle readers, 300 half-sent requests"
FAULTS: Mapping[str, Mapping[str, int]] = {"sqlite": {FAULT: 2}, "postgres": {FAULT: 2}}
P99_S = 1.0
"""Within what 99 of 100 requests are answered."""
_READERS, _HALF_SENT = 300, 150
_HEAD_S, _BODY_S = 10.0, 20.0
_LATE_S = 5.0
_ASKED_S = 15.0
_HEAD = b"POST /optimize HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"


async def trial(fault: str, seed: int, database: str) -> Record:
    """One crowd."""
    with TemporaryDirectory(prefix="prove-", ignore_cleanup_errors=True) as folder, provider_process() as provider:
        url = databases.new_url(database, Path(folder), template() if database == "postgres" else None)
        with watched(Path(folder) / "home", provider.url, 8, database_url=url) as service:
            provider.behave(latency_s=3600)
            run_id = service.optimize(world.request())
            return await _crowded(service, run_id)


async def _crowded(service: WatchedService, run_id: str) -> Record:
    await asyncio.to_thread(_asked, service, run_id, 3.0)
    before = service.sample()
    address = urlsplit(service.url)
    reading = f"GET /runs/{run_id}/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    sent = [reading] * _READERS + [_HEAD] * _HALF_SENT + [_HEAD + b"\r\n{"] * _HALF_SENT
    began = time.monotonic()
    crowd = [
        asyncio.create_task(_closed_after(str(address.hostname), int(address.port or 0), text, began)) for text in sent
    ]
    took = await asyncio.to_thread(_asked, service, run_id, _ASKED_S)
    most = service.sample()
    heads, bodies = crowd[_READERS : _READERS + _HALF_SENT], crowd[_READERS + _HALF_SENT :]
    head_s, body_s = max(await asyncio.gather(*heads)), max(await asyncio.gather(*bodies))
    there = sum(not reader.done() for reader in crowd[:_READERS])
    cancelled = time.monotonic()
    HTTP.post(f"{service.url}/runs/{run_id}/cancel").raise_for_status()
    ended = await asyncio.wait_for(asyncio.gather(*crowd[:_READERS]), 60)
    left_s = began + max(ended) - cancelled
    after = await _settled(service, before.descriptors)
    median, p99 = percentiles(took)
    said = {
        f"99 of 100 requests take {p99:.2f} s": p99 < P99_S,
        f"half-sent heads are there for {head_s:.1f} s": head_s < _HEAD_S + _LATE_S,
        f"half-sent bodies are there for {body_s:.1f} s": body_s < _BODY_S + _LATE_S,
        f"{_READERS - there} readers were sent away": there == _READERS,
        f"{after - before.descriptors} descriptors are left open": after <= before.descriptors,
    }
    return Record(
        jobs=1,
        recovered_s=(round(left_s, 1),),
        measured={
            "requests": f"{len(took)}, median {median * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms",
            "half-sent": f"heads let go after {head_s:.1f} s at most, bodies after {body_s:.1f} s",
            "descriptors": f"{before.descriptors}, {most.descriptors}, {after}",
            "memory_mb": f"{before.memory_mb:.0f}, {most.memory_mb:.0f}",
        },
        unmet=tuple(words for words, holds in said.items() if not holds),
    )


async def _closed_after(host: str, port: int, sent: bytes, began: float) -> float:
    """Send this and read until the other side closes; the seconds until then."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(sent)
    try:
        await reader.read()
    except ConnectionError:
        pass
    finally:
        writer.close()
    return time.monotonic() - began


def _asked(service: WatchedService, run_id: str, seconds: float) -> list[float]:
    """What requests take, one after the other, for so many seconds."""
    took, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        if HTTP.get(f"{service.url}/runs/{run_id}").status_code == httpx.codes.OK:
            took.append(time.monotonic() - began)
        else:
            took.append(float("inf"))
        time.sleep(0.02)
    return took


async def _settled(service: WatchedService, wanted: int) -> int:
    """The descriptors that are open, once they are so few, or some seconds later."""
    until = time.monotonic() + 20
    while (found := service.sample().descriptors) > wanted and time.monotonic() < until:
        await asyncio.sleep(0.5)
    return found
