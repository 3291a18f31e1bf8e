"""Jobs are found by the name, the tags and the metadata they were given, and show what they were asked for with."""

import json
from typing import Any

import pytest

from gradcheck_client import Gradcheck
from tests.api.server import Json, Server, pages
from tests.support import world

HOSTILE = "100%_done\\ 'or' 1=1 --"


def started(server: Server, **fields: Any) -> Json:  # noqa: ANN401 - any part of a request
    return server.run(method="none", **fields)


def found(server: Server, **query: str | int) -> list[str]:
    return [run["id"] for run in pages(server.http, "/runs", **query)]


@pytest.fixture(scope="module")
def named(server: Server) -> dict[str, Json]:
    """Runs by their names."""
    asked: list[Json] = [
        {"name": "Reviews, March", "tags": ["nightly", "reviews"], "metadata": {"team": "search", "build": "42"}},
        {"name": "Reviews, April", "tags": ["reviews"], "metadata": {"team": "search"}},
        {"name": "STRASSE und ﬁlm", "tags": ["情感分析"], "metadata": {"team": "ads", "k.1_-": "a=b&c"}},
        {"name": HOSTILE, "tags": [HOSTILE, HOSTILE], "metadata": {"team": HOSTILE}},
        {},
    ]
    runs = [started(server, seed=index, **fields) for index, fields in enumerate(asked)]
    return {str(run["name"]): run for run in runs}


def test_a_job_shows_what_it_is_called_in_its_view_and_in_lists(server: Server, named: dict[str, Json]) -> None:
    run = named["Reviews, March"]
    called = {"name": "Reviews, March", "tags": ["nightly", "reviews"], "metadata": {"team": "search", "build": "42"}}
    entry = next(one for one in pages(server.http, "/runs") if one["id"] == run["id"])
    for shown in (run, server.get(f"/runs/{run['id']}"), entry):
        assert {field: shown[field] for field in called} == called
    nameless = named["None"]
    assert (nameless["name"], nameless["tags"], nameless["metadata"]) == (None, [], {})


def test_a_job_shows_its_priority_and_an_unknown_one_is_refused(server: Server, named: dict[str, Json]) -> None:
    assert {run["priority"] for run in named.values()} == {"normal"}
    run = started(server, priority="high")
    continued = server.http.post(f"/runs/{run['id']}/continue", json={"budget": {"max_calls": 9}, "priority": "low"})
    entries = {one["id"]: one["priority"] for one in pages(server.http, "/runs")}
    shown = [run["priority"], server.get(f"/runs/{run['id']}")["priority"], entries[run["id"]]]
    assert [*shown, continued.json()["priority"]] == ["high", "high", "high", "low"]
    for wrong in ("first", "HIGH", 3, None, ""):
        refused = server.http.post("/optimize", json=world.request(priority=wrong))
        assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "priority"), wrong


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("reviews", ["Reviews, April", "Reviews, March"]),
        ("MARCH", ["Reviews, March"]),
        ("straße", ["STRASSE und ﬁlm"]),
        ("FILM", ["STRASSE und ﬁlm"]),
        ("%", [HOSTILE]),
        ("_", [HOSTILE]),
        ("\\", [HOSTILE]),
        ("' or", []),
        ("no such", []),
    ],
)
def test_a_part_of_the_name_in_any_case_finds_a_job(
    server: Server, named: dict[str, Json], part: str, names: list[str]
) -> None:
    assert found(server, name=part, limit=1) == [named[name]["id"] for name in names]


def test_tags_find_the_jobs_that_have_all_of_them(server: Server, named: dict[str, Json]) -> None:
    march, april = named["Reviews, March"]["id"], named["Reviews, April"]["id"]
    assert found(server, tag="reviews") == [april, march]
    both = server.http.get("/runs", params={"tag": ["reviews", "nightly"]}).json()["items"]
    assert [run["id"] for run in both] == [march]
    assert found(server, tag="review") == found(server, tag="Reviews") == [], "a tag is whole"
    assert found(server, tag="情感分析") == [named["STRASSE und ﬁlm"]["id"]]
    assert found(server, tag=HOSTILE) == [named[HOSTILE]["id"]]


def test_metadata_find_the_jobs_that_have_all_of_it(server: Server, named: dict[str, Json]) -> None:
    march, april = named["Reviews, March"]["id"], named["Reviews, April"]["id"]
    assert found(server, **{"metadata.team": "search"}) == [april, march]
    assert found(server, **{"metadata.team": "search", "metadata.build": "42"}) == [march]
    assert found(server, **{"metadata.build": "search"}) == []
    assert found(server, **{"metadata.k.1_-": "a=b&c"}) == [named["STRASSE und ﬁlm"]["id"]]
    assert found(server, **{"metadata.unheard of": ""}) == []


def test_filters_hold_together_and_over_pages(server: Server, named: dict[str, Json]) -> None:
    march = named["Reviews, March"]["id"]
    assert found(server, name="rev", tag="nightly", method="none", status="succeeded", limit=1) == [march]
    assert found(server, name="rev", tag="nightly", status="failed") == []


def test_two_values_of_one_key_are_a_fault_and_not_an_empty_list(server: Server) -> None:
    answer = server.http.get("/runs?metadata.team=a&metadata.team=b")
    assert (answer.status_code, [error["path"] for error in answer.json()["errors"]]) == (422, ["metadata.team"])
    assert server.http.get("/runs?metadata.team=a&metadata.team=a").status_code == 200


FAULTS = [
    ({"name": ""}, "name"),
    ({"name": " \t"}, "name"),
    ({"name": "two\nlines"}, "name"),
    ({"name": "ends\n"}, "name"),
    ({"name": "n" * 201}, "name"),
    ({"name": 7}, "name"),
    ({"tags": "nightly"}, "tags"),
    ({"tags": ["fine", ""]}, "tags[1]"),
    ({"tags": ["t" * 65]}, "tags[0]"),
    ({"tags": [str(number) for number in range(33)]}, "tags"),
    ({"metadata": {"two words": "x"}}, "metadata.two words"),
    ({"metadata": {"key\n": "x"}}, "metadata.key\n"),
    ({"metadata": {"": "x"}}, "metadata."),
    ({"metadata": {"k" * 65: "x"}}, f"metadata.{'k' * 65}"),
    ({"metadata": {"build": 42}}, "metadata.build"),
    ({"metadata": {"build": "x" * 513}}, "metadata.build"),
    ({"metadata": {"build": None}}, "metadata.build"),
    ({"metadata": {str(number): "x" for number in range(33)}}, "metadata"),
    ({"metadata": ["team"]}, "metadata"),
]


@pytest.mark.parametrize(("fields", "where"), FAULTS)
def test_what_no_job_can_be_called_is_refused_where_it_stands(server: Server, fields: Json, where: str) -> None:
    before = server.runs()
    answer = server.http.post("/optimize", json=world.request(method="none", **fields))
    assert answer.status_code == 422, answer.text
    assert [error["path"] for error in answer.json()["errors"]] == [where], answer.text
    assert server.runs() == before


def test_the_request_is_shown_byte_by_byte_and_asks_for_the_same_again(server: Server) -> None:
    fields = {"name": "spaced — ünï", "tags": ["a"], "metadata": {"k": "v"}}
    body = json.dumps(world.request(method="none", **fields), indent=3, ensure_ascii=False).encode()
    run = server.http.post("/optimize", content=body, headers={"Prefer": "wait=60"}).json()
    shown = server.http.get(f"/runs/{run['id']}/request")
    assert (shown.status_code, shown.headers["content-type"], shown.content) == (200, "application/json", body)
    again = server.http.post("/optimize", content=shown.content, headers={"Prefer": "wait=60"}).json()
    assert again["id"] != run["id"]
    same = ("name", "tags", "metadata", "method", "models", "budget", "splits", "seed")
    assert {field: again[field] for field in same} == {field: run[field] for field in same}
    assert again["result"]["test"]["baseline"] == run["result"]["test"]["baseline"]


def test_a_continued_runs_request_is_the_first_ones_with_the_new_budget(server: Server) -> None:
    first = started(server, name="first", tags=["kept"], budget={"max_calls": 500})
    path = f"/runs/{first['id']}/continue"
    wait = {"Prefer": "wait=60"}
    plain = server.http.post(path, json={}, headers=wait).json()
    other = server.http.post(path, json={"budget": {"max_calls": 9}, "name": "second"}, headers=wait).json()
    assert (plain["name"], plain["tags"], other["name"], other["tags"]) == ("first", ["kept"], "second", ["kept"])
    written = server.get(f"/runs/{first['id']}/request")
    assert server.get(f"/runs/{plain['id']}/request") == {n: v for n, v in written.items() if n != "budget"}
    assert server.get(f"/runs/{other['id']}/request") == {**written, "budget": {"max_calls": 9}, "name": "second"}


def test_every_kind_of_job_is_named_found_and_shown_alike(server: Server, finished: Json) -> None:
    called: Json = {"name": "one way", "tags": ["alike"], "metadata": {"kind": "any"}}
    optimize = world.request(method="rewrite", budget={"max_calls": 400}, name="not the job's")
    study = {"optimize": optimize, "arms": [{"name": "a"}, {"name": "b", "overrides": {"method": "none"}}], "trials": 4}
    asked: dict[str, tuple[str, Json]] = {
        "diagnostics": (f"/runs/{finished['id']}/diagnostics", {"tests": ["uptake"], "force": True}),
        "studies": ("/studies", {**study, "comparisons": [{"first": "a", "second": "b"}], "force": True}),
        "headroom": ("/headroom", {"optimize": optimize, "items": 10, "prompts": 2}),
    }
    for kind, (path, body) in asked.items():
        answer = server.http.post(path, json={**body, **called})
        assert answer.status_code == 202, answer.text
        job = answer.json()
        assert {field: job[field] for field in called} == called
        query = {"name": "ONE", "tag": "alike", "metadata.kind": "any"}
        assert [one["id"] for one in pages(server.http, f"/{kind}", **query)] == [job["id"]]
        assert pages(server.http, f"/{kind}", tag="other") == []
        assert server.get(f"/{kind}/{job['id']}/request") == {**body, **called}
        server.ended(job["id"], kind)
    trials = pages(server.http, "/runs", study=job_of(server, "studies"))
    assert {trial["name"] for trial in trials} == {None}
    answer = server.http.get(f"/runs/{trials[0]['id']}/request")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def job_of(server: Server, kind: str) -> str:
    return str(pages(server.http, f"/{kind}", tag="alike")[0]["id"])


def test_a_diagnostic_without_a_body_has_a_request_that_can_be_sent_again(server: Server, finished: Json) -> None:
    answer = server.http.post(f"/runs/{finished['id']}/diagnostics")
    if answer.status_code == 202:
        assert server.get(f"/diagnostics/{answer.json()['id']}/request") == {}
        server.ended(answer.json()["id"], "diagnostics")


def test_a_request_is_found_under_its_own_kind_alone(server: Server, finished: Json) -> None:
    for path in ("/runs/run_unknown/request", f"/studies/{finished['id']}/request"):
        assert server.http.get(path).status_code == 404


def test_the_client_finds_jobs_by_what_they_are_called(server: Server, named: dict[str, Json]) -> None:
    with Gradcheck(server.url) as client:
        runs = client.iter_runs(name="reviews", tag=["reviews", "nightly"], metadata={"team": "search"})
        assert [run.id for run in runs] == [named["Reviews, March"]["id"]]
