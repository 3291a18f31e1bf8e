"""A run is taken home as a file of another tool."""

import json

import httpx
import pytest

from gradcheck.formats import recognize
from gradcheck.formats.export import FORMATS
from tests.api.server import Json, Server
from tests.support import world


def _export(server: Server, run: Json, **query: str) -> httpx.Response:
    return server.http.get(f"/runs/{run['id']}/export", params=query)


def test_a_run_is_exported_as_a_file_with_its_name_and_type(server: Server, finished: Json) -> None:
    answer = _export(server, finished, format="openai")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{finished["id"]}.openai.json"'
    assert answer.json()["model"] == finished["models"]["task"]["model"]


def test_without_a_format_it_is_json_with_the_prompt_as_a_request_holds_it(server: Server, finished: Json) -> None:
    exported = _export(server, finished).json()
    assert exported["run_id"] == finished["id"]
    assert exported["prompt"] == finished["result"]["prompt"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_a_prompt_of_one_text(server: Server, finished: Json, name: str) -> None:
    answer = _export(server, finished, format=name)
    assert answer.status_code == 200
    assert answer.headers["content-type"].endswith("charset=utf-8")


def test_an_exported_configuration_is_recognized_with_the_runs_examples(server: Server, finished: Json) -> None:
    found = recognize(_export(server, finished, format="promptfoo").content)
    assert found is not None
    assert len(found.rows) == sum(finished["splits"].values())
    assert {row["split"] for row in found.rows} == {"train", "validation", "probe", "test"}


def test_an_exported_prompt_can_be_posted(server: Server, finished: Json) -> None:
    again = server.run(method="none", prompt=_export(server, finished).json()["prompt"], seed=77)
    assert again["result"]["prompt"] == finished["result"]["prompt"]


def test_a_format_that_nobody_knows_is_named(server: Server, finished: Json) -> None:
    answer = _export(server, finished, format="docx")
    assert answer.status_code == 422
    assert "format" in json.dumps(answer.json()["errors"])


def test_what_a_format_cannot_hold_is_refused_with_the_reason(server: Server) -> None:
    run = server.run(method="none", prompt={"system": "Answer {text}", "user": "Now: {text}"}, seed=5)
    answer = _export(server, run, format="text")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error == {
        "path": "format",
        "message": "a text holds one message, the prompt has a system and a user text; take messages",
    }


def test_a_run_without_a_prompt_yet_is_a_conflict(server: Server) -> None:
    with server.world.held():
        started = server.http.post("/optimize", json=world.request(seed=31)).json()
        answer = _export(server, started)
        server.http.post(f"/runs/{started['id']}/cancel")
    assert answer.status_code == 409
    assert "has no prompt to export" in answer.json()["detail"]
    assert _export(server, {"id": "run_nobody"}).status_code == 404
