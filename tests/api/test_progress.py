"""A job that runs shows how far it is; one that waits or has ended shows nothing of the kind."""

import httpx

from tests.api.server import Server, until
from tests.support import world


def test_a_run_shows_how_far_it_is_while_it_runs_only(server: Server) -> None:
    method = {"name": "best_of_n", "n": None, "at_once": 1}
    started = server.http.post("/optimize", json=world.request(method=method, budget={"max_calls": 100_000})).json()
    path = f"/runs/{started['id']}"
    assert started["progress"] is None
    until(lambda: (server.get(path)["progress"] or {}).get("best_score") is not None)
    told = server.get(path)["progress"]
    assert 0 < told["share"] < 1
    assert told["seconds_left"] > 0
    assert told["calls"] > 0
    assert told["expected_calls"] > told["calls"]
    assert told["cost_usd"] is None
    assert told["away"] == []
    until(lambda: server.get(path)["progress"]["calls"] > told["calls"])
    server.http.post(f"{path}/cancel")
    assert server.ended(started["id"])["progress"] is None


def test_diagnostics_and_studies_show_none_once_they_have_ended(server: Server) -> None:
    run = server.run()
    waits = {"Prefer": "wait=60"}
    diagnosed: httpx.Response = server.http.post(
        f"/runs/{run['id']}/diagnostics", json={"tests": ["noise_floor"], "force": True}, headers=waits
    )
    assert (diagnosed.status_code, diagnosed.json()["progress"]) == (200, None)
