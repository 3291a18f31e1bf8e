"""What a key may use in a day and in a minute."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from gradcheck.access.api_keys import ApiKeyStore, NewApiKey
from gradcheck.access.caller import Quotas
from gradcheck.storage.claims.charges import DayQuota
from tests.api.server import Json, Server
from tests.api.test_studying import body as study_body
from tests.support import world

ENVIRON = {"GRADCHECK_API_KEYS": "of-the-environment"}
SMALL = world.request(method="none")


def key_with(server: Server, tenant: str = "q", **quotas: int) -> dict[str, str]:
    new = NewApiKey(name="q", tenant=tenant, scopes=frozenset({"run", "read"}), quotas=Quotas(**quotas))
    keys = ApiKeyStore(server.service.database)
    _, key = asyncio.run_coroutine_threadsafe(keys.create(new), server.loop).result()
    return {"Authorization": f"Bearer {key}"}


def post(server: Server, key: dict[str, str], wait_s: int = 60, **changes: Any) -> httpx.Response:  # noqa: ANN401
    return server.http.post("/optimize", json={**SMALL, **changes}, headers={**key, "Prefer": f"wait={wait_s}"})


def refused(answer: httpx.Response) -> Json:
    assert answer.status_code == 429, answer.text
    problem: Json = answer.json()
    assert problem["code"] == "quota_exceeded"
    now = datetime.now(UTC)
    left_s = 86400 - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()
    assert abs(int(answer.headers["retry-after"]) - left_s) < 60
    return problem


def test_so_many_runs_are_started_in_a_day_and_no_more(server: Server) -> None:
    key = key_with(server, runs_per_day=2)
    assert [post(server, key).status_code for _ in range(2)] == [200, 200]
    assert "2 runs of today (UTC)" in refused(post(server, key))["detail"]
    assert post(server, key_with(server, runs_per_day=2)).status_code == 200


def test_a_repetition_is_no_further_run(server: Server) -> None:
    key = key_with(server, runs_per_day=1)
    same = {**key, "Idempotency-Key": "again"}
    assert [server.http.post("/optimize", json=SMALL, headers=same).status_code for _ in range(3)] == [202] * 3
    refused(post(server, key))


def test_what_is_refused_uses_nothing(server: Server) -> None:
    key = key_with(server, runs_per_day=1)
    assert post(server, key, prompt="").status_code == 422
    assert post(server, key).status_code == 200


def test_a_budget_that_is_larger_than_what_is_left_is_refused_with_what_is_left(server: Server) -> None:
    key = key_with(server, calls_per_day=1000)
    used = post(server, key, budget={"max_calls": 900}).json()["result"]["usage"]
    calls = sum(role["calls"] for role in used.values())
    said = refused(post(server, key, budget={"max_calls": 1000}))["detail"]
    assert f"{1000 - calls:,} of this key's 1,000 calls are left" in said
    assert post(server, key, budget={"max_calls": 1000 - calls}).status_code == 200


def test_jobs_that_go_on_hold_their_budgets(server: Server) -> None:
    key = key_with(server, calls_per_day=1000)
    with server.world.held():
        started = post(server, key, 0, budget={"max_calls": 600})
        assert started.status_code == 202
        assert "400 of" in refused(post(server, key, 0, budget={"max_calls": 500}))["detail"]
        other = post(server, key, 0, budget={"max_calls": 400})
        assert other.status_code == 202
        for run in (started, other):
            server.http.post(f"/runs/{run.json()['id']}/cancel", headers=key)
    for run in (started, other):
        job = server.service.wait(run.json()["id"], "run", 60)
        asyncio.run_coroutine_threadsafe(job, server.loop).result()
    assert post(server, key, budget={"max_calls": 500}).status_code == 200


def test_jobs_without_a_bound_on_calls_stop_at_what_is_left(server: Server) -> None:
    key, before, reasons = key_with(server, calls_per_day=6), server.world.calls, []
    while (answer := post(server, key)).status_code == 200:
        reasons.append(answer.json()["finish_reason"])
        assert len(reasons) <= 6
    assert reasons[0] == "budget_calls"
    assert server.world.calls - before <= 6
    assert "0 of this key's 6 calls" in refused(answer)["detail"]


def test_a_study_is_charged_with_its_trials(server: Server) -> None:
    key = key_with(server, calls_per_day=100_000)
    study = server.http.post("/studies", json=study_body(), headers={**key, "Prefer": "wait=60"}).json()
    calls = sum(role["calls"] for role in study["result"]["usage"].values())
    said = refused(post(server, key, budget={"max_calls": 100_000}))["detail"]
    assert calls > 8
    assert f"{100_000 - calls:,} of" in said


def test_dollars_have_to_be_in_the_budget_and_within_what_is_left(server: Server) -> None:
    key = key_with(server, micro_usd_per_day=2_000_000)
    without = post(server, key)
    assert without.status_code == 422
    assert "$2.00 of this key's $2.00" in without.json()["errors"][0]["message"]
    simulated = {**SMALL, "models": {"task": {"provider": "simulated", "model": "W1"}}}
    assert post(server, key, **{**simulated, "budget": {"max_cost_usd": 1.0}}).status_code == 200
    assert "$2.00" in refused(post(server, key, **{**simulated, "budget": {"max_cost_usd": 3.0}}))["detail"]


def test_all_keys_of_a_tenant_have_its_quota_together(server: Server) -> None:
    def limit(tenant: str, quota: DayQuota | None) -> None:
        keys = ApiKeyStore(server.service.database)
        asyncio.run_coroutine_threadsafe(keys.set_quota(tenant, quota), server.loop).result()

    keys = [key_with(server, "shared"), key_with(server, "shared", runs_per_day=9)]
    limit("shared", DayQuota(runs=2))
    assert [post(server, key).status_code for key in keys] == [200, 200]
    for key in keys:
        assert refused(post(server, key))["detail"] == "this tenant's 2 runs of today (UTC) are used"
    assert post(server, key_with(server, "another")).status_code == 200
    environment = {"Authorization": "Bearer of-the-environment"}
    limit("", DayQuota(runs=1))
    assert post(server, environment).status_code == 200
    refused(post(server, environment))
    for tenant in ("", "shared"):
        limit(tenant, None)
    assert [post(server, key).status_code for key in [*keys, environment]] == [200] * 3


def test_a_rate_is_kept_and_says_when_to_come_again(server: Server) -> None:
    key = key_with(server, requests_per_minute=20)
    answers = [server.http.get("/methods", headers=key) for _ in range(30)]
    passed = [answer for answer in answers if answer.status_code == 200]
    assert 20 <= len(passed) <= 24
    last = answers[-1]
    assert (last.status_code, last.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(last.headers["retry-after"]) <= 3


@pytest.mark.parametrize("path", ["/runs", "/metrics", "/nowhere"])
def test_keys_of_the_environment_have_no_quota(server: Server, path: str) -> None:
    key = {"Authorization": "Bearer of-the-environment"}
    assert {server.http.get(path, headers=key).status_code for _ in range(100)} <= {200, 404}
