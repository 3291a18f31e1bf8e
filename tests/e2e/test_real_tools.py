"""Exported files in the hands of the tools they are for, and files that nobody here wrote, there and back."""

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.program import in_style
from gradcheck.formats import recognize
from gradcheck.formats.export import exported
from gradcheck.formats.final_prompt import FinalPrompt, turns
from gradcheck.formats.placeholders import joined
from tests.api.server import Json, Server
from tests.api.test_imports import take_in
from tests.formats.made import prompt
from tests.support.processes import ROOT
from tests.support.published import (
    member,
    promptfoo,
    published,
    published_for_node,
    python_with_tools,
)

pytestmark = pytest.mark.slow

_HOSTILE = 'Répondez {"json": {}} {{x}} {% if %} {#} `\'\\ 漢字.'
_DEMOS = (({"text": "a {{warm}} story", "label": "{good}"}, "yes {}"), ({"text": "b", "label": "c"}, "no\nno"))
_PROMPTS = {
    "plain": prompt(),
    "demos": prompt(demos=_DEMOS),
    "hostile": prompt(_HOSTILE, literals=("x",), demos=_DEMOS),
    "ends": prompt(user="Is it {label}?\n\nMy text: {text}"),
}
_FIELDS = {"text": 'Two\nlines, "quoted", {label} \\ 漢字', "label": "good"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("home"))
    running.start()
    try:
        yield running
    finally:
        running.stop()


def _load(folder: Path, signature: str, fields: dict[str, str] = _FIELDS) -> Json:
    """What the libraries make of the files in a folder."""
    asked = json.dumps({"folder": str(folder), "fields": fields, "signature": signature})
    command = [str(python_with_tools()), str(ROOT / "tests/e2e/tools/load.py")]
    done = subprocess.run(command, input=asked, check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    found: Json = json.loads(done.stdout)
    return found


def _field_names(folder: Path) -> list[str]:
    """The fields of the state in a folder."""
    state = json.loads((folder / "dspy.json").read_text("utf-8"))
    return [field["description"].removeprefix("${").removesuffix("}") for field in state["signature"]["fields"]]


def _sent(of: FinalPrompt) -> list[list[str]]:
    """The messages that a run would send for the fields."""
    module = of.program.modules[0]
    return [[turn.role, joined(turn.pieces, lambda name: _FIELDS[name])] for turn in turns(of, module)]


@pytest.mark.parametrize("kind", _PROMPTS)
def test_libraries_send_what_a_run_sends(tmp_path: Path, kind: str) -> None:
    of = _PROMPTS[kind]
    for name in ("langchain", "mlflow", "dspy"):
        (tmp_path / f"{name}.json").write_text(exported(of, name).content, "utf-8")
    names = [
        field["description"][2:-1] for field in json.loads((tmp_path / "dspy.json").read_text())["signature"]["fields"]
    ]
    found = _load(tmp_path, f"{', '.join(names[:-1])} -> {names[-1]}")
    assert found["langchain"] == _sent(of)
    assert found["mlflow"] == _sent(of)
    dspy = found["dspy"]
    assert dspy["fields"] == names
    assert dspy["instructions"] == json.loads((tmp_path / "dspy.json").read_text())["signature"]["instructions"]
    assert [demo["output"] for demo in dspy["demos"]] == [demo.output for demo in of.demos]
    assert all(text in dspy["asked"] for text in _FIELDS.values())


@pytest.mark.parametrize("kind", _PROMPTS)
def test_a_state_that_dspy_has_saved_again_is_the_same_prompt(tmp_path: Path, kind: str) -> None:
    of = _PROMPTS[kind]
    (tmp_path / "dspy.json").write_text(exported(of, "dspy").content, "utf-8")
    names = _field_names(tmp_path)
    _load(tmp_path, f"{', '.join(names[:-1])} -> {names[-1]}")
    again = recognize((tmp_path / "again.json").read_bytes())
    assert again is not None
    assert again.prompt is not None
    assert again.prompt["system"] == json.loads((tmp_path / "dspy.json").read_text())["signature"]["instructions"]
    assert [demo["output"] for demo in again.prompt.get("demos", [])] == [demo.output for demo in of.demos]


@pytest.mark.parametrize("kind", _PROMPTS)
def test_promptfoo_sends_what_a_run_sends(tmp_path: Path, kind: str) -> None:
    of = _PROMPTS[kind]
    written = exported(of, "promptfoo").content
    (tmp_path / "export.yaml").write_text(written, "utf-8")
    valid = promptfoo("validate", "-c", "export.yaml", within=tmp_path)
    assert "Configuration is valid" in valid.stdout, valid.stdout + valid.stderr
    # The provider echo answers with what it is sent.
    (tmp_path / "echo.yaml").write_text(written.replace("openai:chat:gpt-5-mini", "echo"), "utf-8")
    done = promptfoo("eval", "-c", "echo.yaml", "--no-cache", "--no-write", "-o", "out.json", within=tmp_path)
    out = json.loads((tmp_path / "out.json").read_text("utf-8"))["results"]["results"]
    assert len(out) == len(of.examples), done.stdout[-2000:]
    module = of.program.modules[0]
    by_id = {example.id: example for example in of.examples}
    for result in out:
        fields = by_id[result["testCase"]["metadata"]["id"]].fields
        expected = [
            {"role": turn.role, "content": joined(turn.pieces, fields.__getitem__)} for turn in turns(of, module)
        ]
        assert json.loads(result["response"]["output"]) == expected


def _run(server: Server, found: Any, **changes: Any) -> Json:  # noqa: ANN401
    given = {"prompt": found.prompt, **changes}
    given["prompt"] = {name: value for name, value in given["prompt"].items() if name != "demos"}
    task = {"examples": list(found.rows), "scoring": {"kind": "exact"}} | changes.pop("task", {})
    return server.run(**{**given, "task": task, "method": "none"})


def test_an_openai_evaluation_goes_through_a_run_and_back(server: Server) -> None:
    """The package of OpenAI's evaluations, with questions in Hebrew."""
    wheel = published(
        "evals==3.0.1.post1",
        "evals-3.0.1.post1-py3-none-any.whl",
        "0abcb2051303500784b1641a6e4f6b813ed43ad64f879a37d344a6774eb8eb78",
    )
    found = recognize(member(wheel, "evals/registry/data/hebrew_bible/samples.jsonl"))
    assert found is not None
    assert (found.kind, len(found.rows), found.notes) == ("openai_evals", 26, ())
    run = _run(server, found)
    body = server.http.get(f"/runs/{run['id']}/export", params={"format": "openai"}).json()
    assert found.prompt is not None
    assert body["messages"][0] == {"role": "system", "content": found.prompt["system"]}
    again = recognize(body)
    assert again is not None
    assert again.prompt == {"system": found.prompt["system"], "user": in_style("double", "input")}


def test_most_evaluations_of_the_package_are_recognized() -> None:
    wheel = published(
        "evals==3.0.1.post1",
        "evals-3.0.1.post1-py3-none-any.whl",
        "0abcb2051303500784b1641a6e4f6b813ed43ad64f879a37d344a6774eb8eb78",
    )
    with zipfile.ZipFile(wheel) as held:
        files = [name for name in held.namelist() if name.endswith("samples.jsonl")]
        found = [recognize(held.read(name)) for name in files]
    assert len(files) == 378
    assert sum(one is not None and one.kind == "openai_evals" for one in found) == 366


def test_a_saved_dspy_program_goes_through_a_run_and_back(server: Server, tmp_path: Path) -> None:
    """A program that DSPy has optimized, from the sample registry of the package dspy-hub."""
    archive = published(
        "dspy-hub==0.1.4",
        "dspy_hub-0.1.4.tar.gz",
        "099c70293b4e6964553e3e2d05d5018ed71c0939984c27a67d96226d2e88d77f",
        source=True,
    )
    name = "dspy_hub-0.1.4/src/dspy_hub/sample_registry/packages/dspy-team/people-extractor/optimized_program.json"
    state = json.loads(member(archive, name))
    found = recognize(state)
    assert found is not None
    assert found.kind == "dspy_state"
    assert found.prompt is not None
    assert found.prompt["system"] == state["predict"]["signature"]["instructions"]
    tokens = [demo["tokens"] for demo in state["predict"]["demos"]]
    ample = [{"input": {"tokens": [*given, str(n)]}, "expected": "none"} for n in range(5) for given in tokens]
    run = _run(server, found, task={"examples": ample})
    exported_state = server.http.get(f"/runs/{run['id']}/export", params={"format": "dspy"}).text
    (tmp_path / "dspy.json").write_text(exported_state, "utf-8")
    loaded = _load(tmp_path, "tokens -> output", {"tokens": "a b"})["dspy"]
    assert loaded["instructions"] == state["predict"]["signature"]["instructions"]
    back = recognize(exported_state)
    assert back is not None
    assert back.prompt == {name: text for name, text in found.prompt.items() if name != "demos"}


def _traces(name: str) -> bytes:
    """A file among the examples of a package that reads traces."""
    archive = published(
        "agent-panorama==0.4.2",
        "agent_panorama-0.4.2.tar.gz",
        "a66d86634cee3a3915956c810529851399c2a54e02f0cf2d3a5b4acd2a89c845",
        source=True,
    )
    return member(archive, f"agent_panorama-0.4.2/examples/{name}")


def _ran(server: Server, request: Json) -> Json:
    """A run of a request that compares nothing, on all of its examples."""
    task = {**request["task"], "split": {"train": 0, "validation": 1, "probe": 0, "test": 0}}
    return server.run(**{**request, "task": task, "method": "none"})


def test_a_langfuse_export_goes_through_a_run_and_back(server: Server) -> None:
    """Traces in the sample export of the package agent-panorama."""
    found = take_in(server, _traces("langfuse_traces.json"), "langfuse_traces.json", name="traces").json()
    assert (found["kind"], found["dataset"]["rows"], found["notes"]) == (
        "langfuse",
        3,
        ["outputs that nothing is said of (3 rows, the first 0, 1, 2)"],
    )
    rows = server.get("/datasets/traces/rows")["items"]
    assert rows[0]["values"]["input"] == {"question": "What are the top AI papers this week?"}
    prompt = {"system": "You are an assistant.\nAnswer, or say who will."}
    task = {"dataset": {"name": "traces"}, "scoring": {"kind": "regex", "pattern": "\\S"}}
    run = _ran(server, {"prompt": prompt, "task": task})
    assert (run["status"], run["splits"]["validation"]) == ("succeeded", 3)
    body = server.http.get(f"/runs/{run['id']}/export", params={"format": "openai"}).content
    back = take_in(server, body, "prompt.json").json()
    assert back["request"]["prompt"]["system"] == prompt["system"]


def test_the_runs_of_a_langsmith_export_are_examples_without_their_inner_ones(server: Server) -> None:
    """Runs in the sample export of the package agent-panorama."""
    found = take_in(server, _traces("langsmith_runs.json"), "langsmith_runs.json", name="runs").json()
    assert (found["kind"], found["dataset"]["rows"]) == ("langsmith", 1)
    assert "runs inside other runs are left out (4 rows, the first 1, 2, 3, 4)" in found["notes"]
    [row] = server.get("/datasets/runs/rows")["items"]
    assert row["values"]["input"] == {"input": "Find a quick pasta recipe and email it to me."}


def test_a_promptfoo_configuration_goes_through_a_run_and_back(server: Server) -> None:
    """The configuration that promptfoo 0.31.2 begins with, in the package itself."""
    tarball = published_for_node(
        "promptfoo@0.31.2",
        "promptfoo-0.31.2.tgz",
        "5490478d1c1f09acf711e043dc1043dd2a898daea31ca8b3c859dbeb9c28ed67",
    )
    code = member(tarball, "package/dist/src/onboarding.js").decode()
    written = re.search(r"DEFAULT_YAML_CONFIG = `([^`]*)`", code)
    assert written is not None
    found = take_in(server, written[1], "promptfooconfig.yaml", name="tweets").json()
    assert found["kind"] == "promptfoo"
    assert [prompt["user"] for prompt in found["prompts"]] == [
        "Write a tweet about {{topic}}",
        "Write a very concise, funny tweet about {{topic}}",
    ]
    assert found["scoring"]["kind"] == "contains"
    assert found["notes"] == [
        "assertions javascript have no scorer (row 1)",
        "tests without the assertion that most have (contains) are left out (2 rows, the first 0, 2)",
        "providers of the configuration is not used",
    ]
    topics = re.findall(r"topic: (.*)", written[1])
    ample = [{"input": {"topic": topic}, "expected": topic.split()[0]} for topic in topics]
    run = _ran(server, {**found["request"], "task": {"examples": ample, "scoring": found["scoring"]}})
    assert run["status"] == "succeeded"
    export = server.http.get(f"/runs/{run['id']}/export", params={"format": "promptfoo"}).content
    back = take_in(server, export, "promptfooconfig.yaml", name="tweets-back").json()
    assert back["request"]["prompt"] == found["request"]["prompt"]
    assert (back["scoring"], back["dataset"]["rows"]) == (found["scoring"], 3)
    assert back["notes"] == ["providers of the configuration is not used"]
