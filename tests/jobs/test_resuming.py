"""Rules for jobs across stops and crashes. It does not own a process that lives on (`test_running.py`)."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support import databases

from .conftest import Bench

WORKER = Path(__file__).parent / "worker.py"
PATIENCE_S = 0.7  # three polls of the queue: what has not started by then does not start


class Recorder:
    """An `execute` that writes down what happens to it and ends when it may."""

    def __init__(self, *, may_end: bool) -> None:
        self.began: list[str] = []
        self.cancelled: list[str] = []
        self.ended: list[str] = []
        self.gate = asyncio.Event()
        if may_end:
            self.gate.set()

    async def __call__(self, job_id: str) -> None:
        self.began.append(job_id)
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            await asyncio.sleep(0.05)  # a clean-up that awaits
            self.cancelled.append(job_id)
            raise
        self.ended.append(job_id)


async def test_a_stop_cancels_the_running_jobs_awaits_their_clean_up_and_leaves_nothing_behind(
    bench: Bench,
) -> None:
    tasks, threads = asyncio.all_tasks(), {t for t in threading.enumerate() if "asyncio" not in t.name}
    hung = Recorder(may_end=False)
    jobs = await bench.started(hung)
    await jobs.enqueue("a")
    await jobs.enqueue("b")
    await bench.until(lambda: len(hung.began) == 2)
    await jobs.stop()
    assert sorted(hung.cancelled) == ["a", "b"]
    assert asyncio.all_tasks() == tasks
    assert {t for t in threading.enumerate() if "asyncio" not in t.name} == threads
    assert bench.status("a") == bench.status("b") == "PENDING"


async def test_a_stopped_job_starts_again_from_the_top_in_the_next_engine(bench: Bench) -> None:
    hung, ending = Recorder(may_end=False), Recorder(may_end=True)
    first = await bench.started(hung, concurrency=1)
    await first.enqueue("running")
    await bench.until(lambda: hung.began == ["running"])
    await first.enqueue("waiting")
    await first.stop()
    await bench.started(ending, concurrency=1)
    await bench.until(lambda: sorted(ending.ended) == ["running", "waiting"])
    assert hung.began == ["running"]


@pytest.mark.parametrize("ending", ["returns", "raises"])
async def test_a_job_that_answers_a_stop_by_ending_otherwise_is_still_picked_up(bench: Bench, ending: str) -> None:
    began = asyncio.Event()

    async def stubborn(_: str) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if ending == "raises":
                raise ValueError from None

    first = await bench.started(stubborn)
    await first.enqueue("a")
    await began.wait()
    await first.stop()
    assert bench.status("a") == "PENDING"
    again = Recorder(may_end=True)
    await bench.started(again)
    await bench.until(lambda: again.ended == ["a"])


async def test_a_stop_amid_a_stream_of_jobs_loses_none_and_ends_none_twice(bench: Bench) -> None:
    ids = sorted(f"job-{n}" for n in range(12))
    ended: list[str] = []

    async def execute(job_id: str) -> None:
        await asyncio.sleep(0.05)
        ended.append(job_id)

    first = bench.jobs(execute, concurrency=3)
    for job_id in ids:
        await first.enqueue(job_id)
    await first.start()
    for _ in range(3):
        await asyncio.sleep(0.25)
        await bench.made[-1].stop()
        await bench.started(execute, concurrency=3)
    await bench.until(lambda: {bench.status(job_id) for job_id in ids} == {"SUCCESS"})
    assert sorted(ended) == ids


async def test_a_finished_job_is_not_run_again(bench: Bench) -> None:
    once = Recorder(may_end=True)
    first = await bench.started(once)
    await first.enqueue("a")
    await bench.until(lambda: once.ended == ["a"])
    await first.stop()  # at once: the outcome may still be on its way into the file
    again = Recorder(may_end=True)
    second = await bench.started(again)
    await second.enqueue("a")
    await asyncio.sleep(PATIENCE_S)
    assert again.began == []


async def test_a_job_enqueued_before_the_start_or_after_the_stop_waits_for_the_next_start(
    bench: Bench,
) -> None:
    first = bench.jobs(Recorder(may_end=True))
    await first.enqueue("before")
    await first.enqueue("before")
    await first.start()
    await bench.until(lambda: bench.status("before") == "SUCCESS")
    await first.stop()
    await first.enqueue("after")
    assert bench.status("after") == "ENQUEUED"
    again = Recorder(may_end=True)
    await bench.started(again)
    await bench.until(lambda: again.ended == ["after"])


async def test_a_job_enqueued_during_a_stop_does_not_begin_before_the_next_start(bench: Bench) -> None:
    began: list[str] = []

    async def slow_to_clean_up(job_id: str) -> None:
        began.append(job_id)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(PATIENCE_S)

    first = await bench.started(slow_to_clean_up)
    await first.enqueue("early")
    await bench.until(lambda: began == ["early"])
    stopping = asyncio.create_task(first.stop())
    await asyncio.sleep(0)
    await first.enqueue("late")  # a slot is free and the queue is still polled
    await stopping
    assert began == ["early"]
    again = Recorder(may_end=True)
    await bench.started(again)
    await bench.until(lambda: sorted(again.ended) == ["early", "late"])


async def test_a_stop_waits_for_the_outcome_of_a_job_that_has_just_ended(bench: Bench) -> None:
    once = Recorder(may_end=False)
    jobs = await bench.started(once)
    await jobs.enqueue("a")
    await bench.until(lambda: once.began == ["a"])
    other = sa.create_engine(bench.url)
    with other.connect() as connection:
        statement = f"UPDATE {bench.table} SET priority = priority"  # noqa: S608 - the table is ours
        connection.execute(sa.text(statement))  # no outcome can be written meanwhile
        once.gate.set()
        await bench.until(lambda: once.ended == ["a"])
        stopping = asyncio.create_task(jobs.stop())
        await asyncio.sleep(0.4)
        connection.rollback()
    other.dispose()
    await stopping
    assert bench.status("a") == "SUCCESS"


async def test_a_start_obeys_the_new_cap_and_not_the_stored_one(bench: Bench) -> None:
    hung = Recorder(may_end=False)
    first = await bench.started(hung, concurrency=4)
    for job_id in ("a", "b", "c", "d"):
        await first.enqueue(job_id)
    await bench.until(lambda: len(hung.began) == 4)
    await first.stop()
    again = Recorder(may_end=False)
    await bench.started(again, concurrency=1)
    await asyncio.sleep(PATIENCE_S)
    assert len(again.began) == 1


async def test_a_job_survives_any_number_of_interruptions(bench: Bench) -> None:
    first = bench.jobs(Recorder(may_end=True))
    await first.enqueue("a")
    statement = f"UPDATE {bench.table} SET recovery_attempts = 100000"  # noqa: S608 - the table is ours
    databases.rows(bench.url, statement)
    again = Recorder(may_end=True)
    await bench.started(again)
    await bench.until(lambda: again.ended == ["a"])


async def test_the_loop_can_still_use_threads_after_a_stop(bench: Bench) -> None:
    jobs = await bench.started(Recorder(may_end=True))
    await jobs.enqueue("a")
    await jobs.stop()
    assert await asyncio.to_thread(lambda: "done") == "done"


async def test_an_instance_stops_twice_without_harm_and_starts_once(bench: Bench) -> None:
    jobs = await bench.started(Recorder(may_end=True))
    await jobs.stop()
    await jobs.stop()
    with pytest.raises(RuntimeError, match="starts once"):
        await jobs.start()


@pytest.mark.alone
async def test_starting_and_stopping_each_take_less_than_a_second_and_a_half(bench: Bench) -> None:
    hung = Recorder(may_end=False)
    before = time.perf_counter()
    jobs = await bench.started(hung)
    started = time.perf_counter()
    await jobs.enqueue("a")
    await bench.until(lambda: hung.began == ["a"])
    running = time.perf_counter()
    await jobs.stop()
    assert started - before < 1.5
    assert time.perf_counter() - running < 1.5


async def test_jobs_running_and_waiting_when_a_process_is_killed_are_run_by_the_next_process(
    bench: Bench, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with worker(bench, log, "hang", "running", "waiting"):
        await bench.until(lambda: {"hang running", "enqueued"} <= set(lines(log)))
    assert (bench.status("running"), bench.status("waiting")) == ("PENDING", "ENQUEUED")
    with worker(bench, log, "finish"):
        await bench.until(lambda: bench.status("running") == bench.status("waiting") == "SUCCESS")
    runs = [line for line in lines(log) if line != "enqueued"]
    assert runs == ["hang running", "finish running", "finish waiting"]


async def test_a_job_stopped_in_this_process_is_finished_by_another(bench: Bench, tmp_path: Path) -> None:
    hung = Recorder(may_end=False)
    jobs = await bench.started(hung)
    await jobs.enqueue("a")
    await bench.until(lambda: hung.began == ["a"])
    await jobs.stop()
    with worker(bench, tmp_path / "log", "finish"):
        await bench.until(lambda: bench.status("a") == "SUCCESS")


async def test_jobs_that_wait_begin_by_their_turns_after_a_kill(bench: Bench, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with worker(bench, log, "hang", "first@5", "late@9", "second@6", "early@5"):
        await bench.until(lambda: sorted(lines(log)) == ["enqueued", "hang first"])
    again = Recorder(may_end=True)
    await bench.started(again, concurrency=1)
    await bench.until(lambda: len(again.ended) == 4)
    assert again.began == ["first", "early", "second", "late"]


@contextmanager
def worker(bench: Bench, log: Path, mode: str, *ids: str) -> Iterator[None]:
    """`worker.py` in a process of its own, which is killed, and not asked to end, on the way out."""
    command = [sys.executable, "-W", "error", str(WORKER), bench.url, str(log), mode, *ids]
    with subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(WORKER.parents[2])}) as process:
        try:
            yield
            assert process.poll() is None
        finally:
            process.kill()
    assert process.returncode == -signal.SIGKILL


def lines(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []
