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

    def __init__(self, service: ServiceSlots, slots: int) -> None:
        self._service = service
        self._slots = slots
        self.in_flight = 0

    @property
    def room(self) -> int:
        """How many more calls may start; not above 0 if none may."""
        return min(self._slots - self.in_flight, self._service.free)

    def want(self) -> None:
        """A call waits to start."""

    def take(self) -> None:
        """A call starts."""
        self.in_flight += 1
        self._service.free -= 1

    def give(self) -> None:
        """A call is over."""
        self.in_flight -= 1
        self._service.free += 1
