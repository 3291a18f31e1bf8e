"""Databases of earlier versions are opened with all they hold."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

import gradcheck.storage
from gradcheck.diagnostics.request import DiagnosticOutline
from gradcheck.domain.call import Failure
from gradcheck.domain.division import item_digest
from gradcheck.domain.events.common import Progress
from gradcheck.domain.naming import Naming
from gradcheck.engine.plan import Plan, RunOutline
from gradcheck.errors import ConfigurationError
from gradcheck.storage.database import Database
from gradcheck.storage.events import EventStore
from gradcheck.storage.jobs import NewJob
from gradcheck.storage.ledger import Entry, Ledger
from gradcheck.storage.tables import metadata
from tests.llm.bench import call
from tests.support import databases, harness
from tests.support.one_tenant import OneTenantJobs

COLUMNS = "id, kind, scope, label, status, plan, created_at, active_s"
DIAGNOSTIC: dict[str, object] = {
    "run_id": "r",
    "recorded": [{"step": 3}],
    "items": [1, 2],
    "replicates": 8,
    "scope": "this_run",
    "delta": 0.02,
    "alpha": 0.05,
    "seed": 1,
}


@pytest.fixture(params=databases.KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    (tmp_path / "made").mkdir()
    return databases.new_url(request.param, tmp_path)


@pytest.fixture
async def plan(tmp_path: Path) -> Plan:
    async with harness.serving(tmp_path / "home", harness.Model()) as running:
        return harness.plan_of(running, harness.request())


def alembic(url: str, to: Callable[[Config, str], None], revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(gradcheck.storage.__file__).parent / "migrations"))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        to(config, revision)
    engine.dispose()


def old(url: str, rows: dict[str, bytes]) -> None:
    """A database of the first version with a job of each kind."""
    alembic(url, command.upgrade, "0001")
    for kind, plan in rows.items():
        values = ":kind, :kind, :kind, 'x', 'succeeded', :plan, '2026-01-01 00:00:00.000000', 0.0"
        databases.rows(url, f"INSERT INTO jobs ({COLUMNS}) VALUES ({values})", kind=kind, plan=plan)  # noqa: S608


async def test_jobs_of_the_first_version_get_their_outlines(url: str, plan: Plan) -> None:
    old(url, {"run": msgspec.json.encode(plan), "diagnostic": msgspec.json.encode(DIAGNOSTIC)})
    database = Database(url)
    await database.start()
    store = OneTenantJobs(database)
    run, job = await store.get("run", "run"), await store.get("diagnostic", "diagnostic")
    assert run.tenant == job.tenant == ""
    await database.stop()
    models = {role: msgspec.structs.replace(model, sent={}) for role, model in plan.outline.models.items()}
    expected = msgspec.structs.replace(plan.outline, expected_calls=0, data=None, models=models)
    assert msgspec.json.decode(run.outline, type=RunOutline) == expected
    found = msgspec.json.decode(job.outline, type=DiagnosticOutline)
    assert (found.run_id, found.tests, found.steps, found.items) == ("r", ("content",), (3,), 2)
    assert job.error is not None
    assert (job.status, job.result, job.error.code) == ("failed", None, "earlier_version")


async def test_what_earlier_runs_were_tested_on_is_known(url: str, plan: Plan) -> None:
    old(url, {"run": msgspec.json.encode(plan)})
    databases.rows(url, "UPDATE jobs SET test_digest = 'x', tested_at = created_at WHERE kind = 'run'")
    database = Database(url)
    await database.start()
    store = OneTenantJobs(database)
    await store.create(NewJob(id="new", kind="run", scope="new", label="x", plan=b"{}", outline=b"{}"), None)
    tested = [item_digest(example) for example in plan.examples if example.split == "test"]
    assert await store.claim_test("new", [tested[0]]) == 2
    await database.stop()


def kept(url: str) -> list[list[Any]]:
    """What all versions have of jobs, calls, attempts and events, and the plans where the newest has them."""
    return [
        databases.rows(url, "SELECT id, kind, scope, label, status, created_at, active_s FROM jobs ORDER BY id"),
        databases.rows(url, "SELECT job_id, plan FROM plans ORDER BY job_id"),
        databases.rows(url, "SELECT scope, path, draw, cached, outcome FROM calls ORDER BY path"),
        databases.rows(url, "SELECT id, state, tokens, cost_micro_usd FROM attempts ORDER BY id"),
        databases.rows(url, "SELECT job_id, seq, key, at, type, data FROM events ORDER BY seq"),
    ]


async def test_every_migration_goes_back_and_forth_with_all_that_it_found(url: str, plan: Plan) -> None:
    old(url, {"run": msgspec.json.encode(plan), "diagnostic": msgspec.json.encode(DIAGNOSTIC)})
    database = Database(url)
    await database.start()
    store, ledger, events = OneTenantJobs(database), Ledger(database), EventStore(database)
    new = NewJob(id="new", kind="run", scope="new", label="x", plan=msgspec.json.encode(plan), outline=b"{}")
    naming = Naming(name="Näme", tags=("a",), metadata={"k": "v"})
    await store.create(msgspec.structs.replace(new, naming=naming, request=b"{}", webhook="ci"), None)
    await store.claim_test("new", [b"item"])
    attempt = ledger.new_attempt("new", call("path"), 1)
    await ledger.intend(attempt)
    entry = Entry(job_id="new", key="k", outcome=Failure(cause="timeout", message="m", attempts=1), cached=True)
    await ledger.deliver("new", call("path"), entry, attempt=attempt)
    await events.append("new", "a", Progress(share=0.5))
    await database.stop()
    before = kept(url)
    claimed = databases.rows(url, "SELECT id, tenant, test_digest, tested_at FROM test_claims")
    assert len(claimed) == 1
    for revision in ("0013", "0012", "0010", "0009", "0008", "0007", "0006", "0005", "0004", "0003", "0002", "0001"):
        alembic(url, command.downgrade, revision)
        alembic(url, command.upgrade, "head")
        assert kept(url) == before
        assert databases.rows(url, "SELECT id, tenant, test_digest, tested_at FROM test_claims") == claimed
    database = Database(url)
    await database.start()
    differences = await database.read(lambda c: compare_metadata(MigrationContext.configure(c), metadata))
    assert differences == []
    assert (await OneTenantJobs(database).get("new", "run")).naming == Naming()
    await database.stop()


async def test_a_database_of_a_later_version_is_left_alone(url: str) -> None:
    alembic(url, command.upgrade, "head")
    databases.rows(url, "UPDATE alembic_version SET version_num = '9999'")
    database = Database(url)
    with pytest.raises(ConfigurationError, match=r"later version of the service .*9999"):
        await database.start()
    await database.stop()
    assert databases.rows(url, "SELECT version_num FROM alembic_version") == [("9999",)]
