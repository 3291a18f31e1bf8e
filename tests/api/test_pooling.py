"""Diagnostics of several runs over HTTP, put together."""

from typing import Any

import httpx
import pytest

from tests.api.server import Json, Server

_ASKED: Json = {
    "tests": ["content"],
    "ladder": "core",
    "force": True,
    "delta": 0.03,
    "replicates": 12,
    "estimand": "fixed_feedback",
}


@pytest.fixture(scope="module")
def diagnosed(server: Server) -> list[Json]:
    """Diagnostics of six runs of one task, two of the last."""
    runs = [server.run(seed=seed) for seed in (1, 2, 3, 4, 6, 7)]
    return [diagnose(server, run["id"], seed=seed) for run, seed in zip([*runs, runs[-1]], range(1, 8), strict=True)]


def diagnose(server: Server, run_id: str, **changes: Any) -> Json:  # noqa: ANN401 - any part of a request
    """A diagnostic that has ended."""
    answer = server.http.post(f"/runs/{run_id}/diagnostics", json={**_ASKED, **changes})
    assert answer.status_code == 202, answer.text
    return server.ended(answer.json()["id"], "diagnostics")


def pooled(server: Server, diagnostics: list[Json], test: str = "content", **more: object) -> httpx.Response:
    names = [diagnostic["id"] for diagnostic in diagnostics]
    return server.http.post("/diagnostics/pool", json={"diagnostics": names, "test": test, **more})


def errors(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 422, answer.text
    return {error["path"]: error["message"] for error in answer.json()["errors"]}


def test_runs_are_pooled_at_once_and_nothing_is_spent(server: Server, diagnosed: list[Json]) -> None:
    calls = server.world.calls
    answer = pooled(server, diagnosed)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert server.world.calls == calls
    silent = [one for one in diagnosed if one["result"]["findings"]["content"]["verdict"] == "not_testable"]
    assert [one["diagnostic"] for one in found["left_out"]] == [one["id"] for one in silent]
    assert all(one["reason"].startswith("not testable: ") for one in found["left_out"])
    assert found["runs"] == list(dict.fromkeys(one["run_id"] for one in diagnosed if one not in silent))
    assert [claim["effect"]["name"] for claim in found["claims"]] == ["real - placebo", "real - none"]
    for claim in found["claims"]:
        assert sum(run["weight"] for run in claim["runs"]) == pytest.approx(1)
        assert claim["runs"][-1]["diagnostics"] == [one["id"] for one in diagnosed[-2:] if one not in silent]
        low, high = claim["effect"]["ci95"]
        assert low <= claim["effect"]["estimate"] <= high
        assert claim["tau_ci95"][0] <= claim["tau"] <= claim["tau_ci95"][1]
        assert claim["effect"]["equivalence"]["delta"] == found["delta"] == 0.03
    assert 0 < len(silent) < 5
    counted = f"over {len(found['runs'])} runs of 1 task model ({7 - len(silent)} diagnostics, {len(silent)} left out)"
    assert counted in found["reading"]


def test_pairs_that_a_diagnostic_remembers_of_earlier_ones_are_not_counted_twice(
    server: Server, diagnosed: list[Json]
) -> None:
    again, others = diagnosed[-1], diagnosed[:-2]
    beside = {effect["name"]: effect for effect in again["result"]["findings"]["content"]["others"]}
    for claim in pooled(server, [*others, again]).json()["claims"]:
        own = beside[f"{claim['effect']['name']}, this job alone"]
        assert claim["runs"][-1]["estimate"] == pytest.approx(own["estimate"])


def test_what_is_not_there_or_said_twice_is_named(server: Server, diagnosed: list[Json]) -> None:
    body = {"diagnostics": [diagnosed[0]["id"], "diag_nobody", diagnosed[0]["run_id"]], "test": "content"}
    assert set(errors(server.http.post("/diagnostics/pool", json=body))) == {"diagnostics[1]", "diagnostics[2]"}
    assert set(errors(pooled(server, [diagnosed[0], diagnosed[2], diagnosed[0]]))) == {"diagnostics[2]"}


def test_one_run_cannot_speak_of_others(server: Server, diagnosed: list[Json]) -> None:
    assert "2 runs or more" in errors(pooled(server, diagnosed[-2:]))["diagnostics"]
    assert set(errors(pooled(server, []))) == {"diagnostics"}


@pytest.mark.parametrize("test", ["nothing", "sign"])
def test_a_test_that_was_not_asked_for_is_refused(server: Server, diagnosed: list[Json], test: str) -> None:
    found = errors(pooled(server, diagnosed, test))
    assert set(found) == ({"test"} if test == "nothing" else {f"diagnostics[{index}]" for index in range(7)})


@pytest.mark.parametrize("changes", [{"evidence": "masked"}, {"alpha": 0.1}, {"delta": 0.2}])
def test_what_was_asked_otherwise_is_not_mixed(server: Server, diagnosed: list[Json], changes: Json) -> None:
    other = diagnose(server, diagnosed[2]["run_id"], seed=9, **changes)
    (name,) = changes
    message = errors(pooled(server, [diagnosed[0], other]))["diagnostics[1]"]
    assert name in message
    if name == "delta":
        assert pooled(server, [diagnosed[0], other], delta=0.15).json()["delta"] == 0.15


def test_a_diagnostic_that_has_not_ended_is_named(server: Server, diagnosed: list[Json]) -> None:
    with server.world.held():
        answer = server.http.post(f"/runs/{diagnosed[2]['run_id']}/diagnostics", json={**_ASKED, "seed": 12})
        found = errors(pooled(server, [diagnosed[0], answer.json()]))
        assert "not ended" in found["diagnostics[1]"]
    server.ended(answer.json()["id"], "diagnostics")
