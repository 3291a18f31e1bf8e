"""What has been recorded can be read in pages, nothing lost and nothing twice."""

import msgspec
import pytest

from gradcheck.cli.show import run_text
from gradcheck_client.models import Run
from tests.api.server import Json, Server, pages
from tests.support import world


@pytest.fixture(scope="module")
def runs(server: Server, finished: Json) -> list[str]:
    """The ids of some runs, the newest first."""
    made = [finished["id"], *(server.run(method="none", seed=seed)["id"] for seed in range(6))]
    return made[::-1]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
def test_pages_of_runs_hold_every_run_once_the_newest_first(server: Server, runs: list[str], limit: int) -> None:
    assert [run["id"] for run in pages(server.http, "/runs", limit=limit)] == runs


def test_a_page_is_no_longer_than_its_limit_and_the_last_has_no_next(server: Server, runs: list[str]) -> None:
    first = server.get("/runs", limit=3)
    assert (len(first["items"]), first["next"]) == (3, runs[2])
    assert server.get("/runs", limit=7)["next"] is None


def test_runs_are_filtered_by_status_and_method(server: Server, runs: list[str], finished: Json) -> None:
    assert [run["id"] for run in pages(server.http, "/runs", method="protegi", limit=1)] == [finished["id"]]
    assert len(pages(server.http, "/runs", method="none", status="succeeded", limit=2)) == 6
    assert pages(server.http, "/runs", status="failed") == []
    assert pages(server.http, "/runs", method="unheard of") == []


def test_a_new_run_does_not_disturb_a_reader_of_pages(server: Server, runs: list[str]) -> None:
    first = server.get("/runs", limit=2, method="none")
    server.run(method={"name": "none"}, prompt="Another prompt: {text}", seed=99)
    rest = pages(server.http, "/runs", limit=2, method="none", after=first["next"])
    assert [run["id"] for run in (*first["items"], *rest)] == runs[:6]


def test_a_run_tells_what_was_asked_and_what_came_of_it(server: Server, finished: Json) -> None:
    run = server.get(f"/runs/{finished['id']}")
    assert run == finished
    assert run["seed"] == 1
    assert run["method"]["name"] == "protegi"
    assert run["models"]["task"] == {
        "provider": "world",
        "model": "pure",
        "profile": "standard",
        "temperature": 0,
        "max_tokens": 256,
        "top_p": None,
        "effort": None,
        "extra": {},
        "dialect": "standard",
        "sent": {"temperature": 0, "max_tokens": 256, "seed": "of the draw"},
        "prices": None,
        "context": None,
    }
    assert run["result"]["prompt"].keys() == run["result"]["baseline_prompt"].keys()
    assert sum(run["splits"].values()) == len(world.task()["examples"])
    assert run["created_at"] <= run["started_at"] <= run["ended_at"]
    assert run["created_at"].endswith("Z")


@pytest.mark.parametrize("limit", [1, 2, 500])
def test_pages_of_steps_hold_every_step_once(server: Server, finished: Json, limit: int) -> None:
    steps = pages(server.http, f"/runs/{finished['id']}/steps", limit=limit)
    assert [step["n"] for step in steps] == list(range(finished["result"]["steps"] + 1))


def test_a_step_comes_with_its_own_rollouts(server: Server, finished: Json) -> None:
    whole = f"/runs/{finished['id']}"
    detail = server.get(f"{whole}/steps/1")
    assert detail["step"] == server.get(f"{whole}/steps")["items"][1]
    assert detail["step"]["edit_requests"]
    assert detail["rollouts"] == pages(server.http, f"{whole}/rollouts", stage="step/1", limit=7)
    assert all(rollout["stage"].startswith("step/1/") for rollout in detail["rollouts"])


@pytest.mark.parametrize("limit", [1, 3, 500])
def test_pages_of_candidates_hold_every_candidate_once_the_seed_first(
    server: Server, finished: Json, limit: int
) -> None:
    found = pages(server.http, f"/runs/{finished['id']}/candidates", limit=limit)
    ids = [candidate["id"] for candidate in found]
    assert ids[0] == "seed"
    assert len(ids) == len(set(ids))
    assert finished["result"]["candidate"] in ids
    assert found == pages(server.http, f"/runs/{finished['id']}/candidates")


def test_pages_of_rollouts_hold_every_rollout_once(server: Server, finished: Json) -> None:
    path = f"/runs/{finished['id']}/rollouts"
    whole = pages(server.http, path, limit=500)
    assert len(whole) > 50
    assert pages(server.http, path, limit=17) == whole
    parts = [pages(server.http, path, stage=stage) for stage in ("step/0", "step/1", "step/2", "test")]
    assert sum(len(part) for part in parts) == len(whole)


def test_rollouts_are_filtered_by_stage_and_candidate(server: Server, finished: Json) -> None:
    path = f"/runs/{finished['id']}/rollouts"
    whole = pages(server.http, path)
    seeds = pages(server.http, path, candidate="seed", stage="step/1")
    assert seeds == [r for r in whole if r["candidate"] == "seed" and r["stage"].startswith("step/1/")]
    assert seeds
    assert pages(server.http, path, stage="step") == [r for r in whole if r["stage"].startswith("step/")]
    assert pages(server.http, path, stage="ste") == []
    assert pages(server.http, path, stage="step/%") == []


@pytest.mark.parametrize("path", ["", "/steps", "/steps/0", "/candidates", "/rollouts", "/events"])
def test_nothing_is_found_under_an_unknown_run(server: Server, path: str) -> None:
    answer = server.http.get(f"/runs/run_unknown{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("path", ["/cancel", "/continue", "/diagnostics"])
def test_nothing_is_done_to_an_unknown_run(server: Server, path: str) -> None:
    answer = server.http.post(f"/runs/run_unknown{path}", json={})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_unknown_step_is_not_found(server: Server, finished: Json) -> None:
    assert server.http.get(f"/runs/{finished['id']}/steps/77").status_code == 404
    assert server.http.get(f"/runs/{finished['id']}/steps/first").status_code == 404


BOUNDS = [
    ("steps?limit=0", "limit"),
    ("steps?limit=501", "limit"),
    ("steps?after=-2", "after"),
    ("steps?after=2147483648", "after"),
    ("steps/-1", "n"),
    ("steps/99999999999999999999", "n"),
    ("candidates?limit=x", "limit"),
    ("candidates?after=99999999999999999999", "after"),
    ("rollouts?limit=0", "limit"),
    ("rollouts?after=-1", "after"),
    ("rollouts?after=99999999999999999999", "after"),
    ("events?after=-1", "after"),
    ("events?after=99999999999999999999", "after"),
    ("events?after=x", "after"),
]


@pytest.mark.parametrize(("path", "field"), BOUNDS)
def test_a_parameter_out_of_its_bounds_is_a_fault(server: Server, finished: Json, path: str, field: str) -> None:
    answer = server.http.get(f"/runs/{finished['id']}/{path}")
    assert answer.status_code == 422, answer.text
    assert [error["path"] for error in answer.json()["errors"]] == [field]


def test_a_run_is_no_diagnostic(server: Server, finished: Json) -> None:
    assert server.http.get(f"/diagnostics/{finished['id']}").status_code == 404


def test_the_commands_say_what_a_role_cost_and_where_nobody_knows(finished: Json) -> None:
    result = finished["result"]
    task = result["usage"]["task"]
    assert task["cost_usd"] is None, "nobody knows the world's prices"
    shown = []
    for cost in (None, 0.0, 0.25):
        usage = {"task": {**task, "cost_usd": cost}}
        shown.append(run_text(msgspec.convert({**finished, "result": {**result, "usage": usage}}, Run)))
    assert [text.rsplit(", ", 1)[1] for text in shown] == ["cost unknown", "$0.0000", "$0.2500"]
