"""The ledger and the records: kept once, read back as they were written, by pages."""

import pytest

from gradcheck.domain.call import Answer, Failure, Outcome, Spend
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Step
from gradcheck.domain.task import Rollout
from gradcheck.errors import NotFoundError
from gradcheck.storage.database import Database
from gradcheck.storage.ledger import Entry, Ledger
from gradcheck.storage.records import Records
from tests.llm.bench import call

ANSWER = Answer(text="yes", cut=True, input_tokens=3, output_tokens=4, cost_micro_usd=5)
FAILURE = Failure(cause="timeout", message="no answer", attempts=4)


def entry(outcome: Outcome, key: str = "k") -> Entry:
    return Entry(job_id="job", key=key, outcome=outcome, cached=False)


def step(n: int) -> Step:
    return Step(
        n=n, parents=(), minibatch=(), feedback=(), edit_requests=(), proposals=(), candidates=(), selection=None
    )


def rollout(candidate: str, example: str, stage: str) -> Rollout:
    return Rollout(
        candidate=candidate,
        example=example,
        sample=0,
        stage=stage,
        status="ok",
        output="yes",
        score=1.0,
        note="correct",
        trace=(),
    )


async def test_outcomes_are_read_back_as_they_were_delivered(database: Database) -> None:
    ledger = Ledger(database)
    await ledger.deliver("scope", call("a"), entry(ANSWER))
    await ledger.deliver("scope", call("b"), entry(FAILURE))
    await ledger.deliver("elsewhere", call("c"), entry(ANSWER))
    assert await ledger.scope("scope") == {"a": entry(ANSWER), "b": entry(FAILURE)}


async def test_the_first_outcome_at_a_path_stands(database: Database) -> None:
    ledger = Ledger(database)
    await ledger.deliver("scope", call("a"), entry(ANSWER))
    await ledger.deliver("scope", call("a"), entry(FAILURE, "other"))
    assert await ledger.scope("scope") == {"a": entry(ANSWER)}


async def test_an_answer_and_the_settlement_of_its_attempt_are_durable_together(database: Database) -> None:
    ledger = Ledger(database)
    attempt = ledger.new_attempt("job", call("a"), 2)
    await ledger.intend(attempt)
    await ledger.deliver("scope", call("a"), entry(ANSWER), attempt=attempt)
    (total,) = await ledger.totals("job")
    assert (total.role, total.state, total.repeats) == ("task", "paid", 1)
    assert total.spend == Spend(calls=1, tokens=7, cost_micro_usd=5)


async def test_totals_know_of_settlements_that_were_only_posted(database: Database) -> None:
    ledger = Ledger(database)
    attempt = ledger.new_attempt("job", call("a"), 1)
    await ledger.intend(attempt)
    ledger.settle(attempt, "unpaid", Spend(calls=1))
    (total,) = await ledger.totals("job")
    assert (total.state, total.spend) == ("unpaid", Spend(calls=1))


async def test_recovery_touches_only_open_intents_of_its_job(database: Database) -> None:
    ledger = Ledger(database)
    for job in ("job", "other"):
        await ledger.intend(ledger.new_attempt(job, call("a"), 1))
    done = ledger.new_attempt("job", call("b"), 1)
    await ledger.intend(done)
    ledger.settle(done, "unpaid", Spend(calls=1))
    await ledger.recover("job")
    assert {total.state for total in await ledger.totals("job")} == {"possibly_paid", "unpaid"}
    assert {total.state for total in await ledger.totals("other")} == {"intent"}


async def test_recording_again_changes_nothing(database: Database) -> None:
    records = Records(database)
    for text in ("first", "second"):
        records.add_step("job", step(0))
        records.add_candidate("job", 0, Candidate(id="seed", components={"system": text}))
        records.add_rollouts("job", "step/0/validation", [rollout(text, "e", "step/0/validation")])
        await database.write()
    assert await records.steps("job") == [step(0)]
    assert [candidate.components for candidate in await records.candidates("job")] == [{"system": "first"}]
    assert [one.candidate for one in await records.rollouts("job")] == ["first"]


async def test_steps_and_candidates_are_paged_in_order(database: Database) -> None:
    records = Records(database)
    for n in range(12):
        records.add_step("job", step(n))
        records.add_candidate("job", n, Candidate(id=f"c{n}", components={}))
    await database.write()
    assert [found.n for found in await records.steps("job", after=8, limit=2)] == [9, 10]
    assert [found.id for found in await records.candidates("job", after=9)] == ["c10", "c11"]
    assert (await records.step("job", 11)).n == 11
    with pytest.raises(NotFoundError, match="no step 12"):
        await records.step("job", 12)


async def test_rollouts_are_found_by_stage_whole_or_by_its_beginning_and_by_candidate(database: Database) -> None:
    records = Records(database)
    for stage in ("step/1/a", "step/1/b", "step/10/a", "test"):
        records.add_rollouts("job", stage, [rollout(name, "e", stage) for name in ("x", "y")])
    await database.write()
    assert {one.stage for one in await records.rollouts("job", stage="step/1")} == {"step/1/a", "step/1/b"}
    assert {one.stage for one in await records.rollouts("job", stage="step/1/a")} == {"step/1/a"}
    assert await records.rollouts("job", stage="step_1") == []
    assert len(await records.rollouts("job", candidate="x")) == 4
    assert len(await records.rollouts("job", offset=3, limit=4)) == 4


async def test_stages_are_sorted_by_their_bytes(database: Database) -> None:
    records, stages = Records(database), ["step/1/a", "Step/2", "step-x", "é", "step/10", "_", "Z"]
    for stage in stages:
        records.add_rollouts("job", stage, [rollout("c", "e", stage)])
    await database.write()
    assert [one.stage for one in await records.rollouts("job")] == sorted(stages)
