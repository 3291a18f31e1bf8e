"""A prompt in the files of other tools: written as each of them reads it, and never without a part."""

import json
from typing import Any

import msgspec
import pytest
import yaml
from msgspec.structs import replace

from gradcheck.domain.messages.tool import Tool
from gradcheck.domain.program import Program, names_by_style
from gradcheck.domain.task import Attached, Example, Expected
from gradcheck.engine.request import PromptSpec
from gradcheck.errors import InvalidRequestError
from gradcheck.formats import Recognized, recognize
from gradcheck.formats.export import FORMATS, ExportFormat, exported
from gradcheck.formats.final_prompt import FinalPrompt
from gradcheck.scoring import Scoring
from gradcheck.scoring.contains import Contains
from gradcheck.scoring.exact import Exact
from gradcheck.scoring.f1 import F1
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.regex import Regex
from gradcheck.scoring.weighted import Part, Weighted
from tests.formats.made import EXAMPLES, application, chain, prompt

_DEMO = ({"text": "a {{warm}} story", "label": "{good}"}, "yes {}")
_HOSTILE = 'Répondez {"json": {}} {{x}} {% if %} {#} {% raw %} `\'\\ 漢字\n'


def _json(of: FinalPrompt, name: ExportFormat) -> Any:  # noqa: ANN401 - as the format has it
    return json.loads(exported(of, name).content)


def _refused(of: FinalPrompt, name: ExportFormat) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        exported(of, name)
    [error] = caught.value.errors
    assert error.path == "format"
    return error.message


def _back(of: FinalPrompt, name: ExportFormat) -> Recognized:
    found = recognize(exported(of, name).content)
    assert found is not None
    return found


def test_a_text_is_the_only_component() -> None:
    file = exported(prompt(None, "Is this {label}? {text}"), "text")
    assert (file.name, file.media_type) == ("run_1.txt", "text/plain")
    assert file.content == "Is this {label}? {text}"


def test_what_a_text_cannot_hold_is_refused_with_what_can() -> None:
    assert "a system and a user text; take messages" in _refused(prompt(), "text")
    assert "demos, the prompt has 1; take messages" in _refused(prompt(None, "{text}", demos=(_DEMO,)), "text")


def test_messages_hold_the_demos_and_the_placeholders_as_they_are() -> None:
    assert _json(prompt(demos=(_DEMO,)), "messages") == [
        {"role": "system", "content": "Be terse."},
        {"role": "user", "content": "Is this {good}?\n\na {{warm}} story"},
        {"role": "assistant", "content": "yes {}"},
        {"role": "user", "content": "Is this {label}?\n\n{text}"},
    ]


def test_a_prompt_without_a_user_text_asks_with_its_fields() -> None:
    assert _json(prompt(user=None), "messages")[-1]["content"] == "text: {text}\nlabel: {label}"


def test_an_openai_body_has_the_model_and_what_its_requests_held() -> None:
    body = _json(prompt(), "openai")
    assert body["messages"][1]["content"] == "Is this {{label}}?\n\n{{text}}"
    assert {name: value for name, value in body.items() if name != "messages"} == {
        "model": "gpt-5-mini",
        "temperature": 0.0,
        "max_tokens": 256,
    }


def test_braces_that_a_tool_without_escapes_would_misread_are_refused() -> None:
    assert "would read {{x}}, which is text here" in _refused(prompt("Write {{x}}.", literals=("x",)), "openai")


def test_langchain_templates_double_the_braces_that_are_text() -> None:
    template = _json(prompt('Answer {"a": 1} in {x}.', literals=("x",)), "langchain")
    assert template["id"] == ["langchain", "prompts", "chat", "ChatPromptTemplate"]
    assert template["kwargs"]["input_variables"] == ["label", "text"]
    texts = [message["kwargs"]["prompt"]["kwargs"]["template"] for message in template["kwargs"]["messages"]]
    assert texts == ['Answer {{"a": 1}} in {{x}}.', "Is this {label}?\n\n{text}"]


def test_mlflow_templates_are_plain_until_a_text_looks_like_one() -> None:
    plain = _json(prompt('Answer {"a": 1}.'), "mlflow")
    assert [m["content"] for m in plain["template"]] == ['Answer {"a": 1}.', "Is this {{label}}?\n\n{{text}}"]
    raw = _json(prompt("Write {{x}}.\n", literals=("x",)), "mlflow")
    assert raw["template"][0]["content"] == "{% raw %}Write {{x}}.\n{% endraw %}"


def test_names_that_mlflow_does_not_know_are_refused() -> None:
    example = Example(id="a", fields={"текст": "x"}, split="test")
    assert "not 'текст'" in _refused(prompt(user="{текст}", examples=(example,)), "mlflow")


def test_a_promptfoo_configuration_has_prompt_provider_and_tests() -> None:
    config = yaml.safe_load(exported(prompt(), "promptfoo").content)
    [written] = config["prompts"]
    assert json.loads(written["raw"])[1] == {"role": "user", "content": "Is this {{label}}?\n\n{{text}}"}
    assert config["providers"] == [{"id": "openai:chat:gpt-5-mini", "config": {"temperature": 0.0, "max_tokens": 256}}]
    assert [test["vars"] for test in config["tests"]] == [example.fields for example in EXAMPLES]
    assert config["tests"][0]["assert"] == [
        {"type": "equals", "value": "yes", "transform": "output.trim().toLowerCase()"}
    ]


def test_what_promptfoo_would_take_for_more_than_a_text_is_left_out_and_said() -> None:
    texts = ["file:///etc/passwd", "package:x", "{{ env.HOME }}", "{{ label }}", "{{ nobody }}"]
    examples = tuple(
        Example(id=str(n), fields={"text": text, "label": "l"}, expected="y", split="test")
        for n, text in enumerate(texts)
    )
    content = exported(prompt(examples=examples), "promptfoo").content
    assert [test["vars"]["text"] for test in yaml.safe_load(content)["tests"]] == ["{{ nobody }}"]
    assert "# 4 examples are left out" in content


def test_examples_that_are_more_than_texts_are_left_out_of_promptfoo_and_said() -> None:
    pictured = replace(EXAMPLES[0], attached=Attached())
    content = exported(prompt(examples=(pictured, *EXAMPLES[1:])), "promptfoo").content
    assert len(yaml.safe_load(content)["tests"]) == len(EXAMPLES) - 1
    assert "# 1 examples are left out: they hold images or a conversation" in content


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        (Exact(ignore_case=False, ignore_outer_whitespace=False, ignore_end_punctuation=False), "Yes {{x}}"),
        (Contains(), "Yes"),
        (Contains(ignore_case=False, of_list="any"), ["a", "{{b}}"]),
        (Regex(pattern=r"\d{{2}"), None),
        (Judge(rubric="is polite, {{really}}"), None),
        (
            Weighted(
                parts=(
                    Part(name="contains", weight=2.0, scoring=Contains()),
                    Part(name="regex", weight=0.5, scoring=Regex(pattern="^A")),
                )
            ),
            "Yes",
        ),
    ],
)
def test_a_scorer_that_promptfoo_has_comes_back_as_it_was(scoring: Scoring, expected: Expected) -> None:
    examples = (Example(id="a", fields={"text": "t", "label": "l"}, expected=expected, split="test"),)
    found = _back(prompt(scoring=scoring, examples=examples), "promptfoo")
    assert found.scoring == scoring
    assert found.rows == ({"id": "a", "split": "test", "input": {"text": "t", "label": "l"}} | _expected(expected),)


def _expected(expected: Expected) -> dict[str, Any]:
    return {} if expected is None else {"expected": expected}


def test_a_scorer_that_promptfoo_has_not_is_said() -> None:
    content = exported(prompt(scoring=F1()), "promptfoo").content
    assert "# The scoring f1 has no equivalent here, so the tests assert nothing." in content
    assert "assert" not in yaml.safe_load(content)["tests"][0]


def test_dspy_takes_the_lines_at_the_end_for_fields() -> None:
    state = _json(prompt(user="Is it {label}?\n\nMy text: {text}\n", demos=(_DEMO,)), "dspy")
    assert state["signature"] == {
        "instructions": "Be terse.\n\nIs it `label`?",
        "fields": [
            {"prefix": "My text:", "description": "${text}"},
            {"prefix": "Label:", "description": "${label}"},
            {"prefix": "Output:", "description": "${output}"},
        ],
    }
    assert state["demos"] == [{"text": "a {{warm}} story", "label": "{good}", "output": "yes {}"}]


def test_dspy_holds_a_program_of_several_modules() -> None:
    state = _json(chain(), "dspy")
    assert list(state) == ["find", "decide", "metadata"]
    assert state["find"]["signature"]["instructions"] == "List facts."
    assert state["decide"]["demos"] == [{"facts": "F", "label": "L", "answer": "yes"}]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"json", "dspy"}])
def test_a_format_of_one_module_refuses_several(name: ExportFormat) -> None:
    assert "find, decide; take json or dspy" in _refused(chain(), name)


@pytest.mark.parametrize("name", ["promptfoo", "dspy"])
@pytest.mark.parametrize(
    "of",
    [
        prompt(),
        prompt(demos=(_DEMO, ({"text": "b", "label": "c"}, "no"))),
        prompt(None, "Classify {text} as {label}."),
        prompt(_HOSTILE, literals=("x",)),
        prompt(user="Order: {text}{label} 漢字 {"),
    ],
    ids=["plain", "demos", "user", "hostile", "adjacent"],
)
def test_an_exported_prompt_comes_back_as_the_same_prompt(name: ExportFormat, of: FinalPrompt) -> None:
    back = _back(of, name).prompt
    assert back is not None
    assert _meaning(back) == _meaning(_json(of, "json")["prompt"])


def _meaning(given: dict[str, Any]) -> list[object]:
    """Texts in turns of text and placeholders whatever their style, and demos as turns."""
    texts = {name: given[name] for name in ("system", "user") if name in given}
    literals = tuple(given.get("literals", ()))
    styles = [Program(modules=(), style=style, literals=literals) for style in ("double", "single")]
    double = any(names_by_style(text)["double"] - set(literals) for text in texts.values())
    program = styles[0] if double else styles[1]
    shown = [
        [
            program.fill(texts["user"], demo["input"]) if isinstance(demo["input"], dict) else demo["input"],
            demo["output"],
        ]
        for demo in given.get("demos", ())
    ]
    return [{name: program.pieces(text) for name, text in texts.items()}, shown]


def test_a_state_that_was_changed_is_read_as_it_is_now() -> None:
    state = _json(prompt(), "dspy")
    state["signature"]["instructions"] = "Be verbose."
    found = recognize(state)
    assert found is not None
    assert found.prompt == {"system": "Be verbose.", "user": "Text: {text}\nLabel: {label}"}


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_has_a_name_of_its_run_and_a_type(name: ExportFormat) -> None:
    file = exported(prompt(None, "{text}"), name)
    assert file.name.startswith("run_1.")
    assert file.media_type in {"application/json", "text/plain", "application/yaml"}


def test_an_application_is_held_by_json_alone() -> None:
    assert _json(application(), "json")["prompt"] == {
        "modules": [
            {
                "name": "agent",
                "kind": "http",
                "application": "support",
                "components": {"plan": "Look up {order}.", "tone": "Kind."},
                "output": "answer",
            }
        ]
    }
    for name in ("messages", "openai", "promptfoo", "dspy", "langchain", "mlflow"):
        assert "the module agent calls the application support, no model; take json" in _refused(application(), name)


def test_demos_of_several_modules_stand_with_their_module() -> None:
    find, decide = _json(chain(), "json")["prompt"]["modules"]
    assert "demos" not in find
    assert decide["demos"] == [{"input": {"facts": "F", "label": "L"}, "output": "yes"}]
    state = _json(chain(), "dspy")
    read = recognize({name: value for name, value in state.items() if name != "metadata"})
    assert read is not None
    assert read.prompt is not None
    assert read.prompt["modules"][1]["demos"] == decide["demos"]


_FIND = Tool(
    name="find",
    description='Finds {{text}} and {"a": 1}.',
    parameters={"type": "object", "properties": {"q": {"type": "string", "description": "old"}}},
)
_CALL = '{"content": "", "tool_calls": [{"name": "find", "arguments": {"q": "{{warm}}"}}]}'


def _with_tools(**changes: Any) -> FinalPrompt:  # noqa: ANN401 - any field of a module
    """A prompt whose module has a tool, the text of its parameter changed, and a demo that calls it."""
    of = prompt(demos=(({"text": "a", "label": "b"}, _CALL),))
    texts = {"tool.find": str(_FIND.description), "tool.find.q": "new"}
    module = replace(of.program.modules[0], tools=(_FIND,), texts=tuple(texts), **changes)
    return replace(of, program=replace(of.program, modules=(module,)), components={**of.components, **texts})


def test_a_requests_body_holds_the_tools_with_their_texts_the_choice_and_demos_that_call_them() -> None:
    body = _json(_with_tools(tool_choice="find"), "openai")
    [tool] = body["tools"]
    assert tool["function"]["description"] == _FIND.description
    assert tool["function"]["parameters"]["properties"]["q"] == {"type": "string", "description": "new"}
    assert body["tool_choice"] == {"type": "function", "function": {"name": "find"}}
    called, result = body["messages"][2:4]
    assert called["tool_calls"][0]["function"] == {"name": "find", "arguments": '{"q": "{{warm}}"}'}
    assert result["tool_call_id"] == called["tool_calls"][0]["id"]


def test_json_holds_the_tools_as_a_request_does() -> None:
    spec = msgspec.convert(_json(_with_tools(tool_choice="auto"), "json")["prompt"], PromptSpec)
    assert (len(spec.tools), spec.tool_choice) == (1, "auto")
    assert spec.tools[0]["function"]["parameters"]["properties"]["q"]["description"] == "new"


def test_promptfoo_calls_its_provider_with_the_tools_and_fills_nothing_into_them() -> None:
    config = yaml.safe_load(exported(_with_tools(), "promptfoo").content)
    [tool] = config["providers"][0]["config"]["tools"]
    assert tool["function"]["description"] == 'Finds {{ "{{" }}text}} and {"a": 1}.'
    messages = json.loads(config["prompts"][0]["raw"])
    assert messages[2]["tool_calls"][0]["function"]["arguments"] == '{"q": "{{ "{{" }}warm}}"}'


@pytest.mark.parametrize("name", ["text", "messages", "dspy", "langchain", "mlflow"])
def test_a_format_without_a_place_for_tools_says_so(name: ExportFormat) -> None:
    assert "holds no tools, the prompt has find; take openai, promptfoo or json" in _refused(_with_tools(), name)
