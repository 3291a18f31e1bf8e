"""Requests that name a stored data set instead of giving examples."""

import json
from typing import Any

import httpx
import pytest

from tests.api.server import Json, Server
from tests.api.test_datasets import upload
from tests.support import world


def rows(count: int) -> list[Json]:
    """The rows of a task in the world of tests."""
    return [
        {"text": example["input"]["text"], "label": example["expected"], "part": f"p{number % 4}"}
        for number, example in enumerate(world.task(count)["examples"])
    ]


def post(server: Server, dataset: Json, *, at: str = "/optimize", **task: Any) -> Json:  # noqa: ANN401 - any part
    """A run over a data set that has ended, or the problem."""
    task = {"dataset": dataset, "scoring": {"kind": "choice"}, **task}
    body = world.request(task=task, method="none")
    answer: Json = server.http.post(at, json=body, headers={"Prefer": "wait=60"}).json()
    return answer


def faults(problem: Json) -> dict[str, str]:
    """What is wrong, by path."""
    assert problem["status"] == 422, problem
    return {error["path"]: error["message"] for error in problem["errors"]}


@pytest.fixture(scope="module")
def reviews(server: Server) -> str:
    """A data set of 240 rows in two versions; the second has one row more."""
    upload(server, "reviews", json.dumps(rows(239)), "application/json")
    upload(server, "reviews", json.dumps(rows(240)), "application/json")
    return "reviews"


def test_a_run_takes_its_examples_from_the_newest_version_and_says_so(server: Server, reviews: str) -> None:
    run = post(server, {"name": reviews})
    assert run["status"] == "succeeded"
    used = run["dataset"]
    assert (used["name"], used["version"], used["rows"], used["matching"], used["sampled"]) == (
        reviews,
        2,
        240,
        240,
        240,
    )
    assert used["digest"] == server.get(f"/datasets/{reviews}")["digest"]
    assert used["mapping"]["input"] == {"text": "text", "part": "part"}
    assert used["mapping"]["expected"] == "label"
    assert sum(run["splits"].values()) == 240
    assert server.get(f"/runs/{run['id']}")["dataset"] == used
    assert post(server, {"name": reviews, "version": 1})["dataset"]["rows"] == 239


def test_the_run_is_that_of_the_same_examples_inline(server: Server, reviews: str) -> None:
    stored = post(server, {"name": reviews, "map": {"input": {"text": "text"}}})
    inline = [
        {"input": {"text": row["text"]}, "expected": row["label"], "id": f"row-{i}"}
        for i, row in enumerate(rows(240), 1)
    ]
    body = world.request(task={"examples": inline, "scoring": {"kind": "choice"}}, method="none")
    given = server.http.post("/optimize", json=body, headers={"Prefer": "wait=60"}).json()
    assert given["dataset"] is None
    assert stored["result"]["test"]["best"] == given["result"]["test"]["best"]
    assert stored["result"]["validation"] == given["result"]["validation"]


def test_a_run_stays_as_it_is_when_its_data_set_is_deleted(server: Server) -> None:
    upload(server, "passing", json.dumps(rows(40)), "application/json")
    run = post(server, {"name": "passing"})
    assert server.http.delete("/datasets/passing").status_code == 204
    assert server.get(f"/runs/{run['id']}") == run
    more = server.http.post(f"/runs/{run['id']}/continue", json={}, headers={"Prefer": "wait=60"}).json()
    assert (more["status"], more["dataset"]["name"]) == ("succeeded", "passing")
    assert faults(post(server, {"name": "passing"})) == {"task.dataset.name": "there is no data set 'passing'"}


def test_rows_are_filtered_mapped_and_sampled(server: Server, reviews: str) -> None:
    conditions = [{"column": "part", "in": ["p1", "p2"]}, {"column": "label", "exists": True}]
    run = post(server, {"name": reviews, "filter": conditions, "sample": 50, "map": {"input": {"text": "text"}}})
    used = run["dataset"]
    assert (used["matching"], used["sampled"]) == (120, 50)
    assert used["filter"] == ["part is one of p1, p2", "label exists"]
    assert used["mapping"]["left_out"] == ["part"]
    assert "50 of 120" in used["rule"]
    assert sum(run["splits"].values()) == 50
    one = post(server, {"name": reviews, "filter": {"column": "part", "equals": "p1"}}, scoring={"kind": "exact"})
    assert one["dataset"]["matching"] == 60


@pytest.mark.parametrize("at", ["/optimize/estimate", "/headroom", "/studies", "/studies/plan"])
def test_whatever_takes_examples_takes_a_data_set(server: Server, reviews: str, at: str) -> None:
    optimize = world.request(task={"dataset": {"name": reviews}, "scoring": {"kind": "choice"}})
    study = {"optimize": optimize, "arms": [{"name": "a"}, {"name": "b", "overrides": {"method": {"rounds": 1}}}]}
    body = {"/optimize/estimate": optimize, "/headroom": {"optimize": optimize}}.get(
        at, {**study, "trials": 6, "force": True}
    )
    answer = server.http.post(at, json=body)
    assert answer.status_code in {200, 202}, answer.text
    if at != "/studies/plan":
        assert answer.json()["dataset"]["sampled"] == 240
    optimize["task"]["dataset"] = {"name": "nowhere"}
    where = "" if at == "/optimize/estimate" else "optimize."
    assert list(faults(server.http.post(at, json=body).json())) == [f"{where}task.dataset.name"]
    if at in {"/headroom", "/studies"}:
        assert server.http.post(f"{at}/{answer.json()['id']}/cancel").status_code in {202, 409}


def test_a_row_that_is_no_example_is_named_by_row_and_column(server: Server) -> None:
    body = "text,label,split\n" + "".join(
        f"A good thing {n},{'positive' if n % 2 else 'negative'},\n" for n in range(40)
    )
    lines = body.splitlines()
    lines[7], lines[9], lines[20] = "x,,", "y,,", "z,,sideways"
    upload(server, "gaps", "\n".join(lines))
    found = faults(post(server, {"name": "gaps"}))
    assert found == {
        "task.dataset.rows[21].split": "row 21, column 'split': is 'sideways', which is no split; "
        "accepted are train, validation, probe, test"
    }
    lines[20] = ",,"
    upload(server, "gaps", "\n".join(lines))
    assert list(faults(post(server, {"name": "gaps"}))) == ["task.dataset.rows[21].text"]
    lines[20] = "z,,"
    upload(server, "gaps", "\n".join(lines))
    found = faults(post(server, {"name": "gaps"}))
    message = "row 8, column 'label': is missing; accepted is one of: negative, positive; and 2 more rows (10, 21)"
    assert found == {"task.dataset.rows[8].label": message}


def test_an_example_without_an_answer_is_one_fault_and_not_one_of_every_example(server: Server) -> None:
    task = world.task(80)
    task["examples"][17].pop("expected")
    body = world.request(task={**task, "scoring": {"kind": "choice"}})
    assert faults(server.http.post("/optimize", json=body).json()) == {
        "task.examples[17].expected": "is missing; accepted is one of: negative, positive"
    }


def test_what_a_request_asks_of_a_data_set_is_checked_whole(server: Server, reviews: str) -> None:
    dataset = {
        "name": reviews,
        "filter": [{"column": "nope", "equals": 1}, {"column": "text"}],
        "map": {"input": {"a b": "text", "c": "text.x"}, "expected": "gold"},
        "sample": 50_001,
    }
    assert list(faults(post(server, dataset))) == [
        "task.dataset.sample",
        "task.dataset.filter[0].column",
        "task.dataset.filter[1]",
        "task.dataset.map.input.a b",
        "task.dataset.map.expected",
    ]
    nothing = {"name": reviews, "filter": {"column": "text", "equals": "nothing like it"}}
    assert faults(post(server, nothing)) == {"task.dataset.filter": "leaves none of the 240 rows"}
    assert list(faults(post(server, {"name": reviews, "version": 9}))) == ["task.dataset.version"]


@pytest.mark.parametrize(
    ("columns", "path", "message"),
    [
        (
            ("text", "label", "target"),
            "task.dataset.map.expected",
            'could be any of the columns label, target; say which one, or "" for none',
        ),
        (
            ("the text", "the-text", "label"),
            "task.dataset.map.input",
            "would be the columns 'the text' and 'the-text' alike; say which column is which field",
        ),
        (("label", "id"), "task.dataset.map.input", "is needed: no column is left to be the input"),
    ],
)
def test_columns_that_can_be_meant_in_two_ways_are_asked_for(
    server: Server, columns: tuple[str, ...], path: str, message: str
) -> None:
    lines = [",".join(columns), *(",".join(f"{column} {number}" for column in columns) for number in range(40))]
    upload(server, "two-ways", "\n".join(lines))
    assert faults(post(server, {"name": "two-ways"}))[path] == message


def test_examples_and_a_data_set_are_one_or_the_other(server: Server, reviews: str) -> None:
    assert list(faults(post(server, {"name": reviews}, examples=world.task()["examples"]))) == ["task.dataset"]
    body = world.request(task={"scoring": {"kind": "exact"}})
    assert list(faults(server.http.post("/optimize", json=body).json())) == ["task.examples"]


def test_ids_that_are_not_unique_are_named_by_row(server: Server) -> None:
    upload(server, "twice", "id,text,label\n" + "".join(f"{n // 2},A good {n},a{n % 2}\n" for n in range(20)))
    (message,) = faults(post(server, {"name": "twice"})).values()
    assert message.startswith("row 2, column 'id': '0' is used 2 times; and 19 more rows (3, 4, 5, …)")
    assert post(server, {"name": "twice", "map": {"id": ""}})["status"] == "succeeded"


def test_a_key_stands_for_the_version_that_its_request_meant(server: Server) -> None:
    upload(server, "moving", json.dumps(rows(40)), "application/json")
    task = {"dataset": {"name": "moving"}, "scoring": {"kind": "choice"}}
    pinned = {**task, "dataset": {"name": "moving", "version": 1}}

    def ask(key: str, task: Json) -> httpx.Response:
        headers = {"Idempotency-Key": key}
        return server.http.post("/optimize", json=world.request(task=task, method="none"), headers=headers)

    first, fixed = ask("moving", task).json()["id"], ask("fixed", pinned).json()["id"]
    assert ask("moving", task).json()["id"] == first
    upload(server, "moving", json.dumps(rows(44)), "application/json")
    again = ask("moving", task)
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_mismatch")
    assert "version 1; now it has 2" in again.json()["detail"]
    assert ask("fixed", pinned).json()["id"] == fixed
    server.http.delete("/datasets/moving")
    assert ask("moving", task).json()["id"] == first


def test_rows_of_another_tool_are_told_by_their_shape_and_read_as_its_examples(server: Server) -> None:
    lines = [
        json.dumps({"inputs": {"text": row["text"]}, "expectations": {"expected_response": row["label"]}})
        for row in rows(40)
    ]
    made = upload(server, "tool", "\n".join(lines), "application/jsonl").json()
    assert made["file"]["tool"]["kind"] == "mlflow"
    assert made["file"]["tool"]["mapped"]
    run = post(server, {"name": "tool", "sample": 30}, scoring={"kind": "exact"})
    assert (run["status"], run["dataset"]["tool"], run["dataset"]["sampled"]) == ("succeeded", "mlflow", 30)
    assert run["dataset"]["notes"]
    own = {"input": {"text": "inputs.text"}, "expected": "expectations.expected_response"}
    mapped = post(server, {"name": "tool", "map": own})["dataset"]
    assert (mapped["tool"], mapped["mapping"]["expected"]) == (None, "expectations.expected_response")


def test_a_format_may_be_said_and_rows_unlike_the_others_are_named(server: Server) -> None:
    lines = [json.dumps({"inputs": {"text": "x"}, "expectations": {"expected_response": "y"}}) for _ in range(3)]
    body = "\n\n".join([*lines, '{"text": "no such row"}'])
    refused = upload(server, "tool-odd", body, "application/jsonl")
    (message,) = faults(refused.json()).values()
    assert message.startswith("row 7: is not like the others")
    assert "format=rows" in message
    headers = {"Content-Type": "application/jsonl"}
    taken = server.http.post("/datasets?name=tool-odd&format=rows", content=body, headers=headers)
    assert (taken.status_code, taken.json()["file"]["tool"]) == (201, None)
    strange = server.http.post("/datasets?name=tool-odd&format=klingon", content=body, headers=headers)
    assert list(faults(strange.json())) == ["format"]
