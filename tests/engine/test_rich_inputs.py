"""Runs on conversations and images: what the task's model is sent, what critics and editors see of it."""

import base64
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan
from gradcheck.inputs.images import Images
from tests.support import harness, world
from tests.support.gateways import wired
from tests.support.harness import Body
from tests.support.pictures import as_texts, data_url, png

PROTEGI = {"name": "protegi", "rounds": 1, "beam": 2, "gradients": 1}


def chats(count: int = 40) -> Body:
    """The task of the world, each text as the last turn of a conversation."""
    task = world.task(count)
    for example in task["examples"]:
        earlier = {"role": "user", "content": "I will show you something."}, {"role": "assistant", "content": "Do."}
        example["input"] = {"messages": [*earlier, {"role": "user", "content": example["input"]["text"]}]}
    return task


def pictures(count: int = 40) -> Body:
    """The task of the world with a picture of its own in each example."""
    task = world.task(count)
    for number, example in enumerate(task["examples"]):
        example["input"]["photo"] = {"image": data_url(png(64, 48, shade=number))}
    return task


async def ran(home: Path, **changes: Any) -> tuple[harness.Record, list[Body]]:  # noqa: ANN401
    """A run, and what its models were sent."""
    model = harness.Model(lambda body: world.answer(as_texts(body)))
    return await harness.run(home, harness.request(**changes), model), model.received


def tasks(bodies: list[Body]) -> list[Body]:
    """What the task's model was sent."""
    return [body for body in bodies if harness.role(as_texts(body)) == "task"]


async def test_with_a_system_text_alone_the_turns_are_sent_as_they_are(tmp_path: Path) -> None:
    _, bodies = await ran(tmp_path, task=chats(), prompt={"system": "What is the sentiment?"}, method=PROTEGI)
    for body in tasks(bodies):
        roles = [message["role"] for message in body["messages"]]
        assert roles == ["system", "user", "assistant", "user"]
        assert body["messages"][3]["content"].startswith("A ")
    seen = [harness.text_of(body) for body in bodies if body not in tasks(bodies)]
    assert any("conversation: user: I will show you something. assistant: Do. input: A " in text for text in seen)


async def test_a_user_text_is_the_last_turn_and_the_turns_before_it_are_sent(tmp_path: Path) -> None:
    prompt = {"user": "What is the sentiment?\n\n{input}"}
    record, bodies = await ran(tmp_path, task=chats(), prompt=prompt, method=PROTEGI)
    for body in tasks(bodies):
        assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
        assert "\n\nA " in body["messages"][2]["content"]
    assert record.result.validation is not None


async def test_a_prompt_that_asks_for_the_conversation_has_it_as_a_text(tmp_path: Path) -> None:
    prompt = {"user": "{conversation}\n{input}\nWhat is the sentiment?"}
    _, bodies = await ran(tmp_path, task=chats(), prompt=prompt, method="none")
    for body in tasks(bodies):
        (only,) = body["messages"]
        assert only["content"].startswith("user: I will show you something.\nassistant: Do.\nA ")


async def test_an_image_stands_where_its_placeholder_does_and_others_see_a_text(tmp_path: Path) -> None:
    prompt = {"user": "What is the sentiment of {text}, seen here: {photo}?"}
    record, bodies = await ran(tmp_path, task=pictures(), prompt=prompt, method=PROTEGI)
    sent = tasks(bodies)
    for body in sent:
        before, image, after = body["messages"][-1]["content"]
        assert "A " in before["text"]
        assert before["text"].endswith("seen here: ")
        assert base64.b64decode(image["image_url"]["url"].partition(",")[2]).startswith(b"\x89PNG")
        assert after["text"].startswith("?")
    others = [harness.text_of(body) for body in bodies if body not in sent]
    assert any("photo: [image photo: image/png 64x48, sha256 " in text for text in others)
    assert all("base64" not in text for text in others)
    assert record.result.validation is not None


async def test_without_a_user_text_images_stand_in_the_input_that_is_sent(tmp_path: Path) -> None:
    _, bodies = await ran(tmp_path, task=pictures(), prompt={"system": "What is the sentiment?"}, method="none")
    for body in tasks(bodies):
        content = body["messages"][-1]["content"]
        assert [part["type"] for part in content] == ["text", "image_url"]
        assert content[0]["text"].startswith("text: A ")
        assert content[0]["text"].endswith("photo: ")


async def test_a_stopped_run_with_images_goes_on_and_pays_nothing_twice(tmp_path: Path) -> None:
    request = harness.request(task=pictures(), prompt="What is {text}, {photo}?", method=PROTEGI)
    models = [harness.Model(lambda body: world.answer(as_texts(body))) for _ in range(2)]
    straight = await harness.run(tmp_path / "a", request, models[0])
    stopped = await harness.run_interrupted(tmp_path / "b", request, models[1], [30], slots=4)
    assert stopped.outcome() == straight.outcome()


async def test_plan_events_and_records_hold_no_data_of_images(tmp_path: Path) -> None:
    record, _ = await ran(tmp_path, task=pictures(), prompt="What is {text}, {photo}?", method=PROTEGI)
    data = base64.b64encode(png(64, 48, shade=3)).decode()
    parts = [record.result, record.steps, record.candidates, record.rollouts, record.events, record.plan]
    assert all(data.encode() not in msgspec.json.encode(part) for part in parts)


async def test_a_picture_that_many_examples_show_is_stored_once(tmp_path: Path) -> None:
    task = pictures(40)
    for example in task["examples"][:30]:
        example["input"]["photo"] = {"image": data_url(png(64, 48))}
    await ran(tmp_path, task=task, prompt="What is {text}, {photo}?", method="none")
    assert stored_images(tmp_path) == (11, 11)


async def test_a_run_that_an_earlier_version_stored_with_its_images_is_carried_out(tmp_path: Path) -> None:
    model = harness.Model(lambda body: world.answer(as_texts(body)))
    request = harness.request(task=pictures(), prompt="What is {text}, {photo}?", method="none")
    async with harness.serving(tmp_path, model) as service:
        images = Images()
        plan = harness.plan_of(service, request, images)
        data = {held.image.sha256: base64.b64encode(held.data or b"").decode() for held in images.held}
        stored = msgspec.json.encode(plan).decode()
        for digest, encoded in data.items():
            stored = stored.replace(f'"sha256":"{digest}"', f'"sha256":"{digest}","data":"{encoded}"')
        await harness.submit(service, msgspec.json.decode(stored, type=Plan))
        await harness.read(service)
    assert stored_images(tmp_path) == (0, 0)
    shown = {body["messages"][-1]["content"][1]["image_url"]["url"] for body in tasks(model.received)}
    assert shown <= {f"data:image/png;base64,{encoded}" for encoded in data.values()}


def stored_images(home: Path) -> tuple[int, int]:
    """How many images are stored, and how often a job holds one."""
    with sqlite3.connect(home / "gradcheck.sqlite") as database:
        tables = ("image_contents", "image_uses")
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]  # noqa: S608
    database.close()
    return counts[0], counts[1]


def errors(home: Path, **changes: Any) -> dict[str, str]:  # noqa: ANN401
    return {error.path: error.message for error in harness.errors(home, harness.request(**changes))}


def test_a_prompt_has_to_give_the_conversation_to_some_model(tmp_path: Path) -> None:
    task = chats()
    for example in task["examples"]:
        example["input"]["name"] = "Ann"
    assert "ask for {input}" in errors(tmp_path, task=task, prompt={"user": "Greet {name}."})["prompt"]
    assert errors(tmp_path, task=task, prompt={"user": "Greet {name}: {input}"}) == {}


def test_a_system_turn_beside_the_prompts_own_is_refused_and_the_same_text_is_the_prompt(tmp_path: Path) -> None:
    task = chats()
    for example in task["examples"]:
        example["input"]["messages"].insert(0, {"role": "system", "content": "Be brief."})
    found = errors(tmp_path, task=task, prompt={"system": "Judge."})
    assert "beside the prompt's system text" in found["task.examples[*].input.messages"]
    assert errors(tmp_path, task=task, prompt={"system": "Be brief."}) == {}
    assert errors(tmp_path, task=task, prompt={"user": "Judge: {input}"}) == {}


def test_a_user_text_does_not_stand_for_a_tools_turn(tmp_path: Path) -> None:
    task = chats()
    call = {"id": "a", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    task["examples"][2]["input"]["messages"] += [
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "a", "content": "nothing"},
    ]
    assert (
        "ends with a tool's turn"
        in errors(tmp_path, task=task, prompt="Judge: {input}")["task.examples[2].input.messages"]
    )
    assert errors(tmp_path, task=task, prompt={"system": "Judge."}) == {}


def test_an_image_in_a_system_text_is_refused(tmp_path: Path) -> None:
    found = errors(tmp_path, task=pictures(), prompt={"system": "It shows {photo}.", "user": "{text}"})
    assert found == {"prompt": "system asks for the image {photo}, which only a user text can hold"}


@pytest.mark.parametrize("given", [{"image": "no"}, {"image": "http://10.0.0.1/a.png"}])
def test_what_is_no_image_is_refused_with_its_example_and_field(tmp_path: Path, given: Body) -> None:
    task = pictures()
    task["examples"][5]["input"]["photo"] = given
    assert set(errors(tmp_path, task=task)) == {"task.examples[5].input.photo.image"}


def test_a_model_that_takes_no_images_is_refused_where_it_would_be_sent_one(tmp_path: Path) -> None:
    shown: Body = {"task": pictures(), "prompt": "What is {text}, {photo}?"}
    found = errors(tmp_path, models={"task": {"provider": "embedded"}}, **shown)
    assert "takes no images, and example 0 holds one" in found["models.task"]
    old = {"provider": "world", "model": "gpt-3.5-turbo"}
    assert "takes no images" in errors(tmp_path, models={"task": old}, **shown)["models.task"]
    assert errors(tmp_path, task=pictures(), prompt="What is {text}?", models={"task": old}) == {}
    new = {"provider": "world", "model": "new"}
    chain = {"modules": [{"name": "look", "user": "{photo}"}, {"name": "judge", "user": "{look} {text}"}]}
    models = {"task": old, "modules": {"look": new}}
    assert errors(tmp_path, task=pictures(), prompt=chain, models=models) == {}
    models = {"task": new, "modules": {"look": old}}
    assert "takes no images" in errors(tmp_path, task=pictures(), prompt=chain, models=models)["models.modules.look"]


def test_the_reservation_of_a_call_holds_what_its_images_take(tmp_path: Path) -> None:
    def inputs(task: Body) -> Plan:
        return harness_plan(tmp_path, task=task, prompt="What is {text}?")

    without = inputs(world.task(40)).one_call.tokens
    assert inputs(pictures()).one_call.tokens >= without + 256


def harness_plan(home: Path, **changes: Any) -> Plan:  # noqa: ANN401
    return build_plan(msgspec.convert(harness.request(**changes), OptimizeRequest), wired(harness.settings(home)))
