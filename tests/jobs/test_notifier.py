"""Notices over real connections: tried again by the same id, given up in the end, refused where nobody may be asked."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from gradcheck.domain.results.notice import Notice
from gradcheck.jobs.notifier import WAITS_S, Notifier
from gradcheck.outbound.targets import Targets
from gradcheck.settings import Settings, load
from gradcheck.storage.database import Database
from gradcheck.storage.jobs import JobStore, Kind, NewJob
from gradcheck.storage.notices import NoticeStore
from gradcheck.storage.tenant_jobs import TenantJobs
from tests.llm.server import Server, serving
from tests.outbound.test_target_client import Names

KEY = bytes(range(32))
SECRET = base64.b64encode(KEY).decode()
RUN = b'{"verdict": null, "prompt": {"user": "secret words"}, "test": {"verdict": "improved", "fixed": 3}}'


def settings(folder: Path, *urls: str, private: bool = True) -> Settings:
    path = folder / "gradcheck.toml"
    path.write_text(
        "".join(
            f'[webhooks.hook{number}]\nurl = "{url}"\nsecret_env = "HOOK_SECRET"\nprivate = {str(private).lower()}\n'
            for number, url in enumerate(urls)
        )
    )
    return load({"GRADCHECK_CONFIG": str(path), "HOOK_SECRET": SECRET})


class Receiver:
    """Answers with one status after the other and then always with the last; keeps what came."""

    def __init__(self, *statuses: int, headers: dict[str, str] | None = None) -> None:
        self.statuses = list(statuses)
        self.headers = headers
        self.came: list[tuple[dict[str, str], bytes]] = []

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Take a notice."""
        self.came.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        return web.Response(status=status, headers=self.headers)


class Sending:
    """A notifier under way and what it works with."""

    def __init__(self, database: Database) -> None:
        self.jobs = JobStore(database)
        self.own = TenantJobs(database, "")
        self.notices = NoticeStore(database)

    async def ended(
        self, name: str = "run_1", result: bytes | None = RUN, *, webhook: str = "hook0", kind: Kind = "run"
    ) -> None:
        """A job that has ended."""
        new = NewJob(id=name, kind=kind, scope=name, label="x", plan=b"{}", outline=b"{}", webhook=webhook)
        await self.own.create(new, None)
        await self.jobs.finish(name, status="succeeded", reason="completed", error=None, result=result)

    async def until(self, name: str = "run_1", *, attempts: int = 1, kind: Kind = "run") -> Notice:
        """The notice after so many attempts."""
        async with asyncio.timeout(20):
            while True:
                notice = (await self.jobs.get(name, kind)).webhook
                assert notice is not None
                if notice.attempts >= attempts:
                    return notice
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def sending(
    database: Database, targets: Targets, waits_s: Sequence[float] = (0.0, 0.0, 0.0)
) -> AsyncIterator[Sending]:
    parts = Sending(database)
    task = asyncio.create_task(Notifier(targets, parts.jobs, parts.notices, waits_s).run())
    try:
        yield parts
    finally:
        task.cancel()
        async with asyncio.timeout(2):
            await asyncio.wait([task])


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite'}")
    await database.start()
    yield database
    await database.stop()


async def test_a_notice_that_failed_is_sent_again_with_the_same_id_and_body(database: Database, tmp_path: Path) -> None:
    receiver = Receiver(503, 404, 204)
    async with serving(receiver) as server, sending(database, Targets(settings(tmp_path, server.url))) as parts:
        await parts.ended()
        notice = await parts.until(attempts=3)
        await asyncio.sleep(1.2)
    assert notice.delivered_at is not None
    assert (notice.attempts, notice.next_at, notice.given_up, notice.error) == (3, None, False, None)
    assert [headers["webhook-id"] for headers, _ in receiver.came] == ["evt_run_1"] * 3
    assert len({body for _, body in receiver.came}) == 1


async def test_a_notice_says_what_ended_how_and_where_and_is_signed(database: Database, tmp_path: Path) -> None:
    receiver = Receiver(200)
    async with serving(receiver) as server, sending(database, Targets(settings(tmp_path, server.url))) as parts:
        await parts.ended()
        await parts.until()
        job = await parts.jobs.get("run_1", "run")
    headers, body = receiver.came[0]
    said = json.loads(body)
    assert job.ended_at is not None
    assert said.pop("at") == job.ended_at.isoformat().replace("+00:00", "Z")
    assert said == {
        "id": "evt_run_1",
        "kind": "run",
        "job_id": "run_1",
        "status": "succeeded",
        "finish_reason": "completed",
        "verdict": "improved",
        "verdicts": {},
        "path": "/runs/run_1",
    }
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(KEY, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


@pytest.mark.parametrize(
    ("kind", "result", "verdict", "verdicts", "path"),
    [
        ("run", b'{"test": {"verdict": "not_tested"}}', "not_tested", {}, "/runs/x"),
        ("run", None, None, {}, "/runs/x"),
        ("headroom", b'{"verdict": "reacts"}', "reacts", {}, "/headroom/x"),
        ("diagnostic", b'{"findings": {"content": {"verdict": "a"}, "order": {"verdict": "b"}}}', None, ..., ...),
        ("study", b'{"comparisons": [{"verdict": "better"}]}', None, {}, "/studies/x"),
    ],
)
async def test_a_verdict_is_told_where_there_is_one(
    database: Database,
    tmp_path: Path,
    kind: Kind,
    result: bytes | None,
    verdict: str | None,
    verdicts: Any,  # noqa: ANN401 - as told
    path: Any,  # noqa: ANN401 - as told
) -> None:
    receiver = Receiver(200)
    async with serving(receiver) as server, sending(database, Targets(settings(tmp_path, server.url))) as parts:
        await parts.ended("x", result, kind=kind)
        await parts.until("x", kind=kind)
    said = json.loads(receiver.came[0][1])
    expected = {"content": "a", "order": "b"} if verdicts is ... else verdicts
    where = "/diagnostics/x" if path is ... else path
    assert (said["verdict"], said["verdicts"], said["path"]) == (verdict, expected, where)


async def test_a_receiver_that_never_takes_it_is_given_up_in_words(database: Database, tmp_path: Path) -> None:
    receiver = Receiver(500)
    async with serving(receiver) as server, sending(database, Targets(settings(tmp_path, server.url))) as parts:
        await parts.ended()
        notice = await parts.until(attempts=4)
        await asyncio.sleep(1.2)
    assert len(receiver.came) == 4
    assert (notice.given_up, notice.next_at, notice.delivered_at) == (True, None, None)
    assert notice.error == "webhook:hook0 answered 500"


async def test_a_redirect_is_not_followed_and_told(database: Database, tmp_path: Path) -> None:
    other = Receiver(200)
    async with serving(other) as elsewhere:
        receiver = Receiver(307, headers={"location": elsewhere.url})
        async with (
            serving(receiver) as server,
            sending(database, Targets(settings(tmp_path, server.url)), (60.0,)) as parts,
        ):
            await parts.ended()
            notice = await parts.until()
    assert (len(receiver.came), other.came, notice.delivered_at) == (1, [], None)
    assert notice.error is not None
    assert "redirect" in notice.error


async def test_a_name_that_leads_to_this_machine_is_refused(database: Database, tmp_path: Path) -> None:
    receiver = Receiver(200)
    async with serving(receiver) as server:
        url = server.url.replace("127.0.0.1", "hooks.example")
        targets = Targets(settings(tmp_path, url, private=False), Names(["127.0.0.1"]))
        async with sending(database, targets, (60.0,)) as parts:
            await parts.ended()
            notice = await parts.until()
    assert receiver.came == []
    assert notice.error is not None
    assert "private = true" in notice.error


async def test_a_webhook_that_was_taken_out_of_the_settings_is_told(database: Database, tmp_path: Path) -> None:
    async with sending(database, Targets(settings(tmp_path)), ()) as parts:
        await parts.ended()
        notice = await parts.until()
    assert (notice.given_up, notice.error) == (True, "webhook:hook0 is not in the server's settings")


async def test_a_receiver_is_left_alone_for_as_long_as_it_asks(database: Database, tmp_path: Path) -> None:
    receiver = Receiver(429, headers={"retry-after": "50"})
    async with (
        serving(receiver) as server,
        sending(database, Targets(settings(tmp_path, server.url)), (5.0, 90.0)) as parts,
    ):
        await parts.ended()
        notice = await parts.until()
        job = await parts.jobs.get("run_1", "run")
    assert notice.next_at is not None
    assert job.ended_at is not None
    assert 49 < (notice.next_at - job.ended_at).total_seconds() < 60


async def test_a_webhook_that_hangs_holds_nobody_else_up_and_has_four_at_once(
    database: Database, tmp_path: Path
) -> None:
    async def hang(_: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    receiver = Receiver(200)
    async with serving(hang) as hanging, serving(receiver) as server:
        async with sending(database, Targets(settings(tmp_path, hanging.url, server.url))) as parts:
            for number in range(12):
                await parts.ended(f"slow{number}")
            await parts.ended("quick", webhook="hook1")
            assert (await parts.until("quick")).delivered_at is not None
            await hanging.until(lambda: hanging.active == 4)
            await asyncio.sleep(1.2)
            assert hanging.arrived == 4
        await _left(hanging)


async def _left(server: Server) -> None:
    """A notifier that is stopped lets go of what was under way."""
    await server.until(lambda: server.active == 0)


async def test_what_was_under_way_at_a_stop_is_sent_by_the_next(database: Database, tmp_path: Path) -> None:
    arrived = asyncio.Event()

    async def hang(_: web.BaseRequest) -> web.StreamResponse:
        arrived.set()
        await asyncio.sleep(60)
        return web.Response()

    async with serving(hang) as server, sending(database, Targets(settings(tmp_path, server.url))) as parts:
        await parts.ended()
        async with asyncio.timeout(20):
            await arrived.wait()
    receiver = Receiver(200)
    async with serving(receiver) as server, sending(database, Targets(settings(tmp_path, server.url))) as parts:
        assert (await parts.until()).attempts == 1
    assert receiver.came[0][0]["webhook-id"] == "evt_run_1"


def test_attempts_are_spread_over_hours() -> None:
    assert list(WAITS_S) == sorted(WAITS_S)
    assert 12 * 3600 < sum(WAITS_S) < 24 * 3600
