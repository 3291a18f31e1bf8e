"""The slots of a provider that this process has of those that all have together (`slot_shares.py`)."""

import math
from collections.abc import Callable

import msgspec

from gradcheck.llm.limiter.capacity import ProviderSlots, ServiceSlots
from gradcheck.llm.limiter.levels import Period
from gradcheck.llm.limiter.slot_shares import SlotShares, Want

_LEASE_STEPS = 10
_RENEWED_EVERY_STEPS = 2
_HURRIED_STEPS = 0.5


class LeasedSlots(ProviderSlots):
    """A share of a provider's slots, by a lease.

    It is asked for where calls wait, renewed while it is used, and given up when it is not. Times are seconds of this
    process; the lease is counted from before it was asked for, and so ends here first.
    """

    def __init__(
        self,
        service: ServiceSlots,
        slots: int,
        waiting: Callable[[], int],
        period: Period,
        clock: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        super().__init__(service, slots)
        self._waiting = waiting
        self._period = period
        self._clock = clock
        self._wake = wake
        self._share = 0
        self._held = 0
        self._until = -math.inf
        self._asked_at = -math.inf
        self._peak = 0

    @property
    def room(self) -> int:
        """How many more calls may start; not above 0 if none may."""
        return min(self._living_share - self.in_flight, self._service.free)

    def want(self) -> None:
        """A call waits to start."""
        self._wake()

    def take(self) -> None:
        """A call starts."""
        super().take()
        self._peak = max(self._peak, self.in_flight)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is held or wanted."""
        return not (self._held or self._waiting())

    def look(self) -> None:
        """Somebody lacks slots, or did."""
        self._asked_at = -math.inf

    def change(self, worker: str, *, last: bool = False) -> "SlotsChange | None":
        """What to change of the stored state now, if there is anything; at the end the share is given up."""
        now = self._clock()
        # What the service has no room for is no use, but for one: without any, no turn would come.
        waiting = min(self._waiting(), max(self._service.free, int(not self.in_flight)))
        hurries = (waiting > 0 and self.in_flight >= self._share) or self._held > max(self._share, self.in_flight)
        due_at = self._asked_at + (_HURRIED_STEPS if hurries else _RENEWED_EVERY_STEPS) * self._period.step_s
        if self.is_idle or (now < due_at and not last):
            return None
        wanted = max(self._peak, self.in_flight + waiting)
        if last or not wanted:
            self._share = wanted = 0
        self._peak = self.in_flight
        self._asked_at = now
        want = Want(in_flight=0 if last else self.in_flight, share=self._living_share, wanted=wanted)
        return SlotsChange(worker, want, self._slots, self._period, now)

    def hear(self, change: "SlotsChange", share: int) -> None:
        """What became of a change."""
        self._share = share
        self._held = max(share, change.want.holds)
        self._until = change.asked_at + _LEASE_STEPS * self._period.step_s
        if self._held > max(share, self.in_flight):
            self.look()  # others wait to hear that it is free

    @property
    def _living_share(self) -> int:
        return self._share if self._clock() < self._until else 0


class SlotsChange:
    """What a process changes of the shares in a provider's slots."""

    def __init__(self, worker: str, want: Want, slots: int, period: Period, asked_at: float) -> None:
        self._worker = worker
        self._slots = slots
        self._step_s = period.step_s
        self.want = want
        self.asked_at = asked_at

    def __call__(self, data: bytes | None, now: float) -> tuple[bytes, int, bool]:
        """The state after this, the share, whether others should know."""
        shares = SlotShares() if data is None else msgspec.json.decode(data, type=SlotShares)
        step_s, lease_s = self._step_s, _LEASE_STEPS * self._step_s
        share, is_short = shares.divide(self._worker, self.want, self._slots, now=now, step_s=step_s, lease_s=lease_s)
        return msgspec.json.encode(shares), share, is_short
