"""How processes divide the slots of a provider: never more than there are, alike, and without losing any."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gradcheck.llm.limiter.slot_shares import SlotShares, Want

LEASE_S = 10.0


class Holder:
    """A process that obeys."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.in_flight = self.share = 0
        self.until = 0.0

    def ask(self, shares: SlotShares, wanted: int, slots: int, now: float) -> None:
        share = self.share if now < self.until else 0
        want = Want(in_flight=self.in_flight, share=share, wanted=wanted)
        self.share, _ = shares.divide(self.name, want, slots, now=now, step_s=1.0, lease_s=LEASE_S)
        self.until = now + LEASE_S

    def fill(self, now: float) -> None:
        if now < self.until:
            self.in_flight = max(self.in_flight, self.share)


def told(shares: SlotShares, name: str, wanted: int, slots: int, now: float = 0.0) -> tuple[int, bool]:
    want = Want(in_flight=0, share=0, wanted=wanted)
    return shares.divide(name, want, slots, now=now, step_s=1.0, lease_s=LEASE_S)


EVENTS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["ask", "fill", "end", "die"]), st.integers(0, 50), st.floats(0, 4)),
    max_size=80,
)


@given(slots=st.integers(1, 40), events=EVENTS)
def test_never_more_calls_are_in_flight_than_there_are_slots(slots: int, events: list[Any]) -> None:
    shares, holders, now, born = SlotShares(), [Holder(f"h{n}") for n in range(4)], 0.0, 4
    for who, what, amount, passed_s in events:
        now += passed_s
        holder = holders[who]
        match what:
            case "ask":
                holder.ask(shares, max(amount, holder.in_flight), slots, now)
            case "fill":
                holder.fill(now)
            case "end":
                holder.in_flight = max(holder.in_flight - amount, 0)
            case _:  # its connections end with it, its name does not come back
                holders[who] = Holder(f"h{born}")
                born += 1
        living = [holder for holder in holders if now < holder.until]
        # a process whose lease is over cannot take back what is under way
        assert sum(max(holder.in_flight, holder.share) for holder in living) <= slots or len(living) < len(
            [holder for holder in holders if holder.in_flight or now < holder.until]
        )


def settled(wants: dict[str, int], slots: int) -> Counter[str]:
    """The shares when everybody has asked a few times, filling what they get."""
    shares, holders = SlotShares(), {name: Holder(name) for name in wants}
    for now in range(4):
        for name, holder in holders.items():
            holder.ask(shares, wants[name], slots, float(now))
    return Counter({name: holder.share for name, holder in holders.items()})


def test_one_process_has_all_slots() -> None:
    assert settled({"a": 1}, 64) == {"a": 64}


def test_processes_that_want_more_than_there_is_have_alike_and_nothing_is_left_over() -> None:
    assert sorted(settled({"a": 500, "b": 100, "c": 70, "d": 64}, 64).values()) == [16, 16, 16, 16]
    assert sorted(settled({"a": 500, "b": 100, "c": 70}, 64).values()) == [21, 21, 22]


def test_a_process_that_wants_little_has_it_and_others_have_the_rest() -> None:
    found = settled({"little": 3, "much": 500}, 64)
    assert found == {"little": 3, "much": 61}


def test_a_share_is_made_smaller_first_and_given_when_its_calls_have_ended() -> None:
    shares, first, second = SlotShares(), Holder("first"), Holder("second")
    first.ask(shares, 64, 64, 0.0)
    first.fill(0.0)
    second.ask(shares, 64, 64, 1.0)
    assert second.share == 0
    first.ask(shares, 64, 64, 2.0)
    assert first.share == 32
    second.ask(shares, 64, 64, 2.1)
    assert second.share == 0
    first.in_flight = 40
    first.ask(shares, 64, 64, 2.2)
    second.ask(shares, 64, 64, 2.3)
    assert second.share == 24


def test_others_are_told_once_that_somebody_lacks_slots() -> None:
    shares = SlotShares()
    assert told(shares, "first", 64, 64) == (64, False)
    assert told(shares, "second", 64, 64) == (0, True)
    assert told(shares, "second", 64, 64) == (0, False)


def test_the_share_of_a_silent_process_is_free_when_its_lease_is_over() -> None:
    shares = SlotShares()
    told(shares, "killed", 64, 64)
    assert told(shares, "next", 64, 64, LEASE_S - 0.1)[0] == 0
    assert told(shares, "next", 64, 64, LEASE_S + 0.1)[0] == 64


def test_where_there_are_fewer_slots_than_processes_everybody_has_one_in_turn() -> None:
    shares, holders, had = SlotShares(), [Holder(name) for name in "abcd"], set[str]()
    for now in range(60):
        for holder in holders:
            holder.ask(shares, 5, 2, float(now))
        assert sum(holder.share for holder in holders) <= 2
        had |= {holder.name for holder in holders if holder.share}
    assert had == set("abcd")


def test_who_wants_nothing_any_more_holds_nothing() -> None:
    shares = SlotShares()
    told(shares, "a", 5, 64)
    told(shares, "a", 0, 64)
    assert shares.holders == {}


def test_others_are_told_when_slots_are_free_that_somebody_lacks() -> None:
    shares = SlotShares()
    told(shares, "first", 64, 64)
    told(shares, "second", 64, 64)
    smaller = Want(in_flight=0, share=32, wanted=64)
    assert shares.divide("first", smaller, 64, now=0.0, step_s=1.0, lease_s=LEASE_S) == (32, True)
