"""Prompts compared over HTTP: from texts and from runs, and what a comparison is and is not beside other runs."""

from typing import Any

import httpx
import pytest

from tests.api.server import Json, Server
from tests.support import world

ONE_WORD = "Answer with one word, positive or negative.\n\n{text}"
MODELS = {"task": {"provider": "world", "model": "pure"}}


def body(*prompts: Json, **changes: Any) -> Json:  # noqa: ANN401 - any part of a request
    given = prompts or ({"name": "bare", "prompt": "Sentiment?\n\n{text}"}, {"name": "word", "prompt": ONE_WORD})
    return {"prompts": list(given), "task": world.task(), "models": MODELS, **changes}


def post(server: Server, written: object, **headers: str) -> httpx.Response:
    return server.http.post("/evaluate", json=written, headers={"Prefer": "wait=60", **headers})


@pytest.fixture(scope="module")
def compared(server: Server) -> Json:
    answer = post(server, body(name="two words", tags=["nightly"]))
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def faults(server: Server, written: object) -> dict[str, str]:
    before = server.runs()
    answer = post(server, written)
    assert answer.status_code == 422, answer.text
    assert server.runs() == before
    return {error["path"]: error["message"] for error in answer.json()["errors"]}


def test_a_comparison_is_a_run_that_is_listed_and_named(server: Server, compared: Json) -> None:
    assert (compared["status"], compared["compared"], compared["name"]) == ("succeeded", ["bare", "word"], "two words")
    assert compared["id"] in {run["id"] for run in server.get("/runs", tag="nightly")["items"]}
    (pair,) = compared["result"]["comparison"]["pairs"]
    assert pair["verdict"] == "second_better"
    assert "prompts_compared" in server.http.get(f"/runs/{compared['id']}/events").text


def test_its_request_is_kept_as_written_where_comparisons_are(server: Server, compared: Json) -> None:
    assert server.get(f"/evaluate/{compared['id']}/request")["prompts"][1]["prompt"] == ONE_WORD
    refused = server.http.get(f"/runs/{compared['id']}/request")
    assert (refused.status_code, f"/evaluate/{compared['id']}/request" in refused.text) == (404, True)


def test_an_optimization_is_no_comparison(server: Server, finished: Json) -> None:
    assert server.http.get(f"/evaluate/{finished['id']}/request").status_code == 404
    assert finished["compared"] == []
    assert finished["result"]["comparison"] is None


def test_a_comparison_has_no_prompt_to_take_home_or_to_compare(server: Server, compared: Json) -> None:
    assert server.http.get(f"/runs/{compared['id']}/export").status_code == 409
    written = body({"name": "a", "prompt": ONE_WORD}, {"name": "b", "run": compared["id"]})
    assert faults(server, written) == {"prompts[1].run": f"{compared['id']} compares prompts and has chosen none"}


def test_the_best_prompt_of_a_run_is_compared_with_what_it_has_seen_said(server: Server, finished: Json) -> None:
    answer = post(server, body({"name": "old", "prompt": ONE_WORD}, {"name": "new", "run": finished["id"]}))
    assert answer.status_code == 200, answer.text
    found = answer.json()["result"]["comparison"]
    assert found["prompts"][1]["prompt"] == finished["result"]["prompt"]
    assert found["prompts"][1]["run"] == finished["id"]
    seen = finished["splits"]["train"] + finished["splits"]["validation"]
    assert f"new: {seen} of 24 examples were in the train or validation split of {finished['id']}" in str(found)


def test_demos_of_a_run_come_with_its_prompt(server: Server) -> None:
    demo = {"input": {"text": "A good thing, number 0."}, "output": "positive"}
    run = server.run(method="none", prompt={"user": ONE_WORD, "demos": [demo]}, seed=4)
    assert run["result"]["demos"]
    answer = post(server, body({"name": "a", "run": run["id"]}, {"name": "b", "prompt": ONE_WORD}))
    found = answer.json()["result"]["comparison"]
    assert found["prompts"][0]["demos"] == run["result"]["demos"]
    assert any("among its demos" in warning for warning in found["warnings"])


def test_a_run_whose_placeholders_are_no_fields_is_refused_by_name(server: Server, finished: Json) -> None:
    task = world.task()
    for example in task["examples"]:
        example["input"] = {"review": example["input"]["text"]}
    found = faults(server, body({"name": "a", "prompt": "{review}"}, {"name": "b", "run": finished["id"]}, task=task))
    assert list(found) == ["prompts[1].run"]
    assert finished["id"] in found["prompts[1].run"]
    assert "{text}" in found["prompts[1].run"]


def test_every_prompt_that_cannot_be_had_is_named(server: Server) -> None:
    prompts = (
        {"name": "a", "run": "run_0"},
        {"name": " A ", "prompt": ONE_WORD},
        {"name": "c"},
        {"name": "d", "run": "../../etc", "prompt": "x"},
    )
    assert faults(server, body(*prompts)) == {
        "prompts[0].run": "there is no run 'run_0'",
        "prompts[1].name": "' A ' is the name of an earlier prompt",
        "prompts[2]": "give either `prompt` or `run`",
        "prompts[3]": "give either `prompt` or `run`",
    }


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"prompts": []}, "prompts"),
        ({"prompts": [{"name": "a", "prompt": ONE_WORD}]}, "prompts"),
        ({"prompts": [{"name": str(n), "prompt": ONE_WORD} for n in range(21)]}, "prompts"),
        ({"prompts": [{"name": "a\nb", "prompt": ONE_WORD}, {"name": "b", "prompt": ONE_WORD}]}, "prompts[0].name"),
        ({"prompts": "all"}, "prompts"),
        ({"method": "gepa"}, "method"),
        ({"seed": float("inf")}, "seed"),
    ],
    ids=["none", "one", "too_many", "two_lines", "text", "method", "infinite"],
)
def test_requests_of_another_shape_are_refused(server: Server, changes: Json, path: str) -> None:
    if path == "seed":
        answer = server.http.post("/evaluate", content=b'{"seed": 1e999}')
        assert answer.status_code in {400, 422}
        return
    assert any(where.startswith(path) for where in faults(server, {**body(), **changes}))


def test_a_repetition_makes_nothing_anew(server: Server) -> None:
    headers = {"Idempotency-Key": "once"}
    assert post(server, body(), **headers).json()["id"] == post(server, body(), **headers).json()["id"]


def test_a_comparison_is_made_on_a_data_set_and_continued(server: Server) -> None:
    rows = "text,label\n" + "".join(
        f"A {('good', 'bad')[n % 2]} row {n}.,{('positive', 'negative')[n % 2]}\n" for n in range(20)
    )
    sent = server.http.post("/datasets?name=rows", content=rows.encode(), headers={"Content-Type": "text/csv"})
    assert sent.status_code == 201, sent.text
    task = {"dataset": {"name": "rows", "map": {"expected": "label"}}, "scoring": {"kind": "exact"}}
    answer = post(server, body(task=task))
    assert answer.status_code == 200, answer.text
    run = answer.json()
    assert run["dataset"]["name"] == "rows"
    asked = server.world.calls
    again = server.http.post(f"/runs/{run['id']}/continue", json={}, headers={"Prefer": "wait=60"}).json()
    pairs = [one["result"]["comparison"]["pairs"] for one in (run, again)]
    assert pairs[0] == pairs[1]
    assert server.world.calls == asked
    kept = server.get(f"/evaluate/{again['id']}/request")
    assert kept["task"]["dataset"]["name"] == "rows"
