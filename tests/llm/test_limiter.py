"""Slots and pauses of a provider."""

import asyncio
import time

import pytest

from service.llm.limiter import Limiter


class Crowd:
    """Counts how many hold a slot at once."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0

    async def visit(self, limiter: Limiter) -> None:
        async with limiter.slot():
            self.inside += 1
            self.most = max(self.most, self.inside)
            await asyncio.sleep(0)
            self.inside -= 1


async def test_a_provider_has_its_slots_and_no_more() -> None:
    crowd, limiter = Crowd(), Limiter(3, asyncio.Semaphore(100))
    await asyncio.gather(*(crowd.visit(limiter) for _ in range(20)))
    assert crowd.most == 3


async def test_all_providers_share_the_slots_of_the_service() -> None:
    crowd, service = Crowd(), asyncio.Semaphore(4)
    limiters = [Limiter(3, service), Limiter(3, service)]
    await asyncio.gather(*(crowd.visit(limiters[n % 2]) for n in range(20)))
    assert crowd.most == 4


async def test_nothing_of_a_paused_provider_starts_before_the_pause_is_over() -> None:
    limiter = Limiter(3, asyncio.Semaphore(3))
    began = time.monotonic()
    assert limiter.pause(0.1)
    assert not limiter.pause(0.05)
    async with limiter.slot():
        assert time.monotonic() - began >= 0.1


async def test_a_pause_that_begins_while_a_call_waits_for_the_service_holds_for_that_call() -> None:
    service = asyncio.Semaphore(1)
    limiter = Limiter(3, service)
    await service.acquire()
    crowd = Crowd()
    waiting = asyncio.create_task(crowd.visit(limiter))
    await asyncio.sleep(0)
    began = time.monotonic()
    limiter.pause(0.1)
    service.release()
    await waiting
    assert time.monotonic() - began >= 0.1


async def test_a_paused_provider_keeps_no_slot_of_the_service() -> None:
    service = asyncio.Semaphore(1)
    paused, other = Limiter(3, service), Limiter(3, service)
    paused.pause(60)
    waiting = asyncio.create_task(Crowd().visit(paused))
    async with asyncio.timeout(5):
        await Crowd().visit(other)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert not service.locked()


async def test_an_interrupted_holder_gives_its_slots_back() -> None:
    service = asyncio.Semaphore(1)
    limiter = Limiter(1, service)
    inside = asyncio.Event()

    async def hold() -> None:
        async with limiter.slot():
            inside.set()
            await asyncio.Event().wait()

    holder = asyncio.create_task(hold())
    await inside.wait()
    holder.cancel()
    await asyncio.gather(holder, return_exceptions=True)
    async with asyncio.timeout(5), limiter.slot():
        pass
