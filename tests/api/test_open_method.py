"""A request that leaves the method open: what it is resolved to, and where that is shown."""

from gradcheck.methods.registry import METHODS
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.api.server import Json, Server


def request(**changes: object) -> Json:
    world = WORLDS["W1"]
    return {
        "prompt": seed_prompt(world),
        "task": dataset(world, 40, 2),
        "method": "auto",
        "models": {"task": {"provider": "simulated", "model": "W1"}},
        "budget": {"max_calls": 90},
        "seed": 3,
        **changes,
    }


def test_what_auto_stands_for_is_estimated_stored_and_written_into_the_request(server: Server) -> None:
    estimate = server.http.post("/optimize/estimate", json=request()).json()
    choice = estimate["choice"]
    assert choice["requested"] == "auto"
    assert choice["method"]["name"] == estimate["method"]
    assert "gained most" in choice["reason"]
    assert estimate["needed"]["calls"] <= 90
    run = server.run(**request(method={"name": "auto"}))
    assert (run["choice"], run["method"]["name"]) == (choice, estimate["method"])
    assert run["method"].items() >= choice["method"].items()
    written = server.get(f"/runs/{run['id']}/request")
    assert written == request(method=choice["method"])
    again = server.run(**written)
    assert (again["choice"], again["method"]) == (None, run["method"])
    assert again["result"]["prompt"] == run["result"]["prompt"]


def test_a_continued_run_keeps_what_was_chosen(server: Server) -> None:
    run = server.run(**request(seed=4))
    body = {"budget": {"max_calls": 40}}
    answer = server.http.post(f"/runs/{run['id']}/continue", json=body, headers={"Prefer": "wait=30"})
    assert answer.json()["choice"] == run["choice"]
    assert answer.json()["method"] == run["method"]


def test_a_run_whose_method_was_named_has_no_choice(server: Server) -> None:
    named = request(method="repeat")
    assert server.run(**named)["choice"] is None
    assert server.http.post("/optimize/estimate", json=named).json()["choice"] is None


def test_what_measures_headroom_may_leave_the_method_open_and_a_study_may_not(server: Server) -> None:
    assert server.http.post("/headroom/plan", json={"optimize": request(task=dataset(WORLDS["W1"], 100, 2))}).is_success
    arms = [{"name": "one"}, {"name": "two"}]
    refused = server.http.post("/studies/plan", json={"optimize": request(), "arms": arms, "trials": 2}).json()
    assert [error["path"] for error in refused["errors"]] == ["optimize.method"]


def test_a_budget_that_is_too_small_for_any_method_is_refused_with_what_is_taken_anyway(server: Server) -> None:
    refused = server.http.post("/optimize", json=request(budget={"max_calls": 12})).json()
    [error] = refused["errors"]
    assert error["path"] == "budget.max_calls"
    assert "the test alone take up to 28 calls" in error["message"]


def test_methods_that_need_what_the_request_has_not_are_left_out(server: Server) -> None:
    bare = {**request()["task"], "examples": [{"input": one["input"]} for one in request()["task"]["examples"]]}
    judged = {**bare, "scoring": {"kind": "judge", "rubric": "Is it right?"}}
    estimate = server.http.post("/optimize/estimate", json=request(task=judged, budget={"max_calls": 400})).json()
    assert not METHODS[estimate["method"]]().needs_expected
    assert "no classes" in estimate["choice"]["reason"]
