"""Seeds, spending and costs."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradcheck.domain.call import Call, Chat, Completion, Endpoint, Message, Sampling, Spend
from gradcheck.domain.dialect import STANDARD, Dialect
from gradcheck.domain.run import Event
from gradcheck.domain.seeds import derive, digest, stream

amounts = st.builds(Spend, calls=st.integers(0, 9), tokens=st.integers(0, 99), cost_micro_usd=st.integers(0, 99))


def endpoint(input_price: int | None, output_price: int | None) -> Endpoint:
    return Endpoint(
        provider="p",
        model="m",
        profile="standard",
        sampling=Sampling(),
        input_price=input_price,
        output_price=output_price,
    )


def call(text: str, draw: int = 0, seed: int = 1) -> Call:
    request = Chat(messages=(Message(role="user", content=text),))
    return Call(
        path="p", role="task", endpoint=endpoint(1, 1), request=request, sampling=Sampling(), seed=seed, draw=draw
    )


def test_streams_do_not_change_between_releases() -> None:
    assert derive(7, "rollout", 0) == 1978753847
    assert stream(7, "minibatch", 1).integers(1000, size=3).tolist() == [40, 370, 592]


def test_streams_of_other_names_seeds_or_types_are_independent() -> None:
    parts: list[tuple[str | int, ...]] = [(7, "a"), (8, "a"), (7, "b"), (7, "a", 0), ("7", "a"), (7, "a", "0")]
    assert len({derive(*each) for each in parts}) == len(parts)
    assert len({stream(*each).random() for each in parts}) == len(parts)


def test_a_digest_keeps_the_borders_of_its_parts() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc")
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


@given(amounts, amounts, st.integers(0, 5))
def test_spending_adds_up(a: Spend, b: Spend, times: int) -> None:
    assert a + b - b == a
    assert a * times == sum([a] * times, Spend())


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**8), st.integers(0, 10**8))
def test_a_cost_is_the_next_whole_micro_dollar(inputs: int, outputs: int, price: int, other: int) -> None:
    exact = inputs * price + outputs * other
    cost = endpoint(price, other).cost(inputs, outputs)
    assert (cost - 1) * 1_000_000 < exact <= cost * 1_000_000


def test_a_call_without_prices_costs_nothing() -> None:
    assert endpoint(None, None).cost(1000, 1000) == 0


def test_the_key_of_a_call_is_all_that_the_provider_sees_and_the_draw() -> None:
    keys = {call("x").key("s"), call("y").key("s"), call("x", draw=1).key("s"), call("x", seed=2).key("s")}
    assert len(keys | {call("x").key("other scope")}) == 5
    assert call("x").key("s") == call("x").key("s")


@given(st.text(max_size=200))
def test_a_reservation_is_one_call_with_its_longest_answer(text: str) -> None:
    reserved = call(text).reservation()
    assert reserved.calls == 1
    assert reserved.tokens >= Sampling().max_tokens + len(text.encode()) // 2
    assert Completion(prompt=text).stop == ()


@pytest.mark.parametrize(
    ("kind", "last"), [("run_failed", True), ("diagnostic_cancelled", True), ("call_failed", False)]
)
def test_only_the_end_of_a_job_ends_its_events(kind: str, last: bool) -> None:  # noqa: FBT001
    assert Event(seq=1, at=datetime.now(UTC), run_id="run_x", type=kind, data={}).is_last is last


def asked(dialect: Dialect = STANDARD, **sampling: object) -> str:
    drawn = Sampling(temperature=0.7, max_tokens=99, **sampling)  # type: ignore[arg-type]
    model = Endpoint(provider="p", model="m", profile="small", sampling=drawn, dialect=dialect)
    request = Chat(messages=(Message(role="user", content="hé"),))
    return Call(path="x", role="task", endpoint=model, request=request, sampling=drawn, seed=3, draw=2).key("s")


def test_a_call_that_says_no_more_than_earlier_versions_could_has_their_key() -> None:
    assert asked() == "44e6d9779a4181c5007c1ffdc0cc14b1"


def test_effort_extra_fields_and_dialect_are_part_of_a_calls_key() -> None:
    keys = {asked(), asked(effort="low"), asked(extra={"n": 1}), asked(Dialect(seed=None)), asked(Dialect(headroom=9))}
    assert len(keys) == 5
