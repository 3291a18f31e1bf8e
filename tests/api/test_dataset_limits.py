"""Bounds of the settings on data sets: what is larger is refused whole, before it has all come."""

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from gradcheck.settings import load
from tests.api.server import Server
from tests.api.test_datasets import chunks, form, upload
from tests.support.homes import furnish

MOST = 10_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of small data sets."""
    home: Path = tmp_path_factory.mktemp("home")
    furnish(home)
    config = home / "gradcheck.toml"
    limits = f"max_bytes = {MOST}\nmax_rows = 100\nmax_columns = 5\nmax_row_bytes = 500\nmax_examples = 30"
    config.write_text(f"[datasets]\n{limits}\n", "utf-8")
    running = Server(load({"GRADCHECK_HOME": str(home), "GRADCHECK_CONFIG": str(config)}))
    running.start()
    try:
        yield running
    finally:
        running.stop()


def refused(server: Server, answer: httpx.Response, status: int) -> str:
    """The words of a refusal that leaves nothing."""
    assert answer.status_code == status, answer.text
    assert server.get("/datasets")["items"] == []
    assert chunks(server) == 0
    problem = answer.json()
    return str(problem["errors"][0]["message"] if status == 422 else problem["detail"])


def test_a_body_that_says_that_it_is_too_large_is_refused_before_it_comes(server: Server) -> None:
    address = urlsplit(server.url)
    head = f"POST /datasets?name=large HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: text/csv\r\n"
    with socket.create_connection((address.hostname, address.port or 80), timeout=20) as connection:
        connection.sendall(f"{head}Content-Length: {MOST + 1}\r\n\r\n".encode())
        came = http.client.HTTPResponse(connection)
        came.begin()
        problem = json.loads(came.read())
    assert problem["status"] == came.status == 413
    assert problem["detail"] == f"the body has {MOST + 1:,} bytes; accepted are {MOST:,}"


def test_a_body_that_does_not_say_its_size_is_refused_where_it_becomes_too_large(server: Server) -> None:
    parts = (b"text,label\n", *(b"good,positive\n" for _ in range(MOST)))
    headers = {"Content-Type": "text/csv"}
    answer = server.http.post("/datasets", params={"name": "large"}, content=iter(parts), headers=headers)
    assert refused(server, answer, 413) == f"the body has more than {MOST:,} bytes"


def test_a_file_in_a_form_has_the_same_bound(server: Server) -> None:
    answer = form(server, {"file": ("large.csv", b"text\n" + b"x" * MOST)}, name="large")
    assert refused(server, answer, 413).startswith("the body has ")


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("n\n" + "1\n" * 101, 413, "the file has more than 100 rows"),
        (json.dumps([{f"c{n}": 1 for n in range(6)}]), 422, "row 1: brings the columns to more than 5"),
        (json.dumps([{"a": "x" * 300}, {"a": "x" * 500}]), 422, "row 2: is 5"),
    ],
)
def test_rows_and_columns_are_bounded(server: Server, body: str, status: int, said: str) -> None:
    kind = "application/json" if body.startswith("[") else "text/csv"
    assert said in refused(server, upload(server, "large", body, kind), status)


def test_what_is_as_large_as_it_may_be_is_taken(server: Server) -> None:
    made = upload(server, "full", "a,b,c,d,e\n" + "1,2,3,4,5\n" * 100)
    assert (made.status_code, made.json()["rows"]) == (201, 100)
