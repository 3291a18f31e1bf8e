"""`/files`: images are uploaded, listed, read and deleted, and requests name them."""

import base64
import io
import json
from typing import Any

import httpx
import pytest
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_404_NOT_FOUND

from gradcheck.inputs.images import LARGEST_IMAGE
from tests.api.server import Json, Server, pages
from tests.api.test_datasets import upload as upload_rows
from tests.api.test_studying import body as study
from tests.support import databases, world
from tests.support.pictures import data_url, gif, jpeg, png, webp


def upload(server: Server, data: bytes, kind: str = "image/png", **query: str) -> httpx.Response:
    """What posting an image is answered."""
    return server.http.post("/files", params=query, content=data, headers={"Content-Type": kind})


def uploaded(server: Server, data: bytes) -> Json:
    """An uploaded image."""
    answer = upload(server, data)
    assert answer.status_code in {HTTP_200_OK, HTTP_201_CREATED}, answer.text
    file: Json = answer.json()
    return file


def images(count: int, photo: Any, **more: Any) -> Json:  # noqa: ANN401 - any value of a field
    """A task whose examples show this picture."""
    task = world.task(count)
    for example in task["examples"]:
        example["input"] |= {"photo": photo, **more}
    return task


def run(server: Server, task: Json, **changes: Any) -> Json:  # noqa: ANN401 - any part of a request
    """A run that has ended, or the problem."""
    body = world.request(task=task, prompt="Is {photo} good? {text}", **{"method": "none", **changes})
    answer: Json = server.http.post("/optimize", json=body, headers={"Prefer": "wait=60"}).json()
    return answer


def shown(server: Server) -> set[bytes]:
    """The images that the provider was sent since this was asked last."""
    parts = [
        part for body in server.world.received for part in body["messages"][-1]["content"] if isinstance(part, dict)
    ]
    server.world.received.clear()
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    return {base64.b64decode(url.partition(",")[2]) for url in urls}


def contents(server: Server) -> int:
    """How many images are stored."""
    return int(databases.rows(server.service.settings.database_url, "SELECT count(*) FROM image_contents")[0][0])


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (png(30, 20), "image/png"),
        (jpeg(30, 20), "image/jpeg"),
        (gif(30, 20), "image/gif"),
        (webp(30, 20, b"VP8L"), "image/webp"),
    ],
)
def test_an_image_is_what_its_bytes_say_whatever_its_header_says(server: Server, data: bytes, media_type: str) -> None:
    for kind in ("image/webp", "application/octet-stream", "image/png"):
        answer = upload(server, data, kind)
        file = answer.json()
        assert (file["media_type"], file["width"], file["height"], file["bytes"]) == (media_type, 30, 20, len(data))
    assert server.get(f"/files/{file['id']}") == file
    content = server.http.get(f"/files/{file['id']}/content")
    assert (content.content, content.headers["content-type"]) == (data, media_type)
    assert content.headers["x-content-type-options"] == "nosniff"


def test_the_same_bytes_are_one_file_with_its_first_name(server: Server) -> None:
    first, again = upload(server, png(9, 9), name="first.png"), upload(server, png(9, 9), name="again.png")
    assert (first.status_code, again.status_code) == (HTTP_201_CREATED, HTTP_200_OK)
    assert first.json() == again.json()
    assert first.json()["name"] == "first.png"
    assert first.headers["location"] == f"/files/{first.json()['id']}"
    assert first.json()["url"] == f"gradcheck://files/{first.json()['id']}"


def test_a_form_holds_one_image_and_its_name(server: Server) -> None:
    def form(files: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes it
        return httpx.post(f"{server.url}/files", files=files, trust_env=False)

    made = form({"file": ("../../кот.png", io.BytesIO(png(7, 7)), "text/plain")})
    assert made.status_code == HTTP_201_CREATED, made.text
    assert made.json()["name"] == "../../кот.png"
    two = form([("file", ("a.png", png())), ("file", ("b.png", png()))])
    assert two.json()["errors"] == [{"path": "file", "message": "comes twice; send one file at a time"}]
    assert form({"file": (None, "text")}).json()["errors"][0]["path"] == "file"


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", png()[:20], gif(8001, 1)]
)
def test_what_is_no_image_is_refused_and_nothing_is_kept(server: Server, data: bytes) -> None:
    before = contents(server)
    answer = upload(server, data)
    assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (422, ["file"])
    assert contents(server) == before


def test_an_image_that_is_too_large_is_refused(server: Server) -> None:
    assert "scale it down" in upload(server, png() + b"\0" * LARGEST_IMAGE).json()["errors"][0]["message"]
    assert upload(server, png() + b"\0" * (LARGEST_IMAGE + (1 << 17))).status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "", "application/json", "image/svg+xml"])
def test_a_body_that_is_said_to_be_something_else_is_refused(server: Server, kind: str) -> None:
    assert upload(server, png(), kind).status_code == 415


def test_files_are_listed_by_page_the_newest_first(server: Server) -> None:
    made = [uploaded(server, png(100 + number, 1))["id"] for number in range(5)]
    assert [file["id"] for file in server.get("/files", limit=3)["items"]] == made[:1:-1]
    assert [file["id"] for file in pages(server.http, "/files", limit=2)][:5] == made[::-1]
    assert server.http.get("/files", params={"after": "file_no"}).status_code == 422


def test_a_field_of_every_example_names_one_file_and_models_are_sent_its_bytes(server: Server) -> None:
    data = png(64, 48, shade=200)
    file, before = uploaded(server, data), contents(server)
    shown(server)
    ended = run(server, images(24, {"image": file["url"]}))
    assert ended["status"] == "succeeded", ended
    assert shown(server) == {data}
    assert contents(server) == before


def test_turns_name_a_file_as_a_url_and_in_openais_other_two_ways(server: Server) -> None:
    data = png(64, 48, shade=201)
    file = uploaded(server, data)
    ways = [
        {"type": "image_url", "image_url": {"url": file["url"]}},
        {"type": "image_file", "image_file": {"file_id": file["id"], "detail": "auto"}},
        {"type": "input_image", "file_id": file["id"]},
        {"type": "input_image", "image_url": data_url(data), "detail": "auto"},
    ]
    task = world.task(24)
    for number, example in enumerate(task["examples"]):
        text = {"type": "input_text" if number % 2 else "text", "text": example["input"]["text"]}
        example["input"] = {"messages": [{"role": "user", "content": [text, ways[number % 4]]}]}
    shown(server)
    body = world.request(task=task, prompt={"system": "Is it good?"}, method="none")
    ended = server.http.post("/optimize", json=body, headers={"Prefer": "wait=60"}).json()
    assert ended["status"] == "succeeded", ended
    assert shown(server) == {data}


@pytest.mark.parametrize("named", ["file_0", "", "../../etc/passwd", "file_" + "0" * 500])
def test_an_unknown_file_is_a_fault_with_its_path(server: Server, named: str) -> None:
    task, before = images(24, "none"), server.runs()
    task["examples"][7]["input"]["photo"] = {"image": f"gradcheck://files/{named}"}
    turn = {"role": "user", "content": [{"type": "image_file", "image_file": {"file_id": named}}]}
    task["examples"][8]["input"] = {"messages": [turn], "text": "x", "photo": "y"}
    problem = run(server, task)
    assert [error["path"] for error in problem["errors"]] == [
        "task.examples[7].input.photo.image",
        "task.examples[8].input.messages[0].content[0].image_file.file_id",
    ]
    assert all("there is none of this id" in error["message"] for error in problem["errors"])
    assert server.runs() == before


def test_the_address_of_a_file_as_a_text_is_refused(server: Server) -> None:
    problem = run(server, images(24, uploaded(server, png())["url"]))
    assert "is an image as a text" in problem["errors"][0]["message"]


def test_rows_of_a_data_set_name_files_and_an_unknown_one_is_said_by_row_and_column(server: Server) -> None:
    data = png(64, 48, shade=202)
    url = uploaded(server, data)["url"]
    rows = [
        {"text": example["input"]["text"], "photo": {"image": url}, "label": example["expected"]}
        for example in world.task(24)["examples"]
    ]
    upload_rows(server, "pictured", json.dumps(rows), "application/json")
    shown(server)
    task = {"dataset": {"name": "pictured"}, "scoring": {"kind": "exact"}}
    ended = run(server, task)
    assert ended["status"] == "succeeded", ended
    assert shown(server) == {data}
    for number in (3, 9):
        rows[number]["photo"] = {"image": "gradcheck://files/gone"}
    upload_rows(server, "pictured", json.dumps(rows), "application/json")
    (error,) = run(server, task)["errors"]
    assert error["path"] == "task.dataset.rows[4].text, photo"
    assert "row 4" in error["message"]
    assert "1 more row (10)" in error["message"]


def test_a_deleted_file_is_gone_for_requests_and_runs_keep_its_bytes(server: Server) -> None:
    data = png(64, 48, shade=203)
    file, before = uploaded(server, data), contents(server)
    held = run(server, images(24, {"image": file["url"]}))
    assert server.http.delete(f"/files/{file['id']}").status_code == 204
    for path in ("", "/content"):
        assert server.http.get(f"/files/{file['id']}{path}").status_code == HTTP_404_NOT_FOUND
    assert server.http.delete(f"/files/{file['id']}").status_code == HTTP_404_NOT_FOUND
    assert "errors" in run(server, images(24, {"image": file["url"]}))
    assert contents(server) == before
    shown(server)
    body = {"budget": {"max_calls": 5000}}
    path = f"/runs/{held['id']}/continue"
    continued = server.http.post(path, json=body, headers={"Prefer": "wait=60"}).json()
    assert continued["status"] == "succeeded"
    again = uploaded(server, data)
    assert again["id"] == file["id"]


def test_the_bytes_of_a_deleted_file_that_no_job_holds_are_gone(server: Server) -> None:
    file, before = uploaded(server, png(55, 55)), contents(server)
    assert server.http.delete(f"/files/{file['id']}").status_code == 204
    assert contents(server) == before - 1


def test_data_urls_are_stored_once_for_all_runs_and_not_by_estimates(server: Server) -> None:
    task, before = images(24, {"image": data_url(png(64, 48, shade=204))}), contents(server)
    body = world.request(task=task, prompt="Is {photo} good? {text}", method="none")
    assert server.http.post("/optimize/estimate", json=body).status_code == HTTP_200_OK
    assert contents(server) == before
    for _ in range(2):
        assert run(server, task)["status"] == "succeeded"
    assert contents(server) == before + 1


def test_studies_comparisons_and_headroom_hold_the_images_that_they_name(server: Server) -> None:
    data = png(64, 48, shade=205)
    url = uploaded(server, data)["url"]
    body = world.request(task=images(60, {"image": url}), prompt="Is {photo} good? {text}", method="none")
    other = {"prompt": "Name the sentiment of {photo}. {text}"}
    two = [{"name": "a", "prompt": "Is {photo} good? {text}"}, {"name": "b", "prompt": "{photo}? {text}"}]
    asked = {
        "/evaluate": {"prompts": two, "task": body["task"], "models": body["models"]},
        "/headroom": {"optimize": {**body, "method": "opro"}, "items": 20, "prompts": 2},
        "/studies": study(optimize=body, arms=[{"name": "seed"}, {"name": "longer", "overrides": other}]),
    }
    for path, request in asked.items():
        shown(server)
        answer = server.http.post(path, json=request, headers={"Prefer": "wait=60"})
        assert answer.status_code == HTTP_200_OK, answer.text
        assert shown(server) == {data}, path
