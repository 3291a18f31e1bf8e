"""Prompts in single and in double braces: the style is found once, kept by the run, and never mixed."""

from pathlib import Path
from typing import Any

import pytest

from gradcheck.domain.program import Style
from tests.engine.test_validation import FIRST, SECOND, errors, examples, modules, plan
from tests.support import harness, world

TWO = {"text": "A good thing.", "title": "Hello"}


def two_fields() -> dict[str, Any]:
    return examples(*({"input": {**TWO, "text": f"A good thing {n}."}} for n in range(40)))


@pytest.mark.parametrize(
    ("prompt", "style", "components"),
    [
        ("Judge: {text}", "single", {"user"}),
        ("Judge: {{text}}", "double", {"user"}),
        ("Judge: {{ text }}", "double", {"user"}),
        ("Judge.", "single", {"system"}),
        ('Return {{"label": 1}} or {{1}}.', "single", {"system"}),
        ('As {{"label": "x"}}: {text}', "single", {"user"}),
        ('As {"label": {text}}', "single", {"user"}),
        ('As {"label": {{text}}}', "double", {"user"}),
        ("{{{text}}}", "double", {"user"}),
        ("{{text}} and {other}", "double", {"user"}),
        ({"system": "Be {brief}.", "user": "{{text}}"}, "double", {"system", "user"}),
        ({"user": "{text} {{x}}", "literals": ["x"]}, "single", {"user"}),
        ({"system": "Say {{text}}.", "literals": ["text"]}, "single", {"system"}),
        (modules({**FIRST, "user": "{{text}}"}, {**SECOND, "user": "{{ notes }}"}), "double", None),
        (modules(FIRST, SECOND), "single", None),
    ],
)
def test_the_style_is_double_only_where_no_single_brace_names_a_field(
    tmp_path: Path, prompt: object, style: Style, components: set[str] | None
) -> None:
    found = plan(tmp_path, prompt=prompt)
    assert found.program.style == found.outline.placeholders == style
    assert components is None or set(found.components) == components


@pytest.mark.parametrize(
    ("prompt", "path"),
    [
        ("Title: {{title}}\nText: {text}", "prompt"),
        ({"system": "Text: {text}", "user": "Title: {{title}}"}, "prompt.user"),
        ({"system": "Title: {{ title }}", "user": "Text: {text}"}, "prompt.system"),
    ],
)
def test_a_mixed_prompt_is_shown_as_it_reads_in_either_style(tmp_path: Path, prompt: object, path: str) -> None:
    found = errors(tmp_path, prompt=prompt, task=two_fields())
    assert set(found) == {path}
    assert "{text}" in found[path]
    single, double = found[path].split("with double braces")
    assert "'Text: <text>'" in single
    assert "'Text: {text}'" in double
    assert "'Title: <title>'" in double
    assert "'Title: <title>'" not in single


def test_one_field_in_both_braces_is_mixed(tmp_path: Path) -> None:
    found = errors(tmp_path, prompt="Return {{text}} for {text}")["prompt"]
    assert "with single braces 'Return {<text>} for <text>'; with double braces 'Return <text> for {text}'" in found


def test_an_earlier_output_in_single_braces_beside_a_field_in_double_ones_is_mixed(tmp_path: Path) -> None:
    chain = modules({**FIRST, "user": "Read {{text}}"}, SECOND)
    assert "two ways" in errors(tmp_path, prompt=chain)["prompt.modules[0].user"]


@pytest.mark.parametrize(
    ("prompt", "says"),
    [
        ("Judge: {{txt}}", ("{{txt}}", "there are {{text}}")),
        ("Judge: {txt}", ("{txt}", "there are {text}")),
        ("As {{label}}: {text}", ("{label}", "{{label}} is sent as it stands")),
        ({"user": "Judge"}, ("never reaches", "there are {text}")),
    ],
)
def test_a_fault_writes_placeholders_as_the_prompt_does(tmp_path: Path, prompt: object, says: tuple[str, ...]) -> None:
    (message,) = errors(tmp_path, prompt=prompt).values()
    for part in says:
        assert part in message


@pytest.mark.parametrize("written", ["{{ text | upper }}", "{{vars.text}}", "{{#text}}", "{{text[0]}}", "{{-text-}}"])
def test_an_expression_in_double_braces_is_refused_and_not_sent_as_it_stands(tmp_path: Path, written: str) -> None:
    assert f"{written} is more than a name" in errors(tmp_path, prompt=f"Judge this: {written}")["prompt"]
    assert f"{written} is more than a name" in errors(tmp_path, prompt=f"Judge {{{{text}}}}: {written}")["prompt"]


def test_alternatives_are_written_as_the_prompt_is(tmp_path: Path) -> None:
    def error(prompt: str, alternative: str) -> str:
        method = {"name": "none", "alternatives": [{"user": alternative}]}
        return errors(tmp_path, prompt=prompt, method=method)["method.alternatives[0].user"]

    assert "{{text}}" in error("{{text}}", "Judge: {text}")
    assert "{text}" in error("{text}", "Judge it.")
    assert "other braces" in error("{text}", "Judge: {{text}}")
    assert "other braces" in error("{{text}}", "Judge: {{text}} {text}")


@pytest.mark.parametrize(("prompt", "part"), [("{text} ", "user"), ("Judge ", "system")])
def test_a_string_that_is_too_long_is_told_how_to_raise_the_bound(tmp_path: Path, prompt: str, part: str) -> None:
    long = prompt + "x" * 8000
    message = errors(tmp_path, prompt=long)["prompt"]
    assert f'{{"{part}": "…", "max_length": {2 * len(long)}}}' in message
    plan(tmp_path, prompt={part: long, "max_length": 2 * len(long)})
    assert "raise it" in errors(tmp_path, prompt={part: long})[f"prompt.{part}"]


async def test_a_run_in_double_braces_keeps_them_from_the_request_to_the_result(tmp_path: Path) -> None:
    """Its fields are named like the gaps of the templates for editors."""
    task = world.task(40)
    for example in task["examples"]:
        example["input"] = {"instruction": example["input"]["text"], "feedback": "none"}
    prompt = "What is the sentiment? {{ feedback }}\n\n{{instruction}}"
    model = harness.Model()
    record = await harness.run(tmp_path, harness.request(prompt=prompt, task=task, seed=2), model)
    assert record.job.status == "succeeded"
    asked = [harness.text_of(body) for body in model.of("task")]
    assert asked
    assert not [text for text in asked if "{" in text]
    editors = [harness.text_of(body) for body in model.of("editor")]
    assert editors
    assert all("{{instruction}}" in text and "{{ feedback }}" in text for text in editors)
    assert len(record.candidates) > 1
    assert all(
        record.plan.program.placeholders(one.components["user"]) == {"instruction", "feedback"}
        for one in record.candidates
    )
    assert "{{instruction}}" in record.result.prompt["user"]
    assert any("lost placeholder {{instruction}}" in one.reason for step in record.steps for one in step.proposals)
