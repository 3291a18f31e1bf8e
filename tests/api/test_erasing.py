"""Jobs are deleted with all their texts, unless others need them; what is left says that a test was used."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa

from gradcheck.storage.tables import metadata
from tests.api.server import Json, Server, until
from tests.api.test_headroom import simulated
from tests.api.test_studying import body as study_body
from tests.support import databases, world
from tests.support.pictures import png

MARK = "zebracrossing"
WORKFLOWS, ROWS = "SELECT workflow_uuid FROM", "workflow_status"
WAIT = {"Prefer": "wait=60"}
KEPT = {"test_claims", "charges", "test_items", "erasures", "alembic_version"}


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[Server]:
    running = Server(home)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def post(server: Server, path: str, body: Any, **headers: str) -> Json:  # noqa: ANN401 - any body
    answer = server.http.post(path, json=body, headers=WAIT | headers)
    assert answer.is_success, answer.text
    found: Json = answer.json()
    return found


def marked(**changes: Any) -> Json:  # noqa: ANN401 - any part of a request
    """A request with the mark wherever a caller writes, of tests that no other request here has."""
    body = world.request(**{"prompt": f"What is the sentiment at the {MARK}?\n\n{{text}}", **changes})
    body |= {"name": MARK, "tags": [MARK], "metadata": {"team": MARK}}
    body["task"]["description"] = f"{MARK} reviews"
    for example in body["task"]["examples"]:
        example["input"]["text"] += f" {MARK}"
    return body


def rows(server: Server, *ids: str) -> dict[str, int]:
    """How many rows hold one of these ids or the mark, by table."""
    found: dict[str, int] = {}

    def count(connection: sa.Connection) -> None:
        for name, table in metadata.tables.items():
            held = [
                row
                for row in connection.execute(sa.select(table))
                if any(str(value).find(text) >= 0 for value in row for text in (MARK, *ids))
            ]
            if held:
                found[name] = len(held)

    asyncio.run_coroutine_threadsafe(server.service.database.read(count), server.loop).result()
    return found


def bytes_of(home: Path) -> dict[str, int]:
    """How often the mark stands in the files of the home, whatever holds it."""
    return {file.name: file.read_bytes().count(MARK.encode()) for file in home.rglob("*sqlite*") if file.is_file()}


def known_to_engine(server: Server, home: Path) -> list[str]:
    """The ids of the jobs that the durable engine has rows of."""
    if databases.DEFAULT == "postgres":
        return [name for (name,) in databases.rows(server.service.settings.database_url, f"{WORKFLOWS} dbos.{ROWS}")]
    with closing(sqlite3.connect(next(home.glob("*-jobs.sqlite")))) as engine:
        return [name for (name,) in engine.execute(f"{WORKFLOWS} {ROWS}")]


def delete(server: Server, path: str, **query: Any) -> tuple[int, str]:  # noqa: ANN401 - a query
    answer = server.http.delete(path, params=query)
    return answer.status_code, "" if answer.status_code == 204 else answer.json()["detail"]


def test_every_kind_of_job_goes_with_all_its_rows_and_its_texts_are_in_no_file(server: Server, home: Path) -> None:
    run = post(server, "/optimize", marked(seed=1), **{"Idempotency-Key": MARK})
    diagnostic = post(server, f"/runs/{run['id']}/diagnostics", {"force": True})
    study = post(server, "/studies", study_body(optimize=marked(method="none")))
    trials = [trial["id"] for trial in server.get("/runs", study=study["id"])["items"]]
    headroom = post(server, "/headroom", {"optimize": simulated("W0") | {"name": MARK}, "seed": 1})
    ids = (run["id"], diagnostic["id"], study["id"], headroom["id"], *trials)
    assert {"jobs", "calls", "attempts", "events", "steps", "rollouts", "candidates", "requests"} <= rows(
        server, *ids
    ).keys()
    assert databases.DEFAULT == "postgres" or sum(bytes_of(home).values()) > 100
    for path in (
        f"/diagnostics/{diagnostic['id']}",
        f"/runs/{run['id']}",
        f"/studies/{study['id']}",
        f"/headroom/{headroom['id']}",
    ):
        assert delete(server, path) == (204, "")
        assert server.http.get(path).status_code == 404
        assert delete(server, path)[0] == 404
    assert rows(server, *ids).keys() <= KEPT
    assert not any(bytes_of(home).values()), bytes_of(home)
    assert not set(ids) & set(known_to_engine(server, home))
    again = post(server, "/optimize", marked(seed=1), **{"Idempotency-Key": MARK})
    assert again["id"] != run["id"]
    assert delete(server, f"/runs/{again['id']}") == (204, "")


def test_a_test_that_an_erased_run_has_used_is_not_fresh(server: Server) -> None:
    body = world.request(task=world.task(60), method="none")
    for example in body["task"]["examples"]:
        example["input"]["text"] += " counted"
    first = post(server, "/optimize", body)
    assert first["result"]["test"]["times_used"] == 1
    assert delete(server, f"/runs/{first['id']}") == (204, "")
    assert post(server, "/optimize", body)["result"]["test"]["times_used"] == 2


def test_what_others_need_is_deleted_with_them_or_not_at_all(server: Server) -> None:
    run = server.run(seed=1)
    child = post(server, f"/runs/{run['id']}/continue", {"budget": {"max_calls": 600}})
    grandchild = post(server, f"/runs/{child['id']}/continue", {"budget": {"max_calls": 700}})
    diagnostic = post(server, f"/runs/{child['id']}/diagnostics", {"force": True})
    other = server.run(seed=3)
    both = {"force": True, "runs": [run["id"]], "tests": ["content"], "scope": "method"}
    shared = server.http.post(f"/runs/{other['id']}/diagnostics", json=both, headers=WAIT)
    status, said = delete(server, f"/runs/{run['id']}")
    assert (status, child["id"] in said, grandchild["id"] in said) == (409, True, False)
    if shared.is_success:
        assert shared.json()["id"] in said
    status, said = delete(server, f"/runs/{child['id']}")
    assert status == 409
    assert grandchild["id"] in said
    assert diagnostic["id"] in said
    assert server.get(f"/runs/{run['id']}")["status"] == "succeeded"
    assert delete(server, f"/runs/{run['id']}", cascade=True) == (204, "")
    for path in (f"/runs/{child['id']}", f"/runs/{grandchild['id']}", f"/diagnostics/{diagnostic['id']}"):
        assert server.http.get(path).status_code == 404
    assert server.get(f"/runs/{other['id']}")["status"] == "succeeded"
    assert rows(server, run["id"], child["id"], grandchild["id"], diagnostic["id"]).keys() <= KEPT


def test_a_continuation_goes_alone_and_what_it_continued_stays_whole(server: Server) -> None:
    run = server.run(seed=2)
    child = post(server, f"/runs/{run['id']}/continue", {"budget": {"max_calls": 600}})
    assert delete(server, f"/runs/{child['id']}") == (204, "")
    calls = server.world.calls
    again = post(server, f"/runs/{run['id']}/continue", {"budget": {"max_calls": 600}})
    assert again["result"]["prompt"] == child["result"]["prompt"]
    assert server.world.calls - calls < sum(used["calls"] for used in run["result"]["usage"].values()) / 2


def test_a_trial_is_its_studys_and_goes_with_it(server: Server) -> None:
    study = post(server, "/studies", study_body(optimize=world.request(method="none")))
    trials = [trial["id"] for trial in server.get("/runs", study=study["id"])["items"]]
    diagnosed = delete(server, f"/runs/{trials[0]}")
    assert diagnosed[0] == 409
    assert f"study {study['id']} holds {trials[0]} as a trial" in diagnosed[1]
    assert delete(server, f"/runs/{trials[0]}", cascade=True) == (204, "")
    for path in (f"/studies/{study['id']}", *(f"/runs/{trial}" for trial in trials)):
        assert server.http.get(path).status_code == 404


def test_a_job_under_way_is_not_deleted_nor_what_it_is_made_of(server: Server) -> None:
    run = server.run(seed=4)
    with server.world.held():
        working = server.http.post("/optimize", json=world.request(seed=5)).json()
        until(lambda: bool(server.get(f"/runs/{working['id']}")["status"] == "running"))
        child = server.http.post(f"/runs/{run['id']}/continue", json={"budget": {"max_calls": 900}}).json()
        for path, query in ((working["id"], {}), (working["id"], {"cascade": True}), (run["id"], {"cascade": True})):
            status, said = delete(server, f"/runs/{path}", **query)
            assert status == 409, path
            assert "cancel it first" in said or child["id"] in said
        server.http.post(f"/runs/{working['id']}/cancel")
        until(lambda: bool(server.get(f"/runs/{working['id']}")["status"] == "cancelled"))
    server.ended(child["id"])
    assert delete(server, f"/runs/{working['id']}") == (204, "")
    time.sleep(1.5)  # whoever worked it has ended meanwhile
    server.run(seed=6, method="none")
    assert server.http.get(f"/runs/{working['id']}").status_code == 404


def test_a_run_that_waits_and_is_cancelled_and_deleted_is_never_begun(server: Server) -> None:
    with server.world.held():
        first = [server.http.post("/optimize", json=world.request(seed=n)).json()["id"] for n in range(20, 28)]
        until(lambda: all(server.get(f"/runs/{one}")["status"] == "running" for one in first))
        waiting = server.http.post("/optimize", json=world.request(seed=30)).json()["id"]
        assert server.http.post(f"/runs/{waiting}/cancel").status_code == 202
        assert delete(server, f"/runs/{waiting}") == (204, "")
    for one in first:
        server.ended(one)
    assert server.run(seed=31, method="none")["status"] == "succeeded"
    assert rows(server, waiting).keys() <= KEPT


def test_images_go_with_the_last_job_that_holds_them(server: Server) -> None:
    picture = png(5, 5)
    file = server.http.post("/files", content=picture, headers={"Content-Type": "image/png"}).json()
    task = world.task(40)
    for example in task["examples"]:
        example["input"] |= {"photo": {"image": file["url"]}}
    body = world.request(method="none", task=task, prompt="Is {photo} good? {text}")
    one, two = (post(server, "/optimize", body | {"seed": seed})["id"] for seed in (1, 2))
    assert server.http.delete(f"/files/{file['id']}").status_code == 204

    def images() -> int:
        query = sa.select(sa.func.count()).select_from(metadata.tables["image_contents"])
        read = server.service.database.read(lambda connection: connection.execute(query).scalar())
        return asyncio.run_coroutine_threadsafe(read, server.loop).result() or 0

    before = images()
    assert delete(server, f"/runs/{one}") == (204, "")
    assert images() == before
    assert delete(server, f"/runs/{two}") == (204, "")
    assert images() == before - 1


def test_the_texts_of_a_deleted_data_set_are_in_no_file(server: Server, home: Path) -> None:
    rows = "text,label\n" + "\n".join(f"{MARK} thing {n},positive" for n in range(3000))
    kept = server.http.post("/datasets?name=kept", content="text\nkept\n", headers={"Content-Type": "text/csv"})
    assert kept.status_code == 201
    for version in ("", "\none more,positive\n"):
        answer = server.http.post("/datasets?name=gone", content=rows + version, headers={"Content-Type": "text/csv"})
        assert answer.is_success, answer.text
    assert server.http.delete("/datasets/gone").status_code == 204
    assert not any(bytes_of(home).values()), bytes_of(home)
    assert server.http.get("/datasets/kept").status_code == 200
