"""A tenant has its own: what others have is answered as what does not exist, on every route."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

import gradcheck.api
from gradcheck.access.caller import Scope
from tests.api.authorization import handlers
from tests.api.server import Json, Server
from tests.api.test_headroom import simulated
from tests.api.test_scopes import make_key
from tests.api.test_studying import body as study_body
from tests.support import world
from tests.support.pictures import png

ENVIRON = {"GRADCHECK_API_KEYS": "of-the-environment"}
API = Path(gradcheck.api.__file__).parent
MARK = "zebracrossing"
CSV = {"Content-Type": "text/csv"}
WAIT = {"Prefer": "wait=60"}
TASK = world.task()
MODELS = {"task": {"provider": "world", "model": "pure"}}


class Theirs(NamedTuple):
    """What one tenant has, by the parameter of paths that names it, and with which header others come."""

    ids: dict[str, str]
    image: str
    owner: dict[str, str]
    other: dict[str, str]


def of_tenant(server: Server, name: str) -> dict[str, str]:
    return make_key(server, "run", "read", tenant=name)


def post(server: Server, path: str, key: dict[str, str], body: Any, **headers: str) -> Json:  # noqa: ANN401 - any body
    answer = server.http.post(path, json=body, headers={**key, **WAIT, **headers})
    assert answer.is_success, answer.text
    found: Json = answer.json()
    return found


def named(run: Json) -> Json:
    """A request with the mark in whatever a caller may write."""
    return {**run, "name": MARK, "tags": [MARK], "metadata": {"team": MARK}}


@pytest.fixture(scope="module")
def theirs(server: Server) -> Theirs:
    owner, other = of_tenant(server, "acme"), of_tenant(server, "beta")
    rows = "text,label\n" + "\n".join(f"{MARK} thing {n},positive" for n in range(12))
    answer = server.http.post("/datasets?name=reviews", content=rows, headers={**owner, **CSV})
    assert answer.status_code == 201, answer.text
    picture = png(3, 3)
    file = server.http.post("/files", content=picture, headers={**owner, "Content-Type": "image/png"}).json()
    prompt = f"What is the sentiment at the {MARK}?\n\n{{text}}"
    run = post(server, "/optimize", owner, named(world.request(seed=1, prompt=prompt)))
    headroom = post(server, "/headroom", owner, {"optimize": named(simulated("W0")), "seed": 1})
    diagnostic = post(server, f"/runs/{run['id']}/diagnostics", owner, {"force": True})
    optimize = world.request(method="none", prompt=prompt)
    study = post(server, "/studies", owner, named(study_body(optimize=optimize)))
    compared = post(
        server,
        "/evaluate",
        owner,
        named(
            {
                "prompts": [{"name": "a", "prompt": prompt}, {"name": "b", "prompt": "Mood?\n\n{text}"}],
                "task": TASK,
                "models": world.request()["models"],
            }
        ),
    )
    ids = {
        "run_id": run["id"],
        "diagnostic_id": diagnostic["id"],
        "study_id": study["id"],
        "headroom_id": headroom["id"],
        "name": "reviews",
        "file_id": file["id"],
        "compared": compared["id"],
    }
    return Theirs(ids, file["url"], owner, other)


def same_as_nothing(answer: httpx.Response, nothing: httpx.Response, mine: str, none: str) -> None:
    """Two refusals that differ in the id that was asked for alone."""
    told = {name: value for name, value in answer.json().items() if name != "request_id"}
    expected = {name: value for name, value in nothing.json().items() if name != "request_id"}
    assert answer.status_code == nothing.status_code
    assert json.loads(json.dumps(told).replace(mine, "ID")) == json.loads(json.dumps(expected).replace(none, "ID"))


BODIES: dict[str, Json] = {"continue_run": {"budget": {"max_calls": 500}}, "diagnose": {"force": True}}


def test_every_route_that_names_something_of_others_answers_as_if_it_were_not_there(
    server: Server, theirs: Theirs
) -> None:
    asked = 0
    for method, path, handler in handlers(server.app):
        parameters = [name for name in theirs.ids if f"{{{name}}}" in path]
        if not parameters or "/providers/" in path:
            continue
        (parameter,) = parameters
        known = theirs.ids["compared" if handler.operation_id == "get_evaluate_request" else parameter]
        unknown = "x" * len(known)
        query = {"direction": "fixed"} if handler.operation_id == "list_changes" else {}

        def ask(value: str, key: dict[str, str]) -> httpx.Response:
            filled = path.replace(f"{{{parameter}}}", value).replace("{n}", "1")  # noqa: B023 - called at once
            body = BODIES.get(str(handler.operation_id), {}) if method == "POST" else None  # noqa: B023
            return server.http.request(method, filled, headers=key, params=query, json=body)  # noqa: B023

        if method == "GET":
            assert ask(known, theirs.owner).is_success or "evaluate" in path, path
        answer = ask(known, theirs.other)
        assert answer.status_code == 404, (method, path, answer.text)
        same_as_nothing(answer, ask(unknown, theirs.other), known, unknown)
        asked += 1
    assert asked >= 33


def test_no_list_holds_what_others_have(server: Server, theirs: Theirs) -> None:
    asked = 0
    for method, path, handler in handlers(server.app):
        if method != "GET" or "{" in path or handler.opt["scope"] != "read":
            continue
        for query in (
            {},
            {"study": theirs.ids["study_id"]},
            {"run": theirs.ids["run_id"]},
            {"name": MARK},
            {"tag": MARK},
        ):
            answer = server.http.get(path, params=query, headers=theirs.other)
            assert answer.status_code == 200, answer.text
            told = answer.text.replace(f'value="{MARK}"', "")  # a page's form holds what was asked for
            assert not any(known in told for known in (MARK, *theirs.ids.values()) if known != "reviews"), path
            asked += 1
        own = server.http.get(path, headers=theirs.owner)
        assert own.status_code == 200
    assert asked >= 40


def test_no_cursor_is_made_of_what_others_have(server: Server, theirs: Theirs) -> None:
    for path, parameter in (("/runs", "run_id"), ("/studies", "study_id"), ("/files", "file_id")):
        known = theirs.ids[parameter]
        answer, nothing = (
            server.http.get(path, params={"after": after}, headers=theirs.other) for after in (known, "x" * 20)
        )
        assert answer.status_code == 422
        same_as_nothing(answer, nothing, known, "x" * 20)


def bodies(theirs: Theirs) -> Iterator[tuple[str, str, Any]]:
    """Calls whose bodies name what another tenant has: the path, what is named, the body with ID in its place."""
    prompts = [{"name": "a", "run": "ID"}, {"name": "b", "prompt": "Mood?\n\n{text}"}]
    yield "/evaluate", theirs.ids["run_id"], {"prompts": prompts, "task": TASK, "models": MODELS}
    yield "/diagnostics/pool", theirs.ids["diagnostic_id"], {"diagnostics": ["ID", "diag_y"], "test": "content"}
    task = {"dataset": {"name": "ID", "expected": "label"}, "scoring": {"kind": "exact"}}
    drawn = world.request(method="none", task=task)
    for path in ("/optimize", "/optimize/estimate"):
        yield path, theirs.ids["name"], drawn
    yield "/headroom", theirs.ids["name"], {"optimize": drawn}
    shown = world.task(40)
    for example in shown["examples"]:
        example["input"] |= {"photo": "ID"}
    yield "/optimize", theirs.image, world.request(method="none", task=shown, prompt="Is {photo} good? {text}")


def test_no_request_takes_what_others_have(server: Server, theirs: Theirs) -> None:
    for path, known, body in bodies(theirs):
        unknown = f"{known[:-4]}0000"

        def ask(value: str) -> httpx.Response:
            written = json.loads(json.dumps(body).replace('"ID"', json.dumps(value)))  # noqa: B023 - called at once
            return server.http.post(path, json=written, headers=theirs.other)  # noqa: B023

        answer = ask(known)
        assert answer.status_code == 422, (path, answer.text)
        same_as_nothing(answer, ask(unknown), known, unknown)


def test_the_same_request_of_another_tenant_pays_for_its_own_answers(server: Server, theirs: Theirs) -> None:
    body = world.request(seed=77, method="none")
    first = post(server, "/optimize", theirs.owner, body)
    before = server.world.calls
    second = post(server, "/optimize", theirs.other, body)
    assert server.world.calls - before == sum(used["calls"] for used in second["result"]["usage"].values()) - 1
    assert not any(used["cached"] for used in second["result"]["usage"].values())
    assert first["result"]["prompt"] == second["result"]["prompt"]


def test_idempotency_keys_are_a_tenants_own(server: Server, theirs: Theirs) -> None:
    body = world.request(method="none")
    made = [
        post(server, "/optimize", key, body, **{"Idempotency-Key": "k"})["id"]
        for key in (theirs.owner, theirs.other, theirs.owner)
    ]
    assert made[0] == made[2] != made[1]


def test_uses_of_a_test_are_counted_for_each_tenant(server: Server) -> None:
    body = world.request(task=world.task(60), method="none")
    for examples in body["task"]["examples"]:
        examples["input"]["text"] += " counted"
    one, other = of_tenant(server, "counting"), of_tenant(server, "counted")

    def uses(key: dict[str, str]) -> int:
        times: int = post(server, "/optimize", key, body)["result"]["test"]["times_used"]
        return times

    assert [uses(one), uses(one), uses(other), uses(one), uses(other)] == [1, 2, 1, 3, 2]


def test_headroom_that_others_measured_is_not_known(server: Server, theirs: Theirs) -> None:
    def known(key: dict[str, str]) -> Any:  # noqa: ANN401 - null or an object
        return post(server, "/optimize/estimate", key, simulated("W0"))["headroom"]["measured"]

    assert known(theirs.owner) is not None
    assert known(theirs.other) is None


def test_data_sets_and_files_of_one_name_are_each_tenants_own(server: Server, theirs: Theirs) -> None:
    mine = of_tenant(server, "gamma")
    rows = server.http.post("/datasets?name=reviews", content="a\n1\n", headers={**mine, **CSV})
    assert (rows.status_code, rows.json()["version"]) == (201, 1)
    file = server.http.post("/files", content=png(3, 3), headers={**mine, "Content-Type": "image/png"})
    assert (file.status_code, file.json()["id"]) == (201, theirs.ids["file_id"])
    for path in ("/datasets/reviews", f"/files/{theirs.ids['file_id']}"):
        assert server.http.delete(path, headers=mine).status_code == 204
        assert server.http.get(path, headers=mine).status_code == 404
        assert server.http.get(path, headers=theirs.owner).status_code == 200
    assert server.http.get(f"/files/{theirs.ids['file_id']}/content", headers=theirs.owner).content == png(3, 3)


def test_all_keys_of_a_tenant_see_the_same(server: Server, theirs: Theirs) -> None:
    assert server.http.get(f"/runs/{theirs.ids['run_id']}", headers=of_tenant(server, "acme")).status_code == 200


def test_keys_of_the_environment_see_what_has_no_tenant_and_nothing_else(server: Server, theirs: Theirs) -> None:
    key = {"Authorization": "Bearer of-the-environment"}
    run = post(server, "/optimize", key, world.request(method="none"))
    assert [one["id"] for one in server.http.get("/runs", headers=key).json()["items"]] == [run["id"]]
    assert server.http.get(f"/runs/{run['id']}", headers=theirs.owner).status_code == 404
    assert server.http.get(f"/runs/{run['id']}", headers=make_key(server, "read", tenant="")).status_code == 200


def test_trials_of_a_study_are_their_tenants(server: Server, theirs: Theirs) -> None:
    trials = {"study": theirs.ids["study_id"]}
    runs = server.http.get("/runs", params=trials, headers=theirs.owner).json()["items"]
    assert len(runs) == 8
    assert {server.http.get(f"/runs/{run['id']}", headers=theirs.other).status_code for run in runs} == {404}


def test_metrics_name_no_other_tenant_but_to_who_administers_the_service(server: Server, theirs: Theirs) -> None:
    def read(*scopes: Scope, tenant: str) -> str:
        headers = {**make_key(server, *scopes, tenant=tenant), "Accept": "application/openmetrics-text;version=1.0.0"}
        return server.http.get("/metrics", headers=headers).text

    metrics, named = read("metrics", tenant="globex"), 'tenant="acme"'
    assert named not in metrics
    assert "gradcheck_attempts_total" in metrics
    assert named in read("metrics", tenant="acme")
    assert named in (whole := read("metrics", "admin", tenant="globex"))
    assert "job_id=" in whole
    assert "job_id=" not in metrics
    assert not any(known in metrics for known in theirs.ids.values() if known != "reviews")


def test_no_handler_but_those_of_the_whole_service_has_more_than_a_tenants(server: Server) -> None:
    all_of_them = [handler for _, _, handler in handlers(server.app)]
    whole = {handler.operation_id for handler in all_of_them if "whole" in handler.parsed_fn_signature.parameters}
    assert whole == {"health_ready", "metrics", "ui_sign_in", "ui_begin_session", "ui_end_session"}
    users = {path.name for path in API.rglob("*.py") if "gradcheck.runtime" in path.read_text("utf-8")}
    assert users == {"inputs.py", "tenant.py"}
