"""One fault in the middle of a few works, and what came of them.

It owns when the fault comes and how a trial of this kind is made. It does not own the fault.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.prove.asking import calling
from tests.prove.judging import twin_of, verdict
from tests.prove.part import Record
from tests.prove.place import Place
from tests.prove.work import Work, conduct_all, some

_WITHIN_S = 1500


@dataclass(frozen=True)
class Disturbance:
    """What a fault has interrupted: the calls in flight, and the seconds until all went on."""

    in_flight: int
    recovered_s: float | None
    unmet: Sequence[str] = ()


async def disturbed(
    place: Place,
    moments: random.Random,
    disturb: Callable[[], Awaitable[Disturbance]],
    works: Sequence[Work] = tuple(some()),
) -> Record:
    """Do these works, in whose middle this is done."""
    twin = await twin_of(works)
    async with calling(place.apis) as caller, asyncio.TaskGroup() as group:
        conducting = group.create_task(conduct_all(caller, works, _WITHIN_S))
        await _middle(place, moments.randint(30, 400))
        done = await disturb()
    seconds = () if done.recovered_s is None else (done.recovered_s,)
    return verdict(place, conducting.result(), twin, in_flight=done.in_flight, recovered_s=seconds, unmet=done.unmet)


async def _middle(place: Place, answers: int) -> None:
    """Wait until the provider has answered so often."""
    while (await asyncio.to_thread(place.provider.counts))["answered"] < answers:
        await asyncio.sleep(0.02)
