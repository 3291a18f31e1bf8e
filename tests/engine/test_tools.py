"""Runs of prompts with tools: their descriptions are optimized, requests carry them, calls are what is scored."""

import json
from pathlib import Path

import httpx
import msgspec
import pytest

from gradcheck.engine.panels.prompt_forms import prompt_forms
from gradcheck.engine.taking_home import exported_run
from gradcheck.errors import InvalidRequestError
from tests.support import harness, world
from tests.support.harness import Body

HINT = "Use it for questions about orders."


def tool(name: str, description: str) -> Body:
    """A tool with one described parameter."""
    parameters = {
        "type": "object",
        "properties": {"number": {"type": "string", "description": "The number.", "enum": ["1", "2"]}},
        "required": ["number"],
    }
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}


ORDERS, PARCELS = tool("find_order", "Finds things."), tool("track_parcel", "Tracks a parcel.")
PROMPT = {"system": "Help the customer.", "tools": [ORDERS, PARCELS], "frozen": ["system"]}
PROTEGI = {"name": "protegi", "rounds": 1, "beam": 2, "minibatch": 4, "gradients": 1, "paraphrases": 1}


def task() -> Body:
    """Questions about orders and parcels, and the one call that each should lead to."""
    examples = []
    splits = ("train",) * 8 + ("validation",) * 8 + ("test",) * 16
    for number, split in enumerate(splits):
        what, name = (("order", "find_order"), ("parcel", "track_parcel"))[number % 2]
        call = {"name": name, "arguments": {"number": str(number)}}
        question = f"Where is my {what} {number}?"
        examples.append({"id": f"e{number}", "input": question, "expected": [call], "split": split})
    return {"examples": examples, "scoring": {"kind": "tool_calls"}}


def request(**changes: object) -> Body:
    """A small run with tools."""
    return world.request(**{"prompt": PROMPT, "task": task(), "method": PROTEGI, **changes})


def answer(body: Body) -> harness.Reply:
    """A model that finds an order only where the tool's description says what it is for; its editor can say so."""
    text = "\n".join(message.get("content") or "" for message in body["messages"])
    if "<FEEDBACK>" in text:
        return "<FEEDBACK>The description does not say what it is for.</FEEDBACK>"
    if "<PROMPT>" in text:
        old = text.split("\n<data-", 1)[1].split(">\n", 1)[1].split("\n</data-", 1)[0]
        return f"<PROMPT>{old} {HINT}</PROMPT>"
    asked = body["messages"][-1]["content"]
    number = asked.rstrip("?").rsplit(" ", 1)[1]
    names = {one["function"]["name"]: one["function"]["description"] for one in body["tools"]}
    name = "find_order" if "order" in asked and HINT in names["find_order"] else "track_parcel"
    return calling((name, {"number": number}))


def calling(*calls: tuple[str, object]) -> httpx.Response:
    """An answer of OpenAI's that calls tools and says nothing."""
    made = [
        {
            "id": f"call_{number}",
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for number, (name, given) in enumerate(calls)
    ]
    message = {"role": "assistant", "content": None, "tool_calls": made}
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return httpx.Response(200, json={"choices": [{"message": message, "finish_reason": "tool_calls"}], "usage": usage})


async def test_a_method_improves_the_description_of_a_tool_and_changes_nothing_else_of_it(tmp_path: Path) -> None:
    model = harness.Model(answer)
    record = await harness.run(tmp_path, request(), model)
    assert record.job.status == "succeeded"
    best = record.result
    assert best.test.best is not None
    assert best.test.baseline is not None
    assert (best.test.baseline.score, best.test.best.score, best.test.verdict) == (0.5, 1.0, "improved")
    assert HINT in best.prompt["tool.find_order"]
    assert best.prompt["system"] == PROMPT["system"]
    for body in [body for body in model.received if "tools" in body]:
        for sent, given in zip(body["tools"], [ORDERS, PARCELS], strict=True):
            function, known = sent["function"], given["function"]
            assert function["name"] == known["name"]
            assert function["parameters"]["required"] == known["parameters"]["required"]
            assert function["parameters"]["properties"]["number"]["enum"] == ["1", "2"]


async def test_what_scorers_and_critics_see_of_an_answer_is_its_calls_as_json(tmp_path: Path) -> None:
    model = harness.Model(answer)
    record = await harness.run(tmp_path, request(), model)
    outputs = {rollout.output for rollout in record.rollouts if rollout.example == "e9"}
    assert outputs == {'{"content": "", "tool_calls": [{"name": "track_parcel", "arguments": {"number": "9"}}]}'}
    critics = [harness.text_of(body) for body in model.received if "<FEEDBACK>" in str(body)]
    assert any('missing: find_order({"number": ' in text for text in critics)
    assert any("description of find_order in the definition of a tool" in text for text in critics)


@pytest.mark.parametrize("slots", [1, 16])
async def test_a_run_with_tools_that_is_stopped_pays_nothing_twice(tmp_path: Path, slots: int) -> None:
    calm, cut = harness.Model(answer), harness.Model(answer)
    whole = await harness.run(tmp_path / "calm", request(), calm)
    resumed = await harness.run_interrupted(tmp_path / "cut", request(), cut, [10, 30], slots=slots)
    assert resumed.outcome() == whole.outcome()
    assert len(cut.received) <= len(calm.received) + 2 * slots


async def test_a_model_that_calls_no_tools_is_refused_before_anything_is_spent(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model(answer)) as service:
        with pytest.raises(InvalidRequestError) as refused:
            harness.plan_of(service, request(models={"task": {"provider": "embedded"}}))
    assert [error.path for error in refused.value.errors] == ["models.task"]
    assert "calls no tools" in refused.value.errors[0].message


def errors(home: Path, **changes: object) -> dict[str, str]:
    """What is wrong with a request, by path."""
    return {error.path: error.message for error in harness.errors(home, request(**changes))}


def prompt(**changes: object) -> Body:
    """The prompt with its tools, changed."""
    return {**PROMPT, **changes}


async def test_texts_of_tools_are_components_that_can_be_frozen_and_hold_any_brace(tmp_path: Path) -> None:
    given = prompt(tools=[tool("find_order", 'Finds {input}, {{x}} and {"a": 1}.')], frozen=["tool.find_order.number"])
    spoken = {**task(), "scoring": {"kind": "tool_calls", "arguments": "ignore"}}
    spoken["examples"] = [{**one, "expected": [{"name": "find_order"}]} for one in spoken["examples"]]
    async with harness.serving(tmp_path, harness.Model(answer)) as service:
        plan = harness.plan_of(service, request(prompt=given, task=spoken))
    assert plan.program.components == ("system", "tool.find_order", "tool.find_order.number")
    assert plan.program.optimizable == ("system", "tool.find_order")
    assert plan.program.reading("tool.find_order").placeholders(plan.components["tool.find_order"]) == frozenset()


def test_a_prompt_may_be_tools_alone(tmp_path: Path) -> None:
    assert errors(tmp_path, prompt={"tools": [ORDERS, PARCELS]}) == {}


def test_modules_have_tools_of_their_own_and_the_prompt_then_has_none(tmp_path: Path) -> None:
    modules = [{"name": "plan", "system": "Plan."}, {"name": "act", "system": "Act.", "tools": [ORDERS, PARCELS]}]
    assert errors(tmp_path, prompt={"modules": modules, "frozen": ["act.tool.find_order.number"]}) == {}
    assert "belong to a module" in errors(tmp_path, prompt={"modules": modules, "tools": [ORDERS]})["prompt.tools"]
    application = {"name": "act", "kind": "http", "application": "a", "components": {"x": "y"}, "tools": [ORDERS]}
    assert "kind model" in errors(tmp_path, prompt={"modules": [application]})["prompt.modules[0].tools"]


def test_what_is_wrong_with_tools_is_said_where_they_stand(tmp_path: Path) -> None:
    long = tool("find_order", "Finds.")
    long["function"]["parameters"]["properties"]["number"]["description"] = "x" * 9000
    assert "more than max_length" in errors(tmp_path, prompt=prompt(tools=[long, PARCELS]))["prompt.tools[0].number"]
    assert "earlier tool" in errors(tmp_path, prompt=prompt(tools=[ORDERS, ORDERS]))["prompt.tools[1]"]
    assert "a tool's name" in errors(tmp_path, prompt=prompt(tool_choice="nothing"))["prompt.tool_choice"]
    assert "give `tools`" in errors(tmp_path, prompt={"system": "x", "tool_choice": "auto"})["prompt.tool_choice"]
    assert (
        "belongs into the prompt"
        in errors(tmp_path, models={"task": {"provider": "world", "model": "pure", "extra": {"tools": []}}})[
            "models.task.extra.tools"
        ]
    )


def test_calls_are_expected_only_of_tools_that_there_are(tmp_path: Path) -> None:
    assert "has none; give it `tools`" in errors(tmp_path, prompt="Help the customer.")["task.scoring"]
    wrong = task()
    wrong["examples"][3]["expected"] = [{"name": "find_orders"}]
    message = errors(tmp_path, task=wrong)["task.examples[3].expected"]
    assert message == "calls 'find_orders', which is no tool of the prompt; there are find_order, track_parcel"


async def test_a_plan_without_tools_is_stored_as_it_was_before_there_were_any(tmp_path: Path) -> None:
    async with harness.serving(tmp_path, harness.Model()) as service:
        plan = harness.plan_of(service, world.request())
    assert b"tool" not in msgspec.json.encode(plan.program)


async def test_a_demo_that_calls_tools_is_sent_as_calls_that_are_answered(tmp_path: Path) -> None:
    said = '{"content": "", "tool_calls": [{"name": "find_order", "arguments": {"number": "7"}}]}'
    demos = [{"input": "Order 7?", "output": said}, {"input": "Hello?", "output": "Hello."}]
    model = harness.Model(answer)
    record = await harness.run(tmp_path, request(prompt=prompt(demos=demos), method="none"), model)
    system, asked, calls, result, closing, *rest = model.received[0]["messages"]
    assert (system["role"], asked["content"], calls["content"]) == ("system", "Order 7?", None)
    assert calls["tool_calls"][0]["function"] == {"name": "find_order", "arguments": '{"number": "7"}'}
    assert (result["role"], result["tool_call_id"]) == ("tool", calls["tool_calls"][0]["id"])
    assert closing["role"] == "assistant"
    assert [turn["content"] for turn in rest[:2]] == ["Hello?", "Hello."]
    assert record.job.status == "succeeded"


async def test_bootstrapped_demos_of_calls_are_calls_again(tmp_path: Path) -> None:
    model = harness.Model(answer)
    method = {"name": "bootstrap_fewshot", "candidates": 2}
    await harness.run(tmp_path, request(method=method), model)
    taught = [body for body in model.received if any(turn.get("tool_calls") for turn in body["messages"])]
    assert taught
    assert all("tool_calls" not in (turn["content"] or "") for body in taught for turn in body["messages"])


async def test_the_check_before_a_run_is_made_with_the_tools(tmp_path: Path) -> None:
    refused = httpx.Response(400, json={"error": {"message": "tools is not supported", "param": "tools"}})
    model = harness.Model(answer, check=lambda body: refused if "tools" in body else "ok")
    record = await harness.run(tmp_path, request(), model)
    assert record.job.status == "failed"
    assert record.job.error is not None
    assert "the prompt's tools cannot be used with this model" in record.job.error.message
    assert model.received == []


async def test_results_show_the_texts_of_tools(tmp_path: Path) -> None:
    record = await harness.run(tmp_path, request(), harness.Model(answer))
    best = next(candidate for candidate in record.candidates if candidate.id == record.result.candidate)
    forms = prompt_forms(record.plan.program, best, ["input"])
    assert HINT in forms.text
    assert HINT in forms.tools["main"][0]["function"]["description"]
    assert forms.request["tools"] == list(forms.tools["main"])
    assert forms.request["frozen"] == ["system"]
    stored = msgspec.json.encode(record.plan), msgspec.json.encode(record.result)
    assert all(HINT in exported_run("run_1", *stored, name).content for name in ("openai", "promptfoo", "json"))
    changed = {one.component: one.runs for one in record.result.diff}
    assert any(run.kind == "insert" and "questions" in run.text for run in changed["tool.find_order"])
