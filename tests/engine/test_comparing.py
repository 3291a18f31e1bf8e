"""Prompts compared on the same examples: what is scored, what is said of every two, what is paid."""

import itertools
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.domain.results.comparison import PromptComparison
from gradcheck.engine.comparison.execute import compared_pairs
from gradcheck.engine.comparison.request import EvaluateRequest
from gradcheck.engine.comparison.validation import Written, build_comparison, of_first
from gradcheck.engine.plan import Plan
from gradcheck.errors import InvalidRequestError
from gradcheck.runtime import Service
from tests.support import harness, world

LONG = "Answer with one word, positive or negative, and with nothing else at all, whatever it says.\n\n{text}"
PROMPTS = [
    {"name": "bare", "prompt": "What is the sentiment?\n\n{text}"},
    {"name": "long", "prompt": LONG},
    {"name": "parts", "prompt": {"system": "Answer with one word.", "user": "Text: {text}"}},
]


def request(**changes: object) -> dict[str, Any]:
    base = {"prompts": PROMPTS, "task": world.task(40), "models": {"task": {"provider": "world", "model": "pure"}}}
    return {**base, **changes}


def plan_of(service: Service, written: dict[str, Any]) -> Plan:
    asked = msgspec.convert(written, EvaluateRequest)
    prompts: list[Written] = [one.prompt for one in asked.prompts if one.prompt is not None]
    return build_comparison(asked, prompts, of_first(asked, prompts), service.gateway)


async def compared(home: Path, written: dict[str, Any], model: harness.Model, **options: Any) -> harness.Record:  # noqa: ANN401
    async with harness.serving(home, model, **options) as service:
        await harness.submit(service, plan_of(service, written))
        return await harness.read(service)


def comparison(record: harness.Record) -> PromptComparison:
    assert record.result.comparison is not None
    return record.result.comparison


async def faults(home: Path, written: dict[str, Any]) -> dict[str, str]:
    async with harness.serving(home, harness.Model()) as service:
        with pytest.raises(InvalidRequestError) as refused:
            plan_of(service, written)
    return {error.path: error.message for error in refused.value.errors}


async def test_every_prompt_is_scored_on_every_example_and_nothing_else_is_asked(tmp_path: Path) -> None:
    model = harness.Model()
    record = await compared(tmp_path, request(), model)
    found = comparison(record)
    assert [(one.name, one.n, one.failed, one.calls) for one in found.prompts] == [
        ("bare", 40, 0, 40),
        ("long", 40, 0, 40),
        ("parts", 40, 0, 40),
    ]
    assert model.roles() == {"task": 120, "critic": 0, "editor": 0}
    assert record.plan.split_sizes == {"train": 0, "validation": 0, "probe": 0, "test": 40}
    assert sum(one.tokens for one in found.prompts) == sum(
        used.input_tokens + used.output_tokens for role, used in record.result.usage.items() if role == "task"
    )
    assert found.prompts[0].score == 0
    assert record.result.test.verdict == "not_tested"


async def test_every_two_prompts_are_compared_on_what_their_rollouts_scored(tmp_path: Path) -> None:
    record = await compared(tmp_path, request(), harness.Model())
    found = comparison(record)
    assert [(pair.first, pair.second) for pair in found.pairs] == list(
        itertools.combinations(["bare", "long", "parts"], 2)
    )
    scores = {one.name: [r.score for r in record.rollouts if r.candidate == one.candidate] for one in found.prompts}
    for pair in found.pairs:
        sides = list(zip(scores[pair.first], scores[pair.second], strict=True))
        assert pair.n == 40
        assert pair.fixed == sum(b > a for a, b in sides if a is not None and b is not None)
        assert pair.broken == sum(b < a for a, b in sides if a is not None and b is not None)
        assert pair.estimate == pytest.approx((pair.fixed - pair.broken) / 40)
    assert {pair.verdict for pair in found.pairs if pair.first == "bare"} == {"second_better"}


async def test_splits_that_the_task_gives_are_heeded_and_only_test_is_used(tmp_path: Path) -> None:
    task = world.task(40)
    for place, example in enumerate(task["examples"]):
        example["split"] = "test" if place < 10 else "train"
    record = await compared(tmp_path, request(task=task), harness.Model())
    assert {rollout.example for rollout in record.rollouts} == {f"e{number}" for number in range(10)}


async def test_an_interrupted_comparison_pays_once_and_comes_to_the_same(tmp_path: Path) -> None:
    whole = comparison(await compared(tmp_path / "whole", request(), harness.Model()))
    model = harness.Model(latency_s=lambda _: 0.01)
    async with harness.serving(tmp_path / "parts", model, slots=4) as service:
        await harness.submit(service, plan_of(service, request()))
        await harness.received(service, model, 50)
    async with harness.serving(tmp_path / "parts", model, slots=4) as service:
        again = comparison(await harness.read(service))
    assert again == whole
    assert len(model.received) <= 120 + 4  # what was in flight at the stop is asked again
    assert len({json.dumps(body, sort_keys=True) for body in model.answered}) == 120


async def test_slots_change_nothing(tmp_path: Path) -> None:
    one = await compared(tmp_path / "1", request(), harness.Model(), slots=1)
    many = await compared(tmp_path / "64", request(), harness.Model(), slots=64)
    assert one.outcome() == many.outcome()


async def test_a_prompt_that_lacks_answers_is_compared_with_none_and_failures_are_no_scores(tmp_path: Path) -> None:
    def answer(body: harness.Body) -> harness.Reply:
        if "Text: " in harness.text_of(body) and world.noise(harness.text_of(body)) < 0.4:
            return harness.failure("not today")
        return world.answer(body)

    found = comparison(await compared(tmp_path, request(), harness.Model(answer)))
    bad = found.prompts[2]
    assert bad.failed > 4
    assert bad.n + bad.failed == 40
    verdicts = {(pair.first, pair.second): pair for pair in found.pairs}
    assert verdicts["bare", "parts"].verdict == verdicts["long", "parts"].verdict == "not_tested"
    assert verdicts["bare", "parts"].reason == f"parts lacks answers to {bad.failed} examples"
    assert verdicts["bare", "long"].adjusted_p == verdicts["bare", "long"].p_value  # it is alone in its family


async def test_a_budget_that_cannot_hold_all_prompts_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    said = "is too small: all prompts on all examples take up to 121 calls"
    assert await faults(tmp_path, request(budget={"max_calls": 120})) == {"budget.max_calls": said}
    record = await compared(tmp_path / "enough", request(budget={"max_calls": 121}), harness.Model())
    assert [prompt.n for prompt in comparison(record).prompts] == [40, 40, 40]


async def test_repeats_are_compared_by_the_means_of_items(tmp_path: Path) -> None:
    task = world.task(12)
    task["scoring"] = {"kind": "exact", "repeats": {"n": 3}}
    record = await compared(tmp_path, request(task=task), harness.Model())
    assert [one.n for one in comparison(record).prompts] == [12, 12, 12]
    assert all(pair.n == 12 for pair in comparison(record).pairs)


async def test_an_example_that_a_demo_shows_is_warned_of(tmp_path: Path) -> None:
    demo = {"input": {"text": "a GOOD thing,  number 0."}, "output": "positive"}
    prompts = [PROMPTS[0], {"name": "shot", "prompt": {"user": LONG, "demos": [demo]}}]
    found = comparison(await compared(tmp_path, request(prompts=prompts), harness.Model()))
    assert [warning.split(",")[0] for warning in found.warnings] == ["shot: 1 of 40 examples are among its demos"]
    assert len(found.prompts[1].demos) == 1


async def test_faults_stand_at_the_prompt_that_has_them(tmp_path: Path) -> None:
    prompts = [
        {"name": "a", "prompt": "Say {txt}"},
        {"name": "b", "prompt": {"system": " ", "user": "{text}"}},
        {"name": "c", "prompt": "{text}"},
    ]
    found = await faults(tmp_path, request(prompts=prompts))
    assert set(found) == {"prompts[0].prompt", "prompts[1].prompt.system"}
    assert "{txt}" in found["prompts[0].prompt"]


async def test_a_model_for_a_module_that_no_prompt_has_is_refused(tmp_path: Path) -> None:
    models = {"task": {"provider": "world", "model": "pure"}, "modules": {"plan": {"provider": "world", "model": "x"}}}
    assert await faults(tmp_path, request(models=models)) == {
        "models.modules.plan": "no prompt has a module 'plan'; there are main"
    }


async def test_too_few_examples_are_said(tmp_path: Path) -> None:
    assert "2" in (await faults(tmp_path, request(task=world.task(1))))["task.examples"]


def test_prompts_without_a_common_score_are_not_tested() -> None:
    (pair,) = compared_pairs(["a", "b"], [[], []], [], 0)
    assert (pair.verdict, pair.reason, pair.n) == ("not_tested", "no example has a score of both", 0)


def test_equal_prompts_are_not_distinguishable() -> None:
    (pair,) = compared_pairs(["a", "b"], [[0.3, 0.7, 1.0], [0.3, 0.7, 1.0]], [None] * 3, 0)
    assert (pair.verdict, pair.estimate, pair.p_value) == ("not_distinguishable", 0, 1)
