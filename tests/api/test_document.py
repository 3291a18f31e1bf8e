"""The committed document and client are what the code says, and the document is complete."""

import filecmp
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from gradcheck.api.document.openapi import document
from gradcheck.app import create_app
from tests.api.server import Json, settings

ROOT = Path(__file__).parents[2]
COMMITTED: Json = json.loads((ROOT / "openapi.json").read_text("utf-8"))
STATES = {
    "export_run",
    "delete_run",
    "delete_diagnostic",
    "delete_study",
    "delete_headroom",
    "archive_run",
    "import_run",
}
OPERATIONS = [
    pytest.param(path, verb, operation, id=operation["operationId"])
    for path, verbs in COMMITTED["paths"].items()
    for verb, operation in verbs.items()
]


def test_the_committed_document_is_current(tmp_path: Path) -> None:
    built = json.loads(msgspec.json.encode(document(create_app(settings(tmp_path)))))
    assert built == COMMITTED, "make openapi"


def test_building_the_document_twice_gives_the_same(tmp_path: Path) -> None:
    app = create_app(settings(tmp_path))
    assert msgspec.json.encode(document(app)) == msgspec.json.encode(document(app))


def test_the_document_is_valid_openapi() -> None:
    assert COMMITTED["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(COMMITTED).iter_errors()) == []


def test_the_committed_client_is_what_the_generator_writes(tmp_path: Path) -> None:
    _generator().generate(tmp_path)
    committed = ROOT / "clients" / "python" / "gradcheck_client"
    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.py")}
    assert {name for name in names if not name.startswith("sync/")} == {"models.py", "operations.py"}
    assert {f"sync/{path.name}" for path in (committed / "sync").glob("*.py")} < names, "make client"
    _, different, missing = filecmp.cmpfiles(tmp_path, committed, sorted(names), shallow=False)
    assert (different, missing) == ([], []), "make client"


@pytest.mark.parametrize(("path", "verb", "operation"), OPERATIONS)
def test_every_operation_documents_its_problems(path: str, verb: str, operation: Json) -> None:
    expected = {"403", "500"}
    if operation.get("security") != []:
        expected |= {"401", "429"}
    if "{" in path or operation["operationId"] == "create_stream_token":
        expected.add("404")
    if verb == "post" and "requestBody" in operation:
        expected |= {"400", "413", "415", "422"}
    bounded = [p for p in operation.get("parameters", []) if p["in"] != "path" or p["schema"]["type"] == "integer"]
    if bounded:
        expected.add("422")
    about_its_state = verb == "post" and operation["operationId"] != "check_provider"
    if ("{" in path and about_its_state) or operation["operationId"] in STATES:
        expected.add("409")
    assert {status for status in operation["responses"] if status >= "4" and status != "503"} == expected
    for status in expected:
        content = operation["responses"][status]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.mark.parametrize(("path", "verb", "operation"), OPERATIONS)
def test_every_answer_has_a_type(path: str, verb: str, operation: Json) -> None:
    for status, response in operation["responses"].items():
        if status == "204":
            continue
        assert response["content"], (path, verb, status)
        assert all(content["schema"] for content in response["content"].values())


def test_a_file_is_documented_with_every_type_that_it_can_have() -> None:
    answer = COMMITTED["paths"]["/runs/{run_id}/export"]["get"]["responses"]["200"]
    assert set(answer["content"]) == {"application/json", "application/yaml", "text/plain"}
    held = {media: content["schema"]["type"] for media, content in answer["content"].items()}
    assert held["application/yaml"] == held["application/json"] == ["object", "array"]


def test_the_document_tells_what_http_adds() -> None:
    optimize = COMMITTED["paths"]["/optimize"]["post"]
    assert {p["name"] for p in optimize["parameters"]} == {"Idempotency-Key", "Prefer", "traceparent"}
    assert all("Location" in optimize["responses"][status]["headers"] for status in ("200", "202"))
    events = COMMITTED["paths"]["/runs/{run_id}/events"]["get"]
    assert {p["name"] for p in events["parameters"]} == {"run_id", "Last-Event-ID", "after", "token"}
    assert list(events["responses"]["200"]["content"]) == ["text/event-stream"]
    assert "204" in events["responses"]


def test_whatever_starts_a_job_may_be_part_of_a_trace() -> None:
    headers = {
        operation["operationId"]: {
            one["name"]: one["required"] for one in operation.get("parameters", []) if one["in"] == "header"
        }
        for verbs in COMMITTED["paths"].values()
        for operation in verbs.values()
    }
    starting = {name for name, given in headers.items() if "Prefer" in given}
    assert starting == {"optimize", "evaluate", "continue_run", "diagnose", "study", "measure_headroom"}
    assert {name for name, given in headers.items() if given.get("traceparent") is False} == starting


def test_tagged_unions_have_a_discriminator() -> None:
    schemas = COMMITTED["components"]["schemas"]
    scoring = schemas["TaskSpec"]["properties"]["scoring"]
    assert scoring["discriminator"]["propertyName"] == "kind"
    assert len(scoring["discriminator"]["mapping"]) == len(scoring["anyOf"])


def test_every_reference_leads_somewhere() -> None:
    def references(node: Any) -> list[str]:  # noqa: ANN401
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [found for value in node.values() for found in references(value)]
        return [found for value in node for found in references(value)] if isinstance(node, list) else []

    known = {f"#/components/schemas/{name}" for name in COMMITTED["components"]["schemas"]}
    assert set(references(COMMITTED)) <= known


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "clients" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
