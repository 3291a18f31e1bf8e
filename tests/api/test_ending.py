"""Runs are cancelled and continued."""

import httpx
import pytest

from tests.api.server import Json, Server, until
from tests.support import world

ENVIRON = {"GRADCHECK_MAX_JOBS": "1", "GRADCHECK_HEARTBEAT_S": "0.1"}


def start(server: Server, **changes: object) -> str:
    run_id: str = server.http.post("/optimize", json=world.request(**changes)).json()["id"]
    return run_id


def running(server: Server) -> str:
    run_id = start(server)
    until(lambda: server.get(f"/runs/{run_id}")["status"] == "running")
    return run_id


def conflict(answer: httpx.Response) -> None:
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "conflict"


def test_a_running_run_is_cancelled_once_and_keeps_its_best(server: Server) -> None:
    with server.world.held():
        run_id = running(server)
        answer = server.http.post(f"/runs/{run_id}/cancel")
        assert answer.status_code == 202
        assert answer.json()["id"] == run_id
        run = server.ended(run_id)
    assert (run["status"], run["finish_reason"], run["error"]) == ("cancelled", "cancelled", None)
    assert run["result"]["prompt"]
    assert run["result"]["test"]["verdict"] == "not_tested"
    conflict(server.http.post(f"/runs/{run_id}/cancel"))


def test_a_queued_run_is_cancelled_at_once(server: Server) -> None:
    with server.world.held():
        first = running(server)
        queued = start(server)
        answer = server.http.post(f"/runs/{queued}/cancel")
        assert answer.status_code == 202
        assert answer.json()["status"] == "cancelled"
        conflict(server.http.post(f"/runs/{queued}/cancel"))
        server.http.post(f"/runs/{first}/cancel")
        assert server.ended(first)["status"] == "cancelled"
    assert server.get(f"/runs/{queued}")["result"] is None


def test_a_run_that_ended_cannot_be_cancelled(server: Server) -> None:
    conflict(server.http.post(f"/runs/{server.run(method='none')['id']}/cancel"))


def test_a_run_is_not_continued_before_it_has_ended(server: Server) -> None:
    with server.world.held():
        run_id = running(server)
        conflict(server.http.post(f"/runs/{run_id}/continue", json={"budget": {}}))
        server.http.post(f"/runs/{run_id}/cancel")
        server.ended(run_id)


def test_a_continued_run_is_a_new_run_that_pays_only_for_what_is_new(server: Server) -> None:
    before = server.world.calls
    whole = server.run(seed=31)
    calls = server.world.calls - before
    budget = whole["result"]["usage"]["task"]["calls"]
    again = _continued(server, whole, {})
    assert server.world.calls - before == calls, "nothing is paid for twice"
    assert again["parent"] == whole["id"]
    assert again["result"]["prompt"] == whole["result"]["prompt"]
    assert again["result"]["steps"] == whole["result"]["steps"]
    assert again["result"]["usage"]["task"]["cached"] > 0
    assert budget > 0


def test_a_run_that_met_its_budget_goes_on_with_a_larger_one(server: Server) -> None:
    whole = server.run(seed=41)
    before = server.world.calls
    least = server.http.post("/optimize", json=world.request(seed=42, budget={"max_calls": 1})).json()
    assert [error["path"] for error in least["errors"]] == ["budget.max_calls"]
    calls = int("".join(filter(str.isdigit, least["errors"][0]["message"])))
    short = server.run(seed=41, budget={"max_calls": calls})
    assert short["status"] == "succeeded"
    assert short["finish_reason"] == "budget_calls"
    paid = server.world.calls - before
    longer = _continued(server, short, {"max_calls": 10_000})
    assert longer["finish_reason"] == "completed"
    assert longer["result"]["steps"] == whole["result"]["steps"]
    total = sum(role["calls"] for role in whole["result"]["usage"].values())
    assert server.world.calls - before <= total + paid * 0.5


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"budget": {"max_cost_usd": 1}}, "budget.max_cost_usd"),
        ({"budget": {"max_calls": -1}}, "budget.max_calls"),
        ({"budget": []}, "budget"),
        ({"bugdet": {}}, "bugdet"),
    ],
)
def test_a_budget_that_cannot_work_continues_nothing(server: Server, body: Json, path: str) -> None:
    run = server.run(method="none")
    before = server.runs()
    answer = server.http.post(f"/runs/{run['id']}/continue", json=body)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [path]
    assert server.runs() == before


def _continued(server: Server, run: Json, budget: Json) -> Json:
    answer = server.http.post(f"/runs/{run['id']}/continue", json={"budget": budget})
    assert answer.status_code == 202, answer.text
    assert answer.json()["id"] != run["id"]
    assert answer.headers["location"] == f"/runs/{answer.json()['id']}"
    return server.ended(answer.json()["id"])
