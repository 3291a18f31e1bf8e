"""Event streams: whole, in order, resumable, and gone when nobody reads them."""

import asyncio
import json
import re
import time

import httpx
import pytest

from tests.api.server import Json, Server, until
from tests.support import world

ENVIRON = {"GRADCHECK_HEARTBEAT_S": "0.1"}
READERS = 50


def blocks(text: str) -> list[str]:
    """What a stream is made of."""
    return [block for block in re.split(r"\r?\n\r?\n", text) if block.strip()]


def messages(text: str) -> list[tuple[int, str, Json]]:
    """The messages of a stream: id, event, data."""
    found = []
    for block in blocks(text):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "data" in fields:
            found.append((int(fields["id"]), fields["event"], json.loads(fields["data"])))
    return found


def read(server: Server, run_id: str, last: int | None = None, **query: int) -> list[tuple[int, str, Json]]:
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    answer = server.http.get(f"/runs/{run_id}/events", params=query, headers=headers)
    assert answer.status_code == 200
    return messages(answer.text)


def start(server: Server) -> str:
    run_id: str = server.http.post("/optimize", json=world.request()).json()["id"]
    return run_id


def test_a_stream_holds_every_event_and_ends_after_the_last(server: Server, finished: Json) -> None:
    found = read(server, finished["id"])
    assert [number for number, _, _ in found] == list(range(1, len(found) + 1))
    assert [kind for _, kind, _ in found if kind.startswith("run_")] == ["run_started", "run_succeeded"]
    assert found[-1][1] == "run_succeeded"
    for number, kind, data in found:
        assert (data["seq"], data["type"], data["run_id"]) == (number, kind, finished["id"])


def test_a_stream_is_not_cached_and_not_buffered(server: Server, finished: Json) -> None:
    headers = server.http.get(f"/runs/{finished['id']}/events").headers
    assert headers["content-type"].partition(";")[0] == "text/event-stream"
    assert headers["cache-control"] == "no-cache"
    assert headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize("seen", [0, 1, 5])
def test_a_stream_is_resumed_exactly(server: Server, finished: Json, seen: int) -> None:
    whole = read(server, finished["id"])
    assert read(server, finished["id"], after=seen) == whole[seen:]
    assert read(server, finished["id"], last=seen) == whole[seen:]


def test_a_client_that_reconnects_is_further_than_its_address_says(server: Server, finished: Json) -> None:
    whole = read(server, finished["id"])
    assert read(server, finished["id"], last=7, after=2) == whole[7:]


@pytest.mark.parametrize("beyond", [0, 1, 1000])
def test_a_stream_resumed_past_its_end_has_no_content(server: Server, finished: Json, beyond: int) -> None:
    end = len(read(server, finished["id"])) + beyond
    path = f"/runs/{finished['id']}/events"
    for answer in (
        server.http.get(path, params={"after": end}),
        server.http.get(path, headers={"Last-Event-ID": str(end)}),
    ):
        assert (answer.status_code, answer.content) == (204, b"")


def test_an_event_that_has_not_happened_cannot_be_resumed_from(server: Server) -> None:
    with server.world.held():
        run_id = start(server)
        path = f"/runs/{run_id}/events"
        after = server.http.get(path, params={"after": 1000})
        last = server.http.get(path, headers={"Last-Event-ID": "1000"})
    assert (after.status_code, last.status_code) == (422, 422)
    assert [after.json()["errors"][0]["path"], last.json()["errors"][0]["path"]] == ["after", "Last-Event-ID"]
    server.ended(run_id)


@pytest.mark.parametrize("number", ["x", "-1", "1.5", "\xb2", "9" * 30, "9" * 5000, ""])
def test_a_last_event_that_is_no_number_is_a_fault(server: Server, finished: Json, number: str) -> None:
    headers = [(b"Last-Event-ID", number.encode("latin-1"))]
    answer = server.http.get(f"/runs/{finished['id']}/events", headers=headers)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["Last-Event-ID"]


def test_silence_is_filled_with_comments_that_carry_no_data(server: Server) -> None:
    with server.world.held():
        run_id = start(server)
        text = ""
        with server.http.stream("GET", f"/runs/{run_id}/events") as answer:
            for chunk in answer.iter_text():
                text += chunk
                if text.count("heartbeat") >= 3:
                    break
    beats = [block for block in blocks(text) if "heartbeat" in block]
    assert {block.strip() for block in beats} == {": heartbeat"}
    assert all("data" not in block for block in blocks(text) if block.startswith(":"))
    server.ended(run_id)


def test_events_come_as_they_happen(server: Server) -> None:
    with server.world.held():
        run_id = start(server)
        with server.http.stream("GET", f"/runs/{run_id}/events") as answer:
            text = ""
            for chunk in answer.iter_text():
                text += chunk
                if "run_started" in text:
                    break
        assert server.get(f"/runs/{run_id}")["status"] == "running"
    server.ended(run_id)


def settled(server: Server) -> int:
    """The number of the server's tasks once it has stayed the same for a second."""
    count, since = server.tasks(), time.monotonic()
    while time.monotonic() - since < 1:
        time.sleep(0.05)
        if (now := server.tasks()) != count:
            count, since = now, time.monotonic()
    return count


def test_a_reader_who_leaves_leaves_nothing_behind(server: Server) -> None:
    until(lambda: server.gauge("gradcheck_event_streams") == 0)
    with server.world.held():
        run_id = start(server)
        before = settled(server)  # the run has as many tasks as it will have until its calls are answered
        for _ in range(5):
            with httpx.stream("GET", f"{server.url}/runs/{run_id}/events", timeout=10) as answer:
                reading = answer.iter_text()  # kept: the connection closes with it
                next(reading)
                until(lambda: server.gauge("gradcheck_event_streams") == 1)
            until(lambda: server.gauge("gradcheck_event_streams") == 0)
        until(lambda: server.gauge("gradcheck_event_streams") == 0, 5)
        until(lambda: server.tasks() <= before, 5)
    assert server.ended(run_id)["status"] == "succeeded", "a job does not depend on its readers"


async def test_many_readers_see_the_same_events(server: Server) -> None:
    with server.world.held():
        run_id = start(server)
        limits = httpx.Limits(max_connections=READERS)
        async with httpx.AsyncClient(base_url=server.url, limits=limits, timeout=60) as client:
            reading = [asyncio.create_task(client.get(f"/runs/{run_id}/events")) for _ in range(READERS)]
            async with asyncio.timeout(20):
                while server.gauge("gradcheck_event_streams") < READERS:
                    await asyncio.sleep(0.02)
            server.world.open.set()
            answers = await asyncio.gather(*reading)
    found = [messages(answer.text) for answer in answers]
    assert found[0][-1][1] == "run_succeeded"
    assert all(one == found[0] for one in found)
    async with asyncio.timeout(5):
        while server.gauge("gradcheck_event_streams"):
            await asyncio.sleep(0.02)
