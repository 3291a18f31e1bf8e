"""Every answer has a request id, which is in the logs too; HEAD is answered wherever GET is."""

import pytest
import structlog
from structlog.testing import LogCapture

from tests.api.server import Json, Server
from tests.support import world

PAGES = ("/runs", "/diagnostics", "/studies", "/methods", "/health/live", "/metrics", "/openapi.json", "/docs", "/nope")


def test_every_answer_has_an_id_of_its_own(server: Server) -> None:
    answers = [server.http.get(path) for path in PAGES] + [server.http.post("/optimize", content=b"{")]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(ids)) == len(ids)
    assert all(ids)


@pytest.mark.parametrize("known", ["abc", "0af7651916cd43dd8448eb211c80319c", "a.b_c:d/e+f=g-1", "x" * 128])
def test_the_callers_id_is_kept(server: Server, known: str) -> None:
    assert server.http.get("/runs", headers={"X-Request-Id": known}).headers["x-request-id"] == known


@pytest.mark.parametrize("known", ["", "a b", "x" * 129, '{"a":1}', "caf\xe9", "a\tb"])
def test_an_id_that_is_not_well_formed_is_replaced(server: Server, known: str) -> None:
    answer = server.http.get("/runs", headers=[(b"X-Request-Id", known.encode("latin-1"))])
    assert answer.headers["x-request-id"] not in {known, known.strip(), ""}


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [("GET", "/runs/run_x", 404), ("GET", "/nope", 404), ("DELETE", "/runs", 405), ("POST", "/optimize", 400)],
)
def test_a_problem_names_the_request(server: Server, verb: str, path: str, status: int) -> None:
    answer = server.http.request(verb, path, headers={"X-Request-Id": "mine"})
    assert answer.status_code == status
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "mine"


def test_what_is_logged_of_a_request_holds_its_id(server: Server) -> None:
    captured = LogCapture()
    before = structlog.get_config()["processors"]
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, captured])
    try:
        body = world.request(method="none")
        run: Json = server.http.post("/optimize", json=body, headers={"X-Request-Id": "mine"}).json()
    finally:
        structlog.configure(processors=before)
    accepted = [entry for entry in captured.entries if entry["event"] == "job_accepted"]
    assert [(entry["job_id"], entry["request_id"]) for entry in accepted] == [(run["id"], "mine")]


def test_head_is_answered_like_get_without_a_body(server: Server, finished: Json) -> None:
    run = f"/runs/{finished['id']}"
    for path in (*PAGES, run, f"{run}/steps", f"{run}/steps/0", f"{run}/candidates", f"{run}/diagnostics"):
        head, got = server.http.head(path), server.http.get(path)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert head.headers["content-type"] == got.headers["content-type"]
        if path != "/metrics" and "request_id" not in got.text:
            assert head.headers["content-length"] == got.headers["content-length"], path


def test_head_of_a_stream_names_the_right_verb(server: Server, finished: Json) -> None:
    answer = server.http.head(f"/runs/{finished['id']}/events")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
