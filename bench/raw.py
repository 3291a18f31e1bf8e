"""The reference: the same calls by a bare aiohttp client, in a process of its own. It owns no bound.

`python -m bench.raw URL CALLS SLOTS` prints its figures.
"""

import asyncio
import subprocess
import sys
import time

import aiohttp
import msgspec

from bench.rig import PROMPT
from tests.support.processes import ROOT


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """What the calls took."""

    calls: int
    wall_s: float
    cpu_s: float


def measured(url: str, calls: int, slots: int) -> Raw:
    """Make so many calls, `slots` at once, from a process of their own."""
    command = [sys.executable, "-m", "bench.raw", url, str(calls), str(slots)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Raw)


async def _calls(url: str, calls: int, slots: int) -> Raw:
    free = asyncio.Semaphore(slots)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=slots)) as session:

        async def one(number: int) -> None:
            messages = [
                {"role": "system", "content": PROMPT},
                {"role": "user", "content": f"A good thing, number {number}."},
            ]
            body = {"model": "pure", "messages": messages, "temperature": 0.0, "max_tokens": 256, "seed": 7}
            async with free, session.post(f"{url}/v1/chat/completions", json=body) as response:
                await response.json()

        await asyncio.gather(*map(one, range(-slots, 0)))
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        await asyncio.gather(*map(one, range(calls)))
        return Raw(calls=calls, wall_s=time.perf_counter() - wall_s, cpu_s=time.process_time() - cpu_s)


if __name__ == "__main__":
    figures = asyncio.run(_calls(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
    sys.stdout.write(msgspec.json.encode(figures).decode())
