"""How all processes divide the slots of a provider, as it is stored.

Never more is held than there are. A share is made smaller first: its holder starts nothing beyond its new share, says
later that it holds no more, and only then others get what is free. The share of a process that is silent is free at the
end of its lease.

Times are seconds by the database's clock.
"""

import msgspec

from gradcheck.domain.base import Value

_TURN_STEPS = 5
"""Where there are fewer slots than processes that want one, others have them after so many steps."""
_SET_BACK = 0.5


class Want(Value, frozen=True, kw_only=True):
    """What a process has: calls in flight, and the share that it may have filled up to now; and what it could use."""

    in_flight: int
    share: int
    wanted: int

    @property
    def holds(self) -> int:
        """Slots that are not free for others."""
        return max(self.in_flight, self.share)


class Holder(msgspec.Struct, array_like=True):
    """A process, the slots it holds, those it could use, and the end of its lease."""

    slots: int
    wanted: int
    until: float


class SlotShares(msgspec.Struct):
    """The state of a provider: its holders by name."""

    holders: dict[str, Holder] = {}

    def divide(
        self, worker: str, want: Want, slots: int, *, now: float, step_s: float, lease_s: float
    ) -> tuple[int, bool]:
        """The share of a process from now on, and whether others should know: that they have to give, or may have."""
        for holder in self.holders.values():
            holder.until = min(holder.until, now + lease_s * (1 + _SET_BACK))
        self.holders = {name: holder for name, holder in self.holders.items() if holder.until > now}
        mine = self.holders.pop(worker, None)
        others = sum(holder.slots for holder in self.holders.values())
        if not want.holds and not want.wanted:
            return 0, False
        holds = want.holds if mine is not None and mine.slots >= want.share else want.in_flight
        self.holders[worker] = Holder(holds, want.wanted, now + lease_s)
        shares = _fair(slots, self.holders, int(now / (_TURN_STEPS * step_s)))
        fair = shares[worker]
        given = max(holds, min(fair, slots - others))
        self.holders[worker].slots = given
        lacks = given < fair and not (mine is not None and mine.slots < mine.wanted)
        frees = mine is not None and given < mine.slots
        return min(given, fair), lacks or (frees and self._lacks_any(shares))

    def _lacks_any(self, shares: dict[str, int]) -> bool:
        """Whether somebody who wants more has less than a share."""
        return any(holder.slots < min(shares[name], holder.wanted) for name, holder in self.holders.items())


def _fair(slots: int, holders: dict[str, Holder], turn: int) -> dict[str, int]:
    """Shares that add up to all slots: those who want little get that, all others alike, and what is left is divided.

    Max-min fairness (Bertsekas & Gallager, Data Networks, section 6.5.2).
    """
    names = sorted(holders)
    turn %= len(names)
    names = names[turn:] + names[:turn]
    if slots < len(names):
        return {name: int(place < slots) for place, name in enumerate(names)}
    shares, left = dict.fromkeys(names, 0), slots
    for place, name in enumerate(sorted(names, key=lambda name: holders[name].wanted)):
        shares[name] = min(holders[name].wanted, left // (len(names) - place))
        left -= shares[name]
    for place, name in enumerate(names):
        shares[name] += left // len(names) + (place < left % len(names))
    return shares
