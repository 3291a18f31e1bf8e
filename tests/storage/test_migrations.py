"""Databases of earlier versions are opened with all they hold."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import gradcheck.storage
from gradcheck.diagnostics.request import DiagnosticOutline
from gradcheck.domain.division import item_digest
from gradcheck.engine.plan import RunOutline
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, NewJob
from tests.support import harness

COLUMNS = "id, kind, scope, label, status, plan, created_at, active_s"


def old(path: Path, rows: dict[str, bytes]) -> None:
    """A database of the first version with a job of each kind."""
    config = Config()
    config.set_main_option("script_location", str(Path(gradcheck.storage.__file__).parent / "migrations"))
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection_, connection_:
        for kind, plan in rows.items():
            values = (kind, kind, kind, "x", "succeeded", plan, "2026-01-01 00:00:00.000000", 0.0)
            connection_.execute(f"INSERT INTO jobs ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608


async def test_jobs_of_the_first_version_get_their_outlines(tmp_path: Path) -> None:
    async with harness.serving(tmp_path / "home", harness.Model()) as running:
        plan = harness.plan_of(running, harness.request())
    diagnostic = {"run_id": "r", "recorded": [{"step": 3}], "items": [1, 2], "replicates": 8, "scope": "this_run"}
    diagnostic |= {"delta": 0.02, "alpha": 0.05, "seed": 1}
    path = tmp_path / "old.sqlite"
    old(path, {"run": msgspec.json.encode(plan), "diagnostic": msgspec.json.encode(diagnostic)})
    database = Database(f"sqlite:///{path}")
    await database.start()
    store = JobStore(database)
    run, job = (await store.get("run", "run")).outline, await store.get("diagnostic", "diagnostic")
    await database.stop()
    models = {role: msgspec.structs.replace(model, sent={}) for role, model in plan.outline.models.items()}
    expected = msgspec.structs.replace(plan.outline, expected_calls=0, data=None, models=models)
    assert msgspec.json.decode(run, type=RunOutline) == expected
    found = msgspec.json.decode(job.outline, type=DiagnosticOutline)
    assert (found.run_id, found.tests, found.steps, found.items) == ("r", ("content",), (3,), 2)
    assert job.error is not None
    assert (job.status, job.result, job.error.code) == ("failed", None, "earlier_version")


async def test_what_earlier_runs_were_tested_on_is_known(tmp_path: Path) -> None:
    async with harness.serving(tmp_path / "home", harness.Model()) as running:
        plan = harness.plan_of(running, harness.request())
    path = tmp_path / "old.sqlite"
    old(path, {"run": msgspec.json.encode(plan)})
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE jobs SET test_digest = 'x', tested_at = created_at WHERE kind = 'run'")
    database = Database(f"sqlite:///{path}")
    await database.start()
    store = JobStore(database)
    await store.create(NewJob(id="new", kind="run", scope="new", label="x", plan=b"{}", outline=b"{}"), None)
    tested = [item_digest(example) for example in plan.examples if example.split == "test"]
    assert await store.claim_test("new", [tested[0]]) == 2
    await database.stop()
