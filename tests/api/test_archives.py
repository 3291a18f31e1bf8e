"""A run leaves as one file and is the same run elsewhere; a file that is none changes nothing."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.api.server import CLIENT_KEY, KEY, Json, Server, until
from tests.api.test_erasing import rows
from tests.api.test_scopes import make_key
from tests.support import world

TYPE = {"Content-Type": "application/octet-stream"}
WAIT = {"Prefer": "wait=60"}
PARTS = ("", "/request", "/steps", "/candidates", "/rollouts", "/changes?direction=fixed", "/export?format=json")


@contextmanager
def serving(home: Path, **environ: str) -> Iterator[Server]:
    home.mkdir(exist_ok=True)
    server = Server(home, **environ)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def content(answer: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    return answer.json()


def archive(server: Server, run_id: str, **headers: str) -> bytes:
    answer = server.http.get(f"/runs/{run_id}/archive", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.content


def take_in(server: Server, file: bytes, **headers: str) -> httpx.Response:
    return server.http.post("/runs/import", content=file, headers=TYPE | headers)


def test_a_run_is_shown_continued_and_diagnosed_elsewhere_as_where_it_was_made(tmp_path: Path) -> None:
    with serving(tmp_path / "here") as here:
        parent = here.run(seed=1)
        body = {"budget": {"max_calls": 900}}
        run = here.http.post(f"/runs/{parent['id']}/continue", json=body, headers=WAIT).json()
        shown = {part: content(here.http.get(f"/runs/{run['id']}{part}")) for part in PARTS}
        events = here.http.get(f"/runs/{run['id']}/events").text
        file = archive(here, run["id"])
        assert take_in(here, file).status_code == 409
    assert KEY.encode() not in zlib.decompress(file)
    with serving(tmp_path / "there") as there:
        answer = take_in(there, file)
        assert answer.status_code == 201, answer.text
        assert answer.headers["location"] == f"/runs/{run['id']}"
        assert {part: content(there.http.get(f"/runs/{run['id']}{part}")) for part in PARTS} == shown
        assert there.http.get(f"/runs/{run['id']}/events").text == events
        assert there.get(f"/runs/{parent['id']}")["result"] == parent["result"]
        assert archive(there, run["id"]) == file
        calls = there.world.calls
        again = there.http.post(f"/runs/{run['id']}/continue", json={"budget": {"max_calls": 950}}, headers=WAIT).json()
        assert again["status"] == "succeeded"
        assert there.world.calls - calls < sum(used["calls"] for used in parent["result"]["usage"].values()) / 2
        diagnosed = there.http.post(f"/runs/{run['id']}/diagnostics", json={"force": True}, headers=WAIT).json()
        assert diagnosed["status"] == "succeeded", diagnosed
        used = there.run(seed=9)["result"]["test"]["times_used"]
        assert used > 2  # the tests of both runs are known here
        assert take_in(there, file).status_code == 409
        assert there.http.delete(f"/runs/{parent['id']}?cascade=true").status_code == 204
        assert "deleted just now" in take_in(there, file).json()["detail"]


def changed(file: bytes, change: Callable[[Json], object]) -> bytes:
    read = msgspec.msgpack.decode(zlib.decompress(file))
    change(read)
    return zlib.compress(msgspec.msgpack.encode(read))


def hostile(file: bytes) -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "text", b"prompt,label\n"
    yield "a bomb", zlib.compress(bytes(700_000_000), 1)
    yield "cut", file[:-20]
    yield "another format", changed(file, lambda read: read.update(gradcheck_run=3))
    yield "more fields", changed(file, lambda read: read.update(more=1))
    yield "no such table", changed(file, lambda read: read["tables"].update(api_keys=[]))
    yield "a table less", changed(file, lambda read: read["tables"].pop("calls"))
    yield "a column more", changed(file, lambda read: read["tables"]["jobs"][0].update(more=1))
    yield "a wrong type", changed(file, lambda read: read["tables"]["jobs"][0].update(active_s="x"))
    yield "a later version", changed(file, lambda read: read["tables"]["jobs"][0].update(version="99"))
    yield "a strange priority", changed(file, lambda read: read["tables"]["jobs"][0].update(priority="first"))
    yield "not ended", changed(file, lambda read: read["tables"]["jobs"][0].update(status="running"))
    yield "another kind", changed(file, lambda read: read["tables"]["jobs"][0].update(kind="study"))
    yield "a strange plan", changed(file, lambda read: read["tables"]["plans"][0].update(plan=b"{}"))
    yield "no plan", changed(file, lambda read: read["tables"]["plans"].clear())
    yield "no plan in a job", changed(file, lambda read: read.update(gradcheck_run=1))
    yield "a strange scope", changed(file, lambda read: read["tables"]["jobs"][0].update(scope="run_other"))
    yield "another's calls", changed(file, lambda read: read["tables"]["calls"][0].update(scope="run_other"))
    yield "another's events", changed(file, lambda read: read["tables"]["events"][0].update(job_id="run_other"))
    yield "no parent", changed(file, lambda read: read["tables"]["jobs"][0].update(parent="run_other"))
    yield "its own parent", changed(file, lambda read: read["tables"]["jobs"][0].update(parent=read["run"]))
    yield "a row twice", changed(file, lambda read: read["tables"]["steps"].append(read["tables"]["steps"][0]))
    yield "a strange answer", changed(file, lambda read: read["tables"]["calls"][0].update(outcome=b"\xc1"))


def test_what_is_no_archive_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as server:
        run = server.run(seed=1, method="none")
        file = archive(server, run["id"])
    with serving(tmp_path / "other") as server:
        before = rows(server, run["id"])
        for name, content in hostile(file):
            answer = take_in(server, content)
            assert answer.status_code == 422, (name, answer.text[:300])
            assert answer.json()["errors"][0]["path"] == "file", name
        assert rows(server, run["id"]) == before
        assert server.http.post("/runs/import", json={}).status_code in {403, 415}
        with server.world.held():
            working = server.http.post("/optimize", json=world.request(seed=5)).json()["id"]
            until(lambda: bool(server.get(f"/runs/{working}")["status"] == "running"))
            assert server.http.get(f"/runs/{working}/archive").status_code == 409


def test_a_file_of_before_a_column_was_there_is_taken_in(tmp_path: Path) -> None:
    with serving(tmp_path / "home") as server:
        file = archive(server, server.run(seed=1, method="none", priority="high")["id"])

    def forget(read: Json) -> None:
        for column in ("priority", "turn", "epoch", "worker"):
            del read["tables"]["jobs"][0][column]

    with serving(tmp_path / "other") as server:
        answer = take_in(server, changed(file, forget))
        assert (answer.status_code, answer.json()["priority"]) == (201, "normal")


def test_a_file_whose_jobs_have_their_plans_in_them_is_taken_in(tmp_path: Path) -> None:
    def move(read: Json) -> None:
        read["gradcheck_run"] = 1
        plans = {row["job_id"]: row["plan"] for row in read["tables"].pop("plans")}
        for row in read["tables"]["jobs"]:
            row["plan"] = plans[row["id"]]

    with serving(tmp_path / "home") as server:
        file = archive(server, server.run(seed=1, method="none")["id"])
    with serving(tmp_path / "other") as server:
        assert take_in(server, changed(file, move)).status_code == 201
        assert archive(server, msgspec.msgpack.decode(zlib.decompress(file))["run"]) == file


def test_an_archive_belongs_to_whoever_takes_it_in(tmp_path: Path) -> None:
    with serving(tmp_path / "home", GRADCHECK_API_KEYS=CLIENT_KEY) as server:
        one, other = (make_key(server, "run", "read", tenant=name) for name in ("acme", "beta"))
        answer = server.http.post("/optimize", json=world.request(method="none"), headers=one | WAIT)
        run = answer.json()["id"]
        assert server.http.get(f"/runs/{run}/archive", headers=other).status_code == 404
        file = archive(server, run, **one)
        assert take_in(server, file, **other).status_code == 409
        assert server.http.get(f"/runs/{run}", headers=other).status_code == 404
    with serving(tmp_path / "there", GRADCHECK_API_KEYS=CLIENT_KEY) as server:
        one, other = (make_key(server, "run", "read", tenant=name) for name in ("acme", "beta"))
        assert take_in(server, file, **other).status_code == 201
        assert server.http.get(f"/runs/{run}", headers=other).status_code == 200
        assert server.http.get(f"/runs/{run}", headers=one).status_code == 404
