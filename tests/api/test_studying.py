"""Studies over HTTP."""

import copy
import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.server import Json, Server, pages, until
from tests.api.test_bad_requests import JSON, LIKELY, change, places
from tests.support import world

ARMS: list[Json] = [{"name": "seed"}, {"name": "longer", "overrides": {"prompt": "Name the sentiment.\n\n{text}"}}]


def body(**changes: Any) -> Json:  # noqa: ANN401 - any part of a request
    return {
        "optimize": world.request(method="none"),
        "arms": ARMS,
        "trials": 4,
        "comparisons": [{"first": "longer", "second": "seed", "family": "prompts"}],
        "delta": 0.3,
        "run_sd": 0.1,
        **changes,
    }


def start(server: Server, **changes: Any) -> Json:  # noqa: ANN401
    answer = server.http.post("/studies", json=body(**changes))
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/studies/{answer.json()['id']}"
    study: Json = answer.json()
    return study


def errors(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {error["path"]: error["message"] for error in answer.json()["errors"]}


@pytest.fixture(scope="module")
def ended(server: Server) -> Json:
    """A study that has ended."""
    return server.ended(start(server)["id"], "studies")


def test_a_study_tells_what_was_asked_and_what_came_of_it(server: Server, ended: Json) -> None:
    assert (ended["status"], ended["finish_reason"], ended["error"]) == ("succeeded", "completed", None)
    assert [arm["name"] for arm in ended["arms"]] == ["seed", "longer"]
    assert (ended["trials"], ended["runs"], ended["preset"], ended["outcome"]) == (4, 8, None, "test")
    assert ended["run_sd"] == {"value": 0.1, "reason": "as given in the request"}
    result = ended["result"]
    assert len(result["runs"]) == 8
    assert {"ranking", "comparisons", "families", "arms", "usage", "fits"} <= set(result)
    assert result["comparisons"][0]["n"] == 4
    assert server.get(f"/studies/{ended['id']}") == ended


def test_every_run_of_a_study_can_be_read_as_a_run(server: Server, ended: Json) -> None:
    for one in ended["result"]["runs"]:
        run = server.get(f"/runs/{one['run_id']}")
        assert (run["study"], run["status"]) == (ended["id"], "succeeded")
        assert run["result"]["test"]["best"]["score"] == one["outcome"]
        assert server.get(f"/runs/{one['run_id']}/steps")["items"]
        events = server.http.get(f"/runs/{one['run_id']}/events").text
        assert "event: run_succeeded" in events


def test_the_list_of_runs_holds_those_of_a_study_only_when_asked_for_it(server: Server, ended: Json) -> None:
    alone = server.run(method="none")
    assert alone["study"] is None
    own = {one["run_id"] for one in ended["result"]["runs"]}
    listed = [run["id"] for run in pages(server.http, "/runs", limit=3)]
    assert alone["id"] in listed
    assert not own & set(listed)
    assert {run["id"] for run in pages(server.http, "/runs", limit=3, study=ended["id"])} == own
    assert pages(server.http, "/runs", study="study_unknown") == []


def test_studies_are_listed_the_newest_first_and_filtered(server: Server, ended: Json) -> None:
    more = [server.ended(start(server, seed=seed)["id"], "studies")["id"] for seed in (1, 2)]
    for limit in (1, 2, 500):
        assert [study["id"] for study in pages(server.http, "/studies", limit=limit)] == [*more[::-1], ended["id"]]
    assert len(pages(server.http, "/studies", preset="custom", status="succeeded")) == 3
    assert pages(server.http, "/studies", preset="melcer2025") == []
    first = server.get("/studies", limit=1)["items"][0]
    assert (first["arms"], first["trials"], first["preset"]) == (["seed", "longer"], 4, None)
    assert errors(server.http.get("/studies", params={"after": ended["result"]["runs"][0]["run_id"]})).keys() == {
        "after"
    }


def test_events_end_after_the_terminal_one_and_can_be_resumed(server: Server, ended: Json) -> None:
    path = f"/studies/{ended['id']}/events"
    text = server.http.get(path).text
    kinds = [line.removeprefix("event: ") for line in text.splitlines() if line.startswith("event: ")]
    assert (kinds[0], kinds[-1]) == ("study_started", "study_succeeded")
    assert kinds.count("trial_completed") == 4
    last = len(kinds)
    assert server.http.get(path, headers={"Last-Event-ID": str(last)}).status_code == 204
    assert server.http.get(path, params={"after": last - 1}).text.count("event: ") == 1


def test_the_same_key_and_body_start_one_study(server: Server) -> None:
    headers = {"Idempotency-Key": "study-once"}
    made = [server.http.post("/studies", json=body(seed=7), headers=headers).json()["id"] for _ in range(2)]
    assert made[0] == made[1]
    other = server.http.post("/studies", json=body(seed=8), headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    server.ended(made[0], "studies")


def test_a_study_is_cancelled_once_and_its_runs_with_it(server: Server) -> None:
    with server.world.held():
        study = start(server, seed=9)
        path = f"/studies/{study['id']}"
        until(lambda: bool(server.get("/runs", study=study["id"])["items"]))
        assert server.http.post(f"{path}/cancel").status_code == 202
        assert server.ended(study["id"], "studies")["status"] == "cancelled"
    statuses = {run["status"] for run in pages(server.http, "/runs", study=study["id"])}
    assert statuses == {"cancelled"}
    again = server.http.post(f"{path}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_a_plan_spends_and_stores_nothing_and_is_no_refusal(server: Server) -> None:
    before, calls = pages(server.http, "/studies"), server.world.calls
    answer = server.http.post("/studies/plan", json=body(delta=0.001))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["runs"], found["detects_delta"]) == (8, False)
    assert found["comparisons"][0]["trials_needed"] > 400
    assert (server.world.calls, pages(server.http, "/studies")) == (calls, before)
    assert "trials" in errors(server.http.post("/studies", json=body(delta=0.001)))
    assert pages(server.http, "/studies") == before


def test_a_study_that_could_find_little_is_started_when_it_is_forced(server: Server) -> None:
    study = start(server, delta=0.001, force=True, seed=3)
    assert server.ended(study["id"], "studies")["status"] == "succeeded"


@pytest.mark.parametrize("path", ["/studies", "/studies/plan"])
@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"preset": "nobody2025"}, ["preset"]),
        ({"arms": [*ARMS, {"name": "bad name"}]}, ["arms[2].name"]),
        ({"arms": [*ARMS, {"name": "x", "overrides": {"method": {"name": "y"}}}]}, ["arms[2].overrides.method.name"]),
        ({"optimize": {}}, ["optimize.prompt", "optimize.task", "optimize.method"]),
        ({"delta": 0, "alpha": 1, "outcome": "probe", "trials": 1}, ["delta", "alpha", "outcome", "trials"]),
        ({"trials": 2, "track": {"every": 1, "arms": ["z"]}}, ["trials", "track.arms[0]"]),
        ({"study": 1}, ["study"]),
    ],
)
def test_what_cannot_be_studied_is_named(server: Server, path: str, changes: Json, paths: list[str]) -> None:
    assert sorted(errors(server.http.post(path, json=body(**changes)))) == sorted(paths)


def test_a_malformed_body_is_refused(server: Server) -> None:
    for path in ("/studies", "/studies/plan"):
        answer = server.http.post(path, content=b"{")
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_body")


@pytest.mark.parametrize(("verb", "path"), [("GET", ""), ("GET", "/events"), ("POST", "/cancel")])
def test_an_unknown_study_is_not_found(server: Server, ended: Json, verb: str, path: str) -> None:
    for identity in ("study_unknown", ended["result"]["runs"][0]["run_id"]):
        answer = server.http.request(verb, f"/studies/{identity}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert server.http.get(f"/runs/{ended['id']}").status_code == 404


FULL = body(
    arms=[*ARMS, {"name": "wrong", "critic": {"labels": "wrong", "evaluation": "binary"}, "trials": 5}],
    optimize=world.request(method={"name": "textgrad", "steps": 1}, budget={"max_calls": 400}),
    track={"every": 1, "split": "train", "arms": ["wrong"]},
    budget={"max_calls": 100_000},
    families=["chain"],
    preset="melcer2025",
)
PLACES = [place for place in places(FULL) if place[0] != "optimize" or len(place) < 3]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), LIKELY | JSON), min_size=1, max_size=3))
def test_no_change_of_a_request_makes_its_plan_crash(
    server: Server, changes: list[tuple[tuple[str | int, ...], object]]
) -> None:
    for preset in (FULL["preset"], None):
        asked = copy.deepcopy({**FULL, "preset": preset, "families": FULL["families"] if preset else None})
        for place, new in changes:
            change(asked, place, new)
        answer = server.http.post("/studies/plan", content=json.dumps(asked, allow_nan=False))
        assert answer.status_code in {200, 400, 422}, (answer.status_code, asked)
