"""`/imports`: files of other tools as a whole, and the request that follows."""

import json
from typing import Any

import httpx
import pytest

from tests.api.server import Json, Server
from tests.formats.test_promptfoo import CONFIG
from tests.support import world

_MODEL = {"models": {"task": {"provider": "world", "model": "pure"}}, "method": "none"}
_ALL = {"train": 0, "validation": 1, "probe": 0, "test": 0}


def take_in(server: Server, content: str | bytes, file: str = "file.json", **fields: str) -> httpx.Response:
    """What posting a file in a form is answered."""
    held = content.encode() if isinstance(content, str) else content
    return httpx.post(f"{server.url}/imports", files={"file": (file, held)}, data=fields, trust_env=False)


def started(server: Server, request: Json, **changes: Any) -> Json:  # noqa: ANN401 - any part of a request
    """The run that a request comes to."""
    answer = server.http.post("/optimize", json={**request, **changes}, headers={"Prefer": "wait=60"})
    assert answer.status_code == 200, answer.text
    run: Json = answer.json()
    return run


def test_a_configuration_becomes_a_data_set_and_a_request_that_runs(server: Server) -> None:
    answer = take_in(server, CONFIG, "promptfooconfig.yaml", name="configured")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["kind"], found["dataset"]["name"], found["dataset"]["rows"]) == ("promptfoo", "configured", 2)
    assert found["request"]["task"]["dataset"] == {"name": "configured", "version": 1}
    assert found["request"]["task"]["scoring"] == found["scoring"]
    assert "the prompt file://other.txt stands in another file" in found["notes"]
    task = {**found["request"]["task"], "split": _ALL}
    run = started(server, found["request"], **{**_MODEL, "task": task})
    assert (run["status"], run["splits"]["validation"]) == ("succeeded", 2)
    again = take_in(server, CONFIG, "promptfooconfig.yaml", name="configured").json()
    assert again["dataset"]["version"] == 1


def test_the_file_itself_is_a_body_of_its_type(server: Server) -> None:
    headers = {"Content-Type": "application/yaml"}
    answer = server.http.post("/imports?name=itself", content=CONFIG, headers=headers)
    assert (answer.status_code, answer.json()["dataset"]["rows"]) == (200, 2)
    assert server.http.post("/imports", content="x", headers={"Content-Type": "text/plain"}).status_code == 415


def test_a_prompt_alone_needs_no_name_and_stores_nothing(server: Server) -> None:
    before = server.get("/datasets")
    messages = [{"role": "system", "content": "Be terse."}, {"role": "user", "content": "{text}"}]
    found = take_in(server, json.dumps({"model": "gpt", "messages": messages})).json()
    assert (found["kind"], found["dataset"]) == ("openai_messages", None)
    assert found["request"]["prompt"] == {"system": "Be terse.", "user": "{text}"}
    assert server.get("/datasets") == before
    run = started(server, {**found["request"], **_MODEL, "task": world.task()})
    assert run["status"] == "succeeded"


def test_ratings_and_critiques_go_with_the_examples_through_a_stored_data_set(server: Server) -> None:
    rows = [
        {"text": example["input"]["text"], "label": example["expected"], "output": "old", "rating": "bad"}
        | {"output_feedback": f"Critique {number}."}
        for number, example in enumerate(world.task(40)["examples"])
    ]
    lines = "\n".join(map(json.dumps, rows))
    found = take_in(server, lines, "rows.jsonl", name="rated").json()
    assert (found["kind"], found["dataset"]["rows"], found["request"]) == ("openai_dataset", 40, None)
    answer = server.http.post(
        "/datasets?name=rated-rows", content=lines, headers={"Content-Type": "application/x-ndjson"}
    )
    assert answer.json()["file"]["tool"]["kind"] == "openai_dataset"
    for name in ("rated", "rated-rows"):
        run = server.run(task={"dataset": {"name": name}, "scoring": {"kind": "exact"}})
        steps = json.dumps(server.get(f"/runs/{run['id']}/steps/1"))
        assert 'an earlier answer (\\"old\\") was rated bad: Critique ' in steps


def test_a_column_of_critiques_is_feedback_where_a_request_says_so(server: Server) -> None:
    rows = [{**one["input"], "label": one["expected"], "said": "Terse."} for one in world.task(40)["examples"]]
    body, headers = json.dumps(rows), {"Content-Type": "application/json"}
    assert server.http.post("/datasets?name=said", content=body, headers=headers).status_code == 201
    task = {"dataset": {"name": "said", "map": {"feedback": "said"}}, "scoring": {"kind": "exact"}}
    run = server.run(task=task)
    assert run["dataset"]["mapping"]["input"] == {"text": "text"}
    assert "said of this example: Terse." in json.dumps(server.get(f"/runs/{run['id']}/steps/1"))


@pytest.mark.parametrize(
    ("content", "path", "said"),
    [
        ("", "file", "is empty"),
        ("[1, 2]", "file", "holds nothing of a format that is known"),
        ('[{"text": "x", "label": "y"}]', "file", "rows of your own go to POST /datasets"),
        (f'{{"a": {"9" * 5000}}}', "line 1", "a whole number of 5,000 digits"),
        (b"\x80\x04\x95", "file", "is a Python pickle, which runs code when it is read"),
        ("a: !!python/object:os.system x", "line 1, column 4", "is not read here"),
        ('[{"inputs": {"q": "a"}, "outputs": {"a": "b"}}]', "format", "say which one"),
        ('[{"role": "user", "content": "\\ud800"}]', "file", "half a character"),
        ('[{"item": {"q": "\\ud800", "label": "x"}, "sample": {}}]', "rows[1].input", "UTF-8"),
        ('[{"item": {"q": "a", "n": 1e999, "label": "x"}, "sample": {}}]', "rows[1]", "Infinity, which is no JSON"),
        (f'[{{"item": {{"q": {"[" * 600}{"]" * 600}, "label": "x"}}, "sample": {{}}}}]', None, "deep"),
    ],
)
def test_what_cannot_be_taken_in_is_said_and_nothing_is_stored(
    server: Server, content: str | bytes, path: str | None, said: str
) -> None:
    before = server.get("/datasets")
    answer = take_in(server, content, name="refused")
    assert answer.status_code == 422, answer.text
    [error] = answer.json()["errors"]
    assert path in {None, error["path"]}
    assert said in error["message"]
    assert server.get("/datasets") == before


def test_examples_need_a_name_to_be_stored_under(server: Server) -> None:
    answer = take_in(server, CONFIG, "promptfooconfig.yaml")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "name")


def test_a_file_beyond_the_bound_is_refused(server: Server) -> None:
    headers = {"Content-Type": "application/json"}
    answer = server.http.post("/imports", content=b" " * 16_000_001, headers=headers)
    assert answer.status_code == 413
