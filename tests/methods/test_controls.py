"""Controls that draw from the given prompt alone: best of n, and random search over a bank of phrases."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gradcheck.methods.random_search import RandomSearch
from gradcheck.texts.phrases import COMBINATIONS, around
from tests.support import harness


class Scripted:
    """A model that is right where the prompt holds a word, and whose every edit is new and usable."""

    def __init__(self, word: str) -> None:
        self._word = word
        self._edits = 0

    def __call__(self, body: harness.Body) -> str:
        text = harness.text_of(body)
        if harness.role(body) == "editor":
            self._edits += 1
            return f"<PROMPT>Edit {self._edits}. {{text}}</PROMPT>"
        return ("positive" if "good" in text else "negative") if self._word in text else "wrong"


def test_every_combination_is_different_and_of_at_most_three_phrases() -> None:
    assert len(set(COMBINATIONS)) == len(COMBINATIONS)
    assert {len(phrases) for phrases in COMBINATIONS} == {1, 2, 3}
    for phrases in COMBINATIONS:
        text = " ".join(filter(None, around(phrases)))
        assert sorted(text) == sorted(" ".join(phrases))
        assert "{" not in text


@pytest.mark.parametrize("name", ["best_of_n", "random_search"])
async def test_the_calls_are_those_of_the_formula(tmp_path: Path, name: str) -> None:
    method = {"name": name, "n": 7, "at_once": 3}
    record = await harness.run(tmp_path, harness.request(method=method), harness.Model(Scripted("zebra")))
    plan = record.plan
    assert record.result.candidate == "seed"
    assert record.new_calls == plan.expected_calls - plan.test_calls // 2
    assert [len(step.edit_requests) for step in record.steps] == [0, 3, 3, 1]
    calls = [
        rollout for rollout in record.rollouts if rollout.stage.startswith("step/1/") and rollout.candidate != "seed"
    ]
    written = 3 if name == "best_of_n" else 0
    assert len(calls) + written == plan.method.calls("first", plan.context)


async def test_best_of_n_draws_the_same_request_again_and_keeps_the_best(tmp_path: Path) -> None:
    model = harness.Model(Scripted("Edit 5."))
    method = {"name": "best_of_n", "n": 8, "at_once": 4}
    record = await harness.run(tmp_path, harness.request(method=method), model, slots=1)
    editors = model.of("editor")
    assert len({harness.text_of(body) for body in editors}) == 1
    assert len({body["seed"] for body in editors}) == 8
    assert not model.of("critic")
    assert all(step.parents == ("seed",) for step in record.steps[1:])
    assert record.result.prompt["user"].startswith("Edit 5.")
    assert all(request.operator == "improve" for step in record.steps for request in step.edit_requests)


async def test_random_search_asks_no_optimizer_and_puts_phrases_around_the_prompt(tmp_path: Path) -> None:
    model = harness.Model(Scripted("Think step by step"))
    prompt: dict[str, Any] = {"user": "What is the sentiment?\n\n{text}", "max_length": 150}
    record = await harness.run(tmp_path, harness.request(method="random_search", prompt=prompt), model)
    assert set(model.roles()) == {"task", "critic", "editor"}
    assert model.roles()["task"] == len(model.received)
    texts = [candidate.components["user"] for candidate in record.candidates[1:]]
    assert len(set(texts)) == len(texts)
    known = {"\n\n".join(filter(None, (front, prompt["user"], back))) for front, back in map(around, COMBINATIONS)}
    assert set(texts) <= known
    assert all(len(text) <= 150 for text in texts)
    refused = [proposal for step in record.steps for proposal in step.proposals if proposal.status == "rejected"]
    assert refused
    assert all(proposal.reason.startswith("too long") for proposal in refused)
    assert len(texts) + len(refused) == 48
    assert "Think step by step" in record.result.prompt["user"]


async def test_random_search_tries_short_and_long_combinations_alike(tmp_path: Path) -> None:
    request = harness.request(method={"name": "random_search", "n": 60, "at_once": 60})
    record = await harness.run(tmp_path, request, harness.Model(Scripted("zebra")))
    shown = [
        " ".join(slot.text for slot in one.slots if slot.name in {"before", "after"})
        for one in record.steps[1].edit_requests
    ]
    sizes = Counter(next(len(p) for p in COMBINATIONS if " ".join(around(p)) == text) for text in shown)
    assert min(sizes[size] for size in (1, 2, 3)) >= 8


@pytest.mark.parametrize("name", ["best_of_n", "random_search"])
async def test_with_no_n_they_go_on_until_the_calls_of_the_other_method_are_used(tmp_path: Path, name: str) -> None:
    method: dict[str, Any] = {"name": name, "n": None, "at_once": 2}
    found = harness.errors(tmp_path / "f", harness.request(method=method))
    assert [error.path for error in found] == ["budget.max_calls"]
    request = harness.request(method=method, budget={"max_calls": 150})
    record = await harness.run(tmp_path / "r", request, harness.Model(Scripted("zebra")))
    assert record.job.finish_reason == "budget_calls"
    assert 125 <= record.paid_calls() <= 150


def test_a_bank_that_is_used_up_ends_the_search() -> None:
    every = len(COMBINATIONS)
    assert sum(RandomSearch(n=None, at_once=1000)._sizes()) == every
    assert sum(RandomSearch(n=10 * every, at_once=7)._sizes()) == every
