"""Rules for jobs while the process lives. It does not own stopping or crashing (`test_resuming.py`)."""

import asyncio
import contextlib
import logging
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from tests.support import databases

from .conftest import Bench

PATIENCE_S = 0.7  # three polls of the queue: what has not started by then does not start


async def test_a_job_runs_on_the_loop_that_started_the_engine(bench: Bench) -> None:
    done = asyncio.Event()
    loops = []

    async def execute(_: str) -> None:
        loops.append(asyncio.get_running_loop())
        done.set()

    jobs = await bench.started(execute)
    await jobs.enqueue("a")
    async with asyncio.timeout(5):
        await done.wait()
    assert loops == [asyncio.get_running_loop()]


async def test_an_id_enqueued_again_before_during_and_after_its_run_runs_once(bench: Bench) -> None:
    gate = asyncio.Event()
    runs: Counter[str] = Counter()

    async def execute(job_id: str) -> None:
        runs[job_id] += 1
        await gate.wait()

    jobs = await bench.started(execute)
    await asyncio.gather(*(jobs.enqueue("a") for _ in range(5)))
    await bench.until(lambda: runs["a"] > 0)
    await jobs.enqueue("a")
    gate.set()
    await bench.until(lambda: bench.status("a") == "SUCCESS")
    await jobs.enqueue("a")
    await asyncio.sleep(PATIENCE_S)
    assert runs == {"a": 1}


async def test_no_more_jobs_run_at_once_than_the_cap_and_the_slots_are_all_used(bench: Bench) -> None:
    ids = [f"job-{n}" for n in range(9)]
    finished: list[str] = []
    running = 0
    peak = 0

    async def execute(job_id: str) -> None:
        nonlocal running, peak
        running += 1
        peak = max(peak, running)
        await asyncio.sleep(0.3)
        running -= 1
        finished.append(job_id)

    jobs = await bench.started(execute, concurrency=3)
    for job_id in ids:
        await jobs.enqueue(job_id)
    await bench.until(lambda: len(finished) == len(ids))
    assert sorted(finished) == ids
    assert peak == 3


async def test_a_process_has_its_own_number_of_jobs_at_once_whatever_another_has_written(bench: Bench) -> None:
    gate = asyncio.Event()
    began: list[str] = []

    async def execute(job_id: str) -> None:
        began.append(job_id)
        await gate.wait()

    jobs = await bench.started(execute, concurrency=2)
    queues = bench.table.replace("workflow_status", "queues")
    databases.rows(bench.url, f"UPDATE {queues} SET worker_concurrency = 9 WHERE name = 'jobs'")  # noqa: S608
    for number in range(5):
        await jobs.enqueue(str(number))
    await bench.until(lambda: len(began) == 2)
    await asyncio.sleep(PATIENCE_S)
    assert len(began) == 2
    databases.rows(bench.url, f"UPDATE {queues} SET worker_concurrency = 1 WHERE name = 'jobs'")  # noqa: S608
    gate.set()
    await bench.until(lambda: len(began) == 5)


async def test_what_a_process_does_not_take_waits_until_it_does(bench: Bench) -> None:
    began: list[str] = []

    async def execute(job_id: str) -> None:
        began.append(job_id)

    jobs = bench.jobs(execute, parts="part")
    await jobs.start()
    jobs.take(jobs=False, parts=True)
    await asyncio.sleep(PATIENCE_S)
    await jobs.enqueue("whole")
    await jobs.enqueue("part of it")
    await bench.until(lambda: began == ["part of it"])
    await asyncio.sleep(PATIENCE_S)
    assert began == ["part of it"]
    jobs.take(jobs=True, parts=True)
    await bench.until(lambda: began == ["part of it", "whole"])


async def test_jobs_whose_ends_wait_for_a_locked_file_keep_nobody_elses_thread(tmp_path: Path) -> None:
    gate, began = asyncio.Event(), list[str]()
    bench = Bench(databases.new_url("sqlite", tmp_path))

    async def execute(job_id: str) -> None:
        began.append(job_id)
        await gate.wait()

    jobs = await bench.started(execute, concurrency=12)
    for number in range(12):
        await jobs.enqueue(f"job-{number}")
    await bench.until(lambda: len(began) == 12)
    with contextlib.closing(sqlite3.connect(str(sa.make_url(bench.url).database), isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        gate.set()
        await asyncio.sleep(0.5)
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "answered"), 2) == "answered"
    await bench.until(lambda: all(bench.status(job_id) == "SUCCESS" for job_id in began))
    await jobs.stop()


async def test_a_crash_is_kept_as_an_error_without_the_text_of_the_exception(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def execute(job_id: str) -> None:
        if job_id == "crashes":
            raise KeyError("the text of a prompt")

    jobs = await bench.started(execute)
    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        await jobs.enqueue("crashes")
        await jobs.enqueue("runs")
        await bench.until(lambda: bench.status("crashes") == "ERROR")
    assert logs == [{"event": "job_crashed", "job_id": "crashes", "error": "KeyError", "log_level": "error"}]
    await bench.until(lambda: bench.status("runs") == "SUCCESS")
    await jobs.stop()
    assert "the text of a prompt" not in caplog.text
    kept = databases.rows(bench.url, f"SELECT * FROM {bench.table}")  # noqa: S608 - the table is ours
    assert "the text of a prompt" not in repr(kept)


async def test_a_cancellation_that_nobody_asked_for_is_a_crash(bench: Bench) -> None:
    async def execute(_: str) -> None:
        inner = asyncio.create_task(asyncio.sleep(60))
        inner.cancel()
        await inner

    jobs = await bench.started(execute)
    with capture_logs() as logs:
        await jobs.enqueue("a")
        await bench.until(lambda: bench.status("a") == "ERROR")
    assert [entry["error"] for entry in logs] == ["CancelledError"]


@pytest.mark.parametrize("bench", ["sqlite"], indirect=True)
async def test_the_file_is_in_write_ahead_mode(bench: Bench) -> None:
    await bench.started(_nothing)
    assert databases.rows(bench.url, "PRAGMA journal_mode") == [("wal",)]


async def test_warnings_of_the_library_go_to_the_applications_logging_and_nothing_is_printed(
    bench: Bench, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def execute(job_id: str) -> None:
        if job_id == "crashes":
            raise ValueError
        await asyncio.Event().wait()

    jobs = await bench.started(execute)
    with capture_logs():
        await jobs.enqueue("hangs")
        await jobs.enqueue("crashes")
        await bench.until(lambda: bench.status("crashes") == "ERROR")
    await jobs.stop()
    assert {(record.name, record.levelname) for record in caplog.records} == {
        ("dbos", "ERROR"),
        ("dbos", "WARNING"),
    }
    assert logging.getLogger("dbos").propagate
    assert capfd.readouterr() == ("", "")


async def test_a_second_engine_in_the_process_is_refused_and_does_no_harm(bench: Bench, tmp_path: Path) -> None:
    first = await bench.started(_nothing)
    with pytest.raises(RuntimeError, match="another one runs"):
        await bench.jobs(_nothing, url=f"sqlite:///{tmp_path / 'other.db'}").start()
    await first.enqueue("a")
    await bench.until(lambda: bench.status("a") == "SUCCESS")


async def test_an_engine_that_cannot_start_leaves_the_process_free_for_another(bench: Bench, tmp_path: Path) -> None:
    no_database = tmp_path / "text.db"
    no_database.write_text("this is no database, and it is long enough to be seen as none" * 20)
    with pytest.raises(Exception, match="not a database"):
        await bench.jobs(_nothing, url=f"sqlite:///{no_database}").start()
    await bench.started(_nothing)


async def _nothing(_: str) -> None:
    pass
