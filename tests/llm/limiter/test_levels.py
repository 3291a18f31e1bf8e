"""What all processes take of a model's limits together: no window is exceeded, whoever asks, and nearly all is used."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gradcheck.llm.limiter.bucket import Rates
from gradcheck.llm.limiter.grants import GrantsChange, GrantsReply
from gradcheck.llm.limiter.levels import Ask, Period, Unused

PERIOD = Period()
BEGAN = 1.7e9


class Book:
    """A stored state, and the time by the database's clock."""

    def __init__(self, requests: int | None = None, tokens: int | None = None) -> None:
        self.rates = Rates(slots=8, requests_per_minute=requests, tokens_per_minute=tokens, shared=True)
        self.now = BEGAN
        self.data: bytes | None = None

    def change(
        self, worker: str = "w", ask: Ask | None = None, unused: list[Unused] | None = None, pause_s: float = 0.0
    ) -> GrantsReply:
        change = GrantsChange(
            worker, self.rates, PERIOD, ask=ask, unused=unused or [], pause_s=pause_s, asked_at=self.now
        )
        self.data, reply, _ = change(self.data, self.now)
        return reply

    def ask(self, calls: int, tokens: int = 0, worker: str = "w") -> GrantsReply:
        return self.change(worker, Ask(calls=calls, tokens=tokens))


def given_of(reply: GrantsReply) -> int:
    return 0 if reply.grant is None else reply.grant.calls


def worst_window(starts: list[tuple[float, float]]) -> float:
    """The most that any 60 s hold, both ends included."""
    ordered = sorted(starts)
    worst, held, first = 0.0, 0.0, 0
    for at, amount in ordered:
        held += amount
        while ordered[first][0] < at - 60:
            held -= ordered[first][1]
            first += 1
        worst = max(worst, held)
    return worst


@pytest.mark.parametrize(("requests", "calls"), [(1, 1), (10, 1), (60, 6), (6000, 600)])
def test_a_burst_is_a_tenth_of_the_limit_and_at_least_one(requests: int, calls: int) -> None:
    assert given_of(Book(requests).ask(10**6)) == calls


ASKS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),  # who
        st.floats(0, 20),  # after so long
        st.integers(1, 40),  # calls
        st.integers(0, 300),  # of so many tokens
        st.floats(0, 1),  # where in its time a grant is used
        st.floats(0, 1),  # the share of its calls that is
        st.floats(0, 1),  # the share of its tokens that these use
        st.booleans(),  # whether it is told, or its holder dies
        st.floats(0, 90),  # when
    ),
    max_size=60,
)


@given(requests=st.integers(1, 100), tokens=st.integers(300, 3000), asks=ASKS)
def test_no_window_has_more_than_the_limit_wherever_in_their_time_grants_are_used(
    requests: int, tokens: int, asks: list[Any]
) -> None:
    book = Book(requests, tokens)
    calls, used = list[tuple[float, float]](), list[tuple[float, float]]()
    later = list[tuple[float, Unused]]()
    for worker, passed_s, wanted, each, where, some, part, told, when in asks:
        book.now += passed_s
        due = [unused for at, unused in later if at <= book.now]
        later = [(at, unused) for at, unused in later if at > book.now]
        grant = book.change(worker, Ask(calls=wanted, tokens=each), due).grant
        if grant is None:
            continue
        started = round(grant.calls * some)
        spent = round(started * each * part)
        at = book.now + where * PERIOD.valid_s
        calls.append((at, started))
        used.append((at, spent))
        if told:
            unused = Unused(step=grant.step, calls=grant.calls - started, tokens=grant.tokens - spent)
            later.append((at + when, unused))
    assert worst_window(calls) <= requests
    assert worst_window(used) <= tokens


@pytest.mark.parametrize("requests", [1, 10, 600, 6000])
def test_who_always_asks_uses_nine_tenths_of_a_limit_and_never_more_than_all_of_it(requests: int) -> None:
    book, starts = Book(requests), list[tuple[float, float]]()
    while book.now < BEGAN + 300:
        starts.append((book.now, given_of(book.ask(requests))))
        book.now += 0.25
    assert worst_window(starts) <= requests
    assert sum(amount for _, amount in starts) >= 0.9 * requests * 5


def test_what_was_not_used_is_there_again_and_what_was_used_beyond_an_estimate_is_not() -> None:
    book = Book(tokens=1000)
    step = book.ask(1, 100).grant
    assert step is not None
    assert given_of(book.ask(1, 100)) == 0
    book.change(unused=[Unused(step=step.step, calls=0, tokens=90)])
    assert given_of(book.ask(1, 90)) == 1
    book.change(unused=[Unused(step=step.step, calls=0, tokens=-900)])
    book.now += 59
    assert given_of(book.ask(1, 100)) == 0


def test_what_is_given_back_when_its_window_is_over_changes_nothing() -> None:
    book = Book(tokens=1000)
    grant = book.ask(1, 100).grant
    assert grant is not None
    book.now += 64
    assert given_of(book.ask(1, 100)) == 1
    book.change(unused=[Unused(step=grant.step, calls=1, tokens=100)])
    assert given_of(book.ask(1, 100)) == 0


def test_nobody_takes_in_pieces_what_another_waits_for() -> None:
    book = Book(tokens=1000)
    book.ask(1, 60)
    assert book.ask(1, 100, "large").grant is None
    for _ in range(6):
        book.now += 0.5
        assert book.ask(1, 10, "small").grant is None
        reply = book.ask(1, 100, "large")
    book.now += reply.wait_s + 1e-6
    assert given_of(book.ask(1, 100, "large")) == 1
    book.now += 1
    assert given_of(book.ask(1, 10, "small")) == 1


def test_who_waits_and_is_not_heard_of_any_more_keeps_nobody_else() -> None:
    book = Book(tokens=1000)
    book.ask(1, 60)
    assert book.ask(1, 100, "killed").grant is None
    book.now += PERIOD.valid_s + 0.01
    assert given_of(book.ask(1, 10, "small")) == 1


def test_a_call_of_more_than_the_limit_starts_when_nothing_else_counts() -> None:
    book = Book(tokens=1000)
    book.ask(1, 10)
    reply = book.ask(1, 5000)
    assert reply.grant is None
    assert reply.wait_s > 60
    book.now += reply.wait_s
    assert given_of(book.ask(1, 5000)) == 1


def test_nothing_is_granted_in_a_pause_and_everybody_who_asks_hears_of_it() -> None:
    book = Book(requests=600)
    book.change("one", pause_s=7.0)
    reply = book.ask(1, worker="other")
    assert reply.grant is None
    assert reply.paused_s == pytest.approx(7)
    assert reply.wait_s == pytest.approx(7)
    book.now += 7.001
    assert given_of(book.ask(1, worker="other")) == 1


@settings(max_examples=20)
@given(back_s=st.floats(0, 10**6), seed=st.integers(1, 60))
def test_a_clock_that_is_set_back_neither_exceeds_a_limit_nor_stops_a_model(back_s: float, seed: int) -> None:
    book, starts, real = Book(requests=60), list[tuple[float, float]](), 0.0
    for look in range(400):
        starts.append((real, given_of(book.ask(60))))
        real, book.now = real + 0.5, book.now + 0.5
        if look == seed:
            book.now -= back_s
    assert worst_window(starts) <= 60
    assert sum(amount for at, amount in starts if at > 150) > 30


def test_without_limits_a_state_holds_pauses_alone() -> None:
    book = Book()
    book.change(pause_s=3.0)
    assert book.change().paused_s == pytest.approx(3)
