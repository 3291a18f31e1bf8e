"""What was spent, by tenant, provider, model and role: it never falls and is never counted twice."""

from msgspec.structs import replace

from gradcheck.domain.call import Answer, Call, Spend
from gradcheck.storage.claims import spending
from gradcheck.storage.claims.spending import spent
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, NewJob
from gradcheck.storage.ledger import Entry, Ledger
from gradcheck.storage.tenant_jobs import TenantJobs
from gradcheck.telemetry.money import Spent
from tests.llm.bench import WORLD, call

ANSWER = Answer(text="yes", cut=False, input_tokens=10, output_tokens=5, cost_micro_usd=20)
ONE = Spent(
    tenant="-",
    provider="world",
    model="pure",
    role="task",
    attempts=1,
    input_tokens=10,
    output_tokens=5,
    cost_micro_usd=20,
)


async def begun(database: Database, name: str, tenant: str = "") -> None:
    new = NewJob(id=name, kind="run", scope=name, label="x", plan=b"{}", outline=b"{}")
    await TenantJobs(database, tenant).create(new, None)
    await JobStore(database).start(name)


async def paid(database: Database, job: str, wanted: Call) -> None:
    ledger = Ledger(database)
    attempt = ledger.new_attempt(job, wanted, 1)
    await ledger.intend(attempt)
    entry = Entry(job_id=job, key=wanted.path, outcome=ANSWER, cached=False)
    await ledger.deliver(job, wanted, entry, attempt=attempt)


async def end(database: Database, job: str) -> None:
    await JobStore(database).finish(job, status="succeeded", reason="completed", error=None, result=None)


async def test_a_call_is_counted_while_its_job_goes_on_and_as_much_when_it_has_ended(database: Database) -> None:
    assert await spent(database) == []
    await begun(database, "job")
    await paid(database, "job", call("a"))
    assert await spent(database) == [ONE]
    for _ in range(2):  # a job that has ended ends no second time
        await end(database, "job")
        assert await spent(database) == [ONE]


async def test_what_jobs_have_spent_adds_up_by_tenant_provider_model_and_role(database: Database) -> None:
    other = replace(WORLD, provider="p", model="m")
    for job, tenant in (("a", ""), ("b", "acme"), ("c", "acme")):
        await begun(database, job, tenant)
        await paid(database, job, call("1"))
        await paid(database, job, call("2", role="optimizer", endpoint=other))
    for job in ("a", "b"):
        await end(database, job)
    twice = replace(ONE, tenant="acme") + ONE
    elsewhere = {"role": "optimizer", "provider": "p", "model": "m"}
    expected = [ONE, twice, replace(ONE, **elsewhere), replace(twice, **elsewhere)]
    found = sorted(await spent(database), key=lambda one: (one.role, one.labels))
    assert found == sorted(expected, key=lambda one: (one.role, one.labels))


async def test_what_was_begun_counts_once_it_cannot_be_withdrawn(database: Database) -> None:
    await begun(database, "job")
    ledger = Ledger(database)
    withdrawn, lost, refused = (ledger.new_attempt("job", call(path), 1) for path in "abc")
    for attempt in (withdrawn, lost, refused):
        await ledger.intend(attempt)
    assert await spent(database) == []
    ledger.withdraw(withdrawn)
    ledger.settle(refused, "unpaid", Spend(calls=1))
    await ledger.recover("job")  # its process is gone, and who knows what became of it
    worst = call("b").reservation()
    (found,) = await spent(database)
    assert (found.attempts, found.output_tokens) == (2, 16)
    assert (found.input_tokens + found.output_tokens, found.cost_micro_usd) == (worst.tokens, worst.cost_micro_usd)
    await end(database, "job")
    assert await spent(database) == [found]


async def test_what_was_spent_on_a_job_stays_when_it_is_erased(database: Database) -> None:
    await begun(database, "job", "acme")
    await paid(database, "job", call("a"))
    await end(database, "job")
    await TenantJobs(database, "acme").erase("job", "run", cascade=False)
    assert await spent(database) == [replace(ONE, tenant="acme")]


async def test_names_are_bounded_and_nothing_is_lost_by_it(database: Database) -> None:
    await begun(database, "job", "first")
    models = [f"m{number}" for number in range(spending.MOST_MODELS + 5)]
    for model in models:
        await paid(database, "job", call(model, endpoint=replace(WORLD, model=model)))
    for _ in range(2):
        found = await spent(database)
        assert len(found) == spending.MOST_MODELS + 1
        assert sum(one.attempts for one in found) == len(models)
        assert {one.attempts for one in found if one.model == spending.OTHER} == {5}
        await end(database, "job")
