"""Databases of earlier versions are opened with all they hold."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import service.storage
from service.diagnostics.request import DiagnosticOutline
from service.engine.plan import RunOutline
from service.storage.database import Database
from service.storage.jobs import JobStore
from tests.support import harness

COLUMNS = "id, kind, scope, label, status, plan, created_at, active_s"


def old(path: Path, rows: dict[str, bytes]) -> None:
    """A database of the first version with a job of each kind."""
    config = Config()
    config.set_main_option("script_location", str(Path(service.storage.__file__).parent / "migrations"))
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
    expected = msgspec.structs.replace(plan.outline, expected_calls=0)
    assert msgspec.json.decode(run, type=RunOutline) == expected
    found = msgspec.json.decode(job.outline, type=DiagnosticOutline)
    assert (found.run_id, found.tests, found.steps, found.items) == ("r", ("content",), (3,), 2)
    assert job.error is not None
    assert (job.status, job.result, job.error.code) == ("failed", None, "earlier_version")
