"""Without keys no page in a browser starts anything: neither by another name, nor from another site, nor unasked."""

import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.api.server import Server
from tests.support import world

BODY = json.dumps(world.request(method="none")).encode()
JSON = {"Content-Type": "application/json"}


def own(server: Server, host: str) -> str:
    """A name of the server with its port."""
    return f"{host}:{urlsplit(server.url).port}"


def send(server: Server, headers: dict[str, str], *, body: bytes = BODY, path: str = "/optimize") -> httpx.Response:
    with httpx.Client(base_url=server.url, timeout=60, trust_env=False) as client:
        return client.post(path, content=body, headers=headers)


def refused(server: Server, answer: httpx.Response, status: int, code: str, before: int) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert server.runs() == before


@pytest.mark.parametrize("host", ["localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "[::1]"])
def test_a_name_of_this_machine_is_answered_at_any_port(server: Server, host: str) -> None:
    for name in (host, f"{host}:8000", own(server, host)):
        assert send(server, {**JSON, "Host": name}).status_code == 202, name


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "evil.com:8000",
        "localhost.evil.com",
        "127.0.0.1.evil.com",
        "localhost@evil.com",
        "128.0.0.1",
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "[::2]",
        "localhost:x",
        "",
    ],
)
def test_another_name_is_refused_whatever_the_origin(server: Server, host: str) -> None:
    before = server.runs()
    refused(server, send(server, {**JSON, "Host": host}), 403, "forbidden_origin", before)
    same = send(server, {**JSON, "Host": host, "Origin": f"http://{host}"})
    refused(server, same, 403, "forbidden_origin", before)


@pytest.mark.parametrize("path", ["/runs", "/health/live", "/openapi.json", "/docs"])
def test_another_name_reads_nothing_either(server: Server, path: str) -> None:
    assert server.http.get(path, headers={"Host": "evil.com"}).status_code == 403


def test_a_request_without_a_host_is_refused(server: Server) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(b"GET /runs HTTP/1.0\r\n\r\n")
        assert b" 403 " in connection.recv(100)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.com", "https://evil.com:8000", "null", "http://localhost:1", "ftp://localhost", "http://[::1"],
)
def test_a_page_of_another_origin_is_refused(server: Server, origin: str) -> None:
    refused(server, send(server, {**JSON, "Origin": origin}), 403, "forbidden_origin", server.runs())


def test_an_origin_is_not_compared_with_the_host_that_the_caller_names(server: Server) -> None:
    answer = send(server, {**JSON, "Host": "localhost:3000", "Origin": "http://localhost:3000"})
    refused(server, answer, 403, "forbidden_origin", server.runs())


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_a_page_of_the_service_itself_is_answered(server: Server, host: str) -> None:
    headers = {**JSON, "Origin": f"http://{own(server, host)}", "Sec-Fetch-Site": "same-origin"}
    assert send(server, headers).status_code == 202


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_is_refused_with_and_without_an_origin(server: Server, site: str) -> None:
    refused(server, send(server, {**JSON, "Sec-Fetch-Site": site}), 403, "forbidden_origin", server.runs())
    assert server.http.get("/runs", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors"}).status_code == 403
    posted = {**JSON, "Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
    refused(server, send(server, posted), 403, "forbidden_origin", server.runs())


def test_a_link_of_another_site_is_followed(server: Server) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert server.http.get("/docs", headers=followed).status_code == 200


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/x-www-form-urlencoded", "text/plain; application/json", "text/json"]
)
@pytest.mark.parametrize("path", ["/optimize", "/studies", "/runs/run_x/continue", "/runs/run_x/diagnostics"])
def test_a_body_that_is_not_said_to_be_json_is_refused(server: Server, kind: str | None, path: str) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    refused(server, send(server, headers, path=path), 415, "not_json", server.runs())


def test_a_body_in_pieces_is_a_body(server: Server) -> None:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        answer = client.post("/optimize", content=iter([BODY]), headers={"Content-Type": "text/plain"})
    refused(server, answer, 415, "not_json", server.runs())


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
def test_json_may_be_said_in_any_way(server: Server, kind: str) -> None:
    assert send(server, {"Content-Type": kind}).status_code == 202


def test_what_has_no_body_needs_no_kind(server: Server) -> None:
    answer = send(server, {}, body=b"", path="/runs/run_x/cancel")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
