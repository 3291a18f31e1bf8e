"""When a service says that it is ready."""

import asyncio
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from gradcheck.app import create_app
from gradcheck.runtime import Service
from gradcheck.storage.clock import running_s
from gradcheck.storage.leasing import lease as leases
from tests.api.server import settings
from tests.support import databases, homes

READY, AWAY = (200, "ready", 0.0), (503, "storage_unavailable", 1.0)


class Probed:
    """A service, and what a probe and a scrape see of it: `/health/ready`, and `gradcheck_storage_away`."""

    def __init__(self, home: Path, **environ: str) -> None:
        app = create_app(settings(home, **environ))
        app.state.service = self.service = Service(settings(home, **environ))
        transport = httpx.ASGITransport(cast("Any", app))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://localhost")

    async def seen(self) -> tuple[int, str, float]:
        assert (await self.client.get("/health/live")).status_code == 200
        answer = await self.client.get("/health/ready")
        families = text_string_to_metric_families((await self.client.get("/metrics")).text)
        (away,) = (one.value for family in families for one in family.samples if one.name == "gradcheck_storage_away")
        return answer.status_code, answer.json()["status"], away

    async def until(self, wanted: tuple[int, str, float]) -> None:
        async with asyncio.timeout(8):
            while await self.seen() != wanted:
                await asyncio.sleep(0.1)


async def test_a_service_is_ready_only_between_start_and_stop(tmp_path: Path) -> None:
    probed = Probed(tmp_path)
    before = (await probed.client.get("/health/ready")).json()
    await probed.service.start()
    running = await probed.seen()
    await probed.service.stop()
    after = (await probed.client.get("/health/ready")).json()
    assert (before, running, after) == ({"status": "starting"}, READY, {"status": "starting"})


async def test_a_service_answers_that_it_is_alive_while_every_thread_of_its_loop_is_taken(tmp_path: Path) -> None:
    probed, freed, loop = Probed(tmp_path), threading.Event(), asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(1))
    taken = loop.run_in_executor(None, freed.wait)
    try:
        answer = await asyncio.wait_for(probed.client.get("/health/live"), 5)
    finally:
        freed.set()
        await taken
    assert answer.status_code == 200


async def test_a_service_whose_file_is_locked_is_not_ready_until_it_is_free(tmp_path: Path) -> None:
    probed = Probed(tmp_path)
    await probed.service.start()
    with closing(sqlite3.connect(tmp_path / "gradcheck.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await probed.until(AWAY)
        other.execute("ROLLBACK")
    await probed.until(READY)
    await probed.service.stop()


async def test_a_service_whose_jobs_somebody_keeps_locked_is_not_ready_until_they_are_free(tmp_path: Path) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    probed = Probed(tmp_path, GRADCHECK_DATABASE_URL=url)
    await probed.service.start()
    other = sa.create_engine(url)
    with other.begin() as connection:
        connection.execute(sa.text("LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE"))
        answer = await probed.client.get("/health/ready")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    other.dispose()
    async with asyncio.timeout(8):
        while (await probed.client.get("/health/ready")).status_code != 200:
            await asyncio.sleep(0.1)
    await probed.service.stop()


async def test_a_worker_whose_lease_is_over_is_not_ready_until_it_is_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.new_url("postgres", tmp_path, homes.template())
    probed = Probed(tmp_path, GRADCHECK_DATABASE_URL=url)
    await probed.service.start()
    assert await probed.seen() == READY
    now = running_s()
    monkeypatch.setattr(leases, "running_s", lambda: now + 60)  # the process was frozen for a minute
    assert await probed.seen() == AWAY
    await probed.until(READY)
    await probed.service.stop()
