"""What the client package is made of: every call of the document, and no more libraries than it says."""

import inspect
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from gradcheck_client import models, operations
from gradcheck_client.wire import Call, Model, encoded, path

ROOT = Path(__file__).parents[2]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "openapi.json").read_text("utf-8"))
OPERATIONS = {
    operation["operationId"]: (verb.upper(), url, operation)
    for url, verbs in DOCUMENT["paths"].items()
    for verb, operation in verbs.items()
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_call_of_the_document_has_a_function_with_all_its_parameters(name: str) -> None:
    verb, url, operation = OPERATIONS[name]
    function = getattr(operations, name)
    asked = {one["name"]: one["name"].lower().replace("-", "_") for one in operation.get("parameters", [])}
    inside = [one["name"] for one in operation.get("parameters", []) if one["in"] == "path"]
    body = ["body"] if "requestBody" in operation else []
    assert set(inspect.signature(function).parameters) == {*asked.values(), *body}
    keyed = {one["name"] for one in operation.get("parameters", []) if "explode" in one}
    given: dict[str, Any] = {known: f"<{known}>" for known in [*asked.values(), *body]}
    given |= {name: {"key": f"<{name}>"} for name in keyed}
    call: Call[Any] = function(**given)
    assert (call.method, call.path) == (verb, path(url, *(given[name] for name in inside)))
    sent = {**call.query, **call.headers}
    expected = {wire: given[known] for wire, known in asked.items() if wire not in {*inside, *keyed}}
    assert sent == expected | {f"{name}.key": f"<{name}>" for name in keyed}


def test_every_type_of_the_document_is_a_struct_that_can_be_decoded() -> None:
    for name in DOCUMENT["components"]["schemas"]:
        if name.endswith("Event") and name != "Event":
            continue  # one type stands for those of all events, so that it takes what a later version tells
        kind = getattr(models, name)
        assert issubclass(kind, Model)
        msgspec.json.Decoder(kind)


@given(st.text(min_size=1))
def test_an_id_stays_one_segment_of_a_path_whatever_it_holds(identity: str) -> None:
    url = path("/runs/{run_id}/steps/{n}", identity.encode("utf-8", "ignore").decode(), 1)
    assert url.count("/") == 4
    assert not set("?#{} ") & set(url)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (models.Budget(), {}),
        (models.BestOfN(n=None, at_once=2), {"name": "best_of_n", "n": None, "at_once": 2}),
        (models.ContinueRequest(budget=models.Budget(weight=2)), {"budget": {"weight": 2}}),
        ({"budget": models.Budget(), "tests": ("a",), "seed": 0}, {"budget": {}, "tests": ["a"], "seed": 0}),
    ],
)
def test_what_stands_at_its_default_is_left_to_the_service(body: object, sent: dict[str, Any]) -> None:
    assert json.loads(encoded(body)) == sent


def test_the_client_loads_nothing_but_what_it_depends_on() -> None:
    project = tomllib.loads((ROOT / "clients/python/pyproject.toml").read_text())["project"]
    wanted = {Requirement(text).name.replace("-", "_") for text in project["dependencies"]}
    assert wanted == {"httpx", "httpx_sse", "msgspec"}
    script = (
        f"import sys, {', '.join(sorted(wanted))}; before = set(sys.modules); import gradcheck_client;"
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert found.split() == ["gradcheck_client"]
