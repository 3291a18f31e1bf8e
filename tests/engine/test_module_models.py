"""A model for each module: who is asked what, and where it shows."""

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import msgspec

from tests.support import harness, world

PROMPT = {
    "modules": [
        {"name": "first", "user": "Read: {text}", "output": "notes"},
        {"name": "second", "user": "What is the sentiment? {notes}"},
    ]
}
MODELS = {
    "task": {"provider": "world", "model": "pure"},
    "modules": {"second": {"provider": "world", "model": "other", "temperature": 0.5}},
}
PRICE = "[providers.world.prices.other]\ninput = 100.0\noutput = 200.0\n"


def request(**changes: object) -> dict[str, Any]:
    return harness.request(**{"prompt": PROMPT, "models": MODELS, **changes})


def faults(home: Path, models: dict[str, Any]) -> dict[str, str]:
    return {error.path: error.message for error in harness.errors(home, request(models=models))}


async def test_each_module_asks_its_own_model(tmp_path: Path) -> None:
    model = harness.Model()
    record = await harness.run(tmp_path, request(method="none"), model)
    assert record.job.status == "succeeded", record.job.error
    asked = Counter((body["model"], harness.text_of(body).split()[0]) for body in model.received)
    assert set(asked) == {("pure", "Read:"), ("other", "What")}
    assert {body["temperature"] for body in model.received if body["model"] == "other"} == {0.5}
    assert sorted(body["model"] for body in model.checked) == ["other", "pure"]


async def test_the_models_of_modules_are_shown_with_the_run(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model(), prices=(1.0, 2.0), declared=PRICE) as service:
        views = harness.plan_of(service, request()).outline.models
    assert views["modules.second"].model == "other"
    assert views["modules.second"].temperature == 0.5
    assert views["modules.second"].prices is not None
    assert views["modules.second"].prices.input == 100.0
    assert views["optimizer"].model == "pure"


async def test_a_dearer_module_makes_the_run_dearer(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model(), prices=(1.0, 2.0), declared=PRICE) as service:
        dear = harness.plan_of(service, request()).least
        cheap = harness.plan_of(service, request(models={"task": MODELS["task"]})).least
    assert dear.calls == cheap.calls + 1  # the check of the other model
    assert dear.cost_micro_usd > 20 * cheap.cost_micro_usd
    record = await harness.run(tmp_path, request(method="none"), harness.Model(), prices=(1.0, 2.0), declared=PRICE)
    used = record.result.usage["task"]
    assert used.cost_usd is not None
    assert used.cost_usd > 5 * (used.input_tokens + 2 * used.output_tokens) / 1e6


def test_a_cap_in_dollars_needs_the_prices_of_every_modules_model(tmp_path: Path) -> None:
    body = request(budget={"max_cost_usd": 100})
    found = {error.path: error.message for error in harness.errors(tmp_path, body, prices=(1.0, 2.0))}
    assert "world/other" in found["budget.max_cost_usd"]
    assert harness.errors(tmp_path, body, prices=(1.0, 2.0), declared=PRICE) == ()


async def test_a_diagnostic_asks_each_modules_own_model(tmp_path: Path) -> None:
    model = harness.Model()
    async with harness.serving(tmp_path, model) as service:
        await harness.submit(service, harness.plan_of(service, request()))
        record = await harness.read(service)
        before = len(model.received)
        found = await harness.diagnose(service, record, {"tests": ["content"], "replicates": 4, "items": 4})
    assert found["status"] == "succeeded", found
    asked = {
        (body["model"], harness.text_of(body).split()[0])
        for body in model.of("task")
        if body in model.received[before:]
    }
    assert {name for name, _ in asked} == {"pure", "other"}


async def test_a_study_shows_and_asks_the_models_of_modules(tmp_path: Path) -> None:
    other = {"models": {"modules": {"second": {"model": "third"}}}}
    arms = [{"name": "a"}, {"name": "b", "overrides": other}]
    optimize = request(method={"name": "textgrad", "steps": 1})
    body = {"optimize": optimize, "arms": arms, "trials": 2, "force": True, "run_sd": 0.05}
    model = harness.Model()
    async with harness.serving(tmp_path, model) as service:
        shown = msgspec.to_builtins(harness.study_plan_of(service, body).outline)
        found = await harness.study(service, body)
    assert [arm["models"]["modules.second"]["model"] for arm in shown["arms"]] == ["other", "third"]
    assert found["status"] == "succeeded", found
    assert {body["model"] for body in model.of("task")} == {"pure", "other", "third"}


def test_a_faulty_model_of_a_module_is_named(tmp_path: Path) -> None:
    task = {"provider": "world", "model": "pure"}
    found = faults(tmp_path, {"task": task, "modules": {"third": task, "second": {"provider": "nobody"}}})
    assert "no module 'third'; there are first, second" in found["models.modules.third"]
    assert "unknown provider" in found["models.modules.second.provider"]
    assert world.LABELS


async def test_a_module_whose_answers_thinking_uses_up_is_named_with_its_own_settings(tmp_path: Path) -> None:
    def thinks(body: harness.Body) -> harness.Reply:
        if body["model"] == "pure":
            return world.answer(body)
        choices = [{"message": {"content": ""}, "finish_reason": "length"}]
        return httpx.Response(200, json={"choices": choices, "usage": {"prompt_tokens": 5, "completion_tokens": 300}})

    record = await harness.run(tmp_path, request(method="none"), harness.Model(thinks))
    assert record.job.error is not None
    assert record.job.error.message.endswith(
        "raise models.modules.second.max_tokens (it is 256) or lower models.modules.second.effort"
    )
