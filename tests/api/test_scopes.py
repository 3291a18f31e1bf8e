"""A key opens what its scopes say, and every route says which one that is."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar

from gradcheck.access.api_keys import ApiKeyStore, NewApiKey
from gradcheck.access.caller import SCOPES, Scope
from gradcheck.api.callers.auth import SCOPE
from tests.api.authorization import an_app, handlers, shown, table
from tests.api.server import Server
from tests.support import world

ENVIRON = {"GRADCHECK_API_KEYS": "of-the-environment"}
COMPUTE_ONLY = {
    "create_stream_token",
    "estimate_run",
    "plan_diagnostic",
    "plan_headroom",
    "plan_study",
    "pool_diagnostics",
}


def make_key(server: Server, *scopes: Scope, tenant: str = "acme", days: float | None = None) -> dict[str, str]:
    """The header of a new key."""
    expires_at = None if days is None else datetime.now(UTC) + timedelta(days=days)
    new = NewApiKey(name="test", tenant=tenant, scopes=frozenset(scopes), expires_at=expires_at)
    keys = ApiKeyStore(server.service.database)
    _, key = asyncio.run_coroutine_threadsafe(keys.create(new), server.loop).result()
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture(scope="module")
def app() -> Litestar:
    return an_app()


def test_every_route_says_what_opens_it(app: Litestar) -> None:
    assert [
        (method, path) for method, path, handler in handlers(app) if handler.opt.get(SCOPE) not in {"public", *SCOPES}
    ] == []


def test_what_stores_or_spends_is_not_opened_by_a_key_that_reads(app: Litestar) -> None:
    writing = {
        handler.operation_id for method, _, handler in handlers(app) if method != "GET" and handler.opt[SCOPE] == "read"
    }
    assert writing == COMPUTE_ONLY


def test_what_is_public_tells_nothing_of_anybody(app: Litestar) -> None:
    public = {path for _, path, handler in handlers(app) if handler.opt[SCOPE] == "public"}
    machines = {"/health/live", "/health/ready", "/openapi.json"}
    texts = {"/docs", "/guide", "/guide/{place}", "/llms.txt"}
    assert public == machines | texts | {"/", "/ui/sign-in", "/ui/sign-out", "/ui/static/{file_name}"}


def test_metrics_alone_are_opened_by_their_scope(app: Litestar) -> None:
    assert [path for _, path, handler in handlers(app) if handler.opt[SCOPE] == "metrics"] == ["/metrics"]


def test_the_page_of_keys_shows_every_route_as_it_is(app: Litestar) -> None:
    assert shown() == table(app), "python -m tests.api.authorization writes it anew"


@pytest.mark.parametrize("scope", SCOPES)
def test_a_key_opens_the_routes_of_its_scope_and_no_other(server: Server, scope: Scope) -> None:
    key = make_key(server, scope)
    for method, path, handler in handlers(server.app):
        if "/events" in path or handler.opt[SCOPE] == "public":
            continue
        answer = server.http.request(method, path.replace("{n}", "1"), headers=key)
        opened = handler.opt[SCOPE] == scope
        assert (answer.status_code == 403) is not opened, (method, path, answer.text)
        assert answer.status_code < 500
        if not opened:
            problem = answer.json()
            assert problem["code"] == "missing_scope"
            assert f"`{handler.opt[SCOPE]}`" in problem["detail"]


def test_a_key_with_no_place_in_the_rules_is_told_the_same_whatever_is_wrong_with_it(server: Server) -> None:
    good = make_key(server, "read")["Authorization"]
    expired = make_key(server, "read", days=-1)["Authorization"]
    answers = [
        server.http.get("/runs", headers={"Authorization": given}).json()
        for given in (expired, f"{good}x", "Bearer gc_0123456789abcdef_x", "Bearer nothing")
    ]
    assert server.http.get("/runs", headers={"Authorization": good}).status_code == 200
    assert len({(answer["status"], answer["code"], answer["detail"]) for answer in answers}) == 1
    assert answers[0]["status"] == 401


def test_the_document_says_what_scope_a_call_needs(server: Server) -> None:
    paths = server.http.get("/openapi.json").json()["paths"]
    assert paths["/optimize"]["post"]["security"] == [{"key": ["run"]}]
    assert paths["/metrics"]["get"]["security"] == [{"key": ["metrics"]}]
    assert paths["/health/live"]["get"]["security"] == []


def test_repetitions_are_known_by_whatever_key_of_a_tenant(server: Server) -> None:
    body = world.request(method="none")

    def start(key: dict[str, str]) -> str:
        run_id: str = server.http.post("/optimize", json=body, headers={**key, "Idempotency-Key": "mine"}).json()["id"]
        return run_id

    first, rotated = start(make_key(server, "run")), start(make_key(server, "run"))
    assert first == rotated
    assert start(make_key(server, "run", tenant="other")) != first


def test_pages_that_the_framework_brings_are_not_there(server: Server) -> None:
    key = make_key(server, *SCOPES)
    for path in ("/litestar", "/litestar/swagger", "/litestar/openapi.json", "/litestar/x"):
        assert server.http.get(path).status_code == server.http.get(path, headers=key).status_code == 404


def test_options_are_nobodys_business(server: Server) -> None:
    make_key(server, "read")
    assert server.http.options("/runs").status_code in {204, 401}
