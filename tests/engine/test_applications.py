"""Modules that call an application of a team's own: what it is sent, what comes of its answers, what they cost."""

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from gradcheck.domain.program import Candidate, Module, Program
from gradcheck.domain.seeds import digest
from gradcheck.domain.task import Rollout
from gradcheck.runtime import Service
from tests.support import agents, harness, world
from tests.support.gateways import wired

MODULE = agents.MODULE


async def run(home: Path, agent: agents.Agent, request: dict[str, Any] | None = None, **fields: object) -> Any:  # noqa: ANN401
    model = harness.Model()
    record = await harness.run(home, request or agents.request(), model, declared=agent.declared(**fields))
    return record, model


def error_of(record: harness.Record) -> str:
    assert record.job.error is not None
    return record.job.error.message


def evaluated() -> dict[str, Any]:
    """A request that scores the given prompt on every example."""
    task = world.task(24) | {"split": {"train": 0, "validation": 1, "probe": 0, "test": 0}}
    return agents.request(task=task, method="none")


def serving(home: Path, agent: agents.Agent, **fields: object) -> AbstractAsyncContextManager[Service]:
    return harness.serving(home, harness.Model(), declared=agent.declared(**fields))


def faults(home: Path, *modules: dict[str, Any], declared: str = "", **changes: object) -> dict[str, str]:
    request = agents.request(prompt={"modules": list(modules)}, **changes)
    return {error.path: error.message for error in harness.errors(home, request, declared=declared)}


def declaration(**fields: object) -> str:
    return agents.Agent(agents.answer).declared(url="https://app.example/run", **fields)


async def test_an_agent_is_optimized_as_a_model_is(tmp_path: Path) -> None:
    async with agents.running() as agent:
        record, _ = await run(tmp_path, agent, price_usd=0.25)
    assert record.job.status == "succeeded", record.job.error
    assert "one word" in record.result.prompt["agent.instructions"].lower()
    assert record.result.test.verdict == "improved"
    used = record.result.usage["application"]
    assert (used.calls, used.failed) == (len(agent.received), 0) or used.cached
    assert used.cost_usd == pytest.approx(0.25 * (used.calls - used.cached))
    assert record.result.usage["optimizer"].calls > 0
    assert "task" not in record.result.usage


async def test_an_agent_is_sent_its_texts_the_input_and_an_id_that_is_signed(tmp_path: Path) -> None:
    async with agents.running() as agent:
        await run(tmp_path, agent)
    sent = agent.received[0]
    assert sent.keys() == {"id", "components", "input", "sample", "seed"}
    assert sent["components"] == {"instructions": "What is the sentiment?"}
    assert sent["input"].keys() == {"text"}
    assert [headers["webhook-id"] for headers in agent.headers] == [body["id"] for body in agent.received]
    assert all(headers["webhook-signature"].startswith("v1,") for headers in agent.headers)


async def test_the_same_question_is_asked_once_whatever_asks_it(tmp_path: Path) -> None:
    async with agents.running() as agent:
        await run(tmp_path, agent)
    contents = [msgspec.json.encode(body) for body in agent.received]
    assert len(contents) == len(set(contents))
    assert len({body["id"] for body in agent.received}) == len(contents)


async def test_critics_are_shown_how_an_answer_came_about(tmp_path: Path) -> None:
    async with agents.running() as agent:
        record, model = await run(tmp_path, agent)
    shown = harness.text_of(model.of("critic")[0])
    assert 'how it came about: plan: look the words up {"tool": "lexicon", "found": {"good": ' in shown
    assert record.rollouts[0].trace[0].trace.startswith("plan: look the words up\n{")


async def test_a_trace_is_kept_and_shown_within_bounds(tmp_path: Path) -> None:
    async with agents.running(lambda body: agents.answer(body) | {"trace": "x" * 100_000}) as agent:
        record, model = await run(tmp_path, agent)
    assert {len(rollout.trace[0].trace) for rollout in record.rollouts} == {8_000}
    assert max(len(harness.text_of(body)) for body in model.of("critic")) < 30_000


async def test_a_declared_failure_is_a_failure_and_no_score(tmp_path: Path) -> None:
    def sometimes(body: agents.Body) -> agents.Body:
        return {"error": "the tool\nis down"} if "number 3." in body["input"]["text"] else agents.answer(body)

    async with agents.running(sometimes) as agent:
        record, _ = await run(tmp_path, agent, evaluated())
    failed = [rollout for rollout in record.rollouts if rollout.example == "e3"]
    assert failed
    assert {(rollout.status, rollout.score, rollout.output) for rollout in failed} == {("failed", None, None)}
    assert failed[0].note == "no answer: application:agent failed and says: the tool is down"
    assert all(rollout.score is not None for rollout in record.rollouts if rollout.example != "e3")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({}, "neither an output nor an error"),
        ({"output": None}, "neither an output nor an error"),
        ({"error": ""}, "no reason"),
        ({"error": 3}, "$.error"),
        ([], "object"),
        ({"output": "x" * 20_000}, "max_output_bytes allows 16384"),
    ],
)
async def test_an_answer_that_breaks_the_contract_is_a_failure_in_words(
    tmp_path: Path,
    answer: Any,  # noqa: ANN401
    words: str,
) -> None:
    async with agents.running(lambda _: answer) as agent:
        record, _ = await run(tmp_path, agent, agents.request(method="none"))
    assert record.job.status == "failed"
    assert words in error_of(record)
    assert {rollout.score for rollout in record.rollouts} <= {None}


async def test_the_settings_say_how_many_calls_are_made_at_once_and_how_long_an_outage_is_waited_for(
    tmp_path: Path,
) -> None:
    declared = declaration(max_concurrency=2, max_outage_s=7)
    gateway = wired(harness.settings(tmp_path, declared=declared))
    limiter = gateway.limiter("application:agent", "1")
    waiting = [asyncio.ensure_future(limiter.acquire("job", 1, 0)) for _ in range(5)]
    await asyncio.sleep(0)
    assert (limiter.in_flight, gateway.max_outage_s("application:agent")) == (2, 7)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_the_settings_say_how_large_an_answer_may_be(tmp_path: Path) -> None:
    async with agents.running() as agent:
        record, _ = await run(tmp_path, agent, agents.request(method="none"), max_output_bytes=10)
    assert "max_output_bytes allows 10" in error_of(record)


async def test_an_empty_output_is_the_prompts_doing_and_any_other_value_is_written_as_text(tmp_path: Path) -> None:
    outputs = {"e0": "", "e1": {"label": "größer", "n": 1}, "e2": 7, "e3": False}

    def varied(body: agents.Body) -> agents.Body:
        name = "e" + body["input"]["text"].rstrip(".").split()[-1]
        return {"output": outputs[name]} if name in outputs else agents.answer(body)

    async with agents.running(varied) as agent:
        record, _ = await run(tmp_path, agent, evaluated())
    said = {rollout.example: (rollout.output, rollout.score) for rollout in record.rollouts}
    texts = {"e0": "", "e1": '{"label": "größer", "n": 1}', "e2": "7", "e3": "false"}
    assert {name: one for name, one in said.items() if name in texts} == {
        name: (text, 0.0) for name, text in texts.items()
    }


async def test_an_agent_that_stumbles_is_asked_again_and_nothing_is_lost(tmp_path: Path) -> None:
    seen: dict[str, int] = {}

    def stumbling(body: agents.Body) -> agents.Body | web.Response:
        seen[body["id"]] = seen.get(body["id"], 0) + 1
        return web.Response(status=500) if seen[body["id"]] == 1 and len(seen) % 25 == 0 else agents.answer(body)

    async with agents.running(stumbling) as agent:
        record, _ = await run(tmp_path, agent)
    assert record.job.status == "succeeded"
    assert record.result.usage["application"].retries > 0
    assert record.result.usage["application"].failed == 0


async def test_an_agent_that_refuses_our_signature_ends_the_run_in_its_words(tmp_path: Path) -> None:
    refused = web.json_response({"error": "bad signature"}, status=401)
    async with agents.running(lambda _: web.Response(status=refused.status, body=refused.body)) as agent:
        record, _ = await run(tmp_path, agent)
    assert record.job.status == "failed"
    assert "application:agent answered 401: bad signature" in error_of(record)
    assert len(agent.received) <= 16


async def test_modules_of_both_kinds_follow_one_another(tmp_path: Path) -> None:
    first = {"name": "short", "user": "Repeat: {text}", "output": "brief"}
    last = {"name": "last", "system": "What is the sentiment? Answer with one word."}
    asked: list[str] = []

    def model(body: harness.Body) -> harness.Reply:
        asked.append(harness.text_of(body))
        return "short" if asked[-1].startswith("Repeat: ") else world.answer(body)

    async with agents.running() as agent:
        request = agents.request(prompt={"modules": [first, MODULE, last]}, method="none")
        record = await harness.run(tmp_path, request, harness.Model(model), declared=agent.declared())
    assert record.job.status == "succeeded", record.job.error
    assert {body["input"]["brief"] for body in agent.received} == {"short"}
    assert any(text.endswith("The text is positive.") for text in asked)
    rollout: Rollout = record.rollouts[0]
    assert [call.module for call in rollout.trace] == ["short", "agent", "last"]
    assert record.result.usage["task"].calls == 2 * record.result.usage["application"].calls


async def test_demos_go_to_an_agent_as_inputs_with_outputs(tmp_path: Path) -> None:
    def with_one_word(body: agents.Body) -> agents.Body:
        better = {"instructions": "one word"} if body.get("demos") else body["components"]
        return agents.answer(body | {"components": better})

    async with agents.running(with_one_word) as agent:
        method = {"name": "bootstrap_fewshot", "candidates": 2}
        await run(tmp_path, agent, agents.request(method=method))
    shown = [body["demos"] for body in agent.received if "demos" in body]
    assert shown
    assert all(demo.keys() == {"input", "output"} for demos in shown for demo in demos)
    assert shown[0][0]["input"].keys() == {"text"}


async def test_braces_in_an_applications_texts_are_text(tmp_path: Path) -> None:
    texts = {"instructions": "What is it? {nothing} {{text}} {text", "format": '{"a": {b}}'}
    async with agents.running() as agent:
        request = agents.request(prompt={"modules": [MODULE | {"components": texts}]})
        record, _ = await run(tmp_path, agent, request)
    assert record.job.status == "succeeded", record.job.error
    assert agent.received[0]["components"] == texts
    rejected = [proposal.reason for step in record.steps for proposal in step.proposals if proposal.reason]
    assert not any("placeholder" in reason for reason in rejected)


async def test_a_continued_run_pays_an_agent_nothing_twice(tmp_path: Path) -> None:
    async with (
        agents.running() as agent,
        serving(tmp_path, agent) as service,
    ):
        request = agents.request(budget={"max_calls": 120})
        plan = harness.plan_of(service, request)
        await harness.submit(service, plan)
        first = await harness.read(service)
        asked = len(agent.received)
        await harness.submit(service, plan, job_id="run_2", parent="run_1")
        second = await harness.read(service, "run_2")
        assert len({body["id"] for body in agent.received}) == len(agent.received)
        assert second.result.usage["application"].cached >= min(asked, first.result.usage["application"].calls) / 2


async def test_an_agent_of_another_version_does_not_go_on_with_a_run(tmp_path: Path) -> None:
    async with agents.running() as agent:
        async with serving(tmp_path, agent) as service:
            plan = harness.plan_of(service, agents.request())
        async with serving(tmp_path, agent, version="2") as service:
            await harness.submit(service, plan)
            record = await harness.read(service)
    assert record.job.status == "failed"
    assert "application:agent is version 2 now, not 1" in error_of(record)
    assert agent.received == []


async def test_the_version_of_an_application_is_part_of_what_a_call_is(tmp_path: Path) -> None:
    async def key(version: str) -> str:
        async with agents.running() as agent:
            declared = agent.declared(version=version)
            await harness.run(tmp_path / version, agents.request(method="none"), harness.Model(), declared=declared)
            return str(agent.received[0]["id"])

    assert await key("1") != await key("2")


@pytest.mark.parametrize(
    ("module", "path", "words"),
    [
        ({"application": "other"}, "application", "no application 'other'; there are agent"),
        ({"application": None}, "application", "is needed"),
        ({"components": {}}, "components", "is needed"),
        ({"components": {"a b": "x"}}, "components.a b", "identifier"),
        ({"components": {"instructions": "  "}}, "components.instructions", "is empty"),
        ({"components": {"instructions": "x" * 9000}}, "components.instructions", "max_length"),
        ({"system": "Be kind."}, "system", "put the text into components"),
        ({"user": "{text}"}, "user", "put the text into components"),
        ({"kind": "model"}, "", "give system or user"),
        ({"kind": "model", "system": "a", "components": {}}, "application", "of the kind http"),
        ({"output": "text"}, "output", "already a field"),
    ],
)
def test_a_faulty_module_is_named(tmp_path: Path, module: dict[str, Any], path: str, words: str) -> None:
    written = {name: value for name, value in (MODULE | module).items() if value is not None}
    found = faults(tmp_path, written, declared=declaration())
    assert words in found[f"prompt.modules[0].{path}".rstrip(".")]


def test_a_server_without_applications_says_so(tmp_path: Path) -> None:
    assert "there are none" in faults(tmp_path, MODULE)["prompt.modules[0].application"]


def test_the_optimizers_model_is_enough_where_no_module_asks_the_tasks(tmp_path: Path) -> None:
    optimizer = {"optimizer": {"provider": "world", "model": "pure"}}
    assert faults(tmp_path, MODULE, declared=declaration(), models=optimizer) == {}
    assert "models.task" in faults(tmp_path, MODULE, declared=declaration(), models={})


def test_a_cap_in_dollars_needs_an_applications_price(tmp_path: Path) -> None:
    model = {"provider": "simulated", "model": "W1"}
    models = {"task": model, "optimizer": model}
    priced = {"models": models, "budget": {"max_cost_usd": 50}}
    message = faults(tmp_path, MODULE, declared=declaration(), **priced)["budget.max_cost_usd"]
    assert "[applications.agent] price_usd" in message
    assert faults(tmp_path, MODULE, declared=declaration(price_usd=0.01), **priced) == {}
    small = faults(tmp_path, MODULE, declared=declaration(price_usd=0.01), models=models, budget={"max_cost_usd": 0.1})
    assert "is too small" in small["budget.max_cost_usd"]


def test_a_module_without_an_application_is_digested_as_before() -> None:
    module = Module(name="main", system="system", user=None, output="output")
    assert digest(Program(modules=(module,))) == "8b767b5bd56bf05728af8b7b88425934"
    assert msgspec.to_builtins(module) == {"name": "main", "system": "system", "user": None, "output": "output"}
    assert Candidate(id="seed", components={}).demos == ()
