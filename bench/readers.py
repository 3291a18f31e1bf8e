"""Many readers of one event stream in a process of their own: what reached them, and how late.

It owns raw connections that note when bytes came and look into them only after the end, so that reading is no part of
the delay. `python -m bench.readers PORT PATH CLIENTS` prints the figures.
"""

import asyncio
import gc
import re
import sys
import time
from bisect import bisect_left
from datetime import datetime
from itertools import accumulate

import msgspec

from bench.measure import percentile

_DATA = re.compile(rb"^data: (\{.*\})\r?$", re.MULTILINE)


class Delays(msgspec.Struct, frozen=True, kw_only=True):
    """Events of the whole stream, those that came after all were connected, and each client's p99 of their delay."""

    events: int
    timed: int
    p99_s: list[float]


class _Event(msgspec.Struct):
    seq: int
    at: datetime
    type: str


class _Reader(asyncio.Protocol):
    """One client: every piece it got with the time it came."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self._pieces: list[tuple[float, bytes]] = []
        self.connected = asyncio.Event()
        self.ended = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._pieces.append((time.time(), data))
        self.connected.set()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio gives it
        self.connected.set()
        self.ended.set()

    def delays(self) -> list[tuple[_Event, float]]:
        """Every event with the seconds from its making to the coming of its last byte."""
        stream = b"".join(piece for _, piece in self._pieces)
        ends = list(accumulate(len(piece) for _, piece in self._pieces))
        found = []
        for line in _DATA.finditer(stream):
            event = msgspec.json.decode(line[1], type=_Event)
            came_at = self._pieces[bisect_left(ends, line.end())][0]
            found.append((event, came_at - event.at.timestamp()))
        _check([event for event, _ in found])
        return found


def _check(events: list[_Event]) -> None:
    """Raises where a stream had a gap or no proper end."""
    if [event.seq for event in events] != list(range(1, len(events) + 1)) or events[-1].type != "run_succeeded":
        raise ValueError(f"a stream of {len(events)} events has a gap or no end")


async def _read(port: int, path: str, clients: int) -> Delays:
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    connecting = [loop.create_connection(lambda: _Reader(request), "127.0.0.1", port) for _ in range(clients)]
    readers = [reader for _, reader in await asyncio.gather(*connecting)]
    await asyncio.gather(*(reader.connected.wait() for reader in readers))
    since = time.time()
    await asyncio.gather(*(reader.ended.wait() for reader in readers))
    found = [reader.delays() for reader in readers]
    timed = [[delay for event, delay in delays if event.at.timestamp() >= since] for delays in found]
    return Delays(events=len(found[0]), timed=len(timed[0]), p99_s=[percentile(delays, 0.99) for delays in timed])


if __name__ == "__main__":
    gc.disable()  # a pause of this process would count as a delay
    delays = asyncio.run(_read(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
    sys.stdout.write(msgspec.json.encode(delays).decode() + "\n")
