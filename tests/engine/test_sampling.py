"""What a request may ask of a role's sampling, what is sent of it, and how what is not sent is said."""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.engine.plan import ModelView, Plan, RunOutline
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan
from gradcheck.errors import InvalidRequestError
from gradcheck.runtime import Service
from gradcheck.settings import Settings, load
from tests.support import harness
from tests.support.gateways import wired

TOML = """
[providers.world]
base_url = "http://world/v1"
[providers.world.models."no-effort"]
effort = false
[providers.world.models."nested"]
effort = "reasoning.effort"
[providers.world.models."fixed"]
dialect = "openai-reasoning"
"""
IMPROVE = {"name": "improve", "rounds": 1, "candidates": 2}


def settings(home: Path) -> Settings:
    path = home / "config.toml"
    path.write_text(TOML)
    return load({"GRADCHECK_HOME": str(home), "GRADCHECK_CONFIG": str(path)})


@contextlib.asynccontextmanager
async def serving(home: Path, model: harness.Model) -> AsyncIterator[Service]:
    service = Service(settings(home), model.transport)
    await service.start()
    try:
        yield service
    finally:
        await service.stop()


async def run(home: Path, world: harness.Model, **task: Any) -> harness.Record:  # noqa: ANN401 - of a role
    models = {"task": {"provider": "world", "model": "pure", **task}}
    async with serving(home, world) as service:
        await harness.submit(service, harness.plan_of(service, harness.request(method=IMPROVE, models=models)))
        return await harness.read(service)


def errors(home: Path, role: str = "task", **fields: Any) -> dict[str, str]:  # noqa: ANN401 - of a role
    """What is wrong with a role that has these fields, by path."""
    gateway = wired(settings(home))
    models = {"task": {"provider": "world", "model": "pure"}}
    models[role] = {**models["task"], **fields}
    asked = msgspec.convert(harness.request(method=IMPROVE, models=models), OptimizeRequest)
    try:
        build_plan(asked, gateway)
    except InvalidRequestError as error:
        return {field_error.path: field_error.message for field_error in error.errors}
    return {}


async def test_effort_and_extra_are_sent_for_their_role_alone_and_shown_with_the_run(tmp_path: Path) -> None:
    model = harness.Model()
    record = await run(tmp_path, model, effort="low", extra={"top_k": 5, "metadata": {"a": [1]}})
    for body in model.of("task"):
        assert (body["reasoning_effort"], body["top_k"], body["metadata"]) == ("low", 5, {"a": [1]})
    assert model.of("editor")
    assert all({"reasoning_effort", "top_k"}.isdisjoint(body) for body in model.of("editor"))
    shown = msgspec.json.decode(record.job.outline, type=RunOutline).models["task"]
    assert (shown.effort, shown.extra) == ("low", {"top_k": 5, "metadata": {"a": [1]}})
    received = model.of("task")[0]
    hidden = {"model", "messages", "stream", "seed"}
    assert {name: value for name, value in shown.sent.items() if name != "seed"} == {
        name: value for name, value in received.items() if name not in hidden
    }
    assert record.result.sampling == {}


async def test_another_effort_or_extra_field_is_another_answer(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = [{}, {"effort": "low"}, {"effort": "high"}, {"extra": {"top_k": 1}}]
    keys = []
    for number, fields in enumerate(asked):
        home = tmp_path / str(number)
        home.mkdir()
        record = await run(home, harness.Model(), **fields)
        endpoint = record.plan.models.task
        keys.append(json.dumps([msgspec.to_builtins(endpoint.sampling.content), endpoint.dialect.name]))
    assert len(set(keys)) == 4


async def test_an_effort_goes_into_the_field_that_the_dialect_names(tmp_path: Path) -> None:
    model = harness.Model()
    await run(tmp_path, model, model="nested", effort="high", extra={"reasoning": {"exclude": True}})
    assert {json.dumps(body["reasoning"]) for body in model.of("task")} == {'{"effort": "high", "exclude": true}'}


def test_an_effort_without_a_field_is_refused_with_the_setting_to_write(tmp_path: Path) -> None:
    found = errors(tmp_path, "optimizer", model="no-effort", effort="low")
    assert list(found) == ["models.optimizer.effort"]
    assert '[providers.world.models."no-effort"] effort = ' in found["models.optimizer.effort"]


@pytest.mark.parametrize("provider", ["embedded", "simulated"])
def test_built_in_models_take_no_effort(tmp_path: Path, provider: str) -> None:
    fields = {"provider": provider, "model": None, "effort": "low"}
    assert "takes none" in errors(tmp_path, "judge", **fields)["models.judge.effort"]


def test_a_simulated_world_takes_no_further_fields(tmp_path: Path) -> None:
    fields = {"provider": "simulated", "model": "W1", "extra": {"top_k": 1}}
    assert list(errors(tmp_path, "judge", **fields)) == ["models.judge.extra"]


@pytest.mark.parametrize(
    "name",
    [
        *("model", "messages", "prompt", "system", "stream", "n", "seed", "random_seed", "temperature", "top_p"),
        *("max_tokens", "max_completion_tokens", "max_output_tokens", "n_predict", "api_key", "base_url", "headers"),
    ],
)
def test_what_has_a_place_of_its_own_is_no_further_field(tmp_path: Path, name: str) -> None:
    assert list(errors(tmp_path, extra={name: 1, "top_k": 2})) == [f"models.task.extra.{name}"]


def test_an_effort_is_given_once(tmp_path: Path) -> None:
    assert errors(tmp_path, extra={"reasoning_effort": "low"}) == {}
    assert "give one of them" in errors(tmp_path, effort="low", extra={"reasoning_effort": "high"})["models.task.extra"]
    nested = errors(tmp_path, model="nested", effort="low", extra={"reasoning": {"effort": "high"}})
    assert list(nested) == ["models.task.extra"]


def test_further_fields_are_no_place_for_data(tmp_path: Path) -> None:
    assert "8192" in errors(tmp_path, extra={"metadata": "x" * 10_000})["models.task.extra"]


async def test_what_a_model_does_not_take_is_not_sent_and_the_result_says_so(tmp_path: Path) -> None:
    model = harness.Model(lambda body: "positive" if harness.role(body) == "task" else "<PROMPT>Say {text}</PROMPT>")
    record = await run(tmp_path, model, model="fixed", temperature=0.2, top_p=0.5)
    assert all({"temperature", "top_p", "seed"}.isdisjoint(body) for body in model.received)
    task, optimizer = record.result.sampling["task"], record.result.sampling["optimizer"]
    assert [note.split(",")[0] for note in task] == ["no temperature is sent", "top_p is not sent", "no seed is sent"]
    assert len(optimizer) == 2, "the optimizer has no top_p"
    assert "judge" not in record.result.sampling, "it was not asked"


def test_a_plan_and_an_outline_of_before_are_read_as_they_were(tmp_path: Path) -> None:
    gateway = wired(settings(tmp_path))
    plan = build_plan(msgspec.convert(harness.request(), OptimizeRequest), gateway)
    stored = msgspec.to_builtins(plan)
    for later in ("modules", "graders"):
        stored["models"].pop(later)
    for endpoint in stored["models"].values():
        for later in ("dialect", "context", "cached_price"):
            endpoint.pop(later)
        endpoint["sampling"].pop("effort")
        endpoint["sampling"].pop("extra")
    assert msgspec.convert(stored, Plan) == plan
    view = {"provider": "p", "model": "m", "profile": "standard", "temperature": 0.0, "max_tokens": 5}
    assert msgspec.convert(view, ModelView).sent == {}
