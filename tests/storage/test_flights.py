"""Which part of a job makes a call that several want."""

import asyncio

import pytest

from gradcheck.domain.call import Answer, Failure, Outcome
from gradcheck.storage.claims.flights import Flight, FlightStore
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, Kind, NewJob
from gradcheck.storage.ledger import Entry, Ledger
from gradcheck.storage.tenant_jobs import TenantJobs
from tests.llm.bench import call

A, B, C = (Flight(job_id=name, path=f"path/{name}") for name in "abc")
ANSWER = Answer(text="yes", cut=False, input_tokens=1, output_tokens=1, cost_micro_usd=1)
FAILURE = Failure(cause="http_400", message="no", attempts=1)


def new(job_id: str, kind: Kind, target: str | None) -> NewJob:
    return NewJob(id=job_id, kind=kind, scope="whole", label="", plan=b"{}", outline=b"{}", target=target)


@pytest.fixture
async def store(database: Database) -> FlightStore:
    await TenantJobs(database, "").create(new("whole", "diagnostic", None), None)
    await JobStore(database).adopt("whole", [new(name, "block", "whole") for name in "abc"])
    return FlightStore(database)


async def deliver(database: Database, flight: Flight, outcome: Outcome) -> None:
    entry = Entry(job_id=flight.job_id, key="k", outcome=outcome, cached=False)
    await Ledger(database).deliver("whole", call(flight.path), entry)


async def end(database: Database, job_id: str) -> None:
    await JobStore(database).finish(job_id, status="failed", reason="budget_calls", error=None, result=None)


async def test_whoever_asks_first_makes_the_call_and_only_that_one(store: FlightStore) -> None:
    taken = await asyncio.gather(*(store.take("whole", "k", flight) for flight in (A, B, C)))
    assert len(set(taken)) == 1
    assert await store.take("whole", "k", taken[0]) == taken[0]
    assert await store.take("whole", "another", C) == C
    assert await store.take("elsewhere", "k", C) == C


async def test_others_hear_of_an_answer_and_of_nothing_while_it_is_under_way(
    database: Database, store: FlightStore
) -> None:
    await store.take("whole", "k", A)
    assert await store.landed("whole", [A]) == {}
    await deliver(database, A, ANSWER)
    assert await store.landed("whole", [A, B]) == {A: ANSWER}
    await end(database, "a")
    assert await store.landed("whole", [A]) == {A: ANSWER}


async def test_one_of_the_others_makes_a_call_that_has_failed_instead(database: Database, store: FlightStore) -> None:
    await store.take("whole", "k", A)
    await deliver(database, A, FAILURE)
    assert await store.landed("whole", [A]) == {A: FAILURE}
    assert await store.take("whole", "k", B, instead_of=A) == B
    assert await store.take("whole", "k", C, instead_of=A) == B
    again = Flight(job_id="a", path="path/a/again")
    assert await store.take("whole", "k", again) == B


async def test_whoever_failed_may_ask_again_first(store: FlightStore) -> None:
    await store.take("whole", "k", A)
    again = Flight(job_id="a", path="path/a/again")
    assert await store.take("whole", "k", again) == again
    assert await store.take("whole", "k", B, instead_of=A) == again


async def test_a_call_of_a_part_that_has_ended_without_it_is_anothers(database: Database, store: FlightStore) -> None:
    await store.take("whole", "k", A)
    await end(database, "a")
    assert await store.landed("whole", [A]) == {A: None}
    assert await store.take("whole", "k", B, instead_of=A) == B
