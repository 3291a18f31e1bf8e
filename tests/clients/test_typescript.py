"""The TypeScript client as far as it can be held without node; `make typescript` does the rest."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from tests.docs.pages import ROOT
from tests.typescript.__main__ import PROGRAMS, missing

SOURCES = ROOT / "clients/typescript/src"


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_typescript", ROOT / "clients/generate_typescript.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_types_and_calls_are_what_the_generator_writes(tmp_path: Path) -> None:
    _generator().generate(tmp_path)
    for name in ("models.ts", "operations.ts"):
        assert (tmp_path / name).read_text("utf-8") == (SOURCES / name).read_text("utf-8"), "make client"


def test_a_default_makes_a_field_optional_where_it_is_sent_and_certain_where_it_is_told() -> None:
    field = {"type": "integer", "default": 1}
    schemas = {
        "Size": {"properties": {"n": field}, "required": []},
        "Ask": {"properties": {"size": {"$ref": "#/components/schemas/Size"}}, "required": ["size"]},
        "Told": {"properties": {"size": {"$ref": "#/components/schemas/Size"}}, "required": ["size"]},
    }
    calls = {"requestBody": {"$ref": "#/components/schemas/Ask"}, "responses": {"$ref": "#/components/schemas/Told"}}
    types = _generator().Types({"paths": {"/": {"post": calls}}, "components": {"schemas": schemas}})
    assert [text.replace("\n", " ").strip() for text in types.declarations()] == [
        "export interface Ask {   size: SizeInput; }",
        "export interface Size {   n: number; }",
        "export interface SizeInput {   /** @default 1 */   n?: number; }",
        "export interface Told {   size: Size; }",
    ]


def test_the_lock_names_what_the_package_asks_for_and_no_place_where_it_comes_from() -> None:
    asked = json.loads((SOURCES.parent / "package.json").read_text("utf-8"))
    assert "dependencies" not in asked
    lock = json.loads((SOURCES.parent / "package-lock.json").read_text("utf-8"))["packages"]
    assert lock[""]["devDependencies"] == asked["devDependencies"]
    for name, version in asked["devDependencies"].items():
        assert lock[f"node_modules/{name}"]["version"] == version
    assert all("integrity" in package and "resolved" not in package for name, package in lock.items() if name)


def test_a_machine_without_node_is_told_so_in_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing() == "make typescript needs node 20 or later, and npm: Debian's packages nodejs and npm (now none)"
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v18.20.4\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    assert (missing() or "").endswith("(now v18.20.4)")
    (tmp_path / "node").write_text("#!/bin/sh\necho v20.0.1\n", "utf-8")
    assert missing() is None


def test_pages_have_programs_that_are_run_with_node() -> None:
    assert {"docs/clients.md", "clients/typescript/README.md"} == {program.page for program in PROGRAMS}
