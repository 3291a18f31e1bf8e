"""Headroom over HTTP: what is measured, what estimates and plans show of it, and what is refused."""

import httpx
import pytest

from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from tests.api.server import Json, Server, pages, until
from tests.support import world


def simulated(name: str, **changes: object) -> Json:
    """A request about a simulated world."""
    which = WORLDS[name]
    return {
        "prompt": seed_prompt(which),
        "task": dataset(which, 200, 1),
        "method": "gepa",
        "models": {"task": {"provider": "simulated", "model": name}},
        **changes,
    }


def measured(server: Server, optimize: Json, **changes: object) -> Json:
    """A finished measurement."""
    body = {"optimize": optimize, **changes}
    answer = server.http.post("/headroom", json=body, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def errors(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {error["path"]: error["message"] for error in answer.json()["errors"]}


def test_an_inert_world_shows_no_reaction_and_says_what_is_excluded(server: Server) -> None:
    found = measured(server, simulated("W0"), seed=1)
    result = found["result"]
    assert (found["status"], result["verdict"]) == ("succeeded", "no_reaction_seen")
    low, high = result["spread"]["ci90"]
    assert (low, result["spread"]["prompts"], result["spread"]["items"]) == (0, 7, 20)
    assert 0 < high < 0.3
    assert f"[0.00, {high:.2f}]" in result["said"]
    assert f"+{result['gain']['at_most']:.2f}" in result["said"]
    made = {role: used["calls"] for role, used in result["usage"].items()}
    assert sum(made.values()) == found["expected_calls"] == 6 + 9 * 20
    assert 0 < result["changed"] < 1


def test_a_world_whose_prompts_differ_reacts(server: Server) -> None:
    result = measured(server, simulated("W1"), prompts=10, items=60, seed=1)["result"]
    assert result["verdict"] == "reacts"
    assert result["spread"]["p_value"] <= 0.05
    assert result["spread"]["ci90"][0] > 0
    assert result["settled_by"] is None
    assert result["test"]["items"] == 40
    assert 0 < result["test"]["detectable"] < 1
    assert result["said"].startswith("The task reacts to prompts: 11 prompts on 60 items")


def test_prompts_at_a_bound_are_not_testable_and_give_no_number(server: Server) -> None:
    result = measured(server, simulated("W8-floor"), seed=2)["result"]
    assert (result["verdict"], result["spread"], result["gain"], result["test"]) == ("not_testable", None, None, None)
    assert "score 0 on all 20 items" in result["reasons"][0]
    assert result["said"].startswith("Not testable: ")


def test_the_same_request_and_seed_give_the_same_result_and_another_seed_other_items(server: Server) -> None:
    first, again, other = (measured(server, simulated("W1"), seed=seed)["result"] for seed in (3, 3, 4))
    assert first == again
    assert first["items"] != other["items"]


def test_items_are_of_validation_and_only_then_of_train(server: Server) -> None:
    optimize = simulated("W0", task={**dataset(WORLDS["W0"], 40, 2)})
    for index, example in enumerate(optimize["task"]["examples"]):
        example["split"] = ("train", "validation", "probe", "test")[0 if index < 20 else 1 + index % 3]
    split = {example["id"]: example["split"] for example in optimize["task"]["examples"]}
    result = measured(server, optimize, items=10)["result"]
    used = [split[name] for name in result["items"]]
    assert used.count("validation") == sum(name == "validation" for name in split.values())
    assert set(used) == {"validation", "train"}


def test_an_estimate_and_a_plan_show_what_measuring_takes_and_then_what_was_measured(server: Server) -> None:
    run = server.run(seed=5, prompt="How does it sound?\n\n{text}")
    optimize = world.request(seed=5, prompt="How does it sound?\n\n{text}")
    calls = server.world.calls

    def shown() -> list[Json]:
        estimate = server.http.post("/optimize/estimate", json={**optimize, "seed": 9, "method": "opro"})
        plan = server.http.post(f"/runs/{run['id']}/diagnostics/plan", json={"force": True})
        return [answer.json()["headroom"] for answer in (estimate, plan)]

    before = shown()
    assert server.world.calls == calls
    assert before[0] == before[1]
    assert before[0]["measured"] is None
    found = measured(server, {**optimize, "seed": 11})
    assert sum(used["calls"] for used in found["result"]["usage"].values()) >= before[0]["calls"] > 0
    for known in shown():
        assert known["measured"]["id"] == found["id"]
        assert known["measured"]["said"] == found["result"]["said"]
    other = server.http.post("/optimize/estimate", json={**optimize, "prompt": "Which mood?\n\n{text}"})
    assert other.json()["headroom"]["measured"] is None
    warmer = {"task": {"provider": "world", "model": "pure", "temperature": 1}}
    other = server.http.post("/optimize/estimate", json={**optimize, "models": warmer})
    assert other.json()["headroom"]["measured"] is None


def test_a_plan_of_a_measurement_says_what_it_takes_and_spends_nothing(server: Server) -> None:
    body: Json = {"optimize": simulated("W1"), "prompts": 4, "items": 10, "seed": 5}
    jobs = len(list(pages(server.http, "/headroom", limit=50)))
    plan = server.http.post("/headroom/plan", json=body).json()
    assert plan == {"prompts": 4, "items": 10, "expected_calls": 4 + 7 * 10, "cost_usd": 0}
    assert len(list(pages(server.http, "/headroom", limit=50))) == jobs
    assert measured(server, **body)["expected_calls"] == plan["expected_calls"]
    small = {**body, "budget": {"max_calls": 20}}
    assert "take 74 calls" in errors(server.http.post("/headroom/plan", json=small))["budget.max_calls"]


def test_a_task_too_small_to_measure_says_so_in_its_estimate(server: Server) -> None:
    optimize = world.request(
        task={**world.task(8), "split": {"train": 0.25, "validation": 0.25, "probe": 0, "test": 0.5}}
    )
    known = server.http.post("/optimize/estimate", json=optimize).json()["headroom"]
    assert (known["measured"], known["calls"]) == (None, None)
    assert "6 are needed" in known["reason"]


def test_a_measurement_is_a_job_like_the_others(server: Server) -> None:
    body = {"optimize": world.request(), "seed": 21}
    key = {"Idempotency-Key": "headroom-once"}
    first = server.http.post("/headroom", json=body, headers=key)
    again = server.http.post("/headroom", json=body, headers=key)
    assert first.status_code == 202
    assert first.headers["location"] == again.headers["location"] == f"/headroom/{first.json()['id']}"
    assert (
        server.http.post("/headroom", json={**body, "seed": 22}, headers=key).json()["code"] == "idempotency_mismatch"
    )
    done = server.ended(first.json()["id"], "headroom")
    assert done["status"] == "succeeded"
    events = server.http.get(f"/headroom/{done['id']}/events")
    for name in ("headroom_started", "prompts_written", "prompt_scored", "headroom_succeeded"):
        assert f"event: {name}\n" in events.text
    last = events.text.count("\nid: ")
    resumed = server.http.get(f"/headroom/{done['id']}/events", headers={"Last-Event-ID": str(last)})
    assert resumed.status_code == 204
    [entry] = [one for one in pages(server.http, "/headroom", limit=2) if one["id"] == done["id"]]
    assert (entry["verdict"], entry["about"]) == (done["result"]["verdict"], done["about"])
    assert server.gauge("gradcheck_verdicts_total", kind="headroom", verdict=done["result"]["verdict"]) > 0


def test_a_measurement_is_cancelled_once(server: Server) -> None:
    with server.world.held():
        answer = server.http.post("/headroom", json={"optimize": world.request(), "seed": 23})
        path = answer.headers["location"]
        until(lambda: server.get(path)["status"] == "running")
        assert server.http.post(f"{path}/cancel").status_code == 202
        done = server.ended(answer.json()["id"], "headroom")
        assert (done["status"], done["result"]["verdict"]) == ("cancelled", "not_testable")
    assert server.http.post(f"{path}/cancel").status_code == 409


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"prompts": 1, "items": 5, "seed": -1}, {"prompts", "items", "seed"}),
        ({"prompts": 33, "items": 501}, {"prompts", "items"}),
        ({"optimize": {"method": "gepa"}}, {"optimize.prompt", "optimize.task"}),
        (
            {"optimize": world.request(prompt={"user": "Say it: {text}", "frozen": ["user"]})},
            {"optimize.prompt.frozen"},
        ),
        ({"optimize": world.request(prompt="{nothing}", method="nope")}, {"optimize.prompt", "optimize.method"}),
        ({"budget": {"max_calls": 20}}, {"budget.max_calls"}),
        ({"budget": {"max_cost_usd": 1.0}}, {"budget.max_cost_usd"}),
        ({"prompt": "Say it: {text}"}, {"prompt"}),
    ],
)
def test_what_cannot_be_measured_is_named(server: Server, changes: Json, paths: set[str]) -> None:
    calls = server.world.calls
    found = errors(server.http.post("/headroom", json={"optimize": world.request(), **changes}))
    assert set(found) == paths
    assert server.world.calls == calls


def test_a_task_with_too_few_items_is_refused_with_how_many_are_needed(server: Server) -> None:
    few = {**world.task(8), "split": {"train": 0.25, "validation": 0.25, "probe": 0, "test": 0.5}}
    found = errors(server.http.post("/headroom", json={"optimize": world.request(task=few)}))
    assert "have 4 examples to score prompts on, 6 are needed" in found["optimize.task.examples"]


@pytest.mark.parametrize(("verb", "path"), [("GET", ""), ("GET", "/events"), ("POST", "/cancel")])
def test_an_unknown_measurement_is_not_found(server: Server, finished: Json, verb: str, path: str) -> None:
    for identity in ("headroom_unknown", finished["id"]):
        answer = server.http.request(verb, f"/headroom/{identity}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
