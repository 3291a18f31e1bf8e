"""Forms ask for what the chosen method takes, as its schema says it, and for how a diagnostic is made."""

import re
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta

from gradcheck.domain.base import object_schema
from gradcheck.domain.naming import NamedRequest
from gradcheck.methods.registry import AUTO
from gradcheck.pages.parameter_fields import ParameterField, parameter_fields
from tests.api.server import Json, Server
from tests.pages.browser import elements, shown
from tests.support import world

Attributes = dict[str, str | None]


@pytest.fixture(scope="module")
def form(server: Server) -> str:
    return shown(server, "/ui/start")


def templates(text: str) -> dict[str, str]:
    """What a script makes the fields of each method from."""
    return dict(re.findall(r'<template id="parameters-of-(\w+)">(.*?)</template>', text, re.DOTALL))


def fields(text: str) -> dict[str, Attributes]:
    """The fields of parameters by their paths."""
    return {str(found["data-parameter"]): found for _, found in elements(text) if "data-parameter" in found}


def test_every_parameter_of_every_method_has_a_field_with_its_bounds_and_its_default(server: Server, form: str) -> None:
    methods = server.http.get("/methods").json()
    found = templates(form)
    assert found.keys() == {AUTO, *(method["name"] for method in methods)}
    for method in methods:
        own = fields(found[method["name"]])
        named: Json = method["parameters"]["properties"]
        assert {path.partition(".")[0] for path in own} == named.keys()
        for name, schema in named.items():
            field = own.get(name, own.get(f"{name}.kind", {}))
            assert str(field["data-path"]).startswith(f"method.{name}")
            if schema.get("type") in {"integer", "number"}:
                given = (float(field["min"] or 0), float(field["placeholder"] or -1))
                assert given == (schema.get("minimum", schema.get("exclusiveMinimum")), schema["default"])
                assert (field["step"] == "1") is (schema["type"] == "integer")
            elif schema.get("type") == "boolean":
                assert ("checked" in field) is schema["default"]


def test_descriptions_are_hints_at_their_fields_and_choices_are_all_offered(server: Server, form: str) -> None:
    (protegi,) = (each for each in server.http.get("/methods").json() if each["name"] == "protegi")
    text = templates(form)["protegi"]
    for name, field in fields(text).items():
        (hint,) = re.findall(rf'id="{field["aria-describedby"]}">(.*?)</p>', text)
        if "." not in name:
            assert protegi["parameters"]["properties"][name]["description"].partition("'")[0] in hint
    (offered,) = re.findall(r'data-parameter="selection".*?</select>', text)
    assert re.findall(r"<option[^>]*>(\w+)", offered) == ["ucb", "brute_force", "successive_rejects", "ucb"]


def test_the_parameters_of_the_method_that_is_chosen_already_are_there_without_a_script(form: str) -> None:
    (within,) = re.findall(r'<div id="parameters">(.*?</details>)\s*</div>', form, re.DOTALL)
    assert "<option selected>portfolio</option>" in form
    assert fields(within)["width"]["data-path"] == "method.width"
    assert "hidden" not in within


@pytest.mark.parametrize("method", ["gepa", "portfolio", "promptwizard"])
def test_what_is_written_into_the_fields_is_what_the_api_takes(server: Server, form: str, method: str) -> None:
    numbers = [field for field in fields(templates(form)[method]).values() if field.get("type") == "number"]
    given: Json = {"name": method}
    for field in numbers:
        path = str(field["data-path"]).removeprefix("method.")
        if path.partition(".")[0] != "acceptance":
            given[path] = msgspec.json.decode(str(field["placeholder"]))
    assert len(given) > 5
    answer = server.http.post("/optimize/estimate", json=world.request(method=given))
    assert answer.status_code == 200, answer.text


def test_a_fault_of_a_parameter_is_told_of_the_place_that_its_field_has(server: Server, form: str) -> None:
    places = {field["data-path"] for field in fields(templates(form)["protegi"]).values()}
    wrong = {"name": "protegi", "rounds": 0, "c": -1, "acceptance": {"kind": "paired", "alpha": 2}}
    refused = server.http.post("/optimize/estimate", json=world.request(method=wrong)).json()
    told = {error["path"] for error in refused["errors"]}
    assert told == {"method.rounds", "method.c", "method.acceptance.alpha"} <= places
    arms = [{"name": "given"}, {"name": "wrong", "overrides": {"method": wrong}}]
    study = {"optimize": world.request(method="protegi"), "arms": arms, "trials": 7}
    refused = server.http.post("/studies/plan", json=study).json()
    assert {error["path"] for error in refused["errors"]} == {f"arms[1].overrides.{place}" for place in told}


def test_arms_of_a_study_choose_among_the_same_parameters(server: Server, form: str) -> None:
    text = shown(server, "/ui/start/study")
    assert {AUTO: templates(form)[AUTO], **templates(text)} == templates(form)
    assert f"<option>{AUTO}</option>" not in text
    (arm,) = re.findall(r'data-list="arms".*?<template>(.*?)</template>', text, re.DOTALL)
    assert 'data-parameters="arm-parameters-AT"' in arm
    assert '<div id="arm-parameters-AT">' in arm


def test_all_that_a_diagnostic_may_be_told_has_its_field(server: Server, finished: Json) -> None:
    text = shown(server, f"/ui/runs/{finished['id']}/diagnose")
    asked = server.get("/openapi.json")["components"]["schemas"]["DiagnosticRequest"]["properties"]
    placed = {str(found["data-path"]).partition(".")[0] for _, found in elements(text) if "data-path" in found}
    naming = {field.name for field in msgspec.structs.fields(NamedRequest)} - {"name", "tags"}
    assert asked.keys() - placed == {"tests", *naming}
    assert placed <= asked.keys()
    assert fields(text)["effect"]["max"] == "1"
    assert asked["effect"]["description"] in text.replace("&#39;", "'")


class Other(msgspec.Struct, kw_only=True):
    """What methods of other packages may have."""

    needed: str
    places: tuple[int, ...] = (1, 2)
    sentences: tuple[str, ...] = ()
    kept: tuple[Literal["a", "b"], ...] = ("b",)
    told: bool = True
    share: Annotated[float, Meta(gt=0, le=0.5)] = 0.25
    most: Annotated[int, Meta(ge=1)] | None = 3
    least: Annotated[int, Meta(ge=1)] | None = None
    anything: dict[str, Any] = {}


FIELDS = {field.path: field for field in parameter_fields(object_schema(Other))}


@pytest.mark.parametrize(
    "field",
    [
        ParameterField(path="needed", label="Needed", kind="text", required=True),
        ParameterField(path="places", label="Places", kind="numbers", default="1, 2"),
        ParameterField(path="sentences", label="Sentences", kind="lines"),
        ParameterField(path="kept", label="Kept", kind="boxes", choices=("a", "b"), ticked=("b",)),
        ParameterField(path="told", label="Told", kind="box", ticked=("true",)),
        ParameterField(
            path="share", label="Share", kind="number", default="0.25", least=0, most=0.5, hint="Above 0, at most 0.5."
        ),
        ParameterField(path="most", label="Most", kind="number", default="3", least=1, step="1", clearable=True),
        ParameterField(path="least", label="Least", kind="number", default="null", least=1, step="1"),
        ParameterField(path="anything", label="Anything", kind="json"),
    ],
    ids=lambda field: field.path,
)
def test_a_field_is_of_the_kind_that_its_schema_is_of(field: ParameterField) -> None:
    assert FIELDS[field.path] == field
