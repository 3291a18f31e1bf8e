"""Diagnostics over HTTP."""

import json
from pathlib import Path

import httpx
import pytest

from gradcheck.cli.commands.verify import verify
from gradcheck.errors import GradcheckError
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.api.server import Json, Server, until
from tests.support import world


def start(server: Server, run_id: str, body: Json) -> Json:
    answer = server.http.post(f"/runs/{run_id}/diagnostics", json=body)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/diagnostics/{answer.json()['id']}"
    diagnostic: Json = answer.json()
    return diagnostic


def errors(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "invalid_request"
    return {error["path"]: error["message"] for error in answer.json()["errors"]}


def test_an_answer_costs_at_most_its_run_by_default_and_is_refused_where_that_is_too_little(
    server: Server, finished: Json
) -> None:
    path = f"/runs/{finished['id']}/diagnostics"
    used = finished["result"]["usage"].values()
    plan = server.http.post(f"{path}/plan").json()
    assert sum(plan["calls"].values()) <= sum(role["calls"] - role["cached"] for role in used)
    refused = server.http.post(path, json={"effect": 0.001})
    assert "calls, would with a probe of" in errors(refused)["force"]


def test_little_needs_to_be_asked_for(server: Server, finished: Json) -> None:
    answer = server.http.post(f"/runs/{finished['id']}/diagnostics", json={"force": True})
    assert answer.status_code == 202
    assert (answer.json()["ladder"], answer.json()["stop"], answer.json()["alpha"]) == ("core", "looks", 0.05)
    assert answer.json()["estimand"] == "critic_average"
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
        diagnostic = start(server, finished["id"], {"seed": 3, "force": True})
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
    found = errors(server.http.post(f"/runs/{finished['id']}/diagnostics", json=body))
    assert sorted(found) == sorted(body if paths is None else paths)


def test_a_test_that_is_not_known_names_those_that_are(server: Server, finished: Json) -> None:
    found = errors(server.http.post(f"/runs/{finished['id']}/diagnostics", json={"tests": ["nope"]}))
    assert "content" in found["tests[0]"]


def test_a_method_without_feedback_is_not_testable(server: Server) -> None:
    run = server.run(method="none")
    assert "tests" in errors(server.http.post(f"/runs/{run['id']}/diagnostics"))


def test_further_runs_that_are_not_there_or_not_ended_or_the_same_are_named(server: Server, finished: Json) -> None:
    with server.world.held():
        running = server.http.post("/optimize", json=world.request(seed=11)).json()["id"]
        body = {"tests": ["fitting"], "runs": ["run_unknown", running]}
        found = errors(server.http.post(f"/runs/{finished['id']}/diagnostics/plan", json=body))
        assert set(found) == {"runs[0]", "runs[1]"}
        assert "there is no run run_unknown" in found["runs[0]"]
        assert "has ended" in found["runs[1]"]
    server.ended(running)
    body = {"tests": ["fitting"], "runs": [finished["id"]]}
    assert "seed" in errors(server.http.post(f"/runs/{finished['id']}/diagnostics/plan", json=body))["runs[0]"]


def test_a_malformed_body_is_refused(server: Server, finished: Json) -> None:
    answer = server.http.post(f"/runs/{finished['id']}/diagnostics", content=b"{")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_body")


@pytest.mark.parametrize(("verb", "path"), [("GET", ""), ("GET", "/events"), ("POST", "/cancel")])
def test_an_unknown_diagnostic_is_not_found(server: Server, finished: Json, verb: str, path: str) -> None:
    for identity in ("diag_unknown", finished["id"]):
        answer = server.http.request(verb, f"/diagnostics/{identity}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_plan_says_what_it_would_cost_and_detect_and_spends_nothing(server: Server, finished: Json) -> None:
    calls = server.world.calls
    path = f"/runs/{finished['id']}/diagnostics/plan"
    answer = server.http.post(path, json={"tests": ["content", "noise_floor"], "ladder": "core", "delta": 0.9})
    assert answer.status_code == 200, answer.text
    plan = answer.json()
    assert server.world.calls == calls
    assert set(plan["by_arm"]) == {"real", "real_again", "none", "placebo"}
    alone = {name: sum(count.values()) for name, count in plan["by_test"].items()}
    assert sum(plan["calls"].values()) < sum(alone.values())
    assert plan["enough"] is True
    smaller = server.http.post(path, json={"ladder": "core", "delta": 0.001}).json()
    assert smaller["enough"] is False
    assert smaller["needed"]["pairs"] > smaller["pairs"]
    assert smaller["needed"]["calls"] > sum(smaller["calls"].values())


def test_the_plan_counts_the_calls_that_are_made(server: Server, finished: Json) -> None:
    asked = {"tests": ["content", "noise_floor"], "replicates": 4, "force": True, "seed": 11, "ladder": "core"}
    plan = server.http.post(f"/runs/{finished['id']}/diagnostics/plan", json=asked).json()
    done = server.ended(start(server, finished["id"], asked)["id"], "diagnostics")
    made = {role: used["calls"] for role, used in done["result"]["usage"].items()}
    drawn = [one for block in done["result"]["material"]["blocks"] for one in block["arms"]]
    tried_again = sum(len(one["rejected"]) - (one["text"] is None) for one in drawn)
    assert made["optimizer"] == plan["calls"]["optimizer"] + tried_again
    unscored = sum(one["text"] is None for one in drawn) * len(drawn[0]["scores"])
    assert made["task"] == plan["calls"]["task"] - unscored


def test_a_job_that_could_not_tell_delta_is_refused_unless_it_is_forced(server: Server, finished: Json) -> None:
    path = f"/runs/{finished['id']}/diagnostics"
    found = errors(server.http.post(path, json={"delta": 0.001}))
    assert "calls, would" in found["force"]
    assert server.http.post(path, json={"delta": 0.001, "force": True, "ladder": "core"}).status_code == 202


def test_what_was_measured_plans_the_next_job(server: Server) -> None:
    simulated = WORLDS["W1"]
    run = server.run(
        prompt=seed_prompt(simulated), task=dataset(simulated, 80, 1), models={"task": {"provider": "simulated"}}
    )
    path = f"/runs/{run['id']}/diagnostics"
    before = server.http.post(f"{path}/plan", json={}).json()
    assert before["noise"]["basis"] in {"assumed", "run"}
    job = start(server, run["id"], {"tests": ["noise_floor"], "force": True})
    ended = server.ended(job["id"], "diagnostics")
    after = server.http.post(f"{path}/plan", json={}).json()
    measured = ended["result"]["findings"]["noise_floor"]["claims"][0]["pair_sd"]
    assert after["noise"]["basis"] == "measured"
    assert after["noise"]["pairs"] >= 6
    low, high = after["noise"]["ci95"]
    assert low < after["noise"]["pair_sd"] < high
    again = server.http.post(f"{path}/plan", json={"replicates": 8}).json()
    assert again["noise"]["pair_sd"] == pytest.approx(measured)


def test_a_method_that_cannot_look_at_steps_as_they_come_refuses_to_stop_early(server: Server, finished: Json) -> None:
    body = {"stop": "evalue", "scope": "method"}
    assert "this_run" in errors(server.http.post(f"/runs/{finished['id']}/diagnostics", json=body))["stop"]


def test_verdicts_follow_from_what_the_answer_holds_and_not_from_anything_else(
    server: Server, finished: Json, tmp_path: Path
) -> None:
    asked = {"tests": ["content", "noise_floor", "shortcuts"], "force": True, "ladder": "core", "seed": 5}
    done = server.ended(start(server, finished["id"], asked)["id"], "diagnostics")
    file = tmp_path / "diagnostic.json"
    file.write_text(json.dumps(done))
    found = verify(file)
    assert found.follows
    assert [one.follows for one in found.tests.values()] == [True, True, True]
    for block in done["result"]["material"]["blocks"]:
        for one in block["arms"]:
            if one["arm"] == "placebo":
                one["scores"] = [1.0 - (score or 0.0) for score in one["scores"]]
    file.write_text(json.dumps(done))
    assert not verify(file).follows
    assert not verify(file).tests["content"].follows
    file.write_text("{}")
    with pytest.raises(GradcheckError, match="no diagnostic"):
        verify(file)
