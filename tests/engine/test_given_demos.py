"""Demos that come with the prompt: it starts with them, and methods that choose demos may put others there."""

from pathlib import Path
from typing import Any

import pytest

from tests.support import harness

DEMOS = [
    {"input": {"text": "A good start."}, "output": "positive"},
    {"input": {"text": "A bad {end}."}, "output": "negative"},
]
USER = {"user": "What is the sentiment?\n\n{text}"}


def faults(home: Path, prompt: dict[str, Any]) -> dict[str, str]:
    return {error.path: error.message for error in harness.errors(home, harness.request(prompt=prompt))}


async def test_the_given_prompt_is_asked_with_its_demos(tmp_path: Path) -> None:
    model = harness.Model()
    record = await harness.run(tmp_path, harness.request(prompt=USER | {"demos": DEMOS}, method="none"), model)
    assert record.job.status == "succeeded", record.job.error
    turns = model.of("task")[0]["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user", "assistant", "user"]
    assert turns[0]["content"] == "What is the sentiment?\n\nA good start."
    assert turns[2]["content"] == "What is the sentiment?\n\nA bad {end}."
    assert [demo.output for demo in record.result.demos] == ["positive", "negative"]


async def test_edits_keep_the_given_demos(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, harness.request(prompt=USER | {"demos": DEMOS}), harness.Model())
    assert record.candidates
    assert {len(candidate.demos) for candidate in record.candidates} == {2}


async def test_a_method_that_chooses_demos_may_replace_the_given_ones(tmp_path: Path) -> None:
    method = {"name": "bootstrap_fewshot", "candidates": 3}
    prompt = {"user": "What is the sentiment? One word.\n\n{text}", "demos": DEMOS}
    record = await harness.run(tmp_path, harness.request(prompt=prompt, method=method), harness.Model())
    chosen = [candidate for candidate in record.candidates if candidate.id != "seed" and candidate.demos]
    assert chosen
    assert any("given/1" not in candidate.shots for candidate in chosen)


async def test_a_modules_demos_are_shown_to_it_alone(tmp_path: Path) -> None:
    first = {"name": "short", "system": "Repeat.", "demos": [{"input": "a b", "output": "a"}]}
    last = {"name": "last", "user": "What is the sentiment? {short}"}
    model = harness.Model()
    await harness.run(tmp_path, harness.request(prompt={"modules": [first, last]}, method="none"), model)
    sizes = {len(body["messages"]) for body in model.received}
    assert sizes == {4, 1}


@pytest.mark.parametrize(
    ("demos", "path", "words"),
    [
        ([{"input": "plain", "output": "x"}], "prompt.demos[0].input", "lacks what the user message asks for: {text}"),
        ([{"input": {}, "output": "x"}], "prompt.demos[0].input", "no fields"),
        ([{"input": {"text": "a"}, "output": "  "}], "prompt.demos[0].output", "is empty"),
        ([{"input": {"te xt": "a", "text": "b"}, "output": "x"}], "prompt.demos[0].input.te xt", "identifier"),
    ],
)
def test_a_faulty_demo_is_named(tmp_path: Path, demos: list[dict[str, Any]], path: str, words: str) -> None:
    assert words in faults(tmp_path, USER | {"demos": demos})[path]


def test_demos_beside_modules_belong_into_one_of_them(tmp_path: Path) -> None:
    prompt = {"modules": [{"name": "a", "user": "{text}"}], "demos": DEMOS}
    assert "belong to a module" in faults(tmp_path, prompt)["prompt.demos"]
