"""Every POST that starts a job knows its repetition by the key, waits where that is preferred, and can be listed."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.api.server import Json, Server, pages
from tests.support import world

METHOD = {"name": "protegi", "rounds": 1, "beam": 1, "paraphrases": 0}
STUDY: Json = {
    "optimize": world.request(method={"name": "none"}),
    "trials": 2,
    "arms": [{"name": "a"}, {"name": "b", "overrides": {"prompt": "Say one word.\n\n{text}"}}],
    "force": True,
}
KINDS = ("run", "continue", "diagnostic", "study")
LISTS = {"run": "/runs", "continue": "/runs", "diagnostic": "/diagnostics", "study": "/studies"}


def asked(kind: str, run: str) -> tuple[str, Json]:
    """Where a job of this kind is asked for, and the body."""
    match kind:
        case "run":
            return "/optimize", world.request(method="none")
        case "continue":
            return f"/runs/{run}/continue", {"budget": {"max_calls": 500}}
        case "diagnostic":
            return f"/runs/{run}/diagnostics", {"tests": ["shortcuts"], "force": True}
        case _:
            return "/studies", STUDY


def start(server: Server, kind: str, run: str, headers: dict[str, str]) -> httpx.Response:
    path, body = asked(kind, run)
    return server.http.post(path, json=body, headers=headers)


def ids(server: Server, kind: str) -> set[str]:
    return {one["id"] for one in pages(server.http, LISTS[kind], limit=500)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_key_starts_one_job_of_every_kind(server: Server, finished: Json, kind: str) -> None:
    before = ids(server, kind)
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda _: start(server, kind, finished["id"], {"Idempotency-Key": kind}), range(4)))
    later = start(server, kind, finished["id"], {"Idempotency-Key": kind, "Prefer": "wait=60"})
    assert [answer.status_code for answer in at_once] == [202] * 4
    assert (later.status_code, later.json()["status"]) == (200, "succeeded")
    assert ids(server, kind) - before == {answer.json()["id"] for answer in (*at_once, later)}
    assert len(ids(server, kind) - before) == 1
    assert {answer.headers["location"] for answer in at_once} == {later.headers["location"]}


def test_a_key_of_one_request_is_no_key_of_another_with_the_same_body(server: Server, finished: Json) -> None:
    other = server.run(method="none")
    for kind in ("continue", "diagnostic"):
        key = {"Idempotency-Key": f"same body {kind}"}
        assert start(server, kind, finished["id"], key).status_code == 202
        second = start(server, kind, other["id"], key)
        assert (second.status_code, second.json()["code"]) == (422, "idempotency_mismatch")


def test_a_key_of_a_run_is_no_key_of_a_study(server: Server) -> None:
    key = {"Idempotency-Key": "kinds"}
    body = world.request(method="none")
    assert server.http.post("/optimize", json=body, headers=key).status_code == 202
    answer = server.http.post("/studies", json=body, headers=key)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_mismatch")


@pytest.mark.parametrize("kind", KINDS)
def test_a_job_of_every_kind_is_waited_for(server: Server, finished: Json, kind: str) -> None:
    answer = start(server, kind, finished["id"], {"Prefer": "wait=60"})
    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")
    assert answer.headers["preference-applied"] == "wait=60"
    assert answer.json() == server.get(answer.headers["location"])


@pytest.mark.parametrize("kind", ["run", "study"])
def test_a_job_that_does_not_end_in_time_is_answered_as_accepted(server: Server, finished: Json, kind: str) -> None:
    with server.world.held():
        began = time.monotonic()
        answer = start(server, kind, finished["id"], {"Prefer": "wait=1"})
        assert time.monotonic() - began >= 1
        assert (answer.status_code, answer.headers["preference-applied"]) == (202, "wait=1")
    server.ended(answer.json()["id"], LISTS[kind].strip("/"))


def test_what_was_not_preferred_is_not_said_to_be_applied(server: Server) -> None:
    answer = server.http.post("/optimize", json=world.request(method="none"), headers={"Prefer": "respond-async"})
    assert "preference-applied" not in answer.headers
    longest = server.http.post("/optimize", json=world.request(method="none"), headers={"Prefer": "wait=99999"})
    assert longest.headers["preference-applied"] == "wait=600"


def test_diagnostics_are_listed_by_run_and_status_the_newest_first(server: Server) -> None:
    first, second = server.run(method=METHOD), server.run(method=METHOD)
    waits = {"Prefer": "wait=60"}
    made = [start(server, "diagnostic", run["id"], waits).json() for run in (first, second, first)]
    of_first = [made[2]["id"], made[0]["id"]]
    assert [one["id"] for one in server.get("/diagnostics", limit=3)["items"]] == [one["id"] for one in made[::-1]]
    assert [one["id"] for one in pages(server.http, "/diagnostics", run=first["id"], limit=1)] == of_first
    assert [one["id"] for one in pages(server.http, f"/runs/{first['id']}/diagnostics", limit=1)] == of_first
    assert server.get("/diagnostics", run=first["id"], status="failed")["items"] == []
    page = server.get(f"/runs/{first['id']}/diagnostics", limit=1)
    assert page["summary"] == made[2]["result"]["summary"] != ""
    assert server.get("/diagnostics", run=first["id"])["summary"] is None, "it is of one run, not of a filter"
    entry = server.get("/diagnostics", run=second["id"], status="succeeded")["items"][0]
    assert entry == {name: made[1][name] for name in entry}
    assert entry["run_id"] == second["id"]
    assert entry["tests"] == ["shortcuts"]


def test_a_list_of_diagnostics_names_what_is_wrong_with_it(server: Server, finished: Json) -> None:
    assert server.get("/diagnostics", run="run_nobody")["items"] == []
    assert server.http.get("/runs/run_nobody/diagnostics").status_code == 404
    wrong = server.http.get("/diagnostics", params={"after": finished["id"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "after")
