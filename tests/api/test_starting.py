"""`POST /optimize`: when it answers, and when two requests are one."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.api.server import Server
from tests.support import databases, world

SMALL = {"method": "none"}


def test_a_request_is_accepted_with_a_place_to_look(server: Server) -> None:
    answer = server.http.post("/optimize", json=world.request(**SMALL))
    assert answer.status_code == 202
    assert answer.headers["location"] == f"/runs/{answer.json()['id']}"
    assert answer.json()["status"] in {"queued", "running", "succeeded"}
    assert server.ended(answer.json()["id"])["status"] == "succeeded"


def test_a_job_keeps_the_trace_that_asked_for_it_and_nothing_that_is_none(server: Server) -> None:
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    for told, kept in ((given, given), (given.upper(), None), (None, None)):
        headers = {} if told is None else {"traceparent": told}
        run = server.http.post("/optimize", json=world.request(**SMALL), headers=headers).json()["id"]
        found = databases.rows(server.service.settings.database_url, "SELECT trace FROM jobs WHERE id = :id", id=run)
        assert [row.trace for row in found] == [kept]


@pytest.mark.parametrize("prefer", ["wait=60", "respond-async, Wait = 60", 'wait="60"', "wait=999999999"])
def test_a_run_that_ends_in_the_preferred_time_is_answered_whole(server: Server, prefer: str) -> None:
    answer = server.http.post("/optimize", json=world.request(**SMALL), headers={"Prefer": prefer})
    assert answer.status_code == 200
    assert answer.headers["location"] == f"/runs/{answer.json()['id']}"
    assert answer.json()["status"] == "succeeded"
    assert answer.json()["result"]["test"]["verdict"]
    assert answer.json() == server.get(answer.headers["location"])


def test_a_run_that_does_not_end_in_the_preferred_time_is_answered_as_accepted(server: Server) -> None:
    with server.world.held():
        answer = server.http.post("/optimize", json=world.request(**SMALL), headers={"Prefer": "wait=1"})
        assert answer.status_code == 202
        assert answer.json()["status"] == "running"
    server.ended(answer.json()["id"])


@pytest.mark.parametrize(
    "prefer", ["wait", "wait=", "wait=soon", "wait=-1", "wait=1.5", "wait=\xb2", "wait=" + "9" * 5000]
)
def test_a_wait_that_is_no_number_is_a_fault_and_starts_nothing(server: Server, prefer: str) -> None:
    before = server.runs()
    headers = [(b"Prefer", prefer.encode("latin-1"))]
    answer = server.http.post("/optimize", json=world.request(**SMALL), headers=headers)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["Prefer"]
    assert server.runs() == before


def test_other_preferences_are_left_alone(server: Server) -> None:
    headers = {"Prefer": "respond-async, handling=strict"}
    assert server.http.post("/optimize", json=world.request(**SMALL), headers=headers).status_code == 202


def test_the_same_key_with_the_same_body_is_the_same_run(server: Server) -> None:
    before = server.runs()
    first = _keyed(server, "same", world.request(**SMALL))
    second = _keyed(server, "same", world.request(**SMALL))
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["id"] == second.json()["id"]
    assert first.headers["location"] == second.headers["location"]
    assert server.runs() == before + 1


def test_the_same_key_with_another_body_is_a_mismatch(server: Server) -> None:
    first = _keyed(server, "other", world.request(**SMALL))
    before = server.runs()
    second = _keyed(server, "other", world.request(**SMALL, seed=8))
    assert first.status_code == 202
    assert second.status_code == 422
    assert second.json()["code"] == "idempotency_mismatch"
    assert server.runs() == before


def test_a_refused_request_leaves_its_key_unused(server: Server) -> None:
    refused = _keyed(server, "again", {"prompt": 1})
    accepted = _keyed(server, "again", world.request(**SMALL))
    assert (refused.status_code, accepted.status_code) == (422, 202)


def test_where_no_key_is_configured_all_callers_are_the_same(server: Server) -> None:
    body = world.request(**SMALL)
    first = _keyed(server, "nobody", body)
    second = _keyed(server, "nobody", body, Authorization="Bearer whatever")
    assert first.json()["id"] == second.json()["id"]


def test_concurrent_duplicates_make_one_run(server: Server) -> None:
    before = server.runs()
    body = world.request(**SMALL)
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: _keyed(server, "at once", body), range(24)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert server.runs() == before + 1


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_without_a_usable_length_is_a_fault(server: Server, key: str) -> None:
    answer = _keyed(server, key, world.request(**SMALL))
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["Idempotency-Key"]


def test_a_caller_who_stops_waiting_does_not_stop_the_run(server: Server) -> None:
    with server.world.held():
        before = {run["id"] for run in server.get("/runs", limit=500)["items"]}
        with pytest.raises(httpx.ReadTimeout):
            server.http.post("/optimize", json=world.request(**SMALL), headers={"Prefer": "wait=60"}, timeout=0.5)
        (started,) = {run["id"] for run in server.get("/runs", limit=500)["items"]} - before
    assert server.ended(started)["status"] == "succeeded"


def _keyed(server: Server, key: str, body: object, **headers: str) -> httpx.Response:
    return server.http.post("/optimize", json=body, headers={"Idempotency-Key": key, **headers})


def test_an_estimate_spends_nothing_and_says_what_a_run_takes(server: Server) -> None:
    before, asked = server.runs(), server.world.calls
    method = {"name": "improve", "rounds": 3, "candidates": 2}
    found = server.http.post("/optimize/estimate", json=world.request(method=method)).json()
    assert (server.runs(), server.world.calls) == (before, asked)
    validation, test = found["seed"], found["test"]
    assert found["first_step"] == 2 + 2 * validation
    assert found["least"]["calls"] == validation + test
    assert found["most"]["calls"] == validation + test + 3 * 2 * (1 + validation) + 2 * validation
    assert found["needed"]["calls"] == validation + test + found["first_step"] + 1, "the check is one"
    assert found["rounds"] == {"step": 2, "most": 2 + 3 * 2}
    assert found["most"]["tokens"] > found["least"]["tokens"] > 0
    assert found["most"]["cost_usd"] is None


def test_an_estimate_of_too_small_or_no_budget_says_the_least_one(server: Server) -> None:
    request = world.request(method={"name": "improve", "rounds": None}, budget={"max_calls": 1})
    found = server.http.post("/optimize/estimate", json=request).json()
    assert found["most"] is None
    assert found["rounds"]["most"] is None
    refused = server.http.post("/optimize", json=request).json()["errors"][0]
    assert refused["path"] == "budget.max_calls"
    assert str(found["needed"]["calls"]) in refused["message"]


def test_an_estimate_of_a_faulty_request_names_its_faults(server: Server) -> None:
    answer = server.http.post("/optimize/estimate", json=world.request(method="nope"))
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["method"]
