"""`/datasets`: upload, list, read, delete."""

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import sqlalchemy as sa

from gradcheck.storage.tables import dataset_chunks
from tests.api.server import Json, Server, pages, until
from tests.support import world

CSV = 'text,label\n"Good, really",positive\nBad,negative\n'


def upload(
    server: Server, name: str, body: str | bytes = CSV, kind: str = "text/csv", **headers: str
) -> httpx.Response:
    """What posting a file is answered."""
    headers = {"Content-Type": kind, **{key.replace("_", "-"): value for key, value in headers.items()}}
    return server.http.post("/datasets", params={"name": name}, content=body, headers=headers)


def form(server: Server, files: Any, **fields: str) -> httpx.Response:  # noqa: ANN401 - as httpx takes it
    """What posting a form is answered."""
    return httpx.post(f"{server.url}/datasets", files=files, data=fields, trust_env=False)


def chunks(server: Server) -> int:
    """How many chunks of rows there are, published or not."""
    query = sa.select(sa.func.count()).select_from(dataset_chunks)
    database = sa.create_engine(server.service.settings.database_url)
    with database.connect() as connection:
        found = int(connection.execute(query).scalar() or 0)
    database.dispose()
    return found


def test_a_file_becomes_a_version_with_its_columns(server: Server) -> None:
    answer = upload(server, "first")
    assert answer.status_code == 201
    assert answer.headers["location"] == "/datasets/first?version=1"
    made = answer.json()
    assert (made["name"], made["version"], made["rows"], made["versions"]) == ("first", 1, 2, [1])
    assert made["file"] == {"format": "csv", "encoding": "utf-8", "delimiter": "comma", "tool": None}
    assert [(column["name"], column["type"], column["missing"]) for column in made["columns"]] == [
        ("text", "text", 0),
        ("label", "text", 0),
    ]
    assert server.get("/datasets/first") == made
    assert server.http.get("/datasets/first").headers["etag"] == answer.headers["etag"]


def test_other_rows_under_a_name_are_the_next_version_and_the_same_the_one_they_were(server: Server) -> None:
    upload(server, "versions")
    second = upload(server, "versions", CSV + "Good too,positive\n")
    assert (second.status_code, second.json()["version"]) == (201, 2)
    rows = [{"label": "positive", "text": "Good, really"}, {"label": "negative", "text": "Bad"}]
    again = upload(server, "versions", json.dumps(rows), "application/json")
    assert (again.status_code, again.json()["version"], again.json()["versions"]) == (200, 1, [2, 1])
    assert server.get("/datasets/versions")["version"] == 2
    assert server.get("/datasets/versions", version=1)["rows"] == 2


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", '[{"text": "x", "n": 1}]'),
        ("application/x-ndjson", '{"text": "x", "n": 1}\n'),
        ("application/jsonl", '{"text": "x", "n": 1}'),
        ("text/csv; charset=utf-8", "text,n\nx,1\n"),
        ("text/tab-separated-values", "text\tn\nx\t1\n"),
    ],
)
def test_every_kind_of_file_holds_the_same_rows(server: Server, kind: str, body: str) -> None:
    made = upload(server, "kinds", body, kind).json()
    assert (made["version"], made["rows"]) == (1, 1)


def test_a_form_has_a_file_and_a_name(server: Server) -> None:
    answer = form(server, {"file": ("reviews.tsv", b"text\tlabel\na\tb\n")}, name="formed")
    assert answer.status_code == 201, answer.text
    assert form(server, {"file": ("x.csv", b"a\n1\n")}).json()["errors"][0]["path"] == "name"
    assert form(server, {"file": ("x.exe", b"a\n1\n")}, name="x").json()["errors"][0]["path"] == "file"
    two = form(server, [("file", ("x.csv", b"a\n1\n")), ("file", ("y.csv", b"a\n2\n"))], name="x")
    assert two.json()["errors"][0] == {"path": "file", "message": "comes twice; send one file at a time"}
    assert form(server, {"file": (None, "a\n1\n")}, name="x").json()["errors"][0]["path"] == "file"
    assert form(server, {"file": ("x.csv", b"a\n1\n")}, name="x" * 2000).status_code == 413
    broken = {"Content-Type": "multipart/form-data; boundary=zz"}
    assert server.http.post("/datasets?name=x", content=b"--zz\r\nbroken", headers=broken).status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "", "application/x-www-form-urlencoded"])
def test_a_body_says_what_it_is(server: Server, kind: str) -> None:
    answer = upload(server, "x", kind=kind)
    assert answer.status_code == 415
    assert "text/csv" in answer.json()["detail"]


def test_a_form_of_a_page_of_another_site_is_refused(server: Server) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        files = {"file": ("x.csv", b"a\n1\n")}
        answer = httpx.post(f"{server.url}/datasets?name=x", files=files, headers=headers, trust_env=False)
        assert answer.status_code == 403


@pytest.mark.parametrize("name", ["", "a/b", "../x", ".hidden", "a b", "x" * 129, "a\n", "-x", "a\u202eb", "😀"])
def test_a_name_is_letters_digits_and_few_marks(server: Server, name: str) -> None:
    answer = upload(server, name)
    assert answer.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == ["name"]


@pytest.mark.parametrize("name", ["отзывы", "v1.2-beta_3", "レビュー", "7"])
def test_a_name_may_be_of_any_script(server: Server, name: str) -> None:
    answer = upload(server, name)
    assert answer.status_code == 201
    assert server.get(answer.headers["location"])["name"] == name
    assert server.http.delete(f"/datasets/{name}").status_code == 204


def test_a_name_is_one_however_its_letters_are_composed(server: Server) -> None:
    assert upload(server, "caf\u00e9").status_code == 201
    assert upload(server, "cafe\u0301").status_code == 200
    assert server.get("/datasets/cafe\u0301")["name"] == "caf\u00e9"


def test_what_has_faults_leaves_nothing(server: Server) -> None:
    before = chunks(server)
    body = "text,label\n" + "".join(f"{'x' * 200} {number},a\n" for number in range(20_000)) + "short\n"
    answer = upload(server, "faulty", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "rows[20002]"
    assert server.http.get("/datasets/faulty").status_code == 404
    assert chunks(server) == before


def test_a_connection_that_ends_in_the_middle_leaves_nothing(server: Server) -> None:
    before, address = chunks(server), urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port or 80)) as connection:
        head = f"POST /datasets?name=cut HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: text/csv\r\n"
        connection.sendall(f"{head}Content-Length: 1000000\r\n\r\ntext\n".encode() + b"x\n" * 10_000)
    until(lambda: server.tasks() < 100)
    assert server.http.get("/datasets/cut").status_code == 404
    assert chunks(server) == before


def test_a_page_of_rows_is_in_the_order_of_the_file(server: Server) -> None:
    upload(server, "paged", "n\n" + "\n".join(map(str, range(12_345))))
    first = server.get("/datasets/paged/rows", limit=2)
    assert first["items"] == [{"row": 2, "values": {"n": "0"}}, {"row": 3, "values": {"n": "1"}}]
    later = server.get("/datasets/paged/rows", limit=500, after=4800)
    assert [row["values"]["n"] for row in later["items"]] == [str(number) for number in range(4800, 5300)]
    assert [row["row"] for row in pages(server.http, "/datasets/paged/rows", limit=500)] == list(range(2, 12_347))
    assert server.get("/datasets/paged/rows", after=12_345) == {"version": 1, "items": [], "next": None}
    assert server.http.get("/datasets/paged/rows?version=2").status_code == 404
    assert server.http.get("/datasets/paged/rows?version=0").status_code == 422


def test_data_sets_are_listed_by_name(server: Server) -> None:
    for name in ("list-b", "list-a", "list-c"):
        upload(server, name)
    upload(server, "list-b", CSV + "More,positive\n")
    found = [entry for entry in pages(server.http, "/datasets", limit=2) if entry["name"].startswith("list-")]
    assert [(entry["name"], entry["version"], entry["rows"]) for entry in found] == [
        ("list-a", 1, 2),
        ("list-b", 2, 3),
        ("list-c", 1, 2),
    ]


def test_a_deleted_data_set_is_gone_with_its_rows(server: Server) -> None:
    before = chunks(server)
    upload(server, "gone")
    upload(server, "gone", CSV + "More,positive\n")
    upload(server, "stays")
    assert server.http.delete("/datasets/gone").status_code == 204
    assert server.http.get("/datasets/gone").status_code == 404
    assert server.http.get("/datasets/gone/rows").status_code == 404
    assert server.http.delete("/datasets/gone").status_code == 404
    assert len(server.get("/datasets/stays/rows")["items"]) == 2
    assert chunks(server) == before + 1


def test_uploads_to_one_name_at_once_are_versions_one_after_the_other(server: Server) -> None:
    bodies = [f"n\n{number % 6}\n" for number in range(24)]
    ready = threading.Barrier(8)

    def post(body: str) -> Json:
        ready.wait(10)
        answer = upload(server, "at-once", body)
        assert answer.status_code in {200, 201}, answer.text
        return {"body": body, **answer.json()}

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(post, bodies))
    by_body = {one["body"]: one["version"] for one in made}
    assert sorted(by_body.values()) == [1, 2, 3, 4, 5, 6]
    assert all(one["version"] == by_body[one["body"]] for one in made)
    assert server.get("/datasets/at-once")["versions"] == [6, 5, 4, 3, 2, 1]


def test_a_key_is_of_one_upload(server: Server) -> None:
    first = upload(server, "keyed", Idempotency_Key="k1")
    again = upload(server, "keyed", Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    for name, body in (("keyed", "other\n1\n"), ("keyed-too", CSV)):
        other = upload(server, name, body, Idempotency_Key="k1")
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert server.http.get("/datasets/keyed-too").status_code == 404
    run = server.http.post("/optimize", json=world.request(), headers={"Idempotency-Key": "k1"})
    assert (run.status_code, run.json()["code"]) == (422, "idempotency_mismatch")
    assert server.get("/datasets/keyed")["versions"] == [1]


def test_rows_with_a_column_of_roles_are_rows_and_no_conversation(server: Server) -> None:
    rows = [{"role": role, "text": "Ward three.", "label": "a"} for role in ("nurse", "doctor", "user")]
    assert upload(server, "roles", json.dumps(rows), "application/json").status_code == 201


def test_a_form_that_is_sent_again_is_the_same_upload_whatever_its_boundary(server: Server) -> None:
    def send(text: str) -> httpx.Response:
        files = {"file": ("f.csv", text.encode(), "text/csv")}
        url, headers = f"{server.url}/datasets?name=formed-twice", {"Idempotency-Key": "form-1"}
        return httpx.post(url, files=files, headers=headers, trust_env=False)

    first, again = send(CSV), send(CSV)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert send("other\n1\n").json()["code"] == "idempotency_mismatch"


@pytest.mark.parametrize("media", ["application/json", "application/jsonl"])
def test_a_number_with_too_many_digits_is_a_fault_of_its_row(server: Server, media: str) -> None:
    row = '{"text": "a", "label": ' + "1" * 5000 + "}"
    answer = upload(server, "digits", f"[{row}]" if media.endswith("/json") else row, media)
    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert fault["path"] == "rows[1]"
    assert "5,000 digits; write it as a text" in fault["message"]
