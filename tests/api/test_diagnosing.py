"""Diagnostics over HTTP."""

import httpx
import pytest

from tests.api.server import Json, Server, until
from tests.support import world


def start(server: Server, run_id: str, body: Json) -> Json:
    answer = server.http.post(f"/runs/{run_id}/diagnostics", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/diagnostics/{answer.json()['id']}"
    diagnostic: Json = answer.json()
    return diagnostic


def faults(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid_request"
    return {fault["path"]: fault["message"] for fault in answer.json()["errors"]}


def test_an_empty_body_asks_for_the_defaults(server: Server, finished: Json) -> None:
    answer = server.http.post(f"/runs/{finished['id']}/diagnostics")
    assert answer.status_code == 202
    assert (answer.json()["replicates"], answer.json()["alpha"]) == (8, 0.05)
    diagnostic = server.ended(answer.json()["id"], "diagnostics")
    assert diagnostic["status"] == "succeeded"
    assert diagnostic["run_id"] == finished["id"]
    assert diagnostic["result"]
    events = server.http.get(f"/diagnostics/{diagnostic['id']}/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    assert "event: diagnostic_succeeded" in events.text
    last = events.text.count("\nid: ")
    resumed = server.http.get(f"/diagnostics/{diagnostic['id']}/events", headers={"Last-Event-ID": str(last)})
    assert resumed.status_code == 204


def test_a_diagnostic_is_cancelled_once(server: Server, finished: Json) -> None:
    with server.world.held():
        diagnostic = start(server, finished["id"], {"seed": 3})
        path = f"/diagnostics/{diagnostic['id']}"
        until(lambda: server.get(path)["status"] == "running")
        cancelled = server.http.post(f"{path}/cancel")
        assert cancelled.status_code == 202
        assert server.ended(diagnostic["id"], "diagnostics")["status"] == "cancelled"
    again = server.http.post(f"{path}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_a_run_is_not_diagnosed_before_it_has_ended(server: Server) -> None:
    with server.world.held():
        run_id = server.http.post("/optimize", json=world.request()).json()["id"]
        answer = server.http.post(f"/runs/{run_id}/diagnostics")
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    server.ended(run_id)


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"tests": ["contents"]}, ["tests[0]"]),
        ({"tests": []}, ["tests"]),
        ({"steps": [0, 77]}, ["steps[0]", "steps[1]"]),
        ({"replicates": 0, "items": 1, "alpha": 0.7, "scope": "runs", "delta": 0}, None),
        ({"budget": {"max_calls": 1}}, ["budget.max_calls"]),
        ({"step": [1]}, ["step"]),
        ([], ["$"]),
    ],
)
def test_what_cannot_be_tested_is_named(server: Server, finished: Json, body: Json, paths: list[str] | None) -> None:
    found = faults(server.http.post(f"/runs/{finished['id']}/diagnostics", json=body))
    assert sorted(found) == sorted(body if paths is None else paths)


def test_a_test_that_is_not_known_names_those_that_are(server: Server, finished: Json) -> None:
    found = faults(server.http.post(f"/runs/{finished['id']}/diagnostics", json={"tests": ["nope"]}))
    assert "content" in found["tests[0]"]


def test_a_method_without_feedback_is_not_testable(server: Server) -> None:
    run = server.run(method="none")
    assert "tests" in faults(server.http.post(f"/runs/{run['id']}/diagnostics"))


def test_a_malformed_body_is_refused(server: Server, finished: Json) -> None:
    answer = server.http.post(f"/runs/{finished['id']}/diagnostics", content=b"{")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_body")


@pytest.mark.parametrize(("verb", "path"), [("GET", ""), ("GET", "/events"), ("POST", "/cancel")])
def test_an_unknown_diagnostic_is_not_found(server: Server, finished: Json, verb: str, path: str) -> None:
    for identity in ("diag_unknown", finished["id"]):
        answer = server.http.request(verb, f"/diagnostics/{identity}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
