"""A part of the proof: faults that are really done to a service at work, and what each trial found.

It owns the shape of parts and of what is kept of a trial. The parts themselves are in `parts`, one a module: its
docstring says what is done, `FAULTS` how often at the least, `trial` does it.
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec

DATABASES = ("sqlite", "postgres")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What one trial found.

    `times` is how often the fault was done in it, `jobs` how many were at work or waiting. `lost` are those that did
    not succeed, `different` those whose results are not byte by byte those of an undisturbed twin. `paid_twice` counts
    answers that the provider gave again for a call that it had answered before, `in_flight` the calls that were asked
    and whose answer was not kept when the fault came. `recovered_s` holds the seconds of each time, where that can be
    told, until all that it had interrupted went on. `measured` are figures by name. `unmet` says in words what else
    does not hold.
    """

    times: int = 1
    jobs: int
    lost: int = 0
    different: int = 0
    paid_twice: int = 0
    in_flight: int = 0
    recovered_s: tuple[float, ...] = ()
    measured: dict[str, str] = {}
    unmet: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing different, nothing paid twice but what was in flight, and nothing else unmet."""
        return not (self.lost or self.different or self.unmet) and self.paid_twice <= self.in_flight


class Part(Protocol):
    """A module of `parts`.

    `FAULTS` names, for each database that the part runs on, its faults and how often each is to be done.
    """

    FAULTS: Mapping[str, Mapping[str, int]]

    async def trial(self, fault: str, seed: int, database: str) -> Record:
        """Do a fault once or a few times to a service of its own; all that is random is drawn from the seed."""
        ...
