"""The slots of the service and of its providers, and turns between those who wait for them."""

from typing import Protocol

from gradcheck.llm.limiter.turns import FairTurns


class Starter(Protocol):
    """Somewhere calls wait to start."""

    def start_next(self) -> bool:
        """Start the call whose turn it is; false if none may start."""


class ServiceSlots:
    """The slots that all calls share, and the turns of the starters at which some wait."""

    __slots__ = ("free", "turns")

    def __init__(self, slots: int) -> None:
        self.free = slots
        self.turns: FairTurns[Starter] = FairTurns()

    def dispatch(self) -> None:
        """Start every call that nothing holds back any more."""
        while self.free and any(starter.start_next() for starter in tuple(self.turns)):
            pass


class ProviderSlots:
    """The slots that the models of a provider share; each is also one of the service's."""

    __slots__ = ("_free", "_service")

    def __init__(self, service: ServiceSlots, slots: int) -> None:
        self._service = service
        self._free = slots

    @property
    def has_room(self) -> bool:
        """Whether one more call may start."""
        return self._free > 0 and self._service.free > 0

    def take(self) -> None:
        """A call starts."""
        self._free -= 1
        self._service.free -= 1

    def give(self) -> None:
        """A call is over."""
        self._free += 1
        self._service.free += 1
