"""Storage that is away for a while, while works go on: what callers are told meanwhile, and what comes of the works.

It owns what must hold in the meantime. It does not own how storage is taken away.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import aiohttp
from msgspec.structs import replace

from tests.prove.asking import calling
from tests.prove.judging import twin_of, verdict
from tests.prove.part import Record
from tests.prove.place import Place
from tests.prove.work import Work, conduct_all, every, run
from tests.support import databases

ANSWERED_S = 2.0
"""Within what a request is answered, whatever befalls storage; what `/health/live` takes meanwhile is the machine's."""
_NAMES = ("protegi", "diagnostic", "study")
_NOTICED_S = 60.0
_BACK_S = 30.0
_ASKED = "asked while storage was away"


def works_of_some() -> list[Work]:
    """Works of some families, for trials that are long for another reason."""
    return [work for work in every() if work.name in _NAMES]


@dataclass
class Outage:
    """What is seen of the service while its storage is away.

    `refuses` says whether a job cannot be taken then; it may be where it is None. `quiet` says whether no call may go
    out once workers say that they are not ready.
    """

    place: Place
    away: Callable[[], AbstractContextManager[object]]
    seconds: float
    refuses: bool | None = True
    quiet: bool = True
    begins_after: int = 40
    unmet: list[str] = field(default_factory=list)
    posts_s: list[float] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    noticed_s: float = 0.0
    recovered_s: float = 0.0

    async def run(self) -> None:
        """Take storage away once the provider has answered some calls, and give it back after the seconds."""
        while self.place.provider.counts()["answered"] < self.begins_after:
            await asyncio.sleep(0.05)
        timeout = aiohttp.ClientTimeout(total=20)
        async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(force_close=True)) as session:
            with contextlib.ExitStack() as stack:
                began = time.monotonic()
                await asyncio.to_thread(stack.enter_context, self.away())
                if self.refuses is not False:
                    await self._until_ready(session, ready=False, within_s=_NOTICED_S)
                    self.noticed_s = time.monotonic() - began
                await self._look(session, time.monotonic() + self.seconds)
                asked = self.place.provider.counts()["requests"]
                await asyncio.to_thread(stack.close)
                freed = time.monotonic()
            await self._until_ready(session, ready=True, within_s=_BACK_S)
            while self.place.provider.counts()["requests"] == asked and time.monotonic() - freed < _BACK_S:
                await asyncio.sleep(0.05)
            self.recovered_s = time.monotonic() - freed

    async def _look(self, session: aiohttp.ClientSession, until: float) -> None:
        """Ask what can be asked, again and again."""
        await asyncio.sleep(3)
        asked = self.place.provider.counts()["requests"]
        while time.monotonic() < until:
            for api in self.place.apis:
                posting = asyncio.create_task(self._post(session, api.url))
                busy_s = await self._busy_s(session, api.url, posting)
                took = await posting - busy_s
                self.posts_s.append(took)
                self.must(
                    took < ANSWERED_S, f"a POST is answered after {took:.1f} s, {busy_s:.1f} s of the machine's apart"
                )
            await asyncio.sleep(1)
        more = self.place.provider.counts()["requests"] - asked
        self.must(not (self.quiet and more), f"{more} calls go out whose intents cannot be durable")

    async def _busy_s(self, session: aiohttp.ClientSession, url: str, until: "asyncio.Task[float]") -> float:
        """The longest that an answer takes for which storage is not asked."""
        longest_s = 0.0
        while not until.done():
            began = time.monotonic()
            async with session.get(f"{url}/health/live") as answer:
                self.must(answer.status == 200, f"/health/live is {answer.status}")
            longest_s = max(longest_s, time.monotonic() - began)
            await asyncio.sleep(0.05)
        return longest_s

    async def _post(self, session: aiohttp.ClientSession, url: str) -> float:
        """Ask for a job; the seconds until the answer."""
        began = time.monotonic()
        async with session.post(
            f"{url}/optimize", json=run(f"{_ASKED} {len(self.posts_s)}") | {"method": "none"}
        ) as answer:
            found = await answer.json()
            took = time.monotonic() - began
            if answer.status == 202:
                self.taken.append(found["id"])
                self.must(not self.refuses, "a job is taken that could not be kept")
            else:
                self.must(answer.status == 503 and self.refuses is not False, f"a POST is answered by {answer.status}")
                self.must(int(answer.headers.get("retry-after", 0)) > 0, "a 503 has no Retry-After")
        return took

    async def _until_ready(self, session: aiohttp.ClientSession, *, ready: bool, within_s: float) -> None:
        end = time.monotonic() + within_s
        for service in {*self.place.workers, *(self.place.apis if self.refuses is not None or ready else ())}:
            while True:
                async with session.get(f"{service.url}/health/ready") as answer:
                    if (answer.status == 200) is ready:
                        break
                if time.monotonic() > end:
                    self.unmet.append(f"/health/ready does not say {ready} within {within_s:.0f} s")
                    return
                await asyncio.sleep(0.1)

    def must(self, holds: object, said: str) -> None:
        """Note once what does not hold."""
        if not holds and said not in self.unmet:
            self.unmet.append(said)


async def outlasted(works: Sequence[Work], outage: Outage, within_s: float) -> Record:
    """The record of works in whose middle storage is away."""
    place = outage.place
    twin = await twin_of(works)
    async with calling(place.apis, patience_s=outage.seconds + within_s) as caller, asyncio.TaskGroup() as group:
        conducting = group.create_task(conduct_all(caller, works, outage.seconds + within_s))
        group.create_task(outage.run())
        await conducting
        for job_id in outage.taken:
            job = await caller.ended(f"/runs/{job_id}", within_s)
            outage.must(
                job is not None and job["status"] == "succeeded", f"a job that was taken is {job and job['status']}"
            )
    there = len(databases.rows(place.url, "SELECT 1 FROM jobs WHERE kind = 'run' AND label = 'none'"))
    outage.must(there == len(outage.taken), f"{there - len(outage.taken)} jobs are there that were refused")
    measured = {
        "POSTs while away": f"{len(outage.posts_s)}, the longest {max(outage.posts_s, default=0):.2f} s",
        "not ready after": f"{outage.noticed_s:.1f} s",
    }
    found = verdict(place, conducting.result(), twin, in_flight=0, recovered_s=[outage.recovered_s], unmet=outage.unmet)
    return replace(found, measured=measured)
