"""Where the service asks for keys a page asks for one once, and acts with what that key opens."""

import asyncio
import re
from http.cookies import SimpleCookie

import httpx
import pytest

from tests.api.server import Server
from tests.api.test_scopes import make_key
from tests.pages.browser import shown, visit
from tests.support import world

ENVIRON = {"GRADCHECK_API_KEYS": "of-the-environment"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(server: Server, path: str, body: str = "", *, origin: str | None = "own", **headers: str) -> httpx.Response:
    """What a form sends; `origin` is that of its page."""
    sent = {"own": {"Origin": server.url}, None: {}}.get(origin, {"Origin": str(origin)})
    return server.http.post(path, content=body, headers={**FORM, "Accept": "text/html", **sent, **headers})


def session(server: Server, key: str) -> dict[str, str]:
    """The cookie of a new session, as a browser sends it with what a page asks."""
    answer = post(server, "/ui/sign-in", f"key={key}&next=/ui/runs")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ui/runs"), answer.text
    cookie = SimpleCookie(answer.headers["set-cookie"])["gradcheck_session"]
    server.http.cookies.clear()
    return {"Cookie": f"gradcheck_session={cookie.value}"}


def key_of(server: Server, *scopes: str, tenant: str = "acme") -> str:
    return make_key(server, *scopes, tenant=tenant)["Authorization"].removeprefix("Bearer ")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def signed_in(server: Server) -> dict[str, str]:
    return session(server, key_of(server, "read", "run"))


def test_a_page_leads_to_the_sign_in_and_the_api_does_not(server: Server) -> None:
    leading = visit(server, "/ui/runs")
    assert (leading.status_code, leading.headers["location"]) == (303, "/ui/sign-in?next=/ui/runs")
    text = shown(server, "/ui/sign-in?next=/ui/runs")
    assert 'name="next" value="/ui/runs"' in text
    assert server.http.get("/ui/runs").status_code == server.http.get("/runs").status_code == 401


def test_the_cookie_is_for_this_service_alone_and_holds_no_key(server: Server) -> None:
    key = key_of(server, "read")
    answer = post(server, "/ui/sign-in", f"key={key}", **{"X-Forwarded-Proto": "https"})
    said = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/", "secure", "max-age=28800"):
        assert part in said
    assert "secure" not in post(server, "/ui/sign-in", f"key={key}").headers["set-cookie"].lower()
    assert key.lower() not in said
    server.http.cookies.clear()


@pytest.mark.parametrize("key", ["", "nothing", "gc_0123456789abcdef_x", "%00", "a" * 4000])
def test_what_is_no_key_opens_nothing(server: Server, key: str) -> None:
    answer = post(server, "/ui/sign-in", f"key={key}")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert 'role="alert"' in answer.text


def test_a_key_that_reads_nothing_signs_nobody_in(server: Server) -> None:
    answer = post(server, "/ui/sign-in", f"key={key_of(server, 'metrics')}")
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "`read`" in answer.text


@pytest.mark.parametrize("place", ["https://elsewhere.example", "//elsewhere.example", "/runs", "/uix", "javascript:x"])
def test_nobody_is_led_elsewhere(server: Server, place: str) -> None:
    answer = post(server, "/ui/sign-in", f"key={key_of(server, 'read')}&next={place}")
    assert answer.headers["location"] == "/ui"
    server.http.cookies.clear()


def test_a_session_opens_what_its_key_does_and_sees_its_tenants_things(
    server: Server, signed_in: dict[str, str]
) -> None:
    other = session(server, key_of(server, "read", "run", tenant="other"))
    own = {**signed_in, "Origin": server.url}
    run = server.http.post("/optimize", json=world.request(method="none"), headers=own).json()
    path = f"/ui/runs/{run['id']}"
    text = shown(server, path, **signed_in)
    assert "Sign out" in text
    assert "New run" in text
    assert visit(server, path, **other).status_code == 404
    reader = session(server, key_of(server, "read"))
    assert "New run" not in shown(server, path, **reader)
    assert visit(server, "/ui/start", **reader).status_code == 403
    assert server.http.post("/optimize", json={}, headers={**reader, "Origin": server.url}).status_code == 403
    assert visit(server, f"/runs/{run['id']}/events", **signed_in).status_code == 200
    assert shown(server, "/ui", **session(server, "of-the-environment"))


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:1"},
    ],
)
def test_what_changes_something_comes_from_a_page_of_the_service(
    server: Server, signed_in: dict[str, str], sent: dict[str, str]
) -> None:
    answer = server.http.post("/optimize", json=world.request(), headers={**signed_in, **sent})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden_origin")
    assert post(server, "/ui/sign-out", origin=sent.get("Origin"), **signed_in, **sent).status_code == 403
    assert visit(server, "/ui", **signed_in).status_code == 200


def test_another_site_reads_nothing_with_a_session(server: Server, signed_in: dict[str, str]) -> None:
    elsewhere = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    assert server.http.get("/runs", headers={**signed_in, **elsewhere}).status_code == 403
    assert server.http.get("/runs", headers=signed_in).status_code == 200


def test_signing_out_ends_the_session_wherever_its_cookie_is(server: Server) -> None:
    mine = session(server, key_of(server, "read"))
    answer = post(server, "/ui/sign-out", **mine)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ui/sign-in")
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert server.http.get("/runs", headers=mine).status_code == 401


def test_a_session_ends_with_its_key(server: Server) -> None:
    key = key_of(server, "read")
    mine = session(server, key)
    keys = server.service.authenticator._keys
    asyncio.run_coroutine_threadsafe(keys.revoke(key.split("_")[1]), server.loop).result()
    asyncio.run_coroutine_threadsafe(server.service.authenticator.read(), server.loop).result()
    assert server.http.get("/runs", headers=mine).status_code == 401


def test_a_key_that_is_sent_goes_before_a_cookie(server: Server, signed_in: dict[str, str]) -> None:
    assert server.http.get("/runs", headers={**signed_in, "Authorization": "Bearer no"}).status_code == 401


def test_what_is_stored_of_a_session_opens_nothing(server: Server, signed_in: dict[str, str]) -> None:
    token = signed_in["Cookie"].partition("=")[2]
    home = server.service.settings.home
    for file in home.glob("*.db*"):
        assert token.encode() not in file.read_bytes()


def test_every_page_of_jobs_is_closed_without_a_key(server: Server) -> None:
    paths = re.findall(r'href="(/ui[^"?]*)"', shown(server, "/ui/sign-in"))
    assert set(paths) >= {"/ui", "/ui/runs", "/ui/datasets", "/ui/compare"}
    for path in set(paths):
        assert visit(server, path).status_code == 303
