"""What pages in browsers may do: declared origins, tokens for event streams, headers that keep pages apart."""

import asyncio
import base64
import json
import re
import time

import httpx
import pytest
from structlog.testing import capture_logs

from gradcheck.access.api_keys import ApiKeyStore, parts
from gradcheck.errors import ConfigurationError
from gradcheck.settings import load
from tests.api.authorization import handlers
from tests.api.server import Json, Server
from tests.api.test_scopes import make_key
from tests.support import world

PAGE, OTHER = "https://app.example.org", "https://evil.example.org"
ENVIRON = {"GRADCHECK_API_KEYS": "of-the-environment", "GRADCHECK_CORS_ORIGINS": f"{PAGE}, http://localhost:5173"}


@pytest.fixture(scope="module")
def owner(server: Server) -> dict[str, str]:
    return make_key(server, "run", "read", tenant="acme")


@pytest.fixture(scope="module")
def run(server: Server, owner: dict[str, str]) -> Json:
    headers = {**owner, "Prefer": "wait=60"}
    ended: Json = server.http.post("/optimize", json=world.request(method="none"), headers=headers).json()
    return ended


def token(server: Server, key: dict[str, str], job_id: str) -> str:
    answer = server.http.post("/stream-tokens", json={"job_id": job_id}, headers=key)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    made: str = answer.json()["token"]
    return made


def stream(server: Server, job_id: str, given: str) -> httpx.Response:
    return server.http.get(f"/runs/{job_id}/events", params={"token": given})


def preflight(server: Server, origin: str, method: str = "POST", headers: str = "authorization") -> httpx.Response:
    asked = {"Origin": origin, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return server.http.options("/optimize", headers=asked)


def test_a_page_of_a_declared_origin_is_let_in_and_told_what_it_may_send(server: Server) -> None:
    for origin in (PAGE, "http://localhost:5173"):
        for method in ("GET", "POST", "DELETE"):
            answer = preflight(server, origin, method, "authorization, content-type, idempotency-key, prefer")
            assert answer.status_code == 204, answer.text
            assert answer.headers["access-control-allow-origin"] == origin
            assert "access-control-allow-credentials" not in answer.headers


def test_a_page_of_another_origin_is_told_nothing(server: Server, owner: dict[str, str]) -> None:
    for origin in (OTHER, "null", f"{PAGE}.evil.org", PAGE.replace("https", "http"), f"{PAGE}:444", ""):
        assert preflight(server, origin).status_code != 204
        answer = server.http.get("/runs", headers={**owner, "Origin": origin})
        assert "access-control-allow-origin" not in answer.headers


def test_answers_and_problems_alike_are_readable_for_a_declared_page(server: Server, owner: dict[str, str]) -> None:
    for headers, status in ((owner, 200), ({}, 401)):
        answer = server.http.get("/runs", headers={**headers, "Origin": PAGE})
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == PAGE
        assert "Origin" in answer.headers["vary"]
        assert "Retry-After" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "origin",
    ["*", "https://*.example.org", "https://a.org/", "https://a.org/x", "a.org", "file://a", "https://A.org", "null"],
)
def test_what_is_no_origin_is_refused_at_the_start(origin: str) -> None:
    with pytest.raises(ConfigurationError, match="cors_origins"):
        load({"GRADCHECK_CORS_ORIGINS": origin})


def test_a_token_opens_the_events_of_its_job(server: Server, owner: dict[str, str], run: Json) -> None:
    answer = stream(server, run["id"], token(server, owner, run["id"]))
    assert answer.status_code == 200
    assert "run_succeeded" in answer.text


def test_a_token_opens_nothing_else(server: Server, owner: dict[str, str], run: Json) -> None:
    given = token(server, owner, run["id"])
    other = server.http.post("/optimize", json=world.request(method="none"), headers=owner).json()["id"]
    assert stream(server, other, given).status_code == 401
    assert stream(server, "run_x", given).status_code == 401
    assert server.http.get(f"/diagnostics/{run['id']}/events", params={"token": given}).status_code == 404
    for method, path, handler in handlers(server.app):
        if handler.opt["scope"] != "public" and "/events" not in path:
            filled = re.sub(r"\{n\}", "1", re.sub(r"\{\w+_id\}", run["id"], path))
            assert server.http.request(method, filled, params={"token": given}).status_code == 401, path
            header = {"Authorization": f"Bearer {given}"}
            assert server.http.request(method, filled, headers=header).status_code == 401, path


def test_a_token_is_made_for_ones_own_jobs_alone(server: Server, owner: dict[str, str], run: Json) -> None:
    other = make_key(server, "read", tenant="beta")
    answers = [
        server.http.post("/stream-tokens", json={"job_id": job}, headers=other).json() for job in (run["id"], "run_x")
    ]
    assert {answer["code"] for answer in answers} == {"not_found"}
    assert answers[0]["detail"].replace(run["id"], "run_x") == answers[1]["detail"]
    assert server.http.post("/stream-tokens", json={"job_id": run["id"]}).status_code == 401


@pytest.mark.parametrize(
    "change", ["", ".", "a.b", "ü.ü", "{token}x", "x{token}", "{claims}.", "{claims}.{claims}", "{forged}"]
)
def test_a_token_that_was_changed_opens_nothing(server: Server, owner: dict[str, str], run: Json, change: str) -> None:
    given = token(server, owner, run["id"])
    claims, _, signature = given.partition(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    said["expires"] += 10_000
    forged = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=") + f".{signature}"
    wrong = change.format(token=given, claims=claims, forged=forged)
    assert stream(server, run["id"], wrong).status_code == 401


def test_a_token_lives_for_minutes(
    server: Server, owner: dict[str, str], run: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = token(server, owner, run["id"])
    real = time.time
    monkeypatch.setattr("gradcheck.access.stream_tokens.time.time", lambda: real() + 290)
    assert stream(server, run["id"], given).status_code == 200
    monkeypatch.setattr("gradcheck.access.stream_tokens.time.time", lambda: real() + 310)
    assert stream(server, run["id"], given).status_code == 401


def test_a_token_goes_with_the_key_that_asked_for_it(server: Server, run: Json) -> None:
    key = make_key(server, "read", tenant="acme")
    given = token(server, key, run["id"])
    known = parts(key["Authorization"].removeprefix("Bearer "))
    assert known is not None

    async def revoke() -> None:
        await ApiKeyStore(server.service.database).revoke(known[0])
        await server.service.authenticator.read()

    asyncio.run_coroutine_threadsafe(revoke(), server.loop).result()
    assert stream(server, run["id"], given).status_code == 401


def test_a_token_is_in_no_log(
    server: Server, owner: dict[str, str], run: Json, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logs, caplog.at_level("DEBUG"):
        given = token(server, owner, run["id"])
        stream(server, run["id"], given)
        stream(server, run["id"], f"{given}x")
    # The server's log of addresses is switched off; pytest gives it a handler, which switches it on.
    others = ("httpx", "httpcore", "uvicorn.access")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(others)]
    assert given not in repr(logs) + "\n".join(ours)


def test_every_answer_says_that_it_is_what_its_type_says_and_is_shown_nowhere(
    server: Server, owner: dict[str, str], run: Json
) -> None:
    given = token(server, owner, run["id"])
    for path in (
        "/runs",
        "/nowhere",
        "/openapi.json",
        "/docs",
        "/health/live",
        f"/runs/{run['id']}/events?token={given}",
    ):
        headers = server.http.get(path, headers={} if "token" in path else owner).headers
        assert headers.get_list("x-content-type-options") == ["nosniff"]
        assert headers["referrer-policy"] == ("same-origin" if path == "/docs" else "no-referrer")
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
